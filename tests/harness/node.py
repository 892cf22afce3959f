"""One server process: start, init, unseal, stop, kill, wipe. A subclass knows the program."""
import dataclasses
import os
import pathlib
import shutil
import signal
import ssl
import subprocess

from .http import Client
from .ports import free_port
from .waiting import wait_for

STOP_SECONDS = 30
READY = (200,)
READY_OR_STANDBY = (200, 429, 473)  # the peer's followers say of themselves that they stand by


@dataclasses.dataclass(frozen=True)
class Credentials:
    keys: tuple
    root_token: str
    threshold: int


def environment():
    """Ours, without what only these tests read: to the server it would be an unknown property."""
    return {name: value for name, value in os.environ.items() if not name.startswith("SEALWRIGHT_TEST_")}


def hear_interrupts():
    """A test run in the background ignores these, and what it starts would inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Node:
    """A server with a data folder below `folder`; its log is `folder/server.log`."""

    kind = "?"
    audit_log = pathlib.Path()

    def __init__(self, folder, name="n1", settings=None):
        self.folder, self.name = pathlib.Path(folder), name
        self.settings = dict(settings or {})
        self.context = None
        self.port, self.cluster_port = free_port(), free_port()
        self.place("127.0.0.1", [])
        self.log = self.folder / "server.log"
        self.data = self.folder / "data"
        self.process = None
        self.besides = {}  # of the environment, besides ours
        self.log_seen = 0  # characters of the log written before the test that runs now
        self.folder.mkdir(parents=True, exist_ok=True)
        started.append(self)

    def place(self, host, prefix):
        """Where it listens, and what its command line begins with."""
        self.host, self.prefix = host, prefix
        self.url = self.api_address = f"http://{host}:{self.port}"

    def over_tls(self, authorities):
        """Its clients speak TLS and trust these: a PEM file. To be said before it is started."""
        self.context = ssl.create_default_context(cafile=authorities)
        self.url = self.api_address = f"https://{self.host}:{self.port}"
        return self

    def command(self):
        raise NotImplementedError

    def client(self, token=None, **kwargs):
        return Client(self.url, token, **{"context": self.context, **kwargs})

    # -- the process

    def launch(self):
        """Starts the process without waiting for it."""
        self.data.mkdir(parents=True, exist_ok=True)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*self.prefix, *self.command()], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                cwd=self.folder, start_new_session=True, env={**environment(), **self.besides}, preexec_fn=hear_interrupts)

    def start(self, seconds=90):
        """Starts the process and waits until GET sys/init answers."""
        self.launch()
        client = self.client(timeout=5)

        def up():
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} exited with {self.process.returncode}\n{self.log_tail()}")
            return client.get("sys/init").status in (200, 503)

        wait_for(f"{self.name} answers sys/init", up, seconds)
        return self

    @property
    def pid(self):
        return self.process.pid

    def running(self):
        return self.process is not None and self.process.poll() is None

    def send(self, number):
        os.kill(self.pid, number)

    def stop(self, number=signal.SIGTERM, seconds=STOP_SECONDS):
        """Sends the signal and waits; the exit status."""
        if self.running():
            self.send(number)
        return self.process.wait(seconds)

    def kill(self):
        if self.running():
            self.send(signal.SIGKILL)
            self.process.wait(STOP_SECONDS)

    def dispose(self):
        """Ends the process, however it was left."""
        if self.running():
            self.send(signal.SIGCONT)
            self.kill()

    def wipe(self):
        """Removes everything the node kept, as a lost disk does."""
        assert not self.running()
        shutil.rmtree(self.data)

    def log_text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def log_tail(self, lines=40):
        return "\n".join(self.log_text().splitlines()[-lines:])

    # -- the server

    def init(self, shares=1, threshold=1):
        answer = self.client().put("sys/init", {"secret_shares": shares, "secret_threshold": threshold}).expect(200).json
        return Credentials(tuple(answer["keys_base64"]), answer["root_token"], threshold)

    def give_shares(self, credentials):
        """Gives as many shares as the threshold asks; the last answer. A member that has not caught up yet asks to try again."""
        for key in credentials.keys[: credentials.threshold]:
            answer = wait_for(f"{self.name} takes a share", lambda: self._give(key), 30, step=0.25)
        return answer.json

    def _give(self, key):
        answer = self.client().put("sys/unseal", {"key": key})
        return None if answer.status == 503 else answer.expect(200)

    def unseal(self, credentials, seconds=60, ready=READY):
        """Unseals and waits until the node reports health.

        A member that has just joined may take a share before it knows the seal of the cluster, so the shares are given again.
        """
        answers = []

        def opened():
            status = self.client().get("sys/seal-status").expect(200).json
            if status["sealed"]:
                for key in credentials.keys[: credentials.threshold]:
                    answers.append(self.client().put("sys/unseal", {"key": key}))
                return False
            return True

        try:
            wait_for(f"{self.name} unsealed", opened, seconds, step=0.25)
            self.wait_healthy(seconds, ready)
        except TimeoutError as e:
            raise TimeoutError(f"{e}; shares were answered {[(a.status, a.body[:200]) for a in answers[-2:]]}") from e
        return self

    def health(self):
        return self.client(timeout=5).get("sys/health")

    def wait_healthy(self, seconds=60, ready=READY):
        wait_for(f"{self.name} healthy", lambda: self.health().status in ready, seconds)


started = []
"""Every node of this run, so that a failed test can show their logs and the end of the run can stop them."""
