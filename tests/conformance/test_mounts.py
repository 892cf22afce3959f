"""Mounts of secret engines and auth methods."""
import pytest

from harness.waiting import wait_for

ENTRY = {"accessor", "config", "description", "external_entropy_access", "local", "options", "seal_wrap", "type", "uuid"}


def test_read_one_and_all(root, kv2):
    one = root.get(f"sys/mounts/{kv2}").expect(200)
    assert set(one.data) >= ENTRY and one.data["type"] == "kv" and one.data["options"] == {"version": "2"}
    assert one.json["accessor"] == one.data["accessor"], "sys answers repeat data at the top level"
    every = root.get("sys/mounts").expect(200)
    assert every.data[f"{kv2}/"]["accessor"] == one.data["accessor"] and every.json[f"{kv2}/"] == every.data[f"{kv2}/"]
    assert {"sys/", "cubbyhole/"} <= set(every.data)
    assert every.data["sys/"]["type"] == "system" and every.data["cubbyhole/"]["type"] == "cubbyhole"


def test_config_of_a_new_mount(root, name):
    root.post(f"sys/mounts/{name}", {"type": "kv", "description": "mine", "options": {"version": "2"}, "config": {
        "default_lease_ttl": "1h", "max_lease_ttl": "2h", "listing_visibility": "unauth"}}).expect(204)
    data = root.get(f"sys/mounts/{name}").data
    assert data["description"] == "mine" and data["config"]["default_lease_ttl"] == 3600
    assert data["config"]["max_lease_ttl"] == 7200 and data["config"]["listing_visibility"] == "unauth"


def test_tune(root, kv2):
    root.post(f"sys/mounts/{kv2}/tune", {"default_lease_ttl": "30m", "max_lease_ttl": "2h", "description": "new"}).expect(204)
    answer = root.get(f"sys/mounts/{kv2}/tune").expect(200)
    assert (answer.data["default_lease_ttl"], answer.data["max_lease_ttl"], answer.data["description"]) == (1800, 7200, "new")
    assert answer.json["default_lease_ttl"] == 1800
    root.post(f"sys/mounts/{kv2}/tune", {"default_lease_ttl": "3h"}).expect(400)
    root.post(f"sys/mounts/{kv2}/tune", {"listing_visibility": "x"}).expect(400)
    root.get("sys/mounts/none/tune").expect(400)
    root.post("sys/mounts/none/tune", {"description": "x"}).expect(400)


def test_tuning_changes_a_lease_duration(root, kv1):
    root.put(f"{kv1}/a", {"x": 1}).expect(204)
    root.post(f"sys/mounts/{kv1}/tune", {"default_lease_ttl": "10m"}).expect(204)
    assert root.get(f"{kv1}/a").json["lease_duration"] == 600


def test_move(root, kv2, name):
    root.post(f"{kv2}/data/a", {"data": {"x": 1}}).expect(200)
    accessor = root.get(f"sys/mounts/{kv2}").data["accessor"]
    migration = root.post("sys/remount", {"from": kv2, "to": f"{name}-moved"}).expect(200).data["migration_id"]

    def done():
        return root.get(f"sys/remount/status/{migration}").expect(200).data["migration_info"]["status"] == "success"

    wait_for("the move is done", done, 30)
    assert root.get(f"{name}-moved/data/a").expect(200).data["data"] == {"x": 1}
    assert root.get(f"sys/mounts/{name}-moved").data["accessor"] == accessor
    root.get(f"{kv2}/data/a").expect(404)


def test_move_to_a_taken_path_or_from_nowhere_is_400(root, kv2, kv1):
    root.post("sys/remount", {"from": kv2, "to": kv1}).expect(400)
    root.post("sys/remount", {"from": "nowhere", "to": "elsewhere"}).expect(400)


def test_disable_removes_the_data(root, kv2, new_kv2):
    root.post(f"{kv2}/data/a", {"data": {"x": 1}}).expect(200)
    root.delete(f"sys/mounts/{kv2}").expect(204)
    route = f'no handler for route "{kv2}/data/a". route entry not found.'
    assert root.get(f"{kv2}/data/a").expect(404).errors == [route]
    new_kv2(kv2)
    root.get(f"{kv2}/data/a").expect(404)
    root.list(f"{kv2}/metadata/").expect(404)
    assert root.post(f"{kv2}/data/a", {"data": {}}).expect(200).data["version"] == 1


def test_disable_of_a_missing_mount_is_204(root):
    root.delete("sys/mounts/none").expect(204)


