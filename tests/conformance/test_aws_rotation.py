"""Rotation by AWS's API: RotateSecret, CancelRotateSecret, and rotation functions that call back."""
import base64
import datetime
import json
import urllib.request
import uuid

import boto3
import pytest

from harness import aws
from harness.lambdas import KEY, Runner, single_user
from harness.rotated import PostgreSQL
from harness.waiting import wait_for

pytestmark = pytest.mark.ours("the peer has no AWS API")

ALL = '''
path "{mount}/data/*" {{ capabilities = ["create", "read", "update"] }}
path "{mount}/metadata/*" {{ capabilities = ["read", "update", "delete", "list"] }}
path "{mount}/rotat*" {{ capabilities = ["update"] }}
path "{mount}/aws/*" {{ capabilities = ["read"] }}
'''
ACCOUNT = "123456789012"


def token():
    return str(uuid.uuid4())


def function_arn(rotator):
    return f"arn:aws:lambda:{aws.REGION}:{ACCOUNT}:function:{rotator}"


@pytest.fixture(scope="module")
def postgres():
    with PostgreSQL() as target:
        yield target


@pytest.fixture
def signer(root, name, kv2):
    """Issues an access key with one policy."""
    root.post(f"sys/auth/{name}-aws", {"type": "aws"}).expect(204)
    root.post(f"auth/{name}-aws/config", {"account_id": ACCOUNT, "mounts": {"*": kv2}}).expect(204)

    def make(policy, who="app"):
        root.put(f"sys/policies/acl/{name}-{who}", {"policy": policy}).expect(204)
        return root.post(f"auth/{name}-aws/keys/{who}", {"token_policies": [f"{name}-{who}"]}).expect(200).data

    return make


@pytest.fixture
def key(signer, kv2):
    return signer(ALL.format(mount=kv2))


@pytest.fixture
def sm(running, key):
    return aws.client(running.node.url, key)


@pytest.fixture
def function(root, name, running, key, postgres):
    """The published function behind a runner, registered as a rotator of this test's name. Its client is as boto3 makes it."""
    own = boto3.client("secretsmanager", endpoint_url=running.node.url, region_name=aws.REGION,
                       aws_access_key_id=key["access_key"], aws_secret_access_key=key["secret_key"])
    with Runner(single_user(own, postgres)) as runner:
        root.post(f"sys/rotators/{name}", {"type": "lambda", "url": runner.url, "key": KEY}).expect(204)
        yield runner
        assert runner.wrong == []


@pytest.fixture
def user(postgres, sm, name):
    """A user of the database, and the secret with its password; its value."""
    postgres.user(name, "first")
    value = {"username": name, "password": "first", "host": "db.example"}
    sm.create_secret(Name=name, SecretString=json.dumps(value))
    return value


def stages(sm, name):
    return {version: set(labels) for version, labels in sm.describe_secret(SecretId=name)["VersionIdsToStages"].items()}


def current(sm, name):
    return json.loads(sm.get_secret_value(SecretId=name)["SecretString"])


def status(root, kv2, name):
    return root.get(f"{kv2}/rotation/{name}/status").expect(200).data


@pytest.fixture
def latest(running, kv2):
    """Reads the value as clients of GCP Secret Manager do who name no version."""
    def read(name):
        url = f"http://{running.node.settings['listener.gcp.address']}/v1/projects/{kv2}/secrets/{name}/versions/latest:access"
        asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {running.credentials.root_token}"})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.loads(base64.b64decode(json.load(answer)["payload"]["data"]))

    return read


