"""The auth method jwt: configuration, roles, logins with keys that were given by hand or come from a provider."""
import json
import time

import hvac
import pytest

from harness.jose import Key, claims, hmac_token, token, unsigned
from harness.provider import Provider

KEY, CURVE, EDWARDS, STRANGER = Key.rsa(), Key.ec(kid="k2"), Key.ed25519(kid="k3"), Key.rsa()
INVALID = "error validating token: "
SIGNATURE = INVALID + "error verifying token signature: "
NO_KEY = SIGNATURE + "no known key successfully validated the token signature"


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    provider = Provider(tmp_path_factory.mktemp("provider"))
    yield provider
    provider.close()


@pytest.fixture
def mount(root, name):
    root.post(f"sys/auth/{name}-jwt", {"type": "jwt"}).expect(204)
    return f"auth/{name}-jwt"


@pytest.fixture
def trusting(root, mount):
    """The mount, with keys given by hand."""
    root.post(f"{mount}/config", {"jwt_validation_pubkeys": [KEY.pem, CURVE.pem, EDWARDS.pem],
                                  "bound_issuer": "https://issuer.example"}).expect(204)
    return mount


@pytest.fixture
def role(root, mount):
    def make(role_name="r", **fields):
        bound = {} if any(field.startswith("bound_") for field in fields) else {"bound_audiences": "here"}
        root.post(f"{mount}/role/{role_name}", {"role_type": "jwt", "user_claim": "sub", **bound, **fields}).expect(204)

    return make


@pytest.fixture
def login(anonymous, mount):
    return lambda jwt, role_name="r": anonymous.post(f"{mount}/login", {"role": role_name, "jwt": jwt})


# Configuration.

def test_nothing_configured(root, anonymous, mount, login):
    assert root.get(f"{mount}/config").expect(404).json == {"errors": []}
    assert login("x").expect(400).errors == ["could not load configuration"]
    anonymous.get(f"{mount}/config").expect(403)
    anonymous.post(f"{mount}/config", {}).expect(403)
    anonymous.get(f"{mount}/role/r").expect(403)


def test_the_configuration_as_it_is_shown(root, mount):
    root.post(f"{mount}/config", {"jwt_validation_pubkeys": KEY.pem, "bound_issuer": "i", "default_role": "ROLE"}).expect(204)
    assert root.get(f"{mount}/config").expect(200).data == {
        "bound_issuer": "i", "default_role": "role", "jwks_ca_pem": "", "jwks_url": "", "jwt_supported_algs": [],
        "jwt_validation_pubkeys": [KEY.pem], "namespace_in_state": True, "oidc_client_id": "", "oidc_discovery_ca_pem": "",
        "oidc_discovery_url": "", "oidc_response_mode": "", "oidc_response_types": [], "override_allowed_server_names": [],
        "provider_config": {}, "status": "valid"}


@pytest.mark.parametrize("config, message", [
    ({}, "exactly one of 'jwt_validation_pubkeys', 'jwks_url', 'jwks_pairs', 'oidc_discovery_url', or 'provider_config' must be set"),
    ({"jwks_url": "https://127.0.0.1:1/"}, "exactly one of"),
    ({"oidc_client_id": "x"}, "both 'oidc_client_id' and 'oidc_client_secret' must be set for OIDC"),
    ({"oidc_client_id": "x", "oidc_client_secret": "y"}, "'oidc_discovery_url' must be set for OIDC"),
    ({"jwt_supported_algs": "none"}, "invalid jwt_supported_algs: unsupported signing algorithm"),
    ({"jwt_supported_algs": "RS256,HS256"}, "invalid jwt_supported_algs: unsupported signing algorithm"),
    ({"jwt_validation_pubkeys": "junk"}, "error parsing public key: data does not contain any valid public keys"),
    ({"oidc_response_types": "junk"}, "invalid response_types"),
    ({"oidc_response_mode": "junk"}, "invalid response_mode"),
    ({"oidc_response_types": "id_token"}, "query response_mode may not be used with an id_token response_type"),
    ({"provider_config": {"provider": "junk"}}, "invalid provider_config: "),
])
def test_bad_configurations(root, mount, config, message):
    keys = {} if not config else {"jwt_validation_pubkeys": KEY.pem}
    assert root.post(f"{mount}/config", keys | config).expect(400).errors[0].startswith(message)
    root.get(f"{mount}/config").expect(404)


