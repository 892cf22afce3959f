"""hvac, unmodified, through KV v1 and v2, policies, tokens and wrapping."""
import hvac
import hvac.exceptions
import pytest

from harness.waiting import wait_for


@pytest.fixture
def store(vault, kv2):
    """KV v2 calls of hvac, bound to one mount."""
    class Bound:
        def __getattr__(self, method):
            return lambda **kwargs: getattr(vault.secrets.kv.v2, method)(mount_point=kv2, **kwargs)

    return Bound()


def test_state(vault):
    assert vault.is_authenticated() and vault.sys.is_initialized() and not vault.sys.is_sealed()
    assert vault.sys.read_health_status(method="GET")["initialized"] is True
    assert vault.sys.read_leader_status()["is_self"] is True
    assert vault.seal_status["sealed"] is False


def test_bad_token(running):
    client = hvac.Client(url=running.node.url, token="bad")
    assert not client.is_authenticated()
    with pytest.raises(hvac.exceptions.Forbidden):
        client.secrets.kv.v2.read_secret_version(path="a", raise_on_deleted_version=True)


def test_kv2(store):
    assert store.create_or_update_secret(path="a/b", secret={"x": "1"})["data"]["version"] == 1
    assert store.create_or_update_secret(path="a/b", secret={"x": "2"}, cas=1)["data"]["version"] == 2
    with pytest.raises(hvac.exceptions.InvalidRequest, match="check-and-set parameter did not match the current version"):
        store.create_or_update_secret(path="a/b", secret={"x": "3"}, cas=1)
    assert store.read_secret_version(path="a/b", raise_on_deleted_version=True)["data"]["data"] == {"x": "2"}
    assert store.read_secret_version(path="a/b", version=1, raise_on_deleted_version=True)["data"]["data"] == {"x": "1"}
    assert store.list_secrets(path="a")["data"]["keys"] == ["b"]
    assert store.patch(path="a/b", secret={"y": "3"})["data"]["version"] == 3
    assert store.read_secret(path="a/b", raise_on_deleted_version=True)["data"]["data"] == {"x": "2", "y": "3"}
    with pytest.raises(hvac.exceptions.InvalidPath):
        store.read_secret_version(path="none", raise_on_deleted_version=True)


def test_kv2_versions(store):
    for n in (1, 2, 3):
        store.create_or_update_secret(path="a", secret={"n": n})
    store.delete_latest_version_of_secret(path="a")
    with pytest.raises(hvac.exceptions.InvalidPath):
        store.read_secret_version(path="a", raise_on_deleted_version=True)
    deleted = store.read_secret_version(path="a", raise_on_deleted_version=False)
    assert deleted["data"]["data"] is None and deleted["data"]["metadata"]["version"] == 3
    store.undelete_secret_versions(path="a", versions=[3])
    store.delete_secret_versions(path="a", versions=[1])
    store.destroy_secret_versions(path="a", versions=[2])
    versions = store.read_secret_metadata(path="a")["data"]["versions"]
    assert versions["1"]["deletion_time"] and versions["2"]["destroyed"] is True and versions["3"]["deletion_time"] == ""
    store.delete_metadata_and_all_versions(path="a")
    with pytest.raises(hvac.exceptions.InvalidPath):
        store.read_secret_metadata(path="a")


def test_kv2_metadata_and_configuration(store):
    store.configure(max_versions=5, cas_required=False)
    assert store.read_configuration()["data"]["max_versions"] == 5
    store.update_metadata(path="a", max_versions=3, custom_metadata={"owner": "me"})
    assert store.read_secret_metadata(path="a")["data"]["custom_metadata"] == {"owner": "me"}
    store.create_or_update_secret(path="a", secret={"x": {"y": 1}})
    assert store.read_secret_version(path="a", raise_on_deleted_version=True)["data"]["metadata"]["custom_metadata"] == {"owner": "me"}


def test_kv1(vault, kv1):
    store = vault.secrets.kv.v1
    store.create_or_update_secret(path="a/b", secret={"x": "1"}, mount_point=kv1)
    assert store.read_secret(path="a/b", mount_point=kv1)["data"] == {"x": "1"}
    assert store.list_secrets(path="a", mount_point=kv1)["data"]["keys"] == ["b"]
    store.delete_secret(path="a/b", mount_point=kv1)
    with pytest.raises(hvac.exceptions.InvalidPath):
        store.read_secret(path="a/b", mount_point=kv1)


def test_policies(vault, name):
    text = 'path "secret/data/db" { capabilities = ["read"] }'
    vault.sys.create_or_update_policy(name=name, policy=text)
    assert vault.sys.read_policy(name=name)["data"]["rules"] == text
    assert vault.sys.read_acl_policy(name=name)["data"]["policy"] == text
    assert name in vault.sys.list_policies()["data"]["policies"] and name in vault.sys.list_acl_policies()["data"]["keys"]
    vault.sys.create_or_update_acl_policy(name=name, policy={"path": {"x": {"capabilities": ["list"]}}})
    vault.sys.delete_policy(name=name)
    with pytest.raises(hvac.exceptions.InvalidPath):
        vault.sys.read_policy(name=name)


