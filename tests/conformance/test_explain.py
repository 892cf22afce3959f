"""What the policies say to a request and why: `sys/policies/explain`, the audit entry of a refusal, and `sys/access`."""
import json

import pytest

pytestmark = pytest.mark.ours("explanations")


@pytest.fixture
def two(root, kv2, name):
    """A token with p1, which denies at line 2, and p2, which reads, on one path."""
    path = f"{kv2}/data/x"
    root.put(f"sys/policies/acl/{name}-p1", {"policy": f'\npath "{path}" {{ capabilities = ["deny"] }}'}).expect(204)
    root.put(f"sys/policies/acl/{name}-p2", {"policy": f'path "{path}" {{ capabilities = ["read"] }}'}).expect(204)
    made = root.post("auth/token/create", {"policies": [f"{name}-p1", f"{name}-p2"]}).expect(200).auth
    return path, made["client_token"], made["accessor"]


def explain(client, **asked):
    return client.post("sys/policies/explain", asked).expect(200)


def refused_entries(running, path, remote):
    """The audit entries of requests for a path."""
    found = [json.loads(line) for line in running.node.audit_log.read_text().splitlines() if f'"{path}"' in line]
    return [entry for entry in found if entry["request"]["path"] == path and entry["request"]["operation"] == remote]


def test_deny_at_line_two_outweighs_a_read(root, two, name):
    path, _, accessor = two
    data = explain(root, accessor=accessor, path=path, operation="read").data
    assert (data["decision"], data["summary"]) == ("deny", f"deny {name}-p1:2")
    assert [(d["policy"], d["line"], d["capabilities"]) for d in data["decided_by"]] == [(f"{name}-p1", 2, ["deny"])]
    assert [(d["policy"], d["line"], d["reason"]) for d in data["lost"]] == [(f"{name}-p2", 1, "a rule for the same path denies")]
    assert data["pattern"] == path and data["capability"] == "read"


def test_the_audit_entry_of_the_refused_request_says_the_same(running, root, two):
    path, token, accessor = two
    root.with_token(token).get(path).expect(403)
    said = explain(root, accessor=accessor, path=path, operation="read").data
    entries = refused_entries(running, path, "read")
    assert [entry["type"] for entry in entries] == ["request", "response"]
    for entry in entries:
        results = entry["auth"]["policy_results"]
        assert results["allowed"] is False
        assert results["explain"] == {k: v for k, v in said.items() if k not in ("path", "operation", "policies")}


def test_what_is_let_through_is_not_explained(running, root, kv2):
    root.post(f"{kv2}/data/let", {"data": {"a": "b"}}).expect(200)
    root.get(f"{kv2}/data/let").expect(200)
    for entry in refused_entries(running, f"{kv2}/data/let", "read"):
        assert "explain" not in entry["auth"]["policy_results"]


def test_by_policies_and_by_the_own_token(root, two, name, user):
    path, _, _ = two
    assert explain(root, policies=[f"{name}-p2"], path=path, operation="read").data["summary"] == f"allow {name}-p2:1"
    both = explain(root, policies=f"{name}-p1,{name}-p2", path=path, operation="read").data
    assert both["summary"] == f"deny {name}-p1:2" and both["policies"] == [f"{name}-p1", f"{name}-p2"]
    assert explain(root, path=path, operation="delete").data["summary"] == "allow: root policy"
    own = user('path "sys/policies/explain" { capabilities = ["update"] }')
    said = explain(own, path=path, operation="read").data
    assert said["summary"] == "deny: no rule matches the path" and said["decided_by"] == [] and said["lost"] == []
    missing = explain(root, policies=["no-such-policy"], path=path, operation="read")
    assert missing.warnings == ['policy "no-such-policy" does not exist']
    user('path "a" { capabilities = ["read"] }').post("sys/policies/explain", {"path": path, "operation": "read"}).expect(403)


def test_why_patterns_lose(root, name):
    root.put(f"sys/policies/acl/{name}", {"policy": """
path "app/*"      { capabilities = ["read", "list"] }
path "app/+/data" { capabilities = ["read"] }
path "app/a/data" { capabilities = ["update"] }
path "app/b*"     { capabilities = ["list"] }
"""}).expect(204)
    exact = explain(root, policies=[name], path="app/a/data", operation="read")
    assert exact.data["summary"] == f"deny {name}:4" and exact.data["reason"] == "the rule does not grant the capability"
    assert [(lost["line"], lost["reason"]) for lost in exact.data["lost"]] == [
        (3, "a rule for exactly this path comes first"), (2, "a rule for exactly this path comes first")]
    assert "no mount is at this path: it leads nowhere" in exact.warnings
    glob = explain(root, policies=[name], path="app/bc/data", operation="list").data
    assert glob["summary"] == f"allow {name}:5"
    assert [(lost["line"], lost["reason"]) for lost in glob["lost"]] == [(2, "its first wildcard comes earlier")]


