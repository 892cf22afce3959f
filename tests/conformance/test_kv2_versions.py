"""KV version 2: delete, undelete and destroy, which are three different things."""
import pytest


@pytest.fixture
def three(root, kv2):
    """A secret with versions 1, 2 and 3."""
    for n in (1, 2, 3):
        root.post(f"{kv2}/data/a", {"data": {"n": n}}).expect(200)
    return kv2


def version(root, mount, n):
    return root.get(f"{mount}/data/a?version={n}")


def test_delete_hides_the_newest_only(root, three):
    root.delete(f"{three}/data/a").expect(204)
    gone = root.get(f"{three}/data/a").expect(404)
    assert gone.data["data"] is None
    assert gone.data["metadata"]["version"] == 3
    assert gone.data["metadata"]["deletion_time"] and gone.data["metadata"]["destroyed"] is False
    assert version(root, three, 2).expect(200).data["data"] == {"n": 2}


def test_deleted_version_has_a_full_body(root, three):
    root.delete(f"{three}/data/a").expect(204)
    body = root.get(f"{three}/data/a").expect(404).json
    assert set(body) >= {"request_id", "lease_id", "renewable", "lease_duration", "data", "wrap_info", "warnings", "auth"}
    assert "errors" not in body


def test_delete_of_a_missing_secret_is_204(root, kv2):
    root.delete(f"{kv2}/data/none").expect(204)


def test_delete_named_versions(root, three):
    root.post(f"{three}/delete/a", {"versions": [1, 2]}).expect(204)
    assert [version(root, three, n).status for n in (1, 2, 3)] == [404, 404, 200]


def test_undelete(root, three):
    root.post(f"{three}/delete/a", {"versions": [1, 3]}).expect(204)
    root.post(f"{three}/undelete/a", {"versions": [1, 3]}).expect(204)
    assert [version(root, three, n).data["data"]["n"] for n in (1, 2, 3)] == [1, 2, 3]
    assert root.get(f"{three}/metadata/a").data["versions"]["1"]["deletion_time"] == ""


def test_destroy_is_for_good(root, three):
    root.post(f"{three}/destroy/a", {"versions": [2]}).expect(204)
    gone = version(root, three, 2).expect(404)
    assert gone.data["data"] is None and gone.data["metadata"]["destroyed"] is True
    root.post(f"{three}/undelete/a", {"versions": [2]}).expect(204)
    assert version(root, three, 2).status == 404
    assert root.get(f"{three}/metadata/a").data["versions"]["2"]["destroyed"] is True


def test_numbers_are_never_used_again(root, three):
    root.post(f"{three}/destroy/a", {"versions": [1, 2, 3]}).expect(204)
    assert root.post(f"{three}/data/a", {"data": {"n": 4}}).expect(200).data["version"] == 4


@pytest.mark.parametrize("verb", ["delete", "undelete", "destroy"])
def test_versions_are_required(root, three, verb):
    assert root.post(f"{three}/{verb}/a", {}).expect(400).errors[0].lower() == "no version number provided"


@pytest.mark.parametrize("verb", ["delete", "undelete", "destroy"])
def test_versions_may_be_text(root, three, verb):
    root.post(f"{three}/{verb}/a", {"versions": "1,2"}).expect(204)


@pytest.mark.parametrize("verb", ["delete", "undelete", "destroy"])
def test_unknown_versions_and_secrets_change_nothing(root, three, verb):
    before = root.get(f"{three}/metadata/a").data
    root.post(f"{three}/{verb}/a", {"versions": [77]}).expect(204)
    assert root.get(f"{three}/metadata/a").data["versions"] == before["versions"]
    root.post(f"{three}/{verb}/none", {"versions": [1]}).expect(204, 404)
    assert root.get(f"{three}/metadata/none").status == 404


def test_patch_of_a_deleted_version_is_404(root, three):
    root.delete(f"{three}/data/a").expect(204)
    root.patch(f"{three}/data/a", {"data": {"n": 5}}).expect(404)


def test_cas_counts_deleted_versions(root, three):
    root.delete(f"{three}/data/a").expect(204)
    root.post(f"{three}/data/a", {"data": {}, "options": {"cas": 0}}).expect(400)
    root.post(f"{three}/data/a", {"data": {}, "options": {"cas": 3}}).expect(200)
