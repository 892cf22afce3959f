"""Snapshots by schedule: to a folder, to a bucket, by whoever leads."""
import json
import os
import re
import subprocess
import sys

import pytest

from cluster.conftest import mount_kv2
from harness.ports import free_port
from harness.waiting import wait_for

pytestmark = pytest.mark.ours("the peer has no scheduled snapshots")

CONFIG = "sys/storage/raft/snapshot-auto/config/"
STATUS = "sys/storage/raft/snapshot-auto/status/"
NAME = re.compile(r"daily-\d{8}T\d{9}Z\.snap")


def status(client, name):
    return client.get(STATUS + name).expect(200).data


def taken(client, name, after=""):
    """Waits for a snapshot other than `after`; its url."""
    def done():
        now = status(client, name)
        return now["last_snapshot_url"] != after and not now["last_snapshot_error"] and now["last_snapshot_url"]

    return wait_for(f"a snapshot of {name}", done, 60)


def schedule(**more):
    return {"interval": "1h", "storage_type": "local", "path_prefix": "backups", "file_prefix": "daily", **more}


@pytest.mark.timeout(240)
def test_local_snapshots_on_a_node(new_node, tmp_path):
    allowed = tmp_path / "snapshots"
    node, credentials = new_node(**{"snapshots.folder": str(allowed)})
    root = node.client(credentials.root_token)
    mount_kv2(root)
    root.post("secret/data/a", {"data": {"n": 1}}).expect(200)
    for wrong, message in (
        (schedule(interval="0"), "interval"),
        (schedule(storage_type="azure-blob"), "storage_type"),
        (schedule(path_prefix="../out"), "below sealwright.snapshots.folder"),
        (schedule(path_prefix="/etc"), "below sealwright.snapshots.folder"),
        (schedule(file_prefix="../x"), "file_prefix"),
        (schedule(retain=0), "retain"),
        (schedule(storage_type="aws-s3"), "aws_s3_bucket"),
    ):
        answer = root.post(CONFIG + "daily", wrong).expect(400)
        assert message in str(answer.body), (wrong, answer.body)
    root.get(CONFIG + "daily").expect(404)
    root.call("LIST", CONFIG).expect(404)

    root.post(CONFIG + "daily", schedule(retain=2)).expect(204)
    url = taken(root, "daily")
    folder = allowed / "backups"
    [file] = folder.iterdir()
    assert url == f"file://{file}" and NAME.fullmatch(file.name), url
    assert file.stat().st_mode & 0o777 == 0o600 and folder.stat().st_mode & 0o777 == 0o700
    told = root.get(CONFIG + "daily").expect(200).data
    assert told["interval"] == 3600 and told["retain"] == 2 and told["local_max_space"] == 0
    assert root.call("LIST", CONFIG).expect(200).data["keys"] == ["daily"]
    now = status(root, "daily")
    assert now["consecutive_errors"] == 0 and now["last_snapshot_start"] < now["last_snapshot_end"] < now["next_snapshot_start"]

    # Retention takes this configuration's files and no other.
    others = [folder / name for name in ("daily-20200101T000000000Z.snap.bak", "daily-x-20200101T000000000Z.snap", "notes.txt")]
    for other in others:
        other.write_text("keep")
    (folder / ".daily-20200101T000000000Z.snap.unfinished").write_text("left by a killed process")
    for _ in range(2):
        root.post(CONFIG + "daily", {"retain": 2}).expect(204)  # a change takes one at once
        url = taken(root, "daily", url)
    wait_for("two are left", lambda: sorted(f.name for f in folder.iterdir() if NAME.fullmatch(f.name))[1:] == [os.path.basename(url)], 20)
    assert file not in list(folder.iterdir())
    assert all(other.exists() for other in others) and not list(folder.glob(".*"))

    # What was written can be restored.
    root.post("secret/data/a", {"data": {"n": 2}}).expect(200)
    root.call("POST", "sys/storage/raft/snapshot", raw=(folder / os.path.basename(url)).read_bytes()).expect(200, 204)
    wait_for("the old state", lambda: root.get("secret/data/a").data["data"] == {"n": 1}, 30)

    # An error is told, and leaves nothing under a final name.
    before = sorted(folder.iterdir())
    root.post(CONFIG + "daily", {"local_max_space": 1}).expect(204)
    wait_for("an error", lambda: "local_max_space" in status(root, "daily")["last_snapshot_error"], 30)
    assert status(root, "daily")["consecutive_errors"] >= 1 and sorted(folder.iterdir()) == before
    wait_for("the metric", lambda: "sealwright_snapshots_failing 1" in root.get("sys/metrics?format=prometheus").body.decode(), 20)
    os.symlink("/tmp", allowed / "link")
    root.post(CONFIG + "out", schedule(path_prefix="link/x")).expect(204)
    wait_for("a link is not followed", lambda: "leads out" in status(root, "out")["last_snapshot_error"], 30)
    root.delete(CONFIG + "daily").expect(204)
    root.get(STATUS + "daily").expect(404)
    assert sorted(folder.iterdir()) == before, "the files stay"


