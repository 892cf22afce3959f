"""The audit log: two lines for each request, in the shape that log tools know, with no secret in them."""
import json

import pytest


@pytest.fixture
def lines(running):
    """Gives the audit lines of one request, by its id."""
    def of(request_id):
        found = []
        for line in running.node.audit_log.read_text().splitlines():
            entry = json.loads(line)
            if entry.get("request", {}).get("id") == request_id:
                found.append(entry)
        return found

    return of


def test_request_and_response(root, kv2, lines):
    written = root.post(f"{kv2}/data/audited", {"data": {"password": "hunter2"}}).expect(200)
    request, response = lines(written.json["request_id"])
    assert (request["type"], response["type"]) == ("request", "response")
    assert request["time"] and response["time"]
    for entry in (request, response):
        assert entry["request"]["operation"] in ("create", "update") and entry["request"]["path"] == f"{kv2}/data/audited"
        assert entry["request"]["remote_address"] == "127.0.0.1"
        assert entry["request"]["data"]["data"]["password"].startswith("hmac-sha256:")
        assert entry["auth"]["client_token"].startswith("hmac-sha256:") and entry["auth"]["accessor"].startswith("hmac-sha256:")
        assert entry["auth"]["policies"] == ["root"]
        assert entry["request"]["client_token"].startswith("hmac-sha256:")
    assert response["response"]["data"]


def test_read_hides_the_answer(root, kv2, lines):
    root.post(f"{kv2}/data/audited", {"data": {"password": "hunter2"}}).expect(200)
    read = root.get(f"{kv2}/data/audited").expect(200)
    _, response = lines(read.json["request_id"])
    assert response["response"]["data"]["data"]["password"].startswith("hmac-sha256:")


def test_hash_finds_the_value(root, kv2, lines):
    device = next(iter(root.get("sys/audit").data)).rstrip("/")
    wanted = root.post(f"sys/audit-hash/{device}", {"input": "hunter2"}).data["hash"]
    written = root.post(f"{kv2}/data/audited", {"data": {"password": "hunter2"}}).expect(200)
    assert lines(written.json["request_id"])[0]["request"]["data"]["data"]["password"] == wanted


def test_refused_request_is_written_with_its_error(running, anonymous, kv2):
    anonymous.with_token("no-such-token").get(f"{kv2}/data/refused-{kv2}").expect(403)
    entries = [json.loads(line) for line in running.node.audit_log.read_text().splitlines() if f"refused-{kv2}" in line]
    assert entries and any("permission denied" in e.get("error", "") for e in entries)
    assert not any("no-such-token" in json.dumps(e) for e in entries)


def test_one_object_a_line_whatever_the_headers_hold(running, root, kv2):
    root.get(f"{kv2}/data/x", headers={"User-Agent": 'evil" } \\n {"type": "response', "X-Vault-Request": "true"})
    for line in running.node.audit_log.read_text().splitlines():
        assert isinstance(json.loads(line), dict)


def test_audited_header(root, kv2, lines, name):
    header = f"x-{name}"
    root.post(f"sys/config/auditing/request-headers/{header}", {"hmac": False}).expect(204)
    written = root.post(f"{kv2}/data/a", {"data": {}}, headers={header: "shown"}).expect(200)
    assert lines(written.json["request_id"])[0]["request"]["headers"] == {header: ["shown"]}
    root.post(f"sys/config/auditing/request-headers/{header}", {"hmac": True}).expect(204)
    written = root.post(f"{kv2}/data/a", {"data": {}}, headers={header: "hidden"}).expect(200)
    assert lines(written.json["request_id"])[0]["request"]["headers"][header][0].startswith("hmac-sha256:")
    root.delete(f"sys/config/auditing/request-headers/{header}").expect(204)


def test_shown_keys_of_a_mount(running, root, kv1):
    root.post(f"sys/mounts/{kv1}/tune", {"audit_non_hmac_request_keys": ["shown"]}).expect(204)
    root.put(f"{kv1}/a", {"shown": "plain", "hidden": "secret"}).expect(204)
    entries = [json.loads(line) for line in running.node.audit_log.read_text().splitlines()]
    data = [e["request"]["data"] for e in entries if e["type"] == "request" and e["request"].get("path") == f"{kv1}/a"
            and e["request"].get("data")]
    assert data[0]["shown"] == "plain" and data[0]["hidden"].startswith("hmac-sha256:")


def test_new_token_is_hidden(root, running):
    auth = root.post("auth/token/create", {"policies": ["default"]}).expect(200).auth
    text = running.node.audit_log.read_text()
    assert auth["client_token"] not in text and auth["accessor"] not in text


@pytest.mark.ours("the peer has no chain")
def test_log_file_is_private(running):
    assert running.node.audit_log.stat().st_mode & 0o177 == 0


@pytest.mark.ours("the peer has no chain")
def test_head_and_key(root):
    root.get("sys/mounts").expect(200)
    head = root.get("sys/audit/head").expect(200).data
    assert head
    assert root.get("sys/audit/key").expect(200).data


def test_logins_hide_their_secrets(root, anonymous, running, name, lines):
    root.post(f"sys/auth/{name}-a", {"type": "approle"}).expect(204)
    root.post(f"auth/{name}-a/role/r", {"role_id": f"role-{name}"}).expect(204)
    made = root.post(f"auth/{name}-a/role/r/secret-id", {}).expect(200)
    root.post(f"sys/auth/{name}-u", {"type": "userpass"}).expect(204)
    root.post(f"auth/{name}-u/users/alice", {"password": f"password-{name}"}).expect(204)
    by_role = anonymous.post(f"auth/{name}-a/login", {"role_id": f"role-{name}", "secret_id": made.data["secret_id"]}).expect(200)
    by_name = anonymous.post(f"auth/{name}-u/login/alice", {"password": f"password-{name}"}).expect(200)
    anonymous.post(f"auth/{name}-u/login/alice", {"password": f"wrong-{name}"}).expect(400)
    assert lines(made.json["request_id"])[1]["response"]["data"]["secret_id"].startswith("hmac-sha256:")
    for answer, field in [(by_role, "secret_id"), (by_name, "password")]:
        request, response = lines(answer.json["request_id"])
        assert request["request"]["data"][field].startswith("hmac-sha256:")
        assert response["response"]["auth"]["client_token"].startswith("hmac-sha256:")
    log = running.node.audit_log.read_text()
    for secret in [made.data["secret_id"], f"password-{name}", f"wrong-{name}", by_role.auth["client_token"],
                   by_name.auth["client_token"]]:
        assert secret not in log
