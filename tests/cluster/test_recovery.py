"""Two of three members are lost for good."""
import json

import pytest

from cluster.conftest import mount_kv2
from harness.node import READY_OR_STANDBY
from harness.waiting import wait_for

pytestmark = pytest.mark.ours("the peer's file is the same, but it keeps the old group and what refuses a file differs")


def write_peers(node, text):
    (node.data / "raft" / "peers.json").write_text(text)


def refused(node):
    """Starts the node, which ends by itself; what it said of peers.json."""
    node.launch()
    assert node.process.wait(60) != 0
    return [line for line in node.log_text().splitlines() if "peers.json is refused" in line][-1]


@pytest.mark.timeout(400)
def test_one_survivor_becomes_the_cluster(new_cluster, servers):
    cluster = new_cluster().form(shares=3, threshold=2)
    survivor, lost = cluster.followers()
    old_leader = cluster.leader()
    client = cluster.client(old_leader)
    mount_kv2(client)
    for n in range(30):
        client.post(f"secret/data/s{n}", {"data": {"n": n}}).expect(200)
    wait_for("the survivor has it", lambda: cluster.client(survivor).get("secret/data/s29").status == 200, 30)
    cluster_id = survivor.client().get("sys/health").json["cluster_id"]
    for node in cluster.nodes:
        node.kill()

    me = {"id": survivor.name, "address": f"127.0.0.1:{survivor.cluster_port}", "non_voter": False}
    for text, why in (
        ("{", "not JSON"),
        ("[]", "not an array of members"),
        (json.dumps([{**me, "extra": 1}]), "nothing else"),
        (json.dumps([{**me, "id": lost.name}]), "does not name this node"),
        (json.dumps([{**me, "address": "127.0.0.1:1"}]), "another address"),
    ):
        write_peers(survivor, text)
        assert why in refused(survivor), text

    write_peers(survivor, json.dumps([me]))
    survivor.start()
    assert "RECOVERY" in survivor.log_text() and not (survivor.data / "raft" / "peers.json").exists()
    survivor.unseal(cluster.credentials)
    root = cluster.client(survivor)
    assert list(cluster.peers(survivor)) == [survivor.name]
    assert survivor.client().get("sys/health").json["cluster_id"] == cluster_id
    for n in range(30):
        assert root.get(f"secret/data/s{n}").expect(200).data["data"] == {"n": n}
    root.post("secret/data/after", {"data": {"x": 1}}).expect(200)

    # An old member that comes back is of another group: it serves nothing, and disturbs nothing.
    lost.start()
    for key in cluster.credentials.keys[:2]:
        assert lost.client().put("sys/unseal", {"key": key}).status == 503, "it cannot know whether its seal is still the newest"
    assert lost.health().status == 503
    assert root.get("sys/leader").json["is_self"] is True and list(cluster.peers(survivor)) == [survivor.name]
    lost.kill()

    # It joins anew on an empty folder, under its old name; so does another.
    for node in (lost, old_leader):
        node.wipe()
        node.start()
        cluster.join(node, survivor)
    assert sorted(cluster.wait_voters(3)) == ["n1", "n2", "n3"]
    for node in cluster.nodes:
        wait_for("it serves", lambda: cluster.client(node).get("secret/data/after").status == 200, 30)
    survivor.kill()
    wait_for("the others go on", lambda: cluster.client(lost).post("secret/data/two", {"data": {"x": 1}}).status == 200, 60)
    survivor.start()
    survivor.unseal(cluster.credentials, ready=READY_OR_STANDBY)
    wait_for("it follows", lambda: cluster.client(survivor).get("secret/data/two").status == 200, 30)
