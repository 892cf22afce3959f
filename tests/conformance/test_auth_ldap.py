"""The auth method ldap, beside an OpenLDAP with people, groups and an authority of its own."""
import time
import urllib.parse

import hvac
import pytest

from harness.directory import BASE, FINDER, FINDERS, GROUPS, PEOPLE, Directory
from harness.ports import free_port
from harness.tls import Authority

pytestmark = pytest.mark.ours("the peer has it as a plugin of its own, which its program does not bring along")

WRONG = ["ldap operation failed: failed to bind as user"]
NO_PASSWORD = ["password cannot be of zero length when passwordless binds are being denied"]


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    directory = Directory(tmp_path_factory.mktemp("directory")).start()
    yield directory
    directory.stop()


@pytest.fixture
def mount(root, name):
    root.post(f"sys/auth/{name}-ldap", {"type": "ldap"}).expect(204)
    return f"auth/{name}-ldap"


@pytest.fixture
def configure(root, mount):
    return lambda config: root.post(f"{mount}/config", config).expect(200, 204)


@pytest.fixture
def person(directory, name):
    """Makes a person under a name of this test's own, with the password `right`; the name."""
    def make(suffix="", *lines):
        directory.person(f"{name}{suffix}", "right", *lines)
        return f"{name}{suffix}"

    return make


@pytest.fixture
def login(anonymous, mount):
    def make(who, password="right"):
        return anonymous.post(f"{mount}/login/{urllib.parse.quote(who, safe='')}", {"password": password})

    return make


# Configuration, users and groups.

USUAL = {
    "anonymous_group_search": False, "binddn": "", "case_sensitive_names": False, "certificate": "", "connection_timeout": 30,
    "deny_null_bind": True, "dereference_aliases": "never", "discoverdn": False, "groupattr": "cn", "groupdn": "",
    "groupfilter": "(|(memberUid={{.Username}})(member={{.UserDN}})(uniqueMember={{.UserDN}}))", "insecure_tls": False, "max_page_size": 0,
    "request_timeout": 90, "starttls": False, "tls_max_version": "tls13", "tls_min_version": "tls12", "token_bound_cidrs": [], "token_explicit_max_ttl": 0,
    "token_max_ttl": 0, "token_no_default_policy": False, "token_num_uses": 0, "token_period": 0, "token_policies": [],
    "token_strictly_bind_ip": False, "token_ttl": 0, "token_type": "default", "upndomain": "", "url": "ldap://127.0.0.1",
    "use_pre111_group_cn_behavior": False, "use_token_groups": False, "userattr": "cn", "userdn": "",
    "userfilter": "({{.UserAttr}}={{.Username}})", "username_as_alias": False}


def test_the_configuration(root, anonymous, mount, directory, configure):
    assert root.get(f"{mount}/config").expect(200).data == USUAL
    configure(directory.searching(certificate=directory.authority.pem, userattr="UID", token_ttl="5m", token_policies="a", request_timeout="7s"))
    configure({"starttls": True})
    assert root.get(f"{mount}/config").expect(200).data == USUAL | {
        "url": directory.url, "userdn": PEOPLE, "groupdn": GROUPS, "userattr": "uid", "binddn": FINDER, "certificate": directory.authority.pem,
        "starttls": True, "token_ttl": 300, "token_policies": ["a"], "request_timeout": 7}
    assert FINDERS.encode() not in root.get(f"{mount}/config").body
    anonymous.get(f"{mount}/config").expect(403)
    anonymous.get(f"{mount}/users/x").expect(403)


@pytest.mark.parametrize("fields", [
    {"userfilter": "{{"}, {"groupfilter": "{{"}, {"certificate": "junk"}, {"client_tls_cert": "x"}, {"client_tls_key": "x"},
    {"tls_min_version": "x"}, {"tls_max_version": "x"}, {"tls_min_version": "tls13", "tls_max_version": "tls12"},
    {"token_ttl": "2h", "token_max_ttl": "1h"}])
def test_bad_configurations(root, mount, fields):
    before = root.get(f"{mount}/config").expect(200).data
    root.post(f"{mount}/config", fields).expect(400)
    assert root.get(f"{mount}/config").expect(200).data == before


