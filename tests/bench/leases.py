#!/usr/bin/env python3
"""Measures what leases cost a cluster that does nothing else: start-up, fail-over and memory, with few and with many.

    python leases.py                                  # three nodes with 1,000 and then 1,000,000 leases
    python leases.py --leases 1000,100000 --nodes 1   # one node: no fail-over

The leases are tokens with a TTL of 30 days, made by wrk (`auth/token/create-orphan`) on one node, which the others join when all are there: by a snapshot. Each size has a cluster of
its own, of which is measured, several times:

start-up   a follower is stopped with SIGTERM and started; until it answers, and until it is unsealed and caught up
fail-over  the leader is killed with SIGKILL; until another node has written a token
memory     resident, and the heap that is left after a full collection, the most of all nodes

The table has medians. A million leases take some 5 GiB of disk on the first node, most of it the audit log, and a quarter of an hour on two cores.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from bench.load import make_some, rss_mib  # noqa: E402
from harness.cluster import Cluster  # noqa: E402
from harness.java import find_java  # noqa: E402
from harness.servers import Servers  # noqa: E402
from harness.waiting import wait_for  # noqa: E402

SHORT = {"policies": ["default"], "ttl": "1h"}
FAILOVER_SECONDS = 60
SLICE_SECONDS = 10
CONNECTIONS = 64
JOIN_SECONDS = 600
COLUMNS = ("answers_s", "ready_s", "failover_s", "rss_mib", "heap_mib", "disk_mib", "load1")


def fill(cluster, wanted):
    """Makes leases until there are so many; how many there are."""
    made = 0
    while made < wanted:
        # The few that are missing take no slice of their own.
        seconds = SLICE_SECONDS if wanted - made > 10_000 else 1
        made += make_some(cluster.leader().url, cluster.credentials.root_token, "token-create", CONNECTIONS, seconds)
    return made


def filled(servers, nodes, leases):
    """A cluster whose first node had all the leases before the others joined; how many there are."""
    cluster = Cluster(servers.node, nodes)
    others = cluster.nodes[1:]
    del cluster.nodes[1:]
    try:
        made = fill(cluster.form(), leases)
        for node in others:
            node.start()
            cluster.nodes.append(node)
            cluster.join(node, cluster.nodes[0], JOIN_SECONDS)
        cluster.wait_voters(nodes)
    except BaseException:
        dispose(cluster)
        raise
    return cluster, made


def dispose(cluster):
    for node in cluster.nodes:
        node.dispose()


def start_up(cluster):
    """Seconds until a restarted node answers, and until it is ready."""
    node = (cluster.followers() or cluster.nodes)[0]
    node.stop()
    begun = time.monotonic()
    node.start()
    answers = time.monotonic() - begun
    node.unseal(cluster.credentials)
    ready = time.monotonic() - begun
    cluster.client(node).get("auth/token/lookup-self").expect(200)
    return answers, ready


def fail_over(cluster):
    """Seconds without a write after the leader was killed."""
    leader = cluster.leader()
    others = [n for n in cluster.nodes if n is not leader]
    begun = time.monotonic()
    leader.kill()

    def writes():
        return any(cluster.client(n).post("auth/token/create-orphan", SHORT).status == 200 for n in others)

    wait_for("another leader writes", writes, FAILOVER_SECONDS, step=0.02)
    took = time.monotonic() - begun
    leader.start()
    leader.unseal(cluster.credentials)
    return took


def heap_mib(node):
    """What is left after a full collection."""
    jcmd = pathlib.Path(find_java()).with_name("jcmd")
    subprocess.run([str(jcmd), str(node.pid), "GC.run"], check=True, capture_output=True)
    told = subprocess.run([str(jcmd), str(node.pid), "GC.heap_info"], check=True, capture_output=True, text=True).stdout
    used = told.split("used ", 1)[1].split("K", 1)[0].split("M", 1)
    return float(used[0]) / 1024 if len(used) == 1 else float(used[0])


def disk_mib(node):
    return sum(f.stat().st_size for f in node.data.rglob("*") if f.is_file()) / 2**20


def measure(cluster, rounds):
    starts = [start_up(cluster) for _ in range(rounds)]
    fails = [fail_over(cluster) for _ in range(rounds)] if len(cluster.nodes) > 1 else [float("nan")]
    return {
        "answers_s": statistics.median(s[0] for s in starts), "ready_s": statistics.median(s[1] for s in starts),
        "failover_s": statistics.median(fails), "failover_all_s": fails,
        "rss_mib": max(rss_mib([n.pid]) for n in cluster.nodes), "heap_mib": max(heap_mib(n) for n in cluster.nodes),
        "disk_mib": max(disk_mib(n) for n in cluster.nodes),
        "load1": float(pathlib.Path("/proc/loadavg").read_text().split()[0]),
    }


def run(sizes, nodes, rounds, folder, out=print):
    """The rows as dictionaries."""
    servers = Servers("sealwright", lambda name: pathlib.Path(tempfile.mkdtemp(prefix=name, dir=folder)))
    rows = []
    out(f"{'leases':>10}{'made in s':>11}" + "".join(f"{c:>12}" for c in COLUMNS), flush=True)
    for size in sizes:
        begun = time.monotonic()
        cluster, made = filled(servers, nodes, size)
        try:
            row = {"leases": made, "made_s": time.monotonic() - begun, **measure(cluster, rounds)}
        finally:
            dispose(cluster)
        rows.append(row)
        out(f"{made:>10}{row['made_s']:>11.0f}" + "".join(f"{row[c]:>12.2f}" for c in COLUMNS), flush=True)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leases", default="1000,1000000", help="sizes, rising")
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", help="for the nodes' data; a temporary one if not given")
    parser.add_argument("--json")
    a = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=a.folder) as folder:
        rows = run([int(n) for n in a.leases.split(",")], a.nodes, a.rounds, folder)
    if a.json:
        pathlib.Path(a.json).write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
