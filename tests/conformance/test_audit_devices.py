"""Audit devices besides the configured file: sockets, syslog, HTTP, from the configuration and by API."""
import json
import os
import stat

import pytest

from harness import audit, receivers
from harness.cli import Cli
from harness.ports import free_port
from harness.waiting import wait_for

pytestmark = pytest.mark.ours("the peer's dev server allows no audit device at all, and its file devices no folder")

SECRET = "c4nary-header"


@pytest.fixture
def started(fresh):
    """An unsealed node with these settings: (node, root client, credentials)."""
    def make(**settings):
        node = fresh(**settings).start()
        credentials = node.init()
        node.unseal(credentials)
        return node, node.client(credentials.root_token), credentials

    return make


@pytest.fixture(scope="module")
def allowed(servers, tmp_path_factory):
    """A node on which devices may be enabled by API, files in one folder: (node, root client, folder)."""
    folder = tmp_path_factory.mktemp("api-files")
    node = servers.node("api", **{"audit.api": "true", "audit.api-file-folder": str(folder)}).start()
    credentials = node.init()
    node.unseal(credentials)
    yield node, node.client(credentials.root_token), folder
    node.dispose()


@pytest.fixture
def unix():
    path = receivers.socket_path()
    yield path
    receivers.remove(path)


def enable(root, name, kind, **options):
    return root.post(f"sys/audit/{name}", {"type": kind, "options": options})


def request_of(client):
    return client.get("sys/mounts").expect(200).json["request_id"]


def heard(client, receiver):
    """One request whose lines the receiver has; a device enabled by API is open soon afterwards."""
    def both():
        request_id = request_of(client)
        try:
            wait_for("its lines", lambda: receiver.types_of(request_id) == ["request", "response"], 2)
            return True
        except (AssertionError, TimeoutError):
            return False
    wait_for("the device hears requests", both, 20)


def test_configured_devices_of_every_kind(started, unix):
    with receivers.Stream() as tcp, receivers.Datagrams() as udp, receivers.Stream(path=unix) as local, \
            receivers.Http() as http, receivers.Datagrams() as syslog:
        node, root, _ = started(**{
            "audit.file[0].path": "audit/audit.log",
            "audit.socket[0].address": tcp.address,
            "audit.socket[1].address": udp.address, "audit.socket[1].type": "udp",
            "audit.socket[2].address": local.address, "audit.socket[2].type": "unix",
            "audit.syslog[0].address": syslog.address, "audit.syslog[0].type": "udp", "audit.syslog[0].facility": "LOCAL0",
            "audit.http[0].uri": http.uri, "audit.http[0].headers[0]": f"X-Key: {SECRET}"})
        listed = root.get("sys/audit").expect(200).data
        assert set(listed) == {"file/", "socket/", "socket1/", "socket2/", "syslog/", "http/"}
        assert {d["type"] for d in listed.values()} == {"file", "socket", "syslog", "http"}
        assert SECRET not in json.dumps(listed) and "c4nary-query" not in json.dumps(listed)
        request_id = request_of(root)
        for receiver in (tcp, udp, local, http, syslog):
            receiver.await_both_lines(request_id)
        assert "<134>1 " in syslog.text
        assert all(h["X-Key"] == SECRET for h in http.headers)
        assert "audit_devices_failing" not in node.health().json
        root.delete("sys/audit/socket").expect(400)
        assert SECRET not in node.log.read_text() and "c4nary-query" not in node.log.read_text()


def test_a_receiver_can_verify_what_it_got(started, tmp_path):
    with receivers.Stream() as tcp:
        node, root, _ = started(**{"audit.file[0].path": None, "audit.socket[0].address": tcp.address})
        for _ in range(5):
            request_id = request_of(root)
        tcp.await_both_lines(request_id)
        (tmp_path / "key").write_text(root.get("sys/audit/key").expect(200).data["public_key"])
        node.stop()
    received = tmp_path / "received.log"
    received.write_text(tcp.text)
    done = audit.verify(received, key=tmp_path / "key")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = tcp.text.splitlines(keepends=True)
    received.write_text("".join(lines[:4] + lines[5:]))
    assert audit.verify(received, key=tmp_path / "key").returncode == 1, "a line is missing"


def test_a_node_whose_receiver_dies_refuses_and_heals(started):
    tcp = receivers.Stream()
    node, root, _ = started(**{"audit.socket[0].address": tcp.address})
    request_of(root)
    tcp.stop()
    wait_for("requests are refused", lambda: root.get("sys/mounts").status == 503, 15)
    wait_for("health says so", lambda: node.health().status == 503, 15)
    assert node.health().json["audit_devices_failing"] == ["socket/"]
    with receivers.Stream(port=tcp.port) as again:
        wait_for("it heals", lambda: node.health().status == 200, 20)
        again.await_both_lines(wait_for("a request", lambda: root.get("sys/mounts"), 5).expect(200).json["request_id"])


