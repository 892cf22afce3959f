"""The applications in `clients/`: each is built from a copy in a folder of its own, and run with a task."""
import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess

from .java import find_java

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD_SECONDS = 420
RUN_SECONDS = 120
# From 1.21 on Go fetches the version that go.mod asks for.
OLDEST_GO = 21


@dataclasses.dataclass(frozen=True)
class Application:
    name: str
    command: list
    folder: pathlib.Path

    def run(self, task):
        """What each step printed, by its name, in the order of the steps."""
        done = subprocess.run(self.command, cwd=self.folder, input=json.dumps(task), capture_output=True, text=True,
                              timeout=RUN_SECONDS, env=environment())
        assert done.returncode == 0, f"the {self.name} client: exit {done.returncode}\n{done.stdout}{done.stderr}"
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return {line.pop("step"): line for line in lines}


def build(name, folder):
    """Builds the client of that name; its dependencies come from where this machine's Go, npm and Maven fetch theirs."""
    copy = folder / name
    shutil.copytree(ROOT / "tests" / "clients" / name, copy)
    return Application(name, BUILDS[name](copy), copy)


def go(folder):
    version = run([tool("go"), "env", "GOVERSION"], folder.parent).strip()
    if int(re.match(r"go1\.(\d+)", version).group(1)) < OLDEST_GO:
        raise RuntimeError(f"{version} can neither build the Go client nor fetch a Go that can: install Go 1.{OLDEST_GO} or newer, or run `.ci/run`")
    run([tool("go"), "build", "-buildvcs=false", "-o", "client", "."], folder, CGO_ENABLED="0")
    return [str(folder / "client")]


def node(folder):
    run([tool("npm"), "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], folder)
    return [tool("node"), "main.js"]


def maven(folder):
    run([str(ROOT / "mvnw"), "-f", str(folder / "pom.xml"), "-q", "-B", "compile"], folder)
    libraries = (folder / "target" / "classpath").read_text().strip()
    return [find_java(), "-cp", f"{folder / 'target' / 'classes'}:{libraries}", "io.sealwright.clients.Main"]


BUILDS = {"go": go, "node": node, "spring": maven, "aws": maven}
OF_VAULT = ("go", "node", "spring")


def tool(name):
    found = shutil.which(name)
    if not found:
        raise RuntimeError(f"no `{name}` on PATH, which a client in tests/clients needs: install it, or run `.ci/run`, which does on Debian")
    return found


def run(words, folder, **variables):
    """What a command that must succeed prints."""
    done = subprocess.run(words, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=BUILD_SECONDS,
                          env={**os.environ, **variables})
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def environment():
    """Without what would change a client: its own variables, and proxies, which axios would ask for 127.0.0.1 too."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("VAULT_", "BAO_")) and not k.lower().endswith("_proxy")}
