"""The auth method kubernetes: service accounts, and an API server over HTTPS with an authority of its own."""
import json
import time

import hvac
import pytest

from harness.jose import Key, hmac_token, token, unsigned
from harness.tls import Authority, Https

KEY = Key.rsa()
USER = {"username": "system:serviceaccount:ns1:sa1", "uid": "uid-1"}
REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews"
DENIED = ["permission denied"]


class Api:
    def __init__(self, folder):
        self.authority = Authority()
        self.status = lambda audiences: {"authenticated": True, "user": USER, "audiences": audiences}
        self.code, self.labels = 201, {"env": "prod"}
        self.site = Https(self._answer, self.authority.server_files(folder))
        self.url = self.site.url

    def _answer(self, request):
        if request.path == REVIEWS:
            audiences = json.loads(request.body)["spec"].get("audiences")
            code, body = self.code, {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "status": self.status(audiences)}
        else:
            code, body = 200, {"kind": "Namespace", "metadata": {"labels": self.labels}}
        return code, {"Content-Type": "application/json"}, json.dumps(body).encode()

    def config(self, **others):
        return {"kubernetes_host": self.url, "kubernetes_ca_cert": self.authority.pem, "token_reviewer_jwt": "reviewer",
                "disable_local_ca_jwt": True, **others}


@pytest.fixture
def api(tmp_path):
    api = Api(tmp_path)
    yield api
    api.site.close()


@pytest.fixture
def mount(root, name, api):
    root.post(f"sys/auth/{name}-k8s", {"type": "kubernetes"}).expect(204)
    root.post(f"auth/{name}-k8s/config", api.config()).expect(204)
    return f"auth/{name}-k8s"


@pytest.fixture
def role(root, mount):
    def make(role_name="r", **fields):
        root.post(f"{mount}/role/{role_name}", {"bound_service_account_names": "sa1", "bound_service_account_namespaces": "ns1", **fields}
                  ).expect(204)

    return make


@pytest.fixture
def login(anonymous, mount):
    return lambda jwt=None, role_name="r": anonymous.post(f"{mount}/login", {"role": role_name, "jwt": jwt or token(KEY, claims())})


def account(name="sa1", uid="uid-1", namespace="ns1"):
    return {"namespace": namespace, "pod": {"name": "p", "uid": "pu"}, "serviceaccount": {"name": name, "uid": uid}}


def claims(**others):
    """As clusters make them now; None takes one away."""
    now = int(time.time())
    all_of_them = {"aud": ["https://k8s"], "exp": now + 600, "iat": now, "nbf": now, "iss": "https://k8s", "kubernetes.io": account(),
                   "sub": "system:serviceaccount:ns1:sa1"} | others
    return {name: value for name, value in all_of_them.items() if value is not None}


OLD = {"iss": "kubernetes/serviceaccount", "kubernetes.io/serviceaccount/namespace": "ns1", "kubernetes.io/serviceaccount/secret.name": "s",
       "kubernetes.io/serviceaccount/service-account.name": "sa1", "kubernetes.io/serviceaccount/service-account.uid": "uid-1"}


# Configuration and roles.

def test_the_configuration(root, anonymous, mount, api):
    root.post(f"{mount}/config", api.config(pem_keys=[KEY.pem], issuer="i", disable_iss_validation=False)).expect(204)
    assert root.get(f"{mount}/config").expect(200).data == {
        "disable_iss_validation": False, "disable_local_ca_jwt": True, "issuer": "i", "kubernetes_ca_cert": api.authority.pem,
        "kubernetes_host": api.url, "pem_keys": [KEY.pem], "token_reviewer_jwt_set": True}
    anonymous.get(f"{mount}/config").expect(403)
    anonymous.get(f"{mount}/role/r").expect(403)


def test_bad_configurations(root, name, api):
    root.post(f"sys/auth/{name}", {"type": "kubernetes"}).expect(204)
    for config, message in [
            ({"kubernetes_host": ""}, "no host provided"),
            ({"kubernetes_ca_cert": ""}, "kubernetes_ca_cert must be given when disable_local_ca_jwt is true"),
            ({"pem_keys": "junk"}, "data does not contain any valid public keys")]:
        assert root.post(f"auth/{name}/config", api.config(**config)).expect(400).errors == [message]
    assert root.get(f"auth/{name}/config").expect(404).json == {"errors": []}