@pytest.mark.parametrize("fields", [
    {"url": "ldap://ldap.example.com"}, {"url": "ldaps://ldap.example.com", "insecure_tls": True}, {"url": "http://127.0.0.1"},
    {"deny_null_bind": False}, {"use_token_groups": True}, {"userfilter": "(uid={{.UserDN}})"}, {"userfilter": "(uid="}, {"userdn": "people"},
    {"userattr": "a)(b"}, {"tls_min_version": "tls10"}, {"dereference_aliases": "x"}])
def test_configurations_that_cannot_work_or_are_not_safe(root, mount, fields):
    assert len(root.post(f"{mount}/config", fields).expect(400).errors) == 1


def test_a_filter_that_forgets_the_attribute_is_warned_of(root, mount):
    answer = root.post(f"{mount}/config", {"userattr": "uid", "userfilter": "(mail={{.Username}})"}).expect(200)
    assert "colliding entity aliases" in answer.warnings[0]


def test_users_and_groups_from_their_first_to_their_last_day(root, mount):
    for kind, extra in (("users", {"groups": "two,One,two"}), ("groups", {})):
        assert root.list(f"{mount}/{kind}").expect(404).json == {"errors": []}
        root.get(f"{mount}/{kind}/some").expect(404)
        root.post(f"{mount}/{kind}/Some", {"policies": "b,A,b", **extra}).expect(204)
        shown = {"policies": ["a", "b"]} | ({"groups": "one,two"} if extra else {})
        assert root.get(f"{mount}/{kind}/SOME").expect(200).data == shown
        assert root.list(f"{mount}/{kind}").expect(200).data == {"keys": ["some"]}
        root.post(f"{mount}/{kind}/some", {}).expect(204)
        assert root.get(f"{mount}/{kind}/some").expect(200).data == {"policies": []} | ({"groups": ""} if extra else {})
        root.delete(f"{mount}/{kind}/some").expect(204)
        root.delete(f"{mount}/{kind}/some").expect(204)
        root.get(f"{mount}/{kind}/some").expect(404)


def test_names_with_spaces_and_slashes(root, mount):
    root.post(f"{mount}/groups/Domain%20Admins/x", {"policies": "p"}).expect(204)
    assert root.get(f"{mount}/groups/domain%20admins/X").expect(200).data == {"policies": ["p"]}
    assert root.list(f"{mount}/groups").expect(200).data == {"keys": ["domain admins/x"]}


# Logins.

def test_somebody_searches(anonymous, directory, mount, configure, person, login):
    who = person()
    directory.group(f"{who}-devs", f"uid={who},{PEOPLE}")
    configure(directory.searching(token_policies="all", token_ttl="5m"))
    auth = login(who).expect(200).auth
    assert auth["metadata"] == {"username": who} and auth["policies"] == ["all", "default"]
    assert (auth["lease_duration"], auth["renewable"], auth["orphan"]) == (300, True, True)
    data = anonymous.with_token(auth["client_token"]).get("auth/token/lookup-self").expect(200).data
    assert data["display_name"].endswith(f"-ldap-{who}") and data["path"] == f"{mount}/login/{who}" and data["meta"] == {"username": who}
    assert login(who, "wrong").expect(400).errors == WRONG
    assert login(f"{who}-nobody").expect(400).errors == WRONG
    anonymous.get(f"{mount}/login/{who}").expect(405)


def test_nobody_searches(directory, configure, person, login):
    who = person()
    configure(directory.direct())
    login(who).expect(200)
    assert login(who, "wrong").expect(400).errors == WRONG


def test_discovered_anonymously(directory, configure, person, login):
    who = person()
    configure(directory.direct(discoverdn=True, userattr="cn"))
    login(f"{who} of the tests").expect(200)
    assert login(f"{who} of the tests", "wrong").expect(400).errors == WRONG


def test_the_filter_decides(directory, configure, person, login):
    stays, gone = person("a"), person("b", "employeeType: gone")
    configure(directory.searching(userfilter="(&({{.UserAttr}}={{.Username}})(!(employeeType=gone)))"))
    login(stays).expect(200)
    assert login(gone).expect(400).errors == WRONG


