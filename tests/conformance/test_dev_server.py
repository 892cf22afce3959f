"""The dev server: what README promises for the first minute."""
import signal

import pytest

from harness.cli import Cli
from harness.sealwright import java_command
from harness.waiting import wait_for


@pytest.fixture(scope="module")
def dev(servers):
    node = servers.dev().start()
    node.wait_healthy()
    yield node
    node.dispose()


def test_quick_start(dev, tmp_path):
    bao = Cli(dev.url, "root", tmp_path)
    bao("kv", "put", "secret/db", "password=hunter2")
    assert bao("kv", "get", "-field=password", "secret/db") == "hunter2"


def test_enabling_secret_again_is_400(dev):
    answer = dev.client("root").post("sys/mounts/secret", {"type": "kv-v2"}).expect(400)
    assert answer.errors == ["path is already in use at secret/"]


def test_banner_is_the_last_thing_printed(dev):
    printed = wait_for("the banner", lambda: "Root Token" in dev.log_text() and dev.log_text())
    last = printed.splitlines()[-30:]
    assert any(dev.url in line for line in last)
    assert any("root" in line for line in last)
    assert any(line.strip().lower().startswith("unseal key") for line in last)
    assert any(line.strip().lstrip("$ ").startswith("export ") for line in last)


@pytest.mark.ours("the peer leaves nothing on disk in dev mode, ours keeps data and audit in a temporary folder")
def test_leaves_no_process_and_no_folder(servers, tmp_path):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    node = servers.dev()
    command = node.command()
    node.command = lambda: [command[0], f"-Djava.io.tmpdir={temporary}", *command[1:]]
    node.start()
    node.wait_healthy()
    assert [f for f in temporary.iterdir() if f.name.startswith("sealwright")], "the data folder lies in the temporary folder"
    node.stop(signal.SIGINT)
    assert not [f for f in temporary.iterdir() if f.name.startswith("sealwright")]


@pytest.mark.ours("one line that names port and property")
def test_busy_port_is_one_clear_line(dev, servers):
    second = servers.dev(**{"listener.address": f"127.0.0.1:{dev.port}"})
    second.launch()
    assert second.process.wait(90) != 0
    lines = [line for line in second.log_text().splitlines() if str(dev.port) in line and "sealwright.listener.address" in line]
    assert len(lines) == 1, second.log_text()
    assert "\tat " not in second.log_text(), "no stack trace"


@pytest.mark.ours("start-up contract of the jar")
def test_dev_server_is_refused_off_loopback(servers):
    node = servers.dev(**{"listener.address": "0.0.0.0:21399"})
    node.launch()
    assert node.process.wait(90) != 0
    assert "loopback" in node.log_text()


@pytest.mark.ours("the version of the jar")
def test_version_option():
    import subprocess

    done = subprocess.run(java_command("--version"), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert " 0." in done.stdout
