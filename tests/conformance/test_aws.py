"""AWS Secrets Manager through boto3: access keys, each operation, and the same secrets through KV."""
import base64
import json
import uuid

import boto3
import pytest
from botocore.exceptions import ClientError

from harness import aws
from harness.waiting import wait_for

pytestmark = pytest.mark.ours("the peer has no AWS API")

ALL = '''
path "{mount}/data/*" {{ capabilities = ["create", "read", "update"] }}
path "{mount}/metadata/*" {{ capabilities = ["read", "update", "delete", "list"] }}
path "{mount}/aws/*" {{ capabilities = ["read"] }}
'''


def token():
    return str(uuid.uuid4())


@pytest.fixture
def account(root, name, kv2):
    """An auth mount whose account has its secrets in a KV mount of its own; the path of the auth mount."""
    root.post(f"sys/auth/{name}-aws", {"type": "aws"}).expect(204)
    root.post(f"auth/{name}-aws/config", {"account_id": "123456789012", "mounts": {"*": kv2}}).expect(204)
    return f"auth/{name}-aws"


@pytest.fixture
def signer(root, account, name):
    """Issues an access key with one policy."""
    def make(policy, who="app", **fields):
        root.put(f"sys/policies/acl/{name}-{who}", {"policy": policy}).expect(204)
        return root.post(f"{account}/keys/{who}", {"token_policies": [f"{name}-{who}"], **fields}).expect(200).data

    return make


@pytest.fixture
def key(signer, kv2):
    return signer(ALL.format(mount=kv2))


@pytest.fixture
def sm(running, key):
    return aws.client(running.node.url, key)


# -- the mission's function

def get_secret(name):
    """As `mission.md` has it, but that it gives what it would print."""
    client = boto3.client("secretsmanager")
    try:
        answer = client.get_secret_value(SecretId=name)
    except ClientError as e:
        return f"error: {e}"
    if "SecretString" in answer:
        return answer["SecretString"]
    return answer["SecretBinary"]


def test_the_missions_function_as_it_stands(running, root, kv2, signer, monkeypatch):
    key = signer(f'path "{kv2}/data/db" {{ capabilities = ["read"] }}\n'
                 f'path "{kv2}/data/none" {{ capabilities = ["read"] }}\npath "{kv2}/data/bin" {{ capabilities = ["read", "create"] }}')
    for variable, value in {"AWS_ENDPOINT_URL": running.node.url, "AWS_ACCESS_KEY_ID": key["access_key"],
                            "AWS_SECRET_ACCESS_KEY": key["secret_key"], "AWS_DEFAULT_REGION": aws.REGION}.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    root.post(f"{kv2}/data/db", {"data": {"password": "hunter2"}}).expect(200)
    boto3.client("secretsmanager").create_secret(Name="bin", SecretBinary=b"\x00\xff")
    assert json.loads(get_secret("db")) == {"password": "hunter2"}
    assert get_secret("bin") == b"\x00\xff"
    assert "ResourceNotFoundException" in get_secret("none")
    assert "AccessDeniedException" in get_secret("other")


def test_kv_and_aws_see_one_secret(root, kv2, sm):
    root.post(f"{kv2}/data/app", {"data": {"pw": "1"}}).expect(200)
    read = sm.get_secret_value(SecretId="app")
    assert read["SecretString"] == '{"pw": "1"}' and read["VersionStages"] == ["AWSCURRENT"]
    written = sm.put_secret_value(SecretId="app", SecretString='{"pw": "2"}')
    assert written["VersionStages"] == ["AWSCURRENT"]
    now = root.get(f"{kv2}/data/app").expect(200).data
    assert now["data"] == {"pw": "2"} and now["metadata"]["version"] == 2
    assert sm.get_secret_value(SecretId="app", VersionStage="AWSPREVIOUS")["VersionId"] == read["VersionId"]
    assert sm.get_secret_value(SecretId="app", VersionId=read["VersionId"])["SecretString"] == '{"pw": "1"}'


