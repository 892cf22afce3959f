"""Clients that are slow, many or greedy must not cost the others anything."""
import resource
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.http import Client

pytestmark = pytest.mark.ours("limits that the peer does not have, or has otherwise")

SLOW_HEADER = b"GET /v1/sys/health HTTP/1.1\r\nHost: x\r\nX-Slow: "
SLOW_BODY = b"POST /v1/sys/wrapping/unwrap HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"


@pytest.fixture(scope="module")
def impatient(servers):
    """A node that waits for two seconds only, and does two things at once."""
    node = servers.node(**{"limits.header-timeout": "2s", "limits.body-timeout": "2s", "limits.concurrent-requests": "2",
                           "limits.queued-requests": "4"}).start()
    credentials = node.init()
    node.unseal(credentials)
    yield node.client(credentials.root_token)
    node.dispose()


def connect(client):
    return socket.create_connection((client.host, client.port), timeout=30)


@pytest.mark.parametrize("begun", [b"", b"GET ", SLOW_HEADER, SLOW_BODY], ids=["nothing", "method", "header", "body"])
def test_a_client_that_stops_is_cut_off(impatient, begun):
    with connect(impatient) as s:
        s.sendall(begun)
        received = b""
        while chunk := s.recv(4096):  # a time-out here is a failure
            received += chunk
    assert received == b"" or received.startswith((b"HTTP/1.1 408", b"HTTP/1.1 400", b"HTTP/1.1 403")), received
    impatient.get("auth/token/lookup-self").expect(200)


def test_too_many_at_once_are_told_so(impatient):
    def one(n):
        client = Client(impatient.url, impatient.token, timeout=60)
        return client.post("sys/tools/hash", {"input": "YWJj" * 50_000})

    with ThreadPoolExecutor(48) as pool:
        answers = list(pool.map(one, range(300)))
    statuses = {a.status for a in answers}
    assert statuses <= {200, 503} and 200 in statuses
    assert all(a.headers["Retry-After"] for a in answers if a.status == 503)
    impatient.get("auth/token/lookup-self").expect(200)


def test_thousands_of_slow_connections_leave_the_others_alone(running, root):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4096
    assert hard == resource.RLIM_INFINITY or hard >= wanted, "the machine allows too few open files"
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    sockets = []
    try:
        for begun in [b""] * 1000 + [SLOW_HEADER] * 1000 + [SLOW_BODY] * 1000:
            s = connect(root)
            s.sendall(begun)
            sockets.append(s)
        for _ in range(50):
            root.get("sys/health").expect(200)
            root.get("auth/token/lookup-self").expect(200)
    finally:
        for s in sockets:
            s.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    root.get("auth/token/lookup-self").expect(200)


def rss_kib(pid):
    text = open(f"/proc/{pid}/status").read()
    return int(text.split("VmRSS:")[1].split()[0])


def test_bodies_of_strangers_take_no_memory(running, anonymous):
    """Large bodies without a token are refused, and leave the process as small as it was, but for noise."""
    body = b'{"token":"' + b"a" * (8 << 20) + b'"}'

    def send(_):
        try:
            return anonymous.with_token("none").post("secret/data/x", raw=body).status
        except OSError:
            return 0

    for n in range(10):
        send(n)
    before = rss_kib(running.node.pid)
    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(send, range(100)))
    assert statuses <= {403, 413, 503, 0}
    assert rss_kib(running.node.pid) - before < 200 << 10, "100 bodies of 8 MiB each"
