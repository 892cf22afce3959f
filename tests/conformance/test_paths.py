"""One normaliser, once: the path that is authorised is, byte for byte, the path that is executed."""
import pytest

from harness.http import exchange

REFUSED = [
    "data/../x", "data/a/..", "data/./a", "data/%2e%2e/x", "data/%2E%2E/x", "data/.%2e/x", "data/%2e/a", "data/a%2fb", "data/a%2Fb",
    "data/a;x", "data/a;x=1/b", "data/a%3bx", "data/a%00b", "data/a%0ab", "data/a%0d%0aX-Y:%201", "data/a%7fb", "data/a%1fb",
    "data/a%c0%afb", "data/a%e0%80%afb", "data/%ff", "data/a%", "data/a%2", "data/a%zz", "data/a\\b"]
# What the peer refuses as well; it redirects `..` and `.`, and takes `%2f` for a slash.
REFUSED_EVERYWHERE = {"data/%2e%2e/x", "data/%2E%2E/x", "data/.%2e/x", "data/a%00b", "data/a%0ab", "data/a%0d%0aX-Y:%201", "data/a%7fb",
                      "data/a%1fb", "data/a%", "data/a%2", "data/a%zz"}


@pytest.mark.parametrize("path", [
    p if p in REFUSED_EVERYWHERE else pytest.param(p, marks=pytest.mark.ours("the peer takes or redirects it")) for p in REFUSED])
def test_refused_with_400_and_nothing_done(running, root, kv2, path):
    body = b'{"data":{"x":1}}'
    for method in (b"POST", b"GET", b"DELETE"):
        request = b"%s /v1/%s/%s HTTP/1.1\r\nHost: x\r\nX-Vault-Token: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (
            method, kv2.encode(), path.encode(), root.token.encode(), len(body), body)
        status, _, answer = exchange(running.node.url, request)
        assert status == 400, (method, status, answer)
    root.list(f"{kv2}/metadata/").expect(404)


def test_raw_control_bytes_are_refused(running, root, kv2):
    for byte in (b"\x00", b"\x01", b"\x7f", b"\x80", b"\xff"):
        request = b"GET /v1/%s/data/a%sb HTTP/1.1\r\nHost: x\r\nX-Vault-Token: %s\r\nConnection: close\r\n\r\n" % (
            kv2.encode(), byte, root.token.encode())
        status, _, _ = exchange(running.node.url, request)
        assert status in (400, 404) and (status == 400 or byte >= b"\x80")


@pytest.mark.parametrize("attempt", [
    "allowed/../secret", "allowed/%2e%2e/secret", "allowed/..%2fsecret", "allowed//../secret", "allowed/;/../secret",
    "allowed/..;/secret", "allowed\\..\\secret", "allowed/%252e%252e/secret"])
def test_no_way_past_a_policy(running, root, kv2, user, attempt):
    root.post(f"{kv2}/data/secret", {"data": {"x": "canary-91aa"}}).expect(200)
    client = user(f'path "{kv2}/data/allowed/*" {{ capabilities = ["read"] }}')
    request = b"GET /v1/%s/data/%s HTTP/1.1\r\nHost: x\r\nX-Vault-Token: %s\r\nConnection: close\r\n\r\n" % (
        kv2.encode(), attempt.encode(), client.token.encode())
    status, _, answer = exchange(running.node.url, request)
    assert status in (307, 400, 403, 404) and b"canary" not in answer


def test_trailing_slash_is_not_the_same_path(root, kv2, user):
    root.post(f"{kv2}/data/a", {"data": {"x": 1}}).expect(200)
    client = user(f'path "{kv2}/data/a" {{ capabilities = ["read"] }}')
    client.get(f"{kv2}/data/a").expect(200)
    assert client.get(f"{kv2}/data/a/").status in (400, 403, 404)


def test_case_is_not_folded(root, kv2, user):
    root.post(f"{kv2}/data/a", {"data": {"x": 1}}).expect(200)
    client = user(f'path "{kv2}/data/a" {{ capabilities = ["read"] }}')
    client.get(f"{kv2}/data/A").expect(403)
    assert client.get(f"/V1/{kv2}/data/a").status in (403, 404)


def test_percent_encoding_is_decoded_before_the_policy(root, kv2, user):
    root.post(f"{kv2}/data/a", {"data": {"x": 1}}).expect(200)
    user(f'path "{kv2}/data/*" {{ capabilities = ["read"] }}\npath "{kv2}/data/a" {{ capabilities = ["deny"] }}').get(
        f"{kv2}/data/%61").expect(403)
