"""Identity: entities and their aliases, groups, and what they mean for tokens."""
import uuid

import pytest

NOBODY = str(uuid.uuid4())


@pytest.fixture
def mount(root, name):
    """A userpass mount with the user alice; gives its path and accessor."""
    path = f"{name}-up"
    root.post(f"sys/auth/{path}", {"type": "userpass"}).expect(204)
    root.post(f"auth/{path}/users/alice", {"password": "p", "token_policies": "p1"}).expect(204)
    return path, root.get("sys/auth").expect(200).json[f"{path}/"]["accessor"]


@pytest.fixture
def login(anonymous, mount):
    def make(user="alice"):
        return anonymous.post(f"auth/{mount[0]}/login/{user}", {"password": "p"})

    return make


@pytest.fixture
def client(running):
    return running.node.client


@pytest.fixture
def entity(root, name):
    """Makes an entity; gives its id."""
    def make(suffix="", **fields):
        return root.post("identity/entity", {"name": f"{name}{suffix}", **fields}).expect(200).data["id"]

    return make


@pytest.fixture
def group(root, name):
    def make(suffix="", **fields):
        return root.post("identity/group", {"name": f"{name}{suffix}", **fields}).expect(200).data["id"]

    return make


def shown(root, kind, id_):
    return root.get(f"identity/{kind}/id/{id_}").expect(200).data


# Entities

def test_an_entity_from_its_first_to_its_last_day(root, name):
    made = root.post("identity/entity", {"name": name, "metadata": {"team": "red"}, "policies": ["pe", "p1"]}).expect(200).data
    assert made == {"aliases": None, "id": made["id"], "name": name}
    data = shown(root, "entity", made["id"])
    times = data.pop("creation_time"), data.pop("last_update_time")
    assert all(time.endswith("Z") for time in times)
    assert data == {
        "aliases": [], "direct_group_ids": [], "disabled": False, "group_ids": [], "id": made["id"], "inherited_group_ids": [],
        "merged_entity_ids": None, "metadata": {"team": "red"}, "name": name, "namespace_id": "root", "policies": ["p1", "pe"]}
    root.post("identity/entity", {"name": name.upper(), "metadata": {"team": "blue"}}).expect(204)
    data = root.get(f"identity/entity/name/{name}").expect(200).data
    assert data["name"] == name.upper() and data["metadata"] == {"team": "blue"} and data["policies"] == ["p1", "pe"]
    root.post(f"identity/entity/id/{made['id']}", {"name": f"{name}-b"}).expect(204)
    root.get(f"identity/entity/name/{name}").expect(404)
    listed = root.list("identity/entity/id").expect(200).data
    assert made["id"] in listed["keys"] and listed["key_info"][made["id"]] == {"name": f"{name}-b"}
    assert f"{name}-b" in root.list("identity/entity/name").expect(200).data["keys"]
    root.delete(f"identity/entity/name/{name}-B").expect(204)
    assert root.get(f"identity/entity/id/{made['id']}").expect(404).json == {"errors": []}
    root.delete(f"identity/entity/id/{made['id']}").expect(204)


def test_an_entity_without_a_name_gets_one(root):
    made = root.post("identity/entity", {}).expect(200).data
    assert made["name"].startswith("entity_")
    root.delete(f"identity/entity/id/{made['id']}").expect(204)