def test_text_and_bytes_through_kv(root, kv2, sm):
    sm.create_secret(Name="text", SecretString='say "hi"\n\u00fc')
    sm.create_secret(Name="bytes", SecretBinary=b"\x00\x01\xfe")
    assert root.get(f"{kv2}/data/text").data["data"] == {"value": 'say "hi"\n\u00fc'}
    assert root.get(f"{kv2}/data/bytes").data["data"] == {"value_b64": base64.b64encode(b"\x00\x01\xfe").decode()}
    assert sm.get_secret_value(SecretId="text")["SecretString"] == 'say "hi"\n\u00fc'
    assert sm.get_secret_value(SecretId="bytes")["SecretBinary"] == b"\x00\x01\xfe"


def test_a_deleted_version_of_kv_is_no_value(root, kv2, sm):
    root.post(f"{kv2}/data/gone", {"data": {"pw": "1"}}).expect(200)
    root.delete(f"{kv2}/data/gone").expect(204)
    message = aws.refused("ResourceNotFoundException", sm.get_secret_value, SecretId="gone")
    assert message == "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT"
    root.post(f"{kv2}/undelete/gone", {"versions": [1]}).expect(204)
    assert sm.get_secret_value(SecretId="gone")["SecretString"] == '{"pw": "1"}'


# -- operations

def test_create(sm):
    made = sm.create_secret(Name="a/b", SecretString="one", Description="first", Tags=[{"Key": "team", "Value": "x"}])
    arn = made["ARN"]
    assert arn.startswith("arn:aws:secretsmanager:eu-central-1:123456789012:secret:a/b-") and len(arn.rsplit("-", 1)[1]) == 6
    for id in ("a/b", arn, arn[:-7]):
        assert sm.get_secret_value(SecretId=id)["SecretString"] == "one"
    aws.refused("ResourceNotFoundException", sm.get_secret_value, SecretId=arn[:-6] + "ABC123")
    aws.refused("ResourceNotFoundException", sm.get_secret_value, SecretId=arn.replace("eu-central-1", "us-east-1"))
    message = aws.refused("ResourceExistsException", sm.create_secret, Name="a/b", SecretString="two")
    assert message == "The operation failed because the secret a/b already exists."
    for bad in ("a//b", "/a", "a b", "a/../b"):
        aws.refused("ValidationException", sm.create_secret, Name=bad, SecretString="x")
    empty = sm.create_secret(Name="empty")
    assert "VersionId" not in empty
    aws.refused("ResourceNotFoundException", sm.get_secret_value, SecretId="empty")
    aws.refused("InvalidParameterException", sm.create_secret, Name="both", SecretString="x", SecretBinary=b"x")


def test_a_request_that_comes_again_changes_nothing(root, kv2, sm):
    first = token()
    made = sm.create_secret(Name="again", SecretString="one", ClientRequestToken=first)
    assert sm.create_secret(Name="again", SecretString="one", ClientRequestToken=first)["VersionId"] == made["VersionId"] == first
    aws.refused("ResourceExistsException", sm.create_secret, Name="again", SecretString="two", ClientRequestToken=first)
    second = token()
    for _ in range(2):
        assert sm.put_secret_value(SecretId="again", SecretString="two", ClientRequestToken=second)["VersionId"] == second
    aws.refused("ResourceExistsException", sm.put_secret_value, SecretId="again", SecretString="three", ClientRequestToken=second)
    assert root.get(f"{kv2}/metadata/again").data["current_version"] == 2


