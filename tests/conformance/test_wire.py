"""What unmodified clients depend on: one test for each thing that was seen on the wire."""
import re

import pytest

ENVELOPE = {"request_id", "lease_id", "renewable", "lease_duration", "data", "wrap_info", "warnings", "auth"}
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def secret(root, kv2):
    root.post(f"{kv2}/data/a", {"data": {"x": 1}}).expect(200)
    return f"{kv2}/data/a"


def test_envelope(root, secret):
    answer = root.get(secret).expect(200).json
    assert set(answer) >= ENVELOPE
    assert UUID.fullmatch(answer["request_id"])
    assert (answer["lease_id"], answer["renewable"], answer["lease_duration"]) == ("", False, 0)
    assert answer["wrap_info"] is None and answer["warnings"] is None and answer["auth"] is None


def test_every_request_has_its_own_id(root, secret):
    assert len({root.get(secret).json["request_id"] for _ in range(5)}) == 5


@pytest.mark.parametrize("path", ["none/x", "sys/none"])
def test_error_body_is_errors_and_nothing_else(root, path):
    assert set(root.get(path).expect(404).json) == {"errors"}


def test_sys_answers_repeat_data_at_the_top(root):
    answer = root.get("sys/policy").expect(200).json
    assert answer["policies"] == answer["data"]["policies"] and set(answer) >= ENVELOPE


@pytest.mark.parametrize("path", ["sys/seal-status", "sys/health", "sys/leader"])
def test_no_envelope(anonymous, path):
    answer = anonymous.get(path).expect(200).json
    assert "request_id" not in answer and "data" not in answer


def test_missing_mount_names_the_route(root):
    assert root.get("none/x").expect(404).errors == ['no handler for route "none/x". route entry not found.']
    root.post("none/x", {"a": 1}).expect(404)
    root.list("none/x").expect(404)


def test_unknown_sys_path(root):
    assert root.get("sys/none").expect(404).errors == ["1 error occurred:\n\t* unsupported path\n\n"]


@pytest.mark.parametrize("method,path", [
    ("PUT", "{}/subkeys/a"), ("DELETE", "{}/config"), ("GET", "auth/token/create"), ("LIST", "{}/data/"), ("GET", "{}/destroy/a")])
def test_operation_that_a_path_does_not_have_is_405(root, kv2, method, path):
    answer = root.call(method, path.format(kv2), {} if method == "PUT" else None).expect(405)
    assert "unsupported operation" in answer.errors[0]


@pytest.mark.parametrize("method", ["TRACE", "FOO", "CONNECT", "get"])
def test_unknown_method_is_refused(root, secret, method):
    assert root.call(method, secret).status in (400, 405, 501)


def test_wrong_path_below_kv2_says_so(root, kv2):
    answer = root.get(f"{kv2}/nope/x").expect(404)
    assert "Invalid path for a versioned K/V secrets engine" in answer.warnings[0]


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_json_under_curls_default_content_type(root, kv2, method):
    root.call(method, f"{kv2}/data/a", raw='{"data": {"x": 1}}', headers=FORM).expect(200)
    assert root.get(f"{kv2}/data/a").data["data"] == {"x": 1}


@pytest.mark.parametrize("content_type", ["application/json", "application/json; charset=utf-8", "text/plain", None])
def test_json_under_any_content_type(root, kv2, content_type):
    headers = {"Content-Type": content_type} if content_type else {}
    root.post(f"{kv2}/data/a", raw='{"data": {"x": 1}}', headers=headers).expect(200)


def test_real_form(root):
    answer = root.post("auth/token/lookup", raw=f"token={root.token}", headers=FORM).expect(200)
    assert answer.data["id"] == root.token


@pytest.mark.parametrize("path,location", [("/v1//a/b", "/v1/a/b"), ("/v1/a//b", "/v1/a/b"), ("/v1/a///b//c", "/v1/a/b/c")])
def test_double_slash_is_redirected(root, path, location):
    answer = root.get(path).expect(307)
    assert answer.headers["Location"] == location


def test_nothing_is_executed_before_the_redirect(root, kv2, anonymous):
    root.post(f"/v1//{kv2}/data/a", {"data": {"x": 1}}).expect(307)
    root.get(f"{kv2}/data/a").expect(404)
    anonymous.get("/v1//none").expect(307)


def test_redirect_keeps_the_query(root, kv2):
    assert root.get(f"/v1//{kv2}/metadata/?list=true").expect(307).headers["Location"] == f"/v1/{kv2}/metadata/?list=true"


