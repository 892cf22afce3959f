"""GCP Secret Manager over gRPC through Google's client: with a token, with a key file that signs, and with one that logs in."""
import base64
import json

import grpc
import pytest
import requests
from google.api_core import exceptions
from google.auth import exceptions as auth_exceptions
from google.auth.transport.requests import Request
from google.cloud.location import locations_pb2
from google.iam.v1 import iam_policy_pb2, policy_pb2
from google.oauth2 import service_account
from google.protobuf import field_mask_pb2

from harness import audit, gcp_grpc
from harness.ports import free_port
from harness.tls import Authority

pytestmark = pytest.mark.ours("the peer has no GCP API")

AUTOMATIC = {"replication": {"automatic": {}}}
APP = "projects/secret/secrets/app/versions/latest"
SCOPE = "https://www.googleapis.com/auth/cloud-platform"


class Encrypted:
    """A dev server with both listeners of the API over TLS, and with service accounts."""

    def __init__(self, servers, folder):
        authority = Authority()
        pem = str(authority.server_files(folder))
        self.ca, self.authorities = folder / "ca.pem", authority.pem
        self.ca.write_text(authority.pem)
        self.grpc, self.rest = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
        self.node = servers.dev(**{
            "listener.gcp.grpc-address": self.grpc, "listener.gcp.address": self.rest,
            "listener.tls.certificate": pem, "listener.tls.private-key": pem}).over_tls(self.ca).start()
        self.node.wait_healthy()
        self.root = self.node.client("root")
        self.root.post("sys/auth/gcp", {"type": "gcp"}).expect(204)
        self.root.post("auth/gcp/config", {"project_id": "shop"}).expect(204)
        self.root.post("secret/data/app", {"data": {"pw": "1"}}).expect(200)

    def account(self, name):
        """A key file of a new service account."""
        self.root.put(f"sys/policies/acl/{name}", {"policy": 'path "secret/data/app" { capabilities = ["read"] }'}).expect(204)
        self.root.post(f"auth/gcp/service-accounts/{name}", {"token_policies": name}).expect(204)
        return self.root.post(f"auth/gcp/service-accounts/{name}/keys").expect(200).data


@pytest.fixture(scope="module")
def tls(servers, tmp_path_factory):
    encrypted = Encrypted(servers, tmp_path_factory.mktemp("grpc"))
    yield encrypted
    encrypted.node.dispose()


@pytest.fixture
def address(running):
    return running.node.settings["listener.gcp.grpc-address"]


@pytest.fixture
def client(running, address):
    return gcp_grpc.client(address, running.credentials.root_token)


@pytest.fixture
def project(kv2):
    """The name of a mount is that of a project."""
    return f"projects/{kv2}"


@pytest.fixture
def secret(client, project):
    return client.create_secret(parent=project, secret_id="app", secret=AUTOMATIC)


def add(client, secret, data):
    return client.add_secret_version(parent=secret, payload={"data": data}).name


def read(client, version):
    return client.access_secret_version(name=version).payload.data


# -- operations

def test_the_life_of_a_secret(client, project, secret):
    first = add(client, secret.name, b"one\x00\xff")
    second = add(client, secret.name, b"two")
    assert read(client, first) == b"one\x00\xff" and read(client, f"{secret.name}/versions/latest") == b"two"
    assert [v.name for v in client.list_secret_versions(parent=secret.name)] == [second, first]
    assert client.disable_secret_version(name=first).state.name == "DISABLED"
    with pytest.raises(exceptions.FailedPrecondition):
        read(client, first)
    assert client.enable_secret_version(name=first).state.name == "ENABLED"
    assert client.destroy_secret_version(name=first).state.name == "DESTROYED"
    changed = client.update_secret(secret={"name": secret.name, "labels": {"team": "x"}}, update_mask=field_mask_pb2.FieldMask(paths=["labels"]))
    assert dict(changed.labels) == {"team": "x"} and dict(client.get_secret(name=secret.name).labels) == {"team": "x"}
    assert secret.name in [s.name for s in client.list_secrets(parent=project)]
    client.delete_secret(name=secret.name)
    with pytest.raises(exceptions.NotFound):
        client.get_secret(name=secret.name)


def test_the_same_bytes_through_kv(root, client, kv2, project):
    root.post(f"{kv2}/data/app", {"data": {"pw": "1"}}).expect(200)
    assert json.loads(read(client, f"{project}/secrets/app/versions/latest")) == {"pw": "1"}


def test_iam(client, secret):
    binding = policy_pb2.Binding(role="roles/secretmanager.secretAccessor", members=["serviceAccount:app@shop.iam.gserviceaccount.com"])
    client.set_iam_policy(iam_policy_pb2.SetIamPolicyRequest(resource=secret.name, policy=policy_pb2.Policy(bindings=[binding])))
    policy = client.get_iam_policy(iam_policy_pb2.GetIamPolicyRequest(resource=secret.name))
    assert [b.role for b in policy.bindings] == ["roles/secretmanager.secretAccessor"] and policy.etag
    permissions = ["secretmanager.versions.access"]
    tested = client.test_iam_permissions(iam_policy_pb2.TestIamPermissionsRequest(resource=secret.name, permissions=permissions))
    assert list(tested.permissions) == permissions


def test_locations(client, project):
    client.create_secret(parent=f"{project}/locations/europe-west3", secret_id="there", secret={})
    found = client.list_locations(locations_pb2.ListLocationsRequest(name=project)).locations
    assert [location.location_id for location in found] == ["europe-west3"]
    assert client.get_location(locations_pb2.GetLocationRequest(name=found[0].name)).name == found[0].name


