"""KV version 2: LIST and SCAN, their order and their paging."""
import pytest


@pytest.fixture
def tree(root, kv2):
    for path in ("b", "a", "dir/x", "dir/y", "dir/deep/z", "c", "dir2/q"):
        root.post(f"{kv2}/data/{path}", {"data": {}}).expect(200)
    return kv2


def keys(answer):
    return answer.expect(200).data["keys"]


def test_list_is_sorted_and_folders_end_in_a_slash(root, tree):
    assert keys(root.list(f"{tree}/metadata/")) == ["a", "b", "c", "dir/", "dir2/"]
    assert keys(root.list(f"{tree}/metadata")) == ["a", "b", "c", "dir/", "dir2/"]
    assert keys(root.list(f"{tree}/metadata/dir")) == ["deep/", "x", "y"]
    assert keys(root.get(f"{tree}/metadata/dir/?list=true")) == ["deep/", "x", "y"]


def test_name_that_is_secret_and_folder(root, tree):
    root.post(f"{tree}/data/dir", {"data": {}}).expect(200)
    assert keys(root.list(f"{tree}/metadata/")) == ["a", "b", "c", "dir", "dir/", "dir2/"]


def test_list_of_nothing_is_404(root, tree):
    assert root.list(f"{tree}/metadata/none").expect(404).json == {"errors": []}
    assert root.list(f"{tree}/metadata/a").expect(404).json == {"errors": []}


def test_list_shows_a_deleted_secret_until_its_metadata_goes(root, tree):
    root.delete(f"{tree}/data/a").expect(204)
    assert "a" in keys(root.list(f"{tree}/metadata/"))
    root.delete(f"{tree}/metadata/a").expect(204)
    assert "a" not in keys(root.list(f"{tree}/metadata/"))


def test_an_empty_folder_goes(root, tree):
    root.delete(f"{tree}/metadata/dir2/q").expect(204)
    assert keys(root.list(f"{tree}/metadata/")) == ["a", "b", "c", "dir/"]


def test_paging(root, tree):
    assert keys(root.list(f"{tree}/metadata/?limit=2")) == ["a", "b"]
    assert keys(root.list(f"{tree}/metadata/?limit=2&after=b")) == ["c", "dir/"]
    assert keys(root.list(f"{tree}/metadata/?after=c")) == ["dir/", "dir2/"]
    assert keys(root.list(f"{tree}/metadata/?after=bb&limit=1")) == ["c"]
    root.list(f"{tree}/metadata/?after=zzz").expect(404)


def test_pages_cover_the_folder_once(root, kv2):
    names = sorted(f"k{i * 37 % 101:03d}" for i in range(101))
    for n in names:
        root.post(f"{kv2}/data/f/{n}", {"data": {}}).expect(200)
    seen, after = [], ""
    while True:
        answer = root.list(f"{kv2}/metadata/f/?limit=7&after={after}")
        if answer.status == 404:
            break
        page = keys(answer)
        assert 0 < len(page) <= 7
        seen += page
        after = page[-1]
    assert seen == names


def test_scan_is_recursive(root, tree):
    assert sorted(keys(root.scan(f"{tree}/metadata/"))) == ["a", "b", "c", "dir/deep/z", "dir/x", "dir/y", "dir2/q"]
    assert sorted(keys(root.get(f"{tree}/metadata/dir?scan=true"))) == ["deep/z", "x", "y"]


def test_detailed_metadata(root, tree):
    data = root.list(f"{tree}/detailed-metadata/dir").expect(200).data
    assert data["keys"] == ["deep/", "x", "y"]
    assert data["key_info"]["x"]["current_version"] == 1


def test_mounts_do_not_mix(root, tree, new_kv2, name):
    root.list(f"{new_kv2(f'{name}other')}/metadata/").expect(404)
