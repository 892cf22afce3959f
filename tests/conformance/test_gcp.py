"""GCP Secret Manager v1 over REST through Google's client, and in plain HTTP where that hides the wire; the same secrets through KV."""
import base64
import datetime
import json

import pytest
import requests
from google.api_core import exceptions
from google.cloud import secretmanager_v1 as sm
from google.iam.v1 import iam_policy_pb2, policy_pb2
from google.protobuf import duration_pb2, field_mask_pb2

from harness import aws, gcp
from harness.waiting import wait_for

pytestmark = pytest.mark.ours("the peer has no GCP API")

AUTOMATIC = {"replication": {"automatic": {}}}
ALL = '''
path "{mount}/data/*" {{ capabilities = ["read", "update"] }}
path "{mount}/metadata/*" {{ capabilities = ["create", "read", "update", "delete", "list"] }}
path "{mount}/delete/*" {{ capabilities = ["update"] }}
path "{mount}/undelete/*" {{ capabilities = ["update"] }}
path "{mount}/destroy/*" {{ capabilities = ["update"] }}
path "{mount}/gcp/*" {{ capabilities = ["read", "update"] }}
'''


@pytest.fixture
def address(running):
    return running.node.settings["listener.gcp.address"]


@pytest.fixture
def project(kv2):
    """The name of a mount is that of a project."""
    return f"projects/{kv2}"


@pytest.fixture
def client(address, user, kv2):
    return gcp.client(address, user(ALL.format(mount=kv2)).token)


@pytest.fixture
def secret(client, project):
    return client.create_secret(parent=project, secret_id="app", secret=AUTOMATIC)


@pytest.fixture
def http(address, client):
    """Asks in plain HTTP with the client's token: (status, JSON)."""
    def ask(method, path, body=None, token=client.transport._credentials.token, **kwargs):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = requests.request(method, f"http://{address}/v1/{path}", headers={**headers, **kwargs.pop("headers", {})},
                                  json=body, timeout=30, **kwargs)
        return answer.status_code, answer.json()

    return ask


def add(client, secret, data, **payload):
    return client.add_secret_version(parent=secret.name, payload={"data": data, **payload})


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


# -- secrets and versions

def test_create_add_access_walk(client, secret, project):
    assert secret.name == f"{project}/secrets/app" and secret.replication.automatic is not None
    assert secret.etag.startswith('"') and secret.create_time.year > 2000
    one = add(client, secret, b"one", data_crc32c=crc32c(b"one"))
    assert one.name == f"{secret.name}/versions/1" and one.state == sm.SecretVersion.State.ENABLED
    assert one.client_specified_payload_checksum
    assert sm.ReplicationStatus.to_dict(one.replication_status)["automatic"] == {}
    two = add(client, secret, b"\x00\xff two")
    assert not two.client_specified_payload_checksum
    got = client.access_secret_version(name=f"{secret.name}/versions/latest")
    assert got.name == two.name and got.payload.data == b"\x00\xff two"
    assert got.payload.data_crc32c == crc32c(b"\x00\xff two")
    assert client.access_secret_version(name=one.name).payload.data == b"one"
    assert [v.name for v in client.list_secret_versions(parent=secret.name)] == [two.name, one.name]
    assert client.get_secret_version(name=f"{secret.name}/versions/1") == one
    client.delete_secret(name=secret.name)
    assert "not found" in gcp.refused(exceptions.NotFound, client.get_secret, name=secret.name)
    gcp.refused(exceptions.NotFound, client.access_secret_version, name=one.name)


def test_states(client, secret):
    one = add(client, secret, b"one").name
    add(client, secret, b"two")
    disabled = client.disable_secret_version(name=one)
    assert disabled.state == sm.SecretVersion.State.DISABLED
    assert client.disable_secret_version(name=one).state == sm.SecretVersion.State.DISABLED
    message = gcp.refused(exceptions.FailedPrecondition, client.access_secret_version, name=one)
    assert message.endswith(f"Secret Version [{one}] is in DISABLED state."), message
    enabled = client.enable_secret_version(name=one)
    assert client.access_secret_version(name=one).payload.data == b"one"
    assert "etag" in gcp.refused(exceptions.FailedPrecondition, client.destroy_secret_version,
                                 request={"name": one, "etag": disabled.etag})
    destroyed = client.destroy_secret_version(request={"name": one, "etag": enabled.etag})
    assert destroyed.state == sm.SecretVersion.State.DESTROYED and destroyed.destroy_time
    for change in (client.enable_secret_version, client.disable_secret_version, client.destroy_secret_version,
                   client.access_secret_version):
        assert "is in DESTROYED state" in gcp.refused(exceptions.FailedPrecondition, change, name=one)


