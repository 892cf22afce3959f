"""Transit: keys that leave and come in. Exports, backups, imports, wrapped exports, agreed keys, certificates."""
import base64
import concurrent.futures
import datetime
import hashlib
import os

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, keywrap, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import NameOID

from harness.waiting import wait_for
from test_transit import PLAIN, b64, only_400, transit, wrong  # noqa: F401 (fixtures)

OPEN = {"exportable": True, "allow_plaintext_backup": True}
HASHES = {"SHA1": hashes.SHA1, "SHA224": hashes.SHA224, "SHA256": hashes.SHA256, "SHA384": hashes.SHA384, "SHA512": hashes.SHA512}


def unb64(text):
    return base64.b64decode(text)


def pkcs8(key):
    return key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def public_pem(key):
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def await_wrapping_key(transit):
    """It is made when it is first asked for, which takes longer than a request may where the machine is busy."""
    wait_for("the wrapping key", lambda: transit.get("wrapping_key").status == 200, 90)


def wrapped(transit, key, hash_name="SHA256"):
    """A key as it is sent to be imported."""
    await_wrapping_key(transit)
    wrapping = serialization.load_pem_public_key(transit.get("wrapping_key").expect(200).data["public_key"].encode())
    once, algorithm = os.urandom(32), HASHES[hash_name]()
    sealed = wrapping.encrypt(once, padding.OAEP(padding.MGF1(algorithm), algorithm, None))
    return b64(sealed + keywrap.aes_key_wrap_with_padding(once, key))


def exported(transit, part, key, query=""):
    return transit.get(f"export/{part}/{key}{query}").expect(200).data["keys"]


# Exports.

def test_an_exported_key_decrypts_outside(transit):
    for kind, cipher in (("aes128-gcm96", AESGCM), ("aes256-gcm96", AESGCM), ("chacha20-poly1305", ChaCha20Poly1305)):
        transit.key(kind, type=kind, **OPEN)
        sealed = unb64(transit.encrypted(kind).split(":")[2])
        key = unb64(exported(transit, "encryption-key", kind)["1"])
        assert cipher(key).decrypt(sealed[:12], sealed[12:], None) == b"hello"


@pytest.mark.parametrize("kind", ["rsa-2048", "ecdsa-p256", "ecdsa-p384", "ecdsa-p521"])
def test_an_exported_signing_key_is_a_pem(transit, kind):
    transit.key("k", type=kind, **OPEN)
    shown = transit.described("k")["keys"]["1"]["public_key"]
    for query in ("", "?format=pem"):
        key = serialization.load_pem_private_key(exported(transit, "signing-key", "k", query)["1"].encode(), None)
        assert public_pem(key).strip() == shown.strip()
    key = serialization.load_der_private_key(unb64(exported(transit, "signing-key", "k", "?format=der")["1"]), None)
    assert public_pem(key).strip() == shown.strip()
    wrong(transit.get("export/signing-key/k?format=raw"), "unknown key format for ")


def test_an_exported_ed25519_key_is_seed_and_public_key(transit):
    transit.key("k", type="ed25519", **OPEN)
    raw = unb64(exported(transit, "signing-key", "k")["1"])
    key = ed25519.Ed25519PrivateKey.from_private_bytes(raw[:32])
    assert key.public_key().public_bytes_raw() == raw[32:]
    assert transit.described("k")["keys"]["1"]["public_key"] == b64(raw[32:])
    assert exported(transit, "public-key", "k") == {"1": b64(raw[32:])}


def test_which_versions_are_exported(transit, only_400):
    transit.key("k", **OPEN)
    for _ in range(3):
        transit("keys/k/rotate").expect(200)
    transit("keys/k/config", min_decryption_version=2).expect(200)
    assert list(exported(transit, "encryption-key", "k")) == ["2", "3", "4"]
    for version, number in (("latest", "4"), ("3", "3"), ("v2", "2")):
        assert list(transit.get(f"export/encryption-key/k/{version}").expect(200).data["keys"]) == [number]
    for version in ("1", "9", "x"):
        transit.get(f"export/encryption-key/k/{version}").expect(*only_400)


