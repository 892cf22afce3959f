"""Login MFA: logins that are confirmed by a TOTP code, in two requests or in one."""
import json
import uuid

import pytest

from harness.audit import entries
from harness.totp import Authenticator

NOBODY = str(uuid.uuid4())
METHODS = "identity/mfa/method/totp"
ENFORCEMENTS = "identity/mfa/login-enforcement"
# Whether there was a code, and what was wrong with it, is not told.
INCORRECT = "MFA credentials not supplied or incorrect"
# So long that no test sees the end of one.
PERIOD = 86400


@pytest.fixture
def accessor(root, name):
    """A userpass mount with the user alice; its path is the test's name."""
    root.post(f"sys/auth/{name}", {"type": "userpass"}).expect(204)
    root.post(f"auth/{name}/users/alice", {"password": "p", "token_policies": "p1", "token_ttl": "5m"}).expect(204)
    return root.get("sys/auth").expect(200).data[f"{name}/"]["accessor"]


@pytest.fixture
def login(anonymous, accessor, name):
    def make(*codes, user="alice", client=None, path=None):
        # http.client takes one header of a name: several are not needed here.
        return (client or anonymous).post(f"{path or f'auth/{name}'}/login/{user}", {"password": "p"}, headers={"X-Vault-MFA": c for c in codes})

    return make


@pytest.fixture
def alice(login):
    """Id of alice's entity."""
    return login().expect(200).auth["entity_id"]


@pytest.fixture
def method(root, name):
    """Makes a method; gives its id."""
    def make(suffix="", client=root, **fields):
        body = {"issuer": "Some Corp", "method_name": f"{name}m{suffix}", "period": PERIOD, **fields}
        return client.post(METHODS, body).expect(200).data["method_id"]

    return make


@pytest.fixture
def enforce(root, name):
    """Makes enforcements, which go with the test: they could concern the logins of others."""
    made = []

    def make(methods, suffix="", client=root, **whom):
        made.append((client, f"{ENFORCEMENTS}/{name}e{suffix}"))
        client.post(made[-1][1], {"mfa_method_ids": methods, **whom}).expect(204)
        return f"{name}e{suffix}"

    yield make
    for client, path in made:
        client.delete(path)


def enrol(client, method_id, entity_id):
    data = client.post(f"{METHODS}/admin-generate", {"method_id": method_id, "entity_id": entity_id}).expect(200).data
    return Authenticator(data["url"])


@pytest.fixture
def asked(root, accessor, alice, method, enforce):
    """Alice is asked for a code: the method's id, and what makes her codes."""
    method_id = method()
    enforce([method_id], auth_method_accessors=[accessor])
    return method_id, enrol(root, method_id, alice)


def request_id(answer):
    return answer.expect(200).auth["mfa_requirement"]["mfa_request_id"]


def validate(client, request, **payload):
    return client.post("sys/mfa/validate", {"mfa_request_id": request, "mfa_payload": {k: v if isinstance(v, list) else [v] for k, v in payload.items()}})


# Methods

def test_a_method_from_its_first_to_its_last_day(root, name):
    made = root.post(METHODS, {"issuer": "Some Corp", "method_name": f"{name}m"}).expect(200).data
    assert list(made) == ["method_id"]
    path = f"{METHODS}/{made['method_id']}"
    shown = {
        "algorithm": "SHA1", "digits": 6, "id": made["method_id"], "issuer": "Some Corp", "key_size": 20, "max_validation_attempts": 5,
        "name": f"{name}m", "namespace_id": "root", "namespace_path": "", "period": 30, "qr_size": 200, "skew": 1, "type": "totp"}
    assert root.get(path).expect(200).data == shown
    assert root.get(f"identity/mfa/method/{made['method_id']}").expect(200).data == shown
    for listing in (METHODS, "identity/mfa/method"):
        listed = root.list(listing).expect(200).data
        assert made["method_id"] in listed["keys"] and listed["key_info"][made["method_id"]] == shown
    changed = {"algorithm": "SHA256", "digits": 8, "issuer": "Other", "key_size": 32, "max_validation_attempts": 3, "period": "1m", "qr_size": 0, "skew": 0}
    root.post(path, changed).expect(204)
    assert root.get(path).expect(200).data == shown | changed | {"period": 60}
    # All of it is written each time.
    assert root.post(METHODS, {"issuer": "Third", "method_name": f"{name}m"}).expect(200).data == made
    assert root.get(path).expect(200).data == shown | {"issuer": "Third"}
    root.delete(path).expect(204)
    assert root.get(path).expect(404).json == {"errors": []}
    root.delete(path).expect(204)