@pytest.mark.ours("the peer takes them, and no login works")
def test_configurations_that_cannot_work(root, mount, api):
    for config in ({"kubernetes_ca_cert": "junk"}, {"kubernetes_host": "http://k8s.example"}, {"kubernetes_host": "https://a b"}):
        root.post(f"{mount}/config", api.config(**config)).expect(400)


EMPTY = {
    "alias_name_source": "serviceaccount_uid", "bound_service_account_names": ["a"], "bound_service_account_namespace_selector": "",
    "bound_service_account_namespaces": ["b"], "token_bound_cidrs": [], "token_explicit_max_ttl": 0, "token_max_ttl": 0,
    "token_no_default_policy": False, "token_num_uses": 0, "token_period": 0, "token_policies": [], "token_strictly_bind_ip": False,
    "token_ttl": 0, "token_type": "default"}


def test_a_role_from_its_first_to_its_last_day(root, mount, role):
    assert root.list(f"{mount}/role").expect(404).json == {"errors": []}
    role("Some", bound_service_account_names="a", bound_service_account_namespaces="b")
    assert root.get(f"{mount}/role/SOME").expect(200).data == EMPTY
    root.post(f"{mount}/role/some", {"audience": "x", "policies": "p", "ttl": 5, "max_ttl": 6, "period": 7, "num_uses": 8,
                                     "bound_cidrs": "127.0.0.1/8", "alias_name_source": "serviceaccount_name"}).expect(204)
    assert root.get(f"{mount}/role/some").expect(200).data == EMPTY | {
        "audience": "x", "policies": ["p"], "token_policies": ["p"], "ttl": 5, "token_ttl": 5, "max_ttl": 6, "token_max_ttl": 6, "period": 7,
        "token_period": 7, "num_uses": 8, "token_num_uses": 8, "bound_cidrs": ["127.0.0.1/8"], "token_bound_cidrs": ["127.0.0.1/8"],
        "alias_name_source": "serviceaccount_name"}
    assert root.list(f"{mount}/role").expect(200).data == {"keys": ["some"]}
    root.delete(f"{mount}/role/some").expect(204)
    root.get(f"{mount}/role/some").expect(404)


SELECTOR = '{"matchLabels":{"env":"prod"}}'


@pytest.mark.parametrize("fields, message", [
    ({"bound_service_account_names": ""}, '"bound_service_account_names" can not be empty'),
    ({"bound_service_account_namespaces": ""},
     '"bound_service_account_namespaces" can not be empty if "bound_service_account_namespace_selector" is not set'),
    ({"bound_service_account_names": "*,a"}, 'can not mix "*" with values'), ({"bound_service_account_namespaces": "a,*"}, 'can not mix "*" with values'),
    ({"alias_name_source": "x"}, "invalid alias_name_source, must be one of: serviceaccount_uid, serviceaccount_name"),
    ({"bound_service_account_namespace_selector": "junk"}, 'invalid "bound_service_account_namespace_selector" configured'),
    ({"bound_service_account_namespace_selector": '{"matchExpressions":[{"key":"a","operator":"Exists"}]}'},
     'invalid "bound_service_account_namespace_selector" configured'),
    ({"token_ttl": "2h", "token_max_ttl": "1h"}, "'token_ttl' cannot be greater than 'token_max_ttl'"),
    ({"token_period": "9000h"}, "token period of '\"9000h0m0s\"' is greater than the backend's maximum lease TTL of '\"768h0m0s\"'"),
])
def test_bad_roles(root, mount, fields, message):
    assert root.post(f"{mount}/role/bad", {"bound_service_account_names": "a", "bound_service_account_namespaces": "b"} | fields
                     ).expect(400).errors == [message]
    root.get(f"{mount}/role/bad").expect(404)


# Logins.

def test_a_login(anonymous, mount, api, role, login):
    role(token_policies="p")
    auth = login().expect(200).auth
    assert auth["policies"] == ["default", "p"]
    assert auth["metadata"] == {"role": "r", "service_account_name": "sa1", "service_account_namespace": "ns1",
                                "service_account_secret_name": "", "service_account_uid": "uid-1"}
    method, path, headers, body = api.site.requests[-1]
    assert (method, path, headers["Authorization"]) == ("POST", REVIEWS, "Bearer reviewer")
    assert json.loads(body)["spec"]["audiences"] == ["https://k8s"]
    shown = anonymous.with_token(auth["client_token"]).get("auth/token/lookup-self").expect(200).data
    assert shown["display_name"] == mount.removeprefix("auth/") + "-ns1-sa1"


def test_tokens_of_old_clusters(role, login):
    role()
    assert login(token(KEY, OLD)).expect(200).auth["metadata"]["service_account_secret_name"] == "s"


