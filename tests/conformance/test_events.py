"""Events: WebSocket subscribers and webhooks; what they hear, what they may not, and what becomes of those that do not keep up."""
import concurrent.futures
import contextlib
import json
import re
import socket

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from harness.listening import KEY, Webhook, next_event, subscribe
from harness.waiting import wait_for

pytestmark = pytest.mark.ours("the peer has no events")

VALUE = "value-that-no-event-may-show"


def write(client, path, value=VALUE):
    client.post(path, {"data": {"password": value}}).expect(200)


def metric(client, name):
    text = client.get("sys/metrics?format=prometheus").expect(200).body.decode()
    return float(re.search(rf"^{name} (\S+)", text, re.M).group(1))


@pytest.fixture
def hook():
    made = Webhook()
    yield made
    made.close()


def test_a_subscriber_hears_of_every_change_in_order(root, kv2):
    with subscribe(root, "kv-v2/*?json=true") as events:
        write(root, f"{kv2}/data/a/b")
        write(root, f"{kv2}/data/a/b")
        root.post(f"{kv2}/delete/a/b", {"versions": [1]}).expect(204)
        root.delete(f"{kv2}/metadata/a/b").expect(204)
        heard = [next_event(events) for _ in range(4)]
    assert [event["event_type"] for event in heard] == ["kv-v2/data-write", "kv-v2/data-write", "kv-v2/delete", "kv-v2/metadata-delete"]
    assert [event["event"]["metadata"]["current_version"] for event in heard] == ["1", "2", "2", "2"]
    assert all(event["event"]["metadata"]["data_path"] == f"{kv2}/data/a/b" for event in heard)
    assert heard[0]["plugin_info"]["mount_path"] == f"{kv2}/"
    assert VALUE not in json.dumps(heard)


def test_kv_one_is_told_too(root, kv1):
    with subscribe(root, "kv-v1/*") as events:
        root.post(f"{kv1}/a", {"password": VALUE}).expect(204)
        assert next_event(events)["event"]["metadata"]["data_path"] == f"{kv1}/a"


def test_nobody_hears_of_what_it_may_not_read(root, user, kv2):
    client = user(f'path "sys/events/subscribe/*" {{ capabilities = ["read"] }}\npath "{kv2}/data/mine" {{ capabilities = ["read"] }}')
    with subscribe(client) as events:
        write(root, f"{kv2}/data/others")
        write(root, f"{kv2}/data/mine")
        assert next_event(events)["event"]["metadata"]["data_path"] == f"{kv2}/data/mine"


def test_the_end_of_a_token_ends_the_connection(root, user, kv2):
    client = user('path "sys/events/subscribe/*" { capabilities = ["read"] }')
    with subscribe(client) as events:
        root.post("auth/token/revoke", {"token": client.token}).expect(204)
        with pytest.raises(ConnectionClosed) as closed:
            events.recv(timeout=20)
    assert closed.value.rcvd.code == 1008
    assert "token has ended" in closed.value.rcvd.reason


@pytest.mark.parametrize("what,status", [("*?json=false", 400), ("*?filter=x", 400)])
def test_what_is_not_supported_is_said(root, what, status):
    with pytest.raises(InvalidStatus) as refused:
        subscribe(root, what)
    assert refused.value.response.status_code == status
    assert set(json.loads(refused.value.response.body)) == {"errors"}


@pytest.mark.parametrize("token", [None, "no-such-token"])
def test_no_connection_without_a_token(anonymous, token):
    with pytest.raises(InvalidStatus) as refused:
        subscribe(anonymous.with_token(token))
    assert refused.value.response.status_code == 403


def test_an_ordinary_request_is_told_what_to_do(root):
    answer = root.get("sys/events/subscribe/*").expect(400)
    assert "Upgrade: websocket" in answer.errors[0]


def test_the_handshake_is_audited(running, root):
    with subscribe(root, "kv-v2/audited"):
        pass
    assert "sys/events/subscribe/kv-v2/audited" in running.node.audit_log.read_text()


def test_refused_reads_are_counted_and_told(root, user, kv2):
    nosy = user('path "cubbyhole/*" { capabilities = ["read"] }')
    with subscribe(root, "secret/read-denied") as events:
        for _ in range(5):
            nosy.get(f"{kv2}/data/private").expect(403)
        told = 0
        while told < 5:
            metadata = next_event(events)["event"]["metadata"]
            if metadata["data_path"] == f"{kv2}/data/private":
                assert metadata["reason"] == "no rule matches the path"
                told += int(metadata["count"])
    assert told == 5


