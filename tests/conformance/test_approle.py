"""The auth method approle: roles, secret ids, logins, what their tokens follow."""
import concurrent.futures
import time

import pytest

INVALID = ["invalid role or secret ID"]


@pytest.fixture
def mount(root, name):
    root.post(f"sys/auth/{name}-ar", {"type": "approle"}).expect(204)
    return f"auth/{name}-ar"


@pytest.fixture
def role(root, mount):
    """Writes a role whose role id is `id-` and its name, with the secret id `s`; gives its path."""
    def make(role_name="r", **fields):
        path = f"{mount}/role/{role_name}"
        root.post(path, {"role_id": f"id-{role_name}", **fields}).expect(200, 204)
        if fields.get("bind_secret_id", True):
            root.post(f"{path}/custom-secret-id", {"secret_id": "s"}).expect(200)
        return path

    return make


@pytest.fixture
def login(anonymous, mount):
    def make(role_id="id-r", secret_id="s", **kwargs):
        body = {"role_id": role_id}
        if secret_id is not None:
            body["secret_id"] = secret_id
        return anonymous.post(f"{mount}/login", body, **kwargs)

    return make


EMPTY = {
    "bind_secret_id": True, "local_secret_ids": False, "secret_id_bound_cidrs": None, "secret_id_num_uses": 0,
    "secret_id_ttl": 0, "token_bound_cidrs": [], "token_explicit_max_ttl": 0, "token_max_ttl": 0,
    "token_no_default_policy": False, "token_num_uses": 0, "token_period": 0, "token_policies": [],
    "token_strictly_bind_ip": False, "token_ttl": 0, "token_type": "default"}


def test_a_role_from_its_first_to_its_last_day(root, mount):
    assert root.list(f"{mount}/role").expect(404).json == {"errors": []}
    root.post(f"{mount}/role/Some_Role", {}).expect(204)
    assert root.get(f"{mount}/role/SOME_role").expect(200).data == EMPTY
    assert root.list(f"{mount}/role").expect(200).data == {"keys": ["some_role"]}
    root.delete(f"{mount}/role/some_role").expect(204)
    root.delete(f"{mount}/role/some_role").expect(204)
    assert root.get(f"{mount}/role/some_role").expect(404).json == {"errors": []}


def test_a_role_shows_what_was_written(root, mount):
    written = {"token_policies": "p1,P2,default", "token_ttl": "10m", "token_max_ttl": "1h", "secret_id_num_uses": 3,
               "secret_id_ttl": "5m", "token_num_uses": 4, "token_bound_cidrs": "127.0.0.1/32,10.0.0.0/8",
               "secret_id_bound_cidrs": "127.0.0.1/8"}
    root.post(f"{mount}/role/a", written).expect(204)
    root.post(f"{mount}/role/a", {"token_type": "service"}).expect(204)
    assert root.get(f"{mount}/role/a").expect(200).data == EMPTY | {
        "token_policies": ["p1", "P2", "default"], "token_ttl": 600, "token_max_ttl": 3600, "secret_id_num_uses": 3,
        "secret_id_ttl": 300, "token_num_uses": 4, "token_bound_cidrs": ["127.0.0.1", "10.0.0.0/8"],
        "secret_id_bound_cidrs": ["127.0.0.1/8"], "token_type": "service"}


def test_old_names(root, mount):
    root.post(f"{mount}/role/d", {"policies": "a,b", "period": "1h", "bound_cidr_list": "127.0.0.1/8"}).expect(204)
    assert root.get(f"{mount}/role/d").expect(200).data == EMPTY | {
        "policies": ["a", "b"], "token_policies": ["a", "b"], "period": 3600, "token_period": 3600,
        "secret_id_bound_cidrs": ["127.0.0.1/8"]}
    root.post(f"{mount}/role/d", {"token_policies": "x", "token_period": "2h"}).expect(204)
    assert root.get(f"{mount}/role/d").expect(200).data == EMPTY | {
        "token_policies": ["x"], "token_period": 7200, "secret_id_bound_cidrs": ["127.0.0.1/8"]}