@pytest.mark.parametrize("fields, message", [
    ({"issuer": ""}, "issuer must be set"),
    ({"algorithm": "MD5"}, "unrecognized algorithm"),
    ({"algorithm": "sha1"}, "unrecognized algorithm"),
    ({"digits": 7}, "digits can only be 6 or 8"),
    ({"skew": 2}, "skew must be 0 or 1"),
    ({"period": 0}, "period must be greater than zero"),
    ({"key_size": 0}, "key_size must be "),
    ({"max_validation_attempts": -1}, "max_validation_attempts must be "),
])
def test_methods_that_cannot_be(root, fields, message):
    answer = root.post(METHODS, {"issuer": "Some Corp", **fields}).expect(400)
    assert answer.errors[0].startswith(message), answer.errors


@pytest.mark.ours("the peer takes what it can hardly hold")
@pytest.mark.parametrize("fields", [
    {"issuer": "x" * 101}, {"issuer": "a\nb"}, {"method_name": "x" * 101}, {"key_size": 15}, {"key_size": 65}, {"qr_size": 1001}, {"qr_size": -1},
    {"period": 86401}, {"max_validation_attempts": 101}])
def test_limits_of_methods(root, fields):
    root.post(METHODS, {"issuer": "Some Corp", **fields}).expect(400)


def test_names_of_methods_are_their_own(root, method, name):
    method()
    other = method("2")
    answer = root.post(f"{METHODS}/{other}", {"issuer": "x", "method_name": f"{name}m"}).expect(400, 500)
    assert "already exists" in answer.errors[0]


def test_methods_that_are_not_there(root):
    root.get(f"{METHODS}/{NOBODY}").expect(404)
    root.get(f"identity/mfa/method/{NOBODY}").expect(404)
    root.get(f"{METHODS}/nope").expect(404)
    for path in (METHODS, "identity/mfa/method"):
        assert root.get(path).expect(400).errors == ["missing method ID"]
    for path in ("generate", "admin-generate", "admin-destroy"):
        assert root.post(f"{METHODS}/{path}", {}).expect(400).errors == ["missing method ID"]
    entity = root.post("identity/entity", {}).expect(200).data["id"]
    for path in ("admin-generate", "admin-destroy"):
        assert root.post(f"{METHODS}/{path}", {"method_id": NOBODY, "entity_id": entity}).expect(400).errors == [
            f'configuration for method ID "{NOBODY}" does not exist']


@pytest.mark.ours("says that it has done what it has not")
def test_changing_a_method_that_is_not_there(root):
    root.post(f"{METHODS}/{NOBODY}", {"issuer": "x"}).expect(404)


@pytest.mark.ours("has them")
@pytest.mark.parametrize("kind", ["okta", "duo", "pingid"])
def test_other_types_say_what_there_is(root, kind):
    for answer in (root.post(f"identity/mfa/method/{kind}", {"org_name": "x"}), root.get(f"identity/mfa/method/{kind}/{NOBODY}"),
                   root.delete(f"identity/mfa/method/{kind}/{NOBODY}")):
        assert answer.expect(400).errors == [f"MFA methods of the type {kind} are not supported; use identity/mfa/method/totp"]
    assert root.list(f"identity/mfa/method/{kind}").expect(404).json == {"errors": []}


# Secrets

@pytest.mark.parametrize("fields", [{}, {"algorithm": "SHA256", "digits": 8}, {"algorithm": "SHA512", "key_size": 64, "skew": 0, "qr_size": 0}])
def test_a_secret_is_shown_once(root, anonymous, accessor, alice, method, enforce, login, fields):
    method_id = method(**fields)
    data = root.post(f"{METHODS}/admin-generate", {"method_id": method_id, "entity_id": alice}).expect(200).data
    assert set(data) == {"barcode", "url"}
    assert data["barcode"].startswith("iVBORw0KGgo") or fields.get("qr_size") == 0 and data["barcode"] == ""
    authenticator = Authenticator(data["url"])
    assert authenticator.label == f"Some Corp:{alice}" and authenticator.fields["issuer"] == "Some Corp"
    assert len(authenticator.key) == fields.get("key_size", 20)
    again = root.post(f"{METHODS}/admin-generate", {"method_id": method_id, "entity_id": alice}).expect(200).json
    assert again["data"] is None and again["warnings"][0].startswith("Entity already has a secret for MFA method")
    enforce([method_id], auth_method_accessors=[accessor])
    validate(anonymous, request_id(login()), **{method_id: authenticator.code()}).expect(200)
    root.post(f"{METHODS}/admin-destroy", {"method_id": method_id, "entity_id": alice}).expect(204)
    answer = validate(anonymous, request_id(login()), **{method_id: authenticator.code(1)}).expect(403)
    assert "not present in entity" in answer.errors[0]
    root.post(f"{METHODS}/admin-destroy", {"method_id": method_id, "entity_id": alice}).expect(204)
    assert enrol(root, method_id, alice).key != authenticator.key