@pytest.mark.parametrize("config, message", [
    ({"jwks_url": "http://127.0.0.1:1/"}, "error checking jwks URL"), ({"jwks_url": "junk"}, "error checking jwks URL"),
    ({"oidc_discovery_url": "http://127.0.0.1:1/"}, "error checking oidc discovery URL: "),
    ({"jwks_url": "https://127.0.0.1:1/", "jwks_ca_pem": "junk"}, "error checking jwks_ca_pem"),
    ({"oidc_discovery_url": "https://127.0.0.1:1/.well-known/openid-configuration"}, "'oidc_discovery_url' contains '.well-known' component"),
])
def test_providers_that_are_none(root, mount, config, message):
    assert root.post(f"{mount}/config", config).expect(400).errors[0].startswith(message)
    root.get(f"{mount}/config").expect(404)


@pytest.mark.ours("the peer talks to any host without TLS")
def test_no_provider_elsewhere_without_tls(root, mount):
    for config in ({"jwks_url": "http://issuer.example/"}, {"oidc_discovery_url": "http://issuer.example"}):
        assert root.post(f"{mount}/config", config).expect(400).errors[0].endswith("the URL must begin with https://")


@pytest.mark.ours("the peer trusts keys that are too short")
def test_weak_keys(root, mount):
    assert root.post(f"{mount}/config", {"jwt_validation_pubkeys": Key.rsa(bits=1024).pem}).expect(400).errors == [
        "error parsing public key: an RSA key of 1024 bits; between 2048 and 8192 are expected"]


# Roles.

EMPTY = {
    "allowed_redirect_uris": None, "bound_audiences": None, "bound_claims": None, "bound_claims_type": "string",
    "bound_subject": "", "callback_mode": "client", "claim_mappings": None, "clock_skew_leeway": 0, "expiration_leeway": 0,
    "groups_claim": "", "max_age": 0, "not_before_leeway": 0, "oauth2_metadata": None, "oidc_disable_confirmation": False,
    "oidc_scopes": None, "role_type": "jwt", "token_bound_cidrs": [], "token_explicit_max_ttl": 0, "token_max_ttl": 0,
    "token_no_default_policy": False, "token_num_uses": 0, "token_period": 0, "token_policies": [],
    "token_policies_template_claims": False, "token_strictly_bind_ip": False, "token_ttl": 0, "token_type": "default",
    "user_claim": "sub", "user_claim_json_pointer": False, "verbose_oidc_logging": False}


def test_a_role_from_its_first_to_its_last_day(root, mount, role):
    assert root.list(f"{mount}/role").expect(404).json == {"errors": []}
    role("Some", bound_subject="a")
    assert root.get(f"{mount}/role/SOME").expect(200).data == EMPTY | {"bound_subject": "a"}
    role("Some", bound_claims={"/a/b": ["x", 1, True], "n": 1.5}, claim_mappings={"a": "m"}, groups_claim="g", oidc_scopes="a,b",
         expiration_leeway=-1, not_before_leeway="2m", clock_skew_leeway="-30s", max_age="1h", token_policies="p", token_ttl=5)
    assert root.get(f"{mount}/role/some").expect(200).data == EMPTY | {
        "bound_subject": "a", "bound_claims": {"/a/b": ["x", 1, True], "n": 1.5}, "claim_mappings": {"a": "m"}, "groups_claim": "g",
        "oidc_scopes": ["a", "b"], "expiration_leeway": -1, "not_before_leeway": 120, "clock_skew_leeway": -30, "max_age": 3600,
        "token_policies": ["p"], "token_ttl": 5}
    assert root.list(f"{mount}/role").expect(200).data == {"keys": ["some"]}
    root.delete(f"{mount}/role/some").expect(204)
    root.delete(f"{mount}/role/some").expect(204)
    root.get(f"{mount}/role/some").expect(404)


def test_old_names(root, mount, role):
    role(bound_subject="a", policies="p", ttl=5, max_ttl=6, period=7, num_uses=8, bound_cidrs="127.0.0.1/8")
    assert root.get(f"{mount}/role/r").expect(200).data == EMPTY | {
        "bound_subject": "a", "policies": ["p"], "token_policies": ["p"], "ttl": 5, "token_ttl": 5, "max_ttl": 6, "token_max_ttl": 6,
        "period": 7, "token_period": 7, "num_uses": 8, "token_num_uses": 8, "bound_cidrs": ["127.0.0.1/8"],
        "token_bound_cidrs": ["127.0.0.1/8"]}


