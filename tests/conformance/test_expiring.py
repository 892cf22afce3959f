"""What is about to end: tokens, leases, secret ids, versions and annotated secrets."""
import datetime

import pytest

pytestmark = pytest.mark.ours("OpenBao has no such list")


def pages(client, limit, **query):
    """All entries, some at a time."""
    after, found = "", []
    while True:
        asked = "&".join([f"limit={limit}", *(f"{k}={v}" for k, v in query.items()), *([f"after={after}"] if after else [])])
        data = client.get(f"sys/expiring?{asked}").expect(200).data
        assert len(data["expiring"]) <= limit
        found += data["expiring"]
        after = data["next"]
        if not after:
            return found


def at(**ahead):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_each_kind(root, kv2, name):
    token = root.post("auth/token/create", {"policies": ["default"], "ttl": "10h"}).expect(200).auth
    root.post(f"sys/auth/{name}", {"type": "approle"}).expect(204)
    root.post(f"auth/{name}/role/r", {}).expect(204)
    secret_id = root.post(f"auth/{name}/role/r/secret-id", {"ttl": "11h"}).expect(200).data
    root.post(f"{kv2}/metadata/short", {"delete_version_after": "12h"}).expect(204)
    for _ in range(2):
        root.post(f"{kv2}/data/short", {"data": {"password": "canary-of-expiring"}}).expect(200)
    expires = at(hours=13)
    root.post(f"{kv2}/metadata/certs/web", {"custom_metadata": {"expires_at": expires}}).expect(204)
    answer = root.get("sys/expiring?within=14h&limit=1000").expect(200)
    found = answer.data["expiring"]
    assert [e["expire_time"] for e in found] == sorted(e["expire_time"] for e in found)
    (mine,) = [e for e in found if e.get("accessor") == token["accessor"]]
    assert (mine["kind"], mine["path"], mine["namespace"]) == ("token", "auth/token/create", "")
    (theirs,) = [e for e in found if e.get("accessor") == secret_id["secret_id_accessor"]]
    assert (theirs["kind"], theirs["path"]) == ("secret-id", f"auth/{name}/")
    assert [(e["kind"], e["version"]) for e in found if e["path"] == f"{kv2}/data/short"] == [("version", 1), ("version", 2)]
    (cert,) = [e for e in found if e["path"] == f"{kv2}/metadata/certs/web"]
    assert (cert["kind"], cert["expire_time"]) == ("secret", expires)
    for secret in (token["client_token"], secret_id["secret_id"], "canary-of-expiring"):
        assert secret.encode() not in answer.body
    root.delete(f"{kv2}/metadata/short").expect(204)
    assert not [e for e in pages(root, 1000, within="14h") if e["path"] == f"{kv2}/data/short"]


def test_within(root, kv2):
    root.post(f"{kv2}/metadata/soon", {"custom_metadata": {"expires_at": at(hours=71)}}).expect(204)
    root.post(f"{kv2}/metadata/late", {"custom_metadata": {"expires_at": at(hours=73)}}).expect(204)

    def mine(**query):
        return [e["path"].rsplit("/", 1)[1] for e in pages(root, 1000, **query) if e["path"].startswith(f"{kv2}/")]

    assert mine() == ["soon"]
    assert mine(within="1h") == []
    assert mine(within="74h") == ["soon", "late"]


def test_paged(root, kv2):
    same = at(days=200)
    for i in range(7):
        root.post(f"{kv2}/metadata/n{i}", {"custom_metadata": {"expires_at": same}}).expect(204)
    mine = [e["path"] for e in pages(root, 2, within="4900h") if e["path"].startswith(f"{kv2}/")]
    assert sorted(mine) == [f"{kv2}/metadata/n{i}" for i in range(7)]


def test_an_annotation_that_has_come_deletes_nothing(root, kv2):
    root.post(f"{kv2}/data/c", {"data": {"a": 1}}).expect(200)
    root.post(f"{kv2}/metadata/c", {"custom_metadata": {"expires_at": at(seconds=-5)}}).expect(204)
    root.get(f"{kv2}/data/c").expect(200)
    root.post(f"{kv2}/metadata/c", {"custom_metadata": {"expires_at": "when it breaks"}}).expect(204)
    assert root.get(f"{kv2}/metadata/c").data["custom_metadata"] == {"expires_at": "when it breaks"}


def test_a_namespace_sees_its_own_and_those_within(root, name):
    root.post(f"sys/namespaces/{name}", {}).expect(200)
    root.post(f"{name}/sys/namespaces/in", {}).expect(200)
    wanted = {}
    for path in ("", f"{name}/", f"{name}/in/"):
        made = root.post(f"{path}auth/token/create", {"policies": ["default"], "ttl": "5h"}).expect(200).auth
        wanted[made["accessor"]] = path

    def seen(path):
        return {e["accessor"]: e["namespace"] for e in pages(root_of(path), 1000) if e.get("accessor") in wanted}

    def root_of(path):
        class Inside:
            @staticmethod
            def get(asked):
                return root.get(path + asked)
        return Inside

    assert set(seen("").values()) == {"", f"{name}/", f"{name}/in/"}
    assert set(seen(f"{name}/").values()) == {f"{name}/", f"{name}/in/"}
    assert set(seen(f"{name}/in/").values()) == {f"{name}/in/"}


def test_needs_the_policy(root, user):
    user('path "sys/expiring" { capabilities = ["read"] }').get("sys/expiring").expect(200)
    user('path "sys/expirin" { capabilities = ["read"] }').get("sys/expiring").expect(403)


@pytest.mark.parametrize("query, problem", [
    ("within=0", "within"), ("within=40000d", "within"), ("within=soon", "within"), ("limit=0", "limit"), ("limit=1001", "limit"),
    ("after=x", "after"), ("after=AAAA", "after"), ("after=" + "A" * 200, "after")])
def test_wrong_values(root, query, problem):
    assert problem in root.get(f"sys/expiring?{query}").expect(400).errors[0]


def test_a_metric_counts_what_has_come(root):
    assert b"sealwright_kv_expires_at_reached_total" in root.get("sys/metrics?format=prometheus").expect(200).body
