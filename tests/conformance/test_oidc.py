"""Logins with a browser: the auth method oidc, which is jwt by another name."""
import re
import subprocess
import threading
import urllib.parse
import urllib.request

import hvac
import pytest

from harness.cli import find_bao
from harness.http import Client
from harness.ports import free_port
from harness.provider import Provider

BACK = "http://localhost:8250/oidc/callback"
FAILED = "OpenBao login failed. "
EXPIRED = [FAILED + "Expired or missing OAuth state."]


@pytest.fixture
def provider(tmp_path):
    provider = Provider(tmp_path)
    yield provider
    provider.close()


@pytest.fixture
def mount(root, name, provider):
    root.post(f"sys/auth/{name}-oidc", {"type": "oidc"}).expect(204)
    root.post(f"auth/{name}-oidc/config", provider.browser_config()).expect(204)
    return f"auth/{name}-oidc"


@pytest.fixture
def role(root, mount):
    def make(role_name="r", **fields):
        root.post(f"{mount}/role/{role_name}", {"user_claim": "sub", "allowed_redirect_uris": BACK, **fields}).expect(204)

    return make


@pytest.fixture
def begin(anonymous, mount):
    return lambda role_name="r", uri=BACK, **fields: anonymous.post(
        f"{mount}/oidc/auth_url", {"role": role_name, "redirect_uri": uri, **fields})


@pytest.fixture
def back(anonymous, mount):
    return lambda parameters, **others: anonymous.get(f"{mount}/oidc/callback?" + urllib.parse.urlencode(
        {name: value for name, value in {**parameters, **others}.items() if value is not None}))


@pytest.fixture
def visited(provider, begin):
    """What a browser comes back with whose user has agreed."""
    return lambda role_name="r", **fields: provider.visit(begin(role_name, **fields).expect(200).data["auth_url"])[1]


def test_where_the_browser_goes(provider, role, begin):
    role(oidc_scopes="email", max_age=60)
    url = begin().expect(200).data["auth_url"]
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
    assert url.startswith(f"{provider.url}/authorize?") and len(asked["code_challenge"]) == 43
    assert {"client_id": "client", "code_challenge_method": "S256", "max_age": "60", "redirect_uri": BACK, "response_type": "code",
            "scope": "openid email"}.items() <= asked.items()
    assert asked.keys() == {"client_id", "code_challenge", "code_challenge_method", "max_age", "nonce", "redirect_uri", "response_type",
                            "scope", "state"}


@pytest.mark.parametrize("uri, good", [
    (BACK, True), ("http://localhost:9999/oidc/callback", True), ("http://localhost:8250/other", False), ("http://127.0.0.1:8250/oidc/callback", False),
    ("https://evil.example/", False), ("https://app.example/cb?x=1", True), ("https://app.example/cb?x=2", False),
])
def test_where_it_may_come_back_to(role, begin, uri, good):
    role(allowed_redirect_uris=[BACK, "https://app.example/cb?x=1"])
    assert bool(begin(uri=uri).expect(200).data["auth_url"]) == good


def test_what_cannot_begin(root, anonymous, mount, provider, role, begin):
    role()
    assert begin("none").expect(400).errors == ['role "none" could not be found']
    assert begin("").expect(400).errors == ["missing role"]
    assert begin(uri="").expect(400).errors == ["missing redirect_uri"]
    root.post(f"{mount}/role/j", {"role_type": "jwt", "user_claim": "sub", "bound_subject": "a"}).expect(204)
    assert begin("j").expect(200).data == {"auth_url": ""}
    root.post(f"{mount}/config", provider.config()).expect(204)
    assert begin().expect(400).errors == ["OIDC login is not configured for this mount"]


def test_somebody_logs_in(anonymous, mount, provider, role, visited, back):
    role(token_policies="p", groups_claim="g", claim_mappings={"email": "mail"})
    provider.userinfo = {"g": ["admins"], "email": "a@b"}
    auth = back(visited()).expect(200).auth
    assert (auth["policies"], auth["metadata"]) == (["default", "p"], {"role": "r", "mail": "a@b"})
    shown = anonymous.with_token(auth["client_token"]).get("auth/token/lookup-self").expect(200).data
    assert shown["display_name"] == mount.removeprefix("auth/") + "-alice" and shown["path"] == f"{mount}/oidc/callback"