def test_without_a_configuration(login):
    assert login("anybody").expect(400).errors == ["auth method not configured"]


def test_policies_are_those_of_all_of_the_user_and_of_its_groups(root, directory, mount, configure, person, login):
    who, other = person("a"), person("b")
    directory.group(f"{who}-Names", f"uid={who},{PEOPLE}")
    directory.posix_group(f"{who}-posix", who)
    configure(directory.searching(token_policies="all"))
    for path, fields in {
            f"groups/{who}-NAMES": {"policies": "of-names"}, f"groups/{who}-posix": {"policies": "of-posix,all"},
            "groups/local": {"policies": "of-local"}, "groups/others": {"policies": "of-others"},
            f"users/{who}": {"policies": "of-user", "groups": "local"}}.items():
        root.post(f"{mount}/{path}", fields).expect(204)
    assert login(who).expect(200).auth["policies"] == ["all", "default", "of-local", "of-names", "of-posix", "of-user"]
    answer = login(other).expect(200)
    assert answer.auth["policies"] == ["all", "default"]
    assert answer.warnings == [f'no LDAP groups found in groupDN "{GROUPS}"; only policies from locally-defined groups available']


def test_groups_by_an_attribute_of_the_user(root, directory, mount, configure, person, login):
    who = person("", "departmentNumber: cn=ops,ou=elsewhere", "departmentNumber: plain")
    configure(directory.searching(groupdn=PEOPLE, groupfilter="(&(objectClass=inetOrgPerson)(uid={{.Username}}))", groupattr="departmentNumber"))
    root.post(f"{mount}/groups/ops", {"policies": "of-ops"}).expect(204)
    root.post(f"{mount}/groups/plain", {"policies": "of-plain"}).expect(204)
    assert login(who).expect(200).auth["policies"] == ["default", "of-ops", "of-plain"]


def test_more_groups_than_the_directory_gives_at_once(root, directory, mount, configure, person, login):
    who = person()
    for i in range(60):
        directory.group(f"{who}-g{i}", f"uid={who},{PEOPLE}")
    root.post(f"{mount}/groups/{who}-g59", {"policies": "last"}).expect(204)
    configure(directory.searching())
    assert "set max_page_size" in login(who).expect(400).errors[0]
    configure({"max_page_size": 20})
    assert login(who).expect(200).auth["policies"] == ["default", "last"]


def test_external_groups(root, anonymous, directory, mount, configure, person, login, name):
    who = person()
    directory.group(f"{who}-Team", f"uid={who},{PEOPLE}")
    configure(directory.searching())
    accessor = root.get(f"sys/{mount}").expect(200).data["accessor"]
    group = root.post("identity/group", {"name": f"{name}-g", "type": "external", "policies": ["of-identity"]}).expect(200).data["id"]
    root.post("identity/group-alias", {"name": f"{who}-Team", "mount_accessor": accessor, "canonical_id": group}).expect(200)
    auth = login(who).expect(200).auth
    assert auth["identity_policies"] == ["of-identity"] and auth["token_policies"] == ["default"]
    assert root.get(f"identity/group/id/{group}").expect(200).data["member_entity_ids"] == [auth["entity_id"]]
    alias = root.get(f"identity/entity/id/{auth['entity_id']}").expect(200).data["aliases"][0]
    assert alias["name"] == who and alias["metadata"] == {"name": who}

    directory.remove(f"cn={who}-Team,{GROUPS}")
    anonymous.with_token(auth["client_token"]).post("auth/token/renew-self", {}).expect(200)
    assert not root.get(f"identity/group/id/{group}").expect(200).data["member_entity_ids"]


def test_what_somebody_is_called_here(root, directory, configure, person, login):
    who = person()

    def alias():
        entity = login(who).expect(200).auth["entity_id"]
        return root.get(f"identity/entity/id/{entity}").expect(200).data["aliases"][0]["name"]

    configure(directory.searching(userattr="cn", userfilter="(uid={{.Username}})"))
    assert alias() == f"{who} of the tests"
    configure(directory.direct(binddn="", bindpass="", userattr="uid", userfilter=""))
    assert alias() == f"uid={who},{PEOPLE}"
    configure({"username_as_alias": True})
    assert alias() == who