# -- errors, limits, the audit log

@pytest.mark.parametrize("token", ["nobody", "hvs.x", "a.b.c", "eyJh.eyJh.eyJh"])
def test_nobody_is_unauthenticated(address, project, token):
    with pytest.raises(exceptions.Unauthenticated):
        gcp_grpc.client(address, token).access_secret_version(name=f"{project}/secrets/a/versions/1", retry=None)


def test_errors_are_googles(client, address, user, project, secret):
    with pytest.raises(exceptions.AlreadyExists):
        client.create_secret(parent=project, secret_id="app", secret=AUTOMATIC)
    with pytest.raises(exceptions.InvalidArgument):
        client.get_secret(name="nonsense")
    with pytest.raises(exceptions.NotFound):
        read(client, f"{secret.name}/versions/7")
    with pytest.raises(exceptions.PermissionDenied):
        read(gcp_grpc.client(address, user('path "none" { capabilities = ["read"] }').token), f"{secret.name}/versions/latest")


def test_a_message_that_is_too_long_changes_nothing(client, secret):
    with pytest.raises(exceptions.ResourceExhausted):
        client.add_secret_version(parent=secret.name, payload={"data": bytes(300_000)}, retry=None)
    assert list(client.list_secret_versions(parent=secret.name)) == []


def test_metadata_that_is_too_long_is_refused(client, secret):
    with pytest.raises(exceptions.GoogleAPICallError):
        client.get_secret(name=secret.name, metadata=[("x-long", "a" * 100_000)], retry=None, timeout=10)
    assert client.get_secret(name=secret.name).name == secret.name


def test_the_health_service_answers(address):
    check = gcp_grpc.channel(address).unary_unary("/grpc.health.v1.Health/Check")
    assert check(b"", timeout=10) == b"\x08\x01"  # SERVING


def test_a_call_is_audited_as_any_request(running, root, client, kv2, secret):
    read(client, add(client, secret.name, b"canary-of-grpc"))
    entries = [e for e in audit.entries(running.node.audit_log) if kv2 in e.get("request", {}).get("path", "")]
    seen = [(e["type"], e["request"]["api"], e["request"]["api_action"]) for e in entries if e["request"].get("api") == "gcp"]
    assert seen[-2:] == [("request", "gcp", "AccessSecretVersion"), ("response", "gcp", "AccessSecretVersion")]
    text = running.node.audit_log.read_bytes()
    assert b"canary-of-grpc" not in text and base64.b64encode(b"canary-of-grpc") not in text
    assert b'api="gcp"' in root.get("sys/metrics?format=prometheus").body


# -- service accounts

def test_a_key_file_signs_for_itself(tls):
    info = tls.account("signs")
    assert info["client_email"] == "signs@shop.iam.gserviceaccount.com"
    client = gcp_grpc.account_client(tls.grpc, service_account.Credentials.from_service_account_info(info), tls.authorities)
    assert json.loads(read(client, APP)) == {"pw": "1"}
    with pytest.raises(exceptions.PermissionDenied):
        read(client, APP.replace("app", "other"))
    tls.root.delete(f"auth/gcp/service-accounts/signs/keys/{info['private_key_id']}").expect(204)
    with pytest.raises(exceptions.Unauthenticated):
        read(client, APP)


def test_a_key_file_logs_in(tls):
    info = tls.account("logs-in")
    assert info["token_uri"] == f"https://{tls.rest}/token"
    session = requests.Session()
    session.verify, session.trust_env = str(tls.ca), False
    credentials = service_account.Credentials.from_service_account_info(info, scopes=[SCOPE])
    credentials.refresh(Request(session))
    assert json.loads(read(gcp_grpc.client(tls.grpc, credentials.token, tls.authorities), APP)) == {"pw": "1"}
    looked_up = tls.root.post("auth/token/lookup", {"token": credentials.token}).expect(200).data
    assert looked_up["meta"]["gcp_service_account"] == info["client_email"] and 0 < looked_up["ttl"] <= 3600
    tls.root.delete("auth/gcp/service-accounts/logs-in").expect(204)
    with pytest.raises(auth_exceptions.RefreshError) as refused:
        credentials.refresh(Request(session))
    assert "invalid_grant" in str(refused.value)


def test_the_token_endpoint_speaks_oauth(tls):
    def ask(**form):
        answer = requests.post(f"https://{tls.rest}/token", data=form, verify=str(tls.ca), timeout=10)
        return answer.status_code, answer.json()["error"]

    grant = "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert ask() == (400, "unsupported_grant_type")
    assert ask(grant_type="password") == (400, "unsupported_grant_type")
    assert ask(grant_type=grant) == (400, "invalid_grant")
    assert ask(grant_type=grant, assertion="a.b.c") == (400, "invalid_grant")
    elsewhere = requests.post(f"https://{tls.rest}/token/auth/userpass", data={"grant_type": grant, "assertion": "x"}, verify=str(tls.ca), timeout=10)
    assert elsewhere.status_code == 400 and elsewhere.json()["error"] == "invalid_grant"
    assert requests.get(f"https://{tls.rest}/token", verify=str(tls.ca), timeout=10).status_code == 405


def test_nothing_in_plain_text_where_there_is_tls(tls):
    with pytest.raises(exceptions.ServiceUnavailable):
        gcp_grpc.client(tls.grpc, "root").get_secret(name="projects/secret/secrets/app", retry=None, timeout=5)
    with pytest.raises(grpc.RpcError):
        gcp_grpc.channel(tls.grpc).unary_unary("/grpc.health.v1.Health/Check")(b"", timeout=5)
