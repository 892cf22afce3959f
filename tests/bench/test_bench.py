"""The benchmark runs: each workload for a second, without an error. Says nothing about speed."""
import pytest

from bench import apis
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


@pytest.mark.ours("the peer has one API")
def test_reads_by_each_api(servers, tmp_path):
    node = servers.node()
    try:
        results = apis.measure(node, keys=20, rounds=1, seconds=1, settle=0, folder=tmp_path)
    finally:
        node.dispose()
    assert [(r["workload"], r["errors"]) for r in results] == [(name, 0) for name in apis.READS]
    assert all(r["requests"] > 0 for r in results)
