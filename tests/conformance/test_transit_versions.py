"""Transit: what becomes of a key's versions; deletion; configuration."""
import pytest

from test_transit import PLAIN, Transit, only_400, transit, wrong  # noqa: F401 (fixtures)


@pytest.fixture
def rotated(transit):
    """A key `k` of five versions, and what each of them encrypted."""
    transit.key("k", exportable=True)
    sealed = [transit.encrypted("k")]
    for n in range(2, 6):
        assert transit("keys/k/rotate").expect(200).data["latest_version"] == n
        sealed.append(transit.encrypted("k"))
    return [None, *sealed]


def test_rotate(transit, rotated):
    assert set(transit.described("k")["keys"]) == {"1", "2", "3", "4", "5"}
    assert [transit.decrypted("k", sealed) for sealed in rotated[1:]] == [PLAIN] * 5
    assert transit.encrypted("k", key_version=2).startswith("vault:v2:")


def test_minimums(transit, rotated):
    shown = transit("keys/k/config", min_decryption_version=3).expect(200).data
    assert set(shown["keys"]) == {"3", "4", "5"} and shown["min_decryption_version"] == 3
    assert transit("decrypt/k", ciphertext=rotated[2]).expect(400).errors == [
        "ciphertext or signature version is disallowed by policy (too old)"]
    assert transit.decrypted("k", rotated[3]) == PLAIN
    wrong(transit("encrypt/k", plaintext=PLAIN, key_version=2), "no such key version", statuses=(400,))
    transit("keys/k/config", min_encryption_version=4).expect(200)
    for path, body in (("encrypt/k", {"plaintext": PLAIN}), ("datakey/wrapped/k", {})):
        wrong(transit(path, key_version=3, **body), "less than the minimum encryption key version", statuses=(400,))
    wrong(transit("hmac/k", input=PLAIN, key_version=3), "cannot generate HMAC: version is too old", statuses=(400,))
    # What was put behind the minimum comes back.
    transit("keys/k/config", min_decryption_version=1).expect(200)
    assert transit.decrypted("k", rotated[1]) == PLAIN


@pytest.mark.parametrize("settings, message", [
    ({"min_decryption_version": -1}, "min decryption version cannot be negative"),
    ({"min_decryption_version": 6}, "cannot set min decryption version of 6, latest key version is 5"),
    ({"min_encryption_version": -1}, "min encryption version cannot be negative"),
    ({"min_encryption_version": 6}, "cannot set min encryption version of 6, latest key version is 5"),
    ({"min_decryption_version": 4, "min_encryption_version": 3},
     "cannot set min encryption/decryption values; min encryption version of 3 must be greater than or equal to min decryption version of 4"),
    ({"auto_rotate_period": "1m"}, "auto rotate period must be 0 to disable or at least an hour"),
    ({"deletion_allowed": "x"}, 'error converting input for field "deletion_allowed"'),
])
def test_settings_that_cannot_be(transit, rotated, settings, message):
    before = transit.described("k")
    wrong(transit("keys/k/config", **settings), message, statuses=(400,))
    assert transit.described("k") == before


def test_settings(transit):
    before = transit.key("k")
    assert transit("keys/k/config").expect(200).data == before
    answer = transit("keys/k/config", min_decryption_version=0).expect(200)
    assert answer.warnings == [
        "since Vault 0.3 (prior to the OpenBao fork), transit key numbering starts at 1; forcing minimum to 1"]
    changed = transit("keys/k/config", exportable=True, allow_plaintext_backup=True, auto_rotate_period="2h").expect(200).data
    assert changed == before | {"exportable": True, "allow_plaintext_backup": True, "auto_rotate_period": 7200}
    # These two stay.
    assert transit("keys/k/config", exportable=False, allow_plaintext_backup=False).expect(200).data == changed
    assert transit("keys/k/config", auto_rotate_period=0).expect(200).data["auto_rotate_period"] == 0


