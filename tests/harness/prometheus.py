"""A Prometheus of a test's own, from the Debian package: in a temporary folder, on a free port of loopback."""
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import urllib.parse

from .http import Client
from .ports import free_port
from .sealwright import REPOSITORY
from .waiting import wait_for

MONITORING = REPOSITORY / "docker" / "monitoring"


def program(name):
    found = shutil.which(name)
    if not found:
        raise RuntimeError(f"no {name}: install the Debian package prometheus")
    return found


def promtool(*arguments):
    return subprocess.run([program("promtool"), *arguments], cwd=MONITORING, capture_output=True, text=True, timeout=60)


class Prometheus:
    """Scrapes nodes every second, with a token, as docker/monitoring/prometheus.yml says but for names and times."""

    def __init__(self, nodes, token):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="prometheus-"))
        self.port, self.process = free_port(), None
        (self.folder / "token").write_text(token)
        text = (MONITORING / "prometheus.yml").read_text()
        for pattern, value in (
                (r"(scrape|evaluation)_interval: \w+", r"\1_interval: 1s"),
                (r"rule_files: .*", f"rule_files: [{json.dumps(str(MONITORING / 'alerts.yml'))}]"),
                (r"credentials_file: .*", f"credentials_file: {self.folder / 'token'}"),
                (r"targets: .*", "targets: " + json.dumps([f"127.0.0.1:{node.port}" for node in nodes]))):
            text, count = re.subn(pattern, lambda m, v=value: m.expand(v) if "\\1" in v else v, text)
            assert count, pattern
        (self.folder / "prometheus.yml").write_text(text)

    def start(self):
        with open(self.folder / "log", "wb") as log:
            self.process = subprocess.Popen(
                [program("prometheus"), f"--config.file={self.folder / 'prometheus.yml'}", f"--storage.tsdb.path={self.folder / 'data'}",
                 f"--web.listen-address=127.0.0.1:{self.port}"], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        wait_for("Prometheus is ready", self._ready, 30)
        return self

    def _ready(self):
        assert self.process.poll() is None, (self.folder / "log").read_text()
        return self._get("/-/ready").status == 200

    def dispose(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _get(self, path):
        return Client(f"http://127.0.0.1:{self.port}").get(path)

    def api(self, path, **query):
        answer = self._get(f"/api/v1/{path}?{urllib.parse.urlencode(query)}")
        assert answer.status == 200, answer.body
        return answer.json["data"]

    def query(self, expression):
        """The samples of an instant query: [{metric, value}]."""
        return self.api("query", query=expression)["result"]


def dashboards():
    """{file: its JSON} of docker/monitoring."""
    return {file.name: json.loads(file.read_text()) for file in sorted((MONITORING / "grafana" / "dashboards").glob("*.json"))}


def queries(dashboard):
    """[(panel, expression)], with Grafana's variables for intervals filled in."""
    return [(panel["title"], target["expr"].replace("$__rate_interval", "10s").replace("$__range", "1m"))
            for panel in dashboard["panels"] for target in panel["targets"]]