def test_stages(root, kv2, sm):
    sm.create_secret(Name="staged", SecretString='{"pw": "old"}')
    old = sm.get_secret_value(SecretId="staged")["VersionId"]
    new = sm.put_secret_value(SecretId="staged", SecretString='{"pw": "new"}', VersionStages=["AWSPENDING"])["VersionId"]
    # Not seen before it is current, by neither API.
    assert sm.get_secret_value(SecretId="staged")["VersionId"] == old
    assert root.get(f"{kv2}/data/staged").data["data"] == {"pw": "old"}
    root.get(f"{kv2}/data/staged?version=2").expect(404)
    assert sm.get_secret_value(SecretId="staged", VersionStage="AWSPENDING")["SecretString"] == '{"pw": "new"}'
    aws.refused("InvalidParameterException", sm.update_secret_version_stage, SecretId="staged", VersionStage="AWSCURRENT",
                MoveToVersionId=new)
    sm.update_secret_version_stage(SecretId="staged", VersionStage="AWSCURRENT", MoveToVersionId=new, RemoveFromVersionId=old)
    assert root.get(f"{kv2}/data/staged").data["data"] == {"pw": "new"}
    assert sm.describe_secret(SecretId="staged")["VersionIdsToStages"] == {old: ["AWSPREVIOUS"], new: ["AWSCURRENT", "AWSPENDING"]}
    sm.update_secret_version_stage(SecretId="staged", VersionStage="AWSPENDING", RemoveFromVersionId=new)
    aws.refused("InvalidParameterException", sm.update_secret_version_stage, SecretId="staged", VersionStage="AWSCURRENT",
                RemoveFromVersionId=new)
    aws.refused("ResourceNotFoundException", sm.update_secret_version_stage, SecretId="staged", VersionStage="X", MoveToVersionId=token())
    aws.refused("InvalidRequestException", sm.get_secret_value, SecretId="staged", VersionId=old, VersionStage="AWSCURRENT")
    sm.put_secret_value(SecretId="staged", SecretString="third", VersionStages=["mine"])
    listed = sm.list_secret_version_ids(SecretId="staged")["Versions"]
    assert [v["VersionStages"] for v in listed] == [["AWSPREVIOUS"], ["AWSCURRENT"], ["mine"]]
    page = sm.list_secret_version_ids(SecretId="staged", MaxResults=2)
    assert len(page["Versions"]) == 2
    rest = sm.list_secret_version_ids(SecretId="staged", MaxResults=2, NextToken=page["NextToken"])
    assert len(rest["Versions"]) == 1 and "NextToken" not in rest


def test_update_and_describe(sm):
    made = sm.create_secret(Name="described", SecretString="one")
    sm.update_secret(SecretId="described", Description="text", KmsKeyId="alias/x")
    updated = sm.update_secret(SecretId="described", SecretString="two", Description="other")
    assert updated["VersionId"] != made["VersionId"]
    about = sm.describe_secret(SecretId=made["ARN"])
    assert (about["Name"], about["ARN"], about["Description"], about["KmsKeyId"]) == ("described", made["ARN"], "other", "alias/x")
    assert about["VersionIdsToStages"] == {made["VersionId"]: ["AWSPREVIOUS"], updated["VersionId"]: ["AWSCURRENT"]}
    assert about["CreatedDate"] <= about["LastChangedDate"] and "DeletedDate" not in about and "Tags" not in about
    aws.refused("ResourceNotFoundException", sm.describe_secret, SecretId="nothing")
    aws.refused("ResourceNotFoundException", sm.update_secret, SecretId="nothing", Description="x")


def test_delete_and_restore(root, kv2, sm):
    made = sm.create_secret(Name="deleted", SecretString='{"pw": "1"}')
    aws.refused("InvalidParameterException", sm.delete_secret, SecretId="deleted", RecoveryWindowInDays=6)
    aws.refused("InvalidParameterException", sm.delete_secret, SecretId="deleted", RecoveryWindowInDays=7, ForceDeleteWithoutRecovery=True)
    deleted = sm.delete_secret(SecretId="deleted", RecoveryWindowInDays=7)
    assert sm.describe_secret(SecretId="deleted")["DeletedDate"] == deleted["DeletionDate"]
    message = aws.refused("InvalidRequestException", sm.get_secret_value, SecretId="deleted")
    assert message == "You can't perform this operation on the secret because it was marked for deletion."
    aws.refused("InvalidRequestException", sm.put_secret_value, SecretId="deleted", SecretString="x")
    aws.refused("InvalidRequestException", sm.create_secret, Name="deleted", SecretString="x")
    # KV sees nothing, and cannot write over it.
    root.get(f"{kv2}/data/deleted").expect(404)
    root.get(f"{kv2}/metadata/deleted").expect(404)
    root.post(f"{kv2}/data/deleted", {"data": {"pw": "2"}}).expect(400)
    assert [s["Name"] for s in sm.list_secrets()["SecretList"]] == []
    assert [s["Name"] for s in sm.list_secrets(IncludePlannedDeletion=True)["SecretList"]] == ["deleted"]
    assert sm.restore_secret(SecretId="deleted")["ARN"] == made["ARN"]
    assert root.get(f"{kv2}/data/deleted").data["data"] == {"pw": "1"}
    sm.delete_secret(SecretId="deleted", ForceDeleteWithoutRecovery=True)
    aws.refused("ResourceNotFoundException", sm.describe_secret, SecretId="deleted")
    assert sm.delete_secret(SecretId="deleted", ForceDeleteWithoutRecovery=True)["Name"] == "deleted"
    aws.refused("ResourceNotFoundException", sm.restore_secret, SecretId="deleted")
    assert sm.create_secret(Name="deleted", SecretString="new")["ARN"] != made["ARN"]