def test_people_enrol_themselves(root, anonymous, accessor, login, method, enforce, name):
    root.put(f"sys/policies/acl/{name}", {"policy": f'path "{METHODS}/generate" {{ capabilities = ["update"] }}'}).expect(204)
    root.post(f"auth/{name}/users/bob", {"password": "p", "token_policies": name}).expect(204)
    bob = anonymous.with_token(login(user="bob").expect(200).auth["client_token"])
    method_id = method()
    authenticator = Authenticator(bob.post(f"{METHODS}/generate", {"method_id": method_id}).expect(200).data["url"])
    bob.post(f"{METHODS}/admin-generate", {"method_id": method_id, "entity_id": NOBODY}).expect(403)
    enforce([method_id], auth_method_accessors=[accessor])
    validate(anonymous, request_id(login(user="bob")), **{method_id: authenticator.code()}).expect(200)
    assert root.post(f"{METHODS}/generate", {"method_id": method_id}).expect(400).errors == ["missing entityID"]


def test_secrets_of_nobody(root, method):
    for entity in (NOBODY, "nope"):
        assert root.post(f"{METHODS}/admin-generate", {"method_id": method(), "entity_id": entity}).expect(400).errors == ["invalid entity ID"]


# Enforcements

def test_an_enforcement_from_its_first_to_its_last_day(root, accessor, alice, method, enforce, name):
    first, second = method("1"), method("2")
    group = root.post("identity/group", {"name": name}).expect(200).data["id"]
    enforcement = enforce([first, second], auth_method_accessors=[accessor])
    path = f"{ENFORCEMENTS}/{enforcement}"
    data = root.get(path).expect(200).data
    shown = {
        "auth_method_accessors": [accessor], "auth_method_types": [], "id": data["id"], "identity_entity_ids": [], "identity_group_ids": [],
        "mfa_method_ids": [first, second], "name": enforcement, "namespace_id": "root", "namespace_path": ""}
    assert data == shown
    listed = root.list(ENFORCEMENTS).expect(200).data
    assert enforcement in listed["keys"] and listed["key_info"][enforcement] == shown
    root.post(path, {"mfa_method_ids": [first], "identity_group_ids": [group], "identity_entity_ids": [alice], "auth_method_types": ["userpass"]}).expect(204)
    assert root.get(path).expect(200).data == shown | {
        "mfa_method_ids": [first], "identity_group_ids": [group], "identity_entity_ids": [alice], "auth_method_types": ["userpass"]}
    root.delete(path).expect(204)
    assert root.get(path).expect(404).json == {"errors": []}
    root.delete(path).expect(204)


@pytest.mark.parametrize("body, message", [
    ({}, "missing method ids"),
    ({"mfa_method_ids": [NOBODY], "auth_method_types": ["userpass"]}, "one of the provided method ids doesn't exist"),
    ({"mfa_method_ids": True}, "One of auth_method_accessors, auth_method_types, identity_group_ids, identity_entity_ids must be specified"),
    ({"mfa_method_ids": True, "auth_method_accessors": ["nope"]}, "one of the auth method accessors provided is invalid"),
    ({"mfa_method_ids": True, "auth_method_types": ["nope"]}, "one of the auth method types provided is invalid"),
    ({"mfa_method_ids": True, "identity_group_ids": [NOBODY]}, "one of the provided group ids doesn't exist"),
    ({"mfa_method_ids": True, "identity_entity_ids": [NOBODY]}, "one of the provided entity ids doesn't exist"),
])
def test_enforcements_that_cannot_be(root, name, method, body, message):
    if body.get("mfa_method_ids") is True:
        body = body | {"mfa_method_ids": [method()]}
    assert root.post(f"{ENFORCEMENTS}/{name}", body).expect(400).errors == [message]
    root.get(f"{ENFORCEMENTS}/{name}").expect(404)


