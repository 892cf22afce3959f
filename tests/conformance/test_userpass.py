"""The auth method userpass: users, passwords, logins, and who is locked out."""
import time

import pytest

INVALID = ["invalid username or password"]
EMPTY = {"token_bound_cidrs": [], "token_explicit_max_ttl": 0, "token_max_ttl": 0, "token_no_default_policy": False,
         "token_num_uses": 0, "token_period": 0, "token_policies": [], "token_strictly_bind_ip": False, "token_ttl": 0,
         "token_type": "default"}
# Of "U*U", from the vectors of the first bcrypt libraries.
HASH = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"


@pytest.fixture
def mount(root, name):
    root.post(f"sys/auth/{name}-up", {"type": "userpass"}).expect(204)
    return f"auth/{name}-up"


@pytest.fixture
def alice(root, mount):
    """Writes the user alice with the password `p`; gives the path."""
    def make(**fields):
        root.post(f"{mount}/users/alice", {"password": "p", **fields}).expect(204)
        return f"{mount}/users/alice"

    return make


@pytest.fixture
def login(anonymous, mount):
    def make(name="alice", password="p"):
        return anonymous.post(f"{mount}/login/{name}", {"password": password})

    return make


def test_a_user_from_its_first_to_its_last_day(root, mount):
    assert root.list(f"{mount}/users").expect(404).json == {"errors": []}
    root.post(f"{mount}/users/Some_User", {"password": "p"}).expect(204)
    assert root.get(f"{mount}/users/SOME_user").expect(200).data == EMPTY
    assert root.list(f"{mount}/users").expect(200).data == {"keys": ["some_user"]}
    root.delete(f"{mount}/users/SOME_USER").expect(204)
    root.delete(f"{mount}/users/some_user").expect(204)
    assert root.get(f"{mount}/users/some_user").expect(404).json == {"errors": []}


def test_old_names(root, alice):
    path = alice(policies="a,b", ttl="5m", max_ttl="10m", bound_cidrs="127.0.0.1")
    assert root.get(path).expect(200).data == EMPTY | {
        "policies": ["a", "b"], "token_policies": ["a", "b"], "ttl": 300, "token_ttl": 300, "max_ttl": 600,
        "token_max_ttl": 600, "bound_cidrs": ["127.0.0.1"], "token_bound_cidrs": ["127.0.0.1"]}
    root.post(path, {"token_ttl": "6m", "policies": "q", "token_policies": "r"}).expect(204)
    data = root.get(path).expect(200).data
    assert "ttl" not in data and data["policies"] == data["token_policies"] == ["r"] and data["token_ttl"] == 360


@pytest.mark.parametrize("body, message", [
    ({}, "must provide either password or password_hash"),
    ({"password": ""}, "must provide either password or password_hash"),
    ({"password": "p", "password_hash": HASH}, "only one of password or password_hash may be provided"),
    ({"password_hash": "nope"}, "password_hash is not a valid bcrypt hash"),
    ({"password_hash": HASH.replace("$05$", "$04$")}, "bcrypt cost of 4 is too low, want 5 at minimum"),
    ({"password_hash": HASH.replace("$05$", "$31$")}, "bcrypt cost of 31 exceeds maximum cost of 12"),
    ({"password": "p", "token_ttl": "2h", "token_max_ttl": "1h"}, "'token_ttl' cannot be greater than 'token_max_ttl'"),
])
def test_bad_users(root, mount, body, message):
    assert root.post(f"{mount}/users/bad", body).expect(400).errors == [message]
    root.get(f"{mount}/users/bad").expect(404)


@pytest.mark.parametrize("bad", ["sp%20ace", "a@b", "-b", "b."])
def test_names_that_are_none(root, anonymous, mount, bad):
    assert root.post(f"{mount}/users/{bad}", {"password": "p"}).expect(404).errors == [
        "1 error occurred:\n\t* unsupported path\n\n"]
    anonymous.post(f"{mount}/login/{bad}", {"password": "p"}).expect(404)


@pytest.mark.parametrize("folded", ["ALICE", "Alice", "aLiCe"])
def test_names_are_folded(root, alice, login, folded):
    alice()
    assert login(folded).expect(200).auth["metadata"] == {"username": "alice"}


def test_a_password_of_72_bytes(root, mount, login):
    most = "x" * 72
    root.post(f"{mount}/users/long", {"password": most}).expect(204)
    login("long", most).expect(200)
    login("long", most + "y").expect(200)
    assert login("nobody", most + "y").expect(400).errors == INVALID
    more = root.post(f"{mount}/users/more", {"password": most + "y"}).expect(400, 500)
    assert "bcrypt: password length exceeds 72 bytes" in more.errors[0]
    root.get(f"{mount}/users/more").expect(404)


