"""Records what clients saw of a few KV v2 keys through every node, and checks that it was one register each.

KV v2 gives every write a version, so that checking is simple: in real time versions never go back, no version is given twice, a read shows what that
version holds, and a check-and-set is refused only if the version it named was not current all the while.
"""
import collections
import contextlib
import dataclasses
import http.client
import itertools
import random
import threading
import time

from .gate import Gate
from .http import Client
from .waiting import wait_for

UNKNOWN, DONE, REFUSED = "unknown", "done", "refused"

# A request's own limit at the server (sealwright.limits.request-timeout), and a little more: until then a write may still be carried out.
SERVER_SECONDS = 22.0


@dataclasses.dataclass
class Operation:
    kind: str  # read or write
    key: str
    node: str
    start: float
    end: float = float("inf")
    outcome: str = UNKNOWN
    version: int = -1
    value: str = ""
    cas: int = -1
    request_id: str = ""

    def __str__(self):
        return (f"{self.kind} {self.key} at {self.node} [{self.start:.3f} {self.end:.3f}] {self.outcome}"
                f" version {self.version} value {self.value} cas {self.cas}")


class Recorder:
    """Threads that read, write and check-and-set a few keys through random nodes."""

    def __init__(self, urls, token, mount="secret", keys=4, clients=8, seed=1, pause=0.01):
        self.urls, self.token, self.mount, self.pause = dict(urls), token, mount, pause
        self.keys = [f"h{n}" for n in range(keys)]
        self.operations = []
        self._lock, self._stop, self._writing = threading.Lock(), threading.Event(), Gate()
        self._threads = [threading.Thread(target=self._work, args=(n, random.Random(f"{seed}-{n}")), daemon=True) for n in range(clients)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive(), "a client hangs"

    def done(self):
        with self._lock:
            return sum(o.outcome == DONE for o in self.operations)

    def writes_done(self):
        with self._lock:
            return sum(o.outcome == DONE and o.kind == "write" for o in self.operations)

    @contextlib.contextmanager
    def only_reads(self):
        """The clients read alone, and no write is under way: nor one that its client gave up, for which the server still has time."""
        with self._writing.hold():
            time.sleep(max(0.0, self._last_unknown() + SERVER_SECONDS - time.monotonic()))
            yield

    def _last_unknown(self):
        with self._lock:
            return max((o.start for o in self.operations if o.kind == "write" and o.outcome == UNKNOWN), default=0.0)

    def longest_gap(self, since):
        """The longest time without an acknowledged write after that moment, in seconds."""
        with self._lock:
            ends = sorted(o.end for o in self.operations if o.outcome == DONE and o.kind == "write" and o.end > since)
        return max((b - a for a, b in zip([since, *ends], ends)), default=0.0)

    def acknowledged(self):
        return [o for o in self.operations if o.outcome == DONE]

    def _work(self, number, dice):
        seen = collections.Counter()  # newest version of each key that this client knows
        for n in itertools.count():
            if self._stop.is_set():
                return
            key, node = dice.choice(self.keys), dice.choice(sorted(self.urls))
            kind = dice.choice(("read", "write", "cas"))
            writes = kind != "read" and self._writing.enter()
            kind = kind if writes else "read"
            operation = Operation("read" if kind == "read" else "write", key, node, time.monotonic(), value=f"{number}-{n}")
            if kind == "cas":
                operation.cas = seen[key]
            try:
                self._carry_out(operation)
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
            finally:
                if writes:
                    self._writing.leave()
            if operation.outcome != UNKNOWN:
                operation.end = time.monotonic()
            if operation.outcome == DONE:
                seen[key] = max(seen[key], operation.version)
            with self._lock:
                self.operations.append(operation)
            time.sleep(self.pause)

    def _carry_out(self, operation):
        # A connection of its own each time: a dead one says nothing of the next node.
        client = Client(self.urls[operation.node], self.token, timeout=3)
        path = f"{self.mount}/data/{operation.key}"
        if operation.kind == "read":
            read(client, path, operation)
            return
        body = {"data": {"value": operation.value}}
        if operation.cas >= 0:
            body["options"] = {"cas": operation.cas}
        answer = client.post(path, body)
        if answer.status == 200:
            operation.outcome, operation.version = DONE, answer.data["version"]
            operation.request_id = answer.json["request_id"]
        elif answer.status == 400:
            assert "check-and-set" in answer.errors[0], answer.body
            operation.outcome = REFUSED

    def read_all(self):
        """Reads every key through every node, for the end of the history. A node may still refuse for a moment after the last fault."""
        for node, url in self.urls.items():
            for key in self.keys:
                self.operations.append(wait_for(f"{node} reads {key}", lambda: self._read_once(node, url, key), 30, step=0.25))

    def _read_once(self, node, url, key):
        operation = Operation("read", key, node, time.monotonic())
        read(Client(url, self.token), f"{self.mount}/data/{key}", operation)
        operation.end = time.monotonic()
        return operation if operation.outcome == DONE else None

    def violations(self):
        return [v for key in self.keys for v in violations([o for o in self.operations if o.key == key])]


def read(client, path, operation):
    answer = client.get(path)
    if answer.status == 200:
        operation.outcome, operation.version = DONE, answer.data["metadata"]["version"]
        operation.value, operation.request_id = answer.data["data"]["value"], answer.json["request_id"]
    elif answer.status == 404:
        operation.outcome, operation.version, operation.value = DONE, 0, ""


def violations(operations):
    """What cannot be explained by one register; an empty list for a linearizable history of one key."""
    return [*_values(operations), *_real_time(operations), *_refusals(operations)]


def _values(operations):
    written = {}
    for o in operations:
        if o.kind == "write" and o.outcome == DONE:
            if o.version in written:
                yield f"version {o.version} was given twice: {o} and {written[o.version]}"
            if o.cas >= 0 and o.version != o.cas + 1:
                yield f"a check-and-set that did not follow its version: {o}"
            written[o.version] = o
    unknown = {o.value: o for o in operations if o.kind == "write" and o.outcome == UNKNOWN}
    versions = {}
    for o in operations:
        if o.kind != "read" or o.outcome != DONE or o.version == 0:
            continue
        source = written.get(o.version)
        if source is not None and source.value != o.value:
            yield f"a read of another value than was written: {o}, written by {source}; the value was sent by {unknown.get(o.value, 'nobody')}"
        if source is None:
            if o.value not in unknown:
                yield f"a read of what nobody wrote: {o}"
            if versions.setdefault(o.version, o.value) != o.value:
                yield f"two values of one version: {o}"


def _real_time(operations):
    """No operation sees less than what was complete before it began."""
    done = [o for o in operations if o.outcome == DONE]
    ends = sorted(done, key=lambda o: o.end)
    newest, at = None, 0
    for o in sorted(done, key=lambda o: o.start):
        while at < len(ends) and ends[at].end < o.start:
            if newest is None or ends[at].version > newest.version:
                newest = ends[at]
            at += 1
        if newest is not None and (o.version < newest.version or (o.kind == "write" and o.version == newest.version)):
            yield f"went back in time: {o}, after {newest}"


def _refusals(operations):
    """A check-and-set may be refused only if its version may not have been current."""
    seen, began = _versions(operations)
    shown = {o.value for o in operations if o.kind == "read" and o.outcome == DONE}  # of those it is known which version they made
    unknown_starts = [o.start for o in operations if o.kind == "write" and o.outcome == UNKNOWN and o.value not in shown]
    for o in operations:
        if o.outcome != REFUSED:
            continue
        not_yet = o.cas > 0 and seen.get(o.cas, float("inf")) > o.start
        next_began = began.get(o.cas + 1, min(unknown_starts, default=float("inf")))
        if not not_yet and next_began >= o.end:
            yield f"refused although its version was current: {o}"


def _versions(operations):
    """When each version was certainly there, and when the write that made it began, as far as answers tell."""
    seen, began, maker = {}, {}, {}
    for o in operations:
        if o.kind == "write":
            maker[o.value] = o
    for o in sorted((o for o in operations if o.outcome == DONE), key=lambda o: o.end):
        if o.version > 0:
            seen.setdefault(o.version, o.end)
            if o.value in maker:
                began.setdefault(o.version, maker[o.value].start)
    return seen, began