@pytest.mark.parametrize("body, message", [
    ({"token_ttl": "2h", "token_max_ttl": "1h"}, "'token_ttl' cannot be greater than 'token_max_ttl'"),
    ({"token_num_uses": -1}, "'token_num_uses' cannot be negative"),
    ({"secret_id_num_uses": -1}, "secret_id_num_uses cannot be negative"),
])
def test_bad_roles(root, mount, body, message):
    assert root.post(f"{mount}/role/bad", body).expect(400).errors == [message]
    root.get(f"{mount}/role/bad").expect(404)


@pytest.mark.ours("the peer answers 500 to what a client did wrong")
@pytest.mark.parametrize("body, message", [
    ({"bind_secret_id": False}, "at least one constraint should be enabled on the role"),
    ({"secret_id_bound_cidrs": "127.0.0.1"}, "failed to validate CIDR blocks"),
    ({"role_id": "taken"}, "role_id already in use"),
])
def test_bad_roles_are_400(root, mount, body, message):
    root.post(f"{mount}/role/other", {"role_id": "taken"}).expect(204)
    assert message in root.post(f"{mount}/role/bad", body).expect(400).errors[0]
    root.get(f"{mount}/role/bad").expect(404)


def test_a_maximum_beyond_the_mounts_is_warned_of(root, mount):
    warned = root.post(f"{mount}/role/e", {"token_max_ttl": "900h"}).expect(200)
    assert warned.warnings == [
        "token_max_ttl is greater than the backend mount's maximum TTL value; issued tokens' max TTL value will be truncated"]
    root.post(f"{mount}/role/e", {"period": "900h"}).expect(400)


def test_local_secret_ids_at_creation_only(root, mount):
    root.post(f"{mount}/role/f", {"local_secret_ids": True}).expect(204)
    assert root.post(f"{mount}/role/f", {"local_secret_ids": False}).expect(400).errors == [
        "local_secret_ids can only be modified during role creation"]
    assert root.get(f"{mount}/role/f/local-secret-ids").expect(200).data == {"local_secret_ids": True}
    root.post(f"{mount}/role/f/local-secret-ids", {"local_secret_ids": True}).expect(405)


@pytest.mark.parametrize("bad", ["sp%20ace", "-x", "x-", "x.y@z", "%C3%A4", "a/b"])
def test_names_that_are_none(root, mount, bad):
    assert root.post(f"{mount}/role/{bad}", {}).expect(404).errors == ["1 error occurred:\n\t* unsupported path\n\n"]


PARTS = [
    ("policies", {"token_policies": "x,y"}, {"token_policies": ["x", "y"]}, {"token_policies": []}),
    ("secret-id-bound-cidrs", {"secret_id_bound_cidrs": "127.0.0.1/32"}, {"secret_id_bound_cidrs": ["127.0.0.1/32"]},
     {"secret_id_bound_cidrs": None}),
    ("bound-cidr-list", {"bound_cidr_list": "127.0.0.1/32"}, {"bound_cidr_list": None}, {"bound_cidr_list": None}),
    ("period", {"token_period": "5m"}, {"token_period": 300}, {"token_period": 0}),
    ("secret-id-num-uses", {"secret_id_num_uses": 5}, {"secret_id_num_uses": 5}, {"secret_id_num_uses": 0}),
    ("secret-id-ttl", {"secret_id_ttl": "5s"}, {"secret_id_ttl": 5}, {"secret_id_ttl": 0}),
    ("token-num-uses", {"token_num_uses": 5}, {"token_num_uses": 5}, {"token_num_uses": 0}),
    ("token-ttl", {"token_ttl": "5s"}, {"token_ttl": 5}, {"token_ttl": 0}),
    ("token-max-ttl", {"token_max_ttl": "5s"}, {"token_max_ttl": 5}, {"token_max_ttl": 0}),
]


@pytest.mark.parametrize("part, write, read, reset", PARTS)
def test_parts_of_a_role(root, mount, part, write, read, reset):
    root.post(f"{mount}/role/r", {}).expect(204)
    path = f"{mount}/role/r/{part}"
    root.post(path, write).expect(204)
    assert root.get(path).expect(200).data == read
    root.delete(path).expect(204)
    assert root.get(path).expect(200).data == reset
    assert root.get(f"{mount}/role/none/{part}").expect(404).json == {"errors": []}
    assert root.post(f"{mount}/role/none/{part}", write).expect(404).errors == [
        "1 error occurred:\n\t* unsupported path\n\n"]
    root.delete(f"{mount}/role/none/{part}").expect(204)