def test_whoever_does_not_read_is_cut_off(root, kv1):
    before = metric(root, "sealwright_events_subscribers_slow_total")
    quiet = socket.socket()
    # A window so small that little waits on the way.
    quiet.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    quiet.connect((root.host, root.port))
    quiet.sendall((f"GET /v1/sys/events/subscribe/kv-v1/* HTTP/1.1\r\nHost: {root.host}\r\nX-Vault-Token: {root.token}\r\nUpgrade: websocket\r\n"
                   "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").encode())
    assert quiet.recv(12) == b"HTTP/1.1 101"
    # Paths this long make events of some 11 KiB.
    path = f"{kv1}/" + "x" * 3600
    for n in range(2_000):
        root.post(f"{path}{n}", {"k": "v"}).expect(204)
        if n % 50 == 49 and metric(root, "sealwright_events_subscribers_slow_total") > before:
            break
    assert metric(root, "sealwright_events_subscribers_slow_total") == before + 1
    quiet.settimeout(20)
    received = b""
    while chunk := quiet.recv(1 << 16):
        received += chunk
    quiet.close()
    assert b"too slow" in received, "it is told why"
    wait_for("it is gone", lambda: metric(root, "sealwright_events_subscribers") == 0, 20)


def test_a_webhook_that_fails_twice_gets_everything(root, kv2, name, hook):
    hook.failures = 2
    root.post(f"sys/events/webhooks/{name}", {"url": hook.url, "secret": KEY, "event_types": "kv-v2/data-*", "paths": f"{kv2}/data/*"}).expect(204)
    paths = [f"{kv2}/data/{n}" for n in range(10)]
    for path in paths:
        write(root, path)
    wait_for("all events", lambda: hook.paths() == paths, 30)
    status = wait_for("its status", lambda: (lambda data: data["delivered"] == 10 and data)(root.get(f"sys/events/webhooks/{name}").data), 10)
    assert status["last_error"] == "it answered status 500" and status["last_success"] and status["failures"] == 0
    assert status["lag"] == 0 and status["gaps"] == 0 and status["dropped"] == 0
    assert KEY not in json.dumps(status)
    assert not any(VALUE.encode() in body for body in hook.bodies)
    root.delete(f"sys/events/webhooks/{name}").expect(204)
    root.get(f"sys/events/webhooks/{name}").expect(404)


def test_a_webhook_that_is_down_lags_and_shows_it(root, kv2, name, hook):
    hook.close()
    root.post(f"sys/events/webhooks/{name}", {"url": hook.url, "secret": KEY, "paths": f"{kv2}/data/*"}).expect(204)
    write(root, f"{kv2}/data/a")
    status = wait_for("a failure", lambda: (lambda data: data["failures"] > 0 and data)(root.get(f"sys/events/webhooks/{name}").data), 20)
    assert status["lag"] == 1 and status["lag_since"] and status["last_error"] == "no connection" and status["next_attempt"]
    assert root.call("LIST", "sys/events/webhooks").expect(200).data["keys"] == [name]
    root.delete(f"sys/events/webhooks/{name}").expect(204)


@pytest.mark.parametrize("body,said", [
    ({"url": "http://example.org/", "secret": KEY}, "https"), ({"url": "https://example.org/", "secret": "short"}, "32"),
    ({"url": "https://example.org/", "secret": KEY, "retries": -1}, "retries"), ({"url": "https://example.org/", "secret": KEY, "event_types": ""}, "event_types"),
    ({"url": "https://example.org/", "secret": KEY, "headers": {"Host": "x"}}, "headers"),
])
def test_wrong_webhooks_are_refused(root, name, body, said):
    answer = root.post(f"sys/events/webhooks/{name}", body).expect(400)
    assert said in answer.errors[0]


def test_webhooks_are_for_those_with_sudo(user, name):
    client = user('path "sys/events/webhooks/*" { capabilities = ["create", "update", "delete", "read"] }')
    client.post(f"sys/events/webhooks/{name}", {"url": "https://example.org/", "secret": KEY}).expect(403)


def test_connections_are_bounded_and_hold_no_request_threads(root, kv2):
    """As many as a node has places for requests: it would serve nobody if each held one."""
    wait_for("nobody listens", lambda: metric(root, "sealwright_events_subscribers") == 0, 20)
    with contextlib.ExitStack() as open_ones:
        for _ in range(256):
            open_ones.enter_context(subscribe(root, "none/none"))
        wait_for("all are counted", lambda: metric(root, "sealwright_events_subscribers") == 256, 20)
        with pytest.raises(InvalidStatus) as refused, subscribe(root, "none/none"):
            pass
        assert refused.value.response.status_code == 503
        with concurrent.futures.ThreadPoolExecutor(20) as threads:
            for done in [threads.submit(write, root.with_token(root.token), f"{kv2}/data/{n}") for n in range(20)]:
                done.result(60)
