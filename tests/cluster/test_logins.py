"""Logins through several nodes at once: who is locked out is so everywhere, and what can be used once is used once."""
import concurrent.futures
import urllib.parse

import pytest

from harness.cluster import Cluster
from harness.directory import Directory
from harness.provider import Provider
from harness.totp import Authenticator
from harness.waiting import wait_for

pytestmark = pytest.mark.ours("the peer's followers forward what ours answer")


@pytest.fixture(scope="module")
def three(servers):
    cluster = Cluster(lambda name: servers.node(name)).form(shares=1, threshold=1)
    root = cluster.client(cluster.nodes[0])
    root.post("sys/auth/approle", {"type": "approle"}).expect(204)
    root.post("sys/auth/userpass", {"type": "userpass"}).expect(204)
    yield cluster
    for node in cluster.nodes:
        node.dispose()


def test_locked_out_on_every_node_and_by_a_new_leader(three):
    root = three.client(three.nodes[0])
    root.post("auth/userpass/users/alice", {"password": "right"}).expect(204)
    for i in range(5):
        three.nodes[i % 3].client().post("auth/userpass/login/alice", {"password": "wrong"}).expect(400)

    def locked_everywhere():
        return all(n.client().post("auth/userpass/login/alice", {"password": "right"}).status == 403 for n in three.nodes)

    assert locked_everywhere()
    leader = three.leader()
    three.client(leader).put("sys/step-down").expect(204)
    wait_for("another leader", lambda: three.leader() is not leader, 30)
    assert locked_everywhere()
    accessor = root.get("sys/auth/userpass").expect(200).data["accessor"]
    three.client(three.nodes[1]).post(f"sys/locked-users/{accessor}/unlock/alice").expect(204)
    for node in three.nodes:
        node.client().post("auth/userpass/login/alice", {"password": "right"}).expect(200)


def test_parallel_guesses_through_all_nodes_are_counted(three):
    root = three.client(three.nodes[0])
    root.post("auth/userpass/users/bob", {"password": "right"}).expect(204)
    with concurrent.futures.ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(
            lambda i: three.nodes[i % 3].client().post("auth/userpass/login/bob", {"password": f"wrong{i}"}).status, range(24)))
    assert set(answers) <= {400, 403, 503} and answers.count(400) >= 5, answers
    assert three.nodes[0].client().post("auth/userpass/login/bob", {"password": "right"}).status == 403


def test_guesses_at_a_directory_are_counted_through_all_nodes(three, tmp_path):
    directory = Directory(tmp_path).start()
    directory.person("carol")
    root = three.client(three.nodes[0])
    root.post("sys/auth/ldap", {"type": "ldap"}).expect(204)
    root.post("auth/ldap/config", directory.searching(starttls=True, certificate=directory.authority.pem)).expect(204)
    for i in range(5):
        three.nodes[i % 3].client().post("auth/ldap/login/carol", {"password": "wrong"}).expect(400)
    for node in three.nodes:
        node.client().post("auth/ldap/login/carol", {"password": "right"}).expect(403)
    accessor = root.get("sys/auth/ldap").expect(200).data["accessor"]
    root.post(f"sys/locked-users/{accessor}/unlock/carol").expect(204)
    for node in three.nodes:
        node.client().post("auth/ldap/login/carol", {"password": "right"}).expect(200)
    directory.stop()


def test_one_use_secret_ids_through_all_nodes_at_once(three):
    root = three.client(three.nodes[0])
    root.post("auth/approle/role/once", {"role_id": "once", "secret_id_num_uses": 1}).expect(204)
    for _ in range(10):
        secret_id = root.post("auth/approle/role/once/secret-id", {}).expect(200).data["secret_id"]
        with concurrent.futures.ThreadPoolExecutor(3) as threads:
            answers = list(threads.map(
                lambda node: node.client().post("auth/approle/login", {"role_id": "once", "secret_id": secret_id}).status,
                three.nodes))
        # A right login would forget the two wrong ones of the round before: no lock-out comes of it.
        assert sorted(answers) == [200, 400, 400], answers


def test_tokens_of_one_node_are_those_of_all(three):
    root = three.client(three.nodes[0])
    root.post("auth/approle/role/any", {"role_id": "any", "bind_secret_id": False, "secret_id_bound_cidrs": "127.0.0.0/8"}).expect(204)
    token = three.nodes[1].client().post("auth/approle/login", {"role_id": "any"}).expect(200).auth["client_token"]
    for node in three.nodes:
        node.client(token).get("auth/token/lookup-self").expect(200)
    root.delete("sys/auth/approle").expect(204)
    for node in three.nodes:
        node.client(token).get("auth/token/lookup-self").expect(403)