@pytest.mark.ours("the peer's routes of this part are broken (404)")
def test_bind_secret_id_as_a_part(root, mount, role, login):
    path = role(secret_id_bound_cidrs="127.0.0.0/8") + "/bind-secret-id"
    root.post(path, {"bind_secret_id": False}).expect(204)
    assert root.get(path).expect(200).data == {"bind_secret_id": False}
    login(secret_id=None).expect(200)
    root.delete(path).expect(204)
    assert login(secret_id=None).expect(400).errors == ["missing secret_id"]


def test_role_id(root, mount, role, login):
    path = role()
    assert root.get(f"{path}/role-id").expect(200).data == {"role_id": "id-r"}
    assert root.post(f"{path}/role-id", {}).expect(400).errors == ["missing role_id"]
    root.post(f"{path}/role-id", {"role_id": "changed"}).expect(204)
    login("changed").expect(200)
    assert login().expect(400).errors == INVALID


# Secret ids.

def test_secret_ids(root, role):
    path = role()
    made = root.post(f"{path}/secret-id", {"metadata": '{"k":"v"}', "cidr_list": "127.0.0.0/8", "num_uses": 2,
                                           "ttl": "1h"}).expect(200).data
    assert made.keys() == {"secret_id", "secret_id_accessor", "secret_id_num_uses", "secret_id_ttl"}
    assert (made["secret_id_num_uses"], made["secret_id_ttl"]) == (2, 3600)
    shown = root.post(f"{path}/secret-id/lookup", {"secret_id": made["secret_id"]}).expect(200).data
    assert root.post(f"{path}/secret-id-accessor/lookup", {"secret_id_accessor": made["secret_id_accessor"]}
                     ).expect(200).data == shown
    assert {k: v for k, v in shown.items() if not k.endswith("_time")} == {
        "cidr_list": ["127.0.0.0/8"], "metadata": {"k": "v"}, "secret_id_accessor": made["secret_id_accessor"],
        "secret_id_num_uses": 2, "secret_id_ttl": 3600, "token_bound_cidrs": []}
    listed = root.list(f"{path}/secret-id").expect(200).data["keys"]
    assert made["secret_id_accessor"] in listed and len(listed) == 2
    assert len(root.get(f"{path}/secret-id?list=true&limit=1").expect(200).data["keys"]) == 1


def test_secret_id_that_never_expires(root, role):
    shown = root.post(role() + "/secret-id/lookup", {"secret_id": "s"}).expect(200).data
    assert shown["expiration_time"] == "0001-01-01T00:00:00Z"
    assert (shown["metadata"], shown["cidr_list"]) == ({}, [])


@pytest.mark.parametrize("body, message", [
    ({"num_uses": 3}, "num_uses cannot be higher than the role's secret_id_num_uses"),
    ({"num_uses": 0}, "num_uses cannot be higher than the role's secret_id_num_uses"),
    ({"ttl": "1h"}, "ttl cannot be longer than the role's secret_id_ttl"),
    ({"ttl": 0}, "ttl cannot be longer than the role's secret_id_ttl"),
])
def test_secret_ids_within_their_role(root, role, body, message):
    path = role(secret_id_num_uses=2, secret_id_ttl="10m")
    assert root.post(f"{path}/secret-id", body).expect(400).errors == [message]


@pytest.mark.parametrize("metadata", ["{bad", "[1]", '{"k":1}'])
def test_bad_metadata(root, role, metadata):
    assert root.post(role() + "/secret-id", {"metadata": metadata}).expect(400).errors[0].startswith(
        "failed to parse metadata: ")