def test_tags(sm):
    sm.create_secret(Name="tagged", Tags=[{"Key": "a", "Value": "1"}])
    sm.tag_resource(SecretId="tagged", Tags=[{"Key": "b", "Value": "2"}, {"Key": "a", "Value": "3"}])
    assert sm.describe_secret(SecretId="tagged")["Tags"] == [{"Key": "a", "Value": "3"}, {"Key": "b", "Value": "2"}]
    sm.untag_resource(SecretId="tagged", TagKeys=["a", "none"])
    assert sm.describe_secret(SecretId="tagged")["Tags"] == [{"Key": "b", "Value": "2"}]
    aws.refused("InvalidParameterException", sm.tag_resource, SecretId="tagged", Tags=[{"Key": "aws:x", "Value": "1"}])
    aws.refused("LimitExceededException", sm.tag_resource, SecretId="tagged", Tags=[{"Key": f"t{i}", "Value": ""} for i in range(50)])


def test_list(running, signer, kv2, sm):
    for name in ("app/a", "app/b", "other"):
        sm.create_secret(Name=name, SecretString="x", Description=f"The {name}", Tags=[{"Key": "team", "Value": name}])
    names = [s["Name"] for page in sm.get_paginator("list_secrets").paginate(PaginationConfig={"PageSize": 2}) for s in page["SecretList"]]
    assert names == ["app/a", "app/b", "other"]

    def filtered(key, *values):
        return [s["Name"] for s in sm.list_secrets(Filters=[{"Key": key, "Values": list(values)}])["SecretList"]]

    assert filtered("name", "app/") == ["app/a", "app/b"]
    assert filtered("name", "!app/") == ["other"]
    assert filtered("description", "the OTHER") == ["other"]
    assert filtered("tag-value", "app/b", "other") == ["app/b", "other"]
    assert filtered("tag-key", "team") == names and filtered("all", "OTHER") == ["other"]
    aws.refused("InvalidNextTokenException", sm.list_secrets, NextToken="?")
    # Only what the caller may see.
    few = signer(f'path "{kv2}/metadata/" {{ capabilities = ["list"] }}\npath "{kv2}/metadata/app/*" {{ capabilities = ["read"] }}', "few")
    seen = aws.client(running.node.url, few).list_secrets()["SecretList"]
    assert [s["Name"] for s in seen] == ["app/a", "app/b"]
    assert "SecretString" not in seen[0] and seen[0]["Tags"] == [{"Key": "team", "Value": "app/a"}]


def test_batch(running, signer, kv2, sm):
    for name in ("one", "two"):
        sm.create_secret(Name=name, SecretString=name)
    got = sm.batch_get_secret_value(SecretIdList=["one", "none", "two"])
    assert [v["SecretString"] for v in got["SecretValues"]] == ["one", "two"]
    assert [(e["SecretId"], e["ErrorCode"]) for e in got["Errors"]] == [("none", "ResourceNotFoundException")]
    assert [v["Name"] for v in sm.batch_get_secret_value(Filters=[{"Key": "name", "Values": ["t"]}])["SecretValues"]] == ["two"]
    few = signer(f'path "{kv2}/aws/batch-get-secret-value" {{ capabilities = ["read"] }}\n'
                 f'path "{kv2}/data/one" {{ capabilities = ["read"] }}', "few")
    client = aws.client(running.node.url, few)
    got = client.batch_get_secret_value(SecretIdList=["one", "two"])
    assert [v["Name"] for v in got["SecretValues"]] == ["one"] and got["Errors"][0]["ErrorCode"] == "AccessDeniedException"
    aws.refused("AccessDeniedException", client.batch_get_secret_value, Filters=[{"Key": "name", "Values": ["t"]}])


