"""The leader is killed under load: nothing acknowledged is lost, and writes go on."""
import signal

import pytest

from cluster.conftest import mount_kv2
from harness.load import Load
from harness.waiting import wait_for


@pytest.mark.timeout(420)
def test_kill_the_leader_under_a_writer(new_cluster):
    cluster = new_cluster().form()
    mount_kv2(cluster.client(cluster.nodes[0]))
    killed_all = []
    with Load([n.url for n in cluster.nodes], cluster.credentials.root_token, "secret", pause=0.05) as load:
        for round in range(3):
            load.wait_more(100)
            leader = cluster.leader()
            leader.kill()
            killed_all.append(leader.name)
            seconds = load.wait_more(50, seconds=30)
            print(f"round {round}: killed {leader.name}; first write acknowledged after {seconds:.2f} s")
            leader.start()
            leader.unseal(cluster.credentials, ready=(200, 429, 473))
            cluster.wait_voters(3)
            load.wait_more(50)
    assert len(load.acknowledged) >= 600
    for node in cluster.nodes:
        assert load.missing(cluster.client(node)) == [], f"lost at {node.name}; killed {killed_all}"


@pytest.mark.timeout(240)
def test_stop_by_term_hands_over(new_cluster):
    cluster = new_cluster().form()
    mount_kv2(cluster.client(cluster.nodes[0]))
    with Load([n.url for n in cluster.nodes], cluster.credentials.root_token, "secret") as load:
        load.wait_more(100)
        leader = cluster.leader()
        assert leader.stop(signal.SIGTERM) == 0
        load.wait_more(100, seconds=30)
    rest = cluster.running()
    assert len(rest) == 2
    for node in rest:
        assert load.missing(cluster.client(node)) == []


@pytest.mark.timeout(240)
def test_no_quorum_refuses_and_recovers(new_cluster):
    cluster = new_cluster().form()
    client = cluster.client(cluster.nodes[0])
    mount_kv2(client)
    client.post("secret/data/a", {"data": {"x": 1}}).expect(200)
    for node in cluster.nodes[1:]:
        node.kill()
    alone = cluster.client(cluster.nodes[0])
    alone.timeout = 60
    answer = alone.post("secret/data/a", {"data": {"x": 2}})
    assert answer.status in (500, 503), answer.body
    assert cluster.nodes[0].health().status in (429, 503)
    for node in cluster.nodes[1:]:
        node.start()
        node.unseal(cluster.credentials, ready=(200, 429, 473))
    cluster.wait_voters(3)
    for node in cluster.nodes:
        wait_for("it serves", lambda: cluster.client(node).get("secret/data/a").status == 200, 60)
        assert cluster.client(node).get("secret/data/a").data["data"]["x"] in (1, 2)


@pytest.mark.ours("503 with Retry-After, and no read from a state that may be old")
@pytest.mark.timeout(240)
def test_without_quorum_no_read_either(new_cluster):
    cluster = new_cluster().form()
    mount_kv2(cluster.client(cluster.nodes[0]))
    leader = cluster.leader()
    cluster.client(leader).post("secret/data/a", {"data": {"x": 1}}).expect(200)
    for node in cluster.followers():
        node.kill()
    for path in ("secret/data/a", "auth/token/lookup-self"):
        answer = cluster.client(leader).get(path)
        assert answer.status == 503 and answer.headers["Retry-After"], (path, answer.status, answer.body)


@pytest.mark.ours("the peer's paused leader is not tested here")
@pytest.mark.timeout(240)
def test_a_paused_leader_serves_nothing_old(new_cluster):
    """SIGSTOP past every time-out, writes through the others, SIGCONT: the first answers of the old leader are fresh or refused."""
    cluster = new_cluster().form()
    mount_kv2(cluster.client(cluster.nodes[0]))
    leader = cluster.leader()
    cluster.client(leader).post("secret/data/a", {"data": {"n": 0}}).expect(200)
    leader.send(signal.SIGSTOP)
    try:
        other = cluster.client(next(n for n in cluster.nodes if n is not leader))
        other.timeout = 10

        def written():
            return other.post("secret/data/a", {"data": {"n": 1}}).status == 200

        wait_for("the others lead", written, 60)
    finally:
        leader.send(signal.SIGCONT)
    old = cluster.client(leader)
    for _ in range(20):
        answer = old.get("secret/data/a")
        assert answer.status == 503 or answer.data["data"] == {"n": 1}, answer.body
    wait_for("it follows", lambda: old.get("secret/data/a").status == 200, 30)