def test_every_spelling_of_a_name_is_one_person(directory, configure, person, login):
    who = person()
    configure(directory.direct())
    entity = login(who).expect(200).auth["entity_id"]
    for spelling in (who.upper(), f" {who} ", who.replace("t", "\uff54")):
        assert login(spelling).expect(200).auth["entity_id"] == entity


def test_token_settings(root, directory, configure, person, login):
    who = person()
    configure(directory.searching(token_ttl=60, token_max_ttl=120, token_explicit_max_ttl=300, token_num_uses=3, token_no_default_policy=True,
                                  token_policies="only", token_bound_cidrs="127.0.0.0/8"))
    auth = login(who).expect(200).auth
    assert (auth["lease_duration"], auth["num_uses"], auth["policies"]) == (60, 3, ["only"])
    data = root.post("auth/token/lookup", {"token": auth["client_token"]}).expect(200).data
    assert data["explicit_max_ttl"] == 300 and data["bound_cidrs"] == ["127.0.0.0/8"]
    configure({"token_period": "1m", "token_ttl": 0, "token_max_ttl": 0, "token_explicit_max_ttl": 0, "token_num_uses": 0})
    assert root.post("auth/token/lookup", {"token": login(who).expect(200).auth["client_token"]}).expect(200).data["period"] == 60
    configure({"token_bound_cidrs": "10.0.0.0/8"})
    assert login(who).expect(403).errors == ["permission denied"]


def test_root_is_not_granted(root, directory, mount, configure, person, login):
    who = person()
    configure(directory.searching())
    root.post(f"{mount}/users/{who}", {"policies": "root"}).expect(204)
    assert login(who).expect(400).errors == ["auth methods cannot create root tokens"]


# What must not work.

def accessors(root):
    return set(root.list("auth/token/accessors").expect(200).data["keys"])


def test_no_login_without_a_password(root, anonymous, directory, mount, configure, person, login):
    who = person()
    before = accessors(root)
    for config in (directory.searching(), directory.direct(binddn="", bindpass="")):
        configure(config)
        assert login(who, "").expect(400).errors == NO_PASSWORD
        assert anonymous.post(f"{mount}/login/{who}", {}).expect(400).errors == NO_PASSWORD
        assert login(f"{who}-nobody", "").expect(400).errors == NO_PASSWORD
    assert login(who, "\0").expect(400).errors == WRONG
    assert accessors(root) == before


HOSTILE = ["*", "{}*", "{})(uid=*", "*)(|(objectClass=*", "x)(uid={}", "{}\\2a", "\\", "uid={},%s" % PEOPLE, "{},ou=people", "{}+cn={}", "#04", '"{}"',
           "{{{{.UserDN}}}}", "{} ) (&", "cn=admin,%s" % BASE, "\u202e{}"]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("searched", [True, False])
def test_hostile_names_are_nobodys(root, directory, configure, person, login, hostile, searched):
    who = person()
    configure(directory.searching() if searched else directory.direct())
    before = accessors(root)
    assert login(hostile.format(who, who)).expect(400).errors == WRONG
    login(who).expect(200)
    assert len(accessors(root) - before) == 1


def test_names_that_need_escaping_work(directory, configure, login, name):
    for uid in (f"{name}, Smith (x) *", f"{name}+#=\\", f'{name} "quoted" <>'):
        escaped = "".join(f"\\{c}" if c in ',+"\\<>=#' else c for c in uid)
        directory.add(f"uid={escaped},{PEOPLE}", "objectClass: inetOrgPerson", f"uid: {uid}", "cn: x", "sn: x", "userPassword: right")
        for config in (directory.searching(), directory.direct(binddn="", bindpass="")):
            configure(config)
            login(uid).expect(200)
            assert login(uid, "wrong").expect(400).errors == WRONG