@pytest.fixture
def bucket(tmp_path):
    """An S3 server that checks signatures: (endpoint, key id, secret, keys of a bucket)."""
    import boto3

    port = free_port()
    environment = dict(os.environ, AWS_DEFAULT_REGION="eu-west-1")
    with open(tmp_path / "s3.log", "wb") as log:
        server = subprocess.Popen([sys.executable, "-c", f"from moto.server import main; main(['-H', '127.0.0.1', '-p', '{port}'])"],
                                  stdout=log, stderr=log, env=environment)
    endpoint = f"http://127.0.0.1:{port}"
    try:
        def client(service, key="testing", secret="testing"):
            return boto3.client(service, endpoint_url=endpoint, region_name="eu-west-1", aws_access_key_id=key, aws_secret_access_key=secret)

        def up():
            try:
                return client("s3").list_buckets()
            except Exception:
                return None

        wait_for("the S3 server", up, 60)
        client("s3").create_bucket(Bucket="backups", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        iam = client("iam")
        iam.create_user(UserName="sealwright")
        iam.put_user_policy(UserName="sealwright", PolicyName="all", PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}))
        key = iam.create_access_key(UserName="sealwright")["AccessKey"]
        import requests
        requests.post(f"{endpoint}/moto-api/reset-auth", data="0", timeout=10)  # from now on signatures are checked
        s3 = client("s3", key["AccessKeyId"], key["SecretAccessKey"])
        yield endpoint, key["AccessKeyId"], key["SecretAccessKey"], s3
    finally:
        server.kill()
        server.wait(10)


@pytest.mark.timeout(240)
def test_snapshots_to_a_bucket(new_node, bucket):
    endpoint, key, secret, s3 = bucket
    node, credentials = new_node()
    root = node.client(credentials.root_token)
    mount_kv2(root)

    def keys():
        return [one["Key"] for one in s3.list_objects_v2(Bucket="backups").get("Contents", [])]

    local = root.post(CONFIG + "local", schedule()).expect(400)
    assert "sealwright.snapshots.folder" in str(local.body)
    config = schedule(storage_type="aws-s3", path_prefix="/prod a/", aws_s3_bucket="backups", aws_s3_region="eu-west-1", aws_s3_endpoint=endpoint,
                      aws_s3_disable_tls=True, aws_s3_force_path_style=True, aws_access_key_id=key, aws_secret_access_key=secret)
    root.post(CONFIG + "s3", config).expect(204)
    url = taken(root, "s3")
    assert [f"s3://backups/{k}" for k in keys()] == [url] and url.startswith("s3://backups/prod a/daily-")
    told = root.get(CONFIG + "s3").expect(200)
    assert key not in str(told.body) and secret not in str(told.body) and told.data["aws_s3_bucket"] == "backups"
    body = s3.get_object(Bucket="backups", Key=keys()[0])["Body"].read()
    root.call("POST", "sys/storage/raft/snapshot", raw=body).expect(200, 204)

    s3.put_object(Bucket="backups", Key="prod a/daily-notes", Body=b"keep")
    root.post(CONFIG + "s3", {"retain": 1}).expect(204)  # the credentials stay
    second = taken(root, "s3", url)
    wait_for("the first is gone", lambda: sorted(keys()) == sorted(["prod a/daily-notes", second[len("s3://backups/"):]]), 20)

    root.post(CONFIG + "s3", {"aws_secret_access_key": "wrong"}).expect(204)
    wait_for("it is refused", lambda: "403" in status(root, "s3")["last_snapshot_error"], 30)
    error = status(root, "s3")["last_snapshot_error"]
    assert "SignatureDoesNotMatch" in error and key not in error, error
    assert secret not in node.log_text() and key not in node.log_text()
    assert not list((node.data / "snapshots").iterdir())


@pytest.mark.timeout(300)
def test_a_new_leader_goes_on(new_cluster, tmp_path):
    cluster = new_cluster(size=2, **{"snapshots.folder": str(tmp_path / "shared")}).form()
    follower = cluster.followers()[0]
    client = cluster.client(follower)
    client.post(CONFIG + "hourly", schedule()).expect(204)
    first = taken(client, "hourly")
    client.post(CONFIG + "often", schedule(interval="2s", retain=1, path_prefix="often")).expect(204)
    url = taken(client, "often")
    cluster.client(cluster.leader()).put("sys/step-down").expect(204)
    wait_for("another leads", lambda: cluster.leader() is follower, 30)
    url = taken(client, "often", status(client, "often")["last_snapshot_url"])
    taken(client, "often", url)
    assert status(client, "hourly")["last_snapshot_url"] == first, "it is not due yet, whoever leads"
