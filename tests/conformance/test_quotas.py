"""Rate limits: so many requests of one address in an interval, on each node."""
import json

import pytest

from harness.waiting import wait_for

LONG = "1h"


@pytest.fixture
def limit(root, name):
    """Writes a rate limit that is gone after the test; the response headers are on meanwhile."""
    made = []
    root.put("sys/quotas/config", {"enable_rate_limit_response_headers": True}).expect(204)

    def make(suffix="", **values):
        made.append(f"{name}{suffix}")
        root.put(f"sys/quotas/rate-limit/{name}{suffix}", values).expect(204)
        return made[-1]

    yield make
    for quota in made:
        root.delete(f"sys/quotas/rate-limit/{quota}").expect(204)
    root.put("sys/quotas/config", {}).expect(204)


def test_so_many_and_no_more(root, anonymous, kv2, limit):
    limit(path=f"{kv2}/data/limited", rate=2, interval=LONG)
    for left in ("1", "0"):
        answer = root.get(f"{kv2}/data/limited").expect(404)
        assert (answer.headers["X-Ratelimit-Limit"], answer.headers["X-Ratelimit-Remaining"]) == ("2", left)
        assert 3500 < int(answer.headers["X-Ratelimit-Reset"]) <= 3600
    for client in (root, anonymous):
        refused = client.get(f"{kv2}/data/limited").expect(429)
        assert refused.errors == [f'request path "{kv2}/data/limited": rate limit quota exceeded']
        assert 3500 < int(refused.headers["Retry-After"]) <= 3600
        assert refused.headers["X-Ratelimit-Remaining"] == "0"
    root.get(f"{kv2}/data/other").expect(404)


def test_a_refused_write_writes_nothing(root, kv2, limit):
    limit(path=f"{kv2}/data/x", rate=1, interval=LONG)
    root.post(f"{kv2}/data/x", {"data": {"a": 1}}).expect(200)
    root.post(f"{kv2}/data/x", {"data": {"a": 2}}).expect(429)
    limit(path=f"{kv2}/data/x", rate=100, interval=LONG)
    assert root.get(f"{kv2}/data/x").expect(200).data["data"] == {"a": 1}


def test_the_most_specific_one_counts(root, kv2, limit):
    limit("-mount", path=kv2, rate=1000, interval=LONG)
    limit("-wide", path=f"{kv2}/data/a*", rate=2000, interval=LONG)
    limit("-narrow", path=f"{kv2}/data/ab*", rate=3000, interval=LONG)
    limit("-path", path=f"{kv2}/data/abc", rate=4000, interval=LONG)
    for path, rate in (("data/x", "1000"), ("data/ax", "2000"), ("data/abx", "3000"), ("data/abc", "4000")):
        assert root.get(f"{kv2}/{path}").expect(404).headers["X-Ratelimit-Limit"] == rate


def test_one_for_all_requests(root, kv2, limit, servers):
    limit(rate=100000, interval=LONG)
    assert root.get(f"{kv2}/data/x").expect(404).headers["X-Ratelimit-Limit"] == "100000"
    assert root.get("no-mount/x").expect(404).headers["X-Ratelimit-Limit"] == "100000"
    # The peer's list of what is exempt was emptied; here health never goes by the limits.
    assert ("X-Ratelimit-Limit" in root.get("sys/health").expect(200).headers) is not servers.ours


def test_block_interval(root, kv2, limit):
    limit(path=f"{kv2}/data/blocked", rate=1, interval="1s", block_interval=LONG)
    for _ in range(5):
        answer = root.get(f"{kv2}/data/blocked")
        if answer.status == 429:
            break
    again = root.get(f"{kv2}/data/blocked").expect(429)
    assert int(again.headers["Retry-After"]) > 3500 and "X-Ratelimit-Limit" not in again.headers


def test_shape(root, kv2, limit, name):
    root.get(f"sys/quotas/rate-limit/{name}").expect(404)
    limit(path=kv2, rate=1000.5)
    assert root.get(f"sys/quotas/rate-limit/{name}").expect(200).data == {
        "block_interval": 0, "inheritable": False, "interval": 1, "name": name, "path": f"{kv2}/", "rate": 1000.5, "role": "", "type": "rate-limit"}
    limit(path=f"/{kv2}/data/*", rate="300", interval="10s", block_interval="1m")
    changed = root.get(f"sys/quotas/rate-limit/{name}").expect(200).data
    assert (changed["rate"], changed["interval"], changed["block_interval"]) == (300, 10, 60)
    assert name in root.list("sys/quotas/rate-limit").expect(200).data["keys"]


def test_one_for_all_is_inheritable(root, limit):
    made = root.get(f"sys/quotas/rate-limit/{limit(rate=100000)}").data
    assert made["path"] == "" and made["inheritable"] is True


