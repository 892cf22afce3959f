"""Conditions of rules, in CEL."""
import json

import pytest

pytestmark = pytest.mark.ours("conditions")


def rule(path, condition, capabilities='"read", "list"'):
    return f'path "{path}" {{\n  capabilities = [{capabilities}]\n  condition = {json.dumps(condition)}\n}}\n'


@pytest.fixture
def secret(root, kv2):
    root.post(f"{kv2}/data/x", {"data": {"a": "b"}}).expect(200)
    return f"{kv2}/data/x"


@pytest.mark.parametrize("condition", [
    'request.operation == "read"', 'request.path.endsWith("/data/x")', 'request.remote_address.inCidr("127.0.0.0/8")', "!request.tls",
    'request.time > timestamp("2020-01-01T00:00:00Z")', 'request.namespace == ""', "!has(request.parameters.version)",
    'identity.display_name == "token-conditional"', 'identity.metadata["team"] == "red"', 'identity.token_age < duration("1h")',
    'identity.auth_method == "token" && identity.auth_mount == "auth/token/"', 'identity.entity.id == "" && identity.groups.size() == 0',
    '"default" in identity.policies'])
def test_met_and_not_met(user, secret, condition):
    made = {"display_name": "conditional", "meta": {"team": "red"}}
    user(rule(secret, condition), **made).get(secret).expect(200)
    user(rule(secret, f"!({condition})"), **made).get(secret).expect(403)


def test_parameters_of_body_and_query(user, root, kv1, kv2, secret):
    writer = user(rule(f"{kv1}/x", 'request.parameters.owner == "me" && request.parameters.size <= 5', '"create", "update"'))
    writer.put(f"{kv1}/x", {"owner": "me", "size": 5}).expect(204)
    writer.put(f"{kv1}/x", {"owner": "me", "size": 6}).expect(403)
    writer.put(f"{kv1}/x", {"owner": "you", "size": 1}).expect(403)
    writer.put(f"{kv1}/x", {"owner": "me"}).expect(403)
    nested = user(rule(f"{kv2}/data/y", "size(request.parameters.data) < 3 && request.parameters.options.cas == 0", '"create", "update"'))
    nested.post(f"{kv2}/data/y", {"data": {"a": 1}, "options": {"cas": 0}}).expect(200)
    nested.post(f"{kv2}/data/y", {"data": {"a": 1, "b": 2, "c": 3}, "options": {"cas": 0}}).expect(403)
    pinned = user(rule(secret, 'request.parameters.version == "1"'))
    pinned.get(f"{secret}?version=1").expect(200)
    pinned.get(secret).expect(403)


def test_the_login_that_a_token_comes_from(root, secret, name):
    root.put(f"sys/policies/acl/{name}", {
        "policy": rule(secret, f'identity.auth_method == "userpass" && identity.auth_mount == "auth/{name}/" && identity.metadata.username == "alice"')})
    root.post(f"sys/auth/{name}", {"type": "userpass"}).expect(204)
    for who, status in (("alice", 200), ("bob", 403)):
        root.post(f"auth/{name}/users/{who}", {"password": "secret1", "token_policies": [name]}).expect(204)
        token = root.post(f"auth/{name}/login/{who}", {"password": "secret1"}).expect(200).auth["client_token"]
        root.with_token(token).get(secret).expect(status)


def test_the_entity_and_the_groups_behind_a_token(root, secret, name):
    condition = (f'identity.entity.name == "{name}-alice" && identity.entity.metadata.team == "red" && "{name}-ops" in identity.groups'
                 ' && size(identity.group_ids) == 1')
    root.put(f"sys/policies/acl/{name}", {"policy": rule(secret, condition)}).expect(204)
    root.post(f"sys/auth/{name}", {"type": "userpass"}).expect(204)
    accessor = root.get("sys/auth").data[f"{name}/"]["accessor"]
    root.post(f"auth/{name}/users/alice", {"password": "secret1", "token_policies": [name]}).expect(204)
    entity = root.post("identity/entity", {"name": f"{name}-alice", "metadata": {"team": "red"}}).expect(200).data["id"]
    root.post("identity/entity-alias", {"name": "alice", "canonical_id": entity, "mount_accessor": accessor}).expect(200)
    client = root.with_token(root.post(f"auth/{name}/login/alice", {"password": "secret1"}).expect(200).auth["client_token"])
    client.get(secret).expect(403)
    group = root.post("identity/group", {"name": f"{name}-ops", "member_entity_ids": [entity]}).expect(200).data["id"]
    client.get(secret).expect(200)
    root.post(f"identity/group/id/{group}", {"member_entity_ids": []}).expect(200, 204)
    client.get(secret).expect(403)


def test_a_condition_that_is_not_met_hides_wider_rules(user, kv2, secret):
    wide = f'path "{kv2}/*" {{ capabilities = ["read"] }}\n'
    user(wide + rule(secret, "request.tls")).get(secret).expect(403)
    user(wide + rule(secret, "!request.tls")).get(secret).expect(200)


