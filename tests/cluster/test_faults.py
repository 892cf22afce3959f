"""Faults under load, each followed by a history check: no acknowledged write lost, every read and check-and-set linearizable on every node."""
import os
import signal
import time

import pytest

from cluster.conftest import mount_kv2
from harness import audit
from harness.history import Recorder
from harness.network import Network
from harness.waiting import wait_for

READY = (200, 429, 473)
ROUNDS = int(os.environ.get("TESTS_FAULT_ROUNDS", "1"))


@pytest.fixture
def networked(new_cluster):
    """A cluster of three, each node in a network namespace."""
    network = Network()
    cluster = new_cluster()
    for node in cluster.nodes:
        network.add(node)
    yield cluster.form(), network
    for node in cluster.nodes:
        node.dispose()
    network.close()


def recorder(cluster, **settings):
    return Recorder({n.name: n.url for n in cluster.nodes}, cluster.credentials.root_token, **settings)


def leader_of(cluster, among):
    """The node among these that leads; asked of themselves."""
    for node in among:
        try:
            answer = node.client(timeout=2).get("sys/leader")
            if answer.status == 200 and answer.json["is_self"]:
                return node
        except OSError:
            pass
    return None


def settled(cluster, record):
    """All nodes healthy, and writes go on."""
    for node in cluster.nodes:
        wait_for(f"{node.name} is healthy", lambda: node.health().status in READY, 60)
    wait_writes(record, 20)


def wait_writes(record, number, seconds=30):
    """Seconds until the first, when that many more were acknowledged."""
    start, before = time.monotonic(), record.writes_done()
    wait_for("a write", lambda: record.writes_done() > before, seconds, step=0.01)
    first = time.monotonic() - start
    wait_for("more writes", lambda: record.writes_done() >= before + number, seconds, step=0.01)
    return first


def check(cluster, record):
    record.read_all()
    assert record.violations() == []
    lines = set().union(*(audit.answered(node.audit_log) for node in cluster.nodes))
    silent = [str(o) for o in record.acknowledged() if o.request_id and o.request_id not in lines]
    assert silent == [], f"{len(silent)} acknowledged operations without an audit line"
    print(f"{len(record.operations)} operations, {record.done()} acknowledged")


@pytest.mark.ours("linearizable on every node")
@pytest.mark.timeout(240 + 120 * ROUNDS)
def test_processes_killed_and_paused(new_cluster):
    cluster = new_cluster().form()
    mount_kv2(cluster.client(cluster.nodes[0]))
    with recorder(cluster) as record:
        settled(cluster, record)
        for round in range(ROUNDS):
            leader = cluster.leader()
            leader.kill()
            print(f"leader killed: first write after {wait_writes(record, 20):.2f} s")
            leader.start().unseal(cluster.credentials, ready=READY)
            settled(cluster, record)

            leader = cluster.leader()
            leader.send(signal.SIGSTOP)
            print(f"leader paused: first write after {wait_writes(record, 20):.2f} s")
            leader.send(signal.SIGCONT)
            settled(cluster, record)

            follower = cluster.followers()[round % 2]
            follower.send(signal.SIGSTOP)
            print(f"follower paused: first write after {wait_writes(record, 20):.2f} s")
            follower.send(signal.SIGCONT)
            settled(cluster, record)
        for node in cluster.nodes:
            node.send(signal.SIGKILL)
        for node in cluster.nodes:
            node.process.wait(20)
        for node in cluster.nodes:
            node.start()
        for node in cluster.nodes:
            node.unseal(cluster.credentials, ready=READY)
        settled(cluster, record)
    check(cluster, record)


@pytest.mark.ours("linearizable on every node")
@pytest.mark.needs("namespaces")
@pytest.mark.timeout(420)
def test_partitions(networked):
    cluster, network = networked
    mount_kv2(cluster.client(cluster.nodes[0]))
    with recorder(cluster) as record:
        settled(cluster, record)
        for one_way in (False, True):
            leader = cluster.leader()
            rest = [n for n in cluster.nodes if n is not leader]
            network.cut(leader.name, [n.name for n in rest], one_way)
            wait_for("the others have a leader", lambda: leader_of(cluster, rest), 30)
            print(f"leader cut off ({one_way=}): first write after the election {wait_writes(record, 20):.2f} s")
            wait_for("the one cut off says so", lambda: leader.health().status == 503, 30)
            network.heal()
            settled(cluster, record)

            follower = cluster.followers()[0]
            network.cut(follower.name, [n.name for n in cluster.nodes if n is not follower], one_way)
            print(f"follower cut off ({one_way=}): first write {wait_writes(record, 20):.2f} s")
            network.heal()
            settled(cluster, record)

        # Each reaches only one other: n1 - n2 - n3.
        network.cut(cluster.nodes[0].name, [cluster.nodes[2].name])
        wait_writes(record, 20)
        network.heal()
        settled(cluster, record)
    check(cluster, record)