def test_a_published_function_runs_as_it_is(root, kv2, sm, name, function, user, postgres, latest):
    """And at no step does a read without a version give the new value before it was tested, by no API."""
    def nothing_half_finished(event):
        old = event["Step"] != "finishSecret" or sm.describe_secret(SecretId=name)["VersionIdsToStages"][event["ClientRequestToken"]] == ["AWSPENDING"]
        assert (current(sm, name) == user) == old and (latest(name) == user) == old
        assert (root.get(f"{kv2}/data/{name}").expect(200).data["data"] == user) == old
        assert root.get(f"{kv2}/metadata/{name}").expect(200).data["current_version"] == (1 if old else 2)
        if old:
            root.get(f"{kv2}/data/{name}?version=2").expect(404)

    function.watch = nothing_half_finished
    asked = token()
    answer = sm.rotate_secret(SecretId=name, ClientRequestToken=asked, RotationLambdaARN=function_arn(name),
                              RotationRules={"ScheduleExpression": "rate(10 days)", "Duration": "3h"})
    assert answer["VersionId"] == asked and answer["Name"] == name
    wait_for("it is rotated", lambda: stages(sm, name).get(asked) == {"AWSCURRENT"}, 20)
    assert function.steps == ["createSecret", "setSecret", "testSecret", "finishSecret"], function.errors
    event = function.events[0]
    assert set(event) == {"Step", "SecretId", "ClientRequestToken", "RotationToken"}
    assert event["SecretId"] == answer["ARN"] and event["ClientRequestToken"] == asked and len(event["RotationToken"]) >= 36
    new = current(sm, name)
    assert postgres.login(name, new["password"]) and not postgres.login(name, "first") and new["host"] == "db.example"
    assert root.get(f"{kv2}/data/{name}").expect(200).data["data"] == new
    assert current_of(sm, name, "AWSPREVIOUS") == user
    # As it is known by both APIs.
    shown = sm.describe_secret(SecretId=name)
    assert shown["RotationEnabled"] is True and shown["RotationLambdaARN"] == function_arn(name)
    assert shown["RotationRules"] == {"ScheduleExpression": "rate(10 days)", "AutomaticallyAfterDays": 10, "Duration": "3h"}
    next_end = shown["NextRotationDate"].astimezone(datetime.timezone.utc)
    assert (next_end.hour, next_end.minute, next_end.second) == (2, 59, 59) and shown["LastRotatedDate"] <= shown["LastChangedDate"]
    listed = sm.list_secrets()["SecretList"][0]
    assert listed["RotationRules"] == shown["RotationRules"] and listed["LastRotatedDate"] == shown["LastRotatedDate"]
    settings = root.get(f"{kv2}/rotation/{name}").expect(200).data
    assert settings["rotator"] == name and settings["schedule_expression"] == "rate(10 days)" and settings["window"] == 3 * 3600 and settings["enabled"]
    assert status(root, kv2, name)["last_outcome"] == "succeeded"
    # The same request again changes nothing; another one rotates again.
    function.watch = lambda event: None
    assert sm.rotate_secret(SecretId=name, ClientRequestToken=asked)["VersionId"] == asked
    again = sm.rotate_secret(SecretId=name)["VersionId"]
    wait_for("it is rotated again", lambda: stages(sm, name).get(again) == {"AWSCURRENT"}, 20)
    assert len(function.steps) == 8 and postgres.login(name, current(sm, name)["password"])


def current_of(sm, name, stage):
    return json.loads(sm.get_secret_value(SecretId=name, VersionStage=stage)["SecretString"])


def test_what_fails_is_done_again_until_it_succeeds(root, kv2, sm, name, function, user, postgres):
    function.fails = {"createSecret": 1, "setSecret": 1, "testSecret": 1, "finishSecret": 1}
    # Set by KV, begun by AWS: one rotation.
    root.post(f"{kv2}/rotation/{name}", {"rotator": name, "retry_delay": "1s"}).expect(204)
    asked = sm.rotate_secret(SecretId=name)["VersionId"]
    message = aws.refused("InvalidRequestException", sm.rotate_secret, SecretId=name)
    assert message == "A previous rotation isn't complete. That rotation will be reattempted."
    assert sm.rotate_secret(SecretId=name, ClientRequestToken=asked)["VersionId"] == asked
    wait_for("some attempts have failed", lambda: status(root, kv2, name)["failures"] >= 2, 20)
    assert current(sm, name) == user and "answered with an error" in status(root, kv2, name)["last_error"]
    for _ in range(20):
        root.post(f"{kv2}/rotate/{name}", {"wait": "2s"}).expect(200)
        if stages(sm, name).get(asked) == {"AWSCURRENT"}:
            break
    assert stages(sm, name)[asked] == {"AWSCURRENT"} and len({e["ClientRequestToken"] for e in function.events}) == 1
    assert postgres.login(name, current(sm, name)["password"]) and status(root, kv2, name)["failures"] == 0


