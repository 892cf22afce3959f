"""OCSP responders and the places of CRLs: OpenSSL's own responder, and one that answers whatever a test wants."""
import datetime
import subprocess

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from harness.ports import free_port
from harness.tls import Http
from harness.waiting import wait_for


def _now():
    return datetime.datetime.now(datetime.timezone.utc)


def _der(certificate):
    return certificate.public_bytes(serialization.Encoding.DER)


class OpenSslResponder:
    """`openssl ocsp`, of an authority that has issued `good` and revoked `revoked` and knows no others; its answers count for five minutes.

    signer: whoever signs the answers, in place of the authority itself
    """

    def __init__(self, folder, authority, good=(), revoked=(), signer=None):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        signer = signer or authority
        files = {one: folder / f"ocsp-{self.port}-{one}" for one in ("index", "ca", "signer", "key", "log")}
        then = (_now() + datetime.timedelta(days=1)).strftime("%y%m%d%H%M%SZ")
        since = (_now() - datetime.timedelta(hours=1)).strftime("%y%m%d%H%M%SZ")
        lines = [f"V\t{then}\t\t{self._serial(one)}\tunknown\t/CN={self._serial(one)}" for one in good]
        lines += [f"R\t{then}\t{since}\t{self._serial(one)}\tunknown\t/CN={self._serial(one)}" for one in revoked]
        files["index"].write_text("".join(line + "\n" for line in lines))
        files["ca"].write_text(authority.pem)
        files["signer"].write_text(signer.pem)
        files["key"].write_bytes(signer.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        self.log = files["log"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                ["openssl", "ocsp", "-index", files["index"], "-port", str(self.port), "-CA", files["ca"], "-rsigner", files["signer"],
                 "-rkey", files["key"], "-nmin", "5"], stdout=log, stderr=subprocess.STDOUT)
        wait_for("openssl ocsp listens", self._listens)

    @staticmethod
    def _serial(shown):
        digits = f"{shown.certificate.serial_number:X}"
        return digits if len(digits) % 2 == 0 else "0" + digits

    def _listens(self):
        assert self.process.poll() is None, self.log.read_text()
        return "waiting for OCSP client connections" in self.log.read_text()

    def close(self):
        self.process.terminate()
        self.process.wait(30)


class FakeResponder:
    """Answers that OpenSSL's would not give: about one certificate, signed by anybody, of any time."""

    def __init__(self, issuer):
        self.issuer, self.reply = issuer, b""
        self.site = Http(lambda request: (200, {"Content-Type": "application/ocsp-response"}, self.reply))
        self.url = self.site.url

    def says(self, shown, status=ocsp.OCSPCertStatus.GOOD, signer=None, since=0, until=300, sent=()):
        """since, until: seconds from now"""
        signer, now = signer or self.issuer, _now()
        revoked = status is ocsp.OCSPCertStatus.REVOKED
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=shown.certificate, issuer=self.issuer.certificate, algorithm=hashes.SHA1(), cert_status=status,
            this_update=now + datetime.timedelta(seconds=since), next_update=now + datetime.timedelta(seconds=until),
            revocation_time=now if revoked else None, revocation_reason=None,
        ).responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
        if sent:
            builder = builder.certificates([one.certificate for one in sent])
        self.reply = builder.sign(signer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def close(self):
        self.site.close()


class CrlPlace:
    """A web server with the list of an authority."""

    def __init__(self, authority):
        self.authority, self.status, self.list = authority, 200, b""
        self.site = Http(lambda request: (self.status, {"Content-Type": "application/pkix-crl"}, self.list))
        self.url = self.site.url + "/ca.crl"

    def publish(self, *revoked, since=0, seconds=3600):
        """The list counts for so many seconds, from so many seconds after now."""
        start = _now() + datetime.timedelta(seconds=since)
        self.list = _der(self.authority.revocations(start, start + datetime.timedelta(seconds=seconds), *revoked))

    def close(self):
        self.site.close()