@pytest.mark.parametrize("fields, message", [
    ({"user_claim": ""}, "a user claim must be defined on the role"),
    ({"role_type": "x"}, "invalid 'role_type'"),
    ({"role_type": ""}, "'allowed_redirect_uris' must be set if 'role_type' is 'oidc' or unspecified."),
    ({"bound_subject": ""}, "must have at least one bound constraint when creating/updating a role"),
    ({"bound_claims_type": "x"}, "invalid 'bound_claims_type'"),
    ({"bound_claims_type": "glob", "bound_claims": {"a": 1}}, "claim is not a string"),
    ({"bound_claims_type": "glob", "bound_claims": {"a": {"b": 1}}}, "claim is not a string or list"),
    ({"claim_mappings": {"a": "role"}}, 'metadata key "role" is reserved and may not be a mapping destination'),
    ({"claim_mappings": {"a": "x", "b": "x"}}, 'multiple keys are mapped to metadata key "x"'),
    ({"oauth2_metadata": "x"}, "Unrecognized oauth2 metadata name"),
    ({"callback_mode": "x"}, "invalid 'callback_mode'"),
    ({"token_ttl": "2h", "token_max_ttl": "1h"}, "'token_ttl' cannot be greater than 'token_max_ttl'"),
    ({"token_period": "9000h"}, "'period' of '\"9000h0m0s\"' is greater than the backend's maximum lease TTL of '\"768h0m0s\"'"),
])
def test_bad_roles(root, mount, fields, message):
    answer = root.post(f"{mount}/role/bad", {"role_type": "jwt", "user_claim": "sub", "bound_subject": "a"} | fields).expect(400)
    assert answer.errors[0].startswith(message)
    root.get(f"{mount}/role/bad").expect(404)


@pytest.mark.ours("left out here, and said so")
@pytest.mark.parametrize("fields", [{"oauth2_metadata": "id_token"}, {"verbose_oidc_logging": True}, {"token_policies_template_claims": True}])
def test_what_a_role_cannot_do(root, mount, fields):
    answer = root.post(f"{mount}/role/bad", {"role_type": "jwt", "user_claim": "sub", "bound_subject": "a"} | fields).expect(400)
    assert "is not available" in answer.errors[0]


def test_a_maximum_beyond_the_mounts_is_warned_of(root, mount):
    assert root.post(f"{mount}/role/r", {"role_type": "jwt", "user_claim": "sub", "bound_subject": "a", "token_max_ttl": "9000h"}
                     ).expect(200).warnings == [
        "token max ttl is greater than the system or backend mount's maximum TTL value; issued tokens' max TTL value will be truncated"]


@pytest.mark.parametrize("bad", ["sp%20ace", "-x", "x-", "a/b"])
def test_names_that_are_none(root, mount, bad):
    assert root.post(f"{mount}/role/{bad}", {}).expect(404).errors == ["1 error occurred:\n\t* unsupported path\n\n"]


# Logins.

def test_a_login(root, anonymous, trusting, role, login):
    role(token_policies="p", token_ttl=600)
    answer = login(token(KEY, claims()), "R").expect(200)
    auth = answer.auth
    assert (auth["policies"], auth["metadata"], auth["lease_duration"], auth["orphan"]) == (["default", "p"], {"role": "r"}, 600, True)
    shown = anonymous.with_token(auth["client_token"]).get("auth/token/lookup-self").expect(200).data
    assert shown["display_name"] == trusting.removeprefix("auth/") + "-alice" and shown["path"] == f"{trusting}/login"
    login(token(CURVE, claims())).expect(200)
    login(token(EDWARDS, claims())).expect(200)
    login(token(KEY, claims(), "PS256")).expect(200)


def test_the_default_role(root, mount, role, login):
    root.post(f"{mount}/config", {"jwt_validation_pubkeys": KEY.pem, "default_role": "R"}).expect(204)
    role()
    login(token(KEY, claims()), "").expect(200)