def test_a_state_is_good_for_one_token(role, visited, back):
    role()
    parameters = visited()
    back(parameters).expect(200)
    assert back(parameters).expect(400).errors == EXPIRED
    assert back(visited(), state=parameters["state"]).expect(400).errors == EXPIRED
    for state in ("", "x", "st_x", None):
        assert back(parameters, state=state).expect(400).errors == EXPIRED


def test_a_nonce_of_whoever_began(role, visited, back):
    role()
    assert back(visited(client_nonce="n"), client_nonce="other").expect(400).errors == ["invalid client_nonce"]
    assert back(visited(client_nonce="n")).expect(400).errors == ["invalid client_nonce"]
    back(visited(client_nonce="n"), client_nonce="n").expect(200)


def test_what_providers_answer_when_they_refuse(role, visited, back):
    role()
    assert back(visited(), code=None).expect(400).errors == [FAILED + "No code or id_token received."]
    assert back(visited(), code="other").expect(400).errors[0].startswith(FAILED + "Error exchanging oidc code: ")
    assert back(visited(), error="access_denied").expect(400).errors == [FAILED + "access_denied"]
    assert "unknown error" in back(visited(), error="canary").expect(400).errors[0]


@pytest.mark.parametrize("claims, message", [
    ({"nonce": "x"}, "invalid nonce"), ({"nonce": None}, "invalid nonce"), ({"iss": "x"}, "invalid issuer"), ({"aud": "x"}, "invalid a"),
    ({"aud": ["x", "client"]}, "invalid authorized party (azp)"), ({"azp": "x"}, "invalid authorized party (azp)"), ({"exp": 5}, "token is expired"),
    ({"exp": None}, "token is expired"), ({"sub": None}, "missing required claim"),
])
def test_rules_for_id_tokens(root, provider, role, visited, back, claims, message):
    role()
    provider.claims = claims
    before = set(root.list("auth/token/accessors").expect(200).data["keys"])
    answer = back(visited()).expect(400).errors[0]
    assert answer.startswith(FAILED + "Error exchanging oidc code: ") and message in answer
    assert set(root.list("auth/token/accessors").expect(200).data["keys"]) == before


def test_roles_bind(provider, role, visited, back):
    role("sub", bound_subject="bob")
    assert back(visited("sub")).expect(400).errors == [FAILED + "sub claim does not match bound subject"]
    role("claims", bound_claims={"c": "d"})
    assert back(visited("claims")).expect(400).errors == [FAILED + 'error validating claims: claim "c" is missing']
    provider.userinfo = {"c": "d", "sub": "bob"}
    back(visited("claims")).expect(400)
    provider.userinfo = {"c": "d"}
    back(visited("claims")).expect(200)
    role("cidr", token_bound_cidrs="10.0.0.0/8")
    assert back(visited("cidr")).expect(403).errors == ["permission denied"]
    role("root", token_policies="root")
    assert back(visited("root")).expect(400).errors == ["auth methods cannot create root tokens"]


def test_a_role_that_is_gone(root, mount, role, visited, back):
    role()
    parameters = visited()
    root.delete(f"{mount}/role/r").expect(204)
    assert back(parameters).expect(400).errors == [FAILED + "Role could not be found"]


def test_posts_where_none_are_asked_for(anonymous, mount):
    anonymous.post(f"{mount}/oidc/callback", {"state": "x", "code": "y"}).expect(405)


@pytest.fixture
def poll(anonymous, mount):
    return lambda state, nonce="n": anonymous.post(f"{mount}/oidc/poll", {"state": state, "client_nonce": nonce})


def test_direct_mode(anonymous, provider, role, begin, back, poll):
    role(callback_mode="direct", poll_interval=9)
    assert begin().expect(400).errors == ["missing client_nonce"]
    begun = begin(client_nonce="n").expect(200).data
    assert begun.keys() == {"auth_url", "poll_interval", "state"} and begun["poll_interval"] == "9"
    assert poll(begun["state"]).expect(400).errors == ["authorization_pending"]
    parameters = provider.visit(begun["auth_url"])[1]
    asked = back(parameters).expect(200)
    assert asked.headers["Content-Type"].startswith("text/html") and b"onfirm" in asked.body
    assert poll(begun["state"]).expect(400).errors == ["authorization_pending"]
    done = back(parameters, confirmation="true").expect(200)
    assert done.headers["Content-Type"].startswith("text/html")
    assert back(parameters, confirmation="true").expect(400).errors == EXPIRED
    assert poll(begun["state"]).expect(200).auth["metadata"] == {"role": "r"}
    assert poll(begun["state"]).expect(400).errors == EXPIRED