@pytest.mark.parametrize("path, body, message", [
    ("entity/id/nope", {"name": "x"}, "entity not found from id"),
    ("entity", {"id": NOBODY, "policies": "x"}, "entity not found from id"),
    ("entity", {"policies": ["root"]}, "policies cannot contain root"),
    ("group", {"policies": ["root"]}, "policies cannot contain root"),
    ("group/id/nope", {"policies": "x"}, "invalid group ID"),
    ("entity-alias", {"name": "x"}, "'id' or 'mount_accessor' and 'name' must be provided"),
    ("entity-alias", {"name": "x", "mount_accessor": "nope"}, 'invalid mount accessor "nope"'),
    ("entity-alias/id/nope", {"name": "x"}, "invalid alias ID provided"),
    ("entity/batch-delete", {}, "missing entity ids to delete"),
    ("lookup/entity", {}, "query parameter not supplied"),
    ("lookup/group", {}, "query parameter not supplied"),
    ("lookup/entity", {"name": "x", "id": "y"}, "query parameter conflict; please supply distinct set of query parameters"),
    ("lookup/entity", {"alias_name": "x"}, "both 'alias_name' and 'alias_mount_accessor' needs to be set"),
    ("entity/merge", {"to_entity_id": NOBODY}, "missing entity ids to merge from"),
    ("entity/merge", {"from_entity_ids": ["x"], "to_entity_id": NOBODY}, "entity id to merge to is invalid"),
])
def test_what_is_refused(root, path, body, message):
    assert root.post(f"identity/{path}", body).expect(400).json == {"errors": [message]}


def test_a_name_that_another_has(root, entity, group, name):
    for kind, make in (("entity", entity), ("group", group)):
        make("a")
        other = make("b")
        assert root.post(f"identity/{kind}/id/{other}", {"name": f"{name}A"}).expect(400).json == {
            "errors": [f"{kind} name is already in use"]}


def test_several_are_deleted_at_once(root, entity):
    one, two = entity("a"), entity("b")
    root.post("identity/entity/batch-delete", {"entity_ids": [one, two, NOBODY]}).expect(204)
    root.get(f"identity/entity/id/{one}").expect(404)
    root.get(f"identity/entity/id/{two}").expect(404)


def test_groups_of_an_unknown_type(root):
    assert root.post("identity/group", {"type": "odd"}).expect(400).errors[0].startswith("invalid group type")


@pytest.mark.ours("answers 500 at the peer")
def test_metadata_that_is_too_large(root, name):
    for metadata in ({"k": "v" * 513}, {"k" * 129: "v"}, {f"k{i}": "v" for i in range(65)}):
        root.post("identity/entity", {"name": name, "metadata": metadata}).expect(400)


@pytest.mark.ours("the peer takes control characters in names")
def test_names_that_cannot_be(root):
    for bad in ("   ", "x" * 513, "a\u202eb", "a\nb"):
        root.post("identity/entity", {"name": bad}).expect(400)
        root.post("identity/group", {"name": bad}).expect(400)


# Aliases

def test_an_alias_from_its_first_to_its_last_day(root, entity, mount):
    path, accessor = mount
    canonical = entity()
    body = {"name": "bob", "canonical_id": canonical, "mount_accessor": accessor, "custom_metadata": {"x": "y"}}
    made = root.post("identity/entity-alias", body).expect(200).data
    alias = made["id"]
    assert made == {"canonical_id": canonical, "id": alias}
    data = shown(root, "entity-alias", alias)
    del data["creation_time"], data["last_update_time"]
    assert data == {
        "canonical_id": canonical, "custom_metadata": {"x": "y"}, "id": alias, "local": False, "merged_from_canonical_ids": None,
        "metadata": None, "mount_accessor": accessor, "mount_path": f"auth/{path}/", "mount_type": "userpass", "name": "bob",
        "namespace_id": "root"}
    assert [a["id"] for a in shown(root, "entity", canonical)["aliases"]] == [alias]
    info = root.list("identity/entity-alias/id").expect(200).data["key_info"][alias]
    assert info == {"canonical_id": canonical, "custom_metadata": {"x": "y"}, "local": False, "metadata": None,
                    "mount_accessor": accessor, "mount_path": f"auth/{path}/", "mount_type": "userpass", "name": "bob"}
    listed = root.list("identity/entity/id").expect(200).data["key_info"][canonical]
    assert listed["aliases"] == [{"id": alias, "mount_accessor": accessor, "mount_path": f"auth/{path}/", "mount_type": "userpass", "name": "bob"}]
    root.post(f"identity/entity-alias/id/{alias}", {"custom_metadata": {"z": "1"}}).expect(200)
    assert shown(root, "entity-alias", alias)["custom_metadata"] == {"z": "1"}
    assert root.post("identity/entity-alias", {**body, "name": "other"}).expect(400).json == {
        "errors": ["Alias already exists for requested entity and mount accessor"]}
    root.delete(f"identity/entity-alias/id/{alias}").expect(204)
    root.get(f"identity/entity-alias/id/{alias}").expect(404)
    assert shown(root, "entity", canonical)["aliases"] == []