def test_a_method_in_use_stays(root, method, enforce, accessor):
    method_id = method()
    enforcement = enforce([method_id], auth_method_accessors=[accessor])
    id_ = root.get(f"{ENFORCEMENTS}/{enforcement}").expect(200).data["id"]
    assert f"methodID is still used by an enforcement configuration with ID: {id_}" in root.delete(f"{METHODS}/{method_id}").expect(400, 500).errors[0]
    root.get(f"{METHODS}/{method_id}").expect(200)
    root.delete(f"{ENFORCEMENTS}/{enforcement}").expect(204)
    root.delete(f"{METHODS}/{method_id}").expect(204)


@pytest.mark.parametrize("by", ["accessor", "type", "entity", "group", "parent group"])
def test_whom_an_enforcement_concerns(root, accessor, alice, login, method, enforce, name, by):
    group = root.post("identity/group", {"name": f"{name}g", "member_entity_ids": [alice]}).expect(200).data["id"]
    parent = root.post("identity/group", {"name": f"{name}h", "member_group_ids": [group]}).expect(200).data["id"]
    root.post(f"auth/{name}/users/bob", {"password": "p"}).expect(204)
    login(user="bob").expect(200)
    enforcement = enforce([method()], **{
        "accessor": {"auth_method_accessors": [accessor]}, "type": {"auth_method_types": ["userpass"]}, "entity": {"identity_entity_ids": [alice]},
        "group": {"identity_group_ids": [group]}, "parent group": {"identity_group_ids": [parent]}}[by])
    requirement = login().expect(200).auth["mfa_requirement"]
    assert list(requirement["mfa_constraints"]) == [enforcement]
    assert (login(user="bob").expect(200).auth["mfa_requirement"] is not None) == (by in ("accessor", "type"))


# Logins

def test_a_login_is_confirmed_by_a_second_request(root, anonymous, login, asked, alice, name):
    method_id, authenticator = asked
    answer = login().expect(200)
    auth = answer.auth
    requirement = auth.pop("mfa_requirement")
    assert auth == {
        "accessor": "", "client_token": "", "entity_id": "", "lease_duration": 0, "metadata": None, "num_uses": 0, "orphan": False, "policies": None,
        "renewable": False, "token_type": auth["token_type"]}
    uuid.UUID(requirement["mfa_request_id"])
    assert requirement["mfa_constraints"] == {f"{name}e": {"any": [{"type": "totp", "id": method_id, "uses_passcode": True, "name": f"{name}m"}]}}
    assert len(answer.warnings) == 1 and "subject to MFA validation" in answer.warnings[0]
    confirmed = validate(anonymous, requirement["mfa_request_id"], **{method_id: authenticator.code()}).expect(200).auth
    assert confirmed["policies"] == ["default", "p1"] and confirmed["entity_id"] == alice and confirmed["mfa_requirement"] is None
    assert (confirmed["lease_duration"], confirmed["renewable"], confirmed["orphan"]) == (300, True, True)
    assert confirmed["metadata"] == {"username": "alice"}
    data = anonymous.with_token(confirmed["client_token"]).get("auth/token/lookup-self").expect(200).data
    assert data["display_name"] == f"{name}-alice" and data["path"] == f"auth/{name}/login/alice"
    anonymous.with_token(confirmed["client_token"]).post("auth/token/renew-self", {}).expect(200)
    assert validate(anonymous, requirement["mfa_request_id"], **{method_id: authenticator.code(1)}).expect(400).errors == ["invalid request ID"]


def test_approle_logins_are_asked_too(root, anonymous, method, enforce, name):
    root.post(f"sys/auth/{name}ar", {"type": "approle"}).expect(204)
    accessor = root.get("sys/auth").expect(200).data[f"{name}ar/"]["accessor"]
    root.post(f"auth/{name}ar/role/r", {"role_id": f"{name}r", "secret_id_num_uses": 2}).expect(204)
    body = {"role_id": f"{name}r", "secret_id": root.post(f"auth/{name}ar/role/r/secret-id", {}).expect(200).data["secret_id"]}
    entity = anonymous.post(f"auth/{name}ar/login", body).expect(200).auth["entity_id"]
    method_id = method()
    enforce([method_id], auth_method_accessors=[accessor])
    authenticator = enrol(root, method_id, entity)
    begun = request_id(anonymous.post(f"auth/{name}ar/login", body))
    token = validate(anonymous, begun, **{method_id: authenticator.code()}).expect(200).auth
    assert token["metadata"] == {"role_name": "r"}
    anonymous.post(f"auth/{name}ar/login", body).expect(400)