def test_login(anonymous, alice, login):
    alice(token_policies="b,a,A", token_ttl="5m")
    auth = login().expect(200).auth
    assert auth["policies"] == auth["token_policies"] == ["a", "b", "default"]
    assert (auth["lease_duration"], auth["renewable"], auth["orphan"]) == (300, True, True)
    data = anonymous.with_token(auth["client_token"]).get("auth/token/lookup-self").expect(200).data
    assert data["display_name"].endswith("-up-alice") and data["path"].endswith("/login/alice")


def test_wrong_credentials(anonymous, mount, alice, login):
    alice()
    assert login(password="no").expect(400).errors == INVALID
    assert login("nobody").expect(400).errors == INVALID
    assert anonymous.post(f"{mount}/login/alice", {}).expect(400, 500).errors == ["missing password"]
    anonymous.get(f"{mount}/login/alice").expect(405)


def test_password_by_itself(root, mount, alice, login):
    path = alice()
    root.post(f"{path}/password", {"password": "new"}).expect(204)
    assert login().expect(400).errors == INVALID
    login(password="new").expect(200)
    root.post(f"{path}/password", {"password_hash": HASH}).expect(204)
    login(password="U*U").expect(200)
    assert root.post(f"{path}/password", {}).expect(400).errors == ["must provide either password or password_hash"]
    root.get(f"{path}/password").expect(405)
    assert "username does not exist" in root.post(f"{mount}/users/no/password", {"password": "x"}).expect(400, 500).errors[0]


def test_policies_by_themselves(root, mount, alice):
    path = alice()
    root.post(f"{path}/policies", {"policies": "x,y"}).expect(204)
    assert root.get(path).expect(200).data == EMPTY | {"policies": ["x", "y"], "token_policies": ["x", "y"]}
    root.post(f"{path}/policies", {"token_policies": "z"}).expect(204)
    assert root.get(path).expect(200).data == EMPTY | {"token_policies": ["z"]}
    root.post(f"{path}/policies", {}).expect(204)
    root.get(f"{path}/policies").expect(405)
    assert "username does not exist" in root.post(f"{mount}/users/no/policies", {"policies": "x"}).expect(400, 500).errors[0]


def test_addresses(alice, login):
    alice(token_bound_cidrs="10.0.0.0/8")
    assert login().expect(403).errors == ["permission denied"]
    assert login(password="no").expect(400).errors == INVALID


def test_root_is_not_granted(alice, login):
    alice(token_policies="root")
    assert login().expect(400).errors == ["auth methods cannot create root tokens"]


def test_renewal_follows_the_user(root, anonymous, alice, login):
    path = alice(token_policies="b,a,A")
    own = anonymous.with_token(login().expect(200).auth["client_token"])
    root.post(path, {"token_ttl": "5m", "token_policies": "default,a,b"}).expect(204)
    assert own.post("auth/token/renew-self", {}).expect(200).auth["lease_duration"] == 300
    root.post(path, {"token_policies": "c"}).expect(204)
    assert own.post("auth/token/renew-self", {}).expect(400, 500).errors == [
        "1 error occurred:\n\t* failed to renew entry: policies have changed, not renewing\n\n"]


@pytest.mark.ours("the peer answers 204 and does not renew")
def test_no_renewal_without_the_user(root, anonymous, alice, login):
    path = alice()
    own = anonymous.with_token(login().expect(200).auth["client_token"])
    root.delete(path).expect(204)
    assert "does not exist any more" in own.post("auth/token/renew-self", {}).expect(400).errors[0]
    own.get("auth/token/lookup-self").expect(200)


def test_disabled_and_enabled_again(root, anonymous, mount, alice, login):
    alice()
    own = anonymous.with_token(login().expect(200).auth["client_token"])
    root.delete(f"sys/{mount}").expect(204)
    own.get("auth/token/lookup-self").expect(403)
    root.post(f"sys/{mount}", {"type": "userpass"}).expect(204)
    own.get("auth/token/lookup-self").expect(403)
    assert login().expect(400).errors == INVALID


def accessors(root):
    return set(root.list("auth/token/accessors").expect(200).data["keys"])


def test_a_failed_login_leaves_no_token(root, mount, alice, login):
    alice(token_bound_cidrs="10.0.0.0/8")
    before = accessors(root)
    login().expect(403)
    login(password="no").expect(400)
    login("nobody").expect(400)
    assert accessors(root) == before