def test_a_browser_login_begins_at_one_node_and_ends_once_at_another(three, tmp_path):
    provider = Provider(tmp_path)
    root = three.client(three.nodes[0])
    root.post("sys/auth/oidc", {"type": "oidc"}).expect(204)
    root.post("auth/oidc/config", provider.browser_config()).expect(204)
    back_to = "http://localhost:8250/oidc/callback"
    root.post("auth/oidc/role/r", {"user_claim": "sub", "allowed_redirect_uris": back_to}).expect(204)

    def callback(node, parameters):
        return node.client().get("auth/oidc/oidc/callback?" + urllib.parse.urlencode(parameters)).status

    for i in range(6):
        begun = three.nodes[i % 3].client().post("auth/oidc/oidc/auth_url", {"role": "r", "redirect_uri": back_to}).expect(200).data
        parameters = provider.visit(begun["auth_url"])[1]
        with concurrent.futures.ThreadPoolExecutor(3) as threads:
            # The provider, too, takes a code once; the codes here are three for one state.
            three_codes = [parameters] + [parameters | {"code": provider.visit(begun["auth_url"])[1]["code"]} for _ in range(2)]
            answers = list(threads.map(callback, three.nodes, three_codes))
        assert sorted(answers) == [200, 400, 400], answers
    provider.close()


def validate(node, begun, method, code):
    return node.client().post("sys/mfa/validate", {"mfa_request_id": begun, "mfa_payload": {method: [code]}})


def test_a_login_is_confirmed_once_at_another_node_and_wrong_codes_count_at_all(three):
    root = three.client(three.nodes[0])
    root.post("sys/auth/mfa", {"type": "userpass"}).expect(204)
    root.post("auth/mfa/users/carol", {"password": "p"}).expect(204)
    accessor = root.get("sys/auth/mfa").expect(200).data["accessor"]

    def login(node):
        return node.client().post("auth/mfa/login/carol", {"password": "p"}).expect(200).auth

    entity = login(three.nodes[0])["entity_id"]
    method = root.post("identity/mfa/method/totp", {"issuer": "i", "period": 86400, "max_validation_attempts": 20}).expect(200).data["method_id"]
    enrolled = {"method_id": method, "entity_id": entity}
    authenticator = Authenticator(root.post("identity/mfa/method/totp/admin-generate", enrolled).expect(200).data["url"])
    root.post("identity/mfa/login-enforcement/e", {"mfa_method_ids": [method], "auth_method_accessors": [accessor]}).expect(204)

    begun = login(three.nodes[0])["mfa_requirement"]["mfa_request_id"]
    leader = three.leader()
    three.client(leader).put("sys/step-down").expect(204)
    wait_for("another leader", lambda: three.leader() is not leader, 30)
    with concurrent.futures.ThreadPoolExecutor(3) as threads:
        answers = list(threads.map(lambda node: validate(node, begun, method, authenticator.code()).status, three.nodes))
    assert sorted(answers)[0] == 200 and set(answers) <= {200, 400, 403} and answers.count(200) == 1, answers
    for node in three.nodes:
        assert "not supplied or incorrect" in validate(
            node, login(node)["mfa_requirement"]["mfa_request_id"], method, authenticator.code()).expect(403).errors[0]
    for i in range(20):
        begun = login(three.nodes[i % 3])["mfa_requirement"]["mfa_request_id"]
        validate(three.nodes[(i + 1) % 3], begun, method, authenticator.wrong()).expect(403)
    for node in three.nodes:
        begun = login(node)["mfa_requirement"]["mfa_request_id"]
        assert "maximum TOTP validation attempts" in validate(node, begun, method, authenticator.code(1)).expect(403).errors[0]


def test_a_lease_count_quota_holds_over_all_nodes(three):
    root = three.client(three.nodes[0])
    root.post("auth/token/roles/few", {}).expect(204)
    quota = "sys/quotas/lease-count/few"

    def create(i):
        return three.client(three.nodes[i % 3]).post("auth/token/create/few", {"policies": ["default"], "ttl": "1h"}).status

    before = [create(i) for i in range(3)]
    with concurrent.futures.ThreadPoolExecutor(12) as threads:
        making = [threads.submit(create, i) for i in range(12)]
        root.put(quota, {"path": "auth/token/create/few", "max_leases": 20}).expect(204)
        making += [threads.submit(create, i) for i in range(48)]
        statuses = before + [made.result() for made in making]
    assert set(statuses) == {200, 429}
    assert statuses.count(200) == 20
    assert root.get(quota).data["counter"] == 20
    three.client(three.leader()).put("sys/step-down").expect(204)
    wait_for("a leader", lambda: three.leader() is not None, 30)
    assert [create(i) for i in range(3)] == [429] * 3
    root = three.client(three.nodes[1])
    root.post("sys/leases/revoke-prefix/auth/token/create/few").expect(204)
    assert root.get(quota).data["counter"] == 0
    assert create(2) == 200