def test_a_login_is_confirmed_by_its_header(login, asked, name):
    method_id, authenticator = asked
    assert login(f"{method_id}:{authenticator.code(-1)}").expect(200).auth["policies"] == ["default", "p1"]
    assert login(f"{name}m:{authenticator.code()}").expect(200).auth["client_token"]
    assert login(f"{name}m:{authenticator.code()}").expect(403).errors[0].endswith("permission denied")
    login(f"{name}m:{authenticator.wrong()}").expect(403)
    login(f"{name}m").expect(403)
    login(f"{NOBODY}:{authenticator.code(1)}").expect(403)
    login(f"{name}m:passcode={authenticator.code(1)}").expect(200)


def test_headers_that_say_nothing(login, asked):
    login(":123456").expect(400)
    login(f"{asked[0]}:").expect(400)


def test_a_code_is_used_once(anonymous, login, asked):
    method_id, authenticator = asked
    validate(anonymous, request_id(login()), **{method_id: authenticator.code()}).expect(200)
    answer = validate(anonymous, request_id(login()), **{method_id: authenticator.code()}).expect(403)
    assert INCORRECT in answer.errors[0]
    validate(anonymous, request_id(login()), **{method_id: authenticator.code(1)}).expect(200)


@pytest.mark.ours("takes no code with a space beside it")
def test_a_code_is_used_once_however_it_is_written(anonymous, login, asked):
    method_id, authenticator = asked
    validate(anonymous, request_id(login()), **{method_id: f" {authenticator.code()} "}).expect(200)
    for written in (authenticator.code(), f"{authenticator.code()} ", f"passcode={authenticator.code()}"):
        assert INCORRECT in validate(anonymous, request_id(login()), **{method_id: written}).expect(403).errors[0]


@pytest.mark.ours("takes it")
def test_no_code_is_taken_after_a_later_one(anonymous, login, asked):
    method_id, authenticator = asked
    validate(anonymous, request_id(login()), **{method_id: authenticator.code()}).expect(200)
    assert INCORRECT in validate(anonymous, request_id(login()), **{method_id: authenticator.code(-1)}).expect(403).errors[0]


def test_codes_of_other_periods(anonymous, login, asked):
    method_id, authenticator = asked
    begun = request_id(login())
    for periods in (-2, 2):
        answer = validate(anonymous, begun, **{method_id: authenticator.code(periods)}).expect(403)
        assert answer.errors[0].startswith("failed to satisfy enforcement") and INCORRECT in answer.errors[0]
    validate(anonymous, begun, **{method_id: authenticator.code(-1)}).expect(200)


def test_too_many_wrong_codes(anonymous, login, asked):
    method_id, authenticator = asked
    begun = request_id(login())
    for _ in range(5):
        validate(anonymous, begun, **{method_id: authenticator.wrong()}).expect(403)
    for again in (begun, request_id(login())):
        answer = validate(anonymous, again, **{method_id: authenticator.code()}).expect(403)
        assert "maximum TOTP validation attempts" in answer.errors[0]
    login(f"{method_id}:{authenticator.code()}").expect(403)


@pytest.mark.ours("can be tried without an end, as long as no code is checked")
def test_a_login_that_was_confirmed_in_vain_ten_times_is_gone(anonymous, login, asked):
    method_id, authenticator = asked
    begun = request_id(login())
    for _ in range(10):
        validate(anonymous, begun, nope="1").expect(403)
    assert validate(anonymous, begun, **{method_id: authenticator.code()}).expect(400).errors == ["invalid request ID"]


@pytest.mark.ours("keeps all of them")
def test_the_oldest_of_eleven_logins_is_gone(anonymous, login, asked):
    method_id, authenticator = asked
    begun = [request_id(login()) for _ in range(11)]
    assert validate(anonymous, begun[0], **{method_id: authenticator.code()}).expect(400).errors == ["invalid request ID"]
    validate(anonymous, begun[1], **{method_id: authenticator.code()}).expect(200)


def test_payloads_by_name_and_with_what_was_not_asked_for(anonymous, login, asked, name):
    method_id, authenticator = asked
    validate(anonymous, request_id(login()), **{f"{name}m": authenticator.code(), NOBODY: "123456"}).expect(200)
    validate(anonymous, request_id(login()), **{method_id: []}).expect(403)
    validate(anonymous, request_id(login()), **{method_id: ["1", "2"]}).expect(403)


