"""How the leader looks after the members, and what it tells of them."""
import pytest

from harness.cli import Cli
from harness.waiting import wait_for

CONFIGURATION = "sys/storage/raft/autopilot/configuration"
STATE = "sys/storage/raft/autopilot/state"


def bao(node, token, *words):
    return Cli(node.url, token, node.folder).run(*words)


@pytest.mark.timeout(120)
def test_configuration_is_checked_and_kept(new_node, servers):
    node, credentials = new_node()
    root = node.client(credentials.root_token)
    if not servers.ours:  # the peer reads its configuration a while after the unseal
        wait_for("a configuration", lambda: root.get(CONFIGURATION).status == 200, 30)
    first = root.get(CONFIGURATION).expect(200).data
    assert first["cleanup_dead_servers"] is False and first["min_quorum"] == 0
    assert first["dead_server_last_contact_threshold"] == "24h0m0s"
    assert first["last_contact_threshold"] == "10s" and first["max_trailing_logs"] == 1000
    assert first["server_stabilization_time"] == servers.either(ours="0s", peer="10s")
    for wrong in (
        {"cleanup_dead_servers": True},
        {"cleanup_dead_servers": True, "min_quorum": 2},
        {"cleanup_dead_servers": True, "min_quorum": 3, "dead_server_last_contact_threshold": "59s"},
        {"last_contact_threshold": "-3s"},
        {"server_stabilization_time": "x"},
    ):
        answer = root.post(CONFIGURATION, wrong)
        assert answer.status in servers.either(ours=(400,), peer=(400, 500)), (wrong, answer.body)
    assert root.get(CONFIGURATION).expect(200).data == first
    root.post(CONFIGURATION, {"last_contact_threshold": "5s", "max_trailing_logs": 500, "min_quorum": 3}).expect(200, 204)
    done = bao(node, credentials.root_token, "operator", "raft", "autopilot", "set-config", "-cleanup-dead-servers=true",
               "-dead-server-last-contact-threshold=90", "-min-quorum=3")
    assert done.returncode == 0, done.stderr
    told = bao(node, credentials.root_token, "operator", "raft", "autopilot", "get-config").stdout
    for line in ("Cleanup Dead Servers                  true", "Dead Server Last Contact Threshold    1m30s", "Min Quorum                            3",
                 "Last Contact Threshold                5s", "Max Trailing Logs                     500"):
        assert line in told, told


@pytest.mark.ours("every node of ours tells the leader's report")
@pytest.mark.timeout(300)
def test_state_follows_the_members_and_the_configuration(new_cluster):
    """That the dead go, and that enough stay, is MemberCareIT's: through the API it takes a minute at least."""
    cluster = new_cluster().form()
    follower, dead = cluster.followers()

    def state():
        return cluster.client(follower).get(STATE).expect(200).data

    wait_for("three healthy voters", lambda: state()["healthy"] and state()["failure_tolerance"] == 1, 60)
    server = state()["servers"][dead.name]
    assert server["node_status"] == "alive" and server["status"] == "voter" and server["stable_since"]
    assert server["address"] == f"127.0.0.1:{dead.cluster_port}" and server["last_index"] > 0
    assert state()["leader"] == cluster.leader().name and sorted(state()["voters"]) == ["n1", "n2", "n3"]
    assert "Failure Tolerance:               1" in bao(
        follower, cluster.credentials.root_token, "operator", "raft", "autopilot", "state").stdout

    cluster.client(follower).post(CONFIGURATION, {"last_contact_threshold": "1h"}).expect(204)
    dead.kill()
    wait_for("it is seen", lambda: state()["servers"][dead.name]["node_status"] == "failed", 30)
    assert state()["healthy"] is True, "an hour has not passed"
    cluster.client(follower).post(CONFIGURATION, {"last_contact_threshold": "2s"}).expect(204)
    wait_for("it is not healthy", lambda: not state()["servers"][dead.name]["healthy"] and not state()["healthy"], 30)
    assert state()["failure_tolerance"] == 0 and dead.name in cluster.peers(follower)
