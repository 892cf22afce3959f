"""Rotation of secrets: by the generator, by scripts in real targets, by webhooks; with undo."""
import hashlib
import hmac
import http.server
import json
import os
import re
import threading
import time

import pytest

from harness.listening import next_event, subscribe
from harness.rotated import ADMIN, ADMIN_PASSWORD, PostgreSQL, Redis, install
from harness.sealwright import REPOSITORY
from harness.waiting import wait_for

pytestmark = pytest.mark.ours("the peer rotates users of databases, and no secrets of KV")

SCRIPTS = REPOSITORY / "docs" / "rotation"


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scripts")
    os.chmod(folder, 0o755)
    return folder


@pytest.fixture(scope="module")
def node(servers, scripts):
    node = servers.node(**{"rotation.script-folder": str(scripts)}).start()
    node.credentials = node.init()
    node.unseal(node.credentials)
    root = node.client(node.credentials.root_token)
    root.post("sys/mounts/kv", {"type": "kv", "options": {"version": "2"}}).expect(204)
    yield node
    node.dispose()


@pytest.fixture
def root(node):
    return node.client(node.credentials.root_token)


def status(client, path):
    return client.get(f"kv/rotation/{path}/status").expect(200).data


def read(client, path):
    return client.get(f"kv/data/{path}").expect(200).data


def rotate(client, path):
    return client.post(f"kv/rotate/{path}", {"wait": "15s"}).expect(200).data


def failures(client):
    text = client.get("sys/metrics?format=prometheus").expect(200).body.decode()
    return float(re.search(r"^sealwright_rotation_failures_total (\S+)", text, re.M).group(1))


def audited(node, token=None):
    lines = [json.loads(line) for line in node.audit_log.read_text().splitlines()]
    found = [line for line in lines if line["type"] == "rotation"]
    return [line for line in found if token is None or line["rotation"]["token"] == token]


def rotator(root, name, **settings):
    root.post(f"sys/rotators/{name}", {"type": "script", **settings}).expect(204)
    return name


# -- the generator


def test_by_period(root, name):
    root.post(f"kv/data/{name}", {"data": {"key": "first", "note": "stays"}}).expect(200)
    root.post(f"kv/rotation/{name}", {"period": "1s", "field": "key", "length": 20}).expect(204)
    wait_for("three rotations", lambda: read(root, name)["metadata"]["version"] >= 4, 30)
    root.post(f"kv/rotation/{name}", {"period": "0"}).expect(204)
    data = read(root, name)["data"]
    assert re.fullmatch("[A-Za-z0-9]{20}", data["key"]) and data["note"] == "stays"
    now = status(root, name)
    assert now["state"] == "idle" and now["last_outcome"] == "succeeded" and now["last_error"] == "" and now["rotations"] >= 3


def test_by_cron(root, name):
    root.post(f"kv/data/{name}", {"data": {"password": "first"}}).expect(200)
    root.post(f"kv/rotation/{name}", {"cron": "*/2 * * * * *", "time_zone": "Europe/Berlin"}).expect(204)
    wait_for("two rotations", lambda: read(root, name)["metadata"]["version"] >= 3, 30)
    root.delete(f"kv/rotation/{name}").expect(204)
    root.get(f"kv/rotation/{name}").expect(404)
    version = read(root, name)["metadata"]["version"]
    time.sleep(3)
    assert read(root, name)["metadata"]["version"] == version


def test_now_by_password_policy(root, name):
    policy = 'length = 12\nrule "charset" { charset = "abc" }'
    root.post(f"sys/policies/password/{name}", {"policy": policy}).expect(204)
    root.post(f"kv/data/{name}", {"data": {"password": "first"}}).expect(200)
    root.post(f"kv/rotate/{name}").expect(404)
    root.post(f"kv/rotation/{name}", {"password_policy": name}).expect(204)
    assert rotate(root, name)["last_outcome"] == "succeeded"
    assert re.fullmatch("[abc]{12}", read(root, name)["data"]["password"])
    assert name in root.list("kv/rotation").expect(200).data["keys"]


