"""Init, seal and unseal, rotation of the keyring, rekeying, a new root token. On a node of its own, which each test leaves unsealed."""
import base64
import dataclasses
import json

import pytest

from harness.node import Credentials, Node

SEALED = 503


@dataclasses.dataclass
class Operated:
    node: Node
    credentials: Credentials

    @property
    def root(self):
        return self.node.client(self.credentials.root_token)

    @property
    def anonymous(self):
        return self.node.client()

    def unseal_key(self, n):
        return self.credentials.keys[n]


@pytest.fixture(scope="module")
def operated(servers):
    node = servers.node().start()
    client = node.client()
    before = client.get("sys/init").expect(200).json
    assert before["initialized"] is False
    assert client.get("sys/health").status == 501
    assert client.get("sys/seal-status").expect(200).json["initialized"] is False
    assert client.get("sys/mounts").status == SEALED
    assert client.put("sys/unseal", {"key": "A" * 44}).status == 400
    credentials = node.init(shares=3, threshold=2)
    yield Operated(node, credentials)
    node.dispose()


@pytest.fixture(autouse=True)
def opened(operated):
    """Before each test: unsealed, no operation under way."""
    operated.node.unseal(operated.credentials)
    operated.root.delete("sys/generate-root-token/attempt").expect(204)
    operated.root.delete("sys/rotate/root/init").expect(204)


def test_init_tells_keys_in_two_forms(servers):
    node = servers.node().start()
    answer = node.client().put("sys/init", {"secret_shares": 5, "secret_threshold": 3}).expect(200).json
    assert len(answer["keys"]) == len(answer["keys_base64"]) == 5
    for in_hex, in_base64 in zip(answer["keys"], answer["keys_base64"]):
        assert bytes.fromhex(in_hex) == base64.b64decode(in_base64) and len(bytes.fromhex(in_hex)) == 33
    assert answer["root_token"]
    node.dispose()


def test_second_init_is_400(operated):
    operated.anonymous.put("sys/init", {"secret_shares": 1, "secret_threshold": 1}).expect(400)
    assert operated.anonymous.get("sys/init").expect(200).json["initialized"] is True


@pytest.mark.parametrize("shares,threshold", [(1, 2), (0, 0), (3, 1), (256, 3), (-1, 1), (3, 0)])
def test_init_refuses_impossible_numbers(servers, shares, threshold, request):
    node = request.getfixturevalue("uninitialised")
    node.client().put("sys/init", {"secret_shares": shares, "secret_threshold": threshold}).expect(400)
    assert node.client().get("sys/init").json["initialized"] is False


@pytest.fixture(scope="module")
def uninitialised(servers):
    node = servers.node().start()
    yield node
    node.dispose()


def test_sealed_answers(operated):
    operated.root.put("sys/seal").expect(204)
    anonymous, root = operated.anonymous, operated.root
    status = anonymous.get("sys/seal-status").expect(200).json
    assert (status["sealed"], status["t"], status["n"], status["progress"], status["type"]) == (True, 2, 3, 0, "shamir")
    health = anonymous.get("sys/health").expect(503).json
    assert health["sealed"] is True and health["initialized"] is True
    anonymous.get("sys/health?sealedcode=299").expect(299)
    assert anonymous.get("sys/leader").expect(503).errors == ["Vault is sealed"]
    for path in ("sys/mounts", "secret/data/x", "auth/token/lookup-self", "none/x"):
        assert root.get(path).expect(503).errors == ["Vault is sealed"]
    assert anonymous.get("sys/init").expect(200).json == {"initialized": True}


def test_unseal_step_by_step(operated):
    operated.root.put("sys/seal").expect(204)
    unseal = lambda body: operated.anonymous.put("sys/unseal", body)
    first = unseal({"key": operated.unseal_key(0)}).expect(200).json
    assert first["sealed"] is True and first["progress"] == 1 and first["nonce"]
    again = unseal({"key": operated.unseal_key(0)}).expect(200).json
    assert again["progress"] == 1, "the same share counts once"
    assert unseal({"reset": True}).expect(200).json["progress"] == 0
    unseal({"key": operated.unseal_key(2)}).expect(200)
    done = unseal({"key": base64.b64decode(operated.unseal_key(1)).hex()}).expect(200).json
    assert done["sealed"] is False and done["progress"] == 0
    assert unseal({"key": operated.unseal_key(1)}).expect(200).json["sealed"] is False


@pytest.mark.parametrize("body", [{}, {"key": ""}, {"key": "zz"}, {"key": 5}])
def test_bad_unseal_is_400(operated, body):
    operated.root.put("sys/seal").expect(204)
    operated.anonymous.put("sys/unseal", body).expect(400)


def test_wrong_share_does_not_unseal_and_does_not_stick(operated):
    operated.root.put("sys/seal").expect(204)
    wrong = base64.b64encode(bytes(range(32)) + b"\x07").decode()
    operated.anonymous.put("sys/unseal", {"key": operated.unseal_key(0)}).expect(200)
    operated.anonymous.put("sys/unseal", {"key": wrong}).expect(400)
    status = operated.anonymous.get("sys/seal-status").json
    assert status["sealed"] is True and status["progress"] == 0
    operated.anonymous.put("sys/unseal", {"reset": True}).expect(200)


