"""Tokens: create, look up, renew, revoke; parents and children; uses, periods, accessors."""
import re

import pytest

from harness.waiting import wait_for

LOOKUP_FIELDS = {
    "accessor", "creation_time", "creation_ttl", "display_name", "entity_id", "expire_time", "explicit_max_ttl", "id",
    "issue_time", "meta", "num_uses", "orphan", "path", "policies", "renewable", "ttl", "type"}


@pytest.fixture
def create(root):
    """Makes a token and gives its `auth` block."""
    def make(client=root, **fields):
        return client.post("auth/token/create", {"policies": ["default"], "ttl": "1h", **fields}).expect(200).auth

    return make


def alive(root, token):
    return root.with_token(token).get("auth/token/lookup-self").status == 200


def test_create_answers_an_auth_block(create):
    auth = create(meta={"team": "a"}, display_name="ci")
    assert set(auth) >= {"client_token", "accessor", "policies", "token_policies", "metadata", "lease_duration", "renewable",
                         "entity_id", "token_type", "orphan", "num_uses"}
    assert auth["policies"] == auth["token_policies"] == ["default"]
    assert auth["metadata"] == {"team": "a"} and auth["lease_duration"] == 3600 and auth["renewable"] is True
    assert auth["token_type"] == "service" and auth["orphan"] is False and auth["num_uses"] == 0


@pytest.mark.ours("the peer's prefix is `s.`")
def test_form_of_a_service_token(create):
    assert re.fullmatch(r"hvs\.[0-9A-Za-z]{24}", create()["client_token"])


def test_lookup_self(root, create):
    auth = create(meta={"team": "a"}, display_name="ci")
    data = root.with_token(auth["client_token"]).get("auth/token/lookup-self").expect(200).data
    assert set(data) >= LOOKUP_FIELDS
    assert data["id"] == auth["client_token"] and data["accessor"] == auth["accessor"]
    assert data["display_name"] == "token-ci" and data["meta"] == {"team": "a"} and data["path"] == "auth/token/create"
    assert 0 < data["ttl"] <= data["creation_ttl"] == 3600
    assert data["policies"] == ["default"] and data["type"] == "service" and data["entity_id"] == ""


def test_root_token_has_no_end(root):
    data = root.get("auth/token/lookup-self").expect(200).data
    assert data["policies"] == ["root"] and data["ttl"] == 0 and data["expire_time"] is None
    assert data["display_name"] == "root" and data["path"] == "auth/token/root" and data["orphan"] is True


def test_lookup_of_another(root, create):
    auth = create()
    assert root.post("auth/token/lookup", {"token": auth["client_token"]}).expect(200).data["accessor"] == auth["accessor"]
    by_accessor = root.post("auth/token/lookup-accessor", {"accessor": auth["accessor"]}).expect(200).data
    assert by_accessor["id"] == "" and by_accessor["accessor"] == auth["accessor"]


def test_lookup_of_nothing(root):
    assert root.post("auth/token/lookup", {"token": "none"}).expect(403).errors == ["bad token"]
    assert "invalid accessor" in root.post("auth/token/lookup-accessor", {"accessor": "none"}).expect(400).errors[0]


def test_renew(root, create):
    auth = create(ttl="10m")
    renewed = root.post("auth/token/renew", {"token": auth["client_token"], "increment": "20m"}).expect(200).auth
    assert renewed["lease_duration"] == 1200 and renewed["client_token"] == auth["client_token"]
    by_self = root.with_token(auth["client_token"]).post("auth/token/renew-self", {"increment": 60}).expect(200).auth
    assert by_self["lease_duration"] == 60
    by_accessor = root.post("auth/token/renew-accessor", {"accessor": auth["accessor"], "increment": "5m"}).expect(200).auth
    assert by_accessor["lease_duration"] == 300 and by_accessor["client_token"] == ""


def test_renew_stops_at_the_explicit_max(root, create):
    auth = create(ttl="1m", explicit_max_ttl="5m")
    renewed = root.post("auth/token/renew", {"token": auth["client_token"], "increment": "1h"}).expect(200)
    assert 0 < renewed.auth["lease_duration"] <= 300 and renewed.warnings


def test_not_renewable(root, create):
    auth = create(renewable=False)
    assert auth["renewable"] is False
    assert root.post("auth/token/renew", {"token": auth["client_token"]}).expect(400).errors == ["lease is not renewable"]
    root.post("auth/token/renew", {"token": "none"}).expect(400, 403)