def test_disabled_is_absent_elsewhere(client, secret, root, kv2):
    root.post(f"{kv2}/data/app", {"data": {"k": "1"}}).expect(200)
    root.post(f"{kv2}/data/app", {"data": {"k": "2"}}).expect(200)
    client.disable_secret_version(name=f"{secret.name}/versions/2")
    root.get(f"{kv2}/data/app").expect(404)
    root.post(f"{kv2}/undelete/app", {"versions": [2]}).expect(204)
    root.get(f"{kv2}/data/app").expect(404)
    client.enable_secret_version(name=f"{secret.name}/versions/2")
    assert root.get(f"{kv2}/data/app").expect(200).json["data"]["data"] == {"k": "2"}
    root.post(f"{kv2}/delete/app", {"versions": [2]}).expect(204)
    state = client.get_secret_version(name=f"{secret.name}/versions/2").state
    assert state == sm.SecretVersion.State.DISABLED
    assert json.loads(client.enable_secret_version(name=f"{secret.name}/versions/2").name.rsplit("/", 1)[1]) == 2
    root.get(f"{kv2}/data/app").expect(200)


def test_a_destruction_that_waits_can_be_taken_back(client, project):
    secret = client.create_secret(parent=project, secret_id="slow", secret={
        **AUTOMATIC, "version_destroy_ttl": duration_pb2.Duration(seconds=86400)})
    version = add(client, secret, b"x").name
    waiting = client.destroy_secret_version(name=version)
    assert waiting.state == sm.SecretVersion.State.DISABLED
    assert waiting.scheduled_destroy_time - waiting.create_time > datetime.timedelta(hours=23)
    assert not client.enable_secret_version(name=version).scheduled_destroy_time
    assert client.access_secret_version(name=version).payload.data == b"x"


def test_payloads_are_checked(client, secret):
    wrong = gcp.refused(exceptions.InvalidArgument, client.add_secret_version, parent=secret.name,
                        payload={"data": b"x", "data_crc32c": 1})
    assert "checksum verification failed" in wrong
    add(client, secret, b"y" * 65536)
    for data in (b"", b"y" * 65537):
        gcp.refused(exceptions.InvalidArgument, client.add_secret_version, parent=secret.name, payload={"data": data})
    assert len(list(client.list_secret_versions(parent=secret.name))) == 1


# -- the same secret through the others

def test_one_secret_three_apis(running, client, secret, root, kv2, name):
    root.post(f"{kv2}/data/app", {"data": {"pw": "1"}}).expect(200)
    got = client.access_secret_version(name=f"{secret.name}/versions/latest")
    assert json.loads(got.payload.data) == {"pw": "1"} and got.name.endswith("/versions/1")
    add(client, secret, b'{"pw": "2"}')
    answer = root.get(f"{kv2}/data/app").expect(200).json["data"]
    assert answer["data"] == {"pw": "2"} and answer["metadata"]["version"] == 2
    add(client, secret, b"plain")
    assert root.get(f"{kv2}/data/app").expect(200).json["data"]["data"] == {"value": "plain"}
    add(client, secret, b"\xff")
    assert root.get(f"{kv2}/data/app").expect(200).json["data"]["data"] == {"value_b64": base64.b64encode(b"\xff").decode()}
    root.post(f"sys/auth/{name}-aws", {"type": "aws"}).expect(204)
    root.post(f"auth/{name}-aws/config", {"mounts": {"*": kv2}}).expect(204)
    root.put(f"sys/policies/acl/{name}-a", {"policy": f'path "{kv2}/*" {{ capabilities = ["read", "update", "delete"] }}'})
    key = root.post(f"auth/{name}-aws/keys/app", {"token_policies": [f"{name}-a"]}).expect(200).data
    boto = aws.client(running.node.url, key)
    assert boto.get_secret_value(SecretId="app")["SecretBinary"] == b"\xff"
    boto.put_secret_value(SecretId="app", SecretString="from aws")
    latest = client.access_secret_version(name=f"{secret.name}/versions/latest")
    assert latest.payload.data == b"from aws" and latest.name.endswith("/versions/5")
    client.update_secret(secret={"name": secret.name, "labels": {"env": "x"}, "annotations": {"a": "b"}},
                         update_mask={"paths": ["labels", "annotations"]})
    assert boto.describe_secret(SecretId="app")["Tags"] == [{"Key": "env", "Value": "x"}]
    assert root.get(f"{kv2}/metadata/app").expect(200).json["data"]["custom_metadata"] == {"a": "b"}
    boto.delete_secret(SecretId="app")
    gcp.refused(exceptions.NotFound, client.get_secret, name=secret.name)
    assert list(client.list_secrets(parent=secret.name.split("/secrets/")[0])) == []


