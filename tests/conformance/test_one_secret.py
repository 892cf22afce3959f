"""One secret written by `bao` and by boto3, and read by `bao`, boto3 and Google's client: the same bytes and versions, one audit shape, each caller's own identity."""
import json

import pytest

from harness import aws, gcp

pytestmark = pytest.mark.ours("the peer has one API")
POLICY = '''
path "{mount}/data/*" {{ capabilities = ["read", "update"] }}
path "{mount}/metadata/*" {{ capabilities = ["read"] }}
'''


@pytest.fixture
def sm(root, running, name, kv2):
    """boto3 with a key of an account whose secrets are in the mount."""
    root.put(f"sys/policies/acl/{name}-aws", {"policy": POLICY.format(mount=kv2)}).expect(204)
    root.post(f"sys/auth/{name}-aws", {"type": "aws"}).expect(204)
    root.post(f"auth/{name}-aws/config", {"mounts": {"*": kv2}}).expect(204)
    return aws.client(running.node.url, root.post(f"auth/{name}-aws/keys/app", {"token_policies": f"{name}-aws"}).expect(200).data)


@pytest.fixture
def google(running, user, kv2):
    return gcp.client(running.node.settings["listener.gcp.address"], user(POLICY.format(mount=kv2)).token)


def test_three_clients_see_one_secret(running, cli, sm, google, kv2):
    cli("kv", "put", f"{kv2}/app", "pw=1")
    read = sm.get_secret_value(SecretId="app")
    accessed = google.access_secret_version(name=f"projects/{kv2}/secrets/app/versions/latest")
    assert json.loads(read["SecretString"]) == {"pw": "1"}
    assert accessed.payload.data.decode() == read["SecretString"]
    assert accessed.name.endswith("/versions/1")
    assert list(sm.describe_secret(SecretId="app")["VersionIdsToStages"]) == [read["VersionId"]]

    sm.put_secret_value(SecretId="app", SecretString='{"pw": "2"}')
    shown = json.loads(cli("kv", "get", "-format=json", f"{kv2}/app"))["data"]
    assert shown["data"] == {"pw": "2"} and shown["metadata"]["version"] == 2
    accessed = google.access_secret_version(name=f"projects/{kv2}/secrets/app/versions/2")
    assert accessed.payload.data == b'{"pw": "2"}'

    requests = [e for e in map(json.loads, running.node.audit_log.read_text().splitlines())
                if e["type"] == "request" and e.get("request", {}).get("path") == f"{kv2}/data/app"]
    who = {api: {e["auth"].get("entity_id") or e["auth"]["accessor"] for e in requests if e["request"]["api"] == api} for api in ("vault", "aws", "gcp")}
    assert [len(callers) for callers in who.values()] == [1, 1, 1] and len(set.union(*who.values())) == 3
