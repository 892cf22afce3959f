"""Token roles: what a role allows, forces and forbids."""
import pytest


@pytest.fixture
def role(root, name):
    """Writes a role and gives a function that creates tokens through it."""
    def make(**fields):
        root.post(f"auth/token/roles/{name}", fields).expect(204)

        def create(client=root, **body):
            return client.post(f"auth/token/create/{name}", {"policies": ["default"], **body})

        return create

    return make


def test_round_trip(root, role, name):
    role(allowed_policies="a,b", disallowed_policies="c", orphan=True, renewable=False, token_period="1h",
         token_explicit_max_ttl="2h", path_suffix="suffix", token_num_uses=3, token_no_default_policy=True,
         allowed_policies_glob="dev-*", token_bound_cidrs=["127.0.0.1/32"])
    data = root.get(f"auth/token/roles/{name}").expect(200).data
    wanted = {"name": name, "allowed_policies": ["a", "b"], "disallowed_policies": ["c"], "orphan": True, "renewable": False,
              "token_period": 3600, "token_explicit_max_ttl": 7200, "path_suffix": "suffix", "token_num_uses": 3,
              "token_no_default_policy": True, "allowed_policies_glob": ["dev-*"]}
    assert {k: data[k] for k in wanted} == wanted
    assert len(data["token_bound_cidrs"]) == 1 and data["token_bound_cidrs"][0].startswith("127.0.0.1")


def test_list_and_delete(root, role, name):
    role()
    assert name in root.list("auth/token/roles").expect(200).data["keys"]
    root.delete(f"auth/token/roles/{name}").expect(204)
    assert root.get(f"auth/token/roles/{name}").expect(404).json == {"errors": []}
    assert root.post(f"auth/token/create/{name}", {}).expect(400).errors == [f"unknown role {name}"]


def test_allowed_policies(role):
    create = role(allowed_policies=["default", "a"])
    create(policies=["a"]).expect(200)
    create(policies=["b"]).expect(400)
    create(policies=["root"]).expect(400)


def test_disallowed_policies(role):
    create = role(disallowed_policies=["admin"])
    create(policies=["other"]).expect(200)
    create(policies=["other", "admin"]).expect(400)


def test_globs(role):
    create = role(allowed_policies_glob=["dev-*"])
    create(policies=["dev-one"]).expect(200)
    create(policies=["prod-one"]).expect(400)


def test_orphan_role(role):
    assert role(orphan=True)().expect(200).auth["orphan"] is True


def test_not_renewable_role(role):
    assert role(renewable=False)().expect(200).auth["renewable"] is False


def test_period(root, role):
    auth = role(token_period="1h")(ttl="5m").expect(200).auth
    assert auth["lease_duration"] == 3600
    assert root.post("auth/token/renew", {"token": auth["client_token"], "increment": "5m"}).auth["lease_duration"] == 3600


def test_explicit_max(role):
    assert role(token_explicit_max_ttl="2m")(ttl="1h").expect(200).auth["lease_duration"] == 120


def test_number_of_uses(root, role):
    auth = role(token_num_uses=2)().expect(200).auth
    assert auth["num_uses"] == 2
    client = root.with_token(auth["client_token"])
    assert [client.get("auth/token/lookup-self").status for _ in range(3)] == [200, 200, 403]


def test_no_default_policy(role):
    assert role(token_no_default_policy=True, allowed_policies=["a"])(policies=["a"]).expect(200).auth["policies"] == ["a"]


def test_path_suffix(root, role, name):
    auth = role(path_suffix="abc")().expect(200).auth
    data = root.post("auth/token/lookup", {"token": auth["client_token"]}).data
    assert data["path"] == f"auth/token/create/{name}/abc" and data["role"] == name


def test_bound_addresses(root, role):
    here = role(token_bound_cidrs=["127.0.0.0/8"])().expect(200).auth["client_token"]
    root.with_token(here).get("auth/token/lookup-self").expect(200)
    elsewhere = role(token_bound_cidrs=["10.0.0.0/8"])().expect(200).auth["client_token"]
    root.with_token(elsewhere).get("auth/token/lookup-self").expect(403)


def test_role_gives_policies_its_user_does_not_have(root, role, user, name):
    root.put(f"sys/policies/acl/{name}-given", {"policy": 'path "sys/mounts" { capabilities = ["read"] }'}).expect(204)
    create = role(allowed_policies=[f"{name}-given"])
    maker = user(f'path "auth/token/create/{name}" {{ capabilities = ["create", "update"] }}')
    auth = create(maker, policies=[f"{name}-given"]).expect(200).auth
    root.with_token(auth["client_token"]).get("sys/mounts").expect(200)
    maker.post("auth/token/create", {"policies": [f"{name}-given"]}).expect(403)