def test_what_a_rotation_tries_out_is_not_the_latest(client, secret, running, root, kv2, name):
    """By the label that rotations use, put by the AWS API, where this server rotates nothing itself."""
    add(client, secret, b"good")
    root.post(f"sys/auth/{name}-aws", {"type": "aws"}).expect(204)
    root.post(f"auth/{name}-aws/config", {"mounts": {"*": kv2}}).expect(204)
    root.put(f"sys/policies/acl/{name}-a", {"policy": f'path "{kv2}/*" {{ capabilities = ["read", "update"] }}'})
    key = root.post(f"auth/{name}-aws/keys/app", {"token_policies": [f"{name}-a"]}).expect(200).data
    boto = aws.client(running.node.url, key)
    boto.put_secret_value(SecretId="app", SecretString="untested", VersionStages=["AWSPENDING"])
    assert client.access_secret_version(name=f"{secret.name}/versions/latest").payload.data == b"good"
    states = {v.name[-1]: v.state.name for v in client.list_secret_versions(parent=secret.name)}
    assert states == {"1": "ENABLED", "2": "DISABLED"}
    gcp.refused(exceptions.FailedPrecondition, client.access_secret_version, name=f"{secret.name}/versions/2")
    gcp.refused(exceptions.FailedPrecondition, client.enable_secret_version, name=f"{secret.name}/versions/2")


# -- what is said of a secret

def test_updates_by_mask(client, secret):
    one = client.update_secret(secret={"name": secret.name, "labels": {"a": "1"}, "annotations": {"k": "V v"}},
                               update_mask={"paths": ["labels"]})
    assert dict(one.labels) == {"a": "1"} and not one.annotations and one.etag != secret.etag
    add(client, secret, b"x")
    assert client.get_secret(name=secret.name).etag == one.etag, "a new version does not change the secret"
    two = client.update_secret(secret={"name": secret.name, "version_aliases": {"prod": 1}, "etag": one.etag},
                               update_mask={"paths": ["version_aliases"]})
    assert client.access_secret_version(name=f"{secret.name}/versions/prod").payload.data == b"x"
    assert "etag" in gcp.refused(exceptions.FailedPrecondition, client.update_secret, update_mask={"paths": ["labels"]},
                                 secret={"name": secret.name, "etag": one.etag})
    again = client.update_secret(secret={"name": secret.name}, update_mask={"paths": ["labels"]})
    assert not again.labels and dict(again.version_aliases) == {"prod": 1} and again.etag != two.etag
    for paths in (["name"], ["replication"], ["nonsense"], []):
        gcp.refused(exceptions.InvalidArgument, client.update_secret, secret={"name": secret.name},
                    update_mask=field_mask_pb2.FieldMask(paths=paths))
    assert "etag" in gcp.refused(exceptions.FailedPrecondition, client.delete_secret,
                                 request={"name": secret.name, "etag": one.etag})
    client.delete_secret(request={"name": secret.name, "etag": again.etag})


