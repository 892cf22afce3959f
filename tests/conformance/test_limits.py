"""Each limit answers as documented, and nothing a client sends gives a 500."""
import json
import socket

import pytest

from harness.http import exchange

MIB = 1 << 20


def head(method, path, token, *lines):
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: x", f"X-Vault-Token: {token}", "Connection: close", *lines, "", ""]).encode()


@pytest.mark.ours("the peer has no such limit")
def test_path_of_more_than_4_kib_is_414(running, root, kv2):
    for length, wanted in ((4000, 404), (5000, 414), (16000, 414)):
        status, _, _ = exchange(running.node.url, head("GET", f"/v1/{kv2}/data/" + "a" * length, root.token))
        assert status == wanted, length
    status, _, _ = exchange(running.node.url, head("GET", "/v1/x/" + "a" * 16000, "none"))
    assert status == 414, "before any other work"


@pytest.mark.ours("the peer's limit is a megabyte")
def test_headers_of_more_than_32_kib_are_431(running, root):
    status, _, _ = exchange(running.node.url, head("GET", "/v1/sys/health", root.token, "X-Big: " + "a" * 20000))
    assert status == 200
    status, _, _ = exchange(running.node.url, head("GET", "/v1/sys/health", root.token, "X-Big: " + "a" * 40000))
    assert status == 431


@pytest.mark.ours("the peer has no such limit")
def test_more_than_128_header_fields_are_431(running, root):
    status, _, _ = exchange(running.node.url, head("GET", "/v1/sys/health", root.token, *(f"X-{i}: a" for i in range(100))))
    assert status == 200
    status, _, _ = exchange(running.node.url, head("GET", "/v1/sys/health", root.token, *(f"X-{i}: a" for i in range(200))))
    assert status == 431


def test_body_of_more_than_32_mib_is_413(root, kv2):
    raw = b'{"data":{"x":"' + b"a" * (33 * MIB) + b'"}}'
    try:
        status = root.post(f"{kv2}/data/a", raw=raw).status
    except OSError:
        status = 413  # answered and closed before we had sent everything
    assert status == 413
    root.get(f"{kv2}/data/a").expect(404)


@pytest.mark.ours("413 before authentication costs anything")
def test_declared_length_alone_is_413(running, kv2):
    for token in ("", "none"):
        status, _, _ = exchange(running.node.url, head("POST", f"/v1/{kv2}/data/a", token, f"Content-Length: {33 * MIB}"))
        assert status == 413


@pytest.mark.ours("the peer reads whatever anybody sends")
def test_body_of_more_than_64_kib_needs_a_valid_token(running, root, kv2):
    for size, status in ((60, 403), (70, 413)):
        raw = b'{"data":{"x":"' + b"a" * (size << 10) + b'"}}'
        for token in (None, "hvs.AAAAAAAAAAAAAAAAAAAAAAAA"):
            running.node.client(token).post(f"{kv2}/data/a", raw=raw).expect(status)
        root.post(f"{kv2}/data/a", raw=raw).expect(200)
    short_lived = root.post("auth/token/create", {"policies": ["root"], "num_uses": 1}).expect(200).auth["client_token"]
    running.node.client(short_lived).post(f"{kv2}/data/a", raw=raw).expect(200)
    running.node.client(short_lived).post(f"{kv2}/data/a", raw=raw).expect(413)


@pytest.mark.ours("a chunked body is counted while it streams")
def test_endless_chunked_body_is_413(running):
    with socket.create_connection((running.node.client().host, running.node.port), timeout=60) as s:
        s.sendall(head("POST", "/v1/sys/wrapping/unwrap", "none", "Transfer-Encoding: chunked"))
        chunk = b"100000\r\n" + b"a" * MIB + b"\r\n"
        sent = 0
        try:
            while sent < 64:
                s.sendall(chunk)
                sent += 1
        except OSError:
            pass
        assert sent < 64, "the server took 64 MiB"
        try:
            answer = s.recv(64)
        except OSError:
            answer = b""
        assert answer == b"" or b" 413" in answer


