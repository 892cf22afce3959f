"""Receivers of audit lines on loopback: TCP, UDP, UNIX sockets of both kinds, HTTP."""
import http.server
import json
import os
import pathlib
import socket
import tempfile
import threading

from .ports import free_port
from .waiting import wait_for


class Receiver:
    """Keeps what it hears; `text` is all of it."""

    def __init__(self):
        self.chunks, self.lock, self.stopped = [], threading.Lock(), False

    def hear(self, data):
        with self.lock:
            self.chunks.append(data)

    @property
    def text(self):
        with self.lock:
            return b"".join(self.chunks).decode()

    def entries(self):
        """Audit lines as objects, without what a syslog message puts before them."""
        found = []
        for line in self.text.replace("}<", "}\n<").splitlines():
            at = line.find("{")
            if at >= 0 and line.endswith("}"):
                found.append(json.loads(line[at:]))
        return found

    def types_of(self, request_id):
        return [e["type"] for e in self.entries() if e.get("request", {}).get("id") == request_id]

    def await_both_lines(self, request_id):
        wait_for("both lines of a request", lambda: self.types_of(request_id) == ["request", "response"], 15)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class Stream(Receiver):
    """TCP, or a UNIX stream socket if a path is given."""

    def __init__(self, port=None, path=None):
        super().__init__()
        self.port, self.path = port or (None if path else free_port()), path
        self.connections = []
        self.server = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.server.bind(str(path) if path else ("127.0.0.1", self.port))
        self.server.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def address(self):
        return str(self.path) if self.path else f"127.0.0.1:{self.port}"

    def accept(self):
        try:
            while True:
                connection = self.server.accept()[0]
                if self.stopped:
                    connection.close()
                    return
                self.connections.append(connection)
                threading.Thread(target=self.read, args=(connection,), daemon=True).start()
        except OSError:
            return

    def read(self, connection):
        try:
            while data := connection.recv(65536):
                self.hear(data)
        except OSError:
            return

    def stop(self):
        self.stopped = True
        for end in (self.server, *self.connections):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()


class Datagrams(Receiver):
    """UDP, or a UNIX datagram socket such as /dev/log if a path is given."""

    def __init__(self, path=None):
        super().__init__()
        self.path, self.port = path, None if path else free_port()
        self.socket = socket.socket(socket.AF_UNIX if path else socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(str(path) if path else ("127.0.0.1", self.port))
        self.socket.settimeout(0.2)
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    @property
    def address(self):
        return str(self.path) if self.path else f"127.0.0.1:{self.port}"

    def read(self):
        while not self.stopped:
            try:
                self.hear(self.socket.recv(70000))
            except TimeoutError:
                continue

    def stop(self):
        self.stopped = True
        self.thread.join()
        self.socket.close()


class Http(Receiver):
    """Answers each POST with `status`; keeps the bodies of those that it answered with 2xx, and all headers."""

    def __init__(self, port=None):
        super().__init__()
        self.status, self.headers, self.batches = 204, [], []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.headers.append(dict(self.headers))
                if receiver.status // 100 == 2:
                    receiver.hear(body)
                    receiver.batches.append(body)
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0") if receiver.status != 204 else None
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port or free_port()), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def uri(self):
        return f"http://127.0.0.1:{self.server.server_port}/in?token=c4nary-query"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def socket_path():
    """A short path for a UNIX socket: those of test folders are too long for one."""
    return pathlib.Path(tempfile.mkdtemp(prefix="aud")) / "s"


def remove(path):
    path.unlink(missing_ok=True)
    os.rmdir(path.parent)