def test_who_may(root, name):
    root.post(f"kv/data/{name}", {"data": {"password": "first"}}).expect(200)
    root.post(f"kv/rotation/{name}", {}).expect(204)
    root.post("sys/policies/acl/rotates", {"policy": f'path "kv/rotate/{name}" {{ capabilities = ["update"] }}\n'
                                           f'path "kv/rotation/{name}/status" {{ capabilities = ["read"] }}'}).expect(204)
    token = root.post("auth/token/create", {"policies": ["rotates"]}).expect(200).auth["client_token"]
    some = root.with_token(token)
    assert rotate(some, name)["state"] == "idle"
    status(some, name)
    for refused in (some.get(f"kv/rotation/{name}"), some.post(f"kv/rotation/{name}", {}), some.get(f"kv/data/{name}"),
                    some.get("sys/rotators/x"), some.post("sys/rotators/x", {"type": "script"})):
        refused.expect(403)


# -- scripts


def test_rotators(root, scripts):
    good = {"type": "script", **install(scripts, "#!/bin/sh\n", "empty")}
    for wrong, message in (
        ({"type": "ssh"}, "type must be script, webhook, lambda, sql, ssh-key or tls-self-signed"),
        ({**good, "path": "rotate"}, "absolute"),
        ({**good, "sha256": "00"}, "64 hex digits"),
        ({**good, "timeout": "10m"}, "timeout"),
        ({**good, "environment": {"A B": "x"}}, "no variable"),
        ({"type": "webhook", "url": "http://example.com", "key": "k" * 32}, "https"),
        ({"type": "webhook", "url": "https://example.com", "key": "short"}, "32 to"),
    ):
        assert message in str(root.post("sys/rotators/wrong", wrong).expect(400).errors), wrong
    root.get("sys/rotators/wrong").expect(404)
    root.post("sys/rotators/generator", good).expect(400)
    rotator(root, "shown", **good, arguments=["a"], environment={"X": "y"}, messages={"7": "no"})
    shown = root.get("sys/rotators/shown").expect(200).data
    assert shown["arguments"] == ["a"] and shown["timeout"] == 30 and shown["environment"] == {"X": "y"} and not shown["create"]
    assert "shown" in root.list("sys/rotators").expect(200).data["keys"]
    root.post("sys/rotators/hook", {"type": "webhook", "url": "https://example.com/x", "key": "secret-" * 8}).expect(204)
    assert b"secret-" not in root.get("sys/rotators/hook").expect(200).body
    root.delete("sys/rotators/hook").expect(204)
    root.get("sys/rotators/hook").expect(404)
    root.post("sys/namespaces/team").expect(200)
    root.call("GET", "sys/rotators/shown", headers={"X-Vault-Namespace": "team"}).expect(400, 404)


def test_namespaces(root, name, scripts, node):
    """Each has rotations of its own, and the rotators that it is let have."""
    root.post(f"sys/namespaces/{name}").expect(200)
    there = node.client(node.credentials.root_token, headers={"X-Vault-Namespace": name})
    there.post("sys/mounts/kv", {"type": "kv", "options": {"version": "2"}}).expect(204)
    there.post("kv/data/a", {"data": {"password": "old"}}).expect(200)
    rotator(root, name, **install(scripts, "#!/bin/sh\nexit 0\n", name))
    for other in (name, "none"):
        there.post("kv/rotation/a", {"rotator": other}).expect(400)
    root.post(f"sys/rotators/{name}", {"all_namespaces": True}).expect(204)
    there.post("kv/rotation/a", {"rotator": name}).expect(204)
    assert rotate(there, "a")["last_outcome"] == "succeeded"
    assert [x["rotation"]["outcome"] for x in audited(node) if x["rotation"].get("namespace") == f"{name}/"] == [
        "done", "done", "succeeded"]
    # One that is under way, and one that is to come, end with their namespace.
    slow = rotator(root, f"{name}-slow", **install(scripts, "#!/bin/sh\nsleep 3\n", f"{name}-slow"), all_namespaces=True)
    there.post("kv/data/b", {"data": {"password": "old"}}).expect(200)
    there.post("kv/rotation/b", {"rotator": slow, "period": "1s"}).expect(204)
    wait_for("it is under way", lambda: status(there, "b")["state"] == "rotating", 20)
    before = failures(root)
    root.delete(f"sys/namespaces/{name}").expect(200, 202, 204)
    wait_for("it is gone", lambda: root.get(f"sys/namespaces/{name}").status == 404, 60)
    time.sleep(4)
    assert failures(root) == before


