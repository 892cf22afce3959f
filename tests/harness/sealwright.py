"""The packaged jar as a node."""
import os
import pathlib
import shlex

from . import quickstart
from .java import find_java
from .node import Node

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
JVM_FLAGS = shlex.split(os.environ.get("TESTS_JAVA_OPTS", "-Xmx512m"))


def jar():
    found = pathlib.Path(os.environ.get("TESTS_JAR", REPOSITORY / "server" / "target" / "sealwright.jar"))
    if not found.is_file():
        raise RuntimeError(f"{found} is missing: ./mvnw -q -DskipTests package builds it")
    return found


def start_script():
    """server/bin/sealwright of the repository that the jar was built in."""
    return jar().parents[1] / "bin" / "sealwright"


def java_command(*arguments):
    """The command line that runs the jar."""
    return [find_java(), *JVM_FLAGS, "-jar", str(jar()), *arguments]


class SealwrightNode(Node):
    kind = "sealwright"
    dev = False

    @property
    def audit_log(self):
        return pathlib.Path(self.settings.get("audit.file[0].path", self.data / "audit" / "audit.log"))

    def properties(self):
        return {
            "listener.address": f"{self.host}:{self.port}",
            "listener.tls.disabled": None if self.host.startswith("127.") else "true",
            "cluster.address": f"{self.host}:{self.cluster_port}",
            "cluster.node-id": self.name,
            "storage.path": str(self.data),
            **self.settings,
        }

    def arguments(self):
        return [f"--sealwright.{k}={v}" for k, v in self.properties().items() if v is not None]

    def command(self):
        if self.dev or not quickstart.wanted():
            return java_command(*self.arguments())
        return [*quickstart.command(find_java(), tuple(JVM_FLAGS), jar(), SealwrightNode), *self.arguments()]


class SealwrightDevNode(SealwrightNode):
    """The dev server: unsealed, in memory or a temporary folder, root token `root`."""

    dev = True

    def properties(self):
        return {
            "dev.enabled": "true",
            "dev.root-token": "root",
            "listener.address": f"127.0.0.1:{self.port}",
            "cluster.address": f"127.0.0.1:{self.cluster_port}",
            **self.settings,
        }