def test_a_receiver_that_is_not_there_does_not_keep_the_node_sealed(started):
    port = free_port()
    node, root, _ = started(**{"audit.file[0].path": "audit/audit.log", "audit.http[0].uri": f"http://127.0.0.1:{port}/in"})
    request_of(root)
    assert node.health().status == 200 and node.health().json["audit_devices_failing"] == ["http/"]
    with receivers.Http(port=port) as http:
        wait_for("it is found", lambda: "audit_devices_failing" not in node.health().json, 15)
        http.await_both_lines(request_of(root))


def test_an_unsafe_configured_file_is_refused_until_it_is_mended(fresh, tmp_path):
    log, elsewhere = tmp_path / "audit.log", tmp_path / "elsewhere"
    log.symlink_to(elsewhere)
    node = fresh(**{"audit.file[0].path": str(log)}).start()
    credentials = node.init()
    node.unseal(credentials, ready=(503,))
    root = node.client(credentials.root_token)
    wait_for("health says so", lambda: node.health().json.get("audit_devices_failing") == ["file/"], 15)
    assert node.health().status == 503 and root.get("sys/mounts").status == 503
    assert not elsewhere.exists() and "symbolic link" in node.log.read_text()
    log.unlink()
    wait_for("it heals", lambda: node.health().status == 200, 20)
    wait_for("requests are answered", lambda: root.get("sys/mounts").status == 200, 10)
    assert log.stat().st_mode & 0o177 == 0


def test_datagrams_alone_are_refused_at_the_start(fresh):
    for settings in ({"audit.socket[0].address": "127.0.0.1:1", "audit.socket[0].type": "udp"}, {"audit.syslog[0].tag": "x"}):
        node = fresh(**settings)
        node.launch()
        assert node.process.wait(60) != 0
        assert "datagrams" in node.log_text()


def test_enabled_by_api_in_every_kind(allowed, unix):
    node, root, folder = allowed
    with receivers.Stream() as tcp, receivers.Datagrams(path=unix) as local, receivers.Http() as http:
        enable(root, "over-tcp", "socket", address=tcp.address, socket_type="tcp").expect(204)
        enable(root, "over-syslog", "syslog", address=local.address, tag="seal", facility="AUTH").expect(204)
        enable(root, "over-http", "http", uri=http.uri, headers=json.dumps({"X-Key": [SECRET]})).expect(204)
        enable(root, "own-file", "file", file_path="own.log").expect(204)
        for receiver in (tcp, local, http):
            heard(root, receiver)
        assert "<38>" in local.text and " seal[" in local.text
        listed = root.get("sys/audit").expect(200).data
        assert listed["over-tcp/"] == {"type": "socket", "description": "", "local": False, "path": "over-tcp/",
                                       "options": {"address": tcp.address, "socket_type": "tcp"}}
        assert SECRET not in json.dumps(listed) and "c4nary-query" not in json.dumps(listed)
        own = folder / "own.log"
        wait_for("the file has requests", lambda: request_of(root) in own.read_text(), 15)
        assert stat.S_IMODE(own.stat().st_mode) == 0o600
        metrics = root.get("sys/metrics?format=prometheus").expect(200).body
        assert 'sealwright_audit_device_healthy{device="over-tcp/"} 1' in (metrics.decode() if isinstance(metrics, bytes) else metrics)
        root.post("sys/audit-hash/over-tcp", {"input": "x"}).expect(200)
        for name in ("over-tcp", "over-syslog", "over-http", "own-file"):
            root.delete(f"sys/audit/{name}").expect(204)
        wait_for("they are gone", lambda: set(root.get("sys/audit").data) == {"file/"}, 5)

        def not_in_metrics():
            text = root.get("sys/metrics?format=prometheus").expect(200).body
            return "over-tcp" not in (text.decode() if isinstance(text, bytes) else text)
        wait_for("their meters are gone", not_in_metrics, 15)
        assert audit.verify(own).returncode == 0
    assert SECRET not in node.log.read_text() and "c4nary-query" not in node.log.read_text()
    assert SECRET not in node.audit_log.read_text()


def test_enabled_with_the_command_line(allowed, tmp_path):
    node, root, _ = allowed
    cli = Cli(node.url, root.token, tmp_path)
    with receivers.Stream() as tcp:
        assert "cli/" in cli("audit", "enable", "-path=cli", "-description=hello", "socket", f"address={tcp.address}", "socket_type=tcp")
        heard(root, tcp)
        assert "hello" in cli("audit", "list") and f"address={tcp.address}" in cli("audit", "list", "-detailed")
        cli("audit", "disable", "cli")
        assert "cli/" not in cli("audit", "list")
        cli("audit", "disable", "cli")


def test_a_device_enabled_by_api_survives_a_restart(started):
    with receivers.Stream() as tcp:
        node, root, credentials = started(**{"audit.api": "true"})
        enable(root, "kept", "socket", address=tcp.address).expect(204)
        heard(root, tcp)
        node.stop()
        node.start().unseal(credentials)
        assert "kept/" in root.get("sys/audit").expect(200).data
        heard(root, tcp)


