"""A certificate authority for a test, and HTTPS servers that it vouches for."""
import datetime
import http.server
import ipaddress
import ssl
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID


def _name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    def __init__(self, name="Test CA"):
        self.key, self.name = ec.generate_private_key(ec.SECP256R1()), _name(name)
        self.certificate = self._sign(self.name, self.key.public_key(), x509.BasicConstraints(ca=True, path_length=None))

    @property
    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def _sign(self, subject, public, constraints, names=None):
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(public)
                   .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1))
                   .not_valid_after(now + datetime.timedelta(days=1)).add_extension(constraints, critical=True))
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def server_files(self, folder, host="127.0.0.1"):
        """A certificate for the host and its key, in one file."""
        key = ec.generate_private_key(ec.SECP256R1())
        try:
            names = [x509.IPAddress(ipaddress.ip_address(host))]
        except ValueError:
            names = [x509.DNSName(host)]
        certificate = self._sign(_name(host), key.public_key(), x509.BasicConstraints(ca=False, path_length=None), names)
        file = folder / f"{host}.pem"
        file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        return file

    def client(self, name, key=None, serial=None, days=1, usage=ExtendedKeyUsageOID.CLIENT_AUTH, dns=(), issuer=False, responder=None):
        """A client's certificate with its key; its days count back if they are negative. responder: whom it says to ask about it."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = (x509.CertificateBuilder().subject_name(_name(name)).issuer_name(self.name).public_key(key.public_key())
                   .serial_number(serial or x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=5))
                   .not_valid_after(now + datetime.timedelta(days=days))
                   .add_extension(x509.BasicConstraints(ca=issuer, path_length=None), critical=True)
                   .add_extension(x509.ExtendedKeyUsage([usage]), critical=False))
        if dns:
            builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in dns]), critical=False)
        if responder:
            access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(responder))
            builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
        return Shown(builder.sign(self.key, hashes.SHA256()), key)

    def crl(self, *revoked):
        """A list of revoked certificates, which has long been out of date."""
        then = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=4)
        return self.revocations(then, then + datetime.timedelta(days=1), *revoked).public_bytes(serialization.Encoding.PEM).decode()

    def revocations(self, since, until, *revoked):
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.name).last_update(since).next_update(until)
        for one in revoked:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(one.certificate.serial_number).revocation_date(since).build())
        return builder.sign(self.key, hashes.SHA256())


class Shown:
    """What a client shows: its certificate, of which it holds the key, and perhaps others."""

    def __init__(self, certificate, key):
        self.certificate, self.key = certificate, key

    @property
    def pem(self):
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def files(self, folder, *others):
        """One PEM file with the certificate, the others behind it and the key."""
        file = folder / f"client-{self.certificate.fingerprint(hashes.SHA256()).hex()[:16]}-{len(others)}.pem"
        file.write_bytes("".join([self.pem, *others]).encode() + self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        return file

    def context(self, folder, authorities, *others):
        context = ssl.create_default_context(cafile=authorities)
        context.load_cert_chain(self.files(folder, *others))
        return context


class _Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a client that does not trust it hangs up


class Https:
    """An HTTPS server on a free port of 127.0.0.1; `answer(request)` gives (status, headers, body)."""

    def __init__(self, answer, certificate):
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self):
                length = int(self.headers.get("Content-Length") or 0)
                self.body = self.rfile.read(length)
                outer.requests.append((self.command, self.path, dict(self.headers), self.body))
                status, headers, body = answer(self)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = handle_one

            def log_message(self, *args):
                pass

        self.requests = []
        self.server = _Quiet(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        if certificate is None:
            self.url = f"http://127.0.0.1:{self.port}"
        else:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
            self.url = f"https://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Http(Https):
    """The same without TLS."""

    def __init__(self, answer):
        super().__init__(answer, None)