# Lock-out.

def test_locked_out_and_let_in_again(root, mount, alice, login):
    alice()
    for _ in range(5):
        assert login(password="no").expect(400).errors == INVALID
    assert login().expect(403).errors == ["permission denied"]
    assert login("ALICE").expect(403).errors == ["permission denied"]
    accessor = root.get(f"sys/{mount}").expect(200).data["accessor"]
    locked = root.get("sys/locked-users").expect(200).data
    assert {"mount_accessor": accessor, "counts": 1, "alias_identifiers": ["alice"]} in locked["by_namespace"][0]["mount_accessors"]
    root.post(f"sys/locked-users/{accessor}/unlock/alice").expect(204)
    root.post(f"sys/locked-users/{accessor}/unlock/never-seen").expect(204)
    login().expect(200)


def test_a_success_forgets_failures(alice, login):
    alice()
    for _ in range(2):
        for _ in range(4):
            login(password="no").expect(400)
        login().expect(200)


@pytest.mark.ours("the peer counts only users that exist, which tells their names")
def test_unknown_users_are_locked_alike(login, mount):
    for _ in range(5):
        assert login("nobody").expect(400).errors == INVALID
    assert login("nobody").expect(403).errors == ["permission denied"]


def test_lockout_as_tuned(root, mount, alice, login):
    root.post(f"sys/{mount}/tune", {"user_lockout_config": {"lockout_threshold": "2", "lockout_duration": "2s",
                                                            "lockout_counter_reset_duration": "2s"}}).expect(204)
    shown = {"user_lockout_threshold": 2, "user_lockout_duration": 2, "user_lockout_counter_reset_duration": 2,
             "user_lockout_disable": False}
    assert shown.items() <= root.get(f"sys/{mount}/tune").expect(200).data.items()
    assert root.get(f"sys/{mount}").expect(200).data["config"]["user_lockout_config"] == shown
    alice()
    login(password="no").expect(400)
    login(password="no").expect(400)
    login().expect(403)
    time.sleep(2.2)
    login().expect(200)
    root.post(f"sys/{mount}/tune", {"user_lockout_config": {"lockout_disable": True}}).expect(204)
    for _ in range(4):
        login(password="no").expect(400)
    login().expect(200)


def test_lockout_is_not_for_all_methods(root):
    assert root.post("sys/auth/token/tune", {"user_lockout_config": {"lockout_threshold": "2"}}).expect(400).errors == [
        'tuning of user lockout configuration for auth type "token" not allowed']


# Foreign clients.

def test_hvac(vault, mount, running):
    import hvac
    at = mount.removeprefix("auth/")
    vault.auth.userpass.create_or_update_user("bob", password="pw", policies=["default"], mount_point=at)
    assert vault.auth.userpass.list_user(mount_point=at)["data"]["keys"] == ["bob"]
    assert vault.auth.userpass.read_user("bob", mount_point=at)["data"]["token_policies"] == ["default"]
    client = hvac.Client(url=running.node.url)
    client.auth.userpass.login("bob", "pw", mount_point=at)
    assert client.is_authenticated()
    vault.auth.userpass.update_password_on_user("bob", "pw2", mount_point=at)
    with pytest.raises(hvac.exceptions.InvalidRequest):
        hvac.Client(url=running.node.url).auth.userpass.login("bob", "pw", mount_point=at)
    vault.auth.userpass.delete_user("bob", mount_point=at)


def test_command_line(cli, mount):
    at = mount.removeprefix("auth/")
    cli("write", f"{mount}/users/carol", "password=pw", "token_policies=default")
    token = cli("login", "-method=userpass", f"-path={at}", "-token-only", "-no-store", "username=carol", "password=pw").strip()
    assert cli.with_token(token).json("token", "lookup")["data"]["meta"] == {"username": "carol"}
    assert "invalid username or password" in cli.fails(
        "login", "-method=userpass", f"-path={at}", "-no-store", "username=carol", "password=no")
    cli("auth", "tune", "-user-lockout-threshold=7", "-user-lockout-duration=1m", f"{at}/")
    assert cli.json("read", f"sys/{mount}/tune")["data"]["user_lockout_threshold"] == 7
    accessor = cli.json("read", f"sys/{mount}")["data"]["accessor"]
    cli("read", "sys/locked-users")
    cli("write", "-f", f"sys/locked-users/{accessor}/unlock/carol")
