"""Three healthy nodes: every one answers every request, and freshly."""
import json

import pytest

from cluster.conftest import mount_kv2
from harness.cli import Cli
from harness.cluster import Cluster
from harness.waiting import wait_for

ROUNDS = 200


@pytest.fixture(scope="module")
def three(servers):
    cluster = Cluster(lambda name: servers.node(name)).form(shares=3, threshold=2)
    mount_kv2(cluster.client(cluster.nodes[0]))
    yield cluster
    for node in cluster.nodes:
        node.dispose()


@pytest.fixture
def clients(three):
    return [three.client(node) for node in three.nodes]


def test_put_together_with_the_command_line(servers, tmp_path):
    """operator init, unseal, raft join, list-peers: as an operator types them."""
    nodes = [servers.node(f"n{i}") for i in (1, 2, 3)]
    try:
        cli = [Cli(n.start().url, None, tmp_path) for n in nodes]
        made = json.loads(cli[0]("operator", "init", "-key-shares=1", "-key-threshold=1", "-format=json"))
        key, token = made["unseal_keys_b64"][0], made["root_token"]
        cli[0]("operator", "unseal", key)
        nodes[0].wait_healthy()
        for other in cli[1:]:
            assert "Joined" in other("operator", "raft", "join", nodes[0].url)

            def unsealed():
                return "false" in other.run("operator", "unseal", key).stdout.split("Sealed")[1].split("\n")[0]

            wait_for("unsealed", unsealed, 60)

        def peers():
            listed = cli[0].with_token(token)("operator", "raft", "list-peers", "-format=json")
            return json.loads(listed)["data"]["config"]["servers"]

        wait_for("three voters", lambda: len(peers()) == 3 and all(p["voter"] for p in peers()), 60)
        assert sorted(p["node_id"] for p in peers()) == ["n1", "n2", "n3"]
        assert [p["leader"] for p in peers()].count(True) == 1
    finally:
        for node in nodes:
            node.dispose()


@pytest.mark.ours("the peer's followers may answer from an older state")
def test_written_through_two_read_through_three(clients):
    two, three = clients[1], clients[2]
    stale = []
    for n in range(ROUNDS):
        two.post("secret/data/fresh", {"data": {"n": n}}).expect(200)
        answer = three.get("secret/data/fresh")
        if answer.status != 200 or answer.data["data"] != {"n": n}:
            stale.append((n, answer.body[:200]))
    assert stale == [], f"{len(stale)} of {ROUNDS} not fresh"


@pytest.mark.ours("the peer's followers may answer from an older state")
def test_everything_else_is_fresh_as_well(clients):
    """Policies, tokens, mounts, lists and deletions, each written through one node and used at once through another."""
    one, two, three = clients
    for n in range(20):
        one.put("sys/policies/acl/fresh", {"policy": f'path "secret/data/p{n}" {{ capabilities = ["read"] }}'}).expect(204)
        two.post(f"secret/data/p{n}", {"data": {"n": n}}).expect(200)
        token = three.post("auth/token/create", {"policies": ["fresh"], "ttl": "5m"}).expect(200).auth["client_token"]
        one.with_token(token).get(f"secret/data/p{n}").expect(200)
        two.with_token(token).get(f"secret/data/p{n + 1}").expect(403)
        assert f"p{n}" in three.list("secret/metadata/").expect(200).data["keys"]
        two.post("auth/token/revoke", {"token": token}).expect(204)
        three.with_token(token).get(f"secret/data/p{n}").expect(403)
        one.post(f"sys/mounts/fresh{n}", {"type": "kv"}).expect(204)
        two.put(f"fresh{n}/a", {"x": n}).expect(204)
        assert three.get(f"fresh{n}/a").expect(200).data == {"x": n}
        three.delete(f"sys/mounts/fresh{n}").expect(204)
        one.get(f"fresh{n}/a").expect(404)


def test_wrapped_at_one_unwrapped_once_at_another(clients):
    one, two, three = clients
    one.post("secret/data/w", {"data": {"x": 1}}).expect(200)
    for _ in range(10):
        token = two.get("secret/data/w", headers={"X-Vault-Wrap-TTL": "60"}).expect(200).json["wrap_info"]["token"]
        assert three.post("sys/wrapping/unwrap", {"token": token}).expect(200).data["data"] == {"x": 1}
        one.post("sys/wrapping/unwrap", {"token": token}).expect(400)