@pytest.fixture(scope="module")
def postgres():
    with PostgreSQL() as server:
        yield server


def test_a_test_that_fails_is_undone(node, root, name, scripts, postgres):
    """The step `test` exits with 1: the old password logs in, nothing has changed for readers, and everybody hears of it."""
    source = (SCRIPTS / "postgres-password").read_text()
    broken = source.replace("    try:\n", "    if step == 'test':\n        return 1\n    try:\n", 1)
    assert broken != source
    rotator(root, name, **install(scripts, broken, name))
    postgres.user(name, "old")
    root.post(f"kv/data/{name}", {"data": {"username": name, "password": "old"}}).expect(200)
    root.post(f"kv/rotation/{name}", {"rotator": name, "parameters": postgres.parameters, "retries": 0}).expect(204)
    before = failures(root)
    with subscribe(root, "secret/rot*") as events:
        ended = rotate(root, name)
        told = next_event(events)
    assert ended["state"] == "rolled_back" and ended["last_error"] == "test: exit status 1" and ended["failures"] == 1
    assert told["event_type"] == "secret/rotation-failed"
    metadata = told["event"]["metadata"]
    assert metadata["data_path"] == f"kv/data/{name}" and metadata["outcome"] == "rolled_back" and metadata["error"] == "test: exit status 1"
    assert read(root, name)["metadata"]["version"] == 1 and read(root, name)["data"]["password"] == "old"
    assert postgres.login(name, "old")
    assert failures(root) == before + 1
    versions = root.get(f"kv/metadata/{name}").expect(200).data
    assert versions["current_version"] == 1 and versions["versions"]["2"]["destroyed"]
    lines = [line for line in audited(node) if line["rotation"]["path"] == f"kv/{name}"]
    assert [(x["rotation"]["step"], x["rotation"]["outcome"]) for x in lines] == [
        ("set", "done"), ("test", "failed"), ("undo", "done"), ("verify", "done"), ("end", "rolled_back")]
    assert len({x["rotation"]["token"] for x in lines}) == 1 and lines[-1]["error"] == "test: exit status 1"

    # The script as it should be, and another hash than it has.
    root.post(f"sys/rotators/{name}", install(scripts, source, name)).expect(204)
    assert rotate(root, name)["last_outcome"] == "succeeded"
    assert postgres.login(name, read(root, name)["data"]["password"]) and not postgres.login(name, "old")
    root.post(f"sys/rotators/{name}", {"sha256": "0" * 64}).expect(204)
    assert "not the one that sha256 was given for" in rotate(root, name)["last_error"]
    assert postgres.login(name, read(root, name)["data"]["password"])


def test_a_script_without_a_folder_is_not_run(fresh, scripts):
    node = fresh().start()
    credentials = node.init()
    node.unseal(credentials)
    client = node.client(credentials.root_token)
    client.post("sys/mounts/kv", {"type": "kv", "options": {"version": "2"}}).expect(204)
    client.post("kv/data/a", {"data": {"password": "old"}}).expect(200)
    rotator(client, "r", **install(scripts, "#!/bin/sh\nexit 0\n", "harmless"))
    client.post("kv/rotation/a", {"rotator": "r", "retries": 0}).expect(204)
    ended = rotate(client, "a")
    assert ended["state"] == "rolled_back" and "script-folder is not set" in ended["last_error"]
    assert read(client, "a")["data"]["password"] == "old"


def test_hostile_names(root, name, scripts, postgres):
    """A user's name that is no plain one is that user's name and nothing else."""
    hostile = f'{name}"; DROP ROLE admin; -- \\:é'
    quoted = hostile.replace('"', '""')
    assert postgres.run(ADMIN, ADMIN_PASSWORD, f"CREATE ROLE \"{quoted}\" LOGIN PASSWORD 'old';")
    rotator(root, name, **install(scripts, SCRIPTS / "postgres-password", name))
    root.post(f"kv/data/{name}", {"data": {"username": hostile, "password": "old"}}).expect(200)
    root.post(f"kv/rotation/{name}", {"rotator": name, "parameters": postgres.parameters, "retries": 0, "charset": "printable"}).expect(204)
    assert rotate(root, name)["last_outcome"] == "succeeded", status(root, name)
    assert postgres.login(hostile, read(root, name)["data"]["password"]) and not postgres.login(hostile, "old")
    assert postgres.login(ADMIN, ADMIN_PASSWORD)


