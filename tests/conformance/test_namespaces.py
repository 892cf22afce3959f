"""Namespaces: tenants with mounts, policies, tokens and identities of their own; nothing crosses."""
import concurrent.futures

import pytest

from harness.waiting import wait_for

PERMISSION = 'path "*" { capabilities = ["create", "read", "update", "delete", "list"] }'


@pytest.fixture
def make(root, running):
    """Makes a namespace within another; gives a client with the root token whose requests go there."""
    def namespace(path):
        parent, _, own = path.rpartition("/")
        client = running.node.client(running.credentials.root_token, headers={"X-Vault-Namespace": parent} if parent else None)
        client.post(f"sys/namespaces/{own}", {}).expect(200)
        return inside(path)

    def inside(path, token=None):
        return running.node.client(token or running.credentials.root_token, headers={"X-Vault-Namespace": path})

    namespace.inside = inside
    return namespace


def with_kv(client):
    client.post("sys/mounts/kv", {"type": "kv", "options": {"version": "1"}}).expect(204)
    return client


def token(client, policy, name="p", **fields):
    client.put(f"sys/policies/acl/{name}", {"policy": policy}).expect(204)
    return client.post("auth/token/create", {"policies": [name], **fields}).expect(200).auth


def test_a_namespace_is_made_shown_and_listed(root, make, name):
    made = root.post(f"sys/namespaces/{name}", {"custom_metadata": {"team": "red"}}).expect(200).data
    assert made == {"custom_metadata": {"team": "red"}, "id": made["id"], "locked": False, "path": f"{name}/", "tainted": False,
                    "uuid": made["uuid"]}
    assert len(made["id"]) == 6
    assert root.post(f"sys/namespaces/{name}", {}).expect(200).data == made
    assert root.get(f"sys/namespaces/{name}").expect(200).data == made
    assert root.get(f"sys/namespaces/{name}no").expect(404).json == {"errors": []}
    listed = root.list("sys/namespaces").expect(200).data
    assert listed["key_info"][f"{name}/"] == made and f"{name}/" in listed["keys"]
    inner = make(f"{name}/sub")
    assert inner.get("sys/mounts").expect(200).data.keys() == {"sys/", "identity/", "cubbyhole/"}
    assert make.inside(name).list("sys/namespaces").expect(200).data["keys"] == ["sub/"]
    assert root.get(f"{name}/sys/namespaces/sub").expect(200).data["path"] == f"{name}/sub/"
    assert set(root.scan("sys/namespaces").expect(200).data["keys"]) >= {f"{name}/", f"{name}/sub/"}
    changed = root.patch(f"sys/namespaces/{name}", {"custom_metadata": {"team": None, "floor": "3"}}).expect(200).data
    assert changed["custom_metadata"] == {"floor": "3"}


@pytest.mark.parametrize("bad, message", [
    ("sys", '"sys/" is a reserved path and cannot be used as a namespace name'),
    ("root", '"root/" is a reserved path and cannot be used as a namespace name'),
    ("a%20b", '"a b" contains space characters that cannot be used in a namespace name'),
    ("a/b", "namespace name cannot contain /"),
])
def test_what_cannot_be_a_name(root, bad, message):
    assert root.post(f"sys/namespaces/{bad}", {}).expect(400).json == {"errors": [message]}


def test_mounts_and_namespaces_keep_out_of_each_others_way(root, make, name, kv1):
    assert root.post(f"sys/namespaces/{kv1}", {}).expect(400).json == {
        "errors": [f"new namespace conflicts with existing mount: {kv1}/"]}
    make(name)
    root.post(f"sys/mounts/{name}", {"type": "kv"}).expect(400)
    root.post(f"sys/mounts/{name}/in", {"type": "kv"}).expect(400)
    root.post("sys/remount", {"from": kv1, "to": name}).expect(400)


def test_one_of_a_mount_and_a_namespace_at_the_same_moment(root, name):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for n in range(20):
            path = f"{name}r{n}"
            both = [pool.submit(root.post, f"sys/namespaces/{path}", {}), pool.submit(root.post, f"sys/mounts/{path}", {"type": "kv"})]
            assert sorted(one.result().status for one in both) in ([200, 400], [204, 400]), path


def test_ways_to_name_a_namespace(root, make, name):
    inside = with_kv(make(name))
    root.post(f"{name}/kv/a", {"x": "1"}).expect(204)
    for header in (name, f"{name}/", f"/{name}"):
        assert make.inside(header).get("kv/a").expect(200).data == {"x": "1"}
    deep = with_kv(make(f"{name}/deep"))
    inside.post("deep/kv/b", {"y": "2"}).expect(204)
    assert deep.get("kv/b").expect(200).data == {"y": "2"}
    assert root.get(f"{name}/deep/kv/b").expect(200).data == {"y": "2"}
    assert make.inside(f"{name}x").get("kv/a").expect(404).json == {"errors": ["namespace not found"]}
    root.get("kv/a").expect(404)
    make.inside("root").get("kv/a").expect(404)
    inside.get(f"{name}/kv/a").expect(404)