@pytest.mark.parametrize("values, problem", [
    ({}, "'rate' is invalid"), ({"rate": 0}, "'rate' is invalid"), ({"rate": -1}, "'rate' is invalid"),
    ({"rate": 5, "path": "no-such-mount/"}, 'invalid mount path "no-such-mount/"'), ({"rate": 5, "path": "no-such-mount"}, 'invalid mount path "no-such-mount/"'),
    ({"rate": 5, "path": "auth/token", "role": "x"}, 'Mount path "auth/token/" does not support use with role-based quotas'),
    ({"rate": 5, "role": "x"}, "not a valid auth method"), ({"rate": 5, "interval": "-1s"}, "interval"), ({"rate": "many"}, "rate")])
def test_wrong_values(root, name, values, problem):
    assert problem in root.put(f"sys/quotas/rate-limit/{name}", values).expect(400).errors[0]
    root.get(f"sys/quotas/rate-limit/{name}").expect(404)


def test_two_for_the_same(root, kv2, limit, name):
    first = limit(path=kv2, rate=1000)
    answer = root.put(f"sys/quotas/rate-limit/{name}-two", {"path": f"{kv2}/", "rate": 5}).expect(400)
    assert answer.errors == [f'quota rule with similar properties exists under the name "{first}"']


def test_role_of_approle(root, anonymous, name, limit):
    root.post(f"sys/auth/{name}", {"type": "approle"}).expect(204)
    for role in ("ci", "cd"):
        root.post(f"auth/{name}/role/{role}", {"bind_secret_id": True}).expect(204)
    limit("-all", path=f"auth/{name}", rate=5000, interval=LONG)
    limit("-ci", path=f"auth/{name}", role="ci", rate=1, interval=LONG)
    ids = {role: root.get(f"auth/{name}/role/{role}/role-id").expect(200).data["role_id"] for role in ("ci", "cd")}
    secrets = {role: root.post(f"auth/{name}/role/{role}/secret-id").expect(200).data["secret_id"] for role in ("ci", "cd")}

    def login(role):
        return anonymous.post(f"auth/{name}/login", {"role_id": ids[role], "secret_id": secrets[role]})

    assert login("ci").expect(200).headers["X-Ratelimit-Limit"] == "1"
    login("ci").expect(429)
    for _ in range(3):
        assert login("cd").expect(200).headers["X-Ratelimit-Limit"] == "5000"


def test_goes_with_its_mount(root, name, kv2, limit):
    made = limit(path=f"{kv2}/data/x", rate=1000)
    root.post("sys/remount", {"from": kv2, "to": f"{name}-moved"}).expect(200)
    wait_for("the limit has moved", lambda: root.get(f"sys/quotas/rate-limit/{made}").data["path"] == f"{name}-moved/data/x", 20)
    root.delete(f"sys/mounts/{name}-moved").expect(204)
    root.get(f"sys/quotas/rate-limit/{made}").expect(404)


def test_config(root, kv2, limit):
    limit(path=kv2, rate=1000)
    root.put("sys/quotas/config", {
        "enable_rate_limit_response_headers": True, "rate_limit_exempt_paths": [f"{kv2}/data/exempt", f"{kv2}/metadata/*"]}).expect(204)
    assert root.get("sys/quotas/config").expect(200).data == {
        "enable_rate_limit_audit_logging": False, "enable_rate_limit_response_headers": True,
        "rate_limit_exempt_paths": [f"{kv2}/data/exempt", f"{kv2}/metadata/*"]}
    for path in ("data/exempt", "metadata/any"):
        assert "X-Ratelimit-Limit" not in root.get(f"{kv2}/{path}").headers
    assert "X-Ratelimit-Limit" not in root.get(f"{kv2}/data/exempt/below").headers
    assert "X-Ratelimit-Limit" in root.get(f"{kv2}/data/exemp").headers
    root.put("sys/quotas/config", {}).expect(204)
    assert root.get("sys/quotas/config").data == {
        "enable_rate_limit_audit_logging": False, "enable_rate_limit_response_headers": False, "rate_limit_exempt_paths": []}
    assert "X-Ratelimit-Limit" not in root.get(f"{kv2}/data/x").headers


@pytest.mark.ours("reads the audit log of the node")
def test_refusals_are_audited_if_configured(running, root, kv2, limit):
    def refusals():
        entries = [json.loads(line) for line in running.node.audit_log.read_text().splitlines() if f"{kv2}/data/audited" in line]
        return [entry["type"] for entry in entries if "rate limit quota exceeded" in entry.get("error", "")]

    limit(path=f"{kv2}/data/audited", rate=1, interval=LONG)
    root.get(f"{kv2}/data/audited").expect(404)
    root.get(f"{kv2}/data/audited").expect(429)
    assert refusals() == []
    root.put("sys/quotas/config", {"enable_rate_limit_audit_logging": True}).expect(204)
    root.get(f"{kv2}/data/audited").expect(429)
    assert refusals() == ["request", "response"]