def test_redis(root, name, scripts, tmp_path):
    with Redis() as redis:
        assert redis.ask("ACL", "SETUSER", name, "on", "allkeys", "+@all", ">old").startswith("+OK")
        rotator(root, name, **install(scripts, SCRIPTS / "redis-password"))
        parameters = {**redis.parameters, "admin_file": redis.admin_file(tmp_path)}
        root.post(f"kv/data/{name}", {"data": {"username": name, "password": "old"}}).expect(200)
        root.post(f"kv/rotation/{name}", {"rotator": name, "parameters": parameters, "retries": 0}).expect(204)
        assert rotate(root, name)["last_outcome"] == "succeeded"
        first = read(root, name)["data"]["password"]
        assert redis.login(name, first) and redis.login(name, "old")
        assert rotate(root, name)["last_outcome"] == "succeeded"
        second = read(root, name)["data"]["password"]
        assert redis.login(name, second) and redis.login(name, first) and not redis.login(name, "old")
        # Without Redis it can neither be set nor be put back: that is tried until it works.
        root.post(f"kv/rotation/{name}", {"retry_delay": "1s", "parameters": {**parameters, "port": 1}}).expect(204)
        assert rotate(root, name)["state"] == "undoing"
        root.post(f"kv/rotation/{name}", {"parameters": parameters}).expect(204)
        wait_for("it is undone", lambda: status(root, name)["state"] == "rolled_back", 30)
        assert read(root, name)["data"]["password"] == second and redis.login(name, second)


# -- webhooks


class Hook(http.server.ThreadingHTTPServer):
    """Receives steps, checks signatures, and plays the target."""

    def __init__(self, key):
        super().__init__(("127.0.0.1", 0), Handler)
        self.key, self.steps, self.fails = key, [], set()
        self.url = f"http://127.0.0.1:{self.server_port}/rotate"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        stamp = self.headers["Sealwright-Timestamp"]
        signed = hmac.new(self.server.key.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        good = hmac.compare_digest("v1=" + signed, self.headers["Sealwright-Signature"]) and abs(time.time() - int(stamp)) < 60
        request = json.loads(body)
        self.server.steps.append((request, good))
        self.send_response(200 if good and request["Step"] not in self.server.fails else 500)
        self.end_headers()

    def log_message(self, *_):
        pass


def test_a_webhook(root, name):
    hook = Hook("k" * 40)
    try:
        root.post(f"sys/rotators/{name}", {"type": "webhook", "url": hook.url, "key": hook.key}).expect(204)
        root.post(f"kv/data/{name}", {"data": {"password": "old"}}).expect(200)
        root.post(f"kv/rotation/{name}", {"rotator": name, "retries": 0}).expect(204)
        assert rotate(root, name)["last_outcome"] == "succeeded"
        assert [(r["Step"], good) for r, good in hook.steps] == [("setSecret", True), ("testSecret", True)]
        first = hook.steps[0][0]
        assert set(first) == {"Step", "SecretId", "ClientRequestToken", "RotationToken"} and first["SecretId"] == f"kv/{name}"
        assert len({r["ClientRequestToken"] for r, _ in hook.steps}) == 1
        hook.steps.clear()
        hook.fails = {"testSecret"}
        root.post(f"sys/rotators/{name}", {"values": True}).expect(204)
        current = read(root, name)["data"]
        assert rotate(root, name)["state"] == "rolled_back"
        assert [r["Step"] for r, _ in hook.steps] == ["setSecret", "testSecret", "undoSecret", "verifySecret"]
        assert hook.steps[0][0]["current"] == current and hook.steps[0][0]["pending"]["password"] != current["password"]
        assert read(root, name)["data"] == current
    finally:
        hook.shutdown()
        hook.server_close()