def test_parameters_are_named_and_their_values_are_not(running, root, kv1, name):
    path = f"{kv1}/limited"
    policy = f'path "{path}" {{ capabilities = ["create", "update"] denied_parameters = {{ owner = ["canary-of-explain"] }} }}'
    root.put(f"sys/policies/acl/{name}", {"policy": policy}).expect(204)
    token = root.post("auth/token/create", {"policies": [name]}).expect(200).auth["client_token"]
    root.with_token(token).put(path, {"owner": "canary-of-explain"}).expect(403)
    said = explain(root, policies=[name], path=path, operation="create", parameters={"owner": "canary-of-explain"}).data
    assert said["reason"] == "a parameter is denied: owner"
    allowed = explain(root, policies=[name], path=path, operation="create", parameters={"owner": "me"}).data
    assert allowed["decision"] == "allow"
    assert refused_entries(running, path, "create")[0]["auth"]["policy_results"]["explain"]["reason"] == "a parameter is denied: owner"
    assert "canary-of-explain" not in running.node.audit_log.read_text()


def test_sudo_wrapping_and_what_is_open(root, name):
    root.put(f"sys/policies/acl/{name}", {"policy": """
path "sys/access" { capabilities = ["read"] }
path "wrapped"    { capabilities = ["read"] min_wrapping_ttl = "1m" }
"""}).expect(204)
    sudo = explain(root, policies=[name], path="sys/access", operation="read").data
    assert sudo["summary"] == f"deny {name}:2" and "sudo" in sudo["reason"] and sudo["capability"] == "sudo"
    assert explain(root, policies=[name], path="wrapped", operation="read").data["decision"] == "deny"
    assert explain(root, policies=[name], path="wrapped", operation="read", wrap_ttl="5m").data["decision"] == "allow"
    for path in ("sys/health", "sys/wrapping/unwrap"):
        operation = "read" if path == "sys/health" else "update"
        assert explain(root, policies=[name], path=path, operation=operation).data["summary"] == "allow: open without a token"


@pytest.mark.parametrize("asked", [
    {}, {"path": "a"}, {"operation": "read"}, {"path": "a", "operation": "reed"}, {"path": "a", "operation": "read", "accessor": "nope"},
    {"path": "a", "operation": "read", "entity": "e"}, {"path": "a", "operation": "read", "accessor": "x", "policies": ["y"]},
    {"path": "a", "operation": "read", "time": "noon"}, {"path": "a", "operation": "read", "parameters": "x"},
    {"path": "a", "operation": "read", "policies": ["ROOT"]}])
def test_wrong_questions(root, asked):
    assert root.post("sys/policies/explain", asked).expect(400).errors


def test_of_an_entity(root, kv2, name):
    path = f"{kv2}/data/team"
    root.put(f"sys/policies/acl/{name}-own", {
        "policy": f'path "{kv2}/data/{{{{identity.entity.name}}}}" {{ capabilities = ["read"] }}'}).expect(204)
    root.put(f"sys/policies/acl/{name}-group", {"policy": f'path "{path}" {{ capabilities = ["read"] }}'}).expect(204)
    entity = root.post("identity/entity", {"name": f"{name}-alice", "policies": [f"{name}-own"]}).expect(200).data["id"]
    assert explain(root, entity=entity, path=path, operation="read").data["decision"] == "deny"
    root.post("identity/group", {"name": f"{name}-ops", "policies": [f"{name}-group"], "member_entity_ids": [entity]}).expect(200)
    said = explain(root, entity=entity, path=path, operation="read").data
    assert said["summary"] == f"allow {name}-group:1" and said["policies"] == [f"{name}-group", f"{name}-own"]
    assert explain(root, entity=entity, path=f"{kv2}/data/{name}-alice", operation="read").data["summary"] == f"allow {name}-own:1"
    with_more = explain(root, entity=entity, policies=["default"], path=path, operation="read").data
    assert with_more["policies"] == ["default", f"{name}-group", f"{name}-own"]
    nobody = explain(root, policies=[f"{name}-own"], path=f"{kv2}/data/{name}-alice", operation="read").data
    assert nobody["summary"] == "deny: no rule matches the path"
    assert [(lost["line"], lost["reason"]) for lost in nobody["lost"]] == [(1, "the identity has no usable value for its path")]

    assert names(access(root, path, "read"), "identities")["", f"{name}-alice"] == "always"
    assert names(access(root, f"{kv2}/data/{name}-alice", "read"), "identities")["", f"{name}-alice"] == "always"
    assert ("", f"{name}-alice") not in names(access(root, f"{kv2}/data/other", "read"), "identities")
    root.post(f"identity/entity/id/{entity}", {"disabled": True}).expect(200, 204)
    assert ("", f"{name}-alice") not in names(access(root, path, "read"), "identities")
    root.post("sys/policies/explain", {"entity": entity, "path": path, "operation": "read"}).expect(400)


