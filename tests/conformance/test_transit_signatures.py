"""Transit: sign, verify, hmac, hash, random."""
import base64
import hashlib
import hmac as hmac_of

import pytest

from test_transit import MISSING_CONTEXT, PLAIN, b64, only_400, transit, wrong  # noqa: F401 (fixtures)

SIGNING = ["rsa-2048", "ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "ed25519", "mldsa-44", "mldsa-65", "mldsa-87"]
HASHES = ["sha1", "sha2-224", "sha2-256", "sha2-384", "sha2-512", "sha3-224", "sha3-256", "sha3-384", "sha3-512"]


@pytest.fixture
def sign(transit):
    return lambda key, **body: transit(f"sign/{key}", **{"input": PLAIN, **body}).expect(200).data["signature"]


@pytest.fixture
def valid(transit):
    return lambda key, **body: transit(f"verify/{key}", **{"input": PLAIN, **body}).expect(200).data["valid"]


@pytest.mark.parametrize("kind", SIGNING)
def test_signs_and_verifies(transit, sign, valid, kind):
    transit.key("k", type=kind)
    data = transit("sign/k", input=PLAIN).expect(200).data
    assert data.keys() == {"signature", "key_version"} and data["signature"].startswith("vault:v1:")
    assert valid("k", signature=data["signature"])
    assert not valid("k", signature=data["signature"], input=b64("other"))
    body = bytearray(base64.b64decode(data["signature"][9:]))
    body[-1] ^= 1
    assert not valid("k", signature="vault:v1:" + b64(bytes(body)))
    transit.key("other", type=kind)
    assert not valid("other", signature=data["signature"])
    assert valid("k", input="", signature=sign("k", input=""))


@pytest.mark.parametrize("scheme", ["pss", "pkcs1v15"])
@pytest.mark.parametrize("algorithm", HASHES)
def test_hashes_of_rsa(transit, sign, valid, scheme, algorithm):
    transit.key("k", type="rsa-2048")
    options = {"hash_algorithm": algorithm, "signature_algorithm": scheme}
    signature = sign("k", **options)
    assert valid("k", signature=signature, **options)
    assert not valid("k", signature=signature, hash_algorithm=algorithm,
                     signature_algorithm="pss" if scheme == "pkcs1v15" else "pkcs1v15")
    assert not valid("k", signature=signature, signature_algorithm=scheme,
                     hash_algorithm="sha2-512" if algorithm == "sha2-256" else "sha2-256")
    in_path = transit(f"sign/k/{algorithm}", input=PLAIN, signature_algorithm=scheme).expect(200).data["signature"]
    assert valid("k", signature=in_path, **options)


def test_prehashed(transit, sign, valid, only_400):
    digest = b64(hashlib.sha256(b"hello").digest())
    for kind in ("rsa-2048", "ecdsa-p256"):
        transit.key(kind, type=kind)
        assert valid(kind, signature=sign(kind, input=digest, prehashed=True))
        assert valid(kind, input=digest, prehashed=True, signature=sign(kind))
    wrong(transit("sign/rsa-2048", input=PLAIN, prehashed=True), "input must be hashed with given hash", statuses=only_400)
    # Ed25519 and ML-DSA sign what they are given.
    for kind in ("ed25519", "mldsa-44"):
        transit.key(kind, type=kind)
        assert valid(kind, signature=sign(kind, prehashed=True))
        assert valid(kind, signature=sign(kind, hash_algorithm="none"))


def test_nothing_but_the_input(transit, sign, valid, only_400):
    transit.key("k", type="rsa-2048")
    bare = {"hash_algorithm": "none", "prehashed": True, "signature_algorithm": "pkcs1v15"}
    signature = sign("k", **bare)
    assert valid("k", signature=signature, **bare)
    assert not valid("k", signature=signature, input=b64("other"), **bare)
    # PKCS #1 with the hash's name written by hand is the usual signature.
    info = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(b"hello").digest()
    assert sign("k", **{**bare, "input": b64(info)}) == sign("k", signature_algorithm="pkcs1v15")
    wrong(transit("sign/k", input=b64(b"a" * 246), **bare), "message too long for RSA key size", statuses=only_400)
    needs = "hash_algorithm=none requires both prehashed=true and signature_algorithm=pkcs1v15"
    for less in ({"prehashed": True}, {"signature_algorithm": "pkcs1v15"}, {}):
        wrong(transit("sign/k", input=PLAIN, hash_algorithm="none", **less), needs, statuses=(400,))


@pytest.mark.parametrize("salt", ["auto", "AUTO", "hash", "0", "1", "32", 20, "222", "-1"])
def test_salts(transit, sign, valid, salt):
    transit.key("k", type="rsa-2048")
    signature = sign("k", salt_length=salt)
    assert valid("k", signature=signature) and valid("k", signature=signature, salt_length=salt)
    assert not valid("k", signature=signature, salt_length="33")
    assert valid("k", signature=signature, salt_length="hash") == (salt in ("hash", "32", "-1"))


def test_salts_that_cannot_be(transit, only_400):
    transit.key("k", type="rsa-2048")
    wrong(transit("sign/k", input=PLAIN, salt_length="223"), "requested salt length 223 is invalid", statuses=only_400)
    wrong(transit("sign/k", input=PLAIN, salt_length="-2"), "salt length is invalid: -2", statuses=(400,))
    wrong(transit("sign/k", input=PLAIN, salt_length="x"), "salt length neither 'auto', 'hash', nor an int", statuses=(400,))


def test_external_mu(transit, sign, valid, only_400):
    transit.key("k", type="mldsa-44")
    public = base64.b64decode(transit.described("k")["keys"]["1"]["public_key"])
    # FIPS 204, 6.2, with an empty context.
    representative = hashlib.shake_256(hashlib.shake_256(public).digest(64) + b"\0\0" + b"hello").digest(64)
    mu = {"input": b64(representative), "prehashed": True, "hash_algorithm": "mldsa-mu"}
    assert valid("k", signature=sign("k", **mu))
    wrong(transit("sign/k", **{**mu, "input": b64(b"m" * 63)}), "external ML-DSA mu must be 64 bytes, got 63", statuses=only_400)
    transit.key("e", type="ed25519")
    for key, options in (("e", mu), ("k", {**mu, "prehashed": False})):
        wrong(transit(f"sign/{key}", **options),
              "hash_algorithm=mldsa-mu requires prehashed=true and a ML-DSA compatible key", statuses=(400,))


@pytest.mark.parametrize("kind, length", [("ecdsa-p256", 64), ("ecdsa-p384", 96), ("ecdsa-p521", 132), ("rsa-2048", 256)])
def test_jws(transit, sign, valid, kind, length):
    transit.key("k", type=kind)
    signature = sign("k", marshaling_algorithm="jws")
    text = signature.removeprefix("vault:v1:")
    assert "=" not in text and len(base64.urlsafe_b64decode(text + "==")) == length
    assert valid("k", signature=signature, marshaling_algorithm="jws")
    for other in ("", "AA", "AAAA"):
        assert not valid("k", signature=f"vault:v1:{other}", marshaling_algorithm="jws")


@pytest.mark.parametrize("signature, message", [
    ("", "invalid signature: no prefix"), ("x", "invalid signature: no prefix"),
    ("vault:v1", "invalid signature: wrong number of fields"),
    ("vault:vx:AA", "invalid signature: version number could not be decoded"),
    ("vault:v2:AAAA", "invalid signature: version is too new"),
    ("vault:v0:AAAA", "ciphertext or signature version is disallowed by policy (too old)"),
    ("vault:v1:!!", "invalid base64 signature value"),
    ("vault:v1:", "supplied signature is invalid"), ("vault:v1:AAAA", "supplied signature is invalid"),
    ("vault:v1:MAYCAQECAQEA", "supplied signature contains extra data"),
])
def test_signatures_that_are_none(transit, signature, message):
    transit.key("k", type="ecdsa-p256")
    assert transit("verify/k", input=PLAIN, signature=signature).expect(400).errors == [message]


def test_numbers_of_ecdsa_out_of_range(transit, valid):
    transit.key("k", type="ecdsa-p256")
    order = bytes.fromhex("00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")
    one, zero, n = b"\x02\x01\x01", b"\x02\x01\x00", b"\x02" + bytes([len(order)]) + order
    for r, s in ((zero, one), (one, zero), (n, one), (one, n), (b"\x02\x01\xff", one)):
        assert not valid("k", signature="vault:v1:" + b64(bytes([0x30, len(r + s)]) + r + s))


@pytest.mark.parametrize("options, message", [
    ({"hash_algorithm": "md5"}, "invalid hash algorithm"), ({"algorithm": "bad"}, "invalid hash algorithm"),
    ({"marshaling_algorithm": "xml"}, "invalid marshaling type"),
    ({"signature_algorithm": "foo"}, "unsupported rsa signature algorithm"),
    ({"input": "!"}, "unable to decode input as base64: illegal base64 data at input byte 0"),
    ({"context": "!"}, "failed to base64-decode context"),
    ({"key_version": 2}, "requested version for signing is higher than the latest key version"),
    ({"key_version": -1}, "requested version for signing is negative"),
])
def test_cannot_sign(transit, only_400, options, message):
    transit.key("k", type="rsa-2048")
    wrong(transit("sign/k", **{"input": PLAIN, **options}), message, statuses=only_400)


def test_keys_that_do_not_sign(transit):
    transit.key("k")
    wrong(transit("sign/k", input=PLAIN), "key type aes256-gcm96 does not support signing", statuses=(400,))
    wrong(transit("verify/k", input=PLAIN, signature="vault:v1:AA=="),
          "key type aes256-gcm96 does not support verification", statuses=(400,))
    wrong(transit("sign/none", input=PLAIN), "signing key not found", statuses=(400,))
    wrong(transit("verify/none", input=PLAIN, signature="x"), "signature verification key not found", statuses=(400,))
    wrong(transit("verify/k", input=PLAIN), "neither a 'signature' nor an 'hmac' were given to verify", statuses=(400,))


def test_derived_ed25519(transit, valid, only_400):
    transit.key("k", type="ed25519", derived=True)
    data = transit("sign/k", input=PLAIN, context=b64("c")).expect(200).data
    shown = transit.get(f"keys/k?context={b64('c')}").expect(200).data["keys"]["1"]["public_key"]
    assert data["public_key"] == shown
    assert valid("k", signature=data["signature"], context=b64("c"))
    assert not valid("k", signature=data["signature"], context=b64("d"))
    wrong(transit("sign/k", input=PLAIN), "error deriving key: ", MISSING_CONTEXT, statuses=only_400)
    batch = transit("sign/k", batch_input=[{"input": PLAIN, "context": b64("c")}]).expect(200).data["batch_results"]
    assert batch == [{"signature": data["signature"], "key_version": 1, "publickey": shown, "reference": ""}]


def test_versions_of_signatures(transit, sign, valid, only_400):
    transit.key("k", type="ecdsa-p256")
    old = sign("k")
    transit("keys/k/rotate").expect(200)
    assert valid("k", signature=old) and sign("k").startswith("vault:v2:")
    assert valid("k", signature=sign("k", key_version=1))
    transit("keys/k/config", min_encryption_version=2).expect(200)
    wrong(transit("sign/k", input=PLAIN, key_version=1), "less than the minimum encryption key version", statuses=only_400)
    transit("keys/k/config", min_decryption_version=2).expect(200)
    wrong(transit("verify/k", input=PLAIN, signature=old), "disallowed by policy (too old)", statuses=(400,))


def test_batches_of_signatures(transit, sign):
    transit.key("k", type="ed25519")
    signature = sign("k")
    results = transit("sign/k", batch_input=[{"input": PLAIN, "reference": "r"}, {"input": "!"}, {}]).expect(200).data
    assert results["batch_results"] == [
        {"signature": signature, "key_version": 1, "reference": "r"},
        {"key_version": 0, "error": "unable to decode input as base64: illegal base64 data at input byte 0", "reference": ""},
        {"key_version": 0, "error": "missing input", "reference": ""}]
    results = transit("verify/k", batch_input=[
        {"input": PLAIN, "signature": signature, "reference": "r"}, {"input": PLAIN, "signature": "x"}, {"signature": signature},
        {"input": b64("other"), "signature": signature}]).expect(200).data
    assert results["batch_results"] == [
        {"valid": True, "reference": "r"}, {"valid": False, "error": "invalid signature: no prefix", "reference": ""},
        {"valid": False, "error": "missing input", "reference": ""}, {"valid": False, "reference": ""}]
    for items, message in [
            ([], "missing batch input to process"),
            ([{"input": PLAIN}], "no batch_input elements have 'signature' or 'hmac'"),
            ([{"signature": "x"}, {}], "some elements of batch_input are missing 'signature'"),
            ([{"hmac": "x"}, {}], "some elements of batch_input are missing 'hmac'"),
            ([{"hmac": "x"}, {"signature": "x"}], "elements of batch_input must all provide 'signature' or all provide 'hmac'")]:
        assert transit("verify/k", batch_input=items).expect(400).errors == [message]


@pytest.mark.parametrize("algorithm", HASHES)
def test_hmac(transit, valid, algorithm):
    made = transit.key("k", type="hmac", key_size=64, exportable=True)
    key = base64.b64decode(transit.get("export/hmac-key/k").expect(200).data["keys"]["1"])
    assert made["key_size"] == len(key) == 64
    mac = transit("hmac/k", input=PLAIN, algorithm=algorithm).expect(200).data["hmac"]
    name = algorithm.replace("sha2-", "sha").replace("sha3-", "sha3_")
    assert base64.b64decode(mac[9:]) == hmac_of.new(key, b"hello", name).digest()
    assert transit(f"hmac/k/{algorithm}", input=PLAIN).expect(200).data == {"hmac": mac}
    assert valid("k", hmac=mac, algorithm=algorithm) and not valid("k", hmac=mac, input=b64("other"), algorithm=algorithm)
    assert transit(f"verify/k/{algorithm}", input=PLAIN, hmac=mac).expect(200).data == {"valid": True}


@pytest.mark.parametrize("kind", ["aes256-gcm96", "rsa-2048", "ed25519", "mldsa-44"])
def test_every_key_makes_hmacs(transit, valid, kind):
    transit.key("k", type=kind)
    assert valid("k", hmac=transit("hmac/k", input=PLAIN).expect(200).data["hmac"])


@pytest.mark.parametrize("mac, message", [
    ("", "invalid HMAC to verify: no prefix"), ("vault:v1", "invalid HMAC: wrong number of fields"),
    ("vault:vx:AA==", "invalid HMAC: version number could not be decoded"),
    ("vault:v1:!", "unable to decode verification HMAC as base64: illegal base64 data at input byte 0"),
    ("vault:v2:AA==", "invalid HMAC: version is too new"),
    ("vault:v0:AA==", "cannot verify HMAC: version is too old (disallowed by policy)"),
])
def test_hmacs_that_are_none(transit, valid, mac, message):
    transit.key("k")
    assert transit("verify/k", input=PLAIN, hmac=mac).expect(400).errors == [message]
    assert not valid("k", hmac="vault:v1:") and not valid("k", hmac="vault:v1:AA==")


def test_cannot_make_hmacs(transit):
    transit.key("k")
    for body, message in [
            ({}, "missing input for HMAC"), ({"input": "!"}, "unable to decode input as base64"),
            ({"input": PLAIN, "algorithm": "md5"}, "unsupported algorithm"),
            ({"input": PLAIN, "key_version": 2}, "key version does not exist; latest key version is 1"),
            ({"input": PLAIN, "key_version": -1}, "key version does not exist (cannot be negative)")]:
        wrong(transit("hmac/k", **body), message, statuses=(400,))
    wrong(transit("hmac/none", input=PLAIN), "encryption key not found", statuses=(400,))


def test_batches_of_hmacs(transit):
    transit.key("k")
    mac = transit("hmac/k", input=PLAIN).expect(200).data["hmac"]
    results = transit("hmac/k", batch_input=[{"input": PLAIN, "reference": "r"}, {"input": "!"}, {}]).expect(200).data
    assert results["batch_results"] == [
        {"hmac": mac, "reference": "r"},
        {"error": "unable to decode input as base64: illegal base64 data at input byte 0", "reference": ""},
        {"error": "missing input for HMAC", "reference": ""}]
    results = transit("verify/k", batch_input=[{"input": PLAIN, "hmac": mac}, {"input": b64("o"), "hmac": mac}, {"hmac": mac}]
                      ).expect(200).data
    assert results["batch_results"] == [
        {"valid": True, "reference": ""}, {"reference": ""}, {"error": "missing input", "reference": ""}]


def test_hash(transit):
    for algorithm in HASHES[1:]:
        name = algorithm.replace("sha2-", "sha").replace("sha3-", "sha3_")
        digest = hashlib.new(name, b"hello").digest()
        assert transit(f"hash/{algorithm}", input=PLAIN).expect(200).data == {"sum": digest.hex()}
        assert transit("hash", input=PLAIN, algorithm=algorithm, format="base64").expect(200).data == {"sum": b64(digest)}
    for body, message in [
            ({}, "input missing"), ({"input": "!"}, "unable to decode input as base64"),
            ({"input": PLAIN, "algorithm": "sha1"}, "unsupported algorithm"),
            ({"input": PLAIN, "format": "q"}, "unsupported encoding format")]:
        wrong(transit("hash", **body), message, statuses=(400,))


def test_random(transit):
    def length(path="", **body):
        return len(base64.b64decode(transit(f"random{path}", **body).expect(200).data["random_bytes"]))

    assert [length(), length("/8"), length("/platform"), length("/platform/7"), length(bytes=131072)] == [32, 8, 32, 7, 131072]
    assert len(transit("random", bytes=9, format="hex").expect(200).data["random_bytes"]) == 18
    assert transit("random/seal/4").expect(200).warnings == [
        "no seal/entropy augmentation available, using platform entropy source"]
    for path, body, message in [
            ("", {"bytes": 0}, "'bytes' cannot be less than 1"), ("", {"bytes": -1}, "'bytes' cannot be less than 1"),
            ("", {"bytes": 131073}, "'bytes' should be less than 131072"), ("/0", {}, "'bytes' cannot be less than 1"),
            ("/x", {}, "error parsing url-set byte count"), ("/x/8", {}, "unsupported entropy source"),
            ("", {"format": "q"}, "unsupported encoding format")]:
        wrong(transit(f"random{path}", **body), message, statuses=(400,))