@pytest.mark.ours("the peer answers 500 to a large value")
def test_value_of_more_than_1_mib_is_413(root, kv2):
    root.post(f"{kv2}/data/a", {"data": {"x": "a" * (MIB - 2000)}}).expect(200)
    answer = root.post(f"{kv2}/data/a", {"data": {"x": "a" * (MIB + 10)}}).expect(413)
    assert str(MIB) in answer.errors[0] and root.get(f"{kv2}/metadata/a").data["current_version"] == 1


@pytest.mark.ours("the peer has no such limit")
def test_json_deeper_than_64_is_400(root, kv2):
    def deep(n):
        return '{"data":' + '{"a":' * n + "1" + "}" * n + "}"

    root.post(f"{kv2}/data/a", raw=deep(60)).expect(200)
    for n in (65, 1000, 100_000):
        root.post(f"{kv2}/data/a", raw=deep(n)).expect(400)
    root.post(f"{kv2}/data/a", raw='{"data":{"x":' + "[" * 100_000).expect(400)
    assert root.get(f"{kv2}/metadata/a").data["current_version"] == 1


@pytest.mark.ours("the peer's limit is another one")
def test_json_with_more_than_10_000_strings_is_400(root, kv2):
    root.post(f"{kv2}/data/a", {"data": {"list": ["x"] * 9000}}).expect(200)
    root.post(f"{kv2}/data/a", {"data": {"list": ["x"] * 10_001}}).expect(400)
    root.post(f"{kv2}/data/a", {"data": {f"k{i}": 1 for i in range(10_001)}}).expect(400)


@pytest.mark.ours("the peer turns it into a float")
def test_number_of_more_than_64_digits_is_400(root, kv2):
    for digits, wanted in ((64, 200), (65, 400), (100_000, 400)):
        root.post(f"{kv2}/data/a", raw='{"data":{"n":' + "1" * digits + "}}").expect(wanted)


@pytest.mark.parametrize("number", ["1e999999999", "-1e999999999", "1e-999999999", "0." + "0" * 60 + "1e-99999999"])
def test_numbers_that_explode_do_no_harm(root, kv2, number):
    answer = root.post(f"{kv2}/data/a", raw='{"data":{"n":' + number + "}}")
    assert answer.status in (200, 400)
    if answer.status == 200:
        root.get(f"{kv2}/data/a").expect(200)
    root.post("auth/token/create", raw='{"policies":["default"],"num_uses":' + number + "}").expect(400, 200)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_compressed_body_is_not_unpacked(root, kv2, encoding):
    import gzip

    raw = gzip.compress(b'{"data":{"x":"' + b"a" * 10_000_000 + b'"}}')
    assert root.post(f"{kv2}/data/a", raw=raw, headers={"Content-Encoding": encoding}).status in (400, 415)


@pytest.mark.parametrize("path,body", [
    ("auth/token/create", {"policies": 5}), ("auth/token/create", {"policies": {"a": 1}}), ("auth/token/create", {"ttl": []}),
    ("auth/token/create", {"num_uses": "many"}), ("auth/token/create", {"num_uses": -1}), ("auth/token/create", {"meta": "x"}),
    ("auth/token/create", {"renewable": "perhaps"}), ("auth/token/create", {"display_name": 5}), ("auth/token/create", {"ttl": "9" * 40}),
    ("auth/token/lookup", {"token": {"a": 1}}), ("auth/token/renew", {"token": [1, 2], "increment": {}}),
    ("auth/token/revoke", {"token": None}), ("auth/token/roles/x", {"token_period": "x"}), ("auth/token/roles/x", {"orphan": []}),
    ("sys/policies/acl/x", {"policy": 5}), ("sys/policies/acl/x", {"policy": {"path": {}}}), ("sys/capabilities-self", {"paths": 5}),
    ("sys/mounts/x/y/z", {"type": 5}), ("sys/mounts/x", {"type": "kv", "config": 5}), ("sys/mounts/x", {"type": "kv", "options": "x"}),
    ("sys/remount", {"from": 1, "to": []}), ("sys/leases/lookup", {"lease_id": []}), ("sys/tools/random", {"bytes": "x"}),
    ("sys/tools/hash", {"input": 5}), ("sys/wrapping/unwrap", {"token": {}}), ("sys/unseal", {"key": []}), ("sys/init", {"secret_shares": "x"}),
    ("sys/generate-root-token/attempt", {"otp": []}), ("sys/rotate/root/init", {"secret_shares": "x"}), ("sys/audit-hash/file", {"input": []}),
    ("sys/config/auditing/request-headers/x", {"hmac": "perhaps"}), ("sys/storage/raft/remove-peer", {"server_id": {}}),
    ("{kv}/data/a", {"data": 5}), ("{kv}/data/a", {"data": []}), ("{kv}/data/a", {"data": {}, "options": 5}),
    ("{kv}/data/a", {"data": {}, "options": {"cas": "x"}}), ("{kv}/data/a", {"data": {}, "options": {"cas": -1}}),
    ("{kv}/metadata/a", {"max_versions": "x"}), ("{kv}/metadata/a", {"custom_metadata": [1]}), ("{kv}/metadata/a", {"custom_metadata": {"a": {}}}),
    ("{kv}/metadata/a", {"delete_version_after": "x"}), ("{kv}/delete/a", {"versions": {}}), ("{kv}/destroy/a", {"versions": ["x"]}),
    ("{kv}/undelete/a", {"versions": [1e30]}), ("{kv}/config", {"cas_required": "perhaps"}), ("{kv}/config", {"max_versions": 1e30}),
])
def test_wrong_types_never_give_a_500(root, kv2, servers, path, body):
    answer = root.post(path.format(kv=kv2), body)
    assert answer.status < 500 or not servers.ours, answer.body
    assert answer.status in (200, 202, 204, 400, 403, 404, 405, 500)
    if path == "sys/rotate/root/init":
        root.delete("sys/rotate/root/init")