def test_no_role_or_token(trusting, role, login, root):
    role()
    assert login("x", "").expect(400).errors == ["missing role"]
    assert login("x", "none").expect(400).errors == ['role "none" could not be found']
    assert login("").expect(400).errors == ["missing token"]
    root.post(f"{trusting}/role/o", {"user_claim": "sub", "allowed_redirect_uris": "http://x"}).expect(204)
    assert login("x", "o").expect(400).errors == ["role with oidc role_type is not allowed"]


@pytest.mark.parametrize("jwt, message", [
    (lambda: unsigned(claims()), NO_KEY), (lambda: unsigned(claims(), "None"), NO_KEY), (lambda: unsigned(claims(), "none", "AAAA"), NO_KEY),
    (lambda: hmac_token(KEY.pem.encode(), claims()), NO_KEY), (lambda: token(STRANGER, claims()), NO_KEY),
    (lambda: token(Key.ec(kid="k2"), claims()), NO_KEY),
    (lambda: token(STRANGER, claims(), header={"jwk": STRANGER.jwk}), NO_KEY),
    (lambda: token(KEY, claims())[:-6] + "AAAAAA", NO_KEY),
    (lambda: "junk", SIGNATURE), (lambda: "a.b.c", SIGNATURE), (lambda: "a.b.c.d.e", SIGNATURE),
    (lambda: token(KEY, claims(), header={"crit": ["exp"]}), SIGNATURE), (lambda: token(KEY, claims(), header={"kid": 5}), SIGNATURE),
    (lambda: token(KEY, b"[1]"), SIGNATURE), (lambda: token(KEY, json.dumps(claims()).encode() + b" {}"), SIGNATURE),
    (lambda: token(KEY, json.dumps(claims())[:-1].encode() + b',"sub":"eve"}'), SIGNATURE),
    (lambda: token(KEY, claims(iss="x")), INVALID + "invalid issuer (iss) claim"),
    (lambda: token(KEY, claims(iss=None)), INVALID + "invalid issuer (iss) claim"),
    (lambda: token(KEY, claims(aud="x")), INVALID + "invalid audience (aud) claim: audience claim does not match any expected audience"),
    (lambda: token(KEY, claims(aud=None)), INVALID + "invalid audience (aud) claim: audience claim does not match any expected audience"),
    (lambda: token(KEY, claims(aud=5)), INVALID), (lambda: token(KEY, claims(sub=5)), INVALID),
    (lambda: token(KEY, claims(sub=None)), 'claim "sub" not found in token'),
    (lambda: token(KEY, claims(exp="5")), INVALID), (lambda: token(KEY, claims(exp=10 ** 30)), INVALID),
])
def test_tokens_that_do_not_count(root, trusting, role, login, jwt, message):
    role()
    before = set(root.list("auth/token/accessors").expect(200).data["keys"])
    assert login(jwt()).expect(400).errors[0].startswith(message)
    assert set(root.list("auth/token/accessors").expect(200).data["keys"]) == before


@pytest.mark.ours("limits of ours: length and depth of tokens, names of users, one form of a signature")
@pytest.mark.parametrize("jwt", [
    lambda: token(KEY, claims(x="y" * 70_000)), lambda: token(KEY, json.dumps(claims())[:-1].encode() + b',"d":' + b"[" * 40 + b"]" * 40 + b"}"),
    lambda: token(KEY, claims(sub="")), lambda: token(KEY, claims(sub="x" * 513)), lambda: token(KEY, claims(sub="a\nb")),
    lambda: json.dumps(dict(zip(("protected", "payload", "signature"), token(KEY, claims()).split(".")))),
])
def test_tokens_beyond_our_limits(trusting, role, login, jwt):
    role()
    login(jwt()).expect(400, 413)


