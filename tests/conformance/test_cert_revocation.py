"""The auth method cert asks OCSP responders, and fetches lists of revoked certificates."""
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from harness.cli import Cli
from harness.revocation import CrlPlace, FakeResponder, OpenSslResponder
from harness.tls import Authority
from harness.waiting import wait_for
from test_cert import UNMET, login, mount, place, role, root, showing  # noqa: F401 (fixtures)

CA = Authority("Revoking CA")


@pytest.fixture
def openssl(tmp_path):
    """Starts a responder of OpenSSL."""
    started = []

    def start(*words, **named):
        started.append(OpenSslResponder(tmp_path, *words, **named))
        return started[-1]

    yield start
    for one in started:
        one.close()


@pytest.fixture
def fake():
    responder = FakeResponder(CA)
    yield responder
    responder.close()


@pytest.fixture
def crl():
    place = CrlPlace(CA)
    yield place
    place.close()


@pytest.fixture
def asking(role):
    """Writes a role that asks these responders."""
    def make(*responders, **fields):
        role(trusted=CA, ocsp_enabled=True, ocsp_servers_override=[one.url for one in responders], **fields).expect(204)

    return make


def stays_out(answer, why=""):
    error = answer.expect(400).errors[0]
    assert error.startswith(UNMET[0]) and why in error, error


def test_good_and_revoked(openssl, asking, login):
    good, revoked = CA.client("good"), CA.client("revoked")
    asking(openssl(CA, [good], [revoked]))
    login(good).expect(200)
    assert login(revoked).expect(400).errors == UNMET
    assert login(revoked, role_name="").expect(400).errors == UNMET
    login(good).expect(200)


def test_a_responder_that_does_not_know_the_certificate(openssl, asking, login):
    asking(openssl(CA, [CA.client("other")]))
    stays_out(login(CA.client("unknown")))


def test_the_certificate_names_its_responder(openssl, role, login):
    one, two = CA.client("one", serial=4097), CA.client("two", serial=4098)
    responder = openssl(CA, [one], [two])
    role(trusted=CA, ocsp_enabled=True).expect(204)
    login(CA.client("one", serial=4097, responder=responder.url)).expect(200)
    assert login(CA.client("two", serial=4098, responder=responder.url)).expect(400).errors == UNMET
    stays_out(login(one), "no OCSP responder")


def test_a_delegated_responder(openssl, asking, login):
    good = CA.client("good")
    # Also with a key of another kind than the authority's.
    for key in (None, rsa.generate_private_key(65537, 2048)):
        signer = CA.client("OCSP", key=key, usage=ExtendedKeyUsageOID.OCSP_SIGNING)
        another = CA.client("another")
        asking(openssl(CA, [good, another], signer=signer))
        login(another).expect(200)


@pytest.mark.ours("the peer lets clients in on answers of those who may give none")
def test_a_responder_that_was_certified_for_something_else(openssl, asking, login):
    good = CA.client("good")
    asking(openssl(CA, [good], signer=CA.client("OCSP")))
    stays_out(login(good))


@pytest.mark.ours("the peer lets clients in on answers of those who may give none")
def test_answers_that_do_not_count(fake, asking, login):
    asking(fake)
    stranger = Authority("Revoking CA")
    theirs = stranger.client("OCSP", usage=ExtendedKeyUsageOID.OCSP_SIGNING)
    shown = CA.client("control")
    fake.says(shown)
    login(shown).expect(200)
    for wrong in ({"signer": stranger}, {"signer": theirs, "sent": [theirs]}, {"since": -7200, "until": -3600}):
        app = CA.client("app")
        fake.says(app, **wrong)
        stays_out(login(app), "during verification")
    app = CA.client("app")
    fake.says(CA.client("another"))
    stays_out(login(app))


@pytest.mark.ours("the peer asks a dead responder for half a minute, and stays closed: what it documents, it does for unknown certificates alone")
def test_failing_open_and_closed(fake, asking, login):
    asking(fake, ocsp_fail_open=True)
    fake.site.close()
    login(CA.client("app")).expect(200)
    asking(fake, ocsp_fail_open=False)
    stays_out(login(CA.client("app")), "no connection")


def test_failing_open_does_not_let_in_who_is_revoked(fake, asking, login):
    asking(fake, ocsp_fail_open=True)
    unknown, revoked = CA.client("unknown"), CA.client("revoked")
    fake.says(unknown, ocsp.OCSPCertStatus.UNKNOWN)
    login(unknown).expect(200)
    fake.says(revoked, ocsp.OCSPCertStatus.REVOKED)
    assert login(revoked).expect(400).errors == UNMET


