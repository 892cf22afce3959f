"""Backup and restore."""
import pytest

from cluster.conftest import mount_kv2
from harness.waiting import wait_for

READY = (200, 429, 473)


@pytest.mark.timeout(300)
def test_restore_brings_the_old_state_back_on_every_node(new_cluster):
    cluster = new_cluster().form()
    root = cluster.client(cluster.leader())
    mount_kv2(root)
    root.post("secret/data/a", {"data": {"n": 1}}).expect(200)
    snapshot = root.get("sys/storage/raft/snapshot").expect(200).body
    root.post("secret/data/a", {"data": {"n": 2}}).expect(200)
    root.post("secret/data/later", {"data": {"n": 3}}).expect(200)
    root = cluster.client(cluster.leader())
    root.call("POST", "sys/storage/raft/snapshot", raw=snapshot).expect(200, 204)
    for node in cluster.nodes:
        if node.client().get("sys/seal-status").json["sealed"]:
            node.unseal(cluster.credentials, ready=READY)

        def restored():
            answer = cluster.client(node).get("secret/data/a")
            return answer.status == 200 and answer.data["data"] == {"n": 1} and cluster.client(node).get("secret/data/later").status == 404

        wait_for(f"the old state at {node.name}", restored, 60)
    root = cluster.client(cluster.leader())
    wait_for("writes go on", lambda: root.post("secret/data/a", {"data": {"n": 4}}).status == 200, 30)
    assert root.get("secret/data/a").data["metadata"]["version"] == 2
    cluster.wait_voters(3)


@pytest.mark.timeout(300)
def test_restore_into_a_new_cluster_by_force(new_node, servers):
    node, credentials = new_node()
    root = node.client(credentials.root_token)
    mount_kv2(root)
    root.post("secret/data/a", {"data": {"n": 1}}).expect(200)
    snapshot = root.get("sys/storage/raft/snapshot").expect(200).body
    node.stop()

    other, other_credentials = new_node()
    other_root = other.client(other_credentials.root_token)
    refused = other_root.call("POST", "sys/storage/raft/snapshot", raw=snapshot)
    assert refused.status in servers.either(ours=(400,), peer=(400, 500)), refused.body
    other_root.get("sys/mounts").expect(200)
    other_root.call("POST", "sys/storage/raft/snapshot-force", raw=snapshot).expect(200, 204)
    wait_for("sealed, or open with the old keys", lambda: other.client().get("sys/seal-status").status == 200, 30)
    other.unseal(credentials)
    restored = other.client(credentials.root_token)
    wait_for("the old data", lambda: restored.get("secret/data/a").status == 200, 60)
    assert restored.get("secret/data/a").data["data"] == {"n": 1}
    other.client(other_credentials.root_token).get("sys/mounts").expect(403)


@pytest.mark.timeout(240)
def test_damaged_snapshot_is_refused_and_changes_nothing(new_node, servers):
    node, credentials = new_node()
    root = node.client(credentials.root_token)
    mount_kv2(root)
    root.post("secret/data/a", {"data": {"n": 1}}).expect(200)
    snapshot = bytearray(root.get("sys/storage/raft/snapshot").expect(200).body)
    for damage in (snapshot[: len(snapshot) // 2], snapshot[:100], b"", bytes(b ^ (i == len(snapshot) // 2) for i, b in enumerate(snapshot))):
        answer = root.call("POST", "sys/storage/raft/snapshot", raw=bytes(damage))
        assert answer.status in servers.either(ours=(400,), peer=(400, 500)), (len(damage), answer.body)
    assert root.get("secret/data/a").expect(200).data["data"] == {"n": 1}