def test_an_alias_moves_to_another_entity(root, entity, mount):
    one, two, third = entity("a"), entity("b"), entity("c")
    body = {"name": "bob", "mount_accessor": mount[1]}
    alias = root.post("identity/entity-alias", {**body, "canonical_id": one}).expect(200).data["id"]
    assert root.post("identity/entity-alias", {**body, "canonical_id": two}).expect(200).data == {"canonical_id": two, "id": alias}
    assert shown(root, "entity", one)["aliases"] == []
    assert shown(root, "entity", two)["aliases"][0]["canonical_id"] == two
    root.post("identity/entity-alias", {"name": "carl", "mount_accessor": mount[1], "canonical_id": third}).expect(200)
    assert root.post("identity/entity-alias", {**body, "canonical_id": third}).expect(400).json == {
        "errors": ["Alias cannot be updated as the given entity already has an alias for this mount "]}


def test_an_alias_of_nobody_makes_an_entity(root, mount):
    body = {"name": "new", "mount_accessor": mount[1]}
    made = root.post("identity/entity-alias", body).expect(200).data
    root.post("identity/entity-alias", body).expect(204)
    assert shown(root, "entity", made["canonical_id"])["name"].startswith("entity_")
    found = root.post("identity/lookup/entity", {"alias_name": "new", "alias_mount_accessor": mount[1]}).expect(200).data
    assert found["id"] == made["canonical_id"]
    assert root.post("identity/lookup/entity", {"alias_id": made["id"]}).expect(200).data["id"] == made["canonical_id"]
    root.post("identity/lookup/entity", {"alias_name": "none", "alias_mount_accessor": mount[1]}).expect(204)


def test_an_alias_outlives_its_mount(root, entity, mount):
    canonical = entity()
    body = {"name": "bob", "canonical_id": canonical, "mount_accessor": mount[1]}
    root.post("identity/entity-alias", body).expect(200)
    root.delete(f"sys/auth/{mount[0]}").expect(204)
    alias = shown(root, "entity", canonical)["aliases"][0]
    assert alias["mount_accessor"] == mount[1] and "mount_path" not in alias


@pytest.mark.ours("the peer folds case alone")
def test_one_alias_however_it_is_written(root, mount):
    first = root.post("identity/entity-alias", {"name": "Zo\u00eb", "mount_accessor": mount[1]}).expect(200).data
    for variant in ("zo\u00eb", "ZOE\u0308", " Zo\u00eb "):
        found = root.post("identity/lookup/entity", {"alias_name": variant, "alias_mount_accessor": mount[1]}).expect(200).data
        assert found["id"] == first["canonical_id"], variant


# Logins and tokens

