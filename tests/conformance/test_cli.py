"""The stock `bao` command line, unmodified."""
import json

import pytest

from harness.waiting import wait_for


@pytest.fixture
def put(cli, kv2):
    cli("kv", "put", f"{kv2}/a", "x=1", "y=two")
    return kv2


def test_kv_put_get(cli, put):
    assert cli("kv", "get", "-field=y", f"{put}/a") == "two"
    data = json.loads(cli("kv", "get", "-format=json", f"{put}/a"))["data"]
    assert data["data"] == {"x": "1", "y": "two"} and data["metadata"]["version"] == 1
    assert json.loads(cli("kv", "get", "-format=json", f"-mount={put}", "a"))["data"]["data"]["x"] == "1"


def test_kv_patch_and_cas(cli, put):
    cli("kv", "patch", f"{put}/a", "x=changed")
    assert cli("kv", "get", "-field=x", f"{put}/a") == "changed" and cli("kv", "get", "-field=y", f"{put}/a") == "two"
    cli("kv", "patch", "-method=rw", f"{put}/a", "x=again")
    cli("kv", "put", "-cas=3", f"{put}/a", "x=cas")
    assert "check-and-set parameter did not match" in cli.fails("kv", "put", "-cas=3", f"{put}/a", "x=cas")


def test_kv_versions(cli, put):
    cli("kv", "put", f"{put}/a", "x=2")
    cli("kv", "delete", f"{put}/a")
    assert "No value found" in cli.fails("kv", "get", f"{put}/none")
    deleted = json.loads(cli("kv", "get", "-format=json", f"{put}/a"))["data"]
    assert deleted["data"] is None and deleted["metadata"]["version"] == 2
    cli("kv", "undelete", "-versions=2", f"{put}/a")
    assert cli("kv", "get", "-field=x", f"{put}/a") == "2"
    cli("kv", "rollback", "-version=1", f"{put}/a")
    assert cli("kv", "get", "-field=x", f"{put}/a") == "1"
    cli("kv", "destroy", "-versions=2", f"{put}/a")
    assert "destroyed" in cli("kv", "metadata", "get", f"{put}/a")
    cli("kv", "metadata", "put", "-max-versions=3", "-custom-metadata=owner=me", f"{put}/a")
    cli("kv", "metadata", "patch", "-custom-metadata=tier=1", f"{put}/a")
    assert "owner" in cli("kv", "metadata", "get", f"{put}/a")
    cli("kv", "metadata", "delete", f"{put}/a")
    cli.fails("kv", "get", f"{put}/a")


def test_kv_list(cli, put):
    cli("kv", "put", f"{put}/dir/b", "x=1")
    assert json.loads(cli("kv", "list", "-format=json", f"{put}/")) == ["a", "dir/"]
    cli.fails("kv", "list", f"{put}/none")


def test_kv_from_standard_input_and_file(cli, put, tmp_path):
    cli("kv", "put", f"{put}/stdin", "-", stdin='{"x": {"deep": [1, 2]}}')
    assert json.loads(cli("kv", "get", "-format=json", f"{put}/stdin"))["data"]["data"] == {"x": {"deep": [1, 2]}}
    file = tmp_path / "value"
    file.write_text("from a file")
    cli("kv", "put", f"{put}/file", f"x=@{file}")
    assert cli("kv", "get", "-field=x", f"{put}/file") == "from a file"


def test_kv1(cli, kv1):
    cli("kv", "put", f"{kv1}/a", "x=1")
    assert cli("kv", "get", "-field=x", f"{kv1}/a") == "1"
    cli("kv", "delete", f"{kv1}/a")
    cli.fails("kv", "get", f"{kv1}/a")


def test_kv_enable_versioning(cli, kv1):
    cli("kv", "put", f"{kv1}/a", "x=1")
    cli("kv", "enable-versioning", kv1)
    wait_for("the mount is versioned", lambda: cli.run("kv", "get", f"{kv1}/a").returncode == 0)
    assert json.loads(cli("kv", "get", "-format=json", f"{kv1}/a"))["data"]["data"] == {"x": "1"}
    cli("kv", "put", f"{kv1}/a", "x=2")
    assert cli("kv", "get", "-version=1", "-field=x", f"{kv1}/a") == "1"


def test_read_write_list_delete(cli, kv1):
    cli("write", f"{kv1}/a", "x=1")
    assert cli("read", "-field=x", f"{kv1}/a") == "1"
    assert "a" in cli("list", kv1)
    cli("delete", f"{kv1}/a")
    cli.fails("read", f"{kv1}/a")