@pytest.mark.parametrize("kind,options,message", [
    ("nothing", {}, "unknown audit device type"),
    ("socket", {}, "address is required"),
    ("socket", {"address": "c4nary-option"}, "host:port"),
    ("socket", {"address": "127.0.0.1:1", "socket_type": "c4nary-option"}, "tcp, udp, unix or unixgram"),
    ("socket", {"address": "127.0.0.1:1"}, "cannot connect"),
    ("socket", {"address": "127.0.0.1:1", "write_timeout": "c4nary-option"}, "write_timeout"),
    ("socket", {"address": "127.0.0.1:1", "c4nary-option": "x"}, "which take address"),
    ("socket", {"address": "127.0.0.1:1", "log_raw": "true"}, "always hashed"),
    ("socket", {"address": "127.0.0.1:1", "hmac_accessor": "false"}, "always hashed"),
    ("socket", {"address": "127.0.0.1:1", "prefix": "c4nary-option"}, "prefix"),
    ("socket", {"address": "127.0.0.1:1", "format": "jsonx"}, "always JSON"),
    ("socket", {"address": "relative", "socket_type": "unix"}, "absolute path"),
    ("syslog", {"address": "/nowhere/c4nary-option"}, "errno 2"),
    ("syslog", {"facility": "c4nary-option"}, "LOCAL7"),
    ("http", {}, "uri is required"),
    ("http", {"uri": "ftp://c4nary-option"}, "http://"),
    ("http", {"uri": "http://127.0.0.1:1/c4nary-option"}, "failed"),
    ("http", {"uri": "http://127.0.0.1:1", "headers": "c4nary-option"}, "JSON object"),
    ("http", {"uri": "http://127.0.0.1:1", "headers": '{"Host": ["c4nary-option"]}'}, "not allowed"),
    ("http", {"uri": "http://127.0.0.1:1", "headers": '{"X": ["file:///etc/passwd"]}'}, "not read"),
])
def test_what_cannot_be_enabled_is_refused_and_not_stored(allowed, name, kind, options, message):
    _, root, _ = allowed
    answer = enable(root, name, kind, **options).expect(400)
    assert message in " ".join(answer.errors)
    assert "c4nary" not in json.dumps(answer.json)
    assert f"{name}/" not in root.get("sys/audit").data


def test_names_are_unique(allowed, name):
    _, root, _ = allowed
    with receivers.Stream() as tcp:
        enable(root, "file", "socket", address=tcp.address).expect(400)
        enable(root, name, "socket", address=tcp.address).expect(204)
        for taken in (name, f"{name}/below"):
            assert "path already in use" in json.dumps(enable(root, taken, "socket", address=tcp.address).expect(400).json)
        root.delete(f"sys/audit/{name}").expect(204)


@pytest.mark.parametrize("path", ["/etc/evil", "../evil", "a/b", ".", "..", ".hidden", "stdout", "discard", "a\0b", "a b", "x" * 200])
def test_no_file_outside_of_the_folder(allowed, name, path):
    _, root, folder = allowed
    before = sorted(os.listdir(folder))
    enable(root, name, "file", file_path=path).expect(400)
    assert sorted(os.listdir(folder)) == before


def test_no_unsafe_file_by_api(allowed, name):
    _, root, folder = allowed
    before = root.get("sys/audit").data
    target = folder / "target"
    target.write_text("untouched")
    (folder / "link").symlink_to(target)
    (folder / "dangling").symlink_to(folder / "made-by-link")
    os.mkfifo(folder / "fifo", 0o600)
    (folder / "dir").mkdir()
    (folder / "open.log").touch()
    (folder / "open.log").chmod(0o666)
    os.link(target, folder / "second-link")
    for file in ("link", "dangling", "fifo", "dir", "open.log", "second-link", "target"):
        answer = enable(root, name, "file", file_path=file).expect(400)
        assert str(folder) not in json.dumps(answer.json)
    assert target.read_text() == "untouched" and not (folder / "made-by-link").exists()
    assert root.get("sys/audit").data == before
    assert enable(root, name, "file", file_path="loose.log", mode="0644").expect(400)


def test_no_file_by_api_without_a_folder(started):
    _, root, _ = started(**{"audit.api": "true"})
    answer = enable(root, "f", "file", file_path="a.log").expect(400)
    assert "sealwright.audit.api-file-folder" in json.dumps(answer.json)


def test_nothing_by_api_unless_it_is_allowed(root):
    with receivers.Stream() as tcp:
        answer = enable(root, "x", "socket", address=tcp.address).expect(400)
        assert "sealwright.audit.api=true" in json.dumps(answer.json)
        assert tcp.text == ""
    root.delete("sys/audit/none").expect(204)
    assert "configured" in json.dumps(root.delete("sys/audit/file").expect(400).json)


def test_enabling_needs_sudo(allowed, name):
    node, root, _ = allowed
    root.put(f"sys/policies/acl/{name}", {"policy": 'path "sys/audit/*" { capabilities = ["create", "update", "delete"] }'}).expect(204)
    token = root.post("auth/token/create", {"policies": [name]}).expect(200).auth["client_token"]
    with receivers.Stream() as tcp:
        enable(node.client(token), name, "socket", address=tcp.address).expect(403)
        assert tcp.text == ""