@pytest.mark.parametrize("body, message", [
    ({}, "missing request ID"),
    ({"mfa_payload": {}}, "missing request ID"),
    ({"mfa_request_id": NOBODY, "mfa_payload": {"x": ["1"]}}, "invalid request ID"),
    ({"mfa_request_id": NOBODY, "mfa_payload": {"x": {"a": "b"}}}, "invalid mfa payload"),
])
def test_validations_of_nothing(anonymous, body, message):
    assert anonymous.post("sys/mfa/validate", body).expect(400).errors == [message]


@pytest.mark.ours("takes numbers for texts")
def test_a_payload_of_numbers(anonymous):
    body = {"mfa_request_id": NOBODY, "mfa_payload": {"x": [1]}}
    assert anonymous.post("sys/mfa/validate", body).expect(400).errors == ["invalid mfa payload"]


@pytest.mark.ours("the peer says that the request is invalid")
def test_a_validation_without_a_payload(anonymous):
    assert anonymous.post("sys/mfa/validate", {"mfa_request_id": NOBODY}).expect(400).errors == ["missing mfa payload"]


def test_any_method_of_each_enforcement(root, anonymous, accessor, alice, login, method, enforce):
    first, second, third = method("1"), method("2"), method("3")
    enforce([first, second], "1", auth_method_accessors=[accessor])
    enforce([third], "2", identity_entity_ids=[alice])
    two, three = enrol(root, second, alice), enrol(root, third, alice)
    requirement = login().expect(200).auth["mfa_requirement"]
    assert {name[-1]: [m["id"] for m in c["any"]] for name, c in requirement["mfa_constraints"].items()} == {"1": [first, second], "2": [third]}
    validate(anonymous, requirement["mfa_request_id"], **{second: two.code(-1)}).expect(403)
    validate(anonymous, requirement["mfa_request_id"], **{third: three.code(-1)}).expect(403)
    validate(anonymous, requirement["mfa_request_id"], **{first: "123456", second: two.code(), third: three.code()}).expect(200)


@pytest.mark.ours("checks it twice, and finds it used")
def test_one_code_for_two_enforcements_of_one_method(anonymous, accessor, alice, login, asked, enforce):
    method_id, authenticator = asked
    enforce([method_id], "2", identity_entity_ids=[alice])
    validate(anonymous, request_id(login()), **{method_id: authenticator.code()}).expect(200)


def test_whoever_has_no_secret_stays_outside(anonymous, accessor, login, method, enforce):
    method_id = method()
    enforce([method_id], auth_method_accessors=[accessor])
    answer = validate(anonymous, request_id(login()), **{method_id: "123456"}).expect(403)
    assert "not present in entity" in answer.errors[0]


@pytest.mark.ours("lets them in")
def test_somebody_who_was_disabled_meanwhile(root, anonymous, login, asked, alice):
    method_id, authenticator = asked
    begun = request_id(login())
    root.post(f"identity/entity/id/{alice}", {"disabled": True}).expect(204)
    validate(anonymous, begun, **{method_id: authenticator.code()}).expect(403)
    login().expect(403)


@pytest.mark.ours("the peer answers 500")
def test_what_a_login_needs_is_asked_when_it_is_confirmed(root, anonymous, login, asked, alice, name):
    method_id, authenticator = asked
    begun = request_id(login())
    root.delete(f"identity/entity/id/{alice}").expect(204)
    assert "log in again" in validate(anonymous, begun, **{method_id: authenticator.code()}).expect(400).errors[0]
    # Another entity has another second factor.
    answer = validate(anonymous, request_id(login()), **{method_id: authenticator.code()}).expect(403)
    assert "not present in entity" in answer.errors[0]
    begun = request_id(login())
    root.delete(f"{ENFORCEMENTS}/{name}e").expect(204)
    assert "log in again" in validate(anonymous, begun, **{method_id: authenticator.code()}).expect(400).errors[0]
    begun = None
    assert login().expect(200).auth["client_token"]


def test_tokens_that_tokens_make_are_no_logins(root, asked):
    assert root.post("auth/token/create", {"policies": ["p1"]}).expect(200).auth["mfa_requirement"] is None


def test_answers_can_be_wrapped(anonymous, login, asked):
    method_id, authenticator = asked
    wrapped = anonymous.post("sys/mfa/validate", {"mfa_request_id": request_id(login()), "mfa_payload": {method_id: [authenticator.code()]}},
                             headers={"X-Vault-Wrap-TTL": "60"}).expect(200).json["wrap_info"]
    unwrapped = anonymous.with_token(wrapped["token"]).post("sys/wrapping/unwrap").expect(200)
    assert unwrapped.auth["policies"] == ["default", "p1"] and unwrapped.auth["accessor"] == wrapped["wrapped_accessor"]


