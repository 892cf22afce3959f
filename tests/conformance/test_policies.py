"""The policy engine, through requests that it allows or refuses."""
import base64
import json

import pytest

READ = 'path "secret/data/db" { capabilities = ["read"] }'


def test_read_gives_exactly_name_and_policy(root, name, servers):
    root.put(f"sys/policies/acl/{name}", {"policy": READ}).expect(204)
    data = root.get(f"sys/policies/acl/{name}").expect(200).data
    if servers.ours:
        assert data == {"name": name, "policy": READ}
    assert (data["name"], data["policy"]) == (name, READ)
    old = root.get(f"sys/policy/{name}").expect(200)
    assert (old.data["name"], old.data["rules"]) == (name, READ) and old.json["rules"] == READ


def test_listed_with_their_texts(root, name):
    root.put(f"sys/policies/acl/{name}", {"policy": READ}).expect(204)
    data = root.list("sys/policies/detailed/acl").expect(200).data
    assert sorted(data["keys"]) == sorted(data["key_info"]) and {name, "default", "root"} <= set(data["keys"])
    assert data["key_info"][name]["name"] == name and data["key_info"][name]["policy"] == READ
    assert data["key_info"]["root"]["policy"] == ""
    root.get("sys/policies/detailed/acl/default").expect(405)


def test_list_and_delete(root, name):
    root.put(f"sys/policies/acl/{name}", {"policy": READ}).expect(204)
    assert name in root.list("sys/policies/acl").data["keys"] and name in root.get("sys/policy").json["policies"]
    root.delete(f"sys/policies/acl/{name}").expect(204)
    assert root.get(f"sys/policies/acl/{name}").expect(404).json == {"errors": []}
    root.delete(f"sys/policies/acl/{name}").expect(204)


@pytest.mark.parametrize("text", [
    READ, json.dumps({"path": {"secret/data/db": {"capabilities": ["read"]}}}), base64.b64encode(READ.encode()).decode()])
def test_hcl_json_and_base64(root, kv2, name, text, user):
    if text.startswith("cGF"):
        text = base64.b64encode(READ.replace("secret", kv2).encode()).decode()
    else:
        text = text.replace("secret", kv2)
    root.post(f"{kv2}/data/db", {"data": {"x": 1}}).expect(200)
    client = user(text)
    client.get(f"{kv2}/data/db").expect(200)
    client.post(f"{kv2}/data/db", {"data": {}}).expect(403)


@pytest.mark.parametrize("text", [
    'path "a" { capabilities = ["nope"] }', 'path "a" { capabilties = ["read"] }', 'path "a" { ', 'paths "a" {}',
    pytest.param("{", marks=pytest.mark.ours("the peer takes it for an empty policy")),
    'path "a" { capabilities = ["read"] } garbage', 'path "a" { capabilities = "read', ""])
def test_bad_text_is_400_and_changes_nothing(root, name, text):
    root.put(f"sys/policies/acl/{name}", {"policy": READ}).expect(204)
    root.put(f"sys/policies/acl/{name}", {"policy": text}).expect(400)
    assert root.get(f"sys/policies/acl/{name}").data["policy"] == READ


@pytest.mark.ours("line and column in every syntax error")
def test_error_names_line_and_column(root, name):
    answer = root.put(f"sys/policies/acl/{name}", {"policy": 'path "a" {\n  capabilities = ["read"]\n  colour = "red"\n}\n'})
    assert "colour" in answer.expect(400).errors[0] and "line 3" in answer.errors[0] and "column 3" in answer.errors[0]


@pytest.mark.parametrize("name", ["root", "ROOT", "Root"])
def test_root_cannot_be_written(root, name):
    root.put(f"sys/policies/acl/{name}", {"policy": READ}).expect(400)
    root.delete(f"sys/policies/acl/{name}").expect(400)


@pytest.mark.ours("a name that only looks like root")
@pytest.mark.parametrize("name", ["%20root", "root%20", "%09root", "r%C3%B6ot%00"])
def test_root_in_disguise_cannot_be_written(root, name):
    root.put(f"sys/policies/acl/{name}", {"policy": READ}).expect(400)


def test_default_cannot_be_deleted(root):
    root.delete("sys/policies/acl/default").expect(400)
    assert "auth/token/lookup-self" in root.get("sys/policies/acl/default").data["policy"]


def test_names_fold_to_lower_case(root, name):
    root.put(f"sys/policies/acl/{name.upper()}", {"policy": READ}).expect(204)
    assert root.get(f"sys/policies/acl/{name}").expect(200).data["name"] == name


def capabilities(root, client, path):
    return root.post("sys/capabilities", {"token": client.token, "paths": [path]}).expect(200).data[path]