@pytest.mark.ours("the peer keeps no usage")
def test_reads_through_three_nodes_are_summed(clients):
    """Each node merges what it has answered; then all of them tell the exact sum, and by whom."""
    clients[0].post("secret/data/summed", {"data": {"x": 1}}).expect(200)
    for times, client in zip((7, 20, 33), clients):
        for _ in range(times):
            client.get("secret/data/summed").expect(200)

    def told():
        seen = [client.get("sys/usage/secrets/secret/summed").expect(200).data for client in clients]
        assert all(one["reads"] <= 60 for one in seen), "a read was counted twice"
        return [one["reads"] for one in seen] == [60] * 3 and seen

    for one in wait_for("the sum at every node", told, 60):
        assert sum(one["reads_by_day"].values()) == 60
        assert [(r["identity"], r["reads"]) for r in one["readers"]] == [("root", 60)]
    for client in clients:
        unused = client.get("sys/usage/secrets?unused_for=1h").expect(200).data["secrets"]
        assert "secret/summed" not in [secret["path"] for secret in unused]


@pytest.mark.ours("the peer's followers may answer from an older state")
def test_cas_from_all_sides_counts_exactly(clients):
    """Three clients at three nodes raise one counter by check-and-set: no raise is lost, none counts twice."""
    from concurrent.futures import ThreadPoolExecutor

    clients[0].post("secret/data/counter", {"data": {"n": 0}}).expect(200)

    def raise_it(client, times):
        done = 0
        while done < times:
            current = client.get("secret/data/counter").expect(200).data
            answer = client.post("secret/data/counter", {
                "data": {"n": current["data"]["n"] + 1}, "options": {"cas": current["metadata"]["version"]}})
            assert answer.status in (200, 400), answer.body
            done += answer.status == 200
        return done

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(lambda c: raise_it(c, 20), clients)) == 60
    assert clients[1].get("secret/data/counter").data["data"] == {"n": 60}


@pytest.mark.ours("the peer answers a few of them with 500")
def test_number_of_uses_counts_exactly_over_all_nodes(clients):
    from concurrent.futures import ThreadPoolExecutor

    token = clients[0].post("auth/token/create", {"policies": ["default"], "num_uses": 10}).expect(200).auth["client_token"]
    with ThreadPoolExecutor(6) as pool:
        statuses = list(pool.map(lambda n: clients[n % 3].with_token(token).get("auth/token/lookup-self").status, range(30)))
    assert statuses.count(200) == 10 and statuses.count(403) == 20


@pytest.mark.ours("the peer's followers stand by")
def test_every_node_says_it_is_healthy(three):
    assert [n.health().status for n in three.nodes] == [200, 200, 200]
    assert [n.health().json["standby"] for n in three.nodes].count(False) == 1


def test_leader_and_members_are_told_alike(three):
    leader = three.leader()
    for node in three.nodes:
        told = node.client().get("sys/leader").expect(200).json
        assert told["leader_address"] == leader.url and told["is_self"] is (node is leader)
        assert sorted(three.peers(node)) == ["n1", "n2", "n3"]
        nodes = three.client(node).get("sys/ha-status").expect(200).data["nodes"]
        assert len(nodes) == 3 and [n["api_address"] for n in nodes if n["active_node"]] == [leader.url]


def test_autopilot(three):
    def settled():
        state = three.client(three.leader()).get("sys/storage/raft/autopilot/state").expect(200).data
        return state["healthy"] is True and sorted(state["voters"]) == ["n1", "n2", "n3"] and state["failure_tolerance"] == 1

    wait_for("three healthy voters", settled, 60)


def test_step_down_moves_the_leadership(three):
    leader = three.leader()
    three.client(leader).put("sys/step-down").expect(204)
    wait_for("another leader", lambda: three.leader() is not leader, 60)
    for node in three.nodes:
        wait_for("writes go on", lambda: three.client(node).post("secret/data/after", {"data": {"n": node.name}}).status == 200, 60)


def test_rotation_reaches_every_node(three, clients):
    before = clients[0].get("sys/key-status").expect(200).data["term"]
    clients[2].put("sys/rotate").expect(204)
    for client in clients:
        wait_for("the new term", lambda: client.get("sys/key-status").data["term"] == before + 1, 30)
        client.post("secret/data/rotated", {"data": {"x": 1}}).expect(200)


def test_a_sealed_member_refuses_and_comes_back(three, clients):
    follower = three.followers()[0]
    three.client(follower).put("sys/seal").expect(204, 400)
    if follower.client().get("sys/seal-status").json["sealed"]:
        assert three.client(follower).get("secret/data/fresh").status == 503
    others = [n for n in three.nodes if n is not follower]
    wait_for("the others go on", lambda: three.client(others[0]).post("secret/data/s", {"data": {}}).status == 200, 30)
    follower.unseal(three.credentials, ready=(200, 429, 473))
