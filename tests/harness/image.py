"""Builds the image of docker/Dockerfile around the jar under test.

Where the two images that it starts from cannot be pulled, stand-ins are made out of this machine: Debian by debootstrap, and its own JDK.
"""
import functools
import pathlib
import shutil
import subprocess
import tempfile

from .java import find_java
from .sealwright import REPOSITORY, jar, start_script

NAME = "sealwright:under-test"
STAND_IN = "sealwright-stand-in"
DEFAULTS = {"JDK": "eclipse-temurin:25-jdk", "BASE": "debian:bookworm-slim"}
SUITE = "bookworm"
PULL_SECONDS, MAKE_SECONDS, BUILD_SECONDS = 120, 300, 420
NEEDED_BY_NOBODY = ("var/cache/apt/*", "var/lib/apt/lists/*", "usr/share/doc/*", "usr/share/man/*", "usr/share/locale/*")


class NoBase(Exception):
    """Docker is here, but there is nothing to start an image from."""


def docker(*words, seconds=60, check=True, **kwargs):
    done = subprocess.run(["docker", *words], capture_output=True, text=True, timeout=seconds, **kwargs)
    if check and done.returncode != 0:
        raise RuntimeError(f"docker {words[0]} failed\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return done


def missing():
    """Why there is no Docker here; empty if there is."""
    if shutil.which("docker") is None:
        return "no docker command"
    answer = docker("version", "--format", "{{.Server.Version}}", check=False)
    return "" if answer.returncode == 0 else answer.stderr.strip()


@functools.cache
def image():
    """The name of the image, which is built once a run."""
    arguments = dict(DEFAULTS) if _pulled() else _stand_ins()
    with tempfile.TemporaryDirectory(prefix="sealwright-image-") as made:
        context = pathlib.Path(made)
        shutil.copytree(REPOSITORY / "docker", context / "docker")
        for file, place in ((start_script(), "server/bin/sealwright"), (jar(), "server/target/sealwright.jar")):
            (context / place).parent.mkdir(parents=True)
            shutil.copy2(file, context / place)
        words = [word for name, value in arguments.items() for word in ("--build-arg", f"{name}={value}")]
        docker("build", "--file", str(context / "docker" / "Dockerfile"), "--tag", NAME, *words, str(context), seconds=BUILD_SECONDS)
    return NAME


def _here(name):
    return docker("image", "inspect", name, check=False).returncode == 0


def _pulled():
    try:
        return all(_here(name) or docker("pull", "--quiet", name, seconds=PULL_SECONDS, check=False).returncode == 0
                   for name in DEFAULTS.values())
    except subprocess.TimeoutExpired:
        return False


def _stand_ins():
    made = {"JDK": f"{STAND_IN}:jdk", "BASE": f"{STAND_IN}:{SUITE}"}
    with tempfile.TemporaryDirectory(prefix="sealwright-image-") as folder:
        if not _here(made["BASE"]):
            _debian(pathlib.Path(folder, "debian"), made["BASE"])
        _jdk(pathlib.Path(folder, "jdk"), made)
    return made


def _debian(root, name):
    if shutil.which("debootstrap") is None:
        raise NoBase(f"{' and '.join(DEFAULTS.values())} cannot be pulled, and there is no debootstrap to make stand-ins with")
    try:
        subprocess.run(["debootstrap", "--variant=minbase", SUITE, str(root)], check=True, capture_output=True, timeout=MAKE_SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as e:
        raise NoBase(f"{' and '.join(DEFAULTS.values())} cannot be pulled, and debootstrap makes no stand-in: {e}") from e
    for pattern in NEEDED_BY_NOBODY:
        for found in root.glob(pattern):
            shutil.rmtree(found) if found.is_dir() else found.unlink()
    with subprocess.Popen(["tar", "-C", str(root), "-c", "."], stdout=subprocess.PIPE) as tar:
        docker("import", "-", name, seconds=MAKE_SECONDS, stdin=tar.stdout)


def _jdk(folder, made):
    """jlink refuses a JDK of which a file is a link to elsewhere, as a distribution's certificates are."""
    home = pathlib.Path(find_java()).resolve().parents[1]
    shutil.copytree(home, folder / "java", symlinks=False)
    (folder / "Dockerfile").write_text(f"FROM {made['BASE']}\nCOPY java /opt/java\nENV PATH=/opt/java/bin:/usr/sbin:/usr/bin:/sbin:/bin\n")
    docker("build", "--tag", made["JDK"], str(folder), seconds=MAKE_SECONDS)