@pytest.mark.parametrize("fields, times, message", [
    ({}, {"exp": -55}, None), ({}, {"exp": -65}, "is expired"), ({}, {"nbf": 55}, None), ({}, {"nbf": 65}, "not yet valid"),
    ({}, {"iat": 65}, "in the future"), ({}, {"exp": None, "iat": None, "nbf": None}, "no issued at (iat)"),
    ({}, {"exp": None, "nbf": None, "iat": -205}, None), ({}, {"exp": None, "nbf": None, "iat": -215}, "is expired"),
    ({}, {"exp": 205, "nbf": None, "iat": None}, None), ({}, {"exp": 220, "nbf": None, "iat": None}, "not yet valid"),
    ({"clock_skew_leeway": -1}, {"exp": -2}, "is expired"), ({"clock_skew_leeway": -1}, {"nbf": 5}, "not yet valid"),
    ({"clock_skew_leeway": -1, "expiration_leeway": -1}, {"exp": None, "nbf": None, "iat": -2}, "is expired"),
    ({"clock_skew_leeway": 500}, {"exp": -495}, None), ({"clock_skew_leeway": 500}, {"exp": -505}, "is expired"),
    ({"clock_skew_leeway": 500, "expiration_leeway": 1000}, {"exp": None, "nbf": None, "iat": -1495}, None),
    ({"clock_skew_leeway": 500, "not_before_leeway": 1000}, {"exp": 1495, "nbf": None, "iat": None}, None),
    ({"clock_skew_leeway": 500, "not_before_leeway": 1000}, {"exp": 1510, "nbf": None, "iat": None}, "not yet valid"),
])
def test_times(trusting, role, login, fields, times, message):
    role(**fields)
    now = int(time.time())
    at = {name: None if seconds is None else now + seconds for name, seconds in times.items()}
    answer = login(token(KEY, claims(**at)))
    assert (answer.status == 200) if message is None else (message in answer.expect(400).errors[0]), answer.body


def test_audiences(trusting, role, login):
    role()
    login(token(KEY, claims(aud=["x", "here"]))).expect(200)
    role("none", bound_subject="alice")
    for audience in ("here", ["x"]):
        assert login(token(KEY, claims(aud=audience)), "none").expect(400).errors == [
            "audience claim found in JWT but no audiences bound to the role"]
    login(token(KEY, claims(aud=None)), "none").expect(200)
    assert login(token(KEY, claims(aud=None, sub="bob")), "none").expect(400).errors == [INVALID + "invalid subject (sub) claim"]


NO = 'error validating claims: claim "c" does not match any associated bound claim values'
MISSING = 'error validating claims: claim "c" is missing'


@pytest.mark.parametrize("kind, bound, actual, message", [
    ("string", "x", "x", None), ("string", "x", "y", NO), ("string", "x", None, MISSING), ("string", "x", ["y", "x"], None),
    ("string", "x", 5, NO), ("string", "x", {"a": 1}, "error validating claims: received claim is not a string, bool, int or list"),
    ("string", ["x", "y"], ["z", "y"], None), ("string", "x*", "xy", NO), ("string", 1, 1, None), ("string", 1, "1", NO),
    ("string", "1", 1, NO), ("string", True, True, None), ("string", True, "true", NO), ("string", True, False, NO),
    ("string", {"x": 1}, "x", "error validating claims: bound claim is not a string, bool, int or list"),
    ("glob", "x*", "xy", None), ("glob", "x*", "ax", NO), ("glob", "x*", 5, NO), ("glob", "*x*", ["a", "axb"], None), ("glob", "a?c", "abc", NO),
])
def test_bound_claims(trusting, role, login, kind, bound, actual, message):
    role(bound_audiences="here", bound_claims={"c": bound}, bound_claims_type=kind)
    answer = login(token(KEY, claims(c=actual)))
    assert (answer.status == 200) if message is None else answer.expect(400).errors[0].startswith(message), answer.body


def test_pointers(trusting, role, login):
    role(bound_audiences="here", bound_claims={"/a/b": "x"}, user_claim="/a/0~1", user_claim_json_pointer=True, groups_claim="/a/g",
         claim_mappings={"/a/m": "mapped"})
    auth = login(token(KEY, claims(a={"b": "x", "0/": "carol", "g": ["g1"], "m": "v"}))).expect(200).auth
    assert auth["metadata"] == {"role": "r", "mapped": "v"}
    assert login(token(KEY, claims(a={"b": "x"}))).expect(400).errors == ['claim "/a/0~1" not found in token']


@pytest.mark.parametrize("groups, message", [
    (["a", "b"], None), ("a", None), ([], None), (["", "a"], None), (None, 'failed to fetch groups: "g" claim not found in token'),
    ({"a": 1}, '"g" claim could not be converted to string list'),
])
def test_groups(trusting, role, login, groups, message):
    role(groups_claim="g")
    answer = login(token(KEY, claims(g=groups)))
    assert (answer.status == 200) if message is None else answer.expect(400).errors == [message], answer.body


