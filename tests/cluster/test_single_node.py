"""One node, killed over and over: every acknowledged write is there, and every acknowledged request has its audit line."""
import pytest

from cluster.conftest import mount_kv2
from harness import audit
from harness.load import Load

KILLS = 20


@pytest.mark.timeout(900)
def test_kill_20_times_under_load(new_node, servers, tmp_path):
    node, credentials = new_node()
    root = node.client(credentials.root_token)
    mount_kv2(root)
    loads = []
    for n in range(KILLS):
        with Load([node.url], credentials.root_token, "secret", prefix=f"k{n}") as load:
            loads.append(load)
            load.wait_more(60)
            node.kill()
        node.start()
        node.unseal(credentials)
    total = sum(len(load.acknowledged) for load in loads)
    print(f"{KILLS} kills, {total} acknowledged writes")
    for load in loads:
        assert load.missing(root) == []
    written = audit.answered(node.audit_log)
    unwritten = [a for load in loads for a in load.acknowledged if a.request_id not in written]
    assert unwritten == [], f"{len(unwritten)} of {total} acknowledged requests without an audit line"
    if servers.ours:
        key = tmp_path / "key"
        key.write_text(root.get("sys/audit/key").expect(200).data["public_key"])
        done = audit.verify(node.audit_log, key=key)
        assert done.returncode == 0, done.stdout + done.stderr


def test_health_is_steady_under_load(new_node):
    """A load balancer must not lose a node because it is working."""
    node, credentials = new_node()
    mount_kv2(node.client(credentials.root_token))
    seen = []
    with Load([node.url], credentials.root_token, "secret", writers=6) as load:
        health = node.client(keep_alive=True)
        while load.count() < 1500:
            answer = health.get("sys/health")
            if answer.status != 200:
                seen.append(answer.body)
    assert seen == []


@pytest.mark.timeout(300)
def test_stop_and_start_keeps_everything(new_node):
    node, credentials = new_node(shares=5, threshold=3)
    root = node.client(credentials.root_token)
    mount_kv2(root)
    token = root.post("auth/token/create", {"policies": ["default"], "ttl": "1h"}).expect(200).auth["client_token"]
    root.put("cubbyhole/mine", {"x": 1}).expect(204)
    wrapped = root.post("sys/wrapping/wrap", {"a": "b"}, headers={"X-Vault-Wrap-TTL": "1h"}).expect(200).json["wrap_info"]["token"]
    for n in range(3):
        root.post("secret/data/a", {"data": {"n": n}}).expect(200)
    assert node.stop() == 0
    node.start().unseal(credentials)
    assert [root.get(f"secret/data/a?version={v}").data["data"]["n"] for v in (1, 2, 3)] == [0, 1, 2]
    root.with_token(token).get("auth/token/lookup-self").expect(200)
    assert root.get("cubbyhole/mine").data == {"x": 1}
    assert root.post("sys/wrapping/unwrap", {"token": wrapped}).expect(200).data == {"a": "b"}


@pytest.mark.ours("start-up errors of the jar")
@pytest.mark.timeout(240)
def test_second_process_on_one_folder_is_refused(new_node, servers):
    node, credentials = new_node()
    second = servers.node(**{"storage.path": str(node.data), "cluster.node-id": node.name})
    second.launch()
    assert second.process.wait(90) != 0
    assert str(node.data) in second.log_text() or "in use" in second.log_text() or "lock" in second.log_text().lower()
    assert "\tat " not in second.log_text(), "no stack trace"
    node.client(credentials.root_token).get("sys/mounts").expect(200)