def test_what_is_cancelled_leaves_its_pending_version(root, kv2, sm, name, function, user):
    function.fails = {"testSecret": 100}
    asked = sm.rotate_secret(SecretId=name, RotationLambdaARN=function_arn(name), RotationRules={"AutomaticallyAfterDays": 30})["VersionId"]
    wait_for("the test fails", lambda: "testSecret" in function.steps, 20)
    # While it is under way, its version is written by its function alone, and becomes current by its last step alone.
    first = next(version for version, labels in stages(sm, name).items() if "AWSCURRENT" in labels)
    aws.refused("InvalidRequestException", sm.put_secret_value, SecretId=name, SecretString="x", VersionStages=["AWSPENDING"])
    aws.refused("InvalidParameterException", sm.put_secret_value, SecretId=name, SecretString="x", RotationToken="0" * 36)
    aws.refused("InvalidRequestException", sm.update_secret_version_stage, SecretId=name, VersionStage="AWSCURRENT",
                MoveToVersionId=asked, RemoveFromVersionId=first)
    assert sm.cancel_rotate_secret(SecretId=name)["VersionId"] == asked
    shown = sm.describe_secret(SecretId=name)
    assert shown["RotationEnabled"] is False and shown["RotationRules"] == {"AutomaticallyAfterDays": 30} and "NextRotationDate" not in shown
    assert stages(sm, name)[asked] == {"AWSPENDING"} and current(sm, name) == user
    assert root.get(f"{kv2}/rotation/{name}").expect(200).data["enabled"] is False
    root.post(f"{kv2}/rotate/{name}").expect(400)
    assert "AWSPENDING" in aws.refused("InvalidRequestException", sm.rotate_secret, SecretId=name)
    sm.update_secret_version_stage(SecretId=name, VersionStage="AWSPENDING", RemoveFromVersionId=asked)
    assert "VersionId" not in sm.cancel_rotate_secret(SecretId=name)
    function.fails = {}
    # The database has the password that was cancelled: the function logs in by none that the secret still names.
    sm.update_secret_version_stage(SecretId=name, VersionStage="AWSCURRENT", MoveToVersionId=asked, RemoveFromVersionId=first)
    again = sm.rotate_secret(SecretId=name)["VersionId"]
    wait_for("it is rotated", lambda: stages(sm, name).get(again) == {"AWSCURRENT"}, 20)
    assert set(function.errors) == {"RuntimeError: the function was told to fail"}
    assert sm.describe_secret(SecretId=name)["RotationEnabled"] is True


def test_without_rotating_at_once_the_configuration_is_tested(root, kv2, sm, name, function, user):
    before = stages(sm, name)
    sm.rotate_secret(SecretId=name, RotationLambdaARN=function_arn(name), RotateImmediately=False, RotationRules={"ScheduleExpression": "cron(0 8 ? * SUN#1 *)"})
    wait_for("it was tested", lambda: function.steps and status(root, kv2, name)["state"] == "idle", 20)
    assert function.steps == ["testSecret"] and status(root, kv2, name)["last_error"] == ""
    assert stages(sm, name) == before and current(sm, name) == user and "LastRotatedDate" not in sm.describe_secret(SecretId=name)
    assert status(root, kv2, name)["next"] == status(root, kv2, name)["due"] != ""


def test_the_built_in_rotator(root, kv2, sm, name):
    sm.create_secret(Name=name, SecretString='{"password": "first", "user": "u"}')
    assert "function ARN" in aws.refused("InvalidRequestException", sm.rotate_secret, SecretId=name)
    asked = sm.rotate_secret(SecretId=name, RotationLambdaARN=function_arn("generator") + ":prod")["VersionId"]
    wait_for("it is rotated", lambda: stages(sm, name).get(asked) == {"AWSCURRENT"}, 20)
    assert current(sm, name)["password"] != "first" and current(sm, name)["user"] == "u"
    shown = sm.describe_secret(SecretId=name)
    assert shown["RotationLambdaARN"].endswith(":generator:prod") and "LastRotatedDate" in shown and "RotationRules" not in shown
    root.post(f"{kv2}/rotation/{name}", {"cron": "0 3 * * 0", "window": "2h"}).expect(204)
    assert sm.describe_secret(SecretId=name)["RotationRules"] == {
        "ScheduleExpression": "cron(0 3 ? * SUN *)", "AutomaticallyAfterDays": 7, "Duration": "2h"}
    # That a rotation by KV shows so, too.
    root.post(f"{kv2}/rotate/{name}", {"wait": "15s"}).expect(200)
    assert sm.describe_secret(SecretId=name)["LastRotatedDate"] > shown["LastRotatedDate"]


