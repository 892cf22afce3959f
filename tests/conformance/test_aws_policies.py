"""Resource policies, replica regions and listings of AWS Secrets Manager, through boto3."""
import json

import pytest
from botocore.exceptions import ClientError

from harness import aws

pytestmark = pytest.mark.ours("the peer has no AWS API")

ACCOUNT = "123456789012"
ADMIN = '''
path "{mount}/data/*" {{ capabilities = ["create", "read", "update"] }}
path "{mount}/metadata/*" {{ capabilities = ["read", "update", "delete", "list"] }}
path "{mount}/aws/*" {{ capabilities = ["read", "update", "delete"] }}
'''
# A policy has to say something.
NOTHING = 'path "nothing" {{ capabilities = ["read"] }}'
BATCH = 'path "{mount}/aws/batch-get-secret-value" {{ capabilities = ["read"] }}\n'


@pytest.fixture
def account(root, name, kv2):
    """An auth mount whose account has its secrets in a KV mount of its own, but for one region."""
    root.post(f"sys/auth/{name}-aws", {"type": "aws"}).expect(204)
    root.post(f"auth/{name}-aws/config", {"account_id": ACCOUNT, "mounts": {"*": kv2, "ap-south-1": "secret"}}).expect(204)
    return f"auth/{name}-aws"


@pytest.fixture
def client(running, root, account, name, kv2):
    """Makes a signer with a policy of its own, and its client."""
    keys = {}

    def make(who, policy=NOTHING, region=aws.REGION):
        if who not in keys:
            root.put(f"sys/policies/acl/{name}-{who}", {"policy": policy.format(mount=kv2)}).expect(204)
            keys[who] = root.post(f"{account}/keys/{who}", {"token_policies": [f"{name}-{who}"]}).expect(200).data
        return aws.client(running.node.url, keys[who], region)

    return make


@pytest.fixture
def admin(client):
    return client("admin", ADMIN)


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Resource": "*", **s} for s in statements]})


def user(name):
    return {"AWS": f"arn:aws:iam::{ACCOUNT}:user/{name}"}


def allow(who, *actions, **more):
    return {"Sid": f"Allow{who}", "Effect": "Allow", "Principal": user(who), "Action": [f"secretsmanager:{a}" for a in actions], **more}


def deny(sid, principal, action, **more):
    return {"Sid": sid, "Effect": "Deny", "Principal": principal, "Action": action, **more}


def entries(running, answer):
    found = [json.loads(line) for line in running.node.audit_log.read_text().splitlines()]
    return [e for e in found if e.get("request", {}).get("id") == answer["ResponseMetadata"]["RequestId"]]


def denied(running, call, **kwargs):
    """Calls; what the audit log explains of the AccessDeniedException that must come."""
    with pytest.raises(ClientError) as error:
        call(**kwargs)
    assert error.value.response["Error"]["Code"] == "AccessDeniedException", error.value
    return entries(running, error.value.response)[0]["auth"]["policy_results"]


# -- policies

def test_the_life_of_a_policy(admin):
    made = admin.create_secret(Name="db", SecretString="one")
    none = admin.get_resource_policy(SecretId="db")
    assert none["ARN"] == made["ARN"] and none["Name"] == "db" and "ResourcePolicy" not in none
    text = policy(allow("bob", "GetSecretValue"))
    put = admin.put_resource_policy(SecretId=made["ARN"], ResourcePolicy=text)
    assert (put["ARN"], put["Name"]) == (made["ARN"], "db")
    assert admin.get_resource_policy(SecretId="db")["ResourcePolicy"] == text
    assert admin.list_resource_policies(SecretId="db")["ResourcePolicies"] == [{"PolicyName": "default"}]
    assert admin.delete_resource_policy(SecretId="db")["Name"] == "db"
    assert admin.list_resource_policies(SecretId="db")["ResourcePolicies"] == []
    aws.refused("ResourceNotFoundException", admin.put_resource_policy, SecretId="none", ResourcePolicy=text)
    admin.delete_secret(SecretId="db")
    aws.refused("InvalidRequestException", admin.put_resource_policy, SecretId="db", ResourcePolicy=text)