def test_a_conditional_deny(user, kv2, secret):
    wide = f'path "{kv2}/*" {{ capabilities = ["read"] }}\n'
    user(wide + rule(secret, "!request.tls", '"deny"')).get(secret).expect(403)
    user(wide + rule(secret, "request.tls", '"deny"') + f'path "{secret}" {{ capabilities = ["read"] }}').get(secret).expect(200)


def test_an_error_refuses_and_is_told(running, root, secret, name):
    policy = f'path "{secret}" {{ capabilities = ["read"] }}\n' + rule(secret, 'identity.metadata.team == "canary-of-conditions"')
    root.put(f"sys/policies/acl/{name}", {"policy": policy}).expect(204)
    made = root.post("auth/token/create", {"policies": [name]}).expect(200).auth
    root.with_token(made["client_token"]).get(secret).expect(403)
    said = root.post("sys/policies/explain", {"accessor": made["accessor"], "path": secret, "operation": "read"}).expect(200).data
    assert said["summary"] == f"deny {name}:2" and said["reason"] == "a condition of the rule could not be evaluated"
    assert said["decided_by"][0]["condition"] == "failed: a parameter or key that it asks for is not there"
    entries = [json.loads(line) for line in running.node.audit_log.read_text().splitlines() if secret in line and '"explain"' in line]
    mine = [e for e in entries if e["auth"].get("policies") == ["default", name]]
    assert mine and all(e["auth"]["policy_results"]["explain"]["decided_by"] == said["decided_by"] for e in mine)
    assert "canary-of-conditions" not in running.node.audit_log.read_text()


def test_explained_for_another_time_and_place(root, secret, name):
    condition = 'request.time.getHours("UTC") < 12 && request.remote_address.inCidr("10.0.0.0/8") && request.tls'
    root.put(f"sys/policies/acl/{name}", {"policy": rule(secret, condition)}).expect(204)
    asked = {"policies": [name], "path": secret, "operation": "read"}
    at = {"time": "2026-03-04T09:00:00Z", "remote_address": "10.1.2.3", "tls": True}
    assert root.post("sys/policies/explain", {**asked, **at}).data["summary"] == f"allow {name}:1"
    for other in ({"time": "2026-03-04T13:00:00Z"}, {"remote_address": "192.168.0.1"}, {"tls": False}):
        said = root.post("sys/policies/explain", {**asked, **at, **other}).data
        assert said["summary"] == f"deny {name}:1" and said["reason"] == "the condition of the rule is not met"
        assert said["decided_by"][0]["condition"] == "not met"


@pytest.mark.parametrize("condition, problem", [
    ("request.pth == 'a'", "undeclared reference to 'request'"), ("request.path", "expected type 'bool' but found 'string'"),
    ("request.path == 5", "no matching overload"), ("request.path ==", "syntax error"), ("", "syntax error"),
    ("request.remote_address.inCidr('10.0.0.0/33')", "not a range"), ("request.path.matches('(')", "Regex"),
    ("request.path == '" + "x" * 2048 + "'", "longer than 2048 characters"), ("(" * 200 + "true" + ")" * 200, "too deep")])
def test_checked_when_written(root, name, condition, problem):
    answer = root.put(f"sys/policies/acl/{name}", {"policy": rule("a/b", condition)}).expect(400)
    assert 'failed to parse policy: path "a/b": condition: ' in answer.errors[0] and problem in answer.errors[0]
    assert "(line 3, column 15)" in answer.errors[0]
    root.get(f"sys/policies/acl/{name}").expect(404)


def test_an_unknown_name_is_answered_with_the_known_ones(root, name):
    answer = root.put(f"sys/policies/acl/{name}", {"policy": rule("a", "user == 'x'")}).expect(400)
    assert "request.remote_address" in answer.errors[0] and "identity.token_age" in answer.errors[0]


def test_loops_are_bounded(user, kv1):
    everything = "request.parameters.l.all(a, request.parameters.l.all(b, a == b))"
    client = user(rule(f"{kv1}/x", everything, '"create", "update"'))
    client.put(f"{kv1}/x", {"l": ["x"] * 10}).expect(204)
    client.put(f"{kv1}/x", {"l": ["x"] * 1000}).expect(403)


def test_only_so_much_of_the_parameters_is_looked_at(user, kv1):
    client = user(rule(f"{kv1}/x", 'request.parameters.a != "b"', '"create", "update"'))
    client.put(f"{kv1}/x", {"a": "x" * 1000, "b": "x" * 100_000}).expect(204)
    client.put(f"{kv1}/x", {"a": "x" * 100_000}).expect(403)


def test_a_policy_has_a_bounded_number(root, name):
    many = "".join(f'path "a{i}" {{ condition = "true" }}\n' for i in range(257))
    assert "more than 256 conditions" in root.put(f"sys/policies/acl/{name}", {"policy": many}).expect(400).errors[0]


def test_capabilities_are_those_that_conditions_could_give(root, user, secret):
    client = user(rule(secret, "request.tls") + rule(secret, "request.tls", '"deny"'))
    assert client.post("sys/capabilities-self", {"paths": [secret]}).expect(200).data[secret] == ["list", "read"]


def test_in_json_too(user, secret):
    text = json.dumps({"path": {secret: {"capabilities": ["read"], "condition": "!request.tls"}}})
    user(text).get(secret).expect(200)