def test_random_password(sm):
    password = sm.get_random_password()["RandomPassword"]
    assert len(password) == 32 and password != sm.get_random_password()["RandomPassword"]
    assert any(c.islower() for c in password) and any(c.isupper() for c in password) and any(c.isdigit() for c in password)
    digits = sm.get_random_password(PasswordLength=9, ExcludePunctuation=True, ExcludeLowercase=True, ExcludeUppercase=True,
                                    ExcludeCharacters="0123")["RandomPassword"]
    assert len(digits) == 9 and set(digits) <= set("456789")
    aws.refused("InvalidParameterException", sm.get_random_password, PasswordLength=3)


def test_limits(sm):
    assert sm.create_secret(Name="n" * 512, SecretString="x" * 65_536)
    aws.refused("ValidationException", sm.put_secret_value, SecretId="n" * 512, SecretString="x" * 65_537)
    big = bytes(range(256)) * 256
    sm.put_secret_value(SecretId="n" * 512, SecretBinary=big)
    assert sm.get_secret_value(SecretId="n" * 512)["SecretBinary"] == big


@pytest.mark.parametrize("operation, parameters", [
    ("associate_cross_account_replica", {"CrossAccountReplicaARN": "arn:aws:secretsmanager:eu-central-1:1:secret:x-Ab12Cd"}),
    ("disassociate_cross_account_replica", {"CrossAccountReplicaARN": "arn:aws:secretsmanager:eu-central-1:1:secret:x-Ab12Cd"})])
def test_what_is_not_there_says_so(sm, operation, parameters):
    message = aws.refused("UnsupportedOperationException", getattr(sm, operation), SecretId="x", **parameters)
    assert "not supported by this server yet" in message


def test_each_operation_of_the_model_is_there_or_says_that_it_is_not(sm):
    from pathlib import Path
    source = Path(__file__).parents[2] / "server/src/main/java/io/sealwright/server/aws/AwsOperation.java"
    missing = [name for name in sm.meta.service_model.operation_names if f'"{name}"' not in source.read_text()]
    assert missing == []


# -- keys

def test_the_life_of_a_signer(root, account, running, signer, kv2):
    first = signer(ALL.format(mount=kv2))
    assert first["access_key"].startswith("AKIA") and len(first["access_key"]) == 20 and len(first["secret_key"]) == 40
    assert root.list(f"{account}/keys").expect(200).data == {"keys": ["app"]}
    shown = root.get(f"{account}/keys/app").expect(200)
    assert first["secret_key"] not in shown.body.decode() and len(shown.data["access_keys"]) == 1 and shown.data["entity_id"]
    root.post(f"{account}/keys/app", {"token_bound_cidrs": "127.0.0.0/8"}).expect(204)
    second = root.post(f"{account}/keys/app/rotate").expect(200).data
    for key in (first, second):
        aws.client(running.node.url, key).list_secrets()
    root.post(f"{account}/keys/app/rotate").expect(400)
    root.delete(f"{account}/keys/app/{first['access_key']}").expect(204)
    message = aws.refused("UnrecognizedClientException", aws.client(running.node.url, first).list_secrets)
    assert message == "The security token included in the request is invalid."
    aws.client(running.node.url, second).list_secrets()
    root.delete(f"{account}/keys/app").expect(204)
    aws.refused("UnrecognizedClientException", aws.client(running.node.url, second).list_secrets)
    root.get(f"{account}/keys/app").expect(404)