def access(client, path, operation, more=""):
    return client.get(f"sys/access?path={path}&operation={operation}{more}").expect(200).data


def names(data, kind):
    return {(group.get("group", ""), name): group["access"] for group in data[kind] for name in group["names"]}


def test_who_can_do_it(root, kv2, name, two):
    path, _, accessor = two
    root.put(f"sys/policies/acl/{name}-p3", {
        "policy": f'path "{kv2}/*" {{ capabilities = ["read"] condition = "request.tls" }}'}).expect(204)
    root.post(f"auth/token/roles/{name}", {"allowed_policies": [f"{name}-p2", f"{name}-p1"]}).expect(204)
    root.post(f"auth/token/roles/{name}-open", {}).expect(204)
    reader = root.post(f"auth/token/create/{name}", {"policies": [f"{name}-p2"]}).expect(200).auth
    gone = root.post(f"auth/token/create/{name}", {"policies": [f"{name}-p2"]}).expect(200).auth
    root.post("auth/token/revoke-accessor", {"accessor": gone["accessor"]}).expect(204)
    root.post(f"sys/auth/{name}-users", {"type": "userpass"}).expect(204)
    root.post(f"auth/{name}-users/users/alice", {"password": "secret1", "token_policies": [f"{name}-p2"]}).expect(204)
    root.post(f"auth/{name}-users/users/bob", {"password": "secret1", "token_policies": [f"{name}-p1", f"{name}-p2"]}).expect(204)
    root.post(f"sys/auth/{name}-roles", {"type": "approle"}).expect(204)
    root.post(f"auth/{name}-roles/role/ci", {"token_policies": [f"{name}-p3"]}).expect(204)

    data = access(root, path, "read")
    policies = names(data, "policies")
    assert policies["", f"{name}-p2"] == "always" and policies["", f"{name}-p3"] == "within limits" and policies["", "root"] == "always"
    assert ("", f"{name}-p1") not in policies
    roles = names(data, "token_roles")
    assert roles["", name] == "always" and ("", f"{name}-open") not in roles
    tokens = names(data, "tokens")
    assert tokens[f"auth/token/roles/{name}", reader["accessor"]] == "always"
    assert not any(member in (accessor, gone["accessor"]) for _, member in tokens)
    logins = names(data, "login_roles")
    assert logins[f"auth/{name}-users/", "alice"] == "always" and logins[f"auth/{name}-roles/", "ci"] == "within limits"
    assert (f"auth/{name}-users/", "bob") not in logins
    assert ("", f"{name}-p2") not in names(access(root, path, "delete"), "policies")


def test_access_goes_on_page_by_page(root, name):
    for i in range(5):
        root.put(f"sys/policies/acl/{name}-{i}", {"policy": f'path "paged-{name}" {{ capabilities = ["read"] }}'}).expect(204)
    found, after = [], ""
    for _ in range(1000):
        data = access(root, f"paged-{name}", "read", f"&kind=policies&limit=2&after={after}")
        assert set(data) == {"path", "operation", "needs_sudo", "open_without_token", "policies", "next"}
        found += [member for _, member in names(data, "policies")]
        after = data["next"].get("policies", "")
        if not after:
            break
    assert found == sorted(found) and [member for member in found if member.startswith(name)] == [f"{name}-{i}" for i in range(5)]


def test_login_roles_go_on_page_by_page(root, name):
    for method in ("a", "b"):
        root.post(f"sys/auth/{name}-{method}", {"type": "userpass"}).expect(204)
        for user in ("u1", "u2", "u3"):
            root.post(f"auth/{name}-{method}/users/{user}", {"password": "secret1", "token_policies": ["default"]}).expect(204)
    found, after = [], ""
    while True:
        data = root.call("GET", f"sys/access?path=cubbyhole/x&operation=read&kind=login_roles&limit=2&after={after}").expect(200).data
        found += [key for key in names(data, "login_roles") if key[0].startswith(f"auth/{name}-")]
        after = data["next"].get("login_roles", "").replace("\n", "%0a")
        if not after:
            break
    assert found == [(f"auth/{name}-{method}/", user) for method in ("a", "b") for user in ("u1", "u2", "u3")]


def test_access_needs_sudo(user):
    user('path "sys/access" { capabilities = ["read"] }').get("sys/access?path=a&operation=read").expect(403)
    user('path "sys/access" { capabilities = ["read", "sudo"] }').get("sys/access?path=a&operation=read").expect(200)


@pytest.mark.parametrize("query", [
    "", "path=a", "operation=read", "path=a&operation=reed", "path=a&operation=read&kind=no", "path=a&operation=read&limit=0",
    "path=a&operation=read&limit=1001", "path=a&operation=read&after=x"])
def test_wrong_questions_about_access(root, query):
    assert root.get(f"sys/access?{query}").expect(400).errors
