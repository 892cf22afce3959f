"""Transit: keys, ciphertexts and signatures that go to OpenBao and come from it. Needs both servers."""
import os

import pytest

from harness.openbao import BaoDevNode
from test_transit import PLAIN, SYMMETRIC, TYPES, Transit, b64
from test_transit_transfer import OPEN, exported, unb64, wrapped

pytestmark = pytest.mark.ours("needs both servers")

CONTEXT = b64("context")


@pytest.fixture(scope="module")
def transit(running):
    """One for all tests, since its wrapping key takes seconds to make."""
    root = running.node.client(running.credentials.root_token)
    root.post("sys/mounts/tr-peer", {"type": "transit"}).expect(204)
    return Transit(root, "tr-peer")


@pytest.fixture(scope="module")
def peer(tmp_path_factory):
    node = BaoDevNode(tmp_path_factory.mktemp("peer"), "peer").start()
    client = node.client("root")
    client.post("sys/mounts/tr", {"type": "transit"}).expect(204)
    yield Transit(client, "tr")
    node.dispose()


KEYS = [(kind, {}) for kind in TYPES] + [("hmac", {"key_size": 48}), ("ed25519", {"derived": True})] \
    + [(kind, {"derived": True, "convergent_encryption": convergent}) for kind in SYMMETRIC for convergent in (False, True)]


def used(at, key, context):
    """What a key makes of the plaintext, by the member of the answer."""
    asked = [at(f"{what}/{key}", **{text: PLAIN, "context": context}) for what, text in (("encrypt", "plaintext"), ("sign", "input"))]
    made = {name: answer.data[name] for answer, name in zip(asked, ("ciphertext", "signature")) if answer.status == 200}
    return {**made, "hmac": at(f"hmac/{key}", input=PLAIN).expect(200).data["hmac"]}


def understood(at, key, context, made):
    for name, text in made.items():
        if name == "ciphertext":
            assert at.decrypted(key, text, context=context) == PLAIN
        else:
            body = {"input": PLAIN, name: text, "context": context if name == "signature" else ""}
            assert at(f"verify/{key}", **body).expect(200).data["valid"] is True


@pytest.mark.parametrize("kind,settings", KEYS, ids=lambda value: value if isinstance(value, str) else "-".join(value))
def test_backups_go_both_ways(transit, peer, name, kind, settings):
    context = CONTEXT if settings.get("derived") else ""
    for source, target, key in ((transit, peer, f"{name}-there"), (peer, transit, f"{name}-here")):
        source.key(key, type=kind, **OPEN, **settings)
        old = used(source, key, context)
        source(f"keys/{key}/rotate").expect(200)
        new = used(source, key, context)
        target(f"restore/{key}", backup=source.get(f"backup/{key}").expect(200).data["backup"]).expect(204)
        understood(target, key, context, old)
        understood(target, key, context, new)
        if target is peer and kind.startswith("mldsa"):
            # It ends the connection when it is to sign with any key of ML-DSA that was restored.
            continue
        back = used(target, key, context)
        understood(source, key, context, back)
        if settings.get("convergent_encryption"):
            assert back["ciphertext"] == new["ciphertext"]
        ours, theirs = source.described(key), target.described(key)
        for volatile in ("backup_info", "restore_info"):
            ours.pop(volatile, None), theirs.pop(volatile, None)
        assert {*ours} == {*theirs}


@pytest.mark.parametrize("kind", [*TYPES, "hmac"])
def test_exports_are_imports_there(transit, peer, name, kind):
    part, query = ("encryption-key", "") if kind in SYMMETRIC else ("signing-key", "?format=der")
    for source, target, key in ((transit, peer, f"{name}-there"), (peer, transit, f"{name}-here")):
        source.key(key, type=kind, **OPEN, **({"key_size": 32} if kind == "hmac" else {}))
        part = "hmac-key" if kind == "hmac" else part
        secret = unb64(exported(source, part, key, "" if kind == "hmac" else query)["1"])
        target(f"keys/{key}/import", type=kind, ciphertext=wrapped(target, secret)).expect(204)
        made = used(source, key, "")
        if kind != "hmac":
            # The key for HMACs of other types does not go with it.
            made.pop("hmac")
        understood(target, key, "", made)


# The peer cannot derive from an AES-128 key that was imported.
@pytest.mark.parametrize("kind,length", [("aes256-gcm96", 32), ("chacha20-poly1305", 32), ("xchacha20-poly1305", 32)])
def test_imported_keys_are_derived_in_the_same_way(transit, peer, name, kind, length):
    secret = os.urandom(length)
    for at in (transit, peer):
        at(f"keys/{name}/import", type=kind, derived=True, ciphertext=wrapped(at, secret)).expect(204)
    assert peer.decrypted(name, transit.encrypted(name, context=CONTEXT), context=CONTEXT) == PLAIN
    assert transit.decrypted(name, peer.encrypted(name, context=CONTEXT), context=CONTEXT) == PLAIN