def test_secrets_commands(cli, name):
    cli("secrets", "enable", f"-path={name}", "-description=mine", "kv")
    assert f"{name}/" in cli("secrets", "list")
    assert json.loads(cli("secrets", "list", "-format=json"))[f"{name}/"]["description"] == "mine"
    cli("secrets", "tune", "-default-lease-ttl=1h", f"{name}/")
    cli("secrets", "move", f"{name}/", f"{name}-moved/")
    cli("secrets", "disable", f"{name}-moved/")
    assert f"{name}" not in cli("secrets", "list")


def test_auth_and_audit_lists(cli):
    assert "token/" in cli("auth", "list")
    assert "file" in cli("audit", "list")
    cli.fails("audit", "enable", "-path=other", "file", "file_path=/tmp/never-written.log")


def test_policy_commands(cli, name, tmp_path):
    file = tmp_path / "p.hcl"
    file.write_text('path "secret/*" {\n  capabilities = ["read"]\n}\n')
    cli("policy", "write", name, str(file))
    assert cli("policy", "read", name).strip() == file.read_text().strip()
    assert name in cli("policy", "list").split()
    cli("policy", "delete", name)
    cli.fails("policy", "read", name)
    assert "auth/token/lookup-self" in cli("policy", "read", "default")


def test_token_commands(cli):
    made = json.loads(cli("token", "create", "-format=json", "-policy=default", "-ttl=1h", "-metadata=team=a"))["auth"]
    mine = cli.with_token(made["client_token"])
    assert json.loads(mine("token", "lookup", "-format=json"))["data"]["meta"] == {"team": "a"}
    assert json.loads(cli("token", "lookup", "-format=json", "-accessor", made["accessor"]))["data"]["accessor"] == made["accessor"]
    mine("token", "renew", "-increment=30m")
    assert mine("token", "capabilities", "auth/token/lookup-self").strip() == "read"
    cli("token", "renew", "-accessor", made["accessor"])
    cli("token", "revoke", "-accessor", made["accessor"])
    mine.fails("token", "lookup")
    other = cli("token", "create", "-policy=default", "-field=token").strip()
    cli("token", "revoke", other)
    periodic = json.loads(cli("token", "create", "-format=json", "-policy=default", "-period=1h", "-orphan"))["auth"]
    assert periodic["lease_duration"] == 3600 and periodic["orphan"] is True
    cli.with_token(periodic["client_token"])("token", "revoke", "-self")


def test_login_with_a_token(cli, running):
    cli("login", running.credentials.root_token)
    kept = cli.with_token(None)
    assert json.loads(kept("token", "lookup", "-format=json"))["data"]["policies"] == ["root"]
    cli.fails("login", "no-such-token")


def test_wrapping_commands(cli, kv2):
    cli("kv", "put", f"{kv2}/a", "x=1")
    assert "wrapping_token:" in cli("kv", "get", "-wrap-ttl=60s", f"{kv2}/a")
    token = json.loads(cli("kv", "get", "-wrap-ttl=60s", "-format=json", f"{kv2}/a"))["wrap_info"]["token"]
    assert json.loads(cli("unwrap", "-format=json", token))["data"]["data"] == {"x": "1"}
    assert "wrapping token is not valid or does not exist" in cli.fails("unwrap", token)


def test_lease_commands(cli):
    cli("token", "create", "-policy=default", "-ttl=1h")
    keys = json.loads(cli("list", "-format=json", "sys/leases/lookup/auth/token/create"))
    assert keys
    cli("lease", "lookup", f"auth/token/create/{keys[0]}")
    cli("lease", "revoke", "-sync", f"auth/token/create/{keys[0]}")
    cli.fails("lease", "lookup", f"auth/token/create/{keys[0]}")


def test_status_and_operator_commands(cli, tmp_path):
    assert "Sealed" in cli("status")
    assert "raft" in cli("status").lower()
    assert "Key Term" in cli("operator", "key-status")
    assert "Key Term" in cli("operator", "rotate")
    peers = cli("operator", "raft", "list-peers")
    assert "n1" in peers and "leader" in peers
    assert "Healthy" in cli("operator", "raft", "autopilot", "state")
    assert cli("operator", "members")
    snapshot = tmp_path / "raft.snap"
    cli("operator", "raft", "snapshot", "save", str(snapshot))
    assert snapshot.stat().st_size > 100
