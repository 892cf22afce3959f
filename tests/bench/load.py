"""One run of wrk against one server, with the CPU time that the server took."""
import dataclasses
import json
import os
import pathlib
import subprocess

LUA = pathlib.Path(__file__).resolve().parent / "lua" / "workloads.lua"
WORKLOADS = ("health", "kv-read-one", "kv-read", "kv-write", "kv-list", "token-lookup", "denied")
ALL_REFUSED = {"denied"}  # every answer is 403 there
TICK = os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass(frozen=True)
class Aim:
    """What wrk is pointed at."""
    url: str
    token: str
    keys: int


def cpu_seconds(pids):
    """User and system seconds so far of all threads of the processes."""
    total = 0.0
    for pid in pids:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / TICK
    return total


def rss_mib(pids):
    total = 0
    for pid in pids:
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1])
    return total / 1024


def _wrk(target, workload, connections, seconds):
    env = dict(os.environ, BENCH_WORKLOAD=workload, BENCH_TOKEN=target.token, BENCH_KEYS=str(target.keys))
    done = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(LUA), target.url],
        env=env, capture_output=True, text=True)
    for line in done.stdout.splitlines():
        if line.startswith("BENCH_RESULT "):
            return json.loads(line.split(" ", 1)[1])
    raise RuntimeError(done.stdout + done.stderr)


def make_some(url, token, workload, connections, seconds):
    """How many requests of a workload succeeded in that time."""
    result = _wrk(Aim(url, token, 1), workload, connections, seconds)
    return result["requests"] - result["bad_status"]


def run(target, workload, connections, seconds, warm_up):
    """What wrk measured, plus errors, cpu_per_1000 (seconds), cores and rss_mib of the server, and the machine's load."""
    if warm_up:
        _wrk(target, workload, connections, warm_up)
    before = cpu_seconds(target.pids)
    result = _wrk(target, workload, connections, seconds)
    used = cpu_seconds(target.pids) - before
    refused = result["requests"] if workload in ALL_REFUSED else 0
    result["errors"] = abs(result["bad_status"] - refused) + result["socket_errors"] + result["timeouts"]
    result["cpu_per_1000"] = used / result["requests"] * 1000 if result["requests"] else float("nan")
    result["cores"] = used / result["seconds"]
    result["rss_mib"] = rss_mib(target.pids)
    result["load1"] = os.getloadavg()[0]
    return result
