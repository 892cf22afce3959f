"""Clusters and single nodes that these tests break."""
import pytest

from harness.cluster import Cluster
from harness.waiting import wait_for


@pytest.fixture
def new_cluster(servers):
    """Makes clusters, of three unless said otherwise, that end with the test."""
    made = []

    def make(size=3, **settings):
        made.append(Cluster(lambda name: servers.node(name, **settings), size))
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
