"""The `aws` command, the AWS SDK for Java, and Amazon's caching libraries: one walk through the life of a secret (see `clients/aws`)."""
import base64
import json
import os
import pathlib
import subprocess
import sys

import pytest
from aws_secretsmanager_caching import SecretCache, SecretCacheConfig

from harness import aws, foreign
from harness.waiting import wait_for

# The Java client is built first.
pytestmark = [pytest.mark.ours("the peer has no AWS API"), pytest.mark.timeout(600)]
COMMAND = pathlib.Path(sys.executable).with_name("aws")
ACCOUNT = "123456789012"
POLICY = '''
path "{mount}/data/walk/*" {{ capabilities = ["create", "read", "update"] }}
path "{mount}/metadata/walk/*" {{ capabilities = ["read", "update", "delete"] }}
path "{mount}/rotation/walk/*" {{ capabilities = ["update"] }}
path "{mount}/metadata/" {{ capabilities = ["list"] }}
'''


@pytest.fixture(scope="module")
def account(running):
    """An account of AWS with a mount of its own, what is in it for root, and an access key for `walk/*`."""
    root = running.node.client(running.credentials.root_token)
    mount = "awsclients"
    root.post(f"sys/mounts/{mount}", {"type": "kv", "options": {"version": "2"}}).expect(204)
    root.post(f"sys/auth/{mount}", {"type": "aws"}).expect(204)
    root.post(f"auth/{mount}/config", {"account_id": ACCOUNT, "mounts": {"*": mount}}).expect(204)
    root.put(f"sys/policies/acl/{mount}", {"policy": POLICY.format(mount=mount)}).expect(204)
    key = root.post(f"auth/{mount}/keys/walker", {"token_policies": mount}).expect(200).data
    return mount, root, key


class Refused(Exception):
    """What the command says of an error of the service."""

    def __init__(self, said):
        super().__init__(said)
        self.code, self.message = said.split("(", 1)[1].split(")", 1)[0], said.split("operation: ", 1)[1].strip()