def test_seal_needs_its_capability(operated):
    auth = operated.root.post("auth/token/create", {"policies": ["default"]}).expect(200).auth
    operated.node.client(auth["client_token"]).put("sys/seal").expect(403)
    operated.anonymous.put("sys/seal").expect(403)
    assert operated.anonymous.get("sys/seal-status").json["sealed"] is False


def test_data_survives_seal_and_restart(operated, name):
    operated.root.post(f"sys/mounts/{name}", {"type": "kv"}).expect(204)
    operated.root.put(f"{name}/a", {"x": "kept"}).expect(204)
    operated.node.stop()
    operated.node.start().unseal(operated.credentials)
    assert operated.root.get(f"{name}/a").expect(200).data == {"x": "kept"}


def test_stop_by_term_is_exit_0(operated):
    assert operated.node.stop() == 0
    operated.node.start()


def test_rotate_the_keyring(operated, name):
    operated.root.post(f"sys/mounts/{name}", {"type": "kv"}).expect(204)
    operated.root.put(f"{name}/before", {"x": 1}).expect(204)
    status = operated.root.get("sys/key-status").expect(200)
    assert set(status.data) >= {"term", "install_time", "encryptions"} and status.json["term"] == status.data["term"]
    operated.root.put("sys/rotate").expect(204)
    operated.root.put("sys/rotate/keyring").expect(204)
    assert operated.root.get("sys/key-status").data["term"] == status.data["term"] + 2
    operated.root.put(f"{name}/after", {"x": 2}).expect(204)
    operated.node.stop()
    operated.node.start().unseal(operated.credentials)
    assert operated.root.get(f"{name}/before").data == {"x": 1} and operated.root.get(f"{name}/after").data == {"x": 2}


def test_rotation_settings(operated):
    operated.root.post("sys/rotate/config", {"enabled": True, "max_operations": 100000000, "interval": "768h"}).expect(204)
    data = operated.root.get("sys/rotate/config").expect(200).data
    assert data == {"enabled": True, "max_operations": 100000000, "interval": "768h0m0s"}
    assert operated.root.get("sys/rotate/keyring/config").expect(200).data == data
    operated.root.post("sys/rotate/config", {"max_operations": 1}).expect(400)


def start_rekey(operated, shares, threshold, **more):
    return operated.root.put(
        "sys/rotate/root/init", {"secret_shares": shares, "secret_threshold": threshold, **more}).expect(200).data["nonce"]


def give(operated, path, nonce, keys):
    for key in keys:
        answer = operated.root.put(path, {"key": key, "nonce": nonce})
    return answer


def test_rekey(operated):
    old = operated.credentials
    nonce = start_rekey(operated, 5, 3)
    status = operated.root.get("sys/rotate/root/init").expect(200).data
    assert (status["started"], status["n"], status["t"], status["required"], status["nonce"]) == (True, 5, 3, 2, nonce)
    operated.root.put("sys/rotate/root/init", {"secret_shares": 1, "secret_threshold": 1}).expect(400)
    operated.root.put("sys/rotate/root/update", {"key": old.keys[0], "nonce": "bad"}).expect(400)
    done = give(operated, "sys/rotate/root/update", nonce, old.keys[:2]).expect(200).data
    assert done["complete"] is True and len(done["keys_base64"]) == 5
    operated.credentials = Credentials(tuple(done["keys_base64"]), old.root_token, 3)

    operated.root.put("sys/seal").expect(204)
    operated.anonymous.put("sys/unseal", {"key": old.keys[0]}).expect(200)
    operated.anonymous.put("sys/unseal", {"key": old.keys[1]})
    operated.anonymous.put("sys/unseal", {"key": old.keys[2]})
    assert operated.anonymous.get("sys/seal-status").json["sealed"] is True, "the old shares are void"
    operated.anonymous.put("sys/unseal", {"reset": True})
    operated.node.unseal(operated.credentials)


def test_rekey_with_verification(operated):
    keys = operated.credentials.keys
    needed = operated.credentials.threshold
    nonce = start_rekey(operated, 3, 2, require_verification=True)
    done = give(operated, "sys/rotate/root/update", nonce, keys[:needed]).expect(200).data
    assert done["verification_required"] is True and done["verification_nonce"]
    new = done["keys_base64"]
    operated.node.stop()
    operated.node.start().unseal(operated.credentials)  # not verified: the old shares still hold

    nonce = start_rekey(operated, 3, 2, require_verification=True)
    done = give(operated, "sys/rotate/root/update", nonce, keys[:needed]).expect(200).data
    new = done["keys_base64"]
    verified = give(operated, "sys/rotate/root/verify", done["verification_nonce"], new[:2]).expect(200).data
    assert verified["complete"] is True
    operated.credentials = Credentials(tuple(new), operated.credentials.root_token, 2)
    operated.root.put("sys/seal").expect(204)
    operated.node.unseal(operated.credentials)


