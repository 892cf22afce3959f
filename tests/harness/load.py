"""A load that writes down what was acknowledged, so that it can be looked for afterwards."""
import contextlib
import dataclasses
import http.client
import itertools
import threading
import time

from .gate import Gate
from .http import Client

KEPT_VERSIONS = 10


@dataclasses.dataclass(frozen=True)
class Acknowledged:
    path: str
    version: int
    value: str
    request_id: str


class Load:
    """Threads that write to KV v2; each goes to the next URL when one fails.

    One writer in two raises the versions of a key, up to as many as a key keeps, the other makes a new key each time.
    """

    def __init__(self, urls, token, mount, writers=4, prefix="load", pause=0.0):
        self.urls, self.token, self.mount, self.prefix, self.pause = list(urls), token, mount, prefix, pause
        self.acknowledged, self.refused = [], []
        self.last_success = 0.0
        self._lock, self._stop, self._writing = threading.Lock(), threading.Event(), Gate()
        self._threads = [threading.Thread(target=self._work, args=(n,), daemon=True) for n in range(writers)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive(), "a writer hangs"

    def _work(self, number):
        clients = itertools.cycle([Client(u, self.token, keep_alive=True, timeout=10) for u in self.urls])
        client = next(clients)
        for n in itertools.count(1):
            if self._stop.is_set():
                return
            path = f"{self.prefix}/w{number}-{n // KEPT_VERSIONS if number % 2 else n}"
            value = f"{self.prefix}-{number}-{n}"
            try:
                with self._writing.passing():
                    answer = client.post(f"{self.mount}/data/{path}", {"data": {"value": value}})
            except (OSError, http.client.HTTPException):
                client = next(clients)
                time.sleep(0.02)
                continue
            if answer.status == 200:
                body = answer.json
                with self._lock:
                    self.acknowledged.append(Acknowledged(path, body["data"]["version"], value, body["request_id"]))
                    self.last_success = time.monotonic()
            else:
                with self._lock:
                    self.refused.append((answer.status, answer.body[:200]))
                client = next(clients)
                time.sleep(0.02)
            if self.pause:
                time.sleep(self.pause)

    @contextlib.contextmanager
    def paused(self):
        """No write is under way inside."""
        with self._writing.hold():
            yield

    def count(self):
        with self._lock:
            return len(self.acknowledged)

    def wait_more(self, number, seconds=60):
        """Waits until that many more writes were acknowledged; the seconds until the first of them."""
        start, target, first = time.monotonic(), self.count() + number, None
        while time.monotonic() < start + seconds:
            if first is None and self.count() > target - number:
                first = time.monotonic() - start
            if self.count() >= target:
                return first
            time.sleep(0.005)
        raise TimeoutError(f"not {number} writes in {seconds} s; last refusals {self.refused[-3:]}")

    def missing(self, client, part=slice(None)):
        """What was acknowledged, of this part of it, and does not read back as written."""
        lost = []
        client = Client(client.url, client.token, client.headers, keep_alive=True)
        for a in self.acknowledged[part]:
            answer = client.get(f"{self.mount}/data/{a.path}?version={a.version}")
            if answer.status != 200 or answer.data["data"] != {"value": a.value}:
                lost.append((a, answer.status, answer.body[:200]))
        client.close()
        return lost
