"""A plain HTTP client that sends what it is told, byte for byte, and follows nothing."""
import dataclasses
import http.client
import json
import socket
import urllib.parse

TIMEOUT = 60


@dataclasses.dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def data(self):
        return self.json["data"]

    @property
    def auth(self):
        return self.json["auth"]

    @property
    def errors(self):
        return self.json["errors"]

    @property
    def warnings(self):
        return self.json["warnings"]

    def expect(self, *statuses):
        """This answer, if it has one of the statuses; otherwise an error that shows the body."""
        assert self.status in statuses, f"status {self.status}, wanted {statuses}: {self.body[:600]!r}"
        return self


class Client:
    """One user of a server: a base URL, a token, headers for every request. Not for several threads at once.

    context: whom it trusts and what it shows of itself, for a URL with https.
    """

    def __init__(self, url, token=None, headers=None, keep_alive=False, timeout=TIMEOUT, context=None):
        parts = urllib.parse.urlsplit(url)
        self.url, self.host, self.port = url, parts.hostname, parts.port
        self.token, self.headers, self.timeout = token, dict(headers or {}), timeout
        self.keep_alive, self.context, self._connection = keep_alive, context, None

    def with_token(self, token):
        return Client(self.url, token, self.headers, self.keep_alive, self.timeout, self.context)

    def _connect(self):
        if self.context is not None:
            return http.client.HTTPSConnection(self.host, self.port, timeout=self.timeout, context=self.context)
        return http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)

    def call(self, method, path, body=None, headers=None, raw=None):
        """path is below /v1/ unless it starts with a slash; body is sent as JSON, raw as it is."""
        send = dict(self.headers)
        if self.token is not None:
            send["X-Vault-Token"] = self.token
        if body is not None:
            raw = json.dumps(body)
            send["Content-Type"] = "application/json"
        send.update(headers or {})
        if isinstance(raw, str):
            raw = raw.encode()
        target = path if path.startswith("/") else "/v1/" + path
        connection = self._connection or self._connect()
        self._connection = None
        try:
            connection.request(method, target, raw, send)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        except BaseException:
            connection.close()
            raise
        if self.keep_alive and not response.will_close:
            self._connection = connection
        else:
            connection.close()
        return answer

    def close(self):
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def get(self, path, **kwargs):
        return self.call("GET", path, **kwargs)

    def list(self, path, **kwargs):
        return self.call("LIST", path, **kwargs)

    def scan(self, path, **kwargs):
        return self.call("SCAN", path, **kwargs)

    def delete(self, path, **kwargs):
        return self.call("DELETE", path, **kwargs)

    def post(self, path, body=None, **kwargs):
        return self.call("POST", path, body, **kwargs)

    def put(self, path, body=None, **kwargs):
        return self.call("PUT", path, body, **kwargs)

    def patch(self, path, body, **kwargs):
        headers = {"Content-Type": "application/merge-patch+json", **kwargs.pop("headers", {})}
        return self.call("PATCH", path, raw=json.dumps(body), headers=headers, **kwargs)


def exchange(url, request, timeout=20):
    """Sends bytes on a fresh connection and returns (status, head, body) of the first answer; status 0: closed without one."""
    parts = urllib.parse.urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=timeout) as s:
        try:
            s.sendall(request)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server may answer and close before it has read everything
        response = http.client.HTTPResponse(s)
        try:
            response.begin()
            body = response.read()
        except (http.client.HTTPException, ConnectionResetError):
            return 0, None, b""
        return response.status, response.headers, body