def test_signatures_that_do_not_count_are_counted_as_refusals(root, running, key):
    def counted():
        text = root.get("sys/metrics?format=prometheus").expect(200).body.decode()
        return sum(float(line.split()[-1]) for line in text.splitlines()
                   if line.startswith("sealwright_refused_requests_total{") and 'reason="bad_token"' in line)

    # More than the refusals of other tests that the metric has not shown yet.
    before, client = counted(), aws.client(running.node.url, {**key, "secret_key": "x" * 40})
    for _ in range(40):
        aws.refused("InvalidSignatureException", client.list_secrets)
    wait_for("the metric", lambda: counted() >= before + 40, 20)


def test_who_is_refused(root, account, running, signer, kv2):
    url = running.node.url
    key = signer(ALL.format(mount=kv2), regions="eu-central-1")
    aws.client(url, key).list_secrets()
    aws.refused("AccessDeniedException", aws.client(url, key, "us-east-1").list_secrets)
    aws.refused("InvalidSignatureException", aws.client(url, {**key, "secret_key": "x" * 40}).list_secrets)
    aws.refused("UnrecognizedClientException", aws.client(url, {**key, "access_key": "AKIA" + "A" * 16}).list_secrets)
    aws.refused("UnrecognizedClientException", aws.client(url, key, aws_session_token="t").list_secrets)
    root.post(f"{account}/keys/app", {"token_bound_cidrs": "10.0.0.0/8"}).expect(204)
    aws.refused("AccessDeniedException", aws.client(url, key).list_secrets)
    root.post(f"{account}/keys/app", {"token_bound_cidrs": ""}).expect(204)
    entity = root.get(f"{account}/keys/app").data["entity_id"]
    root.post(f"identity/entity/id/{entity}", {"disabled": True}).expect(200, 204)
    aws.refused("AccessDeniedException", aws.client(url, key).list_secrets)
    root.post(f"identity/entity/id/{entity}", {"disabled": False}).expect(200, 204)
    aws.client(url, key).list_secrets()
    root.delete(f"sys/{account}").expect(204)
    aws.refused("UnrecognizedClientException", aws.client(url, key).list_secrets)


@pytest.mark.parametrize("fields", [{"token_policies": "root"}, {"token_num_uses": 1}, {"token_period": "1h"}, {"regions": "EU"}])
def test_a_signer_that_cannot_be(root, account, fields):
    root.post(f"{account}/keys/app", fields).expect(400)


def test_nothing_is_written_for_a_read(root, key, sm, kv2):
    root.post(f"{kv2}/data/app", {"data": {"pw": "1"}}).expect(200)

    def index():
        return int(root.get(f"{kv2}/data/app").headers["X-Vault-Index"])

    before = index()
    for _ in range(60):
        sm.get_secret_value(SecretId="app")
    # The node itself writes now and then, such as the heads of its audit log.
    assert index() - before < 30


def test_in_a_namespace(running, root, name):
    root.post(f"sys/namespaces/{name}").expect(200)
    inside = running.node.client(running.credentials.root_token)
    inside.headers["X-Vault-Namespace"] = name
    inside.post("sys/mounts/secret", {"type": "kv", "options": {"version": "2"}}).expect(204)
    inside.post("sys/auth/aws", {"type": "aws"}).expect(204)
    inside.put("sys/policies/acl/app", {"policy": ALL.format(mount="secret")}).expect(204)
    key = inside.post("auth/aws/keys/app", {"token_policies": "app"}).expect(200).data
    sm = aws.client(running.node.url, key)
    arn = sm.create_secret(Name="here", SecretString='{"a": 1}')["ARN"]
    assert arn.startswith("arn:aws:secretsmanager:eu-central-1:000000000000:secret:here-")
    assert inside.get("secret/data/here").data["data"] == {"a": 1}
    assert inside.list("secret/metadata").data["keys"] == ["here"]


