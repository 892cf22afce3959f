"""Identity tokens: keys that sign them, roles that say what is in them, and how others check them."""
import base64
import json

import pytest

ALGORITHMS = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "EdDSA"]


def parts(token):
    def part(text):
        return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    header, payload, _ = token.split(".")
    return part(header), part(payload)


@pytest.fixture
def oidc(root):
    return lambda method, path, body=None: root.call(method, f"identity/oidc/{path}", body)


@pytest.fixture
def alice(root, anonymous, name):
    """Somebody with an entity, who may ask for tokens; gives the client, the entity's id and the mount's accessor."""
    root.put(f"sys/policies/acl/{name}-ask", {"policy": 'path "identity/oidc/token/*" { capabilities = ["read"] }'}).expect(204)
    root.post(f"sys/auth/{name}-up", {"type": "userpass"}).expect(204)
    root.post(f"auth/{name}-up/users/alice", {"password": "p", "token_policies": f"{name}-ask"}).expect(204)
    auth = anonymous.post(f"auth/{name}-up/login/alice", {"password": "p"}).expect(200).auth
    accessor = root.get("sys/auth").expect(200).json[f"{name}-up/"]["accessor"]
    root.post(f"identity/entity/id/{auth['entity_id']}", {"name": f"{name}-alice", "metadata": {"team": "red"}}).expect(204)
    return root.with_token(auth["client_token"]), auth["entity_id"], accessor


def test_a_key_from_its_first_to_its_last_day(oidc, name):
    assert oidc("GET", f"key/{name}").expect(404).json == {"errors": []}
    oidc("POST", f"key/{name}", {"rotation_period": "2h", "verification_ttl": "1h", "algorithm": "ES256"}).expect(204)
    assert oidc("GET", f"key/{name}").expect(200).data == {
        "algorithm": "ES256", "allowed_client_ids": [], "rotation_period": 7200, "verification_ttl": 3600}
    assert {"default", name} <= set(oidc("LIST", "key").expect(200).data["keys"])
    oidc("POST", f"key/{name}/rotate", {}).expect(204)
    oidc("POST", f"key/{name}/rotate", {"verification_ttl": "30m"}).expect(204)
    oidc("DELETE", f"key/{name}").expect(204)
    oidc("DELETE", f"key/{name}").expect(204)
    assert oidc("GET", "key/default").expect(200).data == {
        "algorithm": "RS256", "allowed_client_ids": ["*"], "rotation_period": 86400, "verification_ttl": 86400}


@pytest.mark.parametrize("body, message", [
    ({"algorithm": "HS256"}, "unknown signing algorithm"), ({"algorithm": "none"}, "unknown signing algorithm"),
    ({"rotation_period": "10s"}, "rotation_period must be at least one minute"),
    ({"verification_ttl": "1000h"}, "verification_ttl cannot be longer than 10x rotation_period"),
])
def test_keys_that_cannot_be(oidc, name, body, message):
    assert oidc("POST", f"key/{name}", body).expect(400).errors[0].startswith(message)
    oidc("GET", f"key/{name}").expect(404)


def test_a_key_that_is_not_there_is_not_rotated(oidc, name):
    assert oidc("POST", f"key/{name}/rotate", {}).expect(400).json == {"errors": [f'no named key found at "{name}"']}


def test_a_role_from_its_first_to_its_last_day(oidc, name):
    oidc("POST", f"key/{name}", {}).expect(204)
    oidc("POST", f"role/{name}", {"key": name, "ttl": "1h", "template": '{"n": {{identity.entity.name}}}'}).expect(204)
    role = oidc("GET", f"role/{name}").expect(200).data
    assert len(role.pop("client_id")) == 26
    assert role == {"key": name, "ttl": 3600, "template": '{"n": {{identity.entity.name}}}'}
    assert name in oidc("LIST", "role").expect(200).data["keys"]
    assert "referenced by these roles" in oidc("DELETE", f"key/{name}").expect(400).errors[0]
    oidc("POST", f"role/{name}", {"key": name, "template": base64.b64encode(b'{"a": 1}').decode()}).expect(204)
    assert oidc("GET", f"role/{name}").data["template"] == '{"a": 1}'
    oidc("DELETE", f"role/{name}").expect(204)
    oidc("DELETE", f"role/{name}").expect(204)
    oidc("GET", f"role/{name}").expect(404)
    oidc("DELETE", f"key/{name}").expect(204)