def test_what_is_not_exported(transit, only_400):
    transit.key("fixed")
    transit.key("ec", type="ecdsa-p256", **OPEN)
    transit.key("aes", **OPEN)
    for path in ("encryption-key/fixed", "hmac-key/fixed", "encryption-key/ec", "signing-key/aes", "public-key/aes", "bogus/aes"):
        transit.get(f"export/{path}").expect(*only_400)
    assert transit.get("export/encryption-key/none").status == 404


# Backups.

def test_backup_and_restore(transit):
    transit.key("k", **OPEN)
    sealed = transit.encrypted("k")
    transit("keys/k/rotate").expect(200)
    backup = transit.get("backup/k").expect(200).data["backup"]
    transit("restore/other", backup=backup).expect(204)
    assert transit.decrypted("other", sealed) == PLAIN
    assert transit.described("other")["name"] == "other"
    wrong(transit("restore/other", backup=backup), "already exists")
    transit("restore/other", backup=backup, force=True).expect(204)
    wrong(transit("restore", backup=backup), "already exists")
    for bad in ("", "!", b64("x"), b64("{}")):
        wrong(transit("restore/bad", backup=bad))
    assert transit.get("keys/bad").status == 404


def test_what_is_not_backed_up(transit):
    transit.key("k", exportable=True)
    wrong(transit.get("backup/k"), "plaintext backup is disallowed on the policy")
    transit.key("j", allow_plaintext_backup=True)
    wrong(transit.get("backup/j"), "exporting is disallowed on the policy")
    wrong(transit.get("backup/none"), "not found")


# Imports.

def test_imports_a_wrapped_key(transit):
    for hash_name in HASHES:
        key = os.urandom(32)
        transit(f"keys/{hash_name}/import", ciphertext=wrapped(transit, key, hash_name), hash_function=hash_name, exportable=True).expect(204)
        assert exported(transit, "encryption-key", hash_name) == {"1": b64(key)}
        described = transit.described(hash_name)
        assert (described["imported_key"], described["imported_key_allow_rotation"]) == (True, False)


MADE = {
    "rsa-2048": lambda: rsa.generate_private_key(65537, 2048), "ecdsa-p256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "ecdsa-p384": lambda: ec.generate_private_key(ec.SECP384R1()), "ecdsa-p521": lambda: ec.generate_private_key(ec.SECP521R1()),
    "ed25519": ed25519.Ed25519PrivateKey.generate}


def test_imports_private_and_public_keys(transit):
    for kind, make in MADE.items():
        both, public = f"{kind}-both", f"{kind}-public"
        key = make()
        transit(f"keys/{both}/import", type=kind, ciphertext=wrapped(transit, pkcs8(key))).expect(204)
        signature = transit(f"sign/{both}", input=PLAIN).expect(200).data["signature"]
        transit(f"keys/{public}/import", type=kind, public_key=public_pem(key)).expect(204)
        assert transit(f"verify/{public}", input=PLAIN, signature=signature).expect(200).data["valid"] is True
        wrong(transit(f"sign/{public}", input=PLAIN))
        # The private key follows.
        transit(f"keys/{public}/import_version", version=1, ciphertext=wrapped(transit, pkcs8(key))).expect(204)
        assert transit(f"sign/{public}", input=PLAIN).expect(200).data["signature"].startswith("vault:v1:")
        assert transit.described(public)["latest_version"] == 1
        wrong(transit(f"keys/{public}/import_version", version=1, ciphertext=wrapped(transit, pkcs8(key))))
        transit(f"keys/{public}/import_version", ciphertext=wrapped(transit, pkcs8(make()))).expect(204)
        assert transit.described(public)["latest_version"] == 2


