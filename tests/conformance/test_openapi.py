"""The OpenAPI document: it is valid and complete, and what it names answers as it says."""
import json
import re
import urllib.parse

import pytest
from openapi_spec_validator import validate

from harness.described import operations
from harness.waiting import wait_for

ENGINES = {"one": {"type": "kv", "options": {"version": "1"}}, "two": {"type": "kv", "options": {"version": "2"}}, "tr": {"type": "transit"}}
METHODS = ("approle", "userpass", "jwt", "oidc", "kubernetes", "cert")
MOUNTS = ("sys", "identity", "cubbyhole", "auth/token", *ENGINES, *(f"auth/{method}" for method in METHODS))
# These come last: nothing answers after them.
LAST = ("/sys/step-down", "/sys/seal")
pytestmark = pytest.mark.ours("walks the server's own document")


@pytest.fixture(scope="module")
def described(servers):
    node = servers.node().start()
    credentials = node.init()
    node.unseal(credentials)
    root = node.client(credentials.root_token)
    for path, mount in ENGINES.items():
        root.post(f"sys/mounts/{path}", mount).expect(204)
    for method in METHODS:
        root.post(f"sys/auth/{method}", {"type": method}).expect(204)
    root.post("auth/approle/role/x1", {}).expect(204)
    # A key of RSA takes long to make on a busy machine.
    wait_for("transit has its wrapping key", lambda: root.get("tr/wrapping_key").status == 200, 120)
    yield node, root, root.get("sys/internal/specs/openapi").expect(200).json
    node.dispose()


def send(client, operation):
    """With a value of each parameter; those of a query are in the path."""
    query = operation.query()
    path = operation.concrete + ("?" + urllib.parse.urlencode(query) if query else "")
    body = operation.body()
    if operation.path.startswith("/auth/token/lookup") and "token" in (body or {}):
        body["token"] = client.token
    if operation.path.endswith("/"):
        path = path.replace("?", "/?", 1)
    return client.call(operation.method.upper(), path, raw=None if body is None else json.dumps(body),
                       headers={"Content-Type": operation.content} if body is not None else None)


def one_of(root, policies):
    """A token of its own for each request: some of these end the token that calls."""
    made = root.post("auth/token/create", {"policies": policies, "no_default_policy": True})
    return root.with_token(made.expect(200).auth["client_token"])


def test_the_document_is_valid(described):
    _, root, document = described
    validate(document)
    validate(root.get("sys/internal/specs/openapi?generic_mount_paths=true").expect(200).json)
    names = [operation.described["operationId"] for operation in operations(document)]
    assert len(names) == len(set(names)) > 300


@pytest.mark.parametrize("mount", MOUNTS)
def test_every_route_is_in_the_document(described, mount):
    _, root, document = described
    text = root.get(f"{mount}?help=1").expect(200).json["help"]
    patterns = re.findall(r"^    (\S+)$", text.split("## PATHS", 1)[1], re.MULTILINE)
    assert patterns
    missing = []
    for pattern in patterns:
        path = f"/{mount}/" + re.sub(r"\{(\w+)\.\.\.}", r"{\1}", pattern)
        if path not in document["paths"] and path.rstrip("/") not in document["paths"]:
            missing.append(pattern)
        shown = root.get(f"{mount}/{pattern.replace('{', '').replace('}', '').replace('...', '')}?help=1").expect(200).json["help"]
        wanted = set(re.findall(r"\w+", shown.split("## OPERATIONS", 1)[1]))
        item = document["paths"].get(path, {}) | document["paths"].get(path.rstrip("/"), {})
        known = {"create": "post", "update": "post", "patch": "patch", "delete": "delete", "read": "get", "list": "get", "scan": "get"}
        missing += [f"{operation} {pattern}" for operation in wanted if known[operation] not in item]
    assert not missing


def test_everything_in_the_document_answers_and_takes_its_parameters(described):
    _, root, document = described
    wrong, walked = [], 0
    # What is taken away was there before.
    for operation in sorted(operations(document), key=lambda one: one.method == "delete"):
        if operation.path in LAST:
            continue
        answer = send(one_of(root, ["root"]), operation)
        walked += 1
        text = answer.body.decode(errors="replace")
        if answer.status in (404, 405) and ("unsupported path" in text or "no handler" in text or answer.status == 405) or answer.status >= 500:
            wrong.append(f"{operation}: {answer.status} {text[:200]}")
        if "error converting input" in text or "unrecognized parameters" in text:
            wrong.append(f"{operation}: {answer.status} {text[:300]}")
    assert not wrong, "\n".join(wrong)
    assert walked > 300


def test_what_needs_a_token_and_what_does_not(described):
    node, _, document = described
    wrong = []
    for operation in operations(document):
        answer = send(node.client(), operation)
        if not operation.open and answer.status != 403:
            wrong.append(f"{operation} needs no token: {answer.status}")
    assert not wrong, "\n".join(wrong)


def test_what_needs_sudo_and_what_does_not(described):
    _, root, document = described
    root.post("sys/policies/acl/nearly-all", {"policy": 'path "*" { capabilities = ["create", "read", "update", "patch", "delete", "list", "scan"] }'})
    wrong = []
    for operation in operations(document):
        if operation.open or operation.path in LAST:
            continue
        answer = send(one_of(root, ["nearly-all"]), operation)
        if (answer.status == 403) != operation.sudo:
            wrong.append(f"{operation} is marked {operation.sudo}: {answer.status} {answer.body[:100]!r}")
    assert not wrong, "\n".join(wrong)


def test_what_ends_a_node_answers_too(described):
    _, root, document = described
    for path in LAST:
        operation = next(one for one in operations(document) if one.path == path)
        assert operation.method == "post" and operation.sudo
        assert send(one_of(root, ["root"]), operation).status in (200, 204)
