"""Requests that Schemathesis makes up from the OpenAPI document: none of them is answered with a 5xx, or in a form that the document does not name."""
import json
import pathlib
import re
import subprocess
import sys

import pytest

from harness.described import named, operations
from harness.waiting import wait_for
from test_openapi import ENGINES, METHODS, send

SEED = 20261130
EXAMPLES = 2
# What is left out, as a pattern of paths, and why.
LEFT_OUT = {
    r"^/sys/(seal|step-down|unseal|init)$": "ends the node, or makes it",
    r"^/sys/(rekey|generate-root|rotate/root|rotate/recovery)": "replaces keys that this run goes on with",
    r"^/sys/storage/raft/(snapshot|snapshot-force|join|remove-peer|demote|promote|bootstrap)": "replaces the store, or changes its members",
    r"^/auth/token/(revoke-self|revoke)$": "may end the token that calls",
    r"^/sys/quotas/": "limits the rate of what follows",
}
CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")


@pytest.fixture(scope="module")
def node(servers):
    node = servers.node().start()
    credentials = node.init()
    node.unseal(credentials)
    root = node.client(credentials.root_token)
    for path, mount in ENGINES.items():
        root.post(f"sys/mounts/{path}", mount).expect(204)
    for method in METHODS:
        root.post(f"sys/auth/{method}", {"type": method}).expect(204)
    # A key of RSA takes long to make on a busy machine.
    wait_for("transit has its wrapping key", lambda: root.get("tr/wrapping_key").status == 200, 120)
    document = root.get("sys/internal/specs/openapi").expect(200).json
    left_out = re.compile("|".join(LEFT_OUT))
    for operation in operations(document):
        if operation.method == "post" and not left_out.search(operation.path):
            send(root, operation)
    yield node, root, document
    node.dispose()


@pytest.mark.ours("reads the server's own document")
@pytest.mark.timeout(300)
def test_no_generated_request_breaks_the_server(node, tmp_path):
    node, root, described = node
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(named(described)))
    command = [pathlib.Path(sys.executable).with_name("schemathesis"), "run", document, "--url", f"{node.url}/v1",
               "--header", f"X-Vault-Token: {root.token}", "--phases", "fuzzing", "--mode", "all", "--checks", ",".join(CHECKS),
               "--max-examples", str(EXAMPLES), "--seed", str(SEED), "--workers", "1", "--continue-on-failure",
               "--generation-database", "none", "--request-timeout", "30", "--no-color", "--exclude-path-regex", "|".join(LEFT_OUT)]
    # In its own folder: it leaves files beside it.
    done = subprocess.run([str(word) for word in command], cwd=tmp_path, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stdout[-20000:] + done.stderr[-2000:]
    assert root.get("sys/health").expect(200).json["sealed"] is False