@pytest.mark.parametrize("code, request_", [
    ("ResourceNotFoundException", {"SecretId": "absent", "RotationLambdaARN": function_arn("generator")}),
    ("ResourceNotFoundException", {"RotationLambdaARN": function_arn("absent")}),
    ("InvalidParameterException", {"RotationLambdaARN": "arn:aws:s3:::bucket/generator"}),
    ("InvalidParameterException", {"RotationLambdaARN": function_arn("a b")}),
    ("InvalidParameterException", {"RotationRules": {"AutomaticallyAfterDays": 1, "ScheduleExpression": "rate(1 day)"}}),
    ("ValidationException", {"RotationRules": {"AutomaticallyAfterDays": 1001}}),
    ("InvalidParameterException", {"RotationRules": {"ScheduleExpression": "rate(3 hours)"}}),
    ("InvalidParameterException", {"RotationRules": {"ScheduleExpression": "cron(30 8 * * ? *)"}}),
    ("InvalidParameterException", {"RotationRules": {"ScheduleExpression": "every day"}}),
    ("InvalidParameterException", {"RotationRules": {"ScheduleExpression": "cron(0 20 * * ? *)", "Duration": "5h"}}),
    ("ValidationException", {"RotationRules": {"ScheduleExpression": "rate(1 day)", "Duration": "3m"}}),
    ("InvalidParameterException", {"ExternalSecretRotationRoleArn": "arn:aws:iam::123456789012:role/rotation"})])
def test_what_is_refused_changes_nothing(sm, code, request_):
    sm.create_secret(Name="app", SecretString='{"password": "x"}')
    aws.refused(code, sm.rotate_secret, **{"SecretId": "app", "RotationLambdaARN": function_arn("generator"), **request_})
    assert "RotationEnabled" not in sm.describe_secret(SecretId="app") and current(sm, "app") == {"password": "x"}


def test_who_may(running, root, kv2, signer, sm):
    sm.create_secret(Name="app", SecretString='{"password": "x"}')
    rotates = aws.client(running.node.url, signer(f'path "{kv2}/rotate/app" {{ capabilities = ["update"] }}', "rotates"))
    sets = aws.client(running.node.url, signer(f'path "{kv2}/rotation/app" {{ capabilities = ["update"] }}', "sets"))
    aws.refused("AccessDeniedException", rotates.rotate_secret, SecretId="app", RotationLambdaARN=function_arn("generator"))
    aws.refused("AccessDeniedException", sets.rotate_secret, SecretId="app")
    sets.rotate_secret(SecretId="app", RotationLambdaARN=function_arn("generator"))
    wait_for("it is rotated", lambda: "LastRotatedDate" in sm.describe_secret(SecretId="app"), 20)
    assert rotates.rotate_secret(SecretId="app")["VersionId"]
    aws.refused("AccessDeniedException", rotates.cancel_rotate_secret, SecretId="app")
    wait_for("it is rotated", lambda: status(root, kv2, "app")["rotations"] == 2, 20)
    sets.cancel_rotate_secret(SecretId="app")
    aws.refused("AccessDeniedException", rotates.rotate_secret, SecretId="app")


def test_rotators_of_functions(root, name):
    good = {"type": "lambda", "url": "https://example.com/run", "key": KEY}
    for wrong in ({"key": "short"}, {"url": "http://example.com/run"}, {"create": True}, {"values": True}, {"timeout": "61s"}):
        root.post(f"sys/rotators/{name}", {**good, **wrong}).expect(400)
    root.post(f"sys/rotators/{name}", good).expect(204)
    shown = root.get(f"sys/rotators/{name}").expect(200)
    assert shown.data["type"] == "lambda" and shown.data["timeout"] == 30 and KEY.encode() not in shown.body
    root.delete(f"sys/rotators/{name}").expect(204)
