"""Transit through several nodes at once: what one node changed holds on the others at the next request."""
import base64
import concurrent.futures

import pytest

from harness.cluster import Cluster
from harness.waiting import wait_for

pytestmark = pytest.mark.ours("the peer's followers forward what ours answer")

PLAIN = base64.b64encode(b"hello").decode()


@pytest.fixture(scope="module")
def three(servers):
    cluster = Cluster(lambda name: servers.node(name)).form(shares=1, threshold=1)
    cluster.client(cluster.nodes[0]).post("sys/mounts/tr", {"type": "transit"}).expect(204)
    yield cluster
    for node in cluster.nodes:
        node.dispose()


def encrypted(client, key):
    return client.post(f"tr/encrypt/{key}", {"plaintext": PLAIN}).expect(200).data["ciphertext"]


def decryption(client, key, ciphertext):
    return client.post(f"tr/decrypt/{key}", {"ciphertext": ciphertext})


def test_rotations_and_minimums_hold_everywhere_at_once(three):
    clients = [three.client(node) for node in three.nodes]
    first = encrypted(clients[0], "k")
    for i in range(12):
        clients[i % 3].post("tr/keys/k/rotate").expect(200)
        sealed = encrypted(clients[(i + 1) % 3], "k")
        assert sealed.startswith(f"vault:v{i + 2}:")
        assert decryption(clients[(i + 2) % 3], "k", sealed).expect(200).data["plaintext"] == PLAIN
    clients[1].post("tr/keys/k/config", {"min_decryption_version": 2, "deletion_allowed": True}).expect(200)
    for client in clients:
        decryption(client, "k", first).expect(400)
    clients[2].delete("tr/keys/k/soft-delete").expect(200)
    for client in clients:
        assert decryption(client, "k", sealed).expect(400).errors == ["refusing to use soft-deleted key"]
    clients[0].post("tr/keys/k/soft-delete-restore").expect(200)
    clients[1].delete("tr/keys/k").expect(204)
    for client in clients:
        assert decryption(client, "k", sealed).expect(400).errors == ["encryption key not found"]


def test_a_key_that_all_nodes_make_at_once_is_one(three):
    clients = [three.client(node) for node in three.nodes]
    for n in range(5):
        with concurrent.futures.ThreadPoolExecutor(6) as threads:
            sealed = list(threads.map(lambda i: encrypted(clients[i % 3], f"once{n}"), range(6)))
        for i, each in enumerate(sealed):
            assert decryption(clients[(i + 1) % 3], f"once{n}", each).expect(200).data["plaintext"] == PLAIN
        assert clients[0].get(f"tr/keys/once{n}").expect(200).data["latest_version"] == 1


def test_rotations_through_all_nodes_at_once_all_count(three):
    clients = [three.client(node) for node in three.nodes]
    encrypted(clients[0], "many")
    with concurrent.futures.ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda i: clients[i % 3].post("tr/keys/many/rotate").status, range(30)))
    assert answers == [200] * 30
    assert clients[1].get("tr/keys/many").expect(200).data["latest_version"] == 31


def test_a_new_leader_goes_on(three):
    leader = three.leader()
    client = three.client(next(node for node in three.nodes if node is not leader))
    sealed = encrypted(client, "moved")
    three.client(leader).put("sys/step-down").expect(204)
    wait_for("another leader", lambda: three.leader() not in (None, leader), 30)
    assert decryption(client, "moved", sealed).expect(200).data["plaintext"] == PLAIN
    client.post("tr/keys/moved/rotate").expect(200)
    assert encrypted(client, "moved").startswith("vault:v2:")