def test_policies_and_tokens_are_a_namespaces_own(root, make, name):
    one, other = with_kv(make(f"{name}a")), with_kv(make(f"{name}b"))
    for client in (one, other):
        client.post("kv/x", {"v": "1"}).expect(204)
    auth = token(one, PERMISSION)
    assert auth["client_token"].endswith("." + root.get(f"sys/namespaces/{name}a").data["id"])
    assert auth["accessor"].rpartition(".")[2] == auth["client_token"].rpartition(".")[2]
    root.get("sys/policies/acl/p").expect(404)
    other.get("sys/policies/acl/p").expect(404)
    own = auth["client_token"]
    make.inside(f"{name}a", own).get("kv/x").expect(200)
    root.with_token(own).get(f"{name}a/kv/x").expect(200)
    make.inside(f"{name}b", own).get("kv/x").expect(403)
    root.with_token(own).get(f"{name}b/kv/x").expect(403)
    root.with_token(own).get("sys/mounts").expect(403)
    shown = make.inside(f"{name}a", own).get("auth/token/lookup-self").expect(200).data
    assert shown["namespace_path"] == f"{name}a/"
    assert one.list("auth/token/accessors").expect(200).data["keys"] == [auth["accessor"]]
    assert auth["accessor"] not in root.list("auth/token/accessors").expect(200).data["keys"]


def test_a_token_of_the_parent_reaches_in(root, make, name, user):
    inside = with_kv(make(name))
    inside.post("kv/x", {"v": "1"}).expect(204)
    reader = user(f'path "{name}/kv/*" {{ capabilities = ["read"] }}')
    reader.get(f"{name}/kv/x").expect(200)
    make.inside(name, reader.token).get("kv/x").expect(200)
    make.inside(name, reader.token).get("kv/y").expect(404)
    make.inside(name, reader.token).post("kv/x", {"v": "2"}).expect(403)
    assert reader.post("sys/capabilities-self", {"paths": [f"{name}/kv/x", "kv/x"]}).expect(200).data == {
        f"{name}/kv/x": ["read"], "kv/x": ["deny"]}


@pytest.mark.ours("the peer answers these with 500, or lets some of them through")
def test_ids_of_one_namespace_are_nothing_in_another(root, make, name):
    one, other = make(f"{name}a"), make(f"{name}b")
    auth = token(one, PERMISSION, ttl="1h")
    admin = make.inside(f"{name}b", token(other, 'path "*" { capabilities = ["update", "sudo", "list", "read"] }')["client_token"])
    accessor = {"accessor": auth["accessor"]}
    for client in (other, admin, root):
        client.post("auth/token/lookup-accessor", accessor).expect(403, 400)
        client.post("auth/token/renew-accessor", accessor).expect(403, 400)
        client.post("auth/token/revoke-accessor", accessor)
        client.post("sys/capabilities-accessor", {**accessor, "paths": ["x"]}).expect(400)
    for client in (other, admin):
        client.post("auth/token/lookup", {"token": auth["client_token"]}).expect(403)
        client.post("auth/token/renew", {"token": auth["client_token"]}).expect(400, 403)
        client.post("auth/token/revoke", {"token": auth["client_token"]}).expect(204, 400, 403)
        client.post("sys/capabilities", {"token": auth["client_token"], "paths": ["x"]}).expect(400, 403)
        lease = one.list("sys/leases/lookup/auth/token/create").expect(200).data["keys"][0]
        client.post("sys/leases/lookup", {"lease_id": f"auth/token/create/{lease}"}).expect(400)
        client.post("sys/leases/revoke", {"lease_id": f"auth/token/create/{lease}"})
    other.post("sys/leases/revoke-prefix/auth/token").expect(204)
    make.inside(f"{name}a", auth["client_token"]).get("auth/token/lookup-self").expect(200)


def test_a_wrapped_answer_of_a_namespace(root, make, name, anonymous):
    inside = with_kv(make(name))
    inside.post("kv/x", {"v": "1"}).expect(204)
    wrapped = inside.call("GET", "kv/x", headers={"X-Vault-Wrap-TTL": "60"}).expect(200).json["wrap_info"]
    got = make.inside(name, wrapped["token"]).post("sys/wrapping/unwrap", {}).expect(200)
    assert got.data == {"v": "1"}


def test_what_only_the_root_namespace_has(root, make, name):
    inside = make(name)
    for method, path in (("GET", "sys/storage/raft/configuration"), ("GET", "sys/audit"), ("GET", "sys/config/auditing/request-headers")):
        assert inside.call(method, path).status == 400, path