def test_a_name_that_means_two_means_nobody(directory, configure, person, login):
    who, other = person("a"), person("b")
    directory.replace(f"uid={other},{PEOPLE}", "mail", who)
    configure(directory.searching(userfilter="(|({{.UserAttr}}={{.Username}})(mail={{.Username}}))"))
    assert login(who).expect(400).errors == WRONG
    login(other).expect(200)


def test_a_finder_with_a_wrong_password(directory, configure, person, login):
    who = person()
    configure(directory.searching(bindpass="wrong"))
    for _ in range(4):
        assert "ldap operation failed: " in login(who).expect(400).errors[0]
    configure(directory.searching())
    login(who).expect(200)


def test_a_failed_login_leaves_no_token(root, directory, configure, person, login):
    who = person()
    configure(directory.searching())
    before = accessors(root)
    login(who, "wrong").expect(400)
    login(f"{who}-nobody").expect(400)
    assert accessors(root) == before


# Servers.

def test_tls(directory, configure, person, login):
    who = person()
    configure(directory.searching(url=directory.tls_url, certificate=directory.authority.pem))
    login(who).expect(200)
    configure(directory.searching(starttls=True))
    login(who).expect(200)
    configure({"tls_min_version": "tls13", "tls_max_version": "tls13"})
    login(who).expect(200)


def test_another_authority_is_not_trusted(directory, configure, person, login):
    who = person()
    other = Authority("Another").pem
    for config in (directory.searching(url=directory.tls_url, certificate=other), directory.searching(starttls=True, certificate=other),
                   directory.searching(url=directory.tls_url, certificate="")):
        configure(config)
        login(who).expect(400)
    configure({"insecure_tls": True})
    login(who).expect(200)


def test_the_certificate_bears_the_name_of_the_url(directory, configure, person, login):
    who = person()
    configure(directory.searching(url=directory.tls_url.replace("127.0.0.1", "localhost"), certificate=directory.authority.pem))
    login(who).expect(400)


def test_a_certificate_of_ours(root, mount, configure, login, tmp_path):
    directory = Directory(tmp_path, clients="demand").start()
    directory.person("alice")
    shown = directory.authority.client("vault")
    key = shown.files(tmp_path).read_text().removeprefix(shown.pem)
    configure(directory.searching(url=directory.tls_url, certificate=directory.authority.pem))
    login("alice").expect(400)
    configure({"client_tls_cert": shown.pem, "client_tls_key": key})
    login("alice").expect(200)
    configure(directory.searching(starttls=True))
    login("alice").expect(200)
    assert b"client_tls" not in root.get(f"{mount}/config").expect(200).body
    directory.stop()


def test_the_next_server_is_asked_where_there_is_none(directory, configure, person, login):
    who = person()
    dead = f"ldap://127.0.0.1:{free_port()}"
    configure(directory.searching(url=f"{dead},{directory.url}"))
    login(who).expect(200)
    configure({"url": dead})
    login(who).expect(400)


# Renewals and lock-out.

def test_a_renewal_asks_again(root, anonymous, directory, mount, configure, person, login):
    who = person()
    configure(directory.searching(token_policies="a"))
    own = anonymous.with_token(login(who).expect(200).auth["client_token"])
    configure({"token_ttl": "5m"})
    assert own.post("auth/token/renew-self", {}).expect(200).auth["lease_duration"] == 300
    root.post(f"{mount}/users/{who}", {"policies": "more"}).expect(204)
    assert "policies have changed, not renewing" in own.post("auth/token/renew-self", {}).expect(400).errors[0]
    root.delete(f"{mount}/users/{who}").expect(204)
    own.post("auth/token/renew-self", {}).expect(200)
    directory.replace(f"uid={who},{PEOPLE}", "userPassword", "another")
    assert own.post("auth/token/renew-self", {}).expect(400).errors == [
        f"1 error occurred:\n\t* failed to renew entry: {WRONG[0]}\n\n"]
    own.get("auth/token/lookup-self").expect(200)