def test_unknown_secret_ids(root, mount, role):
    path = role()
    assert root.post(f"{path}/secret-id/lookup", {"secret_id": "no"}).expect(204).body == b""
    root.post(f"{path}/secret-id/destroy", {"secret_id": "no"}).expect(204)
    assert "error" in root.post(f"{path}/secret-id-accessor/lookup", {"secret_id_accessor": "no"}).expect(404).data
    assert root.post(f"{path}/secret-id/lookup", {}).expect(400).errors == ["missing secret_id"]
    assert root.post(f"{path}/secret-id-accessor/destroy", {}).expect(400).errors == ["missing secret_id_accessor"]
    assert root.post(f"{mount}/role/no/secret-id", {}).expect(404).errors == ['role "no" does not exist']
    assert root.list(f"{mount}/role/no/secret-id").expect(400).errors == ['role "no" does not exist']


def test_accessors_of_another_role(root, role):
    other = role("other")
    accessor = {"secret_id_accessor": root.post(role() + "/secret-id", {}).expect(200).data["secret_id_accessor"]}
    root.post(f"{other}/secret-id-accessor/lookup", accessor).expect(204)
    assert root.post(f"{other}/secret-id-accessor/destroy", accessor).expect(403).errors == ["invalid secret id accessor"]


def test_destroyed(root, role, login):
    path = role()
    made = root.post(f"{path}/secret-id", {}).expect(200).data
    root.post(f"{path}/secret-id-accessor/destroy", {"secret_id_accessor": made["secret_id_accessor"]}).expect(204)
    assert login(secret_id=made["secret_id"]).expect(400).errors == INVALID
    root.delete(f"{path}/secret-id/destroy?secret_id=s").expect(204)
    assert login().expect(400).errors == INVALID


def test_wrapped_secret_id(root, anonymous, role, login):
    answer = root.post(role() + "/secret-id", {}, headers={"X-Vault-Wrap-TTL": "60"}).expect(200).json
    assert answer["data"] is None and answer["wrap_info"]["wrapped_accessor"]
    wrapped = anonymous.with_token(answer["wrap_info"]["token"])
    data = wrapped.post("sys/wrapping/unwrap").expect(200).data
    assert answer["wrap_info"]["wrapped_accessor"] == data["secret_id_accessor"]
    login(secret_id=data["secret_id"]).expect(200)
    wrapped.post("sys/wrapping/unwrap").expect(400)


def test_tidy(root, mount):
    assert root.post(f"{mount}/tidy/secret-id").expect(202).warnings


# Logins.

def test_login(root, anonymous, role, login):
    path = role(token_policies="b,a,B", token_ttl="10m", token_max_ttl="1h")
    root.post(f"{path}/custom-secret-id", {"secret_id": "m", "metadata": '{"k":"v","role_name":"fake"}'}).expect(200)
    auth = login(" id-r ", " m ").expect(200).auth
    assert auth["policies"] == auth["token_policies"] == ["a", "b", "default"]
    assert auth["metadata"] == {"k": "v", "role_name": "r"}
    assert (auth["lease_duration"], auth["renewable"], auth["orphan"], auth["num_uses"], auth["token_type"]) == (
        600, True, True, 0, "service")
    data = anonymous.with_token(auth["client_token"]).get("auth/token/lookup-self").expect(200).data
    assert data["meta"] == auth["metadata"] and data["path"].endswith("-ar/login") and data["display_name"].endswith("-ar")


def test_wrong_credentials(role, login):
    role()
    for wrong in [("id-r", "no"), ("no", "s"), ("no", "no")]:
        assert login(*wrong).expect(400).errors == INVALID
    assert login(secret_id=None).expect(400).errors == ["missing secret_id"]


@pytest.mark.ours("the peer's answer to a missing secret id tells which role ids exist")
def test_unknown_role_ids_are_not_told(role, login):
    role()
    assert login("no", None).expect(400).errors == login(secret_id=None).expect(400).errors


def test_limited_uses(root, role, login):
    path = role()
    root.post(f"{path}/custom-secret-id", {"secret_id": "two", "num_uses": 2}).expect(200)
    login(secret_id="two").expect(200)
    assert root.post(f"{path}/secret-id/lookup", {"secret_id": "two"}).expect(200).data["secret_id_num_uses"] == 1
    login(secret_id="two").expect(200)
    assert login(secret_id="two").expect(400).errors == INVALID