def test_a_second_factor_cannot_be_brought(running, root, account, signer, kv2, name):
    key = signer(ALL.format(mount=kv2))
    client = aws.client(running.node.url, key)
    client.list_secrets()
    method = root.post("identity/mfa/method/totp", {"issuer": "x", "method_name": name}).expect(200).data["method_id"]
    accessor = root.get("sys/auth").data[account.removeprefix("auth/") + "/"]["accessor"]
    root.post(f"identity/mfa/login-enforcement/{name}", {"mfa_method_ids": [method], "auth_method_accessors": [accessor]}).expect(204)
    aws.refused("AccessDeniedException", client.list_secrets)
    root.delete(f"identity/mfa/login-enforcement/{name}").expect(204)
    client.list_secrets()


def test_names_that_aws_cannot_say_are_not_listed(root, kv2, sm):
    root.post(f"{kv2}/data/a%20b", {"data": {"pw": "1"}}).expect(200)
    sm.create_secret(Name="plain", SecretString="x")
    assert [s["Name"] for s in sm.list_secrets()["SecretList"]] == ["plain"]


def test_a_write_that_cannot_say_check_and_set_is_refused(root, kv2, sm):
    root.post(f"{kv2}/config", {"cas_required": True}).expect(204)
    aws.refused("InvalidRequestException", sm.create_secret, Name="a", SecretString="x")


def test_a_rotated_secret_keeps_its_own_pending_label(root, kv2, sm):
    sm.create_secret(Name="rotated", SecretString='{"pw": "1"}')
    root.post(f"{kv2}/rotation/rotated", {"field": "pw"}).expect(204)
    assert sm.describe_secret(SecretId="rotated")["RotationEnabled"] is True
    aws.refused("InvalidRequestException", sm.put_secret_value, SecretId="rotated", SecretString="x", VersionStages=["AWSPENDING"])
    sm.put_secret_value(SecretId="rotated", SecretString='{"pw": "2"}')
    sm.delete_secret(SecretId="rotated")
    sm.restore_secret(SecretId="rotated")
    assert "RotationEnabled" not in sm.describe_secret(SecretId="rotated")


# -- the audit log

def entries(running, request_id):
    return [e for e in map(json.loads, running.node.audit_log.read_text().splitlines()) if e.get("request", {}).get("id") == request_id]


def test_audit(running, root, kv2, key, sm):
    made = sm.create_secret(Name="audited", SecretString="hunter2")
    request, response = entries(running, made["ResponseMetadata"]["RequestId"])
    for entry in (request, response):
        assert entry["request"]["api"] == "aws" and entry["request"]["api_action"] == "CreateSecret"
        assert entry["request"]["path"] == f"{kv2}/data/audited" and entry["request"]["operation"] == "create"
        assert entry["auth"]["metadata"] == {"access_key": key["access_key"], "account_id": "123456789012"}
        assert entry["auth"]["entity_id"] and entry["auth"]["token_type"] == "access-key"
    assert request["request"]["data"]["SecretString"].startswith("hmac-sha256:")
    read = sm.get_secret_value(SecretId="audited")
    _, response = entries(running, read["ResponseMetadata"]["RequestId"])
    assert response["response"]["data"]["SecretString"].startswith("hmac-sha256:")
    log = running.node.audit_log.read_text()
    assert "hunter2" not in log and key["secret_key"] not in log


def test_a_denied_request_is_explained(running, signer, kv2):
    client = aws.client(running.node.url, signer(f'path "{kv2}/data/a" {{ capabilities = ["read"] }}'))
    with pytest.raises(ClientError) as error:
        client.put_secret_value(SecretId="a", SecretString="x")
    assert "not authorized to perform: secretsmanager:PutSecretValue" in str(error.value)
    request, _ = entries(running, error.value.response["ResponseMetadata"]["RequestId"])
    assert request["auth"]["policy_results"]["allowed"] is False and request["auth"]["policy_results"]["explain"]
    assert "permission denied" in request["error"]


def test_a_wrong_signature_is_in_the_audit_log(running, key):
    with pytest.raises(ClientError) as error:
        aws.client(running.node.url, {**key, "secret_key": "x" * 40}).get_secret_value(SecretId="a")
    request, _ = entries(running, error.value.response["ResponseMetadata"]["RequestId"])
    assert request["error"].startswith("InvalidSignatureException") and "auth" not in request or not request["auth"].get("policies")