def test_imports_that_are_refused(transit):
    key = os.urandom(32)
    good = unb64(wrapped(transit, key))
    for ciphertext in ("!", "AAAA", b64(os.urandom(600)), b64(good[:-1] + bytes([good[-1] ^ 1])), wrapped(transit, key[:16])):
        wrong(transit("keys/k/import", ciphertext=ciphertext))
    wrong(transit("keys/k/import", ciphertext=b64(good), hash_function="SHA1"))
    wrong(transit("keys/k/import", ciphertext=b64(good), hash_function="MD5"))
    wrong(transit("keys/k/import", ciphertext=b64(good), type="rsa-2048"))
    wrong(transit("keys/k/import", ciphertext=b64(good), auto_rotate_period="2h"))
    assert transit.get("keys/k").status == 404
    transit("keys/k/import", ciphertext=b64(good)).expect(204)
    wrong(transit("keys/k/import", ciphertext=b64(good)))
    wrong(transit("keys/k/rotate"), "does not allow rotation")
    transit.key("own")
    wrong(transit("keys/own/import_version", ciphertext=b64(good)))


def test_a_wrapped_export_is_an_import(transit):
    transit.key("k", **OPEN)
    transit.key("fixed")
    wrapping = rsa.generate_private_key(65537, 2048)
    transit("keys/to/import", type="rsa-2048", public_key=public_pem(wrapping)).expect(204)
    for hash_name, algorithm in HASHES.items():
        answer = transit.get(f"byok-export/to/k/1?hash={hash_name}").expect(200).data
        sealed = unb64(answer["keys"]["1"])
        once = wrapping.decrypt(sealed[:256], padding.OAEP(padding.MGF1(algorithm()), algorithm(), None))
        assert keywrap.aes_key_unwrap_with_padding(once, sealed[256:]) == unb64(exported(transit, "encryption-key", "k")["1"])
    wrong(transit.get("byok-export/to/fixed"), "key is not exportable")
    wrong(transit.get("byok-export/none/k"))
    wrong(transit.get("byok-export/to/none"))
    wrong(transit.get("byok-export/k/k"))


# Agreed keys and certificates.

def test_two_sides_agree_on_a_key(transit):
    transit.key("own", type="ecdsa-p256")
    mine = ec.generate_private_key(ec.SECP256R1())
    transit("derive-key/k", base_key_name="own", peer_public_key=public_pem(mine)).expect(200, 204)
    theirs = serialization.load_pem_public_key(transit.described("own")["keys"]["1"]["public_key"].encode())
    shared = mine.exchange(ec.ECDH(), theirs)
    sealed = unb64(transit.encrypted("k").split(":")[2])
    key = HKDF(hashes.SHA256(), 32, None, b"").derive(shared)
    assert AESGCM(key).decrypt(sealed[:12], sealed[12:], None) == b"hello"
    wrong(transit("derive-key/j", base_key_name="own", peer_public_key="x"))
    wrong(transit("derive-key/j", base_key_name="none", peer_public_key=public_pem(mine)))
    wrong(transit("derive-key/j", base_key_name="own", peer_public_key=public_pem(ec.generate_private_key(ec.SECP384R1()))))


def name_of(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(subject, public, issuer, key, is_ca):
    start = datetime.datetime(2026, 1, 1)
    return x509.CertificateBuilder().subject_name(name_of(subject)).issuer_name(name_of(issuer)).public_key(public).serial_number(7) \
        .not_valid_before(start).not_valid_after(start + datetime.timedelta(days=4000)) \
        .add_extension(x509.BasicConstraints(is_ca, None), True).sign(key, hashes.SHA256())


def pem(*certificates):
    return "".join(each.public_bytes(serialization.Encoding.PEM).decode() for each in certificates)


@pytest.mark.parametrize("kind", ["ecdsa-p256", "ecdsa-p384", "rsa-2048", "ed25519"])
def test_certificate_requests(transit, kind):
    transit.key("k", type=kind)
    other = ec.generate_private_key(ec.SECP256R1())
    template = x509.CertificateSigningRequestBuilder().subject_name(name_of("a b")) \
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("x.y")]), False).sign(other, hashes.SHA256())
    answer = transit("keys/k/csr", csr=pem(template)).expect(200).data
    request = x509.load_pem_x509_csr(answer["csr"].encode())
    assert request.is_signature_valid and request.subject == name_of("a b")
    assert request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName) == ["x.y"]
    wrong(transit("keys/k/csr", csr="x"))