def test_ttl_over_the_maximum_is_capped_with_a_warning(root):
    answer = root.post("auth/token/create", {"policies": ["default"], "ttl": "10000h"}).expect(200)
    assert answer.auth["lease_duration"] == 768 * 3600
    assert any("capped" in w for w in answer.warnings)


def test_explicit_max_caps_the_ttl(root):
    answer = root.post("auth/token/create", {"policies": ["default"], "ttl": "10m", "explicit_max_ttl": "1m"}).expect(200)
    assert answer.auth["lease_duration"] == 60 and any("capped" in w for w in answer.warnings)


def test_default_ttl(root):
    assert root.post("auth/token/create", {"policies": ["default"]}).expect(200).auth["lease_duration"] == 768 * 3600


def test_periodic_token(root, create):
    auth = create(period="1h", ttl="5m")
    assert auth["lease_duration"] == 3600
    assert root.post("auth/token/renew", {"token": auth["client_token"]}).expect(200).auth["lease_duration"] == 3600
    assert root.post("auth/token/lookup", {"token": auth["client_token"]}).data["period"] == 3600


def test_bad_ttls(root):
    for ttl in ("x", -5):
        root.post("auth/token/create", {"policies": ["default"], "ttl": ttl}).expect(400)


def test_token_ends_by_its_ttl(root, create):
    token = create(ttl="1s")["client_token"]
    wait_for("the token ends", lambda: not alive(root, token), 30)
    assert root.with_token(token).get("auth/token/lookup-self").expect(403).errors == ["permission denied"]


def test_number_of_uses(root, create):
    client = root.with_token(create(num_uses=3)["client_token"])
    assert [client.get("auth/token/lookup-self").status for _ in range(5)] == [200, 200, 200, 403, 403]


def test_lookup_by_another_takes_no_use(root, create):
    auth = create(num_uses=2)
    for _ in range(3):
        assert root.post("auth/token/lookup", {"token": auth["client_token"]}).data["num_uses"] == 2


def test_refused_request_takes_a_use(root, create):
    client = root.with_token(create(num_uses=1)["client_token"])
    client.get("sys/mounts").expect(403)
    client.get("auth/token/lookup-self").expect(403)


def test_revoke(root, create):
    token = create()["client_token"]
    root.post("auth/token/revoke", {"token": token}).expect(204)
    assert not alive(root, token)
    root.post("auth/token/revoke", {"token": "none"}).expect(204)


def test_revoke_self_and_by_accessor(root, create):
    one, two = create(), create()
    root.with_token(one["client_token"]).post("auth/token/revoke-self").expect(204)
    root.post("auth/token/revoke-accessor", {"accessor": two["accessor"]}).expect(204)
    assert not alive(root, one["client_token"]) and not alive(root, two["client_token"])


@pytest.fixture
def family(root, user):
    """A parent that may create tokens, its child, and the child's child."""
    policy = 'path "auth/token/create*" { capabilities = ["create", "update", "sudo"] }'
    parent = user(policy)
    child = root.with_token(parent.post("auth/token/create", {"ttl": "1h"}).expect(200).auth["client_token"])
    grandchild = root.with_token(child.post("auth/token/create", {"ttl": "1h"}).expect(200).auth["client_token"])
    return parent, child, grandchild


def test_children_go_with_their_parent(root, family):
    parent, child, grandchild = family
    root.post("auth/token/revoke", {"token": parent.token}).expect(204)
    assert [alive(root, t.token) for t in (parent, child, grandchild)] == [False, False, False]


def test_revoke_orphan_leaves_the_children(root, family):
    parent, child, grandchild = family
    root.post("auth/token/revoke-orphan", {"token": parent.token}).expect(204)
    assert [alive(root, t.token) for t in (parent, child, grandchild)] == [False, True, True]
    assert root.post("auth/token/lookup", {"token": child.token}).data["orphan"] is True


def test_orphans_outlive_their_maker(root, family):
    parent = family[0]
    orphan = parent.post("auth/token/create-orphan", {"ttl": "1h"}).expect(200).auth
    without_parent = parent.post("auth/token/create", {"ttl": "1h", "no_parent": True}).expect(200).auth
    assert orphan["orphan"] is True and without_parent["orphan"] is True
    root.post("auth/token/revoke", {"token": parent.token}).expect(204)
    assert alive(root, orphan["client_token"]) and alive(root, without_parent["client_token"])