def test_locked_out_and_let_in_again(root, directory, mount, configure, person, login):
    who = person()
    configure(directory.searching())
    login(who).expect(200)
    for _ in range(5):
        assert login(who, "wrong").expect(400).errors == WRONG
    assert login(who).expect(403).errors == ["permission denied"]
    accessor = root.get(f"sys/{mount}").expect(200).data["accessor"]
    locked = root.get(f"sys/locked-users?mount_accessor={accessor}").expect(200).data
    assert locked["by_namespace"][0]["mount_accessors"] == [{"mount_accessor": accessor, "counts": 1, "alias_identifiers": [who]}]
    root.post(f"sys/locked-users/{accessor}/unlock/{who}").expect(204)
    login(who).expect(200)


def test_every_spelling_of_a_name_is_counted_as_one(directory, configure, person, login):
    who = person()
    configure(directory.searching())
    for spelling in (who, who.upper(), f" {who}", who.replace("t", "\uff54"), who.title()):
        assert login(spelling, "wrong").expect(400).errors == WRONG
    assert login(who).expect(403).errors == ["permission denied"]


def test_unknown_users_are_locked_alike(directory, configure, login, name):
    for nobody, config in ((f"{name}-a", directory.searching()), (f"{name}-b", directory.direct(binddn="", bindpass=""))):
        configure(config)
        for _ in range(5):
            assert login(nobody).expect(400).errors == WRONG
        assert login(nobody).expect(403).errors == ["permission denied"]


def test_lockout_as_tuned(root, directory, mount, configure, person, login):
    who = person()
    configure(directory.searching())
    login(who).expect(200)
    root.post(f"sys/{mount}/tune", {"user_lockout_config": {"lockout_threshold": "2", "lockout_duration": "2s",
                                                            "lockout_counter_reset_duration": "2s"}}).expect(204)
    login(who, "wrong").expect(400)
    login(who, "wrong").expect(400)
    login(who).expect(403)
    time.sleep(2.2)
    login(who).expect(200)


# Foreign clients.

def test_hvac(vault, running, directory, mount, person):
    who, at = person(), mount.removeprefix("auth/")
    vault.auth.ldap.configure(mount_point=at, **directory.searching(starttls=True, certificate=directory.authority.pem, token_ttl="5m"))
    assert vault.auth.ldap.read_configuration(mount_point=at)["data"]["userattr"] == "uid"
    vault.auth.ldap.create_or_update_group("ops", policies=["p", "q"], mount_point=at)
    vault.auth.ldap.create_or_update_user(who, policies=["own"], groups=["ops"], mount_point=at)
    assert vault.auth.ldap.read_group("ops", mount_point=at)["data"]["policies"] == ["p", "q"]
    assert vault.auth.ldap.read_user(who, mount_point=at)["data"] == {"groups": "ops", "policies": ["own"]}
    assert vault.auth.ldap.list_groups(mount_point=at)["data"]["keys"] == ["ops"]
    assert vault.auth.ldap.list_users(mount_point=at)["data"]["keys"] == [who]
    client = hvac.Client(url=running.node.url)
    answer = client.auth.ldap.login(who, "right", mount_point=at)
    assert client.is_authenticated() and answer["auth"]["policies"] == ["default", "own", "p", "q"]
    with pytest.raises(hvac.exceptions.InvalidRequest):
        hvac.Client(url=running.node.url).auth.ldap.login(who, "wrong", mount_point=at)
    vault.auth.ldap.delete_user(who, mount_point=at)
    vault.auth.ldap.delete_group("ops", mount_point=at)
    with pytest.raises(hvac.exceptions.InvalidPath):
        vault.auth.ldap.list_users(mount_point=at)


def test_command_line(cli, directory, mount, person):
    who, at = person(), mount.removeprefix("auth/")
    cli("write", f"{mount}/config", *[f"{key}={value}" for key, value in directory.searching(token_policies="default").items()])
    cli("write", f"{mount}/groups/ops", "policies=p")
    cli("write", f"{mount}/users/{who}", "groups=ops")
    token = cli("write", "-field=token", f"{mount}/login/{who}", "password=right").strip()
    looked_up = cli.with_token(token).json("token", "lookup")["data"]
    assert looked_up["meta"] == {"username": who} and looked_up["policies"] == ["default", "p"]
    assert "failed to bind as user" in cli.fails("write", f"{mount}/login/{who}", "password=wrong")
    cli("path-help", f"{mount}/config")
