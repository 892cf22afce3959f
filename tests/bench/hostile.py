#!/usr/bin/env python3
"""What clients without a token can take from a node: connections that go quiet, large bodies, and odd requests. Prints a table.

    python hostile.py                    # starts the packaged jar, measures, stops it
    python hostile.py --connections 1000 --requests 2000
"""
import argparse
import os
import pathlib
import resource
import selectors
import socket
import statistics
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from harness.http import Client  # noqa: E402
from harness.sealwright import SealwrightNode  # noqa: E402

QUIET = {
    "idle": b"",
    "slow header": b"GET /v1/sys/health HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "slow body": b"POST /v1/sys/wrapping/unwrap HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
}
MEBIBYTE = 1 << 20
CLOSED_WITHIN = 60


def shapes():
    """Requests without a token: a name, the method, the path, headers and the body."""
    yield "health", "GET", "sys/health", {}, None
    yield "no token", "GET", "secret/data/a", {}, None
    yield "unknown token", "GET", "secret/data/a", {"X-Vault-Token": "hvs.AAAAAAAAAAAAAAAAAAAAAAAA"}, None
    yield "token of 1,000 characters", "GET", "secret/data/a", {"X-Vault-Token": "x" * 1000}, None
    yield "30 headers of 200 characters", "GET", "secret/data/a", {f"X-H{n}": "v" * 200 for n in range(30)}, None
    yield "path of 4,000 characters", "GET", "secret/data/" + "a/" * 2000, {}, None
    yield "unwrap, 1 MiB of one text", "POST", "sys/wrapping/unwrap", {}, b'{"token":"' + b"x" * (MEBIBYTE - 20) + b'"}'
    yield "unwrap, 1 MiB of small members", "POST", "sys/wrapping/unwrap", {}, members()
    yield "unwrap, 60 KiB of one text", "POST", "sys/wrapping/unwrap", {}, b'{"token":"' + b"x" * (60 << 10) + b'"}'
    yield "unwrap, 60 KiB of small members", "POST", "sys/wrapping/unwrap", {}, members(60 << 10)
    yield "write, 60 KiB of nested lists", "POST", "secret/data/a", {}, b'{"data":' + b"[" * (30 << 10) + b"]" * (30 << 10) + b"}"
    yield "login, 60 KiB of one name", "POST", "auth/userpass/login/a", {}, b'{"password":"' + b"x" * (60 << 10) + b'"}'
    yield "write, 1 MiB of nested lists", "POST", "secret/data/a", {}, b'{"data":' + b"[" * (MEBIBYTE // 2) + b"]" * (MEBIBYTE // 2) + b"}"
    yield "write, 1 MiB that is no JSON", "POST", "secret/data/a", {}, b"\xff" * MEBIBYTE
    yield "write, 1 MiB of digits", "POST", "secret/data/a", {}, b'{"n":' + b"9" * (MEBIBYTE - 20) + b"}"


def members(length=MEBIBYTE):
    parts, size, n = [], 2, 0
    while size < length - 40:
        parts.append(b'"m%d":%d' % (n, n))
        size += len(parts[-1]) + 1
        n += 1
    return b"{" + b",".join(parts) + b"}"


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mebibytes(pid):
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MEBIBYTE


class Health:
    """Asks for health all the while, on a connection of its own each time."""

    def __init__(self, url):
        self.url, self.seconds, self.wrong = url, [], 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(30)

    def _work(self):
        while not self._stop.wait(0.02):
            start = time.monotonic()
            try:
                self.wrong += Client(self.url, timeout=10).get("sys/health").status != 200
            except OSError:
                self.wrong += 1
            self.seconds.append(time.monotonic() - start)

    def p99(self):
        return statistics.quantiles(self.seconds, n=100)[98] if len(self.seconds) > 1 else float("nan")


def quiet(node, begun, number):
    """Opens the connections, sends what they begin with, and goes quiet. The seconds until each was closed."""
    host, port = node.url.removeprefix("http://").split(":")
    watched, closed = selectors.DefaultSelector(), []
    for _ in range(number):
        s = socket.create_connection((host, int(port)), timeout=30)
        s.sendall(begun)
        s.setblocking(False)
        watched.register(s, selectors.EVENT_READ)
    start = time.monotonic()
    while watched.get_map() and time.monotonic() < start + CLOSED_WITHIN:
        for key, _ in watched.select(1):
            try:
                received = key.fileobj.recv(4096)
            except OSError:
                received = b""
            if not received:
                watched.unregister(key.fileobj)
                key.fileobj.close()
                closed.append(time.monotonic() - start)
    for key in list(watched.get_map().values()):
        key.fileobj.close()
    return closed


def measure_quiet(node, number):
    for name, begun in QUIET.items():
        with Health(node.url) as health:
            closed = quiet(node, begun, number)
        print(f"{name:34s} {len(closed)} of {number} closed within {max(closed, default=float('nan')):.1f} s; "
              f"health p99 {health.p99() * 1000:.1f} ms, {health.wrong} of {len(health.seconds)} wrong")


def measure_large(node):
    """A body of 64 MiB, sent as far as the node takes it."""
    before = resident_mebibytes(node.pid)
    statuses, most = [], before
    for _ in range(5):
        statuses.append(large_once(node, 64))
        most = max(most, resident_mebibytes(node.pid))
    print(f"{'body of 64 MiB':34s} {statuses}; memory {before:.0f} MiB before, at most {most - before:+.1f} MiB")


def large_once(node, mebibytes):
    host, port = node.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as s:
        s.sendall(b"POST /v1/secret/data/a HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (mebibytes * MEBIBYTE))
        try:
            for _ in range(mebibytes):
                s.sendall(b"x" * MEBIBYTE)
        except OSError:
            pass  # it need not read what it refuses
        try:
            return int(s.recv(4096).split()[1])
        except (OSError, IndexError):
            return "closed"


def measure_requests(node, number):
    for name, method, path, headers, body in shapes():
        count = max(20, number // (50 if body else 1))
        send(node, method, path, headers, body, count)  # compiled code, as a node that runs has it
        before = processor_seconds(node.pid)
        statuses = send(node, method, path, headers, body, count)
        spent = (processor_seconds(node.pid) - before) / count * 1000
        print(f"{name:34s} {spent:.3f} ms of CPU; status {sorted(statuses)}")


def send(node, method, path, headers, body, count):
    statuses = set()
    client = Client(node.url, None, headers, keep_alive=True, timeout=30)
    for _ in range(count):
        try:
            statuses.add(client.call(method, path, raw=body).status if body else client.call(method, path).status)
        except OSError:
            statuses.add("closed")
            client = Client(node.url, None, headers, keep_alive=True, timeout=30)
    return statuses


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--requests", type=int, default=2000)
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    with tempfile.TemporaryDirectory(prefix="sealwright-hostile-") as folder:
        node = SealwrightNode(pathlib.Path(folder), "n1")
        try:
            node.start()
            node.unseal(node.init())
            measure_requests(node, options.requests)
            measure_quiet(node, options.connections)
            measure_large(node)
        finally:
            node.dispose()


if __name__ == "__main__":
    main()