def test_missing_mount_is_named_as_written(root):
    assert root.get("sys/mounts/NOPE").expect(400).errors == ["No secret engine mount at NOPE/"]


@pytest.mark.parametrize("path,body", [
    ("x-unknown", {"type": "nope"}), ("x-none", {}), ("sys/x", {"type": "kv"}), ("auth/x", {"type": "kv"}),
    ("cubbyhole/x", {"type": "kv"}), ("identity/x", {"type": "kv"})])
def test_refused_mounts(root, path, body):
    root.post(f"sys/mounts/{path}", body).expect(400)
    assert f"{path}/" not in root.get("sys/mounts").data


def test_mount_below_another_or_above_is_400(root, kv2, name):
    root.post(f"sys/mounts/{kv2}/below", {"type": "kv"}).expect(400)
    root.post(f"sys/mounts/{name}-deep/er", {"type": "kv"}).expect(204)
    root.post(f"sys/mounts/{name}-deep", {"type": "kv"}).expect(400)


def test_longest_path_wins(root, name):
    root.post(f"sys/mounts/{name}/a/b", {"type": "kv"}).expect(204)
    root.put(f"{name}/a/b/c", {"x": 1}).expect(204)
    assert root.get(f"{name}/a/b/c").data == {"x": 1}
    root.get(f"{name}/a/x").expect(404)


def test_kv_v2_by_its_type_name(root, name):
    root.post(f"sys/mounts/{name}", {"type": "kv-v2"}).expect(204)
    assert root.get(f"sys/mounts/{name}").data["options"] == {"version": "2"}


@pytest.mark.parametrize("path", ["sys", "cubbyhole"])
def test_built_in_mounts_stay(root, path):
    root.delete(f"sys/mounts/{path}").expect(400)
    assert f"{path}/" in root.get("sys/mounts").data


def test_auth_mounts(root):
    every = root.get("sys/auth").expect(200)
    assert every.data["token/"]["type"] == "token" and every.json["token/"] == every.data["token/"]
    assert root.get("sys/auth/token").expect(200).data["type"] == "token"
    tune = root.get("sys/auth/token/tune").expect(200).data
    assert tune["default_lease_ttl"] == tune["max_lease_ttl"] == 2764800 and tune["token_type"] == "default-service"
    root.post("sys/auth/x", {"type": "nope"}).expect(400)
    root.delete("sys/auth/token").expect(400)
    root.delete("sys/auth/none").expect(204)


def test_mount_management_needs_its_capability(user, kv2):
    client = user('path "sys/mounts" { capabilities = ["read"] }')
    client.get("sys/mounts").expect(200)
    client.post("sys/mounts/other", {"type": "kv"}).expect(403)
    client.delete(f"sys/mounts/{kv2}").expect(403)


def test_ui_mounts(root, user, kv2, name):
    shown = root.get("sys/internal/ui/mounts").expect(200).data
    assert f"{kv2}/" in shown["secret"] and "token/" in shown["auth"]
    root.post(f"sys/mounts/{name}-other", {"type": "kv"}).expect(204)
    some = user(f'path "{kv2}/*" {{ capabilities = ["read"] }}').get("sys/internal/ui/mounts").expect(200).data["secret"]
    assert f"{kv2}/" in some and f"{name}-other/" not in some


def test_ui_mount_of_a_path(root, user, kv2):
    data = root.get(f"sys/internal/ui/mounts/{kv2}/some/path").expect(200).data
    assert data["path"] == f"{kv2}/" and data["options"] == {"version": "2"} and data["type"] == "kv"
    user('path "unrelated" { capabilities = ["read"] }').get(f"sys/internal/ui/mounts/{kv2}").expect(403)


def test_ui_mounts_without_a_token(root, anonymous, name):
    root.post(f"sys/mounts/{name}", {"type": "kv", "config": {"listing_visibility": "unauth"}}).expect(204)
    shown = anonymous.get("sys/internal/ui/mounts").expect(200).data
    assert f"{name}/" in shown["secret"] and "sys/" not in shown["secret"]


def test_resultant_acl(user):
    client = user('path "a/b" { capabilities = ["read"] }\npath "c/*" { capabilities = ["list"] }')
    data = client.get("sys/internal/ui/resultant-acl").expect(200).data
    assert data["root"] is False
    assert data["exact_paths"]["a/b"]["capabilities"] == ["read"]
    assert data["glob_paths"]["c/"]["capabilities"] == ["list"]
