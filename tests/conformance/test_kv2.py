"""KV version 2: data, check-and-set, patch, metadata, subkeys, configuration."""
import re

import pytest

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z")
NOT_FOUND = {"errors": []}


def put(client, mount, path, data, **options):
    body = {"data": data}
    if options:
        body["options"] = options
    return client.post(f"{mount}/data/{path}", body)


def test_write_answers_the_version(root, kv2):
    answer = put(root, kv2, "a/b", {"x": "1"}).expect(200)
    assert answer.data.pop("created_time") and TIME.fullmatch(answer.data["created_time"])
    data = answer.data
    del data["created_time"]
    assert data == {"custom_metadata": None, "deletion_time": "", "destroyed": False, "version": 1}


def test_read_answers_data_and_metadata(root, kv2):
    put(root, kv2, "a", {"user": "app", "n": 5, "deep": {"list": [1, None, True]}}).expect(200)
    answer = root.get(f"{kv2}/data/a").expect(200)
    assert answer.data["data"] == {"user": "app", "n": 5, "deep": {"list": [1, None, True]}}
    assert set(answer.data["metadata"]) == {"created_time", "custom_metadata", "deletion_time", "destroyed", "version"}


def test_put_and_post_are_equal(root, kv2):
    root.put(f"{kv2}/data/a", {"data": {"x": 1}}).expect(200)
    assert root.post(f"{kv2}/data/a", {"data": {"x": 2}}).expect(200).data["version"] == 2


def test_missing_secret_is_404_without_text(root, kv2):
    assert root.get(f"{kv2}/data/none").expect(404).json == NOT_FOUND
    assert root.get(f"{kv2}/metadata/none").expect(404).json == NOT_FOUND
    put(root, kv2, "a", {}).expect(200)
    assert root.get(f"{kv2}/data/a?version=9").expect(404).json == NOT_FOUND


def test_write_without_data_is_400(root, kv2):
    assert root.post(f"{kv2}/data/a", {"x": 1}).expect(400).errors == ["no data provided"]
    assert root.get(f"{kv2}/data/a").status == 404


def test_write_to_a_folder_is_400(root, kv2):
    assert root.post(f"{kv2}/data/a/", {"data": {}}).expect(400).errors == ["cannot write to a path ending in '/'"]


def test_unknown_field_is_a_warning(root, kv2):
    answer = root.post(f"{kv2}/data/a", {"data": {"x": 1}, "extra": 2}).expect(200)
    assert answer.warnings == ["Endpoint ignored these unrecognized parameters: [extra]"]


def test_every_version_stays_readable(root, kv2):
    for n in range(1, 6):
        put(root, kv2, "a", {"n": n}).expect(200)
    for n in range(1, 6):
        answer = root.get(f"{kv2}/data/a?version={n}").expect(200)
        assert answer.data["data"] == {"n": n} and answer.data["metadata"]["version"] == n
    assert root.get(f"{kv2}/data/a?version=0").expect(200).data["metadata"]["version"] == 5


def test_version_that_is_no_number_is_400(root, kv2):
    put(root, kv2, "a", {}).expect(200)
    root.get(f"{kv2}/data/a?version=x").expect(400)


def test_check_and_set(root, kv2):
    mismatch = ["check-and-set parameter did not match the current version"]
    assert put(root, kv2, "a", {"n": 0}, cas=1).expect(400).errors == mismatch
    put(root, kv2, "a", {"n": 1}, cas=0).expect(200)
    assert put(root, kv2, "a", {"n": 2}, cas=0).expect(400).errors == mismatch
    put(root, kv2, "a", {"n": 2}, cas=1).expect(200)
    assert root.get(f"{kv2}/data/a").data["data"] == {"n": 2}


def test_cas_required_by_the_mount(root, kv2):
    root.post(f"{kv2}/config", {"cas_required": True}).expect(204)
    assert put(root, kv2, "a", {}).expect(400).errors == ["check-and-set parameter required for this call"]
    put(root, kv2, "a", {}, cas=0).expect(200)


def test_cas_required_by_the_secret(root, kv2):
    root.post(f"{kv2}/metadata/a", {"cas_required": True}).expect(204)
    assert put(root, kv2, "a", {}).expect(400).errors == ["check-and-set parameter required for this call"]
    put(root, kv2, "a", {}, cas=0).expect(200)
    put(root, kv2, "b", {}).expect(200)


def test_patch_merges(root, kv2):
    put(root, kv2, "a", {"keep": 1, "drop": 2, "deep": {"x": 1, "y": 2}}).expect(200)
    answer = root.patch(f"{kv2}/data/a", {"data": {"drop": None, "deep": {"y": 3}, "new": 4}}).expect(200)
    assert answer.data["version"] == 2
    assert root.get(f"{kv2}/data/a").data["data"] == {"keep": 1, "deep": {"x": 1, "y": 3}, "new": 4}
    assert root.get(f"{kv2}/data/a?version=1").data["data"]["drop"] == 2