@pytest.mark.parametrize("policy,path,wanted", [
    ('path "a/*" { capabilities = ["read", "list"] }', "a/b/c", ["list", "read"]),
    ('path "a/*" { capabilities = ["read"] }', "a", ["deny"]),
    ('path "a/*" { capabilities = ["read"] }', "a/", ["read"]),
    ('path "a/b*" { capabilities = ["read"] }', "a/bcd/e", ["read"]),
    ('path "a/+/c" { capabilities = ["read"] }', "a/b/c", ["read"]),
    ('path "a/+/c" { capabilities = ["read"] }', "a/b/b/c", ["deny"]),
    ('path "+/b/*" { capabilities = ["read"] }', "a/b/x/y", ["read"]),
    ('path "a/b" { capabilities = ["read"] }\npath "a/*" { capabilities = ["deny"] }', "a/b", ["read"]),
    ('path "a/*" { capabilities = ["read"] }\npath "a/b/*" { capabilities = ["deny"] }', "a/b/c", ["deny"]),
    ('path "a/*" { capabilities = ["read"] }\npath "a/+/c" { capabilities = ["update"] }', "a/b/c", ["update"]),
    ('path "a/+/c" { capabilities = ["read"] }\npath "a/b/+" { capabilities = ["update"] }', "a/b/c", ["update"]),
    ('path "a/+/+" { capabilities = ["read"] }\npath "a/+/c" { capabilities = ["update"] }', "a/b/c", ["update"]),
    ('path "a" { capabilities = ["read", "deny"] }', "a", ["deny"]),
    ('path "a" { policy = "write" }', "a", ["create", "delete", "list", "read", "update"]),
    ('path "a" { policy = "deny" }', "a", ["deny"]),
    ('path "*" { capabilities = ["sudo"] }', "x/y", ["sudo"]),
    ('path "" { capabilities = ["read"] }', "a", ["deny"]),
])
def test_which_rule_wins(root, user, policy, path, wanted):
    client = user(policy)
    granted = capabilities(root, client, path)
    assert sorted(set(granted) - {"patch"}) == wanted, granted


def test_policies_add_up_and_deny_wins(root, name):
    texts = {"r": '["read"]', "u": '["update"]', "d": '["deny"]'}
    for key, value in texts.items():
        root.put(f"sys/policies/acl/{name}-{key}", {"policy": f'path "a" {{ capabilities = {value} }}'}).expect(204)

    def of(*keys):
        auth = root.post("auth/token/create", {"policies": [f"{name}-{k}" for k in keys]}).expect(200).auth
        return sorted(capabilities(root, root.with_token(auth["client_token"]), "a"))

    assert of("r") == ["read"] and of("r", "u") == ["read", "update"] and of("r", "u", "d") == ["deny"]


def test_capabilities_of_root_and_of_nobody(root):
    assert root.post("sys/capabilities", {"token": root.token, "path": "x"}).data["capabilities"] == ["root"]
    root.post("sys/capabilities", {"token": "none", "path": "x"}).expect(400, 403)
    root.post("sys/capabilities", {"token": root.token}).expect(400)


def test_capabilities_self_and_by_accessor(root, user):
    client = user('path "a" { capabilities = ["read"] }')
    own = client.post("sys/capabilities-self", {"paths": ["a", "b"]}).expect(200)
    assert own.data == {"a": ["read"], "b": ["deny"]} and own.json["a"] == ["read"]
    accessor = client.get("auth/token/lookup-self").data["accessor"]
    assert root.post("sys/capabilities-accessor", {"accessor": accessor, "path": "a"}).data["capabilities"] == ["read"]


def test_create_and_update_are_two_things(root, kv1, user):
    creator = user(f'path "{kv1}/*" {{ capabilities = ["create"] }}')
    updater = user(f'path "{kv1}/*" {{ capabilities = ["update"] }}')
    updater.put(f"{kv1}/a", {"x": 1}).expect(403)
    creator.put(f"{kv1}/a", {"x": 1}).expect(204)
    creator.put(f"{kv1}/a", {"x": 2}).expect(403)
    updater.put(f"{kv1}/a", {"x": 2}).expect(204)


def test_patch_is_its_own_capability(root, kv2, user):
    root.post(f"{kv2}/data/a", {"data": {"x": 1}}).expect(200)
    user(f'path "{kv2}/data/*" {{ capabilities = ["update", "read", "create"] }}').patch(f"{kv2}/data/a", {"data": {}}).expect(403)
    user(f'path "{kv2}/data/*" {{ capabilities = ["patch"] }}').patch(f"{kv2}/data/a", {"data": {"y": 1}}).expect(200)


def test_list_and_scan_are_two_things(root, kv2, user):
    root.post(f"{kv2}/data/a", {"data": {}}).expect(200)
    lister = user(f'path "{kv2}/metadata/*" {{ capabilities = ["list"] }}')
    scanner = user(f'path "{kv2}/metadata/*" {{ capabilities = ["scan"] }}')
    lister.list(f"{kv2}/metadata/").expect(200)
    lister.scan(f"{kv2}/metadata/").expect(403)
    scanner.scan(f"{kv2}/metadata/").expect(200)
    scanner.list(f"{kv2}/metadata/").expect(403)
    lister.get(f"{kv2}/metadata/?list=true").expect(200)
    lister.get(f"{kv2}/metadata/a").expect(403)