@pytest.mark.ours("the peer ends the connection")
def test_what_a_login_needs_can_be_wrapped(anonymous, login, asked, name):
    method_id, authenticator = asked
    wrapped = anonymous.post(f"auth/{name}/login/alice", {"password": "p"}, headers={"X-Vault-Wrap-TTL": "60"}).expect(200).json["wrap_info"]
    begun = request_id(anonymous.with_token(wrapped["token"]).post("sys/wrapping/unwrap"))
    validate(anonymous, begun, **{method_id: authenticator.code()}).expect(200)


# Entities that become one

@pytest.fixture
def bob(root, name, login):
    """The entity of another user at another mount."""
    root.post(f"sys/auth/{name}two", {"type": "userpass"}).expect(204)
    root.post(f"auth/{name}two/users/bob", {"password": "p"}).expect(204)
    return login(user="bob", path=f"auth/{name}two").expect(200).auth["entity_id"]


@pytest.mark.ours("moves them and does not find them")
def test_second_factors_of_merged_entities(root, anonymous, login, alice, bob, method, enforce, name):
    one, both = method("1"), method("2")
    his, hers, shared = enrol(root, one, bob), enrol(root, both, alice), enrol(root, both, bob)
    enforcement = enforce([one], identity_entity_ids=[bob])
    merge = {"from_entity_ids": [bob], "to_entity_id": alice}
    assert "set force" in root.post("identity/entity/merge", merge).expect(400).errors[0]
    root.post("identity/entity/merge", {**merge, "force": True}).expect(204)
    # What was asked of one of them is asked of both.
    assert list(login().expect(200).auth["mfa_requirement"]["mfa_constraints"]) == [enforcement]
    begun = request_id(login(user="bob", path=f"auth/{name}two"))
    validate(anonymous, begun, **{one: his.code()}).expect(200)
    enforce([both], "2", identity_entity_ids=[alice])
    begun = request_id(login())
    validate(anonymous, begun, **{one: his.code(1), both: shared.code()}).expect(403)
    validate(anonymous, begun, **{one: his.code(1), both: hers.code()}).expect(200)


# Namespaces

def test_enforcements_count_in_namespaces_within(root, running, login, method, enforce, name):
    root.post(f"sys/namespaces/{name}ns", {}).expect(200)
    inside = running.node.client(running.credentials.root_token, headers={"X-Vault-Namespace": f"{name}ns"})
    nobody = running.node.client(headers={"X-Vault-Namespace": f"{name}ns"})
    inside.post("sys/auth/up", {"type": "userpass"}).expect(204)
    inside.post("auth/up/users/alice", {"password": "p"}).expect(204)
    entity = login(client=nobody, path="auth/up").expect(200).auth["entity_id"]
    outer, inner = method(), method("in", client=inside)
    assert inner in inside.list(METHODS).expect(200).data["keys"] and outer in inside.list(METHODS).expect(200).data["keys"]
    assert inner not in root.list(METHODS).expect(200).data["keys"]
    assert inside.get(f"{METHODS}/{inner}").expect(200).data["namespace_path"] == f"{name}ns/"
    inside.post(f"{METHODS}/{outer}", {"issuer": "x"}).expect(400)
    assert root.post(f"{ENFORCEMENTS}/{name}x", {"mfa_method_ids": [inner], "auth_method_types": ["userpass"]}).expect(400).errors[0].startswith(
        "one of the provided method ids")
    enforcement = enforce([outer], auth_method_types=["userpass"])
    authenticator = enrol(inside, outer, entity)
    begun = login(client=nobody, path="auth/up").expect(200).auth["mfa_requirement"]
    assert list(begun["mfa_constraints"]) == [enforcement]
    validate(running.node.client(), begun["mfa_request_id"], **{outer: authenticator.code()}).expect(400, 500)
    validate(nobody, request_id(login(client=nobody, path="auth/up")), **{outer: authenticator.code()}).expect(200)
    root.delete(f"{ENFORCEMENTS}/{enforcement}").expect(204)
    own = enforce([outer, inner], client=inside, identity_entity_ids=[entity])
    begun = login(client=nobody, path="auth/up").expect(200).auth["mfa_requirement"]
    assert {m["id"] for m in begun["mfa_constraints"][own]["any"]} == {outer, inner}
    root.delete(f"{METHODS}/{outer}").expect(400, 500)
    inside.list(ENFORCEMENTS).expect(200)
    validate(nobody, begun["mfa_request_id"], **{f"{name}ns/{name}min": enrol(inside, inner, entity).code()}).expect(200)