def test_child_cannot_have_more_than_its_parent(root, user, name):
    root.put(f"sys/policies/acl/{name}-more", {"policy": 'path "sys/*" { capabilities = ["read"] }'}).expect(204)
    parent = user('path "auth/token/create" { capabilities = ["create", "update"] }')
    for policies in (["root"], ["Root"], [" root "], [f"{name}-more"], ["default", "root"]):
        answer = parent.post("auth/token/create", {"policies": policies})
        assert answer.status == 400 and "polic" in answer.errors[0], (policies, answer.body)
    parent.post("auth/token/create", {"policies": ["default"]}).expect(200)


def test_without_sudo_some_fields_are_refused(user):
    parent = user('path "auth/token/create*" { capabilities = ["create", "update"] }')
    for fields in ({"id": "chosen"}, {"no_parent": True}, {"period": "1h"}):
        parent.post("auth/token/create", {"policies": ["default"], **fields}).expect(400, 403)


def test_child_inherits_policies(root, user):
    parent = user('path "auth/token/create" { capabilities = ["create", "update"] }')
    mine = parent.get("auth/token/lookup-self").data["policies"]
    assert parent.post("auth/token/create", {}).expect(200).auth["policies"] == mine


def test_no_default_policy(root, name):
    root.put(f"sys/policies/acl/{name}", {"policy": 'path "x" { capabilities = ["read"] }'}).expect(204)
    auth = root.post("auth/token/create", {"policies": [name], "no_default_policy": True}).expect(200).auth
    assert auth["policies"] == [name]
    root.with_token(auth["client_token"]).get("auth/token/lookup-self").expect(403)


def test_unknown_policy_is_a_warning(root, name):
    answer = root.post("auth/token/create", {"policies": [f"{name}-none"]}).expect(200)
    assert answer.warnings == [f'Policy "{name}-none" does not exist']


def test_chosen_id(root, name):
    answer = root.post("auth/token/create", {"id": f"chosen-{name}", "policies": ["default"]}).expect(200)
    assert answer.auth["client_token"] == f"chosen-{name}"
    assert alive(root, f"chosen-{name}")
    assert "duplicate" in root.post("auth/token/create", {"id": f"chosen-{name}", "policies": ["default"]}).expect(400).errors[0]


@pytest.mark.ours("the peer refuses a dot in a chosen id; clients expect any form")
def test_chosen_id_of_any_form(root, name):
    for token in (f"{name}.with.dots", f"3f2504e0-4f89-41d3-9a0c-{name}"):
        assert root.post("auth/token/create", {"id": token, "policies": ["default"]}).expect(200).auth["client_token"] == token
        assert alive(root, token)


def test_accessors(root, create):
    auth = create()
    assert auth["accessor"] in root.list("auth/token/accessors").expect(200).data["keys"]
    root.post("auth/token/revoke-accessor", {"accessor": auth["accessor"]}).expect(204)
    assert auth["accessor"] not in root.list("auth/token/accessors").data["keys"]


def test_accessors_need_sudo(user):
    user('path "auth/token/accessors" { capabilities = ["list"] }').list("auth/token/accessors").expect(403)
    user('path "auth/token/accessors" { capabilities = ["list", "sudo"] }').list("auth/token/accessors").expect(200)


def test_accessor_is_no_token(root, create):
    assert not alive(root, create()["accessor"])


def test_tidy(root):
    answer = root.post("auth/token/tidy").expect(202, 204)
    assert answer.status == 204 or answer.warnings


def test_failed_create_leaves_no_token(root):
    before = len(root.list("auth/token/accessors").data["keys"])
    root.post("auth/token/create", {"policies": ["default"], "ttl": "x"}).expect(400)
    root.post("auth/token/create", {"policies": ["default"], "explicit_max_ttl": "-1h"}).expect(400)
    assert len(root.list("auth/token/accessors").data["keys"]) == before


def test_bearer_equals_the_token_header(running):
    bearer = {"Authorization": f"Bearer {running.credentials.root_token}"}
    running.node.client().get("auth/token/lookup-self", headers=bearer).expect(200)


def test_missing_and_bad_token_are_403(running):
    for token in (None, "", "bad", "hvs.AAAAAAAAAAAAAAAAAAAAAAAA", "s.AAAAAAAAAAAAAAAAAAAAAAAA", "b.AAAA", "x" * 5000):
        client = running.node.client(token)
        for path in ("auth/token/lookup-self", "sys/mounts", "none/x", "sys/none"):
            assert client.get(path).expect(403).errors == ["permission denied"], (token, path)
