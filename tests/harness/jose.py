"""Tokens as an identity provider makes them, and as none would: every part can be chosen."""
import base64
import hashlib
import hmac
import json
import time

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

HASHES = {"256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}


def b64(data):
    if not isinstance(data, bytes):
        data = json.dumps(data).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value, length=None):
    return b64(value.to_bytes(length or (value.bit_length() + 7) // 8, "big"))


class Key:
    """A private key with the name (`kid`) under which its public half is published."""

    def __init__(self, private, kid="k1"):
        self.private, self.kid = private, kid

    @staticmethod
    def rsa(kid="k1", bits=2048):
        return Key(rsa.generate_private_key(65537, bits), kid)

    @staticmethod
    def ec(curve=ec.SECP256R1, kid="k1"):
        return Key(ec.generate_private_key(curve()), kid)

    @staticmethod
    def ed25519(kid="k1"):
        return Key(ed25519.Ed25519PrivateKey.generate(), kid)

    @property
    def pem(self):
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode().strip()

    @property
    def jwk(self):
        public = self.private.public_key()
        if isinstance(public, rsa.RSAPublicKey):
            numbers = public.public_numbers()
            return {"kty": "RSA", "use": "sig", "kid": self.kid, "n": number(numbers.n), "e": number(numbers.e)}
        if isinstance(public, ec.EllipticCurvePublicKey):
            numbers, size = public.public_numbers(), (public.key_size + 7) // 8
            return {"kty": "EC", "use": "sig", "kid": self.kid, "crv": f"P-{public.key_size}",
                    "x": number(numbers.x, size), "y": number(numbers.y, size)}
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return {"kty": "OKP", "use": "sig", "kid": self.kid, "crv": "Ed25519", "x": b64(raw)}

    @property
    def algorithm(self):
        if isinstance(self.private, rsa.RSAPrivateKey):
            return "RS256"
        if isinstance(self.private, ec.EllipticCurvePrivateKey):
            return {256: "ES256", 384: "ES384", 521: "ES512"}[self.private.key_size]
        return "EdDSA"

    def sign(self, data, algorithm):
        family, digest = algorithm[:2], HASHES.get(algorithm[2:])
        if family == "RS":
            return self.private.sign(data, padding.PKCS1v15(), digest())
        if family == "PS":
            return self.private.sign(data, padding.PSS(padding.MGF1(digest()), digest.digest_size), digest())
        if family == "ES":
            r, s = utils.decode_dss_signature(self.private.sign(data, ec.ECDSA(digest())))
            size = (self.private.key_size + 7) // 8
            return r.to_bytes(size, "big") + s.to_bytes(size, "big")
        return self.private.sign(data)


def claims(**others):
    """Claims that hold now; None takes one away."""
    now = int(time.time())
    all_of_them = {"iss": "https://issuer.example", "sub": "alice", "aud": "here", "iat": now, "nbf": now - 1, "exp": now + 300} | others
    return {name: value for name, value in all_of_them.items() if value is not None}


def token(key, payload, algorithm=None, header=None):
    """A signed token. `payload` may be bytes, `header` adds to the header or, with None, takes from it."""
    algorithm = algorithm or key.algorithm
    head = {"alg": algorithm, "typ": "JWT", "kid": key.kid} | (header or {})
    signed = b64({name: value for name, value in head.items() if value is not None}) + "." + b64(payload)
    return signed + "." + b64(key.sign(signed.encode(), algorithm))


def unsigned(payload, algorithm="none", signature=""):
    return b64({"alg": algorithm, "typ": "JWT"}) + "." + b64(payload) + "." + signature


def hmac_token(secret, payload, kid="k1"):
    """Signed with HS256, as one would who takes a public key for a secret."""
    signed = b64({"alg": "HS256", "typ": "JWT", "kid": kid}) + "." + b64(payload)
    return signed + "." + b64(hmac.new(secret, signed.encode(), hashlib.sha256).digest())