@pytest.mark.parametrize("fields", [
    {}, {"replication": {"user_managed": {}}}, {**AUTOMATIC, "labels": {"Upper": "x"}},
    {**AUTOMATIC, "labels": {f"k{n}": "v" for n in range(65)}}, {**AUTOMATIC, "annotations": {"-k": "v"}},
    {**AUTOMATIC, "version_aliases": {"prod": 1}}, {**AUTOMATIC, "ttl": duration_pb2.Duration(seconds=1)},
    {**AUTOMATIC, "rotation": {"rotation_period": duration_pb2.Duration(seconds=3600)}},
    {**AUTOMATIC, "topics": [{"name": "nonsense"}]}, {**AUTOMATIC, "version_destroy_ttl": duration_pb2.Duration(seconds=60)},
    {**AUTOMATIC, "tags": {"tagKeys/1": "tagValues/2"}}])
def test_what_a_new_secret_may_not_be(client, project, fields):
    gcp.refused(exceptions.InvalidArgument, client.create_secret, parent=project, secret_id="no", secret=fields)
    assert list(client.list_secrets(parent=project)) == []


def test_names(client, secret, project, root, kv2):
    gcp.refused(exceptions.AlreadyExists, client.create_secret, parent=project, secret_id="app", secret=AUTOMATIC)
    for bad in ("a b", "a.b", "", "x" * 256):
        gcp.refused(exceptions.InvalidArgument, client.create_secret, parent=project, secret_id=bad, secret=AUTOMATIC)
    root.post(f"{kv2}/data/folder/inner", {"data": {}}).expect(200)
    root.post(f"{kv2}/data/a.b", {"data": {}}).expect(200)
    assert [s.name for s in client.list_secrets(parent=project)] == [secret.name]


def test_expiry_rotation_and_topics(client, project, root, kv2):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)
    topic = f"{project}/topics/changes"
    made = client.create_secret(parent=project, secret_id="told", secret={
        **AUTOMATIC, "ttl": duration_pb2.Duration(seconds=3600), "topics": [{"name": topic}],
        "rotation": {"next_rotation_time": at, "rotation_period": duration_pb2.Duration(seconds=7200)}})
    assert made.expire_time - made.create_time == datetime.timedelta(hours=1)
    assert made.rotation.rotation_period == datetime.timedelta(hours=2)
    assert abs(made.rotation.next_rotation_time - at) < datetime.timedelta(seconds=1)
    gcp.refused(exceptions.InvalidArgument, client.update_secret, secret={"name": made.name},
                update_mask={"paths": ["topics"]})
    later = client.update_secret(secret={"name": made.name, "expire_time": at}, update_mask={"paths": ["expire_time"]})
    assert abs(later.expire_time - at) < datetime.timedelta(seconds=1)
    never = client.update_secret(secret={"name": made.name}, update_mask={"paths": ["expire_time", "rotation"]})
    assert not never.expire_time and not never.rotation


def test_locations(client, project, http, kv2):
    parent = f"{project}/locations/europe-west3"
    made = client.create_secret(parent=parent, secret_id="near", secret={})
    assert made.name == f"{parent}/secrets/near" and not made.replication
    version = client.add_secret_version(parent=made.name, payload={"data": b"x"})
    assert version.name == f"{made.name}/versions/1" and not version.replication_status
    assert client.access_secret_version(name=f"{made.name}/versions/latest").payload.data == b"x"
    gcp.refused(exceptions.NotFound, client.get_secret, name=f"{project}/secrets/near")
    gcp.refused(exceptions.AlreadyExists, client.create_secret, parent=project, secret_id="near", secret=AUTOMATIC)
    assert [s.name for s in client.list_secrets(parent=parent)] == [made.name]
    assert list(client.list_secrets(parent=project)) == []
    assert http("GET", f"{project}/locations") == (200, {"locations": [{"name": parent, "locationId": "europe-west3"}]})
    assert http("GET", f"{project}/locations/any") == (200, {"name": f"{project}/locations/any", "locationId": "any"})


# -- lists