def test_groups_are_external_groups(root, trusting, role, login, name):
    accessor = root.get("sys/auth").expect(200).json[trusting.removeprefix("auth/") + "/"]["accessor"]
    role(groups_claim="g", claim_mappings={"team": "crew"}, token_policies="p1")
    group = root.post("identity/group", {"name": name, "type": "external", "policies": ["pg"]}).expect(200).data["id"]
    root.post("identity/group-alias", {"name": "admins", "mount_accessor": accessor, "canonical_id": group}).expect(200)
    auth = login(token(KEY, claims(g=["admins", "others"], team="red"))).expect(200).auth
    assert auth["identity_policies"] == ["pg"] and auth["policies"] == ["default", "p1", "pg"]
    entity = root.get(f"identity/entity/id/{auth['entity_id']}").expect(200).data
    assert entity["direct_group_ids"] == [group] and entity["aliases"][0]["metadata"] == {"crew": "red"}
    assert root.get(f"identity/group/id/{group}").expect(200).data["member_entity_ids"] == [auth["entity_id"]]
    again = login(token(KEY, claims(g=["others"], team="red"))).expect(200).auth
    assert again["entity_id"] == auth["entity_id"] and not again.get("identity_policies")
    assert not root.get(f"identity/group/id/{group}").expect(200).data["member_entity_ids"]


@pytest.mark.parametrize("groups", [5, ["a", 5], True])
def test_groups_that_are_none(trusting, role, login, groups):
    role(groups_claim="g")
    assert "in groups claim could not be parsed as string" in login(token(KEY, claims(g=groups))).expect(400).errors[0]


def test_metadata(trusting, role, login):
    role(claim_mappings={"e": "email"})
    assert login(token(KEY, claims(e="x"))).expect(200).auth["metadata"] == {"role": "r", "email": "x"}
    assert login(token(KEY, claims())).expect(200).auth["metadata"] == {"role": "r"}
    assert login(token(KEY, claims(e=5))).expect(400).errors == ["error converting claim 'e' to string"]


def test_root_and_addresses(root, trusting, role, login):
    role("root", token_policies="root")
    role("cidr", bound_audiences="here", token_bound_cidrs="10.0.0.0/8")
    before = set(root.list("auth/token/accessors").expect(200).data["keys"])
    assert login(token(KEY, claims()), "root").expect(400).errors == ["auth methods cannot create root tokens"]
    assert login("junk", "cidr").expect(403).errors == ["permission denied"]
    assert set(root.list("auth/token/accessors").expect(200).data["keys"]) == before


def test_supported_algorithms(root, mount, role, login):
    root.post(f"{mount}/config", {"jwt_validation_pubkeys": [KEY.pem, CURVE.pem], "jwt_supported_algs": "ES256"}).expect(204)
    role()
    login(token(CURVE, claims())).expect(200)
    assert login(token(KEY, claims())).expect(400).errors == [
        INVALID + "invalid algorithm (alg) header parameter: token signed with unexpected algorithm"]


def test_renewal_follows_the_role(root, anonymous, trusting, role, login):
    role(token_ttl=600, token_policies="a")
    own = anonymous.with_token(login(token(KEY, claims())).expect(200).auth["client_token"])
    role(token_ttl=300, token_policies="b")
    renewed = own.post("auth/token/renew-self", {}).expect(200).auth
    assert (renewed["lease_duration"], renewed["policies"]) == (300, ["a", "default"])
    root.delete(f"{trusting}/role/r").expect(204)
    assert "role r does not exist during renewal" in own.post("auth/token/renew-self", {}).expect(400, 500).errors[0]


def test_tokens_end_with_the_mount(root, anonymous, trusting, role, login):
    role()
    own = anonymous.with_token(login(token(KEY, claims())).expect(200).auth["client_token"])
    root.delete(f"sys/{trusting}").expect(204)
    own.get("auth/token/lookup-self").expect(403)


def test_wrapped(anonymous, trusting, role, login):
    role()
    answer = anonymous.post(f"{trusting}/login", {"role": "r", "jwt": token(KEY, claims())}, headers={"X-Vault-Wrap-TTL": "60"}).expect(200).json
    assert answer["auth"] is None and answer["wrap_info"]["wrapped_accessor"]
    unwrapped = anonymous.with_token(answer["wrap_info"]["token"]).post("sys/wrapping/unwrap").expect(200)
    assert unwrapped.auth["accessor"] == answer["wrap_info"]["wrapped_accessor"]


# Providers.