def test_all_responders_have_to_agree(openssl, asking, login):
    app, other = CA.client("app"), CA.client("other")
    first, second = openssl(CA, [app, other]), openssl(CA, [other], [app])
    asking(first, second)
    login(app).expect(200)
    asking(first, second, ocsp_query_all_servers=True)
    login(other).expect(200)


@pytest.mark.ours("the peer keeps the answer of before, though another responder says that it is revoked")
def test_another_responder_is_asked_at_once(openssl, asking, login):
    app = CA.client("app")
    first, second = openssl(CA, [app]), openssl(CA, [], [app])
    asking(first, second)
    login(app).expect(200)
    asking(first, second, ocsp_query_all_servers=True)
    assert login(app).expect(400).errors == UNMET


@pytest.mark.ours("the peer's tokens stay")
def test_a_token_of_who_is_revoked_since(fake, asking, login, showing):
    asking(fake)
    app = CA.client("app")
    fake.says(app, until=1)
    token = login(app).expect(200).auth["client_token"]
    showing(app, token=token).post("auth/token/renew-self", {}).expect(200)
    fake.says(app, ocsp.OCSPCertStatus.REVOKED)

    def refused():
        # Until the answer of before does not count any more.
        answer = showing(app, token=token).post("auth/token/renew-self", {})
        return answer.status == 400 and answer.errors == UNMET

    wait_for("the renewal is refused", refused)


def test_a_list_that_is_fetched(root, mount, role, login, crl):
    role(trusted=CA).expect(204)
    app, other = CA.client("app", serial=4100), CA.client("other")
    crl.publish(app)
    root.post(f"{mount}/crls/a", {"url": crl.url}).expect(204)
    shown = root.get(f"{mount}/crls/a").expect(200).data
    assert shown["serials"] == {"4100": {}} and shown["cdp"]["url"] == crl.url and shown["cdp"]["valid_until"].endswith("Z")
    assert login(app).expect(400).errors == UNMET
    login(other).expect(200)
    root.delete(f"{mount}/crls/a").expect(204)
    login(app).expect(200)


@pytest.mark.ours("the peer looks for newer lists once a minute, and goes on with one that has expired")
def test_a_newer_list_and_none(root, mount, role, login, crl):
    role(trusted=CA).expect(204)
    app, other = CA.client("app"), CA.client("other")
    crl.publish(seconds=2)
    root.post(f"{mount}/crls/a", {"url": crl.url}).expect(204)
    crl.publish(app, seconds=2)
    wait_for("the newer list counts", lambda: login(app).status == 400)
    crl.status = 503
    wait_for("the list has expired", lambda: login(other).status == 400)
    error = login(other).expect(400).errors[0]
    assert error.startswith("the list of revoked certificates a has expired, and there is no newer one"), error
    crl.status = 200
    crl.publish(app, seconds=3600)
    wait_for("a list is there again", lambda: login(other).status == 200)
    assert login(app).expect(400).errors == UNMET


@pytest.mark.ours("the peer takes a list from anybody, and answers 500 if there is none")
def test_lists_that_are_not_taken(root, mount, role, crl):
    def refused():
        return root.post(f"{mount}/crls/a", {"url": crl.url}).expect(400).errors[0]

    crl.publish()
    assert "no authority that a role trusts has signed it" in refused()
    role(trusted=Authority("Revoking CA")).expect(204)
    assert "no authority that a role trusts has signed it" in refused()
    role(trusted=CA).expect(204)
    crl.publish(since=-7200, seconds=3600)
    assert refused() == "error fetching the CRL: the list has expired"
    crl.list = b"<html>"
    assert refused() == "error fetching the CRL: what was fetched is no list of revoked certificates"
    crl.status = 404
    assert refused() == "error fetching the CRL: the list's server answered with status 404"


def test_the_command_line(place, name, tmp_path, openssl, crl):
    """As the operations guide has it."""
    app, gone = CA.client("web-1"), CA.client("web-2")
    responder = openssl(CA, [app, gone])
    crl.publish(gone)
    pem = tmp_path / "ca.pem"
    pem.write_text(CA.pem)
    bao = Cli(place.node.url, place.token, tmp_path)
    trust, path = f"-ca-cert={place.authorities}", f"{name}-cli"
    bao("auth", "enable", trust, f"-path={path}", "cert")
    bao("write", trust, f"auth/{path}/certs/web", f"certificate=@{pem}", "ocsp_enabled=true", f"ocsp_servers_override={responder.url}")
    bao("write", trust, f"auth/{path}/crls/ca", f"url={crl.url}")
    nobody = Cli(place.node.url, None, tmp_path)

    def words(shown):
        file = shown.files(place.folder)
        return ("login", trust, "-method=cert", f"-path={path}", "-no-store", f"-client-cert={file}", f"-client-key={file}", "name=web")

    assert "token_duration" in nobody(*words(app))
    assert UNMET[0] in nobody.fails(*words(gone))