def test_lists_are_paged_and_filtered(client, project):
    for number in range(5):
        client.create_secret(parent=project, secret_id=f"s{number}", secret={
            **AUTOMATIC, "labels": {"env": "test" if number % 2 else "prod", "number": str(number)}})
    pages = list(client.list_secrets(request={"parent": project, "page_size": 2}).pages)
    assert [len(p.secrets) for p in pages] == [2, 2, 1] and {p.total_size for p in pages} == {5}

    def names(filter):
        return [s.name.rsplit("/", 1)[1] for s in client.list_secrets(request={"parent": project, "filter": filter})]

    assert names("name:S1 OR name:s3") == ["s1", "s3"]
    assert names("labels.env=prod AND NOT labels.number=0") == ["s2", "s4"]
    assert names("labels.env:* -labels.env=prod") == ["s1", "s3"]
    assert names('create_time>"2020-01-01T00:00:00Z" AND labels.number:(1 OR 2)') == ["s1", "s2"]
    assert names("replication.automatic:*") == [f"s{n}" for n in range(5)] and names("expire_time:*") == []
    for bad in ("nonsense=1", "name:", "(name:x", "create_time>soon", "name:x AND", "a" * 3000):
        gcp.refused(exceptions.InvalidArgument, client.list_secrets, request={"parent": project, "filter": bad})
    gcp.refused(exceptions.InvalidArgument, client.list_secrets, request={"parent": project, "page_token": "!"})


def test_versions_are_filtered(client, secret):
    for _ in range(3):
        add(client, secret, b"x")
    client.disable_secret_version(name=f"{secret.name}/versions/2")
    client.destroy_secret_version(name=f"{secret.name}/versions/1")

    def numbers(filter):
        found = client.list_secret_versions(request={"parent": secret.name, "filter": filter, "page_size": 1})
        return [int(v.name.rsplit("/", 1)[1]) for v in found]

    assert numbers("") == [3, 2, 1] and numbers("state:ENABLED") == [3]
    assert numbers("state:(DISABLED OR DESTROYED)") == [2, 1] and numbers("NOT state=DESTROYED") == [3, 2]


# -- who may do what

def test_policies_decide(address, user, client, secret, project, kv2, root):
    add(client, secret, b"x")
    reader = gcp.client(address, user(f'path "{kv2}/data/app" {{ capabilities = ["read"] }}').token)
    assert reader.access_secret_version(name=f"{secret.name}/versions/1").payload.data == b"x"
    message = gcp.refused(exceptions.PermissionDenied, reader.add_secret_version, parent=secret.name, payload={"data": b"y"})
    assert message.endswith("Permission 'secretmanager.versions.add' denied for resource "
                            f"'{secret.name}' (or it may not exist).")
    gcp.refused(exceptions.PermissionDenied, reader.list_secrets, parent=project)
    client.create_secret(parent=project, secret_id="hidden", secret=AUTOMATIC)
    lister = gcp.client(address, user(f'path "{kv2}/metadata/" {{ capabilities = ["list"] }}\n'
                                      f'path "{kv2}/metadata/app" {{ capabilities = ["read"] }}').token)
    assert [s.name for s in lister.list_secrets(parent=project)] == [secret.name]


def test_audit(running, client, secret, kv2):
    add(client, secret, b"hunter2-gcp")
    log = running.node.audit_log.read_text()
    assert "hunter2-gcp" not in log and base64.b64encode(b"hunter2-gcp").decode() not in log
    entries = [e for e in map(json.loads, log.splitlines()) if e.get("request", {}).get("path") == f"{kv2}/data/app"]
    assert entries and all(e["request"]["api"] == "gcp" and e["request"]["api_action"] == "AddSecretVersion" for e in entries)
    assert all(e["request"]["operation"] == "update" and e["auth"]["accessor"] for e in entries)


def test_nobody(http, address, secret, kv2):
    for token in ("", "s.nonsense"):
        status, body = http("GET", f"{secret.name}", token=token)
        assert status == 401 and body["error"]["status"] == "UNAUTHENTICATED" and body["error"]["code"] == 401
    stranger = gcp.client(address, "s.nonsense")
    gcp.refused(exceptions.Unauthenticated, stranger.access_secret_version, name=f"{secret.name}/versions/1")