def test_certificate_chains(transit):
    transit.key("k", type="ecdsa-p256")
    authority = ec.generate_private_key(ec.SECP256R1())
    public = serialization.load_pem_public_key(transit.described("k")["keys"]["1"]["public_key"].encode())
    leaf = certificate("leaf", public, "ca", authority, False)
    root = certificate("ca", authority.public_key(), "ca", authority, True)
    foreign = certificate("other", ec.generate_private_key(ec.SECP256R1()).public_key(), "ca", authority, False)
    for bad in ("", "x", pem(foreign), pem(leaf, leaf)):
        wrong(transit("keys/k/set-certificate", certificate_chain=bad))
    transit("keys/k/set-certificate", certificate_chain=pem(leaf, root)).expect(200)
    assert transit.described("k")["keys"]["1"]["certificate_chain"].strip() == pem(leaf, root).strip()
    assert transit.get("export/certificate-chain/k").expect(200).data["keys"]["1"].strip() == pem(leaf, root).strip()


# Clients.

def test_hvac(transit, vault):
    client, at = vault.secrets.transit, {"mount_point": transit.path}
    client.create_key("k", exportable=True, allow_plaintext_backup=True, **at)
    sealed = client.encrypt_data("k", plaintext=PLAIN, **at)["data"]["ciphertext"]
    assert client.decrypt_data("k", ciphertext=sealed, **at)["data"]["plaintext"] == PLAIN
    client.rotate_key("k", **at)
    client.rotate_key("k", **at)
    assert client.rewrap_data("k", ciphertext=sealed, **at)["data"]["ciphertext"].startswith("vault:v3:")
    assert client.generate_data_key("k", key_type="plaintext", **at)["data"]["plaintext"]
    assert len(unb64(client.generate_random_bytes(16, **at)["data"]["random_bytes"])) == 16
    assert client.hash_data(PLAIN, algorithm="sha2-256", **at)["data"]["sum"] == hashlib.sha256(b"hello").hexdigest()
    hmac = client.generate_hmac("k", hash_input=PLAIN, **at)["data"]["hmac"]
    assert client.verify_signed_data("k", hash_input=PLAIN, hmac=hmac, **at)["data"]["valid"] is True
    client.create_key("s", key_type="ed25519", **at)
    signature = client.sign_data("s", hash_input=PLAIN, **at)["data"]["signature"]
    assert client.verify_signed_data("s", hash_input=PLAIN, signature=signature, **at)["data"]["valid"] is True
    backup = client.backup_key("k", **at)["data"]["backup"]
    client.restore_key(backup, name="again", **at)
    assert client.list_keys(**at)["data"]["keys"] == ["again", "k", "s"]
    client.update_key_configuration("k", min_decryption_version=2, min_encryption_version=3, deletion_allowed=True, **at)
    client.trim_key("k", min_version=2, **at)
    client.delete_key("k", **at)


def test_the_stock_command_line_imports(transit, cli):
    first, second = os.urandom(32), os.urandom(32)
    await_wrapping_key(transit)
    cli("transit", "import", f"{transit.path}/keys/k", b64(first), "type=aes256-gcm96", "exportable=true")
    cli("transit", "import-version", f"{transit.path}/keys/k", b64(second))
    assert exported(transit, "encryption-key", "k") == {"1": b64(first), "2": b64(second)}
    sealed = cli.json("write", f"{transit.path}/encrypt/k", f"plaintext={PLAIN}")["data"]["ciphertext"]
    assert cli.json("read", f"{transit.path}/keys/k")["data"]["latest_version"] == 2
    assert cli.json("write", f"{transit.path}/decrypt/k", f"ciphertext={sealed}")["data"]["plaintext"] == PLAIN


# Many at a time.

def test_rotations_at_the_same_time_all_count(transit):
    transit.key("k")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: transit("keys/k/rotate").status, range(24)))
    assert answers == [200] * 24
    assert transit.described("k")["latest_version"] == 25


def test_a_key_that_many_make_at_once_is_one(transit):
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(lambda _: transit.encrypted("k"), range(16)))
    assert {transit.decrypted("k", each) for each in sealed} == {PLAIN}
    assert transit.described("k")["latest_version"] == 1
