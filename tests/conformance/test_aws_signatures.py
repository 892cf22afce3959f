"""Signatures of requests: whatever botocore signs is taken, and whatever is changed afterwards is not."""
import http.client
import json
import random
import time

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from harness import aws

pytestmark = pytest.mark.ours("the peer has no AWS API")

SEED = 20260102
TARGET = "secretsmanager.ListSecrets"


@pytest.fixture(scope="module")
def signed(running):
    """Signs with botocore and gives what to send: url, headers, body."""
    root = running.node.client(running.credentials.root_token)
    root.post("sys/mounts/sigv4", {"type": "kv", "options": {"version": "2"}}).expect(204)
    root.post("sys/auth/sigv4", {"type": "aws"}).expect(204)
    root.post("auth/sigv4/config", {"mounts": {"*": "sigv4/"}}).expect(204)
    root.put("sys/policies/acl/sigv4", {"policy": 'path "sigv4/metadata/*" { capabilities = ["list"] }'}).expect(204)
    key = root.post("auth/sigv4/keys/app", {"token_policies": "sigv4"}).expect(200).data
    credentials = Credentials(key["access_key"], key["secret_key"])

    def make(body=b"{}", headers=(), query="", service="secretsmanager", presign=False, at=None):
        request = AWSRequest("POST", running.node.url + "/" + query, data=body, headers={
            "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": TARGET, **dict(headers)})
        auth = SigV4QueryAuth(credentials, service, aws.REGION, expires=60) if presign else SigV4Auth(credentials, service, aws.REGION)
        auth.add_auth(request)
        return request.prepare()

    return make


@pytest.fixture
def send(running):
    def make(request, method="POST", body=None, headers=None):
        parts = running.node.url.removeprefix("http://")
        connection = http.client.HTTPConnection(parts, timeout=30)
        sent = {**dict(request.headers.items()), **(headers or {})}
        data = request.body if body is None else body
        connection.request(method, request.url.removeprefix(running.node.url), data, {k: v for k, v in sent.items() if v is not None})
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None

    return make


def text(source, characters, most):
    return "".join(source.choice(characters) for _ in range(source.randrange(most)))


def test_whatever_botocore_signs_is_taken(signed, send):
    print("seed", SEED)
    source = random.Random(SEED)
    plain = "abcXYZ019-_.~"
    for i in range(120):
        headers = {f"X-Amz-Meta-{j}": text(source, plain + "  ,;=\"", 30).strip() or "x" for j in range(source.randrange(3))}
        headers |= {"X-Other": " a   b  "} if source.random() < 0.3 else {}
        pairs = [f"{text(source, plain, 5)}k{j}={text(source, plain + '%', 8).replace('%', '%2F')}" for j in range(source.randrange(4))]
        body = json.dumps({"NextToken": None, "junk": text(source, plain + "\u00fc\u20ac", 40)}).encode()
        presign = i % 4 == 0
        request = signed(body, headers, "?" + "&".join(pairs) if pairs else "", presign=presign)
        status, answer = send(request)
        assert (status, answer) == (200, {"SecretList": []}), (i, request.url, headers, answer)


def test_whatever_is_changed_afterwards_is_not(signed, send):
    request = signed(b'{"MaxResults": 1}', {"X-Amz-Meta": "a"})
    for change in ({"body": b'{"MaxResults": 2}'}, {"headers": {"X-Amz-Meta": "b"}}, {"headers": {"X-Amz-Extra": "unsigned"}},
                   {"headers": {"X-Amz-Target": "secretsmanager.GetRandomPassword"}}, {"headers": {"Host": "example.com"}},
                   {"headers": {"X-Amz-Date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() + 60))}},
                   {"headers": {"X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD"}}):
        status, answer = send(request, **change)
        assert (status, answer["__type"]) == (400, "InvalidSignatureException"), (change, answer)
    assert send(request)[0] == 200


def test_the_errors_have_awss_names(signed, send):
    request = signed()
    for headers, code in (({"Authorization": None}, "MissingAuthenticationTokenException"),
                          ({"Authorization": "Bearer x"}, "IncompleteSignatureException"),
                          ({"Authorization": "AWS4-HMAC-SHA256 Credential=a/b"}, "IncompleteSignatureException"),
                          ({"X-Amz-Date": "20150830T123600Z"}, "InvalidSignatureException"),
                          ({"X-Amz-Target": "secretsmanager.Foo"}, "UnknownOperationException"),
                          ({"X-Amz-Target": "dynamodb.GetItem"}, "UnknownOperationException")):
        status, answer = send(request, headers=headers)
        assert (status, answer["__type"]) == (400, code), (headers, answer)
    assert send(signed(service="s3"))[1]["__type"] == "InvalidSignatureException"
    for body in (b"{", b"[]", b'{"MaxResults": "1"}', b'{"Filters": {}}', b'{"a": 1, "a": 2}'):
        status, answer = send(signed(body))
        assert (status, answer["__type"]) == (400, "SerializationException"), (body, answer)


def test_bodies_are_limited(running, signed, send):
    unsigned = signed(b'{"x": "' + b"a" * 70_000 + b'"}')
    assert send(unsigned)[0] == 200
    assert send(unsigned, headers={"Authorization": None})[0] == 413
    assert send(signed(b'{"x": "' + b"a" * 300_000 + b'"}'))[0] == 413


def test_only_this_address_speaks_aws(running):
    anonymous = running.node.client()
    for method, path in (("GET", "/"), ("PUT", "/"), ("POST", "/x"), ("POST", "/v1")):
        assert anonymous.call(method, path, headers={"X-Amz-Target": TARGET}).status == 404
    assert anonymous.call("POST", "/").status == 404