@pytest.mark.ours("the peer can seal some namespaces, and rotates their keys")
def test_the_clusters_own_things_cannot_be_reached_from_within(make, name):
    inside = make(name)
    everything = make.inside(name, token(inside, 'path "*" { capabilities = ["create", "update", "read", "sudo", "list", "delete"] }')["client_token"])
    for client in (inside, everything):
        for method, path in (("GET", "sys/storage/raft/configuration"), ("POST", "sys/storage/raft/remove-peer"), ("GET", "sys/audit"),
                             ("POST", "sys/rotate"), ("GET", "sys/storage/raft/snapshot"), ("POST", "sys/seal"),
                             ("POST", "sys/step-down"), ("GET", "sys/metrics"), ("GET", "sys/storage/raft/autopilot/state")):
            assert client.call(method, path).status in (400, 403, 404, 405), (method, path)
    assert everything.get("sys/health").status in (200, 400)


def test_identities_are_a_namespaces_own(root, make, name, running):
    inside = make(name)
    inside.post("sys/auth/up", {"type": "userpass"}).expect(204)
    inside.post("auth/up/users/alice", {"password": "p"}).expect(204)
    login = running.node.client(headers={"X-Vault-Namespace": name}).post("auth/up/login/alice", {"password": "p"}).expect(200).auth
    entity = inside.get(f"identity/entity/id/{login['entity_id']}").expect(200).data
    assert entity["namespace_id"] == root.get(f"sys/namespaces/{name}").data["id"]
    root.get(f"identity/entity/id/{login['entity_id']}").expect(404)
    inside.post("identity/entity", {"name": f"{name}-e"}).expect(200)
    root.get(f"identity/entity/name/{name}-e").expect(404)
    with_kv(inside).put("sys/policies/acl/mine", {"policy": 'path "kv/{{identity.entity.name}}" { capabilities = ["create", "update", "read"] }'})
    inside.post(f"identity/entity/id/{login['entity_id']}", {"name": "alice", "policies": ["mine"]}).expect(204)
    alice = make.inside(name, login["client_token"])
    alice.post("kv/alice", {"k": "v"}).expect(204)
    alice.post("kv/bob", {"k": "v"}).expect(403)


def test_nested_namespaces_are_deleted_from_the_inside(root, make, name):
    make(name)
    inner = with_kv(make(f"{name}/in"))
    inner.post("kv/x", {"v": "1"}).expect(204)
    auth = token(inner, PERMISSION)
    assert root.delete(f"sys/namespaces/{name}").expect(400).json == {
        "errors": ["unable to delete namespace containing child namespaces"]}
    root.delete(f"{name}/sys/namespaces/in").expect(200, 204)
    make.inside(f"{name}/in", auth["client_token"]).get("kv/x").expect(403, 404)
    wait_for("the inner one is gone", lambda: root.get(f"{name}/sys/namespaces/in").status == 404, 60)
    root.delete(f"sys/namespaces/{name}").expect(200, 204)
    wait_for("the outer one is gone", lambda: root.get(f"sys/namespaces/{name}").status == 404, 60)
    root.delete(f"sys/namespaces/{name}").expect(200, 204)
    again = make(name)
    again.get("kv/x").expect(404)
    with_kv(again).get("kv/x").expect(404)


def test_command_line(cli, name, make):
    inside = with_kv(make(name))
    cli.run("kv", "put", f"-namespace={name}", "-mount=kv", "a", "x=1")
    assert inside.get("kv/a").expect(200).data == {"x": "1"}
    assert name + "/" in cli.run("namespace", "list").stdout


def test_what_a_token_asks_of_itself_is_asked_in_its_namespace(make, name, running, servers):
    inside = make(name)
    make(f"{name}-other")
    made = inside.post("auth/token/create", {"policies": ["default"], "ttl": "1h"}).expect(200).auth
    outside = running.node.client(made["client_token"])
    assert outside.get("auth/token/lookup-self").expect(200).data["namespace_path"] == f"{name}/"
    assert outside.post("auth/token/renew-self").expect(200).auth["accessor"] == made["accessor"]
    # Nothing else leads there from outside, and with ours not these from beside it.
    outside.get("cubbyhole/x").expect(403, 404)
    outside.put("cubbyhole/x", {"a": "b"}).expect(403)
    make.inside(f"{name}-other", made["client_token"]).get("auth/token/lookup-self").expect(servers.either(403, 200))
    running.node.client("no-such-token." + made["client_token"].rpartition(".")[2]).get("auth/token/lookup-self").expect(403)
    outside.post("auth/token/revoke-self").expect(204)
    outside.get("auth/token/lookup-self").expect(403)