def test_keys_of_a_provider(root, mount, role, login, provider):
    root.post(f"{mount}/config", provider.config(bound_issuer=provider.url)).expect(204)
    assert root.get(f"{mount}/config").expect(200).data["status"] == "valid"
    role(bound_audiences=provider.CLIENT)
    login(provider.id_token()).expect(200)
    before = len(provider.asked("/keys"))
    for _ in range(5):
        login(provider.id_token()).expect(200)
    assert len(provider.asked("/keys")) == before
    provider.keys.insert(0, Key.rsa("p2"))
    login(provider.id_token()).expect(200)
    provider.keys.pop(0)
    assert login(token(Key.rsa("unknown"), claims(aud=provider.CLIENT))).expect(400).errors[0].startswith(SIGNATURE)


def test_keys_of_a_url(root, mount, role, login, provider):
    root.post(f"{mount}/config", {"jwks_url": f"{provider.url}/keys", "jwks_ca_pem": provider.authority.pem}).expect(204)
    role(bound_audiences=provider.CLIENT)
    login(provider.id_token()).expect(200)


@pytest.mark.ours("the peer asks the provider again for each token that no key has signed")
def test_invented_keys_do_not_hammer_the_provider(root, mount, role, login, provider):
    root.post(f"{mount}/config", {"jwks_url": f"{provider.url}/keys", "jwks_ca_pem": provider.authority.pem}).expect(204)
    role(bound_audiences=provider.CLIENT)
    before = len(provider.asked("/keys"))
    for i in range(50):
        login(token(KEY, claims(), header={"kid": f"invented{i}"})).expect(400)
    assert len(provider.asked("/keys")) <= before + 6


def test_an_untrusted_provider(root, mount, provider):
    for config in (provider.config(oidc_discovery_ca_pem=""), {"jwks_url": f"{provider.url}/keys"}):
        assert root.post(f"{mount}/config", config).expect(400).errors[0].startswith("error checking ")
    assert root.post(f"{mount}/config", provider.config(oidc_discovery_url=f"{provider.url}/")).expect(400).errors[0].startswith(
        "error checking oidc discovery URL: ")


def test_a_provider_that_is_not_there_yet(root, mount):
    answer = root.post(f"{mount}/config", {"oidc_discovery_url": "https://127.0.0.1:1", "skip_jwks_validation": True}).expect(200)
    assert answer.warnings[0].startswith("error checking oidc discovery URL")
    shown = root.get(f"{mount}/config").expect(200)
    assert shown.data["status"] == "invalid"
    assert shown.warnings[0].startswith("failed to construct JWK validator: keyset configuration error: ")


# Foreign clients.

def test_hvac(vault, mount, running):
    at = mount.removeprefix("auth/")
    vault.auth.jwt.configure(jwt_validation_pubkeys=[KEY.pem], path=at)
    assert vault.auth.jwt.read_config(path=at)["data"]["jwt_validation_pubkeys"] == [KEY.pem]
    vault.auth.jwt.create_role("r", user_claim="sub", role_type="jwt", bound_audiences=["here"], allowed_redirect_uris=[], path=at)
    assert vault.auth.jwt.list_roles(path=at)["data"]["keys"] == ["r"]
    assert vault.auth.jwt.read_role("r", path=at)["data"]["bound_audiences"] == ["here"]
    client = hvac.Client(url=running.node.url)
    client.token = client.auth.jwt.jwt_login("r", token(KEY, claims()), path=at)["auth"]["client_token"]
    assert client.is_authenticated()
    with pytest.raises(hvac.exceptions.InvalidRequest):
        client.auth.jwt.jwt_login("r", token(STRANGER, claims()), path=at)
    vault.auth.jwt.delete_role("r", path=at)


def test_command_line(cli, mount, tmp_path):
    key = tmp_path / "key.pem"
    key.write_text(KEY.pem)
    cli("write", f"{mount}/config", f"jwt_validation_pubkeys=@{key}")
    cli("write", f"{mount}/role/r", "role_type=jwt", "user_claim=sub", "bound_audiences=here", "claim_mappings=e=email")
    auth = cli.json("write", f"{mount}/login", "role=r", f"jwt={token(KEY, claims(e='x'))}")["auth"]
    assert auth["metadata"] == {"role": "r", "email": "x"}
    assert "error validating token" in cli.fails("write", f"{mount}/login", "role=r", "jwt=junk")