def test_patch_with_cas(root, kv2):
    put(root, kv2, "a", {"x": 1}).expect(200)
    root.patch(f"{kv2}/data/a", {"data": {"x": 2}, "options": {"cas": 7}}).expect(400)
    root.patch(f"{kv2}/data/a", {"data": {"x": 2}, "options": {"cas": 1}}).expect(200)


def test_patch_of_a_missing_secret_is_404(root, kv2):
    root.patch(f"{kv2}/data/none", {"data": {"x": 1}}).expect(404)


def test_patch_needs_its_media_type(root, kv2):
    put(root, kv2, "a", {"x": 1}).expect(200)
    root.call("PATCH", f"{kv2}/data/a", {"data": {"x": 2}}).expect(415)
    assert root.get(f"{kv2}/data/a").data["data"] == {"x": 1}


def test_metadata(root, kv2):
    put(root, kv2, "a", {"x": 1}).expect(200)
    put(root, kv2, "a", {"x": 2}).expect(200)
    data = root.get(f"{kv2}/metadata/a").expect(200).data
    assert data["current_version"] == 2 and data["oldest_version"] == 0
    assert data["max_versions"] == 0 and data["cas_required"] is False
    assert data["delete_version_after"] == "0s" and data["custom_metadata"] is None
    assert set(data["versions"]) == {"1", "2"}
    assert set(data["versions"]["1"]) == {"created_time", "deletion_time", "destroyed"}
    assert TIME.fullmatch(data["created_time"]) and TIME.fullmatch(data["updated_time"])


def test_metadata_before_any_version(root, kv2):
    root.post(f"{kv2}/metadata/a", {"custom_metadata": {"owner": "team"}}).expect(204)
    data = root.get(f"{kv2}/metadata/a").expect(200).data
    assert data["current_version"] == 0 and data["versions"] == {}
    assert data["custom_metadata"] == {"owner": "team"}
    assert root.get(f"{kv2}/data/a").status == 404


def test_custom_metadata_comes_with_data(root, kv2):
    put(root, kv2, "a", {"x": 1}).expect(200)
    root.post(f"{kv2}/metadata/a", {"custom_metadata": {"owner": "team", "tier": "1"}}).expect(204)
    assert root.get(f"{kv2}/data/a").data["metadata"]["custom_metadata"] == {"owner": "team", "tier": "1"}
    assert put(root, kv2, "a", {"x": 2}).data["custom_metadata"] == {"owner": "team", "tier": "1"}


def test_custom_metadata_patch(root, kv2):
    root.post(f"{kv2}/metadata/a", {"custom_metadata": {"owner": "team", "tier": "1"}, "max_versions": 3}).expect(204)
    root.patch(f"{kv2}/metadata/a", {"custom_metadata": {"tier": None, "new": "x"}}).expect(204)
    data = root.get(f"{kv2}/metadata/a").data
    assert data["custom_metadata"] == {"owner": "team", "new": "x"} and data["max_versions"] == 3
    root.patch(f"{kv2}/metadata/none", {"custom_metadata": {}}).expect(404)


@pytest.mark.parametrize("custom", [
    {f"k{i}": "v" for i in range(65)},      # more than 64 keys
    {"k" * 129: "v"},                       # a key over 128 bytes
    {"k": "v" * 513},                       # a value over 512 bytes
    {"": "v"},
    {"k": ""},
])
def test_custom_metadata_limits(root, kv2, custom):
    root.post(f"{kv2}/metadata/a", {"custom_metadata": custom}).expect(400)
    assert root.get(f"{kv2}/metadata/a").status == 404


def test_max_versions_prunes_the_oldest(root, kv2):
    root.post(f"{kv2}/metadata/a", {"max_versions": 2}).expect(204)
    for n in range(1, 5):
        put(root, kv2, "a", {"n": n}).expect(200)
    data = root.get(f"{kv2}/metadata/a").data
    assert set(data["versions"]) == {"3", "4"} and data["oldest_version"] == 3 and data["current_version"] == 4
    assert root.get(f"{kv2}/data/a?version=2").expect(404).json == NOT_FOUND
    assert root.get(f"{kv2}/data/a?version=3").expect(200).data["data"] == {"n": 3}


def test_max_versions_of_the_mount(root, kv2):
    root.post(f"{kv2}/config", {"max_versions": 2}).expect(204)
    for n in range(1, 5):
        put(root, kv2, "a", {"n": n}).expect(200)
    assert set(root.get(f"{kv2}/metadata/a").data["versions"]) == {"3", "4"}


def test_ten_versions_by_default(root, kv2):
    for n in range(1, 13):
        put(root, kv2, "a", {"n": n}).expect(200)
    assert sorted(int(v) for v in root.get(f"{kv2}/metadata/a").data["versions"]) == list(range(3, 13))


