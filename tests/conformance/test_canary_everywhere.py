"""A secret sent to any endpoint is found in no log, and no error repeats it. The endpoints are those of the server's own OpenAPI document."""
import collections
import secrets

import pytest

# These would end the node, or the test with it.
LEFT_OUT = {"/sys/seal", "/sys/step-down", "/sys/storage/raft/remove-peer", "/sys/storage/raft/demote", "/sys/storage/raft/join"}
# Shown in the clear by intent, as Vault does: who a token is for, paths, and names of roles.
CLEAR = {"meta", "metadata", "display_name", "path", "paths", "role"}


@pytest.fixture(scope="module")
def node(servers):
    node = servers.node().start()
    credentials = node.init()
    node.unseal(credentials)
    root = node.client(credentials.root_token)
    root.post("sys/mounts/secret", {"type": "kv", "options": {"version": "2"}}).expect(204)
    root.post("sys/mounts/one", {"type": "kv", "options": {"version": "1"}}).expect(204)
    root.post("sys/mounts/tr", {"type": "transit"}).expect(204)
    for method in ("approle", "userpass", "jwt", "kubernetes", "cert", "ldap", "aws", "gcp"):
        root.post(f"sys/auth/{method}", {"type": method}).expect(204)
    yield node, root
    node.dispose()


def value(schema, canary):
    kind = schema.get("type", "string")
    return {"object": {"inner": canary}, "array": [canary], "integer": 1, "number": 1, "boolean": False}.get(kind, canary)


def operations(document):
    for path, item in sorted(document["paths"].items()):
        for method in ("post", "put", "patch", "get", "delete"):
            if method in item and path not in LEFT_OUT:
                yield path, method, item[method]


@pytest.mark.ours("walks the server's own document")
def test_no_log_and_no_error_holds_what_was_sent(node):
    node, root = node
    document = root.get("sys/internal/specs/openapi").expect(200).json
    canary = f"canary{secrets.token_hex(12)}"
    repeated, statuses = [], collections.Counter()
    for path, method, operation in operations(document):
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        if "$ref" in schema:
            schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        body = {name: value(of, canary) for name, of in schema.get("properties", {}).items() if name not in CLEAR}
        body["not_a_field"] = canary
        concrete = "/".join("x1" if part.startswith("{") else part for part in path.strip("/").split("/"))
        for data in (body, {**body, "ttl": canary, "num_uses": canary}):
            # A token of its own each time: some of these end the token that calls.
            caller = root.with_token(root.post("auth/token/create", {"policies": ["root"]}).expect(200).auth["client_token"])
            answer = caller.call(method.upper(), concrete, data if method not in ("get", "delete") else None, headers={
                "Content-Type": "application/merge-patch+json" if method == "patch" else "application/json",
                "X-Vault-MFA": canary, "Cookie": canary, "Authorization": f"Basic {canary}"})
            statuses[answer.status] += 1
            assert answer.status != 500, (method, path, answer.body)
            if answer.status >= 400 and canary.encode() in answer.body:
                repeated.append(f"{method} {path}: {answer.body[:200]!r}")
        node.client(canary).get(concrete)
    assert sum(statuses.values()) > 150 and statuses[200] + statuses[204] > 50 and statuses[403] < 10, statuses
    assert not repeated, "\n".join(repeated)
    # The walk reached what writes, and with the canary: it is in the store.
    root.post("secret/data/x1", {"data": {"a": canary}}).expect(200)
    assert canary.encode() in root.get("secret/data/x1").expect(200).body
    for log in (node.audit_log, node.log):
        lines = [line.decode() for line in log.read_bytes().splitlines() if canary.encode() in line]
        found = [line[max(0, line.index(canary) - 200):line.index(canary) + 60] for line in lines]
        assert not found, f"{log}:\n" + "\n".join(found)