@pytest.mark.ours("the peer answers 500 to some of those that come too late")
def test_one_use_and_many_at_once(root, running, mount, role):
    path = role()
    for i in range(5):
        root.post(f"{path}/custom-secret-id", {"secret_id": f"once{i}", "num_uses": 1}).expect(200)
        with concurrent.futures.ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(
                lambda _: running.node.client().post(f"{mount}/login", {"role_id": "id-r", "secret_id": f"once{i}"}).status,
                range(4)))
        assert sorted(answers) == [200, 400, 400, 400], answers
        # Forgets those that failed.
        running.node.client().post(f"{mount}/login", {"role_id": "id-r", "secret_id": "s"}).expect(200)


def test_expired(root, role, login):
    path = role(secret_id_ttl="1s")
    login().expect(200)
    time.sleep(1.2)
    assert login().expect(400).errors == INVALID
    root.post(f"{path}/secret-id/lookup", {"secret_id": "s"}).expect(204)


def test_addresses(root, role, login):
    path = role(secret_id_bound_cidrs="10.0.0.0/8")
    assert "unauthorized by CIDR restrictions on the role" in login().expect(400).errors[0]
    root.post(path, {"secret_id_bound_cidrs": "127.0.0.0/8"}).expect(204)
    login().expect(200)
    root.post(path, {"secret_id_bound_cidrs": ""}).expect(204)
    root.post(f"{path}/custom-secret-id", {"secret_id": "c", "cidr_list": "10.0.0.0/8", "num_uses": 1}).expect(200)
    assert "CIDR restrictions on the secret ID" in login(secret_id="c").expect(400).errors[0]


@pytest.mark.ours("the peer makes a token that cannot be used")
def test_login_from_where_the_token_could_not_be_used(root, role, login):
    role(token_bound_cidrs="10.0.0.0/8")
    assert login().expect(403).errors == ["permission denied"]


def test_token_settings(anonymous, role, login):
    role(token_no_default_policy=True, token_policies="p", token_num_uses=2, token_explicit_max_ttl="20m",
         token_strictly_bind_ip=True)
    answer = login().expect(200)
    assert answer.warnings == ['TTL of "768h" exceeded the effective max_ttl of "20m"; TTL value is capped accordingly']
    assert (answer.auth["policies"], answer.auth["num_uses"], answer.auth["lease_duration"]) == (["p"], 2, 1200)


def test_root_is_not_granted(role, login):
    role(token_policies="root")
    assert login().expect(400).errors == ["auth methods cannot create root tokens"]


def test_without_secret_id(role, login):
    role(bind_secret_id=False, secret_id_bound_cidrs="127.0.0.0/8", token_period="10m")
    assert login(secret_id=None).expect(200).auth["lease_duration"] == 600


def test_tuning_of_the_mount(root, mount, role, login):
    role()
    root.post(f"sys/{mount}/tune", {"default_lease_ttl": "60s", "max_lease_ttl": "120s"}).expect(204)
    assert login().expect(200).auth["lease_duration"] == 60


# After the login.

def test_renewal_follows_the_role(root, anonymous, role, login):
    path = role(token_policies="a", token_ttl="10m", token_max_ttl="1h")
    own = anonymous.with_token(login().expect(200).auth["client_token"])

    def renew(**body):
        return own.post("auth/token/renew-self", body).expect(200).auth

    root.post(path, {"token_policies": "c", "token_ttl": "5m"}).expect(204)
    assert renew()["lease_duration"] == 300
    assert renew()["policies"] == ["a", "default"]
    assert renew(increment="30m")["lease_duration"] == 1800
    root.post(path, {"token_period": "7m"}).expect(204)
    assert renew()["lease_duration"] == 420
    root.delete(path).expect(204)
    assert own.post("auth/token/renew-self", {}).expect(400, 500).errors == [
        '1 error occurred:\n\t* failed to renew entry: role "r" does not exist during renewal\n\n']
    own.get("auth/token/lookup-self").expect(200)


