"""The secret engine transit: keys and their versions; encrypt, decrypt, rewrap, datakey; batches."""
import base64

import pytest

PLAIN = base64.b64encode(b"hello").decode()
MISSING_CONTEXT = "missing 'context' for key derivation"
SYMMETRIC = ["aes128-gcm96", "aes256-gcm96", "chacha20-poly1305", "xchacha20-poly1305"]
TYPES = [*SYMMETRIC, "rsa-2048", "ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "ed25519", "mldsa-44", "mldsa-65", "mldsa-87"]


def b64(text):
    return base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode()


class Transit:
    """A mount, and short words for what is asked of it."""

    def __init__(self, client, path):
        self.client, self.path = client, path

    def __call__(self, path, **body):
        return self.client.post(f"{self.path}/{path}", body)

    def get(self, path):
        return self.client.get(f"{self.path}/{path}")

    def delete(self, path):
        return self.client.delete(f"{self.path}/{path}")

    def key(self, key, **settings):
        return self(f"keys/{key}", **settings).expect(200).data

    def described(self, key):
        return self.get(f"keys/{key}").expect(200).data

    def encrypted(self, key, plaintext=PLAIN, **more):
        return self(f"encrypt/{key}", plaintext=plaintext, **more).expect(200).data["ciphertext"]

    def decrypted(self, key, ciphertext, **more):
        return self(f"decrypt/{key}", ciphertext=ciphertext, **more).expect(200).data["plaintext"]


def wrong(answer, *messages, statuses=(400, 500)):
    """What the peer calls its own fault is the caller's here: 400."""
    errors = answer.expect(*statuses).errors
    assert all(message in errors[0] for message in messages), errors
    return errors[0]


@pytest.fixture
def transit(root, name):
    root.post(f"sys/mounts/{name}-tr", {"type": "transit"}).expect(204)
    return Transit(root, f"{name}-tr")


@pytest.fixture
def only_400(servers):
    """The status of what a client did wrong."""
    return servers.either((400,), (400, 500))


# Keys.

SHAPE = {
    "allow_plaintext_backup": False, "auto_rotate_period": 0, "deletion_allowed": False, "derived": False,
    "exportable": False, "imported_key": False, "latest_version": 1, "min_available_version": 0,
    "min_decryption_version": 1, "min_encryption_version": 0, "name": "k", "soft_deleted": False}


@pytest.mark.parametrize("kind", TYPES)
def test_a_key(transit, kind):
    made = transit.key("k", type=kind)
    assert transit.described("k") == made
    versions = made.pop("keys")
    signs, encrypts = kind not in SYMMETRIC, kind in SYMMETRIC or kind == "rsa-2048"
    assert made == SHAPE | {
        "type": kind, "supports_encryption": encrypts, "supports_decryption": encrypts, "supports_signing": signs,
        "supports_derivation": kind in SYMMETRIC or kind == "ed25519"}
    if not signs:
        assert isinstance(versions["1"], int)
        return
    shown = versions["1"]
    assert shown.keys() == {"certificate_chain", "creation_time", "name", "public_key"}
    assert shown["name"] == {"ecdsa-p256": "P-256", "ecdsa-p384": "P-384", "ecdsa-p521": "P-521"}.get(kind, kind)
    pem = kind.startswith(("rsa", "ecdsa"))
    assert shown["public_key"].startswith("-----BEGIN PUBLIC KEY-----\n") == pem
    assert shown["public_key"].endswith("-----END PUBLIC KEY-----\n") == pem


def test_a_key_of_hmac(transit):
    made = transit.key("k", type="hmac", key_size=40)
    assert made == SHAPE | {"type": "hmac", "key_size": 40, "supports_encryption": False, "supports_decryption": False,
                            "supports_signing": False, "supports_derivation": False}


def test_derived_and_convergent_keys(transit):
    assert transit.key("d", derived=True)["kdf"] == "hkdf_sha256"
    made = transit.key("c", derived=True, convergent_encryption=True)
    assert (made["convergent_encryption"], made["convergent_encryption_version"]) == (True, -1)
    transit.key("e", type="ed25519", derived=True)
    assert transit.described("e")["keys"]["1"]["public_key"] == ""
    shown = transit.get(f"keys/e?context={b64('a')}").expect(200).data["keys"]["1"]["public_key"]
    assert len(base64.b64decode(shown)) == 32
    assert transit.get("keys/e?context=!!").expect(400).errors == ["failed to base64-decode context"]


def test_a_key_that_exists_stays(transit):
    before = transit.key("k", type="ed25519")
    assert transit.key("k", type="rsa-2048") == before


@pytest.mark.parametrize("settings, message", [
    ({"type": "rot13"}, "unknown key type"),
    ({"type": "AES256-GCM96"}, "unknown key type"),
    ({"convergent_encryption": True}, "convergent encryption requires derivation to be enabled"),
    ({"type": "hmac"}, "invalid key size for HMAC key, must be between 32 and 512 bytes"),
    ({"type": "hmac", "key_size": 31}, "invalid key_size 31"),
    ({"type": "hmac", "key_size": 513}, "invalid key_size 513"),
    ({"key_size": 32}, "key_size is not valid for algorithm aes256-gcm96"),
    ({"auto_rotate_period": "59m"}, "auto rotate period must be 0 to disable or at least an hour"),
    ({"auto_rotate_period": -5}, "auto_rotate_period"),
    ({"derived": "x"}, 'error converting input for field "derived"'),
    ({"type": "rsa-2048", "derived": True}, "not supported for keys of type rsa-2048"),
    ({"type": "mldsa-44", "derived": True}, "not supported for keys of type mldsa-44"),
    ({"type": "hmac", "key_size": 32, "derived": True}, "not supported for keys of type hmac"),
    ({"type": "ed25519", "derived": True, "convergent_encryption": True},
     "convergent encryption not supported for keys of type ed25519"),
])
def test_keys_that_cannot_be(transit, only_400, settings, message):
    wrong(transit("keys/k", **settings), message, statuses=only_400)
    transit.get("keys/k").expect(404)


def test_lists(root, transit):
    assert root.list(f"{transit.path}/keys").expect(404).json == {"errors": []}
    for key in ("b", "a.1", "C", "a"):
        transit.key(key)
    assert root.list(f"{transit.path}/keys").expect(200).data == {"keys": ["C", "a", "a.1", "b"]}
    assert root.get(f"{transit.path}/keys?list=true&after=a&limit=1").expect(200).data == {"keys": ["a.1"]}


@pytest.mark.parametrize("bad", ["-x", "x-", ".x", "x@y", "a%20b", "%C3%A4", "a/b"])
def test_names_that_are_none(transit, bad):
    assert transit(f"keys/{bad}").expect(404).errors == ["1 error occurred:\n\t* unsupported path\n\n"]


def test_a_missing_key(transit):
    assert transit.get("keys/none").expect(404).json == {"errors": []}
    for path, body, message in [
            ("encrypt/none", {}, "missing plaintext to encrypt"),
            ("decrypt/none", {"ciphertext": "vault:v1:AAAA"}, "encryption key not found"),
            ("rewrap/none", {"ciphertext": "vault:v1:AAAA"}, "encryption key not found"),
            ("datakey/plaintext/none", {}, "encryption key not found"),
            ("keys/none/rotate", {}, "key not found"),
            ("keys/none/config", {}, "no existing key named none could be found"),
            ("keys/none/trim", {"min_available_version": 1}, "invalid key name")]:
        assert transit(path, **body).expect(400).errors == [message], path
    assert transit.delete("keys/none").expect(400).errors == ["error deleting policy none: could not delete key; not found"]
    transit.delete("keys/none/soft-delete").expect(204)
    transit("keys/none/soft-delete-restore").expect(204)


# Encrypt, decrypt.

@pytest.mark.parametrize("kind", [*SYMMETRIC, "rsa-2048"])
@pytest.mark.parametrize("plaintext", ["", PLAIN, b64(bytes(range(190)))])
def test_encrypts_and_decrypts(transit, kind, plaintext):
    transit.key("k", type=kind)
    data = transit("encrypt/k", plaintext=plaintext).expect(200).data
    assert data.keys() == {"ciphertext", "key_version"} and data["key_version"] == 1
    assert data["ciphertext"].startswith("vault:v1:")
    assert transit("decrypt/k", ciphertext=data["ciphertext"]).expect(200).data == {"plaintext": plaintext}
    assert transit.encrypted("k", plaintext) != data["ciphertext"]


@pytest.mark.parametrize("body, message", [
    ({}, "missing plaintext to encrypt"),
    ({"plaintext": "!!"}, "illegal base64 data at input byte 0"),
    ({"plaintext": "YQ"}, "illegal base64 data at input byte 0"),
    ({"plaintext": "Y-__"}, "illegal base64 data at input byte 1"),
    ({"plaintext": "aGVsbG8===="}, "illegal base64 data at input byte 8"),
    ({"plaintext": "YWFhYQ=a"}, "illegal base64 data at input byte 6"),
    ({"plaintext": ["a"]}, 'error converting input for field "plaintext"'),
    ({"plaintext": PLAIN, "key_version": 2}, "requested version for encryption is higher than the latest key version"),
    ({"plaintext": PLAIN, "key_version": -1}, "requested version for encryption is negative"),
    ({"plaintext": PLAIN, "key_version": "x"}, 'error converting input for field "key_version"'),
    ({"plaintext": PLAIN, "context": "!"}, "illegal base64 data at input byte 0"),
    ({"plaintext": PLAIN, "associated_data": "!"}, "illegal base64 data at input byte 0"),
])
def test_cannot_encrypt(transit, only_400, body, message):
    transit.key("k")
    wrong(transit("encrypt/k", **body), message, statuses=only_400)


@pytest.mark.parametrize("plaintext, decrypted", [("YQ==\n", "YQ=="), ("YR==", "YQ=="), ("aG\r\nVsbG8=", PLAIN)])
def test_base64_as_the_peer_reads_it(transit, plaintext, decrypted):
    transit.key("k")
    assert transit.decrypted("k", transit.encrypted("k", plaintext)) == decrypted


def test_cannot_decrypt(transit):
    transit.key("k")
    transit.key("other")
    good = transit.encrypted("k")
    body = base64.b64decode(good[9:])
    for ciphertext, message in [
            ("", "missing ciphertext to decrypt"),
            ("x", "invalid ciphertext: no prefix"),
            ("VAULT" + good[5:], "invalid ciphertext: no prefix"),
            ("vault:v1", "invalid ciphertext: wrong number of fields"),
            ("vault:vx:AAAA", "invalid ciphertext: version number could not be decoded"),
            ("vault:v99999999999999999999:AAAA", "invalid ciphertext: version number could not be decoded"),
            ("vault:v-1" + good[8:], "ciphertext or signature version is disallowed by policy (too old)"),
            ("vault:v2" + good[8:], "invalid ciphertext: version is too new"),
            ("vault:v1:!!", "invalid ciphertext: could not decode base64"),
            ("vault:v1:", "invalid ciphertext length"),
            ("vault:v1:" + b64(body[:11]), "invalid ciphertext length"),
            ("vault:v1:" + b64(body[:12]), "cipher: message authentication failed"),
            ("vault:v1:" + b64(body[:-1]), "cipher: message authentication failed"),
            ("vault:v1:" + b64(body + b"a"), "cipher: message authentication failed"),
            *[("vault:v1:" + b64(body[:n] + bytes([body[n] ^ 1]) + body[n + 1:]), "cipher: message authentication failed")
              for n in (0, 11, 12, len(body) - 1)]]:
        assert transit("decrypt/k", ciphertext=ciphertext).expect(400).errors == [message], ciphertext
    assert transit("decrypt/other", ciphertext=good).expect(400).errors == ["cipher: message authentication failed"]
    for same in ("vault:v0" + good[8:], "vault:v01" + good[8:], "vault:v+1" + good[8:], good + "\n"):
        assert transit.decrypted("k", same) == PLAIN


def test_rsa_answers_the_same_however_a_ciphertext_is_wrong(transit, only_400):
    transit.key("k", type="rsa-2048")
    good = base64.b64decode(transit.encrypted("k")[9:])
    answers = set()
    for body in (b"", b"a", b"\0" * 256, b"\xff" * 256, b"a" * 257, good[:-1], good[:-1] + bytes([good[-1] ^ 1])):
        answer = transit("decrypt/k", ciphertext="vault:v1:" + b64(body)).expect(*only_400)
        answers.add((answer.status, answer.body))
    assert len(answers) == 1 and b"failed to RSA decrypt the ciphertext: crypto/rsa: decryption error" in answers.pop()[1]
    wrong(transit("encrypt/k", plaintext=b64(b"a" * 191)), "message too long for RSA key size", statuses=only_400)
    wrong(transit("encrypt/k", plaintext=PLAIN, associated_data=PLAIN), "provided for non-AEAD cipher suite rsa-2048")


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa-p256", "mldsa-44", "hmac"])
def test_keys_that_do_not_encrypt(transit, kind):
    transit.key("k", type=kind, **({"key_size": 32} if kind == "hmac" else {}))
    wrong(transit("encrypt/k", plaintext=PLAIN), f"message encryption not supported for key type {kind}")
    wrong(transit("decrypt/k", ciphertext="vault:v1:AAAA"), f"message decryption not supported for key type {kind}")
    wrong(transit("datakey/plaintext/k"), f"message encryption not supported for key type {kind}")


@pytest.mark.parametrize("kind", SYMMETRIC)
def test_associated_data(transit, kind):
    transit.key("k", type=kind)
    sealed = transit.encrypted("k", associated_data=b64("a"))
    assert transit.decrypted("k", sealed, associated_data=b64("a")) == PLAIN
    for other in ({}, {"associated_data": b64("b")}):
        wrong(transit("decrypt/k", ciphertext=sealed, **other), "message authentication failed", statuses=(400,))


@pytest.mark.parametrize("kind", SYMMETRIC)
def test_derived(transit, kind):
    transit.key("k", type=kind, derived=True)
    sealed = transit.encrypted("k", context=b64("c"))
    assert transit.decrypted("k", sealed, context=b64("c")) == PLAIN
    wrong(transit("decrypt/k", ciphertext=sealed, context=b64("d")), "message authentication failed", statuses=(400,))
    for path, body in (("encrypt/k", {"plaintext": PLAIN}), ("decrypt/k", {"ciphertext": sealed}), ("datakey/wrapped/k", {})):
        wrong(transit(path, **body), MISSING_CONTEXT, statuses=(400,))


@pytest.mark.parametrize("kind", SYMMETRIC)
def test_convergent(transit, kind):
    transit.key("k", type=kind, derived=True, convergent_encryption=True)
    first, same = (transit.encrypted("k", context=b64("c")) for _ in range(2))
    assert first == same
    others = {transit.encrypted("k", context=b64("d")), transit.encrypted("k", b64("other"), context=b64("c"))}
    assert first not in others and len(others) == 2
    assert transit.decrypted("k", first, context=b64("c")) == PLAIN
    batch = transit("encrypt/k", batch_input=[{"plaintext": PLAIN, "context": b64("c")}] * 3).expect(200).data["batch_results"]
    assert {item["ciphertext"] for item in batch} == {first}
    assert transit("encrypt/k", plaintext=PLAIN, context=b64("c"), nonce=b64("a" * 12)).expect(200).warnings == [
        "Endpoint ignored these unrecognized parameters: [nonce]"]


def test_rewrap(transit):
    transit.key("k")
    old = transit.encrypted("k")
    transit("keys/k/rotate").expect(200)
    data = transit("rewrap/k", ciphertext=old).expect(200).data
    assert data["ciphertext"].startswith("vault:v2:") and data["key_version"] == 2
    assert transit.decrypted("k", data["ciphertext"]) == PLAIN
    assert transit("rewrap/k", ciphertext=old, key_version=1).expect(200).data["key_version"] == 1
    wrong(transit("rewrap/k", ciphertext=old, key_version=3), "higher than the latest key version", statuses=(400,))
    wrong(transit("rewrap/k"), "missing ciphertext to decrypt", statuses=(400,))
    results = transit("rewrap/k", batch_input=[{"ciphertext": old, "reference": "r"}, {"ciphertext": "x"}]).expect(200).data
    assert [(r.get("key_version"), r.get("error"), r["reference"]) for r in results["batch_results"]] == [
        (2, None, "r"), (None, "invalid ciphertext: no prefix", "")]


def test_datakey(transit):
    transit.key("k")
    for bits, length in ((None, 32), (128, 16), (256, 32), (512, 64)):
        data = transit("datakey/plaintext/k", **({"bits": bits} if bits else {})).expect(200).data
        assert data.keys() == {"ciphertext", "key_version", "plaintext"}
        assert len(base64.b64decode(data["plaintext"])) == length
        assert transit.decrypted("k", data["ciphertext"]) == data["plaintext"]
    assert transit("datakey/wrapped/k").expect(200).data.keys() == {"ciphertext", "key_version"}
    bound = transit("datakey/plaintext/k", associated_data=b64("a")).expect(200).data
    assert transit.decrypted("k", bound["ciphertext"], associated_data=b64("a")) == bound["plaintext"]
    wrong(transit("datakey/open/k"), "Invalid path, must be 'plaintext' or 'wrapped'", statuses=(400,))
    wrong(transit("datakey/plaintext/k", bits=384), "invalid bit length", statuses=(400,))
    wrong(transit("datakey/plaintext/k", context="!"), "failed to base64-decode context", statuses=(400,))


# A key that does not exist.

def test_encrypt_makes_the_key(transit):
    transit.encrypted("a")
    assert transit.described("a")["type"] == "aes256-gcm96"
    transit.encrypted("b", type="chacha20-poly1305", context=b64("c"), convergent_encryption=True)
    made = transit.described("b")
    assert (made["type"], made["derived"], made["convergent_encryption"]) == ("chacha20-poly1305", True, True)
    wrong(transit("encrypt/c", plaintext=PLAIN, convergent_encryption=True), "so context is required", statuses=(400,))
    wrong(transit("encrypt/c", plaintext=PLAIN, type="ecdsa-p256"), "not supported for this operation", statuses=(400,))
    transit.get("keys/c").expect(404)


def test_encrypt_makes_no_key(transit):
    assert transit.get("config/keys").expect(200).data == {"disable_upsert": False}
    assert transit("config/keys", disable_upsert=True).expect(200).data == {"disable_upsert": True}
    assert transit("encrypt/a", plaintext=PLAIN).expect(400).errors == ["encryption key not found"]
    transit("config/keys", disable_upsert=False).expect(200)
    transit.encrypted("a")


@pytest.mark.ours("the peer makes the key and then fails")
def test_what_cannot_be_encrypted_makes_no_key(transit):
    transit("encrypt/a", plaintext="!!").expect(400)
    transit("encrypt/a", plaintext=PLAIN, key_version=2).expect(400)
    transit.get("keys/a").expect(404)


def test_capabilities(transit, user):
    create = user(f'path "{transit.path}/encrypt/*" {{ capabilities = ["create"] }}')
    update = user(f'path "{transit.path}/encrypt/*" {{ capabilities = ["update"] }}')
    update.post(f"{transit.path}/encrypt/a", {"plaintext": PLAIN}).expect(403)
    create.post(f"{transit.path}/encrypt/a", {"plaintext": PLAIN}).expect(200)
    create.post(f"{transit.path}/encrypt/a", {"plaintext": PLAIN}).expect(403)
    update.post(f"{transit.path}/encrypt/a", {"plaintext": PLAIN}).expect(200)


# Batches.

def test_batch(transit):
    transit.key("k")
    items = [{"plaintext": b64(str(n)), "reference": f"r{n}"} for n in range(20)]
    results = transit("encrypt/k", batch_input=items).expect(200).data["batch_results"]
    assert [r["reference"] for r in results] == [f"r{n}" for n in range(20)]
    assert all(r.keys() == {"ciphertext", "key_version", "reference"} for r in results)
    back = [{"ciphertext": r["ciphertext"], "reference": r["reference"]} for r in results]
    assert transit("decrypt/k", batch_input=back).expect(200).data["batch_results"] == [
        {"plaintext": item["plaintext"], "reference": item["reference"]} for item in items]


def test_a_batch_that_fails_in_part(transit):
    transit.key("k")
    good, bad = {"plaintext": PLAIN}, {"plaintext": "!!", "reference": "b"}
    answer = transit("encrypt/k", batch_input=[bad, good]).expect(400)
    first, second = answer.data["batch_results"]
    assert first == {"error": "illegal base64 data at input byte 0", "reference": "b"} and "ciphertext" in second
    assert transit("encrypt/k", batch_input=[bad, good], partial_failure_response_code=207).expect(207).data
    transit("encrypt/k", batch_input=[bad], partial_failure_response_code=207).expect(400)
    transit("encrypt/k", batch_input=[good], partial_failure_response_code=207).expect(200)
    for code in (900, 0):
        answer = transit("encrypt/k", batch_input=[bad, good], partial_failure_response_code=code).expect(400)
        assert answer.warnings == ["invalid HTTP response code override from partial_failure_response_code, reverting to 400"]
    sealed = {"ciphertext": second["ciphertext"]}
    answer = transit("decrypt/k", batch_input=[sealed, {"ciphertext": "x"}, {"ciphertext": ""}]).expect(400)
    assert answer.data["batch_results"] == [
        {"plaintext": PLAIN, "reference": ""}, {"plaintext": "", "error": "invalid ciphertext: no prefix", "reference": ""},
        {"plaintext": "", "error": "missing ciphertext to decrypt", "reference": ""}]


@pytest.mark.parametrize("batch, message", [
    ([], "missing batch input to process"), ("x", "failed to parse batch input: source data must be an array or slice"),
    ({}, "failed to parse batch input: source data must be an array or slice"), (["x"], "[0] expected a map"),
    ([{}], "'[0].plaintext' missing plaintext to encrypt"),
    ([{"plaintext": 1}], "'[0].plaintext' expected type 'string'"),
    ([{"plaintext": PLAIN, "key_version": "1"}], "'[0].key_version' expected type 'int'"),
    ([{"plaintext": PLAIN, "context": PLAIN}, {"plaintext": PLAIN}], "context should be set either in all"),
])
def test_batches_that_are_none(transit, only_400, batch, message):
    transit.key("k")
    wrong(transit("encrypt/k", batch_input=batch), message, statuses=only_400)


@pytest.mark.ours("the peer has no such limits")
def test_limits(transit):
    transit.key("k")
    items = [{"plaintext": ""}] * 1000
    assert len(transit("encrypt/k", batch_input=items).expect(200).data["batch_results"]) == 1000
    wrong(transit("encrypt/k", batch_input=items + items[:1]), "more than 1000 items", statuses=(400,))
    transit.key("d", derived=True)
    transit.encrypted("d", context=b64(b"a" * 65536))
    wrong(transit("encrypt/d", plaintext=PLAIN, context=b64(b"a" * 65537)), "longer than 65536 bytes", statuses=(400,))
    transit.key("n" * 256)
    wrong(transit("keys/" + "n" * 257), "longer than 256 characters", statuses=(400,))