def test_a_policy_gives_leave_where_the_acl_is_silent(running, admin, client):
    admin.create_secret(Name="db", SecretString="one")
    bob, alice = client("bob"), client("alice")
    results = denied(running, bob.get_secret_value, SecretId="db")
    assert results["allowed"] is False
    admin.put_resource_policy(SecretId="db", ResourcePolicy=policy(allow("bob", "GetSecretValue", "DescribeSecret")))
    read = bob.get_secret_value(SecretId="db")
    assert read["SecretString"] == "one" and bob.describe_secret(SecretId="db")["Name"] == "db"
    granted = entries(running, read)[0]["auth"]["policy_results"]
    assert granted["allowed"] is True and granted["granting_policies"][0]["name"] == "resource policy: statement Allowbob"
    denied(running, bob.put_secret_value, SecretId="db", SecretString="two")
    denied(running, alice.get_secret_value, SecretId="db")


def test_a_deny_wins_on_both_sides(running, admin, client):
    admin.create_secret(Name="db", SecretString="one")
    eve = client("eve", 'path "{mount}/data/db" {{ capabilities = ["deny"] }}')
    carol = client("carol", 'path "{mount}/data/db" {{ capabilities = ["read"] }}')
    admin.put_resource_policy(SecretId="db", ResourcePolicy=policy(
        allow("eve", "*"), deny("NotCarol", user("carol"), "secretsmanager:GetSecretValue")))
    denied(running, eve.get_secret_value, SecretId="db")
    explained = denied(running, carol.get_secret_value, SecretId="db")
    assert explained["allowed"] is False and explained["explain"]["resource"] == "resource policy: statement NotCarol"


def test_each_secret_of_a_batch_is_decided_by_itself(running, admin, client):
    for name in ("one", "two", "three"):
        admin.create_secret(Name=name, SecretString=name)
    bob = client("bob", BATCH + 'path "{mount}/data/t*" {{ capabilities = ["read"] }}')
    admin.put_resource_policy(SecretId="one", ResourcePolicy=policy(allow("bob", "GetSecretValue")))
    admin.put_resource_policy(SecretId="two", ResourcePolicy=policy(deny("NoBob", user("bob"), "*")))
    got = bob.batch_get_secret_value(SecretIdList=["one", "two", "three"])
    assert [v["Name"] for v in got["SecretValues"]] == ["one", "three"]
    assert [(e["SecretId"], e["ErrorCode"]) for e in got["Errors"]] == [("two", "AccessDeniedException")]
    assert entries(running, got)[1]["response"]["warnings"] == ["refused: two: resource policy: statement NoBob"]


