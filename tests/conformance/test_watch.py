"""Following a secret's versions: `after_version` and `wait`."""
import threading
import time

import pytest

from harness import audit

pytestmark = pytest.mark.ours("the peer has nothing that waits for a version")


def after(client, mount, version, wait=None, path="a"):
    return client.get(f"{mount}/data/{path}?after_version={version}" + (f"&wait={wait}" if wait else ""))


class Watching:
    """A request that waits, on a thread of its own."""

    def __init__(self, node, token, mount, version, wait="30s", path="a"):
        client = node.client(token)
        client.timeout = 90
        self.answer = None
        self._thread = threading.Thread(target=lambda: setattr(self, "answer", after(client, mount, version, wait, path)), daemon=True)
        self._thread.start()

    def get(self, seconds=20):
        self._thread.join(seconds)
        assert self.answer is not None, "still waiting"
        return self.answer

    def waits(self):
        return self.answer is None


def parked(client):
    """How many requests wait on the node."""
    text = client.get("sys/metrics?format=prometheus").expect(200).body.decode()
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith("sealwright_http_waiting "))


@pytest.fixture
def waiting(root):
    """Waits until so many requests wait."""
    def until(count):
        deadline = time.monotonic() + 20
        while parked(root) < count:
            assert time.monotonic() < deadline, f"{parked(root)} wait, not {count}"
            time.sleep(0.02)

    return until


@pytest.fixture
def written(root, kv2):
    for n in (1, 2, 3):
        root.post(f"{kv2}/data/a", {"data": {"n": n}}).expect(200)
    return kv2


def test_the_next_version_is_read_at_once(root, written):
    for n in (0, 1, 2):
        answer = after(root, written, n, "30s").expect(200)
        assert answer.data["data"] == {"n": n + 1} and answer.data["metadata"]["version"] == n + 1
    assert after(root, written, 2).expect(200).data == root.get(f"{written}/data/a").data


def test_without_wait_nothing_newer_is_204(root, written, kv2):
    after(root, written, 3).expect(204)
    after(root, kv2, 0, path="none").expect(204)


def test_a_version_that_comes_ends_the_wait(running, root, written, waiting):
    watching = Watching(running.node, root.token, written, 3)
    waiting(1)
    root.post(f"{written}/metadata/a", {"custom_metadata": {"owner": "me"}}).expect(204)
    root.post(f"{written}/data/b", {"data": {"n": 9}}).expect(200)
    time.sleep(0.3)
    assert watching.waits(), "neither metadata nor another secret is a version"
    root.post(f"{written}/data/a", {"data": {"n": 4}}).expect(200)
    assert watching.get().expect(200).data["data"] == {"n": 4}


def test_a_secret_that_does_not_exist_yet(running, root, kv2, waiting):
    watching = Watching(running.node, root.token, kv2, 0, path="new/one")
    waiting(1)
    root.post(f"{kv2}/data/new/one", {"data": {"n": 1}}).expect(200)
    assert watching.get().expect(200).data["metadata"]["version"] == 1


def test_time_over_is_204(running, root, written):
    assert Watching(running.node, root.token, written, 3, wait="1s").get().status == 204


def gone(answer):
    body = answer.expect(410).json
    assert len(body["errors"]) == 1 and f"after_version={body['data']['after_version']}" in body["errors"][0]
    return body["data"]["oldest_version"], body["data"]["after_version"]


def test_what_is_gone_is_said_and_where_to_go_on(root, written):
    root.post(f"{written}/destroy/a", {"versions": [1]}).expect(204)
    assert gone(after(root, written, 0, "30s")) == (2, 1)
    root.post(f"{written}/delete/a", {"versions": [2]}).expect(204)
    assert gone(after(root, written, 0)) == (3, 2)
    assert after(root, written, 2).expect(200).data["data"] == {"n": 3}
    root.delete(f"{written}/data/a").expect(204)
    assert gone(after(root, written, 0)) == (None, 3)
    after(root, written, 3).expect(204)


def test_pruned_versions_are_gone(root, kv2):
    for n in range(1, 16):
        root.post(f"{kv2}/data/a", {"data": {"n": n}}).expect(200)
    assert gone(after(root, kv2, 0)) == (6, 5)
    assert after(root, kv2, 5).expect(200).data["data"] == {"n": 6}


def test_a_secret_made_anew_counts_from_one(running, root, written, waiting):
    watching = Watching(running.node, root.token, written, 3)
    waiting(1)
    root.delete(f"{written}/metadata/a").expect(204)
    assert gone(watching.get()) == (None, 0)
    root.post(f"{written}/data/a", {"data": {"n": "again"}}).expect(200)
    assert gone(after(root, written, 3)) == (1, 0)
    assert after(root, written, 0).expect(200).data["data"] == {"n": "again"}