@pytest.mark.parametrize("body, message", [
    ({}, "the key parameter is required"), ({"key": "none"}, "cannot find"),
    ({"key": "default", "template": '{"sub": "x"}'},
     'top level key "sub" not allowed. Restricted keys: iat, aud, exp, iss, sub, namespace, nonce, auth_time, at_hash, c_hash'),
    ({"key": "default", "ttl": "1000h"}, "a role's token ttl cannot be longer than the verification_ttl of the key it references"),
])
def test_roles_that_cannot_be(oidc, name, body, message):
    assert oidc("POST", f"role/{name}", body).expect(400).errors[0].startswith(message)
    oidc("GET", f"role/{name}").expect(404)


@pytest.mark.parametrize("template", ["xx", "[1]", '{"a": {{identity.entity.nme}}}', '{"a": {{identity.entity.name}}', '{"a": {{time.now.plus.x}}}'])
def test_templates_that_cannot_be(oidc, name, template):
    oidc("POST", f"role/{name}", {"key": "default", "template": template}).expect(400)


def test_what_a_token_says(root, oidc, name, alice):
    client, entity, accessor = alice
    template = ('{"nick": {{identity.entity.name}}, "groups": {{identity.entity.groups.names}}, "deep": {"all": {{identity.entity.metadata}}, '
                '"team": {{identity.entity.metadata.team}}, "none": {{identity.entity.metadata.none}}, '
                f'"login": {{{{identity.entity.aliases.{accessor}.name}}}}, "at": {{{{time.now}}}}, "later": {{{{time.now.plus.1h}}}} }} }}')
    root.post("identity/group", {"name": f"{name}-g", "member_entity_ids": [entity]}).expect(200)
    oidc("POST", f"role/{name}", {"key": "default", "ttl": "10m", "template": template}).expect(204)
    answer = client.get(f"identity/oidc/token/{name}").expect(200).data
    client_id = oidc("GET", f"role/{name}").data["client_id"]
    assert answer["ttl"] == 600 and answer["client_id"] == client_id
    header, claims = parts(answer["token"])
    assert header["alg"] == "RS256" and header["kid"]
    now = claims.pop("iat")
    deep = claims.pop("deep")
    assert claims == {
        "aud": client_id, "exp": now + 600, "iss": oidc("GET", ".well-known/openid-configuration").json["issuer"], "namespace": "root",
        "sub": entity, "nick": f"{name}-alice", "groups": [f"{name}-g"]}
    assert deep == {"all": {"team": "red"}, "team": "red", "none": "", "login": "alice", "at": now, "later": now + 3600}


@pytest.mark.ours("the peer may answer 500")
def test_values_cannot_leave_their_place(root, oidc, name, alice):
    client, entity, _ = alice
    oidc("POST", f"role/{name}", {"key": "default", "template": '{"nick": {{identity.entity.metadata.team}} }'}).expect(204)
    for value in ('x", "admin": "true', "\\", '{{identity.entity.id}}', "$1", '"'):
        root.post(f"identity/entity/id/{entity}", {"metadata": {"team": value}}).expect(204)
        claims = parts(client.get(f"identity/oidc/token/{name}").expect(200).data["token"])[1]
        assert claims["nick"] == value and "admin" not in claims


