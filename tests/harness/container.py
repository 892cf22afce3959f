"""The image as a node: a container that may write nothing but its volume, by Testcontainers."""
import re

from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

from .node import STOP_SECONDS, Node
from .waiting import wait_for

# Its own cleaner is one more image to pull; every container here is removed by dispose().
testcontainers_config.ryuk_disabled = True

HARDENED = {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"], "mem_limit": "1g"}


class ContainerNode(Node):
    """A node in a network of Docker's, where it is known by its name."""

    kind = "sealwright"

    def __init__(self, folder, name, settings, image, network):
        super().__init__(folder, name, settings)
        self.api_address = f"http://{name}:8200"
        self.container = (DockerContainer(image, network=network, network_aliases=[name], env=self.environment())
                          .with_kwargs(**HARDENED))
        self.container.ports["8200/tcp"] = ("127.0.0.1", self.port)
        self._made = None

    def environment(self):
        properties = {
            "listener.tls.disabled": "true",
            "api-address": self.api_address,
            "cluster.address": f"{self.name}:8201",
            "cluster.node-id": self.name,
            **self.settings,
        }
        named = {"SEALWRIGHT_" + re.sub(r"[.\[\]]+", "_", k).replace("-", "").upper(): v for k, v in properties.items() if v is not None}
        return {"JAVA_OPTS": "-Xmx512m", **named}

    @property
    def docker(self):
        """The container as Docker's client sees it, or None before the first start."""
        if self._made is not None:
            self._made.reload()
        return self._made

    def launch(self):
        if self._made is None:
            self._made = self.container.start().get_wrapped_container()
        else:
            self._made.start()

    def start(self, seconds=90):
        self.launch()
        wait_for(f"{self.name} answers sys/init", self._up, seconds)
        return self

    def _up(self):
        if not self.running():
            raise RuntimeError(f"{self.name} exited with {self.exit_status()}\n{self.log_tail()}")
        return self.client(timeout=5).get("sys/init").status in (200, 503)

    def running(self):
        return self.docker is not None and self.docker.status == "running"

    def exit_status(self):
        return self.docker.attrs["State"]["ExitCode"]

    def stop(self, seconds=STOP_SECONDS):
        """As `docker stop` does; the exit status."""
        self.docker.stop(timeout=seconds)
        return self.exit_status()

    def kill(self):
        if self.running():
            self.docker.kill()
            self.docker.wait(timeout=STOP_SECONDS)

    def dispose(self):
        if self._made is not None:
            self._made = None
            self.container.stop()

    def run(self, *words):
        """A command inside: (status, output)."""
        status, output = self.docker.exec_run(list(words))
        return status, output.decode()

    def checked(self):
        """What the image's own health check last found."""
        return self.docker.attrs["State"]["Health"]["Status"]

    def log_text(self):
        return "" if self.docker is None else self.docker.logs().decode(errors="replace")
