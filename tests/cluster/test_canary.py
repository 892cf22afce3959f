"""A secret's value, a token and an unseal key are found nowhere on disk; a secret's name nowhere but in the audit log."""
import base64
import itertools
import secrets

import pytest

from cluster.conftest import mount_kv2

pytestmark = pytest.mark.ours("names are sealed at rest here")


def forms(text):
    """Each form in which a value could be written: plain, hex, base64 at every offset."""
    raw = text.encode()
    yield "plain", raw
    yield "hex", raw.hex().encode()
    yield "HEX", raw.hex().upper().encode()
    yield "utf-16", text.encode("utf-16-le")
    for offset in range(3):
        for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
            encoded = encode(b"\0" * offset + raw)
            # The characters that depend on what is before and after are left out.
            yield f"{name}+{offset}", encoded[(offset * 8 + 5) // 6: len(encoded.rstrip(b'=')) - 1]


def search(folder, wanted):
    """{name of what was found: [files]}, over all files below the folder."""
    hits = {}
    patterns = [(name, form, pattern) for name, text in wanted.items() for form, pattern in forms(text)]
    for file in folder.rglob("*"):
        if not file.is_file():
            continue
        content = file.read_bytes()
        for name, form, pattern in patterns:
            if pattern in content:
                hits.setdefault(f"{name} ({form})", []).append(str(file.relative_to(folder)))
    return hits


def test_the_search_itself_finds_every_form(tmp_path):
    """A search that cannot find anything proves nothing."""
    text = "canary-" + secrets.token_hex(8)
    for n, (form, encode) in enumerate([
            ("plain", str.encode), ("hex", lambda t: t.encode().hex().encode()), ("utf-16", lambda t: t.encode("utf-16-le")),
            *((f"base64 at {o}", lambda t, o=o: base64.b64encode(b"xyz"[:o] + t.encode() + b"tail")) for o in range(3))]):
        file = tmp_path / f"f{n}"
        file.write_bytes(b"before" + encode(text) + b"after")
        assert any(f"f{n}" in files for files in search(tmp_path, {"it": text}).values()), form


@pytest.mark.timeout(420)
def test_canaries(new_cluster, tmp_path):
    cluster = new_cluster(**{"storage.snapshot-entries": "150"}).form(shares=3, threshold=2)
    root = cluster.client(cluster.nodes[0])
    mount_kv2(root)
    root.post("sys/mounts/one", {"type": "kv"}).expect(204)
    values = {f"value {n}": f"canary-value-{secrets.token_hex(12)}" for n in range(7)}
    names = {f"name {n}": f"canaryname{secrets.token_hex(8)}" for n in range(6)}
    value, name = itertools.cycle(values.values()), itertools.cycle(names.values())

    # Every place that takes a value: KV v1 and v2, versions, metadata, cubbyhole, wrapping, tokens, policies.
    for _ in range(3):
        root.post(f"secret/data/{next(name)}/{next(name)}", {"data": {next(name): next(value)}}).expect(200)
    path = next(name)
    root.post(f"secret/data/{path}", {"data": {"a": next(value)}}).expect(200)
    root.patch(f"secret/data/{path}", {"data": {"b": next(value)}}).expect(200)
    root.post(f"secret/metadata/{path}", {"custom_metadata": {"k": next(value)}}).expect(204)
    root.get(f"secret/data/{path}").expect(200)
    root.delete(f"secret/data/{path}").expect(204)
    root.put(f"one/{next(name)}", {"x": next(value)}).expect(204)
    root.put(f"cubbyhole/{next(name)}", {"x": next(value)}).expect(204)
    wrapped = root.post("sys/wrapping/wrap", {"x": next(value)}, headers={"X-Vault-Wrap-TTL": "1h"}).expect(200).json["wrap_info"]["token"]
    made = root.post("auth/token/create", {"policies": ["default"]}).expect(200).auth
    chosen = f"canarytoken{secrets.token_hex(10)}"
    root.post("auth/token/create", {"id": chosen, "policies": ["default"]}).expect(200)
    used = root.with_token(made["client_token"])
    used.get("auth/token/lookup-self").expect(200)

    # Mistakes must not write them down, either.
    root.post("secret/data/x", raw='{"data": ' + next(value)).expect(400)
    root.post("secret/data/x", {"data": next(value)}).expect(400)
    root.with_token(next(value)).get("secret/data/x").expect(403)
    root.post("auth/token/lookup", {"token": next(value)}).expect(403)
    root.put("sys/unseal", {"key": base64.b64encode(next(value).encode()).decode()})

    for n in range(300):  # enough for snapshots
        root.post(f"secret/data/filler{n % 20}", {"data": {"n": n}}).expect(200)
    snapshot = root.get("sys/storage/raft/snapshot").expect(200).body
    (tmp_path / "snapshot").write_bytes(snapshot)
    root.put("sys/rotate").expect(204)
    for node in cluster.nodes:
        node.stop()

    hidden = {**values, "root token": cluster.credentials.root_token, "token": made["client_token"], "chosen token": chosen,
              "wrapping token": wrapped, "accessor": made["accessor"]}
    for n, key in enumerate(cluster.credentials.keys):
        raw = base64.b64decode(key)
        hidden[f"unseal key {n} (base64)"] = key
        hidden[f"unseal key {n} (hex)"] = raw.hex()
        assert search_bytes(cluster, tmp_path, raw[:32]) == []
    for node in cluster.nodes:
        assert list(node.data.rglob("*.sst")) or list(node.data.rglob("log_*")), "the search looks where the data is"
        assert search(node.folder, hidden) == {}, node.name
        in_names = search(node.folder, names)
        assert {file for files in in_names.values() for file in files} <= {str(node.audit_log.relative_to(node.folder))}, in_names
        assert any("plain" in k for k in in_names) or node is not cluster.nodes[0], "the audit log of the node that was asked names paths"
    assert search(tmp_path, {**hidden, **names}) == {}


def search_bytes(cluster, extra, pattern):
    files = [f for folder in [*(n.folder for n in cluster.nodes), extra] for f in folder.rglob("*") if f.is_file()]
    return [str(f) for f in files if pattern in f.read_bytes()]