# Audit

def responses(running):
    return [e for e in entries(running.node.audit_log) if e.get("type") == "response"]


def test_the_audit_log_says_who_and_no_codes(running, anonymous, login, asked, alice):
    method_id, authenticator = asked
    wrong, right = authenticator.wrong(), authenticator.code()
    begun = request_id(login())
    validate(anonymous, begun, **{method_id: f"{wrong}9731"}).expect(403)
    done = validate(anonymous, begun, **{method_id: right}).expect(200)
    text = running.node.audit_log.read_text()
    assert f"{wrong}9731" not in text and f'"{right}"' not in text and begun not in text
    answered = [e for e in responses(running) if e["request"]["id"] == done.json["request_id"]]
    assert answered[0]["response"]["auth"]["entity_id"] == alice
    assert answered[0]["request"]["data"]["mfa_payload"][method_id][0].startswith("hmac-sha256:")


@pytest.mark.ours("names nobody")
def test_the_audit_log_says_who_failed(running, anonymous, login, asked, alice):
    method_id, authenticator = asked
    begun = login()
    validate(anonymous, request_id(begun), **{method_id: authenticator.wrong()}).expect(403)
    login(f"{method_id}:{authenticator.wrong()}").expect(403)
    failed = [e for e in responses(running) if e.get("error") and e["auth"].get("entity_id") == alice]
    assert [e["request"]["path"].split("/")[-1] for e in failed] == ["validate", "alice"]
    waiting = next(e for e in responses(running) if e["request"]["id"] == begun.json["request_id"])
    assert waiting["response"]["auth"]["entity_id"] == alice
    # By this one finds the request that confirms it.
    assert waiting["response"]["data"]["mfa_requirement"]["mfa_request_id"] == failed[0]["request"]["data"]["mfa_request_id"]


@pytest.mark.ours("writes them in the clear if told to")
def test_the_header_with_passcodes_is_never_in_the_clear(root):
    root.post("sys/config/auditing/request-headers/X-Vault-MFA", {"hmac": False}).expect(400)
    root.post("sys/config/auditing/request-headers/x-vault-mfa", {}).expect(400)
    root.post("sys/config/auditing/request-headers/x-vault-mfa", {"hmac": True}).expect(204)
    root.delete("sys/config/auditing/request-headers/x-vault-mfa").expect(204)


# Clients

def test_the_command_line_confirms_a_login(cli, asked, name):
    method_id, authenticator = asked
    nobody = cli.with_token(None)
    begun = nobody.json("write", f"auth/{name}/login/alice", "password=p")["auth"]["mfa_requirement"]["mfa_request_id"]
    payload = json.dumps({"mfa_request_id": begun, "mfa_payload": {method_id: [authenticator.code()]}})
    assert nobody.json("write", "sys/mfa/validate", "-", stdin=payload)["auth"]["policies"] == ["default", "p1"]


def test_the_command_line_logs_in_at_once(cli, asked, name):
    method_id, authenticator = asked
    nobody = cli.with_token(None)
    token = nobody("write", f"-mfa={name}m:{authenticator.code()}", "-field=token", f"auth/{name}/login/alice", "password=p")
    assert cli.with_token(token).json("token", "lookup")["data"]["display_name"] == f"{name}-alice"


def test_bao_login_says_what_is_missing(cli, asked, name):
    method_id, _ = asked
    done = cli.with_token(None).run("login", "-no-store", "-non-interactive", "-method=userpass", f"-path={name}", "username=alice", "password=p")
    assert "sys/mfa/validate" in done.stdout + done.stderr or method_id in done.stdout + done.stderr, done


def test_hvac_confirms_a_login(vault, anonymous, asked, name):
    method_id, authenticator = asked
    begun = vault.auth.userpass.login("alice", "p", use_token=False, mount_point=name)
    body = {"mfa_request_id": begun["auth"]["mfa_requirement"]["mfa_request_id"], "mfa_payload": {method_id: [authenticator.code()]}}
    done = vault.adapter.post("/v1/sys/mfa/validate", json=body)
    assert anonymous.with_token(done["auth"]["client_token"]).get("auth/token/lookup-self").expect(200).data["meta"] == {"username": "alice"}
