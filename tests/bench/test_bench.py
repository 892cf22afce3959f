"""The benchmark runs: each workload for a second, without an error. Says nothing about speed."""
from bench.compare import compare, prepare
from bench.load import WORKLOADS


def test_every_workload_runs(servers, capsys):
    node = servers.node()
    try:
        target = prepare(servers.kind, node, keys=50)
        results = compare([target], WORKLOADS, [4], rounds=1, seconds=1, warm_up=0)
    finally:
        node.dispose()
    assert [r["workload"] for r in results] == list(WORKLOADS)
    wrong = [r for r in results if not (r["requests"] > 0 and r["errors"] == 0 and r["cpu_per_1000"] > 0)]
    assert wrong == []