def test_configuration_round_trip(root, kv2):
    assert root.get(f"{kv2}/config").data["max_versions"] == 0
    root.post(f"{kv2}/config", {"max_versions": 5, "cas_required": True, "delete_version_after": "1h30m"}).expect(204)
    data = root.get(f"{kv2}/config").data
    assert (data["max_versions"], data["cas_required"], data["delete_version_after"]) == (5, True, "1h30m0s")
    root.post(f"{kv2}/config", {"max_versions": 7}).expect(204)
    assert root.get(f"{kv2}/config").data["cas_required"] is True


def test_delete_version_after_sets_the_time(root, kv2):
    root.post(f"{kv2}/metadata/a", {"delete_version_after": "1h"}).expect(204)
    answer = put(root, kv2, "a", {"x": 1}).expect(200)
    assert TIME.fullmatch(answer.data["deletion_time"])
    assert root.get(f"{kv2}/data/a").status == 200, "it is due in an hour only"


def test_delete_version_after_takes_effect(root, kv2):
    from harness.waiting import wait_for

    root.post(f"{kv2}/metadata/a", {"delete_version_after": "1s"}).expect(204)
    put(root, kv2, "a", {"x": 1}).expect(200)
    wait_for("the version is deleted", lambda: root.get(f"{kv2}/data/a").status == 404, 30)
    answer = root.get(f"{kv2}/data/a")
    assert answer.data["data"] is None and answer.data["metadata"]["version"] == 1


def test_subkeys(root, kv2):
    put(root, kv2, "a", {"plain": 1, "deep": {"x": {"y": 2}}, "list": [1], "empty": {}}).expect(200)
    answer = root.get(f"{kv2}/subkeys/a").expect(200)
    assert answer.data["subkeys"] == {"plain": None, "deep": {"x": {"y": None}}, "list": None, "empty": None}
    assert answer.data["metadata"]["version"] == 1
    shallow = root.get(f"{kv2}/subkeys/a?depth=1").expect(200)
    assert shallow.data["subkeys"] == {"plain": None, "deep": None, "list": None, "empty": None}


def test_subkeys_of_a_version(root, kv2):
    put(root, kv2, "a", {"one": 1}).expect(200)
    put(root, kv2, "a", {"two": 2}).expect(200)
    assert root.get(f"{kv2}/subkeys/a?version=1").data["subkeys"] == {"one": None}
    assert root.get(f"{kv2}/subkeys/none").expect(404).json == NOT_FOUND


def test_delete_metadata_removes_everything(root, kv2):
    put(root, kv2, "a", {"x": 1}).expect(200)
    put(root, kv2, "a", {"x": 2}).expect(200)
    root.delete(f"{kv2}/metadata/a").expect(204)
    assert root.get(f"{kv2}/data/a").expect(404).json == NOT_FOUND
    assert root.get(f"{kv2}/data/a?version=1").status == 404
    assert put(root, kv2, "a", {"x": 3}).data["version"] == 1, "numbers start again"
    root.delete(f"{kv2}/metadata/none").expect(204)


@pytest.mark.parametrize("path", ["with space", "ünï/çødé", "dots.and-dashes_", "a+b", "percent%25", "x@y:z=1,2", "a~b!$&'()*"])
def test_names_come_back_as_written(root, kv2, path):
    import urllib.parse

    target = urllib.parse.quote(path, safe="/")
    put(root, kv2, target, {"x": path}).expect(200)
    assert root.get(f"{kv2}/data/{target}").expect(200).data["data"] == {"x": path}
    folder, _, last = path.rpartition("/")
    listed = root.list(f"{kv2}/metadata/{urllib.parse.quote(folder)}").expect(200).data["keys"]
    assert listed == [last]


EXACT_EVERYWHERE = ["0.1", "-0", "5", "2147483648"]
EXACT_HERE = ["9007199254740993", "18446744073709551615", "-9223372036854775808", "1.10", "3.141592653589793238462643383279",
              "1e10", "12345678901234567890123456789"]


@pytest.mark.parametrize("text", EXACT_EVERYWHERE + [
    pytest.param(n, marks=pytest.mark.ours("the peer changes it silently")) for n in EXACT_HERE])
def test_numbers_come_back_exactly_as_written(root, kv2, text):
    root.post(f"{kv2}/data/n", raw='{"data":{"n":' + text + "}}").expect(200)
    assert f'"n":{text}}}'.encode() in root.get(f"{kv2}/data/n").expect(200).body


def test_text_comes_back_exactly(root, kv2):
    value = 'quote " backslash \\ slash / newline \n tab \t nul \x00 low \x1f del \x7f <>&\u2028\u2029 é 日本 \U0001f511'
    put(root, kv2, "t", {"v": value, value: "as a key"}).expect(200)
    assert root.get(f"{kv2}/data/t").data["data"] == {"v": value, value: "as a key"}
