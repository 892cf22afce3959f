"""The rest of sys: health, leader, leases, tools, audit, raft on one node, metrics."""
import base64
import hashlib
import time

import pytest

HEALTH = {"initialized", "sealed", "standby", "server_time_utc", "version", "cluster_name", "cluster_id",
          "replication_performance_mode", "replication_dr_mode"}


def test_health(anonymous):
    answer = anonymous.get("sys/health").expect(200).json
    assert set(answer) >= HEALTH
    assert (answer["initialized"], answer["sealed"], answer["standby"]) == (True, False, False)
    assert abs(answer["server_time_utc"] - time.time()) < 60


def test_health_by_head(anonymous):
    answer = anonymous.call("HEAD", "sys/health").expect(200)
    assert answer.body == b""


def test_health_code_by_query(anonymous):
    anonymous.get("sys/health?activecode=299").expect(299)
    anonymous.get("sys/health?activecode=x").expect(400)


def test_version_is_at_least_1_15_in_form(anonymous):
    for path in ("sys/health", "sys/seal-status"):
        major, minor = (int(p) for p in anonymous.get(path).json["version"].split(".")[:2])
        assert (major, minor) >= (1, 15)


def test_seal_status_has_no_envelope(anonymous):
    answer = anonymous.get("sys/seal-status").expect(200).json
    assert answer["sealed"] is False and answer["t"] == 2 and answer["n"] == 3
    assert answer["cluster_id"] and answer["storage_type"] == "raft" and "request_id" not in answer


def test_leader(anonymous, running):
    answer = anonymous.get("sys/leader").expect(200).json
    assert answer["ha_enabled"] is True and answer["is_self"] is True
    assert answer["leader_address"] == running.node.url and answer["leader_cluster_address"]


def test_ha_status(root, running):
    nodes = root.get("sys/ha-status").expect(200).data["nodes"]
    assert len(nodes) == 1 and nodes[0]["active_node"] is True and nodes[0]["api_address"] == running.node.url


def test_raft_configuration(root, running):
    servers = root.get("sys/storage/raft/configuration").expect(200).data["config"]["servers"]
    assert len(servers) == 1
    assert servers[0]["node_id"] == "n1" and servers[0]["leader"] is True and servers[0]["voter"] is True
    assert servers[0]["address"] == f"127.0.0.1:{running.node.cluster_port}"


def test_autopilot_state(root):
    data = root.get("sys/storage/raft/autopilot/state").expect(200).data
    assert data["healthy"] is True and data["leader"] == "n1" and data["voters"] == ["n1"]
    assert data["servers"]["n1"]["status"] == "leader"


def test_random_bytes(root):
    for path, body, size in (("sys/tools/random", {}, 32), ("sys/tools/random/16", {}, 16), ("sys/tools/random", {"bytes": 5}, 5)):
        assert len(base64.b64decode(root.post(path, body).expect(200).data["random_bytes"])) == size
    in_hex = root.post("sys/tools/random/8", {"format": "hex"}).expect(200).data["random_bytes"]
    assert len(bytes.fromhex(in_hex)) == 8
    one, two = (root.post("sys/tools/random", {}).data["random_bytes"] for _ in range(2))
    assert one != two
    for bad in (0, -1, 10_000_000):
        root.post("sys/tools/random", {"bytes": bad}).expect(400)
    root.post("sys/tools/random", {"format": "x"}).expect(400)


@pytest.mark.parametrize("path,body,algorithm", [
    ("sys/tools/hash", {}, "sha256"), ("sys/tools/hash/sha2-512", {}, "sha512"), ("sys/tools/hash", {"algorithm": "sha2-224"}, "sha224"),
    ("sys/tools/hash", {"algorithm": "sha2-384"}, "sha384"), ("sys/tools/hash/sha3-256", {}, "sha3_256")])
def test_hash(root, path, body, algorithm):
    data = root.post(path, {"input": base64.b64encode(b"text").decode(), **body}).expect(200).data
    assert data["sum"] == hashlib.new(algorithm, b"text").hexdigest()


def test_hash_of_bad_input(root):
    root.post("sys/tools/hash", {"input": "not base64!"}).expect(400)
    root.post("sys/tools/hash/none", {"input": "dGV4dA=="}).expect(400)
    in_base64 = root.post("sys/tools/hash", {"input": "dGV4dA==", "format": "base64"}).expect(200).data["sum"]
    assert base64.b64decode(in_base64) == hashlib.sha256(b"text").digest()


def test_audit_list(root):
    answer = root.get("sys/audit").expect(200)
    assert len(answer.data) == 1
    device = next(iter(answer.data.values()))
    assert device["type"] == "file" and set(device) >= {"type", "description", "local", "options", "path"}


def test_audit_hash(root):
    device = next(iter(root.get("sys/audit").data)).rstrip("/")
    one, two = (root.post(f"sys/audit-hash/{device}", {"input": "secret"}).expect(200) for _ in range(2))
    assert one.data["hash"].startswith("hmac-sha256:") and one.data == two.data and one.json["hash"] == one.data["hash"]
    root.post("sys/audit-hash/none", {"input": "secret"}).expect(400)