def test_a_login_has_an_entity_and_its_policies(root, login, mount, group, client):
    auth = login().expect(200).auth
    assert auth["policies"] == auth["token_policies"] == ["default", "p1"] and not auth.get("identity_policies")
    entity = auth["entity_id"]
    data = shown(root, "entity", entity)
    assert data["aliases"][0]["name"] == "alice" and data["policies"] == [] and data["metadata"] is None
    root.post(f"identity/entity/id/{entity}", {"policies": ["pe", "p1"]}).expect(204)
    inner = group("in", policies=["pg"], member_entity_ids=[entity])
    outer = group("out", policies=["po"], member_group_ids=[inner])
    data = shown(root, "entity", entity)
    assert (data["direct_group_ids"], sorted(data["group_ids"]), data["inherited_group_ids"]) == ([inner], sorted([inner, outer]), [outer])
    again = login().expect(200).auth
    assert again["entity_id"] == entity
    assert again["policies"] == ["default", "p1", "pe", "pg", "po"]
    assert again["token_policies"] == ["default", "p1"] and again["identity_policies"] == ["p1", "pe", "pg", "po"]
    # Also the token that was there before.
    token = client(auth["client_token"]).get("auth/token/lookup-self").expect(200).data
    assert token["policies"] == ["default", "p1"] and token["identity_policies"] == ["p1", "pe", "pg", "po"]
    assert token["entity_id"] == entity and token["external_namespace_policies"] == {}
    renewed = client(auth["client_token"]).post("auth/token/renew-self").expect(200).auth
    assert renewed["identity_policies"] == ["p1", "pe", "pg", "po"] and renewed["entity_id"] == entity


def test_what_an_identity_may_do(root, login, name, client, kv2):
    auth = login().expect(200).auth
    alice = client(auth["client_token"])
    root.post(f"{kv2}/data/{name}", {"data": {"k": "v"}}).expect(200)
    alice.get(f"{kv2}/data/{name}").expect(403)
    root.put(f"sys/policies/acl/{name}", {"policy": f'path "{kv2}/data/{name}" {{ capabilities = ["read"] }}'}).expect(204)
    root.post(f"identity/entity/id/{auth['entity_id']}", {"policies": [name]}).expect(204)
    alice.get(f"{kv2}/data/{name}").expect(200)
    assert alice.post("sys/capabilities-self", {"paths": [f"{kv2}/data/{name}"]}).expect(200).data["capabilities"] == ["read"]
    by_accessor = root.post("sys/capabilities-accessor", {"accessor": auth["accessor"], "paths": [f"{kv2}/data/{name}"]})
    assert by_accessor.expect(200).data["capabilities"] == ["read"]
    root.post(f"identity/entity/id/{auth['entity_id']}", {"policies": []}).expect(204)
    alice.get(f"{kv2}/data/{name}").expect(403)


def test_templated_paths(root, login, mount, name, client, kv2, group):
    auth = login().expect(200).auth
    alice, entity = client(auth["client_token"]), auth["entity_id"]
    templates = {
        "identity.entity.id": entity, "identity.entity.name": f"{name}-e", "identity.entity.metadata.team": "red",
        f"identity.entity.aliases.{mount[1]}.name": "alice", f"identity.groups.names.{name}-g.metadata.floor": "3"}
    group("-g", member_entity_ids=[entity], metadata={"floor": "3"})
    rules = "\n".join(f'path "{kv2}/data/{i}/{{{{{t}}}}}" {{ capabilities = ["read"] }}' for i, t in enumerate(templates))
    root.put(f"sys/policies/acl/{name}", {"policy": rules}).expect(204)
    root.post(f"identity/entity/id/{entity}", {"name": f"{name}-e", "metadata": {"team": "red"}, "policies": [name]}).expect(204)
    for i, value in enumerate(templates.values()):
        root.post(f"{kv2}/data/{i}/{value}", {"data": {"k": "v"}}).expect(200)
        alice.get(f"{kv2}/data/{i}/{value}").expect(200)
        alice.get(f"{kv2}/data/{i}/{value}x").expect(403)
    root.post(f"identity/entity/id/{entity}", {"metadata": {"team": "blue"}}).expect(204)
    alice.get(f"{kv2}/data/2/red").expect(403)
    # Another with the same policy gets paths of its own.
    root.post(f"auth/{mount[0]}/users/bob", {"password": "p", "token_policies": name}).expect(204)
    bob = client(login("bob").expect(200).auth["client_token"])
    bob.get(f"{kv2}/data/0/{entity}").expect(403)
    bob.get(f"{kv2}/data/3/alice").expect(403)