def test_cancel_rekey(operated):
    start_rekey(operated, 1, 1)
    operated.root.delete("sys/rotate/root/init").expect(204)
    assert operated.root.get("sys/rotate/root/init").data["started"] is False


@pytest.mark.parametrize("shares,threshold", [(2, 3), (256, 2), (0, 0), (3, 1)])
def test_rekey_refuses_impossible_numbers(operated, shares, threshold):
    operated.root.put("sys/rotate/root/init", {"secret_shares": shares, "secret_threshold": threshold}).expect(400)


@pytest.mark.parametrize("path", ["sys/rekey/init", "sys/generate-root/attempt", "sys/rekey/verify"])
def test_endpoints_without_a_token_are_off(operated, path):
    """Unless configured: nobody without a token can start, watch or cancel a rekey or a root generation."""
    for method in ("GET", "PUT", "DELETE"):
        assert operated.anonymous.call(method, path, {} if method == "PUT" else None).status in (403, 404, 405)


def test_rekey_needs_sudo(operated):
    auth = operated.root.post("auth/token/create", {"policies": ["default"]}).expect(200).auth
    weak = operated.node.client(auth["client_token"])
    for method, path in (("PUT", "sys/rotate/root/init"), ("DELETE", "sys/rotate/root/init"), ("PUT", "sys/rotate"),
                         ("PUT", "sys/generate-root-token/attempt"), ("DELETE", "sys/generate-root-token/attempt")):
        weak.call(method, path, {"secret_shares": 1, "secret_threshold": 1} if method == "PUT" else None).expect(403)


def decode_token(encoded, otp):
    raw = base64.b64decode(encoded + "=" * (-len(encoded) % 4))
    return bytes(a ^ b for a, b in zip(raw, otp.encode(), strict=True)).decode()


def test_generate_root(operated):
    length = operated.root.get("sys/generate-root-token/attempt").expect(200).data["otp_length"]
    attempt = operated.root.put("sys/generate-root-token/attempt", {}).expect(200).data
    assert attempt["started"] is True and len(attempt["otp"]) == length
    operated.root.put("sys/generate-root-token/attempt", {}).expect(400)
    needed = operated.credentials.threshold
    done = give(operated, "sys/generate-root-token/update", attempt["nonce"], operated.credentials.keys[:needed]).expect(200).data
    assert done["complete"] is True
    token = decode_token(done["encoded_token"], attempt["otp"])
    assert operated.node.client(token).get("auth/token/lookup-self").expect(200).data["policies"] == ["root"]
    operated.node.client(token).post("auth/token/revoke-self").expect(204)


def test_generate_root_with_wrong_share_or_nonce(operated, servers):
    attempt = operated.root.put("sys/generate-root-token/attempt", {}).expect(200).data
    bad_nonce = operated.root.put("sys/generate-root-token/update", {"key": operated.unseal_key(0), "nonce": "bad"})
    bad_nonce.expect(servers.either(ours=400, peer=500))
    wrong = base64.b64encode(bytes(range(32)) + b"\x07").decode()
    operated.root.put("sys/generate-root-token/update", {"key": wrong, "nonce": attempt["nonce"]})
    answer = operated.root.put("sys/generate-root-token/update", {"key": operated.unseal_key(0), "nonce": attempt["nonce"]})
    assert answer.status in servers.either(ours=(400,), peer=(400, 500)) or not answer.data["encoded_token"]


def test_chosen_otp_of_wrong_length_is_400(operated):
    operated.root.put("sys/generate-root-token/attempt", {"otp": "x" * 5}).expect(400)


@pytest.mark.ours("the one-time password is as long as our tokens")
def test_otp_is_28_long(operated):
    assert operated.root.get("sys/generate-root-token/attempt").data["otp_length"] == 28


def test_operator_commands(operated, new_cli):
    """`bao operator`: seal, unseal, generate-root, rotate-keys."""
    bao = new_cli(operated.node, operated.credentials.root_token)
    needed = operated.credentials.threshold
    bao("operator", "seal")
    assert operated.anonymous.get("sys/seal-status").json["sealed"] is True
    for key in operated.credentials.keys[:needed]:
        status = json.loads(bao("operator", "unseal", "-format=json", key))
    assert status["sealed"] is False
    operated.node.wait_healthy()

    started = json.loads(bao("operator", "generate-root", "-init", "-format=json"))
    for key in operated.credentials.keys[:needed]:
        done = json.loads(bao("operator", "generate-root", "-format=json", f"-nonce={started['nonce']}", key))
    token = bao("operator", "generate-root", f"-decode={done['encoded_token']}", f"-otp={started['otp']}").strip()
    bao.with_token(token)("token", "lookup")

    started = json.loads(bao("operator", "rotate-keys", "-init", "-format=json", "-key-shares=3", "-key-threshold=2"))
    for key in operated.credentials.keys[:needed]:
        done = json.loads(bao("operator", "rotate-keys", "-format=json", f"-nonce={started['nonce']}", key))
    operated.credentials = Credentials(tuple(done["keys_base64"]), operated.credentials.root_token, 2)
    bao("operator", "seal")
    operated.node.unseal(operated.credentials)
