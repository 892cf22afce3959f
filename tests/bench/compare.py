#!/usr/bin/env python3
"""Compares two servers in one interleaved run, and prints a table.

    python compare.py                       # the packaged jar and `bao`: starts both, loads them in turn, stops them
    python compare.py --workloads kv-read --connections 16 --rounds 5 --seconds 5 --json out.json
    python compare.py --only sealwright        # one server alone

Both run as one node with Raft storage and a file audit device, on this machine, with an ordinary token that has one policy besides
`default`. Rounds go A B A B ...; the table has the median of the rounds, and of the ratios within the rounds. On a shared machine only
CPU time and ratios of one run mean anything. A JVM needs some 20,000 requests to warm up: --settle loads it before the first round.
"""
import argparse
import dataclasses
import json
import pathlib
import statistics
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from bench.load import WORKLOADS, run  # noqa: E402
from harness.servers import Servers  # noqa: E402
from harness.waiting import wait_for  # noqa: E402

POLICY = 'path "secret/*" { capabilities = ["create", "read", "update", "delete", "list"] }'
COLUMNS = (("rps", 0), ("p50_ms", 2), ("p99_ms", 2), ("cpu_per_1000", 4), ("cores", 2), ("rss_mib", 0))


@dataclasses.dataclass(frozen=True)
class Target:
    name: str
    url: str
    token: str
    pids: tuple
    keys: int
    root_token: str


def prepare(name, node, keys):
    """Starts and fills a node: a mount, a policy, a token, one secret and `keys` more."""
    node.start()
    credentials = node.init()
    node.unseal(credentials)
    root = node.client(credentials.root_token, keep_alive=True)
    root.post("sys/mounts/secret", {"type": "kv", "options": {"version": "2"}}).expect(204)
    root.put("sys/policies/acl/bench", {"policy": POLICY}).expect(204)
    token = root.post("auth/token/create", {"policies": ["bench"], "ttl": "24h"}).expect(200).auth["client_token"]
    user = node.client(token, keep_alive=True)
    secret = {"data": {"user": "app", "password": "v" * 64}}
    wait_for("the mount is ready", lambda: user.post("secret/data/db", secret).status == 200, 30)
    for n in range(keys):
        user.post(f"secret/data/bench/k{n:07d}", secret).expect(200)
    return Target(name, node.url, token, (node.pid,), keys, credentials.root_token)


def compare(targets, workloads, connections, rounds, seconds, warm_up, settle=0, out=print):
    """Runs everything; the rows as dictionaries."""
    results = []
    for target in targets if settle else ():
        run(target, "kv-read", 16, settle, 0)
        run(target, "kv-write", 16, max(1, settle // 2), 0)
    out(f"{'workload':<14}{'conns':>6}  {'server':<12}" + "".join(f"{c:>14}" for c, _ in COLUMNS) + f"{'errors':>8}")
    for workload in workloads:
        for count in connections:
            rows = {t.name: [] for t in targets}
            for _ in range(rounds):
                for target in targets:
                    row = run(target, workload, count, seconds, warm_up)
                    row.update(workload=workload, connections=count, server=target.name)
                    rows[target.name].append(row)
                    results.append(row)
            for name, of in rows.items():
                cells = "".join(f"{statistics.median(r[c] for r in of):>14.{digits}f}" for c, digits in COLUMNS)
                out(f"{workload:<14}{count:>6}  {name:<12}{cells}{sum(r['errors'] for r in of):>8}")
            if len(rows) == 2:
                a, b = rows.values()
                ratio = lambda c: statistics.median(x[c] / y[c] if y[c] else float("nan") for x, y in zip(a, b))
                out(f"{'':<20}  {'ratio':<12}" + "".join(f"{ratio(c):>14.2f}" for c, _ in COLUMNS))
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=["sealwright", "bao"])
    parser.add_argument("--workloads", default=",".join(WORKLOADS))
    parser.add_argument("--connections", default="1,16,64")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--warm-up", type=int, default=2)
    parser.add_argument("--settle", type=int, default=20)
    parser.add_argument("--keys", type=int, default=1000)
    parser.add_argument("--json")
    a = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        nodes = {}
        try:
            for kind in [a.only] if a.only else ["sealwright", "bao"]:
                nodes[kind] = Servers(kind, lambda name: pathlib.Path(tempfile.mkdtemp(prefix=name, dir=folder))).node()
            targets = [prepare(kind, node, a.keys) for kind, node in nodes.items()]
            results = compare(targets, a.workloads.split(","), [int(c) for c in a.connections.split(",")],
                              a.rounds, a.seconds, a.warm_up, a.settle)
        finally:
            for node in nodes.values():
                node.dispose()
    if a.json:
        pathlib.Path(a.json).write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
