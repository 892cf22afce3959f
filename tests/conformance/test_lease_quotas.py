"""Limits of how many leases there may be. OpenBao has none: Vault's documentation is what this follows."""
import concurrent.futures

import pytest

from harness.waiting import wait_for

pytestmark = pytest.mark.ours("OpenBao has no lease-count quotas")
QUOTA = "sys/quotas/lease-count"


@pytest.fixture
def users(root, name):
    """Logs a user in at a userpass mount of its own; the answer."""
    root.post(f"sys/auth/{name}", {"type": "userpass"}).expect(204)
    root.post(f"auth/{name}/users/u", {"password": "p", "token_ttl": "1h"}).expect(204)
    return lambda client: client.post(f"auth/{name}/login/u", {"password": "p"})


@pytest.fixture
def limit(root, name):
    """Writes a limit that is gone after the test."""
    made = []

    def make(suffix="", **values):
        made.append(f"{name}{suffix}")
        root.put(f"{QUOTA}/{made[-1]}", values).expect(204)
        return made[-1]

    yield make
    for quota in made:
        root.delete(f"{QUOTA}/{quota}").expect(204)


def counter(root, quota):
    return root.get(f"{QUOTA}/{quota}").expect(200).data["counter"]


def test_so_many_and_no_more(root, anonymous, users, limit, name):
    quota = limit(path=f"auth/{name}", max_leases=2)
    first = users(anonymous).expect(200).auth["client_token"]
    users(anonymous).expect(200)
    refused = users(anonymous).expect(429)
    assert refused.errors == [f'request path "auth/{name}/login/u": lease count quota exceeded']
    assert int(refused.headers["Retry-After"]) > 0
    root.with_token(first).post("auth/token/revoke-self").expect(204)
    users(anonymous).expect(200)
    assert counter(root, quota) == 2


def test_those_that_were_there_count(root, anonymous, users, limit, name):
    for _ in range(3):
        users(anonymous).expect(200)
    quota = limit(path=f"auth/{name}", max_leases=2)
    assert counter(root, quota) == 3
    users(anonymous).expect(429)
    limit(path=f"auth/{name}", max_leases=4)
    users(anonymous).expect(200)
    users(anonymous).expect(429)


def test_the_role_of_a_login(root, anonymous, name, limit):
    root.post(f"sys/auth/{name}", {"type": "approle"}).expect(204)
    ids = {}
    for role in ("ci", "cd"):
        root.post(f"auth/{name}/role/{role}", {"token_ttl": "1h"}).expect(204)
        ids[role] = {"role_id": root.get(f"auth/{name}/role/{role}/role-id").data["role_id"],
                     "secret_id": root.post(f"auth/{name}/role/{role}/secret-id").data["secret_id"]}

    def login(role):
        return anonymous.post(f"auth/{name}/login", ids[role])

    login("ci").expect(200)
    ci = limit("-ci", path=f"auth/{name}", role="ci", max_leases=2)
    every = limit("-all", path=f"auth/{name}", max_leases=100)
    assert (counter(root, ci), counter(root, every)) == (1, 0)
    login("ci").expect(200)
    login("ci").expect(429)
    login("cd").expect(200)
    assert (counter(root, ci), counter(root, every)) == (2, 1)


def test_a_namespace(root, name, limit):
    root.post(f"sys/namespaces/{name}", {}).expect(200)
    root.post(f"{name}/sys/namespaces/in", {}).expect(200)
    quota = limit(path=f"{name}/", max_leases=2, inheritable=True)
    assert root.get(f"{QUOTA}/{quota}").data["path"] == f"{name}/"
    short = {"policies": ["default"], "ttl": "1h"}
    for path in (name, f"{name}/in"):
        root.post(f"{path}/auth/token/create", short).expect(200)
    refused = root.post(f"{name}/in/auth/token/create", short).expect(429)
    assert refused.errors == [f'request path "{name}/in/auth/token/create": lease count quota exceeded']
    assert counter(root, quota) == 2
    root.delete(f"{name}/sys/namespaces/in").expect(200, 204)
    wait_for("the namespace's lease is gone", lambda: counter(root, quota) == 1, 90)


def test_shape(root, name, kv2, limit):
    root.get(f"{QUOTA}/{name}").expect(404)
    quota = limit(path=f"/{kv2}/data/x*", max_leases=10)
    assert root.get(f"{QUOTA}/{quota}").expect(200).data == {
        "counted": True, "counter": 0, "inheritable": False, "max_leases": 10, "name": quota, "path": f"{kv2}/data/x*", "role": "", "type": "lease-count"}
    assert quota in root.list(QUOTA).expect(200).data["keys"]
    root.delete(f"{QUOTA}/{quota}").expect(204)
    root.get(f"{QUOTA}/{quota}").expect(404)


def test_goes_with_its_mount(root, kv2, limit):
    quota = limit(path=kv2, max_leases=10)
    root.delete(f"sys/mounts/{kv2}").expect(204)
    root.get(f"{QUOTA}/{quota}").expect(404)


@pytest.mark.parametrize("values, problem", [
    ({}, "'max_leases' is invalid"), ({"max_leases": 0}, "'max_leases' is invalid"), ({"max_leases": -1}, "'max_leases' is invalid"),
    ({"max_leases": "many"}, "max_leases"), ({"max_leases": 5, "path": "no-such-mount"}, 'invalid mount path "no-such-mount/"'),
    ({"max_leases": 5, "path": "auth/token", "role": "x"}, "does not support use with role-based quotas"),
    ({"max_leases": 5, "path": "auth/token", "inheritable": True}, "only a quota for a namespace can be inheritable")])
def test_wrong_values(root, name, values, problem):
    assert problem in root.put(f"{QUOTA}/{name}", values).expect(400).errors[0]
    root.get(f"{QUOTA}/{name}").expect(404)


def test_two_for_the_same(root, kv2, limit, name):
    first = limit(path=kv2, max_leases=1000)
    answer = root.put(f"{QUOTA}/{name}-two", {"path": f"{kv2}/", "max_leases": 5}).expect(400)
    assert answer.errors == [f'quota rule with similar properties exists under the name "{first}"']


def test_not_in_a_namespace(root, name):
    root.post(f"sys/namespaces/{name}", {}).expect(200)
    root.get(f"{name}/{QUOTA}/x").expect(400)


def test_many_at_once(root, anonymous, limit, users, name):
    quota = limit(path=f"auth/{name}", max_leases=5)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        statuses = [answer.status for answer in pool.map(lambda _: users(anonymous), range(20))]
    assert sorted(statuses) == [200] * 5 + [429] * 15
    assert counter(root, quota) == 5