def test_a_disabled_mount_ends_the_wait(running, root, written, waiting):
    watching = Watching(running.node, root.token, written, 3)
    waiting(1)
    root.delete(f"sys/mounts/{written}").expect(204)
    assert watching.get().status == 404


def test_what_does_not_wait_answers_as_always(running, root, anonymous):
    query = "?after_version=1&wait=30s"
    assert anonymous.get(f"sys/health{query}").expect(200).json["initialized"]
    assert anonymous.get(f"sys/seal-status{query}").expect(200).json["sealed"] is False
    root.get(f"sys/mounts{query}").expect(200)
    anonymous.get(f"sys/mounts{query}").expect(403)


def test_who_may_not_read_does_not_wait(user, written):
    after(user('path "other/*" { capabilities = ["read"] }'), written, 3, "30s").expect(403)


def test_a_token_revoked_meanwhile_gets_nothing(running, root, user, written, waiting):
    reader = user(f'path "{written}/data/a" {{ capabilities = ["read"] }}')
    watching = Watching(running.node, reader.token, written, 3)
    waiting(1)
    root.post("auth/token/revoke", {"token": reader.token}).expect(204)
    root.post(f"{written}/data/a", {"data": {"n": "secret"}}).expect(200)
    answer = watching.get()
    assert answer.status == 403 and b"secret" not in answer.body


def test_a_wait_costs_one_use_of_a_token(running, root, user, written, waiting):
    reader = user(f'path "{written}/data/a" {{ capabilities = ["read"] }}', num_uses=2)
    watching = Watching(running.node, reader.token, written, 3)
    waiting(1)
    for n in (4, 5):
        root.post(f"{written}/metadata/a", {"custom_metadata": {"n": str(n)}}).expect(204)
    root.post(f"{written}/data/a", {"data": {"n": 4}}).expect(200)
    watching.get().expect(200)
    after(reader, written, 0).expect(200)
    after(reader, written, 0).expect(403)


@pytest.mark.parametrize("query", ["after_version=-1", "after_version=x", "after_version=1&wait=61s", "after_version=1&wait=-1s",
                                   "after_version=1&wait=soon", "after_version=1&version=1"])
def test_nonsense_is_400(root, written, query):
    root.get(f"{written}/data/a?{query}").expect(400)


def test_a_wait_has_one_line_of_each_kind_in_the_audit_log(running, root, written, waiting):
    watching = Watching(running.node, root.token, written, 3)
    waiting(1)
    root.post(f"{written}/metadata/a", {"custom_metadata": {"n": "1"}}).expect(204)
    root.post(f"{written}/data/a", {"data": {"n": 4}}).expect(200)
    request_id = watching.get().expect(200).json["request_id"]
    lines = [entry for entry in audit.entries(running.node.audit_log) if entry.get("request", {}).get("id") == request_id]
    assert [line["type"] for line in lines] == ["request", "response"]
    assert lines[0]["request"]["operation"] == "read"


def test_those_who_wait_hold_no_place_of_others(running, root, written, waiting):
    """More than can be handled at once; and one version wakes them all."""
    watching = [Watching(running.node, root.token, written, 3) for _ in range(400)]
    waiting(400)
    root.get(f"{written}/data/a").expect(200)
    root.post(f"{written}/data/a", {"data": {"n": 4}}).expect(200)
    assert {each.get().status for each in watching} == {200}
    waiting(0)


def test_more_than_may_wait_are_503(servers):
    node = servers.node(**{"limits.waiting-requests": 2}).start()
    try:
        credentials = node.init(1, 1)
        node.unseal(credentials)
        client = node.client(credentials.root_token)
        client.post("sys/mounts/kv", {"type": "kv", "options": {"version": "2"}}).expect(204)
        first = [Watching(node, client.token, "kv", 0) for _ in range(2)]
        deadline = time.monotonic() + 20
        while parked(client) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        refused = after(client, "kv", 0, "30s").expect(503)
        assert refused.headers["retry-after"]
        client.post("kv/data/a", {"data": {}}).expect(200)
        assert [each.get().status for each in first] == [200, 200]
        # One that waits does not hold up the end of its node, and is answered.
        last = Watching(node, client.token, "kv", 1)
        while parked(client) < 1:
            time.sleep(0.02)
        node.stop()
        assert last.get(5).status == 204
    finally:
        node.dispose()
