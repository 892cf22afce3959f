"""Free ports on loopback, below the range from which the kernel takes ports for outgoing connections."""
import os
import socket



def _range():
    """Those of this process: of several that run tests at once, each has its share."""
    first, last = (int(p) for p in os.environ.get("TESTS_PORTS", "21200-21399").split("-"))
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    share = (last + 1 - first) // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return first + number * share, first + (number + 1) * share - 1


_FIRST, _LAST = _range()
_next = _FIRST


def _free(port):
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port():
    """A port that nothing listens on; the same one is not handed out again before all others were."""
    global _next
    for _ in range(_FIRST, _LAST + 1):
        port = _next
        _next = _FIRST + (_next + 1 - _FIRST) % (_LAST + 1 - _FIRST)
        if _free(port):
            return port
    raise RuntimeError(f"no free port in {_FIRST}-{_LAST}; TESTS_PORTS=first-last names another range")