@pytest.mark.ours("the peer fills in anything")
def test_values_that_would_widen_a_path(root, login, name, client, kv2):
    auth = login().expect(200).auth
    rule = f'path "{kv2}/data/{{{{identity.entity.metadata.team}}}}" {{ capabilities = ["read"] }}'
    root.put(f"sys/policies/acl/{name}", {"policy": rule}).expect(204)
    root.post(f"{kv2}/data/a/b", {"data": {"k": "v"}}).expect(200)
    root.post(f"{kv2}/data/ab", {"data": {"k": "v"}}).expect(200)
    for team in ("*", "a*", "+", "a/b", "a,b", ""):
        root.post(f"identity/entity/id/{auth['entity_id']}", {"metadata": {"team": team}, "policies": [name]}).expect(204)
        for path in ("a/b", "ab"):
            client(auth["client_token"]).get(f"{kv2}/data/{path}").expect(403)


def test_a_disabled_entity_can_do_nothing(root, login, client):
    auth = login().expect(200).auth
    alice = client(auth["client_token"])
    root.post(f"identity/entity/id/{auth['entity_id']}", {"disabled": True}).expect(204)
    assert alice.get("auth/token/lookup-self").expect(403).json == {"errors": ["permission denied"]}
    assert login().expect(403).json == {"errors": ["permission denied"]}
    root.post(f"identity/entity/id/{auth['entity_id']}", {"disabled": False}).expect(204)
    alice.get("auth/token/lookup-self").expect(200)


def test_tokens_of_a_deleted_entity_are_worth_nothing(root, login, client):
    auth = login().expect(200).auth
    root.delete(f"identity/entity/id/{auth['entity_id']}").expect(204)
    client(auth["client_token"]).get("auth/token/lookup-self").expect(403)
    assert login().expect(200).auth["entity_id"] != auth["entity_id"]


def test_children_are_the_same_somebody(root, login, name, client):
    root.put(f"sys/policies/acl/{name}", {"policy": 'path "auth/token/create*" { capabilities = ["update", "sudo"] }'}).expect(204)
    auth = login().expect(200).auth
    root.post(f"identity/entity/id/{auth['entity_id']}", {"policies": [name]}).expect(204)
    alice = client(auth["client_token"])
    child = alice.post("auth/token/create", {"policies": ["default"]}).expect(200).auth
    assert child["entity_id"] == auth["entity_id"] and child["token_policies"] == ["default"]
    assert child["identity_policies"] == [name] and child["policies"] == sorted(["default", name])
    orphan = alice.post("auth/token/create", {"policies": ["default"], "no_parent": True}).expect(200).auth
    assert orphan["entity_id"] == ""


def test_a_token_for_somebody_by_a_role(root, name):
    root.post(f"auth/token/roles/{name}", {"allowed_entity_aliases": f"{name}-*", "allowed_policies": "default"}).expect(204)
    auth = root.post(f"auth/token/create/{name}", {"entity_alias": f"{name}-One"}).expect(200).auth
    alias = shown(root, "entity", auth["entity_id"])["aliases"][0]
    assert (alias["mount_path"], alias["mount_type"], alias["name"].lower()) == ("auth/token/", "token", f"{name}-one")
    again = root.post(f"auth/token/create/{name}", {"entity_alias": f"{name}-one"}).expect(200).auth
    assert again["entity_id"] == auth["entity_id"]
    assert root.post(f"auth/token/create/{name}", {"entity_alias": "other"}).expect(400).json == {
        "errors": ["invalid 'entity_alias' value"]}


# Merging