class Command:
    """`aws secretsmanager`, with nothing but the key, the region and the endpoint in its environment."""

    def __init__(self, url, key, folder):
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": aws.REGION, "AWS_MAX_ATTEMPTS": "1",
            "AWS_ACCESS_KEY_ID": key["access_key"], "AWS_SECRET_ACCESS_KEY": key["secret_key"], "AWS_EC2_METADATA_DISABLED": "true"}

    def __call__(self, operation, *words):
        done = subprocess.run([COMMAND, "secretsmanager", operation, "--output", "json", *words], env=self.environment, cwd=self.folder,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise Refused(done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def refusal(self, operation, *words):
        with pytest.raises(Refused) as refused:
            self(operation, *words)
        return {"code": refused.value.code, "message": refused.value.message}


@pytest.fixture(scope="module")
def command(account, running, tmp_path_factory):
    _, _, key = account
    return Command(running.node.url, key, tmp_path_factory.mktemp("aws"))


def walked_by_command(aws_command, name, forbidden):
    """The steps of `clients/aws`, and what each gave."""
    def value(stage):
        return aws_command("get-secret-value", "--secret-id", name, "--version-stage", stage)

    def shown(answer):
        return {"string": answer["SecretString"], "stages": answer["VersionStages"]}

    def hexed(answer):
        return {"hex": base64.b64decode(answer["SecretBinary"]).hex()}

    def described():
        about = aws_command("describe-secret", "--secret-id", name)
        return {"description": about["Description"], "tags": {t["Key"]: t["Value"] for t in about["Tags"]},
                "stages": {known[id]: labels for id, labels in about["VersionIdsToStages"].items()}}

    steps = {}
    first = aws_command("create-secret", "--name", name, "--secret-string", '{"pw": "one"}', "--description", "of a walk", "--tags", "Key=team,Value=red")
    steps["create"] = {"arn": first["ARN"], "name": first["Name"]}
    second = aws_command("put-secret-value", "--secret-id", name, "--secret-string", "two")
    steps["put"] = {"stages": second["VersionStages"]}
    steps["get"], steps["get previous"] = shown(value("AWSCURRENT")), shown(value("AWSPREVIOUS"))
    (aws_command.folder / "bytes").write_bytes(b"\x00\xff")
    third = aws_command("put-secret-value", "--secret-id", first["ARN"], "--secret-binary", "fileb://bytes", "--version-stages", "AWSPENDING")
    steps["get while pending"], steps["get pending"] = shown(value("AWSCURRENT")), hexed(value("AWSPENDING"))
    known = {first["VersionId"]: "first", second["VersionId"]: "second", third["VersionId"]: "third"}
    steps["describe"] = described()
    listed = aws_command("list-secrets", "--filters", f"Key=name,Values={name}", "--page-size", "1")
    steps["list"] = {"names": [s["Name"] for s in listed["SecretList"]]}
    aws_command("update-secret-version-stage", "--secret-id", name, "--version-stage", "AWSCURRENT",
                "--move-to-version-id", third["VersionId"], "--remove-from-version-id", second["VersionId"])
    steps["move"] = described()
    steps["absent"] = aws_command.refusal("get-secret-value", "--secret-id", f"{name}-")
    steps["forbidden"] = aws_command.refusal("get-secret-value", "--secret-id", forbidden)
    aws_command("delete-secret", "--secret-id", name, "--recovery-window-in-days", "7")
    steps["deleted"] = aws_command.refusal("get-secret-value", "--secret-id", name)
    aws_command("restore-secret", "--secret-id", name)
    steps["restore"] = hexed(value("AWSCURRENT"))
    return steps


@pytest.fixture(scope="module", params=["command", "java"])
def walk(request, account, running, tmp_path_factory):
    """The name of the secret, and the outcome of each step."""
    mount, _, key = account
    name = f"walk/{request.param}"
    if request.param == "command":
        return name, walked_by_command(request.getfixturevalue("command"), name, "elsewhere")
    application = foreign.build("aws", tmp_path_factory.mktemp("java"))
    return name, application.run({"address": running.node.url, "region": aws.REGION, **{k: key[k] for k in ("access_key", "secret_key")},
                                  "name": name, "forbidden": "elsewhere"})


def test_it_creates_puts_and_gets(walk):
    name, steps = walk
    assert steps["create"]["name"] == name
    assert steps["create"]["arn"].startswith(f"arn:aws:secretsmanager:{aws.REGION}:{ACCOUNT}:secret:{name}-")
    assert steps["put"] == {"stages": ["AWSCURRENT"]}
    assert steps["get"] == {"string": "two", "stages": ["AWSCURRENT"]}
    assert steps["get previous"] == {"string": '{"pw": "one"}', "stages": ["AWSPREVIOUS"]}


def test_it_sees_a_pending_version_only_if_it_asks_for_it(walk):
    _, steps = walk
    assert steps["get while pending"] == {"string": "two", "stages": ["AWSCURRENT"]}
    assert steps["get pending"] == {"hex": "00ff"}


def test_it_describes_and_lists(walk):
    name, steps = walk
    assert steps["describe"] == {"description": "of a walk", "tags": {"team": "red"},
                                 "stages": {"first": ["AWSPREVIOUS"], "second": ["AWSCURRENT"], "third": ["AWSPENDING"]}}
    assert steps["list"] == {"names": [name]}


def test_it_moves_a_stage(walk, account):
    name, steps = walk
    assert steps["move"]["stages"] == {"second": ["AWSPREVIOUS"], "third": ["AWSCURRENT", "AWSPENDING"]}
    mount, root, _ = account
    shown = root.get(f"{mount}/data/{name}").expect(200).data
    assert shown["data"] == {"value_b64": "AP8="} and shown["metadata"]["version"] == 3


def test_it_is_refused(walk):
    _, steps = walk
    assert steps["absent"]["code"] == "ResourceNotFoundException"
    assert steps["absent"]["message"].startswith("Secrets Manager can't find the specified secret.")
    assert steps["forbidden"]["code"] == "AccessDeniedException"
    if "kind" in steps["absent"]:  # the SDK makes an exception of each code that the service's model names
        assert steps["absent"]["kind"] == "ResourceNotFoundException" and steps["deleted"]["kind"] == "InvalidRequestException"


def test_it_deletes_and_restores(walk):
    _, steps = walk
    assert steps["deleted"]["code"] == "InvalidRequestException" and "marked for deletion" in steps["deleted"]["message"]
    assert steps["restore"] == {"hex": "00ff"}


def test_the_java_cache_is_refreshed(walk):
    _, steps = walk
    # The command has none.
    assert steps.get("cache", {"before": "old", "held": "old", "refreshed": True, "after": "new"}) == {
        "before": "old", "held": "old", "refreshed": True, "after": "new"}


def test_it_rotates(command):
    name = "walk/rotated"
    command("create-secret", "--name", name, "--secret-string", '{"password": "first"}')
    rotated = command("rotate-secret", "--secret-id", name, "--rotation-lambda-arn", f"arn:aws:lambda:{aws.REGION}:{ACCOUNT}:function:generator",
                      "--rotation-rules", "AutomaticallyAfterDays=30")
    wait_for("the new version is current", lambda: command("get-secret-value", "--secret-id", name)["VersionId"] == rotated["VersionId"], 30)
    assert command("describe-secret", "--secret-id", name)["RotationEnabled"] is True


@pytest.mark.parametrize("interval", [3600, 1])
def test_the_python_cache(account, running, interval):
    """It reads what it holds, and sees a new version when that is old, or when it is told to look."""
    mount, root, key = account
    client = aws.client(running.node.url, key)
    name = f"walk/cached{interval}"
    root.post(f"{mount}/data/{name}", {"data": {"pw": "1"}}).expect(200)
    cache = SecretCache(SecretCacheConfig(secret_refresh_interval=interval), client)
    assert json.loads(cache.get_secret_string(name)) == {"pw": "1"}
    client.put_secret_value(SecretId=name, SecretString="two")
    if interval == 3600:
        assert json.loads(cache.get_secret_string(name)) == {"pw": "1"}
        assert cache.refresh_secret_now(name)
        assert cache.get_secret_string(name) == "two"
    else:
        wait_for("the new version", lambda: cache.get_secret_string(name) == "two", 20)
    assert cache.get_secret_string(name, version_stage="AWSPREVIOUS") == '{"pw": "1"}'
