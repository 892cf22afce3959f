"""A watcher sees every version in order, through any node and across the leader's death."""
import http.client
import threading

import pytest

from cluster.conftest import mount_kv2

pytestmark = pytest.mark.ours("the peer has nothing that waits for a version")

VERSIONS = 1000


def turns(cluster):
    """Clients of all nodes, one after another."""
    while True:
        for node in cluster.nodes:
            client = cluster.client(node)
            client.timeout = 90
            yield client


def write_all(cluster, reached):
    """Each version is its own number: a write of unknown outcome is tried again and cannot happen twice."""
    clients = turns(cluster)
    client, number = next(clients), 1
    while number <= VERSIONS:
        try:
            answer = client.post("secret/data/a", {"data": {"n": number}, "options": {"cas": number - 1}})
        except (OSError, http.client.HTTPException):
            client = next(clients)
            continue
        if answer.status == 200 or answer.status == 400 and b"check-and-set" in answer.body:
            reached(number)
            number += 1
        else:
            client = next(clients)


def watch_all(clients, seen):
    client = next(clients)
    while len(seen) < VERSIONS:
        try:
            answer = client.get(f"secret/data/a?after_version={len(seen)}&wait=30s")
        except (OSError, http.client.HTTPException):
            client = next(clients)
            continue
        if answer.status == 200:
            seen.append((answer.data["metadata"]["version"], answer.data["data"]["n"]))
        elif answer.status != 204:
            assert answer.status in (500, 503), answer.body
            client = next(clients)


@pytest.mark.timeout(240)
def test_every_version_in_order_while_the_leader_dies(new_cluster):
    cluster = new_cluster().form()
    client = cluster.client(cluster.nodes[0])
    mount_kv2(client)
    client.post("secret/metadata/a", {"max_versions": 2000}).expect(204)
    leader, halfway = cluster.leader(), threading.Event()
    watchers = []
    for start in range(3):
        clients, seen = turns(cluster), []
        for _ in range(start):
            next(clients)
        watchers.append((threading.Thread(target=watch_all, args=(clients, seen), daemon=True), seen))
    for thread, _ in watchers:
        thread.start()
    writer = threading.Thread(target=write_all, args=(cluster, lambda n: halfway.set() if n == VERSIONS // 2 else None), daemon=True)
    writer.start()
    assert halfway.wait(90)
    leader.kill()
    writer.join(90)
    assert not writer.is_alive()
    for thread, seen in watchers:
        thread.join(60)
        assert seen == [(n, n) for n in range(1, VERSIONS + 1)]