def test_a_deleted_role_takes_its_secret_ids_with_it(root, role, login, mount):
    root.delete(role()).expect(204)
    assert login().expect(400).errors == INVALID
    root.post(f"{mount}/role/r", {"role_id": "id-r"}).expect(204)
    assert login().expect(400).errors == INVALID
    root.list(f"{mount}/role/r/secret-id").expect(404)


def test_disabled_and_enabled_again(root, anonymous, mount, role, login):
    role()
    own = anonymous.with_token(login().expect(200).auth["client_token"])
    child = anonymous.with_token(root.post("auth/token/create", {"policies": ["default"]}).expect(200).auth["client_token"])
    root.delete(f"sys/{mount}").expect(204)
    own.get("auth/token/lookup-self").expect(403)
    child.get("auth/token/lookup-self").expect(200)
    root.post(f"sys/{mount}", {"type": "approle"}).expect(204)
    own.get("auth/token/lookup-self").expect(403)
    root.get(f"{mount}/role/r").expect(404)
    assert login().expect(400).errors == INVALID


# Lock-out.

def test_locked_out(root, role, login, mount):
    role()
    for _ in range(5):
        assert login(secret_id="no").expect(400).errors == INVALID
    assert login().expect(403).errors == ["permission denied"]
    accessor = root.get(f"sys/{mount}").expect(200).data["accessor"]
    locked = root.get(f"sys/locked-users?mount_accessor={accessor}").expect(200).data
    assert locked == {"total": 1, "by_namespace": [{"namespace_id": "root", "namespace_path": "", "counts": 1,
                      "mount_accessors": [{"mount_accessor": accessor, "counts": 1, "alias_identifiers": ["id-r"]}]}]}
    root.post(f"sys/locked-users/{accessor}/unlock/id-r").expect(204)
    login().expect(200)


@pytest.mark.ours("the peer counts only role ids that exist, which tells them")
def test_unknown_role_ids_are_locked_alike(login, mount, role):
    role()
    for _ in range(5):
        assert login("no").expect(400).errors == INVALID
    assert login("no").expect(403).errors == ["permission denied"]


# Foreign clients.

def test_hvac(vault, mount, running):
    import hvac
    at = mount.removeprefix("auth/")
    vault.auth.approle.create_or_update_approle("app", token_policies=["default"], token_ttl="10m", mount_point=at)
    assert vault.auth.approle.list_roles(mount_point=at)["data"]["keys"] == ["app"]
    assert vault.auth.approle.read_role("app", mount_point=at)["data"]["token_ttl"] == 600
    role_id = vault.auth.approle.read_role_id("app", mount_point=at)["data"]["role_id"]
    made = vault.auth.approle.generate_secret_id("app", metadata={"k": "v"}, mount_point=at)["data"]
    assert vault.auth.approle.read_secret_id("app", made["secret_id"], mount_point=at)["data"]["metadata"] == {"k": "v"}
    assert vault.auth.approle.list_secret_id_accessors("app", mount_point=at)["data"]["keys"] == [made["secret_id_accessor"]]
    client = hvac.Client(url=running.node.url)
    client.auth.approle.login(role_id, made["secret_id"], mount_point=at)
    assert client.is_authenticated()
    vault.auth.approle.destroy_secret_id_accessor("app", made["secret_id_accessor"], mount_point=at)
    with pytest.raises(hvac.exceptions.InvalidRequest):
        hvac.Client(url=running.node.url).auth.approle.login(role_id, made["secret_id"], mount_point=at)
    vault.auth.approle.delete_role("app", mount_point=at)


def test_command_line(cli, mount):
    cli("write", f"{mount}/role/app", "token_policies=default", "token_ttl=20m", "secret_id_ttl=10m")
    role_id = cli("read", "-field=role_id", f"{mount}/role/app/role-id")
    secret_id = cli("write", "-f", "-field=secret_id", f"{mount}/role/app/secret-id")
    token = cli("write", "-field=token", f"{mount}/login", f"role_id={role_id}", f"secret_id={secret_id}")
    assert cli.with_token(token).json("token", "lookup")["data"]["meta"] == {"role_name": "app"}
    assert cli.with_token(token).json("token", "renew")["auth"]["lease_duration"] == 1200