def test_list_does_not_escape_a_narrower_deny(root, kv2, user):
    root.post(f"{kv2}/data/open/a", {"data": {}}).expect(200)
    root.post(f"{kv2}/data/closed/a", {"data": {}}).expect(200)
    client = user(f'''
path "{kv2}/metadata/*" {{ capabilities = ["list", "read", "scan"] }}
path "{kv2}/metadata/closed/*" {{ capabilities = ["deny"] }}
''')
    client.list(f"{kv2}/metadata/open").expect(200)
    for attempt in ("closed", "closed/", "closed/?list=true"):
        client.list(f"{kv2}/metadata/{attempt}").expect(403)
    client.get(f"{kv2}/metadata/closed/?list=true").expect(403)
    client.get(f"{kv2}/metadata/closed?list=true").expect(403)
    client.scan(f"{kv2}/metadata/closed").expect(403)
    client.get(f"{kv2}/metadata/closed/a").expect(403)


@pytest.fixture
def parameters(kv1, user):
    """A client whose rule has the given lines."""
    def make(lines):
        return user(f'path "{kv1}/*" {{\n  capabilities = ["create", "update"]\n{lines}\n}}')

    return make


def test_allowed_parameters(kv1, parameters):
    client = parameters('  allowed_parameters = { "x" = ["one", "two*"]  "y" = [] }')
    client.put(f"{kv1}/a", {"x": "one", "y": "anything"}).expect(204)
    client.put(f"{kv1}/a", {"x": "two-and-more"}).expect(204)
    client.put(f"{kv1}/a", {"x": "three"}).expect(403)
    client.put(f"{kv1}/a", {"z": "one"}).expect(403)


def test_denied_parameters(kv1, parameters):
    client = parameters('  denied_parameters = { "x" = ["bad"]  "y" = [] }')
    client.put(f"{kv1}/a", {"x": "good"}).expect(204)
    client.put(f"{kv1}/a", {"x": "bad"}).expect(403)
    client.put(f"{kv1}/a", {"y": "anything"}).expect(403)
    client.put(f"{kv1}/a", {"Y": "anything"}).expect(403)


def test_denied_star(kv1, parameters):
    parameters('  denied_parameters = { "*" = [] }').put(f"{kv1}/a", {"x": 1}).expect(403)


def test_required_parameters(kv1, parameters):
    client = parameters('  required_parameters = ["owner"]')
    client.put(f"{kv1}/a", {"x": 1}).expect(403)
    client.put(f"{kv1}/a", {"x": 1, "owner": "me"}).expect(204)


def test_wrapping_ttls(root, kv2, user):
    root.post(f"{kv2}/data/a", {"data": {"x": 1}}).expect(200)
    client = user(f'path "{kv2}/data/a" {{ capabilities = ["read"] min_wrapping_ttl = "1m" max_wrapping_ttl = "10m" }}')
    client.get(f"{kv2}/data/a").expect(403)
    client.get(f"{kv2}/data/a", headers={"X-Vault-Wrap-TTL": "30"}).expect(403)
    client.get(f"{kv2}/data/a", headers={"X-Vault-Wrap-TTL": "11m"}).expect(403)
    client.get(f"{kv2}/data/a", headers={"X-Vault-Wrap-TTL": "5m"}).expect(200)


def test_template_without_entity_matches_nothing(root, kv2, user):
    root.post(f"{kv2}/data/a", {"data": {"x": 1}}).expect(200)
    client = user(f'path "{kv2}/data/{{{{identity.entity.id}}}}*" {{ capabilities = ["read"] }}')
    client.get(f"{kv2}/data/a").expect(403)


def test_change_of_a_policy_holds_at_once(root, kv2, name):
    root.post(f"{kv2}/data/a", {"data": {"x": 1}}).expect(200)
    auth = root.post("auth/token/create", {"policies": [name]}).expect(200).auth
    client = root.with_token(auth["client_token"])
    for _ in range(5):
        root.put(f"sys/policies/acl/{name}", {"policy": f'path "{kv2}/data/a" {{ capabilities = ["read"] }}'}).expect(204)
        client.get(f"{kv2}/data/a").expect(200)
        root.delete(f"sys/policies/acl/{name}").expect(204)
        client.get(f"{kv2}/data/a").expect(403)


def test_sudo_paths(user, root):
    for path, method in (("sys/audit", "GET"), ("sys/config/auditing/request-headers", "GET"), ("auth/token/accessors", "LIST")):
        capability = "list" if method == "LIST" else "read"
        user(f'path "{path}" {{ capabilities = ["{capability}"] }}').call(method, path).expect(403)
        user(f'path "{path}" {{ capabilities = ["{capability}", "sudo"] }}').call(method, path).expect(200)


def test_forbidden_tells_nothing_about_existence(root, kv2, user):
    root.post(f"{kv2}/data/there", {"data": {"x": 1}}).expect(200)
    client = user('path "unrelated" { capabilities = ["read"] }')
    there, none, nowhere = (client.get(p) for p in (f"{kv2}/data/there", f"{kv2}/data/none", "nomount/data/none"))
    assert there.status == none.status == nowhere.status == 403
    assert there.errors == none.errors == nowhere.errors