@pytest.mark.parametrize("path", ["/", "/v2/x", "/v1", "/v1/"])
def test_outside_of_the_api_is_404(root, path):
    root.get(path).expect(404)


@pytest.mark.parametrize("namespace", ["nope", "nope/", "a/b", "root/x"])
def test_unknown_namespace_is_404(root, secret, namespace):
    assert root.get(secret, headers={"X-Vault-Namespace": namespace}).expect(404).errors == ["namespace not found"]


@pytest.mark.parametrize("namespace", ["", "root", "/"])
def test_root_namespace(root, secret, namespace):
    root.get(secret, headers={"X-Vault-Namespace": namespace}).expect(200)


def test_response_headers(root, anonymous, secret):
    for answer in (root.get(secret), anonymous.get(secret), root.get("none/x"), anonymous.get("sys/health")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Type"] == "application/json"
        assert "Set-Cookie" not in answer.headers


@pytest.mark.ours("the peer sends it over plain HTTP, too")
def test_no_transport_security_header_without_tls(root, secret):
    assert "Strict-Transport-Security" not in root.get(secret).headers


def test_index_header(root, secret):
    index = root.get(secret).headers["X-Vault-Index"]
    assert index
    root.get(secret, headers={"X-Vault-Index": index}).expect(200)
    root.get(secret, headers={"X-Vault-Index": index, "X-Vault-Inconsistent": "forward-active-node"}).expect(200)


def test_headers_that_clients_send(root, secret):
    root.get(secret, headers={"X-Vault-Request": "true", "User-Agent": "spring-vault", "Accept": "*/*"}).expect(200)
    root.get(secret, headers={"Accept": "application/xml"}).expect(200)


@pytest.mark.parametrize("raw", ["{bad", '{"data":{"a":1,}}', "{'data':{}}", "[1]", '"x"', '{"data":{"n":NaN}}', '{"data":'])
def test_bad_json_is_400(root, kv2, raw):
    answer = root.post(f"{kv2}/data/a", raw=raw).expect(400)
    assert len(answer.errors) == 1
    root.get(f"{kv2}/data/a").expect(404)


@pytest.mark.parametrize("raw", ["", "null", "{}"])
def test_body_without_data_is_400(root, kv2, raw):
    assert root.post(f"{kv2}/data/a", raw=raw).expect(400).errors == ["no data provided"]


@pytest.mark.ours("what the peer drops or changes silently")
@pytest.mark.parametrize("raw", [
    b'{"data":{"x":1},"data":{"x":2}}', b'{"data":{"x":1,"x":2}}', b'{"data":{"x":1}} {"y":2}', b'{"data":{"x":1}}garbage',
    b'{"data":{"x":"\xff"}}', b'{"data":{"x":"\\ud800"}}', b'{"data":{"x":"\xed\xa0\x80"}}', b'{"data":{"x":"\xc0\xaf"}}'])
def test_json_that_could_not_come_back_as_sent_is_400(root, kv2, raw):
    root.post(f"{kv2}/data/a", raw=raw).expect(400)
    root.get(f"{kv2}/data/a").expect(404)


def test_error_does_not_repeat_the_request(root, kv2):
    canary = "canary-7c1f2a"
    for raw in (f'{{"data": {canary}', f'{{"data":{{"x":"{canary}"}},}}', f'{{"data":"{canary}"}}'):
        assert canary not in root.post(f"{kv2}/data/a", raw=raw).expect(400).body.decode()


def test_options_has_no_effect(root, secret):
    assert root.call("OPTIONS", secret).status in (200, 204, 400, 403, 405)


def test_connection_stays_open(running):
    client = running.node.client(running.credentials.root_token, keep_alive=True)
    for _ in range(3):
        client.get("auth/token/lookup-self").expect(200)
    assert client._connection is not None, "HTTP/1.1 connections are kept"
    client.close()


def test_connection_serves_on_after_an_error(running):
    client = running.node.client(running.credentials.root_token, keep_alive=True)
    client.post("sys/policies/acl/x", raw="{bad").expect(400)
    client.get("auth/token/lookup-self").expect(200)
    client.close()


def test_delete_of_missing_things_is_204(root, kv1, kv2):
    for path in ("sys/mounts/none", "sys/auth/none", "sys/policies/acl/none", "auth/token/roles/none", f"{kv1}/none",
                 f"{kv2}/data/none", f"{kv2}/metadata/none", "cubbyhole/none"):
        root.delete(path).expect(204)