def test_two_become_one(root, login, mount, entity, client):
    auth = login().expect(200).auth
    root.post(f"identity/entity/id/{auth['entity_id']}", {"policies": ["gone"]}).expect(204)
    to = entity(policies=["stays"])
    assert root.post("identity/entity/merge", {"from_entity_ids": [to], "to_entity_id": to}).expect(400).json == {
        "errors": ["to_entity_id should not be present in from_entity_ids"]}
    root.post("identity/entity/merge", {"from_entity_ids": [auth["entity_id"]], "to_entity_id": to}).expect(204)
    data = shown(root, "entity", to)
    assert data["merged_entity_ids"] == [auth["entity_id"]] and data["policies"] == ["stays"]
    assert data["aliases"][0]["merged_from_canonical_ids"] == [auth["entity_id"]]
    root.get(f"identity/entity/id/{auth['entity_id']}").expect(404)
    root.post("identity/lookup/entity", {"id": auth["entity_id"]}).expect(204)
    token = client(auth["client_token"]).get("auth/token/lookup-self").expect(200).data
    assert token["entity_id"] == auth["entity_id"] and token["identity_policies"] == ["stays"]
    assert login().expect(200).auth["entity_id"] == to
    root.delete(f"identity/entity/id/{to}").expect(204)
    client(auth["client_token"]).get("auth/token/lookup-self").expect(403)


def test_aliases_of_one_mount_clash(root, mount, entity):
    one, two = entity("a"), entity("b")
    ids = [root.post("identity/entity-alias", {"name": n, "mount_accessor": mount[1], "canonical_id": e}).expect(200).data["id"]
           for n, e in (("x", one), ("y", two))]
    merge = {"from_entity_ids": [one], "to_entity_id": two}
    refused = root.post("identity/entity/merge", merge).expect(400).json["errors"][0]
    assert all(id_ in refused for id_ in (one, two, *ids))


@pytest.mark.ours("the peer goes on listing the alias that makes way")
def test_one_of_two_aliases_makes_way(root, mount, entity):
    one, two = entity("a"), entity("b")
    ids = [root.post("identity/entity-alias", {"name": n, "mount_accessor": mount[1], "canonical_id": e}).expect(200).data["id"]
           for n, e in (("x", one), ("y", two))]
    merge = {"from_entity_ids": [one], "to_entity_id": two}
    root.post("identity/entity/merge", {**merge, "conflicting_alias_ids_to_keep": [ids[0]]}).expect(204)
    assert [a["name"] for a in shown(root, "entity", two)["aliases"]] == ["x"]
    root.get(f"identity/entity-alias/id/{ids[1]}").expect(404)


@pytest.mark.ours("the peer leaves the groups of those that go")
def test_the_groups_of_one_are_those_of_the_other(root, entity, group):
    one, two = entity("a"), entity("b")
    in_ = group(member_entity_ids=[one])
    root.post("identity/entity/merge", {"from_entity_ids": [one], "to_entity_id": two}).expect(204)
    assert shown(root, "group", in_)["member_entity_ids"] == [two]
    assert shown(root, "entity", two)["direct_group_ids"] == [in_]


# Groups

def test_a_group_from_its_first_to_its_last_day(root, entity, group, name):
    member = entity()
    id_ = group(policies=["pg"], member_entity_ids=[member], metadata={"k": "v"})
    data = shown(root, "group", id_)
    del data["creation_time"], data["last_update_time"]
    assert data == {
        "alias": {}, "id": id_, "member_entity_ids": [member], "member_group_ids": None, "metadata": {"k": "v"}, "modify_index": 1,
        "name": name, "namespace_id": "root", "parent_group_ids": None, "policies": ["pg"], "type": "internal"}
    assert root.list("identity/group/id").expect(200).data["key_info"][id_] == {
        "name": name, "num_member_entities": 1, "num_parent_groups": 0}
    assert name in root.list("identity/group/name").expect(200).data["keys"]
    root.post(f"identity/group/name/{name}", {"policies": ["a", "b"]}).expect(204)
    data = root.get(f"identity/group/name/{name.upper()}").expect(200).data
    assert data["policies"] == ["a", "b"] and data["modify_index"] == 2 and data["member_entity_ids"] == [member]
    for query in ({"name": name}, {"id": id_}):
        assert root.post("identity/lookup/group", query).expect(200).data["id"] == id_
    root.post("identity/lookup/group", {"name": "none"}).expect(204)
    root.post(f"identity/group/id/{id_}", {"member_entity_ids": []}).expect(204)
    assert shown(root, "group", id_)["member_entity_ids"] in (None, [])
    root.delete(f"identity/group/id/{id_}").expect(204)
    root.get(f"identity/group/id/{id_}").expect(404)
    root.delete(f"identity/group/name/{name}").expect(204)