@pytest.mark.parametrize("query", [
    "version=-1", "version=99999999999999999999", "limit=x", "limit=-5", "after=%00", "list=perhaps", "depth=x", "version=1&version=2"])
@pytest.mark.parametrize("path", ["data/a", "metadata/?list=true", "subkeys/a"])
def test_bad_queries_never_give_a_500(root, kv2, servers, path, query):
    root.post(f"{kv2}/data/a", {"data": {"x": 1}}).expect(200)
    answer = root.get(f"{kv2}/{path}{'&' if '?' in path else '?'}{query}")
    assert answer.status in (200, 400, 404) or not servers.ours, answer.body


def test_garbage_on_the_socket_does_no_harm(anonymous, servers):
    for garbage in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n", b"\r\n" * 50, b"GET / HTTP/9.9\r\n\r\n",
                    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET http://other/v1/sys/health HTTP/1.1\r\nHost: x\r\n\r\n",
                    b"POST /v1/sys/unseal HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                    b"POST /v1/sys/unseal HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}aaaa",
                    b"POST /v1/sys/unseal HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nzz\r\n"):
        with socket.create_connection((anonymous.host, anonymous.port), timeout=20) as s:
            s.sendall(garbage)
            s.shutdown(socket.SHUT_WR)
            try:
                answer = s.recv(4096)
            except OSError:
                answer = b""
        assert not (servers.ours and answer.startswith((b"HTTP/1.1 500", b"HTTP/1.1 503"))), (garbage, answer)
    anonymous.get("sys/health").expect(200)


def test_header_values_with_odd_bytes(running, root):
    for value in (b"\xff\xfe", b"a\tb", "ünï".encode()):
        request = b"GET /v1/sys/health HTTP/1.1\r\nHost: x\r\nX-Odd: %s\r\nConnection: close\r\n\r\n" % value
        status, _, _ = exchange(running.node.url, request)
        assert status in (200, 400)


@pytest.mark.ours("the peer's tokens have no bound")
def test_long_tokens_are_only_bad_tokens(anonymous):
    for length in (500, 5_000, 20_000):
        assert anonymous.with_token("x" * length).get("sys/mounts").status == 403


def test_unauthenticated_requests_leave_nothing_behind(root, anonymous):
    before = len(root.list("auth/token/accessors").data["keys"])
    for _ in range(20):
        anonymous.post("sys/wrapping/unwrap", {"token": "none"}).expect(400, 403)
        anonymous.get("secret/data/x").expect(403)
        anonymous.post("auth/token/create", {}).expect(403)
    assert len(root.list("auth/token/accessors").data["keys"]) == before


def test_large_list_of_policies(root):
    policies = [f"p{i}" for i in range(2000)]
    answer = root.post("auth/token/create", raw=json.dumps({"policies": policies}))
    assert answer.status in (200, 400, 413)
