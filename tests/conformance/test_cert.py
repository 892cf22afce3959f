"""The auth method cert: a node with a TLS listener, and clients with certificates of their own."""
import dataclasses
import json

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from harness.cli import Cli
from harness.tls import Authority

STRANGER = ["invalid certificate or no client certificate supplied"]
UNMET = ["no chain matching all constraints could be found for this login certificate"]
CA = Authority("Client CA")


@dataclasses.dataclass(frozen=True)
class Place:
    node: object
    token: str
    folder: object
    authorities: str


@pytest.fixture(scope="module")
def place(servers, tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    authority = Authority("Server CA")
    files, authorities = str(authority.server_files(folder)), folder / "ca.pem"
    authorities.write_text(authority.pem)
    settings = servers.either({"listener.tls.certificate": files, "listener.tls.private-key": files}, {"tls": files})
    node = servers.node(**settings).over_tls(str(authorities)).start()
    credentials = node.init()
    node.unseal(credentials)
    yield Place(node, credentials.root_token, folder, str(authorities))
    node.dispose()


@pytest.fixture
def root(place):
    return place.node.client(place.token)


@pytest.fixture
def mount(root, name):
    root.post(f"sys/auth/{name}-cert", {"type": "cert"}).expect(204)
    return f"auth/{name}-cert"


@pytest.fixture
def role(root, mount):
    def make(role_name="r", trusted=CA, **fields):
        return root.post(f"{mount}/certs/{role_name}", {"certificate": trusted.pem, **fields})

    return make


@pytest.fixture
def showing(place):
    """A client that shows this at the handshake, with others behind it."""
    def client(shown, *others, token=None):
        return place.node.client(token, context=shown.context(place.folder, place.authorities, *others))

    return client


@pytest.fixture
def login(mount, showing):
    def log_in(shown, *others, role_name="r"):
        return showing(shown, *others).post(f"{mount}/login", {"name": role_name} if role_name else {})

    return log_in


def test_a_role_reads_as_the_peers(root, mount, role):
    role("Web", allowed_names="a, b*", allowed_dns_sans="", policies="p").expect(204)
    assert root.get(f"{mount}/certs/WEB").expect(200).data == {
        "allowed_common_names": None, "allowed_dns_sans": [], "allowed_email_sans": None, "allowed_metadata_extensions": None,
        "allowed_names": ["a", "b*"], "allowed_organizational_units": None, "allowed_uri_sans": None, "certificate": CA.pem,
        "display_name": "web", "ocsp_ca_certificates": "", "ocsp_enabled": False, "ocsp_fail_open": False,
        "ocsp_query_all_servers": False, "ocsp_servers_override": None, "policies": ["p"], "required_extensions": None,
        "token_bound_cidrs": [], "token_explicit_max_ttl": 0, "token_max_ttl": 0, "token_no_default_policy": False,
        "token_num_uses": 0, "token_period": 0, "token_policies": ["p"], "token_strictly_bind_ip": False, "token_ttl": 0,
        "token_type": "default"}
    assert root.list(f"{mount}/certs").expect(200).data == {"keys": ["web"]}
    root.delete(f"{mount}/certs/web").expect(204)
    root.delete(f"{mount}/certs/web").expect(204)
    assert root.get(f"{mount}/certs/web").expect(404).errors == []
    assert root.list(f"{mount}/certs").expect(404).errors == []


def test_wrong_roles(role):
    assert role(certificate="x").expect(400).errors == ["failed to parse certificate"]
    assert role(certificate="").expect(400).errors == ["failed to parse certificate"]
    server = CA.client("server", usage=ExtendedKeyUsageOID.SERVER_AUTH)
    assert role(trusted=server).expect(400).errors == [
        "nonCA certificates should have TLS client authentication set as an extended key usage"]
    assert role(token_ttl=2764801).expect(200).warnings == [
        "Given ttl of 2764801 seconds is greater than current mount/system default of 2764800 seconds"]


def test_configuration(root, mount):
    unset = {"disable_binding": False, "enable_identity_alias_metadata": False, "ocsp_cache_size": 0}
    assert root.get(f"{mount}/config").expect(200).data == unset
    root.post(f"{mount}/config", {"disable_binding": True}).expect(204)
    root.post(f"{mount}/config", {"enable_identity_alias_metadata": "true"}).expect(204)
    assert root.get(f"{mount}/config").expect(200).data == unset | {"disable_binding": True, "enable_identity_alias_metadata": True}


def test_lists_of_revoked_certificates(root, mount):
    assert root.get(f"{mount}/crls/a").expect(400).errors == ["no such CRL a"]
    assert root.delete(f"{mount}/crls/a").expect(400).errors == ["no such CRL a"]
    assert root.list(f"{mount}/crls").expect(404).errors == []
    assert root.post(f"{mount}/crls/a", {}).expect(400).errors == ["one of 'crl' or 'url' must be provided"]
    assert root.post(f"{mount}/crls/a", {"crl": "x"}).expect(400).errors[0].startswith("failed to parse CRL: ")
    root.post(f"{mount}/crls/A", {"crl": CA.crl(CA.client("x", serial=4096), CA.client("y", serial=17))}).expect(204)
    assert root.get(f"{mount}/crls/a").expect(200).data == {"serials": {"17": {}, "4096": {}}}
    assert root.list(f"{mount}/crls").expect(200).data == {"keys": ["a"]}
    root.delete(f"{mount}/crls/A").expect(204)


def test_wrong_settings_of_ocsp(root, mount, role):
    wanted = ["invalid cache size, must be >= 2 and <= 100000"]
    assert root.post(f"{mount}/config", {"ocsp_cache_size": 1}).expect(400).errors == wanted
    assert root.post(f"{mount}/config", {"ocsp_cache_size": 100001}).expect(400).errors == wanted
    root.post(f"{mount}/config", {"ocsp_cache_size": 2}).expect(204)
    role(ocsp_enabled=True, ocsp_servers_override="http://127.0.0.1:1,http://127.0.0.1:2", ocsp_fail_open="true",
         ocsp_query_all_servers=True, ocsp_ca_certificates=CA.pem).expect(204)
    shown = root.get(f"{mount}/certs/r").expect(200).data
    assert {name: value for name, value in shown.items() if name.startswith("ocsp_")} == {
        "ocsp_enabled": True, "ocsp_servers_override": ["http://127.0.0.1:1", "http://127.0.0.1:2"], "ocsp_fail_open": True,
        "ocsp_query_all_servers": True, "ocsp_ca_certificates": CA.pem}


def test_a_login_says_what_it_is(root, role, login, mount):
    role("web", token_policies="p", token_ttl="5m").expect(204)
    auth = login(CA.client("app", serial=4096), role_name="WEB").expect(200).auth
    assert auth["policies"] == ["default", "p"] and auth["lease_duration"] == 300 and auth["entity_id"]
    assert auth["metadata"] == {"cert_name": "web", "common_name": "app", "serial_number": "4096", "subject_key_id": "",
                                "authority_key_id": ""}
    shown = root.with_token(auth["client_token"]).get("auth/token/lookup-self").expect(200).data
    assert shown["display_name"] == f"{mount[5:]}-web" and shown["path"] == f"{mount}/login"


def test_without_a_name_the_first_that_fits_is_taken(role, login):
    app = CA.client("app")
    role("b", allowed_common_names="other").expect(204)
    role("c").expect(204)
    role("a", Authority("Client CA")).expect(204)
    assert login(app, role_name="").expect(200).auth["metadata"]["cert_name"] == "c"
    role("z", app).expect(204)
    assert login(app, role_name="").expect(200).auth["metadata"]["cert_name"] == "z"
    assert login(app, role_name="b").expect(400).errors == UNMET
    assert login(app, role_name="a").expect(400).errors == STRANGER


def test_another_certificate_in_the_place_of_the_right_one(role, login):
    app = CA.client("app", serial=7)
    role("pinned", app).expect(204)
    role("ca").expect(204)
    imitation = Authority("Client CA")
    login(app, role_name="pinned").expect(200)
    for other in (CA.client("app", serial=7), CA.client("app", key=app.key), CA.client("other")):
        assert login(other, role_name="pinned").expect(400).errors == STRANGER
        assert login(other, app.pem, CA.pem, role_name="pinned").expect(400).errors == STRANGER
        login(other, role_name="ca").expect(200)
    for other in (imitation.client("app", serial=7), imitation.client("app", key=app.key)):
        assert login(other, role_name="ca").expect(400).errors == STRANGER
        assert login(other, imitation.pem, CA.pem, role_name="ca").expect(400).errors == STRANGER


def test_an_intermediate_has_to_be_sent(role, login):
    role().expect(204)
    middle, plain = Authority("Middle"), Authority("Plain")
    app, false = middle.client("app"), plain.client("app")
    signed = CA.client("Middle", key=middle.key, issuer=True)
    assert login(app).expect(400).errors == STRANGER
    assert login(app, CA.pem).expect(400).errors == STRANGER
    login(app, signed.pem).expect(200)
    assert login(false, CA.client("Plain", key=plain.key).pem).status in (400, 500)


def test_names(role, login):
    app = CA.client("app", dns=["app.example"])
    for fields in ({"allowed_names": "*.example"}, {"allowed_common_names": "a*"}, {"allowed_dns_sans": "x,app.example"}):
        role(**fields).expect(204)
        login(app).expect(200)
        role(**{field: "" for field in fields}).expect(204)
    for fields in ({"allowed_names": "ap"}, {"allowed_common_names": "APP"}, {"allowed_dns_sans": "app"}, {"allowed_email_sans": "*"},
                   {"allowed_uri_sans": "*"}, {"allowed_organizational_units": "*"}, {"required_extensions": "1.2.3:*"}):
        role(**fields).expect(204)
        assert login(app).expect(400).errors == UNMET
        role(**{field: "" for field in fields}).expect(204)


def test_revoked_certificates_stay_out(root, mount, role, login):
    app, other = CA.client("app"), CA.client("other")
    role().expect(204)
    role("pinned", app).expect(204)
    login(app).expect(200)
    root.post(f"{mount}/crls/a", {"crl": CA.crl(app)}).expect(204)
    assert login(app).expect(400).errors == UNMET
    assert login(app, role_name="pinned").expect(400).errors == STRANGER
    login(other).expect(200)
    # As at the peer, whoever signed the list.
    root.post(f"{mount}/crls/b", {"crl": Authority("Nobody").crl(other)}).expect(204)
    assert login(other).expect(400).errors == UNMET
    root.delete(f"{mount}/crls/a").expect(204)
    login(app).expect(200)


@pytest.mark.ours("the peer answers 500")
def test_expired_and_for_servers(role, login):
    role().expect(204)
    assert "expired" in login(CA.client("app", days=-1)).expect(400).errors[0]
    assert "client authentication" in login(CA.client("app", usage=ExtendedKeyUsageOID.SERVER_AUTH)).expect(400).errors[0]


def test_without_a_certificate(place, mount, role):
    role().expect(204)
    bare = place.node.client()
    wanted = ["no client certificate found"]
    assert bare.post(f"{mount}/login", {}).expect(400).errors == wanted
    pem = CA.client("app").pem
    for header in ("X-Client-Cert", "X-SSL-Client-Cert", "Ssl-Client-Cert", "X-Forwarded-Client-Cert", "Client-Cert"):
        answer = bare.post(f"{mount}/login", {"name": "r", "certificate": pem}, headers={header: pem.replace("\n", " ")})
        assert answer.expect(400).errors == wanted


def test_a_failed_login_with_a_certificate_leaves_no_token(root, mount, role, login):
    role(allowed_common_names="nobody").expect(204)
    before = len(root.list("auth/token/accessors").expect(200).data["keys"])
    login(CA.client("app")).expect(400)
    login(Authority().client("app")).expect(400)
    assert len(root.list("auth/token/accessors").expect(200).data["keys"]) == before


def test_renewal_with_the_certificate_of_the_login(role, login, showing):
    role().expect(204)
    app = CA.client("app")
    token = login(app).expect(200).auth["client_token"]
    assert showing(app, token=token).post("auth/token/renew-self", {}).expect(200).auth["client_token"] == token


@pytest.mark.ours("the peer answers 500, with both certificates")
def test_renewal_with_another_valid_certificate(root, place, mount, role, login, showing):
    role().expect(204)
    app, other = CA.client("app"), CA.client("app")
    token = login(app).expect(200).auth["client_token"]
    wrong = showing(other, token=token).post("auth/token/renew-self", {}).expect(400).errors[0]
    assert "not matching client identity used during login" in wrong
    place.node.client(token).post("auth/token/renew-self", {}).expect(400)
    root.post(f"{mount}/crls/a", {"crl": CA.crl(app)}).expect(204)
    assert showing(app, token=token).post("auth/token/renew-self", {}).expect(400).errors == UNMET
    root.post(f"{mount}/config", {"disable_binding": True}).expect(204)
    showing(other, token=token).post("auth/token/renew-self", {}).expect(200)


def test_the_command_line(place, name, tmp_path):
    """As the operations guide has it."""
    app, stranger, gone = CA.client("web-1"), Authority("Client CA").client("web-1"), CA.client("web-2")
    files = {one: place.folder / f"{name}-{i}.pem" for i, one in enumerate(("ca", "crl"))}
    files["ca"].write_text(CA.pem)
    files["crl"].write_text(CA.crl(gone))
    bao = Cli(place.node.url, place.token, tmp_path)
    trust, mount = f"-ca-cert={place.authorities}", f"{name}-cli"

    def log_in(command, shown, *words):
        pem = shown.files(place.folder)
        return command("login", *words, trust, "-method=cert", f"-path={mount}", "-no-store", f"-client-cert={pem}", f"-client-key={pem}",
                       "name=web")

    bao("auth", "enable", trust, f"-path={mount}", "cert")
    bao("write", trust, f"auth/{mount}/certs/web", f"certificate=@{files['ca']}", "allowed_common_names=web-*", "token_policies=web")
    bao("write", trust, f"auth/{mount}/crls/ca", f"crl=@{files['crl']}")
    nobody = Cli(place.node.url, None, tmp_path)
    auth = json.loads(log_in(nobody, app, "-format=json"))["auth"]
    assert auth["metadata"]["cert_name"] == "web" and auth["policies"] == ["default", "web"]
    assert STRANGER[0] in log_in(nobody.fails, stranger)
    assert UNMET[0] in log_in(nobody.fails, gone)
    assert UNMET[0] in log_in(nobody.fails, CA.client("app"))
    wanted = nobody.fails("login", trust, "-method=cert", f"-path={mount}", "name=web")
    assert "no client certificate found" in wanted
    pem = app.files(place.folder)
    assert "token_duration" in nobody.with_token(auth["client_token"])("token", "renew", trust, f"-client-cert={pem}", f"-client-key={pem}")