def test_nothing_to_log_in_with(anonymous, mount, role):
    role()
    for body, message in [({"jwt": "x"}, "missing role"), ({"role": "r"}, "missing jwt"), ({"role": "none", "jwt": "x"}, 'invalid role name "none"')]:
        assert anonymous.post(f"{mount}/login", body).expect(400).errors == [message]


@pytest.mark.parametrize("jwt, errors", [
    (lambda: "junk", DENIED), (lambda: "a.b.c", DENIED), (lambda: unsigned(claims()), DENIED), (lambda: hmac_token(b"x", claims()), DENIED),
    (lambda: token(KEY, claims(), "PS256"), ["invalid algorithm (alg) header parameter: token signed with unexpected algorithm"]),
    (lambda: token(KEY, claims(exp=int(time.time()) - 300)), ["invalid expiration time (exp) claim: token is expired"]),
    (lambda: token(KEY, claims(nbf=int(time.time()) + 300)), ["invalid not before (nbf) claim: token not yet valid"]),
    (lambda: token(KEY, claims(**{"kubernetes.io": account(name="sa2")})), ["service account name not authorized"]),
    (lambda: token(KEY, claims(**{"kubernetes.io": account(namespace="ns2")})), ["namespace not authorized"]),
    (lambda: token(KEY, claims(**{"kubernetes.io": account(uid="uid-2")})), DENIED),
    (lambda: token(KEY, claims(**{"kubernetes.io": None})), ["service account name not authorized"]),
])
def test_tokens_that_do_not_count(root, role, login, jwt, errors):
    role()
    before = set(root.list("auth/token/accessors").expect(200).data["keys"])
    assert login(jwt()).expect(403).errors == errors
    assert set(root.list("auth/token/accessors").expect(200).data["keys"]) == before


@pytest.mark.parametrize("status", [
    {"authenticated": False}, {"error": "boom"}, {}, {"authenticated": True, "user": USER}, {"authenticated": True, "user": USER, "audiences": ["z"]},
    {"authenticated": True, "user": USER | {"uid": "x"}, "audiences": ["https://k8s"]},
    {"authenticated": True, "user": USER | {"username": "bob"}, "audiences": ["https://k8s"]},
    {"authenticated": True, "user": USER | {"username": "system:node:ns1:sa1"}, "audiences": ["https://k8s"]},
    {"authenticated": True, "user": USER | {"username": "system:serviceaccount:ns1:sa2"}, "audiences": ["https://k8s"]},
])
def test_the_cluster_has_the_last_word(api, role, login, status):
    role()
    api.status = lambda _: status
    assert login().expect(403).errors == DENIED


@pytest.mark.parametrize("code", [302, 401, 403, 500])
def test_an_answer_that_is_none(api, role, login, code):
    role()
    api.code = code
    assert login().expect(403).errors == DENIED


def test_an_api_that_is_not_there(root, mount, api, role, login):
    role()
    root.post(f"{mount}/config", api.config(kubernetes_host="https://127.0.0.1:1")).expect(204)
    assert login().expect(403).errors == DENIED


@pytest.mark.ours("the peer goes on with a connection that it trusted before")
def test_an_api_that_is_not_trusted(root, mount, api, role, login):
    role()
    login().expect(200)
    root.post(f"{mount}/config", api.config(kubernetes_ca_cert=Authority().pem)).expect(204)
    assert login().expect(403).errors == DENIED


def test_signatures_where_keys_are_given(root, mount, api, role, login):
    role()
    root.post(f"{mount}/config", api.config(pem_keys=[KEY.pem])).expect(204)
    login().expect(200)
    for jwt in (token(Key.rsa(), claims()), token(Key.ec(), claims()), hmac_token(KEY.pem.encode(), claims())):
        assert login(jwt).expect(403).errors == DENIED


def test_issuers(root, mount, api, role, login):
    role()
    root.post(f"{mount}/config", api.config(disable_iss_validation=False, issuer="https://k8s")).expect(204)
    login().expect(200)
    assert login(token(KEY, claims(iss="x"))).expect(403).errors == ["invalid issuer (iss) claim"]


def test_audiences(api, role, login):
    role(audience="good")
    assert login().expect(403).errors == ["invalid audience (aud) claim: audience claim does not match any expected audience"]
    login(token(KEY, claims(aud=["good", "x"]))).expect(200)
    assert json.loads(api.site.requests[-1][3])["spec"]["audiences"] == ["good"]