def test_audit_devices_come_from_the_configuration(root):
    answer = root.post("sys/audit/other", {"type": "file", "options": {"file_path": "/tmp/never-written.log"}})
    assert answer.status == 400, answer.body
    assert len(root.get("sys/audit").data) == 1


def test_audited_request_headers(root, name):
    path = f"sys/config/auditing/request-headers/X-{name}"
    root.post(path, {"hmac": False}).expect(204)
    read = root.get(path).expect(200).data
    assert {k.lower(): v for k, v in read.items()} == {f"x-{name}": {"hmac": False}}
    assert f"x-{name}" in {h.lower() for h in root.get("sys/config/auditing/request-headers").expect(200).data["headers"]}
    root.delete(path).expect(204)
    root.get(path).expect(400, 404)


def test_lease_counts(root):
    root.get("sys/leases/count?type=irrevocable").expect(200)
    root.get("sys/leases?type=irrevocable").expect(200)


def test_lease_of_nothing(root):
    root.post("sys/leases/lookup", {"lease_id": "none/x"}).expect(400)
    root.post("sys/leases/renew", {"lease_id": "none/x"}).expect(400)
    root.post("sys/leases/lookup", {}).expect(400)
    root.list("sys/leases/lookup/none").expect(404)


def test_token_leases_show_under_their_path(root):
    root.post("auth/token/create", {"policies": ["default"], "ttl": "1h"}).expect(200)
    keys = root.list("sys/leases/lookup/auth/token/create").expect(200).data["keys"]
    lease = f"auth/token/create/{keys[0]}"
    data = root.post("sys/leases/lookup", {"lease_id": lease}).expect(200).data
    assert data["id"] == lease and data["ttl"] > 0 and data["issue_time"] and data["expire_time"]


def test_revoke_a_token_by_its_lease(root, name):
    root.post(f"auth/token/roles/{name}", {}).expect(204)
    token = root.post(f"auth/token/create/{name}", {"policies": ["default"], "ttl": "1h"}).expect(200).auth["client_token"]
    keys = root.list(f"sys/leases/lookup/auth/token/create/{name}").expect(200).data["keys"]
    assert len(keys) == 1
    root.post("sys/leases/revoke", {"lease_id": f"auth/token/create/{name}/{keys[0]}", "sync": True}).expect(204)
    root.with_token(token).get("auth/token/lookup-self").expect(403)


def test_revoke_by_prefix(root, name):
    root.post(f"auth/token/roles/{name}", {}).expect(204)
    tokens = [root.post(f"auth/token/create/{name}", {"policies": ["default"], "ttl": "1h"}).auth["client_token"] for _ in range(3)]
    root.post(f"sys/leases/revoke-prefix/auth/token/create/{name}", {"sync": True}).expect(204)
    for token in tokens:
        root.with_token(token).get("auth/token/lookup-self").expect(403)


def test_lease_prefix_operations_need_sudo(user):
    client = user('path "sys/leases/*" { capabilities = ["create", "update", "list", "read"] }')
    client.post("sys/leases/revoke-prefix/auth/token/create", {}).expect(403)
    client.post("sys/leases/revoke-force/auth/token/create", {}).expect(403)
    client.list("sys/leases/lookup/auth/token/create").expect(403)


@pytest.mark.ours("the peer's are off unless configured")
def test_metrics(root):
    text = root.get("sys/metrics?format=prometheus").expect(200)
    assert b"# TYPE" in text.body and text.headers["Content-Type"].startswith("text/plain")


def test_host_info(root):
    data = root.get("sys/host-info").expect(200).data
    assert data["timestamp"] and "host" in data and "memory" in data


def test_snapshot_of_one_node(root):
    answer = root.get("sys/storage/raft/snapshot").expect(200)
    assert len(answer.body) > 100
    assert answer.headers["Content-Type"] in ("application/gzip", "application/octet-stream")


def test_snapshot_needs_its_capability(user, anonymous):
    user('path "secret/*" { capabilities = ["read"] }').get("sys/storage/raft/snapshot").expect(403)
    anonymous.get("sys/storage/raft/snapshot").expect(403)


def test_snapshot_that_is_none_is_refused(root, servers):
    root.call("POST", "sys/storage/raft/snapshot", raw=b"not a snapshot").expect(servers.either(ours=400, peer=500))
    root.get("sys/mounts").expect(200)


@pytest.mark.ours("the peer answers that it joined, and does nothing")
def test_join_is_refused_once_initialised(anonymous):
    answer = anonymous.post("sys/storage/raft/join", {"leader_api_addr": "http://127.0.0.1:1"})
    assert answer.status >= 400 or answer.json["joined"] is False


def test_remove_peer_that_is_none(root):
    root.post("sys/storage/raft/remove-peer", {"server_id": "nobody"}).expect(204, 400)
    assert len(root.get("sys/storage/raft/configuration").data["config"]["servers"]) == 1
