"""Rotators that make keys, checked with OpenSSH's and OpenSSL's own programs."""
import datetime
import os
import subprocess

import pytest

pytestmark = pytest.mark.ours("the peer rotates users of databases, and no secrets of KV")


def program(*command, text=None):
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def rotator(root, name):
    def make(kind):
        root.post(f"sys/rotators/{name}", {"type": kind}).expect(204)
        return name

    yield make
    root.delete(f"sys/rotators/{name}").expect(204)


@pytest.fixture
def rotate(root, kv2):
    """Rotates a secret by a rotator with these parameters; its data."""
    def again(path, by, **parameters):
        if root.get(f"{kv2}/data/{path}").status == 404:
            root.post(f"{kv2}/data/{path}", {"data": {"user": "deploy"}}).expect(200)
        root.post(f"{kv2}/rotation/{path}", {"rotator": by, "parameters": parameters}).expect(204)
        told = root.post(f"{kv2}/rotate/{path}", {"wait": "40s"}).expect(200).data
        assert told["last_outcome"] == "succeeded", told
        return root.get(f"{kv2}/data/{path}").expect(200).data["data"]

    return again


def private_key(folder, text):
    file = folder / "key"
    file.write_text(text)
    os.chmod(file, 0o600)
    return file


@pytest.mark.parametrize("parameters, kind, bits", [
    ({}, "ED25519", 256), ({"type": "ecdsa"}, "ECDSA", 256), ({"type": "ecdsa", "bits": 384}, "ECDSA", 384), ({"type": "ecdsa", "bits": 521}, "ECDSA", 521),
    ({"type": "rsa", "bits": 2048}, "RSA", 2048), ({"type": "rsa", "bits": 2048, "format": "pem"}, "RSA", 2048),
    ({"type": "ecdsa", "format": "pem"}, "ECDSA", 256)])
def test_ssh_keys(rotate, rotator, tmp_path, parameters, kind, bits):
    data = rotate("host", rotator("ssh-key"), comment="deploy@example", **parameters)
    assert set(data) == {"user", "private_key", "public_key"} and data["user"] == "deploy"
    key = private_key(tmp_path, data["private_key"])
    made = program("ssh-keygen", "-y", "-P", "", "-f", str(key)).split()
    assert made[:2] == data["public_key"].split()[:2]
    assert data["public_key"].endswith(" deploy@example")
    # Of a key as PEM, ssh-keygen looks for the public one beside it.
    (tmp_path / "key.pub").write_text(data["public_key"] + "\n")
    told = program("ssh-keygen", "-l", "-f", str(tmp_path / "key.pub"))
    assert told.startswith(f"{bits} ") and told.rstrip().endswith(f"({kind})")
    signed = program("ssh-keygen", "-Y", "sign", "-n", "file", "-f", str(key), text="hello")
    assert "SSH SIGNATURE" in signed


def test_an_ed25519_key_as_pem(rotate, rotator, tmp_path):
    data = rotate("host", rotator("ssh-key"), format="pem")
    assert "ED25519" in program("openssl", "pkey", "-in", str(private_key(tmp_path, data["private_key"])), "-noout", "-text").upper()


def test_each_rotation_makes_another_key_in_the_named_fields(rotate, rotator):
    by = rotator("ssh-key")
    fields = {"private_key_field": "identity", "public_key_field": "authorized"}
    first, second = (rotate("host", by, **fields) for _ in range(2))
    assert set(first) == {"user", "identity", "authorized"}
    assert first["authorized"] != second["authorized"] and first["identity"] != second["identity"]


@pytest.mark.parametrize("parameters, algorithm", [
    ({}, "id-ecPublicKey"), ({"type": "ecdsa", "bits": 521}, "id-ecPublicKey"), ({"type": "rsa", "bits": 2048}, "rsaEncryption"), ({"type": "ed25519"}, "ED25519")])
def test_certificates(root, kv2, rotate, rotator, tmp_path, parameters, algorithm):
    data = rotate("web", rotator("tls-self-signed"), common_name="web.example", alt_names=["web.example", "*.web.example"],
                  ip_sans=["192.0.2.7", "2001:db8::7"], ttl="48h", **parameters)
    assert set(data) == {"user", "private_key", "certificate", "expires_at"}
    certificate = tmp_path / "certificate"
    certificate.write_text(data["certificate"])
    text = program("openssl", "x509", "-in", str(certificate), "-noout", "-text")
    assert algorithm in text and "CN = web.example" in text
    for name in ("DNS:web.example", "DNS:*.web.example", "IP Address:192.0.2.7", "IP Address:2001:DB8:0:0:0:0:0:7", "CA:FALSE"):
        assert name in text
    program("openssl", "verify", "-CAfile", str(certificate), str(certificate))
    key = private_key(tmp_path, data["private_key"])
    assert program("openssl", "pkey", "-in", str(key), "-pubout") == program("openssl", "x509", "-in", str(certificate), "-noout", "-pubkey")
    end = program("openssl", "x509", "-in", str(certificate), "-noout", "-enddate").strip().removeprefix("notAfter=")
    wanted = datetime.datetime.fromisoformat(data["expires_at"])
    assert datetime.datetime.strptime(end, "%b %d %H:%M:%S %Y %Z").replace(tzinfo=datetime.timezone.utc) == wanted
    assert root.get(f"{kv2}/metadata/web").data["custom_metadata"] == {"expires_at": data["expires_at"]}
    listed = root.get("sys/expiring?within=49h&limit=1000").expect(200).data["expiring"]
    assert [e["expire_time"] for e in listed if e["path"] == f"{kv2}/metadata/web"] == [data["expires_at"]]


@pytest.mark.parametrize("kind, parameters, problem", [
    ("ssh-key", {"type": "dsa"}, "keys are ed25519, ecdsa or rsa"), ("ssh-key", {"type": "rsa", "bits": 1024}, "bits of an rsa key"),
    ("ssh-key", {"bits": 256}, "ed25519 keys have no bits"), ("ssh-key", {"comment": "a\nb"}, "comment"), ("ssh-key", {"coment": "x"}, "does not know"),
    ("ssh-key", {"public_key_field": "private_key"}, "two fields"), ("ssh-key", {"format": "putty"}, "format"), ("ssh-key", {"comment": 1}, "comment"),
    ("tls-self-signed", {}, "common_name"), ("tls-self-signed", {"common_name": "a" * 65}, "common_name"),
    ("tls-self-signed", {"alt_names": ["a b"]}, "alt_names"), ("tls-self-signed", {"alt_names": "a"}, "alt_names"),
    ("tls-self-signed", {"ip_sans": ["a"]}, "ip_sans"), ("tls-self-signed", {"common_name": "a", "ttl": "1s"}, "ttl"),
    ("tls-self-signed", {"common_name": "a", "ttl": "soon"}, "ttl"), ("tls-self-signed", {"common_name": "a", "certificate_field": "expires_at"}, "two fields")])
def test_wrong_parameters(root, kv2, rotator, kind, parameters, problem):
    root.post(f"{kv2}/data/x", {"data": {}}).expect(200)
    answer = root.post(f"{kv2}/rotation/x", {"rotator": rotator(kind), "parameters": parameters}).expect(400)
    assert problem in answer.errors[0]


def test_a_rotator_is_shown_without_fields_of_others(root, rotator):
    by = rotator("ssh-key")
    assert root.get(f"sys/rotators/{by}").expect(200).data == {
        "name": by, "type": "ssh-key", "all_namespaces": False, "create": True, "timeout": 300}
