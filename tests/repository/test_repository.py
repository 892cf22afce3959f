"""What holds for the files of the repository themselves."""
import pathlib
import re
import shutil
import subprocess

import pytest

from harness.java import find_java

ROOT = pathlib.Path(__file__).resolve().parents[2]
JDK_17_FLAGS = re.compile(r"-X(mx|ms|ss)\d+[kmg]|-D\S+|-XX:TieredStopAtLevel=1")


def tracked():
    names = subprocess.run(["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [ROOT / n for n in names if n and (ROOT / n).is_file()]


@pytest.fixture(scope="module")
def texts():
    found = {}
    for file in tracked():
        raw = file.read_bytes()
        if b"\0" not in raw:
            found[str(file.relative_to(ROOT))] = raw.decode()
    return found


def lines(texts, pattern, allowed=()):
    return [f"{name}: {line.strip()[:120]}" for name, text in texts.items() if name not in allowed
            for line in text.splitlines() if re.search(pattern, line)]


def test_no_paths_of_one_machine(texts):
    assert lines(texts, r"(^|[^\w.])/(home/\w|work/|root/|Users/)", allowed=("tests/repository/test_repository.py",)) == []


def test_no_package_registry_is_named(texts):
    # Maven's own POM and XSD addresses are names, which nothing is fetched from.
    hosts = r"https?://(?!maven\.apache\.org/(POM|xsd))[a-z0-9.-]*(maven|pypi|npmjs|golang|debian|ubuntu)[a-z0-9.-]*\.(org|com|net|io)"
    assert lines(texts, hosts, allowed=("tests/repository/test_repository.py",)) == []


def test_nothing_large_is_tracked():
    assert [str(f) for f in tracked() if f.stat().st_size > 1 << 20] == []


def test_files_end_with_a_newline_and_have_no_trailing_blanks(texts):
    sources = {n: t for n, t in texts.items() if n.endswith((".java", ".py", ".md", ".sh", ".lua", ".xml", ".yml")) and t}
    assert [n for n, t in sources.items() if not t.endswith("\n")] == []


def test_no_two_tests_have_one_name():
    # pytest imports them by their base name and collects none at all where two are alike.
    names = [f.name for f in tracked() if f.match("tests/*/test_*.py")]
    assert sorted(n for n in set(names) if names.count(n) > 1) == []


def test_jvm_config_has_no_flag_that_an_older_jvm_does_not_know():
    for flag in (ROOT / ".mvn" / "jvm.config").read_text().split():
        assert JDK_17_FLAGS.fullmatch(flag), flag


def test_links_of_the_documents_lead_somewhere(texts):
    broken = []
    for name, text in texts.items():
        if not name.endswith(".md"):
            continue
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            if "://" not in target and not (ROOT / name).parent.joinpath(target).exists():
                broken.append(f"{name}: {target}")
    assert broken == []


def test_the_wrapper_is_plain_sh():
    assert (ROOT / "mvnw").read_text().startswith("#!/bin/sh\n")
    subprocess.run(["sh", "-n", str(ROOT / "mvnw")], check=True)


@pytest.fixture
def tools(tmp_path):
    """A PATH with what the wrapper needs, and no Maven and no JDK."""
    for name in ("sh", "dirname", "readlink", "sed", "head", "sort", "mkdir", "mktemp", "rm", "cut", "tar", "mv", "gzip", "sha512sum",
                 "curl", "wget"):
        found = shutil.which(name)
        if found:
            (tmp_path / name).symlink_to(found)
    return tmp_path


def wrapper(tools, **environment):
    return subprocess.run([str(ROOT / "mvnw"), "-v"], env={"PATH": str(tools), **environment}, capture_output=True, text=True, timeout=60)


def test_the_wrapper_without_maven_says_what_to_do(tools):
    done = wrapper(tools)
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 2 and "MVNW_REPOURL" in done.stderr


def test_the_wrapper_refuses_a_maven_with_another_checksum(tools, tmp_path):
    version = re.search(r"^MAVEN_VERSION=(\S+)", (ROOT / "mvnw").read_text(), re.M).group(1)
    folder = tmp_path / f"repository/org/apache/maven/apache-maven/{version}"
    folder.mkdir(parents=True)
    (folder / f"apache-maven-{version}-bin.tar.gz").write_bytes(b"another one")
    done = wrapper(tools, MVNW_REPOURL=f"file://{tmp_path}/repository", MVNW_HOME=str(tmp_path / "home"))
    assert done.returncode == 1 and "checksum" in done.stderr
    assert list((tmp_path / "home").iterdir()) == []


@pytest.mark.parametrize("words, passed_on", [
    (["-q", "verify"], ["-f", str(ROOT / "pom.xml"), "-q", "verify"]),
    (["-f", "other.xml", "verify"], ["-f", "other.xml", "verify"]),
])
def test_the_wrapper_takes_the_pom_of_the_root_unless_another_is_named(tools, words, passed_on):
    maven = tools / "mvn"
    maven.write_text('#!/bin/sh\necho Apache Maven 3.9.11\nprintf "%s\\n" "$@"\n')
    maven.chmod(0o755)
    home = pathlib.Path(find_java()).resolve().parents[1]
    done = subprocess.run([str(ROOT / "mvnw"), *words], env={"PATH": str(tools), "JAVA_HOME": str(home)}, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[1:] == passed_on
