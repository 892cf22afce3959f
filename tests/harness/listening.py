"""Those who hear events: by WebSocket, and as a webhook."""
import hashlib
import hmac
import http.server
import json
import threading

from websockets.sync.client import connect

KEY = "the-key-of-the-webhooks-of-the-tests"


def subscribe(client, what="*", **options):
    """A connection that hears events; `recv` gives the next one as text."""
    url = client.url.replace("http", "ws", 1) + "/v1/sys/events/subscribe/" + what
    headers = dict(client.headers)
    if client.token is not None:
        headers["X-Vault-Token"] = client.token
    # No proxy is asked for loopback.
    return connect(url, additional_headers=headers, proxy=None, ssl=client.context, **options)


def next_event(socket, timeout=20):
    return json.loads(socket.recv(timeout=timeout))["data"]


class Webhook:
    """A server that takes events, after it has failed as often as it is told to."""

    def __init__(self, failures=0):
        self.failures, self.events, self.requests, self.bodies = failures, [], 0, []
        self.held, self.free = threading.Event(), threading.Event()
        self.free.set()
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(hook.take(self.headers, body))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/events"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, headers, body):
        self.requests += 1
        self.bodies.append(body)
        signed = headers["Sealwright-Timestamp"].encode() + b"." + body
        wanted = "v1=" + hmac.new(KEY.encode(), signed, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(headers["Sealwright-Signature"], wanted):
            return 401
        if self.failures > 0:
            self.failures -= 1
            return 500
        self.events += json.loads(body)
        if not self.free.is_set():
            self.held.set()
            self.free.wait(60)
        return 204

    def paths(self):
        """What was told of, each once, in the order of the first time."""
        first = {event["id"]: event["data"]["event"]["metadata"]["data_path"] for event in self.events}
        return list(first.values())

    def close(self):
        self.free.set()
        self.server.shutdown()
        self.server.server_close()
