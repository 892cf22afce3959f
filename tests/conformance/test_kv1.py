"""KV version 1: a flat map at a path."""


def test_write_read_list_delete(root, kv1):
    root.post(f"{kv1}/a/b", {"user": "app", "n": 5}).expect(204)
    answer = root.get(f"{kv1}/a/b").expect(200)
    assert answer.data == {"user": "app", "n": 5}
    assert answer.json["lease_duration"] == 2764800 and answer.json["renewable"] is False
    assert root.list(f"{kv1}/").data["keys"] == ["a/"]
    assert root.list(f"{kv1}/a").data["keys"] == ["b"]
    root.delete(f"{kv1}/a/b").expect(204)
    assert root.get(f"{kv1}/a/b").expect(404).json == {"errors": []}
    assert root.list(f"{kv1}/").expect(404).json == {"errors": []}


def test_write_replaces(root, kv1):
    root.put(f"{kv1}/a", {"x": 1, "y": 2}).expect(204)
    root.put(f"{kv1}/a", {"x": 3}).expect(204)
    assert root.get(f"{kv1}/a").data == {"x": 3}


def test_ttl_field_is_the_lease_duration(root, kv1):
    root.put(f"{kv1}/a", {"x": 1, "ttl": "1h"}).expect(204)
    answer = root.get(f"{kv1}/a").expect(200)
    assert answer.json["lease_duration"] == 3600 and answer.data["ttl"] == "1h"


def test_write_without_data_is_400(root, kv1):
    assert root.put(f"{kv1}/a", {}).expect(400).errors == ["missing data fields"]


def test_patch_is_405(root, kv1):
    root.put(f"{kv1}/a", {"x": 1}).expect(204)
    root.patch(f"{kv1}/a", {"x": 2}).expect(405)
    assert root.get(f"{kv1}/a").data == {"x": 1}


def test_scan(root, kv1):
    for path in ("a", "b/c", "b/d/e", "f"):
        root.put(f"{kv1}/{path}", {"x": 1}).expect(204)
    assert sorted(root.scan(f"{kv1}/").data["keys"]) == ["a", "b/c", "b/d/e", "f"]


def test_delete_of_a_missing_secret_is_204(root, kv1):
    root.delete(f"{kv1}/none").expect(204)


def test_plain_type_kv_is_version_1(root, name):
    root.post(f"sys/mounts/{name}", {"type": "kv"}).expect(204)
    root.put(f"{name}/a", {"x": 1}).expect(204)
    assert root.get(f"{name}/a").data == {"x": 1}
    assert root.get(f"sys/mounts/{name}").data["options"] in (None, {}, {"version": "1"})