def test_iam_bindings_are_enforced(address, user, client, secret, kv2, root, name):
    add(client, secret, b"x")
    entity = root.post("identity/entity", {"name": f"{name}-who"}).expect(200).data["id"]
    accessor = root.get("sys/auth").expect(200).json["data"]["token/"]["accessor"]
    root.post("identity/entity-alias", {"name": f"{name}-alias", "canonical_id": entity, "mount_accessor": accessor})
    root.post(f"auth/token/roles/{name}", {"allowed_entity_aliases": [f"{name}-alias"], "allowed_policies": ["default"]})
    token = root.post(f"auth/token/create/{name}", {"entity_alias": f"{name}-alias", "policies": ["default"]}).expect(200)
    who = gcp.client(address, token.json["auth"]["client_token"])
    version = f"{secret.name}/versions/1"
    gcp.refused(exceptions.PermissionDenied, who.access_secret_version, name=version)

    first = client.get_iam_policy(request={"resource": secret.name})
    assert first.etag == b"\x00\x20\x01" and not first.bindings

    def bind(role, member, etag=b"", retry=None, timeout=30, **more):
        binding = policy_pb2.Binding(role=f"roles/secretmanager.{role}", members=[member], **more)
        return client.set_iam_policy(request=iam_policy_pb2.SetIamPolicyRequest(
            resource=secret.name, policy=policy_pb2.Policy(bindings=[binding], etag=etag)), retry=retry, timeout=timeout)

    policy = bind("secretAccessor", f"user:{name}-who", first.etag)
    assert policy == client.get_iam_policy(request={"resource": secret.name}) and policy.version == 1
    assert who.access_secret_version(name=version).payload.data == b"x"
    gcp.refused(exceptions.PermissionDenied, who.get_secret, name=secret.name)
    asked = ["secretmanager.versions.access", "secretmanager.secrets.get"]
    assert list(who.test_iam_permissions(request={"resource": secret.name, "permissions": asked}).permissions) == asked[:1]
    assert list(client.test_iam_permissions(request={"resource": secret.name, "permissions": asked}).permissions) == asked
    nothing = who.test_iam_permissions(request={"resource": f"{secret.name}none", "permissions": asked})
    assert not nothing.permissions
    gcp.refused(exceptions.Aborted, bind, "viewer", "allAuthenticatedUsers", first.etag)
    bind("viewer", "allAuthenticatedUsers", policy.etag)
    assert who.get_secret(name=secret.name).name == secret.name
    gcp.refused(exceptions.PermissionDenied, who.access_secret_version, name=version)
    for role, member, more in (("owner", "user:a", {}), ("viewer", "allUsers", {}), ("viewer", "domain:x", {}),
                               ("viewer", "user:a", {"condition": {"expression": "true"}})):
        gcp.refused(exceptions.InvalidArgument, bind, role, member, **more)
    denied = user(f'path "{kv2}/metadata/app" {{ capabilities = ["deny"] }}')
    gcp.refused(exceptions.PermissionDenied, gcp.client(address, denied.token).get_secret, name=secret.name)


# -- the wire

def test_the_json_is_googles(http, project, kv2):
    status, made = http("POST", f"{project}/secrets?secretId=raw", {
        "replication": {"user_managed": {"replicas": [{"location": "us-east1"}]}}, "labels": {"a": "b"}, "version_destroy_ttl": "86400s"})
    assert status == 200, made
    assert made["replication"] == {"userManaged": {"replicas": [{"location": "us-east1"}]}} and made["versionDestroyTtl"] == "86400s"
    data = base64.urlsafe_b64encode(b"\xfb\xff\xfe").decode()
    status, version = http("POST", f"{made['name']}:addVersion", {"payload": {"data": data, "data_crc32c": str(crc32c(b"\xfb\xff\xfe"))}})
    assert status == 200 and version["state"] == "ENABLED" and version["clientSpecifiedPayloadChecksum"] is True
    assert http("GET", f"{version['name']}:access") == (200, {"name": version["name"], "payload": {
        "data": base64.b64encode(b"\xfb\xff\xfe").decode(), "dataCrc32c": str(crc32c(b"\xfb\xff\xfe"))}})
    assert http("GET", f"{version['name']}?%24alt=json%3Benum-encoding%3Dint&$prettyPrint=true")[1]["state"] == 1
    status, updated = http("PATCH", f"{made['name']}?update_mask=versionAliases,labels", {"versionAliases": {"x": "1"}})
    assert status == 200 and updated["versionAliases"] == {"x": "1"} and "labels" not in updated