def test_direct_mode_that_fails(provider, role, begin, back, poll):
    role(callback_mode="direct", oidc_disable_confirmation=True)
    begun = begin(client_nonce="n").expect(200).data
    failed = back(provider.visit(begun["auth_url"])[1], code="<b>other</b>").expect(400)
    assert failed.headers["Content-Type"].startswith("text/html") and b"<b>other</b>" not in failed.body
    assert poll(begun["state"]).expect(400).errors == ["authorization_pending"]
    assert poll(begun["state"], "other").expect(400).errors == ["invalid client_nonce"]


def test_device_mode(provider, role, begin, poll):
    role(callback_mode="device")
    assert begin().expect(400).errors == ["missing client_nonce"]
    begun = begin(client_nonce="n").expect(200).data
    assert {k: v for k, v in begun.items() if k != "state"} == {"auth_url": f"{provider.url}/activate", "poll_interval": "7", "user_code": "ABCD"}
    assert poll(begun["state"]).expect(400).errors == ["authorization_pending"]
    provider.approved = True
    poll(begun["state"]).expect(200)
    assert poll(begun["state"]).expect(400).errors == EXPIRED


@pytest.mark.ours("what the provider answers in these modes is not available here, and said so")
@pytest.mark.parametrize("fields", [{"oidc_response_mode": "form_post"}, {"oidc_response_mode": "form_post", "oidc_response_types": "id_token"}])
def test_what_is_not_available(root, mount, provider, fields):
    assert "is not available" in root.post(f"{mount}/config", provider.browser_config(**fields)).expect(400).errors[0]


@pytest.mark.ours("the peer keeps each login that is begun in memory for ten minutes")
def test_logins_that_are_never_ended_take_up_nothing(root, running, role, begin):
    role()
    before = running.node.client().get("sys/health").expect(200).headers["X-Vault-Index"]
    for _ in range(50):
        begin().expect(200)
    assert running.node.client().get("sys/health").expect(200).headers["X-Vault-Index"] == before


def test_the_client_secret_is_shown_to_nobody(root, running, mount, provider, role, visited, back):
    role()
    back(visited()).expect(200)
    assert Provider.SECRET.encode() not in root.get(f"{mount}/config").expect(200).body
    for log in (running.node.log, running.node.audit_log):
        assert Provider.SECRET.encode() not in log.read_bytes()


# Foreign clients.

def test_hvac(vault, running, mount, provider):
    at = mount.removeprefix("auth/")
    vault.auth.oidc.create_role("r", user_claim="sub", allowed_redirect_uris=[BACK], path=at)
    client = hvac.Client(url=running.node.url)
    url = client.auth.oidc.oidc_authorization_url_request("r", BACK, path=at)["data"]["auth_url"]
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
    parameters = provider.visit(url)[1]
    client.token = client.auth.oidc.oidc_callback(parameters["state"], asked["nonce"], parameters["code"], path=at)["auth"]["client_token"]
    assert client.is_authenticated()


def test_command_line(cli, mount, provider, role):
    """The program waits on a port of its own for the browser; the test is the browser."""
    role()
    port = free_port()
    login = subprocess.Popen(
        [find_bao(), "login", "-method=oidc", f"-path={mount.removeprefix('auth/')}", "-no-store", "-token-only", "role=r",
         "skip_browser=true", f"port={port}"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=cli.with_token(None).environment())
    said = ""
    for line in login.stderr:
        said += line
        if found := re.search(r"https://\S+/authorize\S+", line):
            uri, parameters = provider.visit(found.group())
            break
    else:
        raise AssertionError(said)
    # What it says further must not fill its pipe.
    threading.Thread(target=login.stderr.read, daemon=True).start()
    assert uri == f"http://localhost:{port}/oidc/callback"
    with urllib.request.urlopen(f"{uri}?{urllib.parse.urlencode(parameters)}", timeout=30) as page:
        assert page.status == 200
    token = login.stdout.read().strip()
    assert login.wait(30) == 0
    assert Client(cli.url, token).get("auth/token/lookup-self").expect(200).data["meta"] == {"role": "r"}