def test_trim(transit, rotated):
    def refused(first, message):
        wrong(transit("keys/k/trim", min_available_version=first), message, statuses=(400,))

    wrong(transit("keys/k/trim"), "missing min_available_version", statuses=(400,))
    refused(1, "minimum available version cannot be set when minimum encryption version is not set")
    transit("keys/k/config", min_decryption_version=3, min_encryption_version=4).expect(200)
    refused(5, "minimum available version cannot be greater than minmum encryption version")
    refused(4, "minimum available version cannot be greater than minimum decryption version")
    refused(-1, "minimum available version cannot be decremented")
    refused(0, "minimum available version should be positive")
    assert transit("keys/k/trim", min_available_version=3).expect(200).data["min_available_version"] == 3
    refused(2, "minimum available version cannot be decremented")
    wrong(transit("keys/k/config", min_encryption_version=0),
          "min encryption version should not be less than min available version", statuses=(400,))
    wrong(transit("keys/k/config", min_decryption_version=2), "min decryption version should not be less then min available version",
          statuses=(400,))
    assert transit.decrypted("k", rotated[3]) == PLAIN
    wrong(transit("decrypt/k", ciphertext=rotated[2]), "too old", statuses=(400,))
    transit("keys/k/rotate").expect(200)
    assert transit.encrypted("k").startswith("vault:v6:")


def test_delete(transit):
    transit.key("k")
    sealed = transit.encrypted("k")
    assert transit.delete("keys/k").expect(400).errors == ["error deleting policy k: deletion is not allowed for this key"]
    transit("keys/k/config", deletion_allowed=True).expect(200)
    transit.delete("keys/k").expect(204)
    transit.get("keys/k").expect(404)
    # Another key of the same name has nothing of the old one.
    transit.key("k")
    assert transit("decrypt/k", ciphertext=sealed).expect(400).errors == ["cipher: message authentication failed"]


def test_soft_delete(transit, only_400):
    transit.key("k", exportable=True, allow_plaintext_backup=True)
    transit.key("s", type="ed25519")
    sealed, signature = transit.encrypted("k"), transit("sign/s", input=PLAIN).expect(200).data["signature"]
    assert transit.delete("keys/k/soft-delete").expect(200).data["soft_deleted"] is True
    assert transit.delete("keys/k/soft-delete").expect(200).warnings == ["key was already marked as soft deleted"]
    transit.delete("keys/s/soft-delete").expect(200)
    refused = "refusing to use soft-deleted key"
    for path, body in [
            ("encrypt/k", {"plaintext": PLAIN}), ("decrypt/k", {"ciphertext": sealed}), ("rewrap/k", {"ciphertext": sealed}),
            ("datakey/plaintext/k", {}), ("hmac/k", {"input": PLAIN}), ("verify/k", {"input": PLAIN, "hmac": "vault:v1:AA=="}),
            ("keys/k/rotate", {}), ("sign/s", {"input": PLAIN}), ("verify/s", {"input": PLAIN, "signature": signature})]:
        wrong(transit(path, **body), refused, statuses=only_400)
    for path in ("export/encryption-key/k", "export/public-key/s", "backup/k"):
        wrong(transit.get(path), refused, statuses=only_400)
    results = transit("encrypt/k", batch_input=[{"plaintext": PLAIN}]).expect(400).data["batch_results"]
    assert results == [{"error": refused, "reference": ""}]
    assert transit("keys/k/soft-delete-restore").expect(200).data["soft_deleted"] is False
    assert transit("keys/k/soft-delete-restore").expect(200).warnings == ["key was already restored"]
    assert transit.decrypted("k", sealed) == PLAIN
    transit("keys/k/soft-delete").expect(405)
    transit.delete("keys/k/soft-delete-restore").expect(405)


def test_cache_config(transit):
    assert transit.get("cache-config").expect(200).data == {"size": 0}
    assert transit("cache-config", size=500).expect(200).data == {"size": 500}
    assert transit.get("cache-config").expect(200).data == {"size": 500}
    for size in (5, -1):
        wrong(transit("cache-config", size=size), "size must be 0 or a value greater or equal to 10", statuses=(400,))


def test_mounts_are_apart(root, transit, name):
    root.post(f"sys/mounts/{name}-two", {"type": "transit"}).expect(204)
    other = Transit(root, f"{name}-two")
    transit.key("k"), other.key("k")
    wrong(other("decrypt/k", ciphertext=transit.encrypted("k")), "message authentication failed", statuses=(400,))
    root.delete(f"sys/mounts/{name}-two").expect(204)
    root.post(f"sys/mounts/{name}-two", {"type": "transit"}).expect(204)
    other.get("keys/k").expect(404)