def test_groups_within_groups(root, group):
    inner = group("in")
    outer = group("out", member_group_ids=[inner])
    assert shown(root, "group", inner)["parent_group_ids"] == [outer]
    assert shown(root, "group", outer)["member_group_ids"] == [inner]
    assert root.post(f"identity/group/id/{inner}", {"member_group_ids": [outer]}).expect(400).json == {
        "errors": [f'cyclic relationship detected for member group ID "{outer}"']}
    root.delete(f"identity/group/id/{inner}").expect(204)
    assert shown(root, "group", outer)["member_group_ids"] is None


@pytest.mark.ours("answers 500 at the peer")
def test_members_that_do_not_exist(root, group):
    id_ = group()
    for field in ("member_entity_ids", "member_group_ids"):
        for member in ("nope", NOBODY, id_):
            root.post(f"identity/group/id/{id_}", {field: [member]}).expect(400)
    assert shown(root, "group", id_)["member_group_ids"] is None


def test_external_groups(root, group, mount, entity, name):
    path, accessor = mount
    assert root.post("identity/group", {"name": name, "type": "external", "member_entity_ids": [entity()]}).expect(400).json == {
        "errors": ["member entities can't be set manually for external groups"]}
    id_, internal = group("x", type="external"), group("i")
    assert root.post(f"identity/group/id/{id_}", {"type": "internal"}).expect(400).json == {"errors": ["group type cannot be changed"]}
    body = {"name": "admins", "mount_accessor": accessor}
    assert root.post("identity/group-alias", {**body, "canonical_id": internal}).expect(400).json == {
        "errors": ["alias can't be set on an internal group"]}
    made = root.post("identity/group-alias", {**body, "canonical_id": id_}).expect(200).data
    alias = made["id"]
    assert made["canonical_id"] == id_
    assert root.post("identity/group-alias", {**body, "canonical_id": id_}).expect(400).json == {
        "errors": ["combination of mount and group alias name is already in use"]}
    data = shown(root, "group-alias", alias)
    assert (data["name"], data["canonical_id"], data["mount_path"]) == ("admins", id_, f"auth/{path}/")
    assert shown(root, "group", id_)["alias"]["id"] == alias
    assert root.list("identity/group-alias/id").expect(200).data["key_info"][alias]["name"] == "admins"
    found = root.post("identity/lookup/group", {"alias_name": "admins", "alias_mount_accessor": accessor}).expect(200).data
    assert found["id"] == id_ and found["type"] == "external"
    root.delete(f"identity/group-alias/id/{alias}").expect(204)
    root.get(f"identity/group-alias/id/{alias}").expect(404)
    assert shown(root, "group", id_)["alias"] == {}


def test_identity_cannot_be_unmounted(root):
    root.delete("sys/mounts/identity").expect(400)
    root.post("sys/remount", {"from": "identity", "to": "elsewhere"}).expect(400)
    assert root.get("sys/mounts").expect(200).data["identity/"]["type"] == "identity"


def test_what_cannot_be_a_name_is_nobodys(root, mount):
    for kind in ("entity", "group"):
        for name in ("x" * 5_000, "\u00fc" * 1_000, "a/b//c/", "/"):
            root.post(f"identity/lookup/{kind}", {"name": name}).expect(204)
            root.post(f"identity/lookup/{kind}", {"alias_name": name, "alias_mount_accessor": mount[1]}).expect(204)
    root.post("identity/oidc/key/for-names", {}).expect(204)
    for key in ("for-names/", "/for-names", "for-names//b", "/", "x" * 5_000):
        root.post("identity/oidc/role/for-names", {"key": key}).expect(400)
