"""Applications with unmodified clients in Go, JavaScript and Java: logins, secrets, transit, tokens, wrapping, a namespace (see `clients/`)."""
import base64
import dataclasses

import pytest

from harness import foreign
from harness.http import Client
from harness.waiting import wait_for

# The first test of a client builds it.
pytestmark = pytest.mark.timeout(600)
NAMESPACE = "foreign"
POLICY = """
path "{name}/data/app/*" {{ capabilities = ["create", "read", "update", "delete"] }}
path "{name}/metadata/app/*" {{ capabilities = ["list", "delete"] }}
path "{name}/metadata/app" {{ capabilities = ["list"] }}
path "transit/+/{name}" {{ capabilities = ["update"] }}
"""


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What an application printed, and the same mounts as the root token sees them."""
    name: str
    steps: dict
    root: Client
    inside: Client


@pytest.fixture(scope="session", params=foreign.OF_VAULT)
def application(request, tmp_path_factory):
    return foreign.build(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def tenants(running):
    """The root token outside of the namespace and within; transit is where clients look for it unless they are told."""
    outside = running.node.client(running.credentials.root_token)
    outside.post(f"sys/namespaces/{NAMESPACE}", {}).expect(200)
    outside.post("sys/mounts/transit", {"type": "transit"}).expect(204)
    yield outside, running.node.client(running.credentials.root_token, headers={"X-Vault-Namespace": NAMESPACE})
    outside.delete("sys/mounts/transit").expect(204)


@pytest.fixture(scope="module")
def outcome(application, tenants, running):
    root, inside = tenants
    name = f"app-{application.name}"
    root.post(f"transit/keys/{name}", {}).expect(200, 204)
    task = {"address": running.node.url, "auth": name, "kv": name, "key": name, "namespace": NAMESPACE,
            "root": login(root, name), "inside": login(inside, name)}
    return Outcome(name, application.run(task), root, inside)


def login(client, name):
    """Mounts a store with one secret and an AppRole whose role may use it; what an application logs in with."""
    client.post(f"sys/mounts/{name}", {"type": "kv", "options": {"version": "2"}}).expect(204)
    wait_for("the mount is ready", lambda: client.get(f"{name}/config").status == 200, 20)
    client.post(f"{name}/data/app/old", {"data": {"a": "b"}}).expect(200)
    client.put(f"sys/policies/acl/{name}", {"policy": POLICY.format(name=name)}).expect(204)
    client.post(f"sys/auth/{name}", {"type": "approle"}).expect(204)
    client.post(f"auth/{name}/role/app", {"token_policies": name, "token_ttl": "10m"}).expect(204)
    return {"role_id": client.get(f"auth/{name}/role/app/role-id").expect(200).data["role_id"],
            "secret_id": client.post(f"auth/{name}/role/app/secret-id", {}).expect(200).data["secret_id"]}


def test_it_logs_in_by_approle(outcome):
    assert outcome.steps["login"] == {"renewable": True, "ttl": 600}
    assert outcome.steps["lookup"] == {
        "policies": sorted(["default", outcome.name]), "meta": {"role_name": "app"}, "path": f"auth/{outcome.name}/login"}
    assert outcome.steps["renew"] == {"renewed": True}


def test_it_writes_and_reads_versions_of_a_secret(outcome):
    assert outcome.steps["write"] == {"versions": [1, 2]}
    assert outcome.steps["read"] == {"version": 2, "data": {"password": "two", "port": 2}}
    assert outcome.steps["read version"] == {"version": 1, "data": {"password": "one", "port": 1}}
    assert outcome.steps["list"] == {"keys": ["db", "old"]}


def test_it_is_told_of_a_conflict(outcome):
    assert outcome.steps["conflict"]["status"] == 400
    assert "check-and-set parameter did not match the current version" in outcome.steps["conflict"]["errors"][0]


def test_it_deletes(outcome):
    assert outcome.steps["delete"] == {"gone": True}
    assert outcome.steps["delete all versions"] == {"gone": True}
    versions = outcome.root.get(f"{outcome.name}/metadata/app/db").expect(200).data["versions"]
    assert versions["1"]["deletion_time"] == "" and versions["2"]["deletion_time"] != ""
    outcome.root.get(f"{outcome.name}/metadata/app/old").expect(404)


def test_it_encrypts_and_decrypts(outcome):
    shown = outcome.steps["transit"]
    assert shown["plaintext"] == "a card number" and shown["ciphertext"].startswith("vault:v1:")
    opened = outcome.root.post(f"transit/decrypt/{outcome.name}", {"ciphertext": shown["ciphertext"]}).expect(200)
    assert base64.b64decode(opened.data["plaintext"]) == b"a card number"


def test_it_wraps_for_one_reader(outcome):
    assert outcome.steps["unwrap"] == {"data": {"note": "for one reader"}}
    assert outcome.steps["unwrap again"] == {"gone": True}


def test_it_works_within_a_namespace(outcome):
    assert outcome.steps["namespace login"] == {"renewable": True, "ttl": 600}
    assert outcome.steps["namespace"] == {"data": {"team": "red"}}
    assert outcome.steps["namespace left"]["status"] == 403
    assert "permission denied" in outcome.steps["namespace left"]["errors"][0]
    assert outcome.inside.get(f"{outcome.name}/data/app/inside").expect(200).data["data"] == {"team": "red"}
    outcome.root.get(f"{outcome.name}/data/app/inside").expect(404)