@pytest.mark.parametrize("names, namespaces, errors", [
    ("*", "*", None), ("s*1", "x,n*", None), ("sa1,b", "ns1", None), ("x*", "n*", ["service account name not authorized"]),
    ("s*", "x*", ["namespace not authorized"]), ("sa", "ns1", ["service account name not authorized"]),
])
def test_patterns(role, login, names, namespaces, errors):
    role(bound_service_account_names=names, bound_service_account_namespaces=namespaces)
    answer = login()
    assert (answer.status == 200) if errors is None else answer.expect(403).errors == errors, answer.body


@pytest.mark.parametrize("selector", [SELECTOR, "matchLabels:\n  env: prod\n", "{}"])
def test_namespaces_by_their_labels(api, role, login, selector):
    role(bound_service_account_namespaces="other", bound_service_account_namespace_selector=selector)
    login().expect(200)
    asked = {(request[1], request[2]["Authorization"]) for request in api.site.requests}
    assert asked == {(REVIEWS, "Bearer reviewer"), ("/api/v1/namespaces/ns1", "Bearer reviewer")}
    api.labels = {"env": "dev"}
    assert login().status == (200 if selector == "{}" else 403)


@pytest.mark.ours("the peer asks for a namespace that nobody has vouched for")
def test_a_namespace_leads_nowhere_in_the_api(api, role, login):
    role(bound_service_account_namespaces="", bound_service_account_namespace_selector=SELECTOR)
    for namespace in ("../../x", "ns1/secrets", "a?b", "%2e%2e", "NS1", ""):
        login(token(KEY, claims(**{"kubernetes.io": account(namespace=namespace)}))).expect(403)
    assert {request[1] for request in api.site.requests} == {REVIEWS}


def test_the_logins_own_token_asks_where_there_is_no_other(root, mount, api, role, login):
    role()
    root.post(f"{mount}/config", api.config(token_reviewer_jwt="")).expect(204)
    jwt = token(KEY, claims())
    login(jwt).expect(200)
    assert api.site.requests[-1][2]["Authorization"] == f"Bearer {jwt}"


def test_root_and_addresses(role, login):
    role("root", token_policies="root")
    assert login(role_name="root").expect(400).errors == ["auth methods cannot create root tokens"]
    role("cidr", token_bound_cidrs="10.0.0.0/8")
    assert login("x", "cidr").expect(403).errors == DENIED


def test_renewal_follows_the_role(root, anonymous, mount, role, login):
    role(token_ttl=600)
    own = anonymous.with_token(login().expect(200).auth["client_token"])
    role(token_ttl=300)
    assert own.post("auth/token/renew-self", {}).expect(200).auth["lease_duration"] == 300
    root.delete(f"{mount}/role/r").expect(204)
    assert "role r does not exist during renewal" in own.post("auth/token/renew-self", {}).expect(400, 500).errors[0]


def test_no_log_holds_a_token(running, mount, api, role, login):
    role()
    jwt = token(KEY, claims())
    login(jwt).expect(200)
    for log in (running.node.log, running.node.audit_log):
        assert jwt.encode() not in log.read_bytes() and b"reviewer\"" not in log.read_bytes()


# Foreign clients.

def test_hvac(vault, running, mount, api):
    at = mount.removeprefix("auth/")
    vault.auth.kubernetes.configure(kubernetes_host=api.url, kubernetes_ca_cert=api.authority.pem, token_reviewer_jwt="reviewer",
                                    disable_local_ca_jwt=True, mount_point=at)
    assert vault.auth.kubernetes.read_config(mount_point=at)["kubernetes_host"] == api.url
    vault.auth.kubernetes.create_role("r", "sa1", "ns1", ttl="5m", policies=["default"], mount_point=at)
    assert vault.auth.kubernetes.list_roles(mount_point=at)["keys"] == ["r"]
    assert vault.auth.kubernetes.read_role("r", mount_point=at)["bound_service_account_names"] == ["sa1"]
    client = hvac.Client(url=running.node.url)
    client.auth.kubernetes.login("r", token(KEY, claims()), mount_point=at)
    assert client.is_authenticated()
    vault.auth.kubernetes.delete_role("r", mount_point=at)


def test_command_line(cli, mount, role):
    role()
    assert cli.json("write", f"{mount}/login", "role=r", f"jwt={token(KEY, claims())}")["auth"]["metadata"]["role"] == "r"
    assert "permission denied" in cli.fails("write", f"{mount}/login", "role=r", "jwt=junk")