def test_conditions(running, admin, client):
    admin.create_secret(Name="db", SecretString="one", Tags=[{"Key": "team", "Value": "blue"}])
    first = admin.get_secret_value(SecretId="db")["VersionId"]
    admin.put_secret_value(SecretId="db", SecretString="two")
    bob = client("bob", 'path "{mount}/data/db" {{ capabilities = ["read"] }}')

    def refuses(condition, **kwargs):
        admin.put_resource_policy(SecretId="db", ResourcePolicy=policy(deny("If", user("bob"), "*", Condition=condition)))
        try:
            bob.get_secret_value(SecretId="db", **kwargs)
            return False
        except ClientError as e:
            assert e.response["Error"]["Code"] == "AccessDeniedException"
            return True

    assert refuses({"StringNotEquals": {"secretsmanager:VersionStage": "AWSCURRENT"}}, VersionStage="AWSPREVIOUS")
    assert refuses({"StringNotEquals": {"secretsmanager:VersionStage": "AWSCURRENT"}}, VersionId=first)
    assert not refuses({"StringNotEquals": {"secretsmanager:VersionStage": "AWSCURRENT"}})
    assert refuses({"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}) and not refuses({"NotIpAddress": {"aws:SourceIp": ["127.0.0.0/8", "::1"]}})
    assert refuses({"Bool": {"aws:SecureTransport": "false"}})
    assert refuses({"StringLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:user/b*"}, "StringEquals": {"aws:ResourceTag/team": "blue"}})
    assert not refuses({"DateGreaterThan": {"aws:CurrentTime": "2100-01-01T00:00:00Z"}})


def test_a_policy_sees_what_rotates_a_secret(running, root, kv2, admin):
    admin.create_secret(Name="db", SecretString='{"pw": "1"}')
    admin.put_resource_policy(SecretId="db", ResourcePolicy=policy(deny(
        "Rotated", "*", "secretsmanager:PutSecretValue", Condition={"Null": {"secretsmanager:resource/AllowRotationLambdaArn": "false"}})))
    admin.put_secret_value(SecretId="db", SecretString='{"pw": "2"}')
    root.post(f"{kv2}/rotation/db", {"field": "pw"}).expect(204)
    explained = denied(running, admin.put_secret_value, SecretId="db", SecretString='{"pw": "3"}')
    assert explained["explain"]["resource"] == "resource policy: statement Rotated"


def test_what_cannot_be_enforced_is_refused(admin):
    admin.create_secret(Name="db")
    for part in ({"Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}}, {"Principal": {"Service": "lambda.amazonaws.com"}},
                 {"Action": "s3:GetObject"}, {"Resource": "arn:aws:secretsmanager:eu-central-1:1:secret:other-123456"}):
        text = policy({**allow("bob", "GetSecretValue"), **part})
        message = aws.refused("MalformedPolicyDocumentException", admin.put_resource_policy, SecretId="db", ResourcePolicy=text)
        assert "cannot be enforced" in message
        aws.refused("MalformedPolicyDocumentException", admin.validate_resource_policy, SecretId="db", ResourcePolicy=text)
    aws.refused("MalformedPolicyDocumentException", admin.put_resource_policy, SecretId="db", ResourcePolicy="{")
    aws.refused("ValidationException", admin.put_resource_policy, SecretId="db", ResourcePolicy="x" * 20_481)
    everyone = policy({"Effect": "Allow", "Principal": "*", "Action": "*"})
    aws.refused("PublicPolicyException", admin.put_resource_policy, SecretId="db", ResourcePolicy=everyone, BlockPublicPolicy=True)
    checked = admin.validate_resource_policy(ResourcePolicy=everyone)
    assert checked["PolicyValidationPassed"] is False and checked["ValidationErrors"][0]["CheckName"] == "PUBLIC_ACCESS"
    fine = admin.validate_resource_policy(SecretId="db", ResourcePolicy=policy(allow("bob", "GetSecretValue")))
    assert fine["PolicyValidationPassed"] is True and fine["ValidationErrors"] == []


def test_who_shuts_everybody_out_can_open_again(running, admin, client):
    admin.create_secret(Name="db", SecretString="one")
    admin.put_resource_policy(SecretId="db", ResourcePolicy=policy(deny("Nobody", "*", "*")))
    denied(running, admin.get_secret_value, SecretId="db")
    tagger = client("tagger", 'path "{mount}/metadata/*" {{ capabilities = ["read", "update", "delete", "list"] }}')
    denied(running, tagger.delete_resource_policy, SecretId="db")
    admin.delete_resource_policy(SecretId="db")
    assert admin.get_secret_value(SecretId="db")["SecretString"] == "one"
    tagger.tag_resource(SecretId="db", Tags=[{"Key": "a", "Value": "b"}])
    denied(running, tagger.put_resource_policy, SecretId="db", ResourcePolicy=policy(allow("tagger", "*")))


def test_the_path_of_policies_says_what_it_is_for(root, kv2):
    answer = root.get(f"{kv2}/aws/resource-policy/db").expect(404)
    assert "GetResourcePolicy" in answer.json["warnings"][0]


# -- regions

def test_replicas(root, kv2, admin, client):
    other, nowhere = client("admin", region="us-east-1"), client("admin", region="ap-south-1")
    made = admin.create_secret(Name="db", SecretString="one", AddReplicaRegions=[{"Region": "us-east-1", "KmsKeyId": "alias/x"}])
    assert made["ReplicationStatus"] == [{"Region": "us-east-1", "KmsKeyId": "alias/x", "Status": "InSync"}]
    status = admin.replicate_secret_to_regions(SecretId="db", AddReplicaRegions=[{"Region": "ap-south-1"}])["ReplicationStatus"]
    assert [s["Status"] for s in status] == ["InSync", "Failed"] and "another mount" in status[1]["StatusMessage"]
    # Told as it is: there the secret is read, and there it is not.
    assert other.get_secret_value(SecretId="db")["SecretString"] == "one"
    with pytest.raises(ClientError):
        nowhere.get_secret_value(SecretId="db")
    root.post(f"auth/{kv2}-aws/config", {"mounts": {"*": kv2}}).expect(204)
    described = other.describe_secret(SecretId=made["ARN"].replace("eu-central-1", "us-east-1"))
    assert described["PrimaryRegion"] == "eu-central-1" and [s["Status"] for s in described["ReplicationStatus"]] == ["InSync", "InSync"]
    message = aws.refused("InvalidRequestException", other.put_secret_value, SecretId="db", SecretString="two")
    assert message == "Operation not permitted on a replica secret. Call must be made in primary secret's region."
    aws.refused("InvalidRequestException", admin.delete_secret, SecretId="db")
    aws.refused("InvalidParameterException", admin.replicate_secret_to_regions, SecretId="db", AddReplicaRegions=[{"Region": "eu-central-1"}])
    assert other.stop_replication_to_replica(SecretId="db")["ARN"] == made["ARN"].replace("eu-central-1", "us-east-1")
    rest = admin.remove_regions_from_replication(SecretId="db", RemoveReplicaRegions=["ap-south-1"])
    assert rest["ReplicationStatus"] == [] and "PrimaryRegion" not in admin.describe_secret(SecretId="db")
    other.put_secret_value(SecretId="db", SecretString="two")
    admin.delete_secret(SecretId="db")


# -- listings

def test_order_and_filters(admin, kv2):
    for name in ("b", "a", "team/MySecret9", "c"):
        admin.create_secret(Name=name, SecretString="x")
    admin.update_secret(SecretId="b", Description="The last one")

    def names(**kwargs):
        pages = admin.get_paginator("list_secrets").paginate(PaginationConfig={"PageSize": 2}, **kwargs)
        return [s["Name"] for page in pages for s in page["SecretList"]]

    assert names() == names(SortBy="name") == names(SortBy="name", SortOrder="asc") == ["a", "b", "c", "team/MySecret9"]
    assert names(SortBy="name", SortOrder="desc") == ["team/MySecret9", "c", "b", "a"]
    assert names(SortBy="created-date") == names(SortOrder="asc") == ["b", "a", "team/MySecret9", "c"]
    assert names(SortOrder="desc") == ["c", "team/MySecret9", "a", "b"]
    assert names(SortBy="last-changed-date", SortOrder="desc")[0] == "b"
    aws.refused("InvalidParameterException", admin.list_secrets, SortBy="last-accessed-date")

    def filtered(key, *values):
        return names(Filters=[{"Key": key, "Values": list(values)}])

    assert filtered("all", "my") == filtered("all", "secretX") == filtered("all", "9") == ["team/MySecret9"]
    assert filtered("all", "team last") == ["b", "team/MySecret9"]
    assert filtered("primary-region", "eu-") == names() and filtered("primary-region", "!eu-") == []
    assert filtered("owning-service", "rds") == [] and filtered("owning-service", "!rds") == names()
    aws.refused("ValidationException", admin.list_secrets, Filters=[{"Key": "name", "Values": ["*"]}])
    first = admin.list_secrets(SortOrder="desc", MaxResults=1)
    aws.refused("InvalidNextTokenException", admin.list_secrets, SortOrder="asc", NextToken=first["NextToken"])


def test_a_name_in_the_recovery_window_is_in_no_listing(root, kv2, admin):
    for name in ("a", "folder/only"):
        admin.create_secret(Name=name, SecretString="x")
        admin.delete_secret(SecretId=name)
    admin.create_secret(Name="b", SecretString="x")
    assert root.list(f"{kv2}/metadata").expect(200).data["keys"] == ["b"]
    listed = admin.list_secrets(IncludePlannedDeletion=True, SortBy="name", SortOrder="desc")["SecretList"]
    assert [(s["Name"], "DeletedDate" in s) for s in listed] == [("folder/only", True), ("b", False), ("a", True)]
    admin.restore_secret(SecretId="folder/only")
    assert root.list(f"{kv2}/metadata").expect(200).data["keys"] == ["b", "folder/"]


def test_members_that_mean_nothing_here(admin):
    assert admin.create_secret(Name="a", Type="")["Name"] == "a"
    aws.refused("InvalidParameterException", admin.create_secret, Name="b", Type="SalesforceClientSecret")
    aws.refused("InvalidParameterException", admin.create_secret, Name="b", CrossAccountPrimaryARN="arn:aws:secretsmanager:eu-central-1:1:secret:b-123456")
    aws.refused("InvalidParameterException", admin.batch_get_secret_value, SecretIdList=["a"], MaxResults=1)