@pytest.mark.parametrize("method,path,body,words", [
    ("POST", "secrets?secretId=a", {"replication": {"automatic": {}}, "bogus": 1}, 'Unknown name "bogus" at \'secret\': Cannot find field.'),
    ("POST", "secrets?secretId=a&bogus=1", {"replication": {"automatic": {}}}, "bogus"),
    ("POST", "secrets?secretId=a", {"replication": 7}, "Invalid JSON payload"),
    ("POST", "secrets/app:addVersion", {"payload": {"data": "???"}}, "Invalid JSON payload"),
    ("POST", "secrets/app:addVersion", {"payload": {"data": "eA==", "dataCrc32c": "many"}}, "Invalid JSON payload"),
    ("GET", "secrets?pageSize=many", None, "Invalid JSON payload"), ("GET", "secrets?pageSize=-1", None, "negative"),
    ("GET", "secrets?alt=media", None, "alt=json"), ("GET", "secrets?access_token=x", None, "access_token"),
    ("GET", "secrets/app?fields=name", None, "fields"), ("GET", "secrets/app", {"a": 1}, "no request body"),
    ("GET", "secrets/a.b", None, "not of the form"), ("GET", "secrets/app/versions/1.5", None, "not of the form")])
def test_bad_requests(http, secret, project, method, path, body, words):
    status, answer = http(method, f"{project}/{path}", body)
    assert status == 400 and answer["error"]["status"] == "INVALID_ARGUMENT" and words in answer["error"]["message"], answer
    assert "???" not in json.dumps(answer)


def test_refusals_have_googles_shape(http, project, address, running):
    for method, path in (("GET", "sys/health"), ("GET", f"{project}/nothing"), ("POST", f"{project}/secrets/app"), ("LIST", project)):
        status, body = http(method, path)
        assert status == 404 and body["error"]["status"] == "NOT_FOUND", body
    assert http("GET", f"{project}/secrets/%2e%2e")[1]["error"]["status"] == "INVALID_ARGUMENT"
    assert http("POST", f"{project}/secrets", {"labels": {"a": "b" * 300_000}})[0] == 413
    assert requests.get(f"{running.node.url}/v1/{project}/secrets", timeout=30).status_code in (403, 404)


def test_by_a_host_name_of_the_main_listener(running, client, secret):
    headers = {"Host": f"Secrets.GCP.example:{running.node.port}", "Authorization": f"Bearer {client.transport._credentials.token}"}
    shown = requests.get(f"{running.node.url}/v1/{secret.name}", headers=headers, timeout=30).json()
    assert shown["name"] == secret.name and shown["etag"] == secret.etag
    refused = requests.get(f"{running.node.url}/v1/sys/health", headers=headers, timeout=30)
    assert refused.status_code == 404 and refused.json()["error"]["status"] == "NOT_FOUND"


def test_a_project_can_be_a_namespace(running, address, root, name, kv2, client):
    root.post(f"sys/namespaces/{name}ns", {}).expect(200)
    inside = running.node.client(root.token, headers={"X-Vault-Namespace": f"{name}ns"})
    inside.post("sys/mounts/secret", {"type": "kv", "options": {"version": "2"}}).expect(204)
    wait_for("the mount is ready", lambda: inside.get("secret/config").status == 200, 20)
    everywhere = gcp.client(address, root.token)
    made = everywhere.create_secret(parent=f"projects/{name}ns", secret_id="app", secret=AUTOMATIC)
    assert add(everywhere, made, b"x").name == f"projects/{name}ns/secrets/app/versions/1"
    assert inside.get("secret/data/app").expect(200).json["data"]["data"] == {"value": "x"}
    gcp.refused(exceptions.PermissionDenied, client.get_secret, name=made.name)
    inside.put("sys/policies/acl/all", {"policy": 'path "secret/*" { capabilities = ["read"] }'}).expect(204)
    own = inside.post("auth/token/create", {"policies": ["all"]}).expect(200).json["auth"]["client_token"]
    assert gcp.client(address, own).get_secret(name=made.name) == made
    gcp.refused(exceptions.Unauthenticated, gcp.client(address, own).get_secret, name=f"projects/{kv2}/secrets/app")