def test_who_gets_none(root, oidc, name, alice):
    client = alice[0]
    assert client.get(f"identity/oidc/token/{name}").expect(400).json == {"errors": [f'role "{name}" not found']}
    oidc("POST", f"key/{name}", {}).expect(204)
    oidc("POST", f"role/{name}", {"key": name, "ttl": "1h"}).expect(204)
    assert client.get(f"identity/oidc/token/{name}").expect(400).json == {
        "errors": [f'the key "{name}" does not list the client ID of the role "{name}" as an allowed client ID']}
    oidc("POST", f"key/{name}", {"allowed_client_ids": [oidc("GET", f"role/{name}").data["client_id"]]}).expect(204)
    client.get(f"identity/oidc/token/{name}").expect(200)
    root.get(f"identity/oidc/token/{name}").expect(400)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_others_can_check_it(root, oidc, name, alice, algorithm, anonymous):
    from jwcrypto import jwk, jwt as checked
    client, entity, _ = alice
    oidc("POST", f"key/{name}", {"algorithm": algorithm, "allowed_client_ids": "*"}).expect(204)
    oidc("POST", f"role/{name}", {"key": name, "ttl": "1h"}).expect(204)
    token = client.get(f"identity/oidc/token/{name}").expect(200).data["token"]
    published = anonymous.get("identity/oidc/.well-known/keys").expect(200).json["keys"]
    assert all("d" not in key for key in published)
    ours = [key for key in published if key["kid"] == parts(token)[0]["kid"]]
    assert len(ours) == 1 and ours[0]["use"] == "sig" and ours[0]["alg"] == algorithm
    read = checked.JWT(jwt=token, key=jwk.JWK(**ours[0]), algs=[algorithm])
    assert json.loads(read.claims)["sub"] == entity


def test_introspection(root, oidc, name, alice):
    client, entity, _ = alice
    oidc("POST", f"role/{name}", {"key": "default"}).expect(204)
    answer = client.get(f"identity/oidc/token/{name}").expect(200).data
    token, client_id = answer["token"], answer["client_id"]
    assert oidc("POST", "introspect", {"token": token}).expect(200).json == {"active": True}
    assert oidc("POST", "introspect", {"token": token, "client_id": client_id}).json == {"active": True}
    header, payload, signature = token.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    for wrong in ({"token": token, "client_id": "other"}, {"token": f"{header}.{payload}.AAAA"}, {"token": f"{none}.{payload}."}, {"token": "x"}, {}):
        said = oidc("POST", "introspect", wrong).expect(200).json
        assert said["active"] is False and said["error"]
    root.post(f"identity/entity/id/{entity}", {"disabled": True}).expect(204)
    assert oidc("POST", "introspect", {"token": token}).json["active"] is False


def test_rotation_keeps_what_was_signed(oidc, name, alice):
    client = alice[0]
    oidc("POST", f"key/{name}", {"algorithm": "ES256", "allowed_client_ids": "*"}).expect(204)
    oidc("POST", f"role/{name}", {"key": name}).expect(204)
    first = client.get(f"identity/oidc/token/{name}").expect(200).data["token"]
    oidc("POST", f"key/{name}/rotate", {}).expect(204)
    second = client.get(f"identity/oidc/token/{name}").expect(200).data["token"]
    assert parts(first)[0]["kid"] != parts(second)[0]["kid"]
    for token in (first, second):
        assert oidc("POST", "introspect", {"token": token}).json == {"active": True}
    oidc("POST", f"key/{name}/rotate", {"verification_ttl": "0s"}).expect(204)
    assert oidc("POST", "introspect", {"token": first}).json == {"active": True}
    assert oidc("POST", "introspect", {"token": second}).json["active"] is False


def test_the_next_key_is_published_before_it_signs(oidc, name, alice, anonymous):
    client = alice[0]
    oidc("POST", f"key/{name}", {"algorithm": "ES256", "allowed_client_ids": "*"}).expect(204)
    oidc("POST", f"role/{name}", {"key": name}).expect(204)
    client.get(f"identity/oidc/token/{name}").expect(200)
    before = {key["kid"] for key in anonymous.get("identity/oidc/.well-known/keys").expect(200).json["keys"]}
    oidc("POST", f"key/{name}/rotate", {}).expect(204)
    assert parts(client.get(f"identity/oidc/token/{name}").expect(200).data["token"])[0]["kid"] in before


def test_the_issuer(oidc):
    before = oidc("GET", "config").expect(200).data
    assert before == {"issuer": ""}
    assert oidc("POST", "config", {"issuer": "https://v.example:1234"}).expect(200).warnings
    try:
        assert oidc("GET", ".well-known/openid-configuration").json["issuer"] == "https://v.example:1234/v1/identity/oidc"
        for wrong in ("ftp://x", "https://v.example/path", "https://u@v.example", "https://v.example?x=y"):
            oidc("POST", "config", {"issuer": wrong}).expect(400)
    finally:
        oidc("POST", "config", {"issuer": ""}).expect(204)
