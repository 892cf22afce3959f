"""Members come, go, lose their disks and come back."""
import pytest

from cluster.conftest import mount_kv2
from harness.load import Load
from harness.node import Credentials
from harness.waiting import wait_for

READY = (200, 429, 473)
LARGE = "v" * 900_000


def log_begins_later(node):
    """True if the node's Raft log no longer has its first entry."""
    segments = [f.name for f in node.data.rglob("log_*")]
    return bool(segments) and not any(name.startswith("log_0-") or name == "log_inprogress_0" for name in segments)


@pytest.mark.ours("reads the file names of our Raft log")
@pytest.mark.timeout(420)
def test_wiped_follower_joins_again_after_the_log_was_purged(new_cluster):
    cluster = new_cluster(**{"storage.snapshot-entries": "300"}).form()
    client = cluster.client(cluster.nodes[0])
    mount_kv2(client)
    with Load([cluster.nodes[0].url], cluster.credentials.root_token, "secret") as load:
        for n in range(60):
            client.post(f"secret/data/large{n % 5}", {"data": {"v": LARGE}}).expect(200)
        load.wait_more(800, seconds=120)
    leader = cluster.leader()
    wait_for("the leader purged its log", lambda: log_begins_later(leader), 60)

    follower = cluster.followers()[0]
    follower.kill()
    follower.wipe()
    follower.start()
    cluster.join(follower, leader)
    peers = cluster.wait_voters(3)
    assert sorted(peers) == ["n1", "n2", "n3"], "three voters and no ghost"
    assert load.missing(cluster.client(follower)) == []
    assert cluster.client(follower).get("secret/data/large0").expect(200).data["data"]["v"] == LARGE

    # It really votes: with another member gone, it makes the majority.
    other = next(n for n in cluster.nodes if n is not follower and n is not cluster.leader())
    other.kill()
    wait_for("writes go on", lambda: cluster.client(follower).post("secret/data/two", {"data": {"x": 1}}).status == 200, 60)


@pytest.mark.timeout(300)
def test_wiped_follower_joins_again_on_an_idle_cluster(new_cluster, servers):
    cluster = new_cluster().form()
    mount_kv2(cluster.client(cluster.nodes[0]))
    cluster.client(cluster.nodes[0]).post("secret/data/a", {"data": {"x": 1}}).expect(200)
    follower = cluster.followers()[0]
    follower.kill()
    if not servers.ours:  # the peer keeps the ghost until it is removed by hand
        cluster.client(cluster.leader()).post("sys/storage/raft/remove-peer", {"server_id": follower.name}).expect(204)
    follower.wipe()
    follower.start()
    cluster.join(follower, cluster.leader())
    assert sorted(cluster.wait_voters(3)) == ["n1", "n2", "n3"]
    wait_for("it serves", lambda: cluster.client(follower).get("secret/data/a").status == 200, 60)


@pytest.mark.ours("the peer's absent node keeps the old shares until it has unsealed with them")
@pytest.mark.timeout(300)
def test_rekey_while_one_node_is_down(new_cluster):
    cluster = new_cluster().form(shares=3, threshold=2)
    mount_kv2(cluster.client(cluster.nodes[0]))
    absent = cluster.followers()[0]
    absent.kill()
    root = cluster.client(cluster.leader())
    nonce = root.put("sys/rotate/root/init", {"secret_shares": 2, "secret_threshold": 2}).expect(200).data["nonce"]
    for key in cluster.credentials.keys[:2]:
        done = root.put("sys/rotate/root/update", {"key": key, "nonce": nonce}).expect(200).data
    assert done["complete"] is True
    old = cluster.credentials
    cluster.credentials = Credentials(tuple(done["keys_base64"]), old.root_token, 2)
    root.put("sys/rotate").expect(204)
    root.post("secret/data/after", {"data": {"x": 1}}).expect(200)

    absent.start()
    absent.unseal(cluster.credentials, ready=READY)
    cluster.wait_voters(3)
    assert cluster.client(absent).get("secret/data/after").expect(200).data["data"] == {"x": 1}

    for node in cluster.nodes:  # and after a restart of all, the new shares still hold
        node.stop()
    for node in cluster.nodes:
        node.start()
    for node in cluster.nodes:
        node.give_shares(cluster.credentials)
    for node in cluster.nodes:
        node.unseal(cluster.credentials, ready=READY)
        assert cluster.client(node).get("secret/data/after").expect(200).data["data"] == {"x": 1}


@pytest.mark.timeout(240)
def test_remove_and_join_again(new_cluster):
    cluster = new_cluster().form()
    leaving = cluster.followers()[0]
    cluster.client(cluster.leader()).post("sys/storage/raft/remove-peer", {"server_id": leaving.name}).expect(204)
    wait_for("two members", lambda: leaving.name not in cluster.peers(cluster.leader()), 30)
    leaving.kill()
    leaving.wipe()
    leaving.start()
    cluster.join(leaving, cluster.leader())
    assert sorted(cluster.wait_voters(3)) == ["n1", "n2", "n3"]


@pytest.mark.timeout(240)
def test_restart_of_all_three(new_cluster):
    cluster = new_cluster().form()
    mount_kv2(cluster.client(cluster.nodes[0]))
    cluster.client(cluster.nodes[0]).post("secret/data/a", {"data": {"x": 1}}).expect(200)
    for node in cluster.nodes:
        node.kill()
    for node in cluster.nodes:
        node.start()
    for node in cluster.nodes:
        node.give_shares(cluster.credentials)
    for node in cluster.nodes:
        node.unseal(cluster.credentials, ready=READY)
        wait_for("it serves", lambda: cluster.client(node).get("secret/data/a").status == 200, 60)
    cluster.wait_voters(3)


@pytest.mark.ours("proof of unseal is our way of joining")
@pytest.mark.timeout(240)
def test_join_with_wrong_shares_adds_nobody(new_cluster):
    import base64

    cluster = new_cluster()
    first = cluster.nodes[0].start()
    cluster.credentials = first.init()
    first.unseal(cluster.credentials)
    stranger = cluster.nodes[1].start()
    stranger.client().post("sys/storage/raft/join", {"leader_api_addr": first.url}).expect(200)
    stranger.client().put("sys/unseal", {"key": base64.b64encode(bytes(32)).decode()})
    assert stranger.client().get("sys/seal-status").json["sealed"] is True
    assert sorted(cluster.peers(first)) == ["n1"]
    stranger.unseal(cluster.credentials)
    cluster.wait_voters(2)


@pytest.mark.ours("a clear start-up error")
@pytest.mark.timeout(240)
def test_two_nodes_with_one_id(servers):
    from harness.cluster import Cluster

    cluster = Cluster(lambda name: servers.node(name), size=2)
    for node in cluster.nodes:
        node.name = "same"
    first, second = cluster.nodes
    try:
        first.start()
        cluster.credentials = first.init()
        first.unseal(cluster.credentials)
        second.start()
        second.client().post("sys/storage/raft/join", {"leader_api_addr": first.url})
        second.client().put("sys/unseal", {"key": cluster.credentials.keys[0]})
        wait_for("one member, itself", lambda: list(cluster.peers(first)) == ["same"], 30)
        assert cluster.peers(first)["same"]["address"].endswith(str(first.cluster_port)), "the running member keeps its place"
        assert cluster.client(first).get("sys/mounts").status == 200
    finally:
        for node in cluster.nodes:
            node.dispose()
