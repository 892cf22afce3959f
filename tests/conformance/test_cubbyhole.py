"""Cubbyhole: a store that belongs to one token and goes with it."""
ANYTHING = 'path "secret/*" { capabilities = ["read"] }'


def test_each_token_has_its_own(user):
    one, two = user(ANYTHING), user(ANYTHING)
    one.put("cubbyhole/a", {"x": 1}).expect(204)
    assert one.get("cubbyhole/a").expect(200).data == {"x": 1}
    assert two.get("cubbyhole/a").expect(404).json == {"errors": []}
    two.put("cubbyhole/a", {"x": 2}).expect(204)
    assert one.get("cubbyhole/a").data == {"x": 1}


def test_list_and_delete(user):
    one = user(ANYTHING)
    for path in ("a", "b/c"):
        one.put(f"cubbyhole/{path}", {"x": 1}).expect(204)
    assert one.list("cubbyhole/").expect(200).data["keys"] == ["a", "b/"]
    one.delete("cubbyhole/a").expect(204)
    assert one.list("cubbyhole/").data["keys"] == ["b/"]
    one.get("cubbyhole/a").expect(404)


def test_root_cannot_see_another_tokens(user, root):
    user(ANYTHING).put("cubbyhole/mine", {"x": 1}).expect(204)
    root.get("cubbyhole/mine").expect(404)


def test_goes_with_its_token(root):
    created = root.post("auth/token/create", {"id": "cubby-owner", "policies": ["default"]}).expect(200)
    owner = root.with_token(created.auth["client_token"])
    owner.put("cubbyhole/a", {"x": 1}).expect(204)
    owner.post("auth/token/revoke-self").expect(204)
    owner.get("cubbyhole/a").expect(403)
    root.post("auth/token/create", {"id": "cubby-owner", "policies": ["default"]}).expect(200)
    owner.get("cubbyhole/a").expect(404)
    owner.post("auth/token/revoke-self").expect(204)


def test_cannot_be_mounted_moved_or_removed(root, name):
    root.post(f"sys/mounts/{name}", {"type": "cubbyhole"}).expect(400)
    root.delete("sys/mounts/cubbyhole").expect(400)
    root.post("sys/remount", {"from": "cubbyhole", "to": name}).expect(400)
    assert root.get("sys/mounts/cubbyhole").status == 200