@pytest.mark.ours("hvac's helper wants exactly these two keys")
def test_get_policy(vault, name):
    vault.sys.create_or_update_policy(name=name, policy='path "a" { capabilities = ["read"] }')
    assert set(vault.sys.read_acl_policy(name=name)["data"]) == {"name", "policy"}
    assert vault.get_policy(name, parse=False) == 'path "a" { capabilities = ["read"] }'


def test_tokens(vault, running, name):
    vault.sys.create_or_update_policy(name=name, policy='path "x" { capabilities = ["read"] }')
    made = vault.auth.token.create(policies=[name], ttl="1h", meta={"team": "a"}, display_name="ci", num_uses=10)["auth"]
    client = hvac.Client(url=running.node.url, token=made["client_token"])
    assert client.is_authenticated()
    assert client.auth.token.lookup_self()["data"]["meta"] == {"team": "a"}
    assert client.auth.token.renew_self(increment="30m")["auth"]["lease_duration"] == 1800
    assert vault.auth.token.lookup_accessor(made["accessor"])["data"]["display_name"] == "token-ci"
    assert vault.auth.token.renew(made["client_token"], increment=600)["auth"]["lease_duration"] == 600
    assert made["accessor"] in vault.auth.token.list_accessors()["data"]["keys"]
    vault.auth.token.revoke(made["client_token"])
    assert not client.is_authenticated()


def test_orphans_and_accessors(vault):
    made = vault.auth.token.create_orphan(policies=["default"])["auth"]
    assert made["orphan"] is True
    vault.auth.token.renew_accessor(made["accessor"])
    vault.auth.token.revoke_accessor(made["accessor"])
    with pytest.raises(hvac.exceptions.InvalidRequest):
        vault.auth.token.lookup_accessor(made["accessor"])


def test_token_roles(vault, name):
    vault.auth.token.create_or_update_role(role_name=name, allowed_policies=["default"], orphan=True, renewable=False)
    assert vault.auth.token.read_role(name)["data"]["orphan"] is True
    assert name in vault.auth.token.list_roles()["data"]["keys"]
    assert vault.auth.token.create(role_name=name, policies=["default"])["auth"]["renewable"] is False
    vault.auth.token.delete_role(name)


def test_wrapping(vault, running, kv2):
    vault.secrets.kv.v2.create_or_update_secret(path="a", secret={"x": "1"}, mount_point=kv2)
    wrapped = vault.read(f"{kv2}/data/a", wrap_ttl="60s")["wrap_info"]
    assert vault.sys.unwrap(wrapped["token"])["data"]["data"] == {"x": "1"}
    with pytest.raises(hvac.exceptions.InvalidRequest, match="wrapping token is not valid or does not exist"):
        vault.sys.unwrap(wrapped["token"])
    made = vault.sys.wrap(payload={"a": "b"}, ttl=60)["wrap_info"]["token"]
    assert hvac.Client(url=running.node.url, token=made).sys.unwrap()["data"] == {"a": "b"}


def test_mounts(vault, name):
    vault.sys.enable_secrets_engine("kv", path=name, options={"version": "2"}, description="d")
    assert vault.sys.list_mounted_secrets_engines()["data"][f"{name}/"]["type"] == "kv"
    vault.sys.tune_mount_configuration(path=name, default_lease_ttl=3600, max_lease_ttl=8600)
    assert vault.sys.read_mount_configuration(path=name)["data"]["default_lease_ttl"] == 3600
    mounted = lambda: vault.sys.list_mounted_secrets_engines()["data"]
    vault.sys.move_backend(from_path=name, to_path=f"{name}-moved")
    wait_for("the mount has moved", lambda: f"{name}-moved/" in mounted() and f"{name}/" not in mounted(), 20)
    vault.sys.disable_secrets_engine(path=f"{name}-moved")
    assert f"{name}-moved/" not in mounted()


def test_capabilities(vault):
    assert vault.sys.get_capabilities(paths=["x"])["data"]["capabilities"] == ["root"]


def test_keys_and_audit(vault):
    assert vault.sys.get_encryption_key_status()["data"]["term"] >= 1
    vault.sys.rotate_encryption_key()
    assert vault.sys.list_enabled_audit_devices()["data"]
    assert vault.sys.list_auth_methods()["data"]["token/"]["type"] == "token"


def test_raft(vault):
    assert len(vault.sys.read_raft_config()["data"]["config"]["servers"]) == 1
    assert vault.sys.take_raft_snapshot().status_code == 200


def test_read_write_list_delete(vault, kv1):
    vault.write(f"{kv1}/a", x="1")
    assert vault.read(f"{kv1}/a")["data"] == {"x": "1"}
    assert vault.list(f"{kv1}/")["data"]["keys"] == ["a"]
    vault.delete(f"{kv1}/a")
    assert vault.read(f"{kv1}/a") is None and vault.list(f"{kv1}/") is None
