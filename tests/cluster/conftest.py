"""Clusters and single nodes that these tests break."""
import functools
import os
import subprocess

import pytest

from harness.cluster import Cluster
from harness.waiting import wait_for


PROBES = {
    "mounts": "d=$(mktemp -d) && mount -t tmpfs -o size=1m probe $d && umount $d && rmdir $d",
    "namespaces": "n=probe$$; ip netns add $n && ip link add $n type bridge && ip link del $n && ip netns exec $n true; s=$?; ip netns del $n; exit $s",
}


@functools.cache
def allowed(what):
    return os.geteuid() == 0 and subprocess.run(["bash", "-c", PROBES[what]], capture_output=True).returncode == 0


def pytest_collection_modifyitems(config, items):
    """Without the right to mount file systems, or to make network namespaces, the tests that need it are left out, and the run says so."""
    left_out = [i for i in items if any(not allowed(m.args[0]) for m in i.iter_markers("needs"))]
    config.hook.pytest_deselected(items=left_out)
    config.stash[LEFT_OUT] = [i.nodeid for i in left_out]
    items[:] = [i for i in items if i not in left_out]


def pytest_terminal_summary(terminalreporter, config):
    for name in config.stash.get(LEFT_OUT, []):
        terminalreporter.write_line(f"left out, this machine does not allow what it needs: {name}")


LEFT_OUT = pytest.StashKey()


@pytest.fixture
def new_cluster(servers):
    """Makes clusters of three that end with the test."""
    made = []

    def make(**settings):
        made.append(Cluster(lambda name: servers.node(name, **settings)))
        return made[-1]

    yield make
    for cluster in made:
        for node in cluster.nodes:
            node.dispose()


@pytest.fixture
def new_node(servers):
    """Makes an initialised and unsealed node: (node, credentials)."""
    made = []

    def make(shares=1, threshold=1, **settings):
        node = servers.node(**settings)
        made.append(node)
        node.start()
        credentials = node.init(shares, threshold)
        node.unseal(credentials)
        return node, credentials

    yield make
    for node in made:
        node.dispose()


def mount_kv2(client, path="secret"):
    client.post(f"sys/mounts/{path}", {"type": "kv", "options": {"version": "2"}}).expect(204)
    wait_for("the mount is ready", lambda: client.get(f"{path}/config").status == 200, 20)
