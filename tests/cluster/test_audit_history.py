"""The cluster keeps the heads of every member's audit log: a member's own disk cannot rewrite what was. And proofs of single requests."""
import json

import pytest

from cluster.conftest import mount_kv2
from harness import audit
from harness.waiting import wait_for

pytestmark = pytest.mark.ours("the peer's audit log has no chain")


@pytest.mark.timeout(300)
def test_verify_against_the_cluster(new_cluster, tmp_path):
    cluster = new_cluster().form()
    writer, other = cluster.nodes[1], cluster.nodes[2]
    root = cluster.client(writer)
    mount_kv2(root)
    written = root.post("secret/data/proved", {"data": {"n": 1}}).expect(200)
    token = cluster.credentials.root_token

    def kept():
        heads = cluster.client(other).get(f"sys/audit/heads?node={writer.name}&device=file/").expect(200).data["heads"]
        return len(heads) > 1 and heads
    heads = wait_for("heads of it in the store", kept, 30)
    assert [h["seq"] for h in heads] == sorted((h["seq"] for h in heads), reverse=True)
    assert {h["node"] for h in heads} == {writer.name}
    everyone = cluster.client(other).get("sys/audit/heads").expect(200).data["heads"]
    assert {h["node"] for h in everyone} == {n.name for n in cluster.nodes}

    def verify(log, token=token, *more):
        return audit.run("verify", log, "--against", other.url, *more, token=token)

    done = verify(writer.audit_log)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "they agree" in done.stdout

    # another member's file under this member's name, wholly valid by itself
    done = verify(cluster.nodes[0].audit_log, token, "--node", writer.name)
    assert done.returncode == 1, done.stdout + done.stderr

    copy = tmp_path / "audit.log"
    lines = writer.audit_log.read_bytes().splitlines(keepends=True)
    newest = max(i for i, line in enumerate(lines) if json.loads(line)["chain"]["seq"] <= heads[0]["seq"])
    copy.write_bytes(b"".join(lines[:newest]))
    assert audit.verify(copy).returncode == 0, "the chain alone cannot know"
    done = verify(copy)
    assert done.returncode == 1 and "the tail is cut" in done.stdout, done.stdout + done.stderr

    assert verify(writer.audit_log, "no-such-token").returncode == 2
    assert verify(writer.audit_log, None).returncode == 2

    # a proof of one request, checked with nothing but the key
    proof, key = tmp_path / "proof.json", tmp_path / "key"
    key.write_text(root.get("sys/audit/key").expect(200).data["public_key"])

    def proved():
        done = audit.run("prove", "--request-id", written.json["request_id"], writer.audit_log)
        return done.returncode == 0 and done.stdout
    proof.write_text(wait_for("a head after it", proved, 30))
    done = audit.run("check-proof", proof, "--key", key)
    assert done.returncode == 0 and "secret/data/proved" in done.stdout, done.stdout + done.stderr
    proof.write_text(proof.read_text().replace("secret/data/proved", "secret/data/forged"))
    assert audit.run("check-proof", proof, "--key", key).returncode == 1


def test_heads_need_a_token(new_node):
    node, _ = new_node()
    assert node.client().get("sys/audit/heads").status == 403


@pytest.mark.timeout(300)
def test_one_of_two_devices_fails(new_node, tmp_path):
    second = tmp_path / "second" / "audit.log"
    second.parent.mkdir(mode=0o700)
    node, credentials = new_node(**{"audit.file[0].path": "audit/audit.log", "audit.file[1].path": str(second)})
    node.settings["audit.file[0].path"] = str(node.data / "audit" / "audit.log")  # where the test finds it
    root = node.client(credentials.root_token)
    mount_kv2(root)
    assert set(root.get("sys/audit").expect(200).data) == {"file/", "file1/"}

    def meter(name, device):
        line = f'sealwright_audit_device_{name}{{device="{device}"}} '
        text = root.get("sys/metrics?format=prometheus").expect(200).body
        text = text.decode() if isinstance(text, bytes) else text
        return float(next(x for x in text.splitlines() if x.startswith(line)).removeprefix(line))

    assert "audit_devices_failing" not in node.health().json
    assert meter("healthy", "file/") == meter("healthy", "file1/") == 1

    away = second.parent.rename(tmp_path / "away")  # it cannot be opened anew
    with open(away / "audit.log", "ab") as out:
        out.write(b"not ours\n")
    root.post("secret/data/a", {"data": {"n": 1}}).expect(200)
    wait_for("health names it", lambda: node.health().json.get("audit_devices_failing") == ["file1/"], 15)
    assert node.health().status == 200
    root.post("secret/data/a", {"data": {"n": 2}}).expect(200)
    assert meter("healthy", "file1/") == 0 and meter("failures_total", "file1/") > 0
    assert meter("healthy", "file/") == 1 and meter("failures_total", "file/") == 0

    away.rename(second.parent)
    wait_for("it works again", lambda: "audit_devices_failing" not in node.health().json, 15)
    assert meter("healthy", "file1/") == 1
    root.post("secret/data/a", {"data": {"n": 3}}).expect(200)
    node.stop()
    for log in (node.audit_log, second):
        done = audit.verify(log)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "the device had failed since" in done.stdout
    assert audit.answered(second) < audit.answered(node.audit_log), "what it refused is in the other alone"
