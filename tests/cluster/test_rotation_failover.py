"""A rotation whose leader is killed between `set` and `test`: it ends finished or undone, and `set` never runs twice for one token."""
import hashlib
import os

import pytest

from cluster.conftest import mount_kv2
from harness.waiting import wait_for

pytestmark = pytest.mark.ours("the peer rotates no secrets of KV")

KILLS = int(os.environ.get("ROTATION_KILLS", "2"))

# The target is a file, as a real one would be somewhere else. A `test` that is to die says so and waits for the end.
SCRIPT = """#!/usr/bin/env python3
import json, pathlib, sys, time
request, folder = json.load(sys.stdin), pathlib.Path("{folder}")
step, target = request["step"], folder / "target"
with open(folder / "calls", "a") as calls:
    calls.write(step + " " + request["token"] + "\\n")
if step in ("set", "undo"):
    target.write_text(request["pending" if step == "set" else "current"]["password"])
elif step in ("test", "verify"):
    held = folder / "hold"
    if step == "test" and held.exists():
        held.rename(folder / "held")
        time.sleep(60)
    if (folder / "fail").exists() and step == "test":
        sys.exit(1)
    sys.exit(0 if target.read_text() == request["pending" if step == "test" else "current"]["password"] else 1)
"""


@pytest.mark.timeout(200 + 60 * KILLS)
def test_kill_the_leader_between_set_and_test(new_cluster, tmp_path):
    scripts, folder = tmp_path / "scripts", tmp_path / "target"
    for each in (scripts, folder):
        each.mkdir(mode=0o755)
    script = scripts / "rotate"
    script.write_text(SCRIPT.format(folder=folder))
    script.chmod(0o755)
    cluster = new_cluster(**{"rotation.script-folder": str(scripts)}).form()
    client = cluster.client(cluster.nodes[0])
    mount_kv2(client)
    client.post("sys/rotators/file", {"type": "script", "path": str(script), "sha256": hashlib.sha256(script.read_bytes()).hexdigest(),
                                      "timeout": "60s"}).expect(204)
    (folder / "target").write_text("first")
    client.post("secret/data/a", {"data": {"password": "first"}}).expect(200)
    client.post("secret/rotation/a", {"rotator": "file", "retries": 0, "retry_delay": "1s"}).expect(204)
    outcomes = []
    for n in range(KILLS):
        (folder / "hold").touch()
        if n % 2:
            (folder / "fail").touch()
        leader = cluster.leader()
        client = cluster.client(leader)
        before = client.get("secret/data/a").expect(200).data["data"]["password"]
        ended = client.get("secret/rotation/a/status").expect(200).data["rotations"]
        client.post("secret/rotate/a").expect(200)
        wait_for("the test step", (folder / "held").exists, 30)
        leader.kill()
        (folder / "held").unlink()
        client = cluster.client(cluster.leader())
        # Until its end, readers get the old value.
        now = wait_for("its end", lambda: _ended(client, before, ended), 90)
        outcomes.append(now["last_outcome"])
        data = client.get("secret/data/a").expect(200).data
        assert data["data"]["password"] == (folder / "target").read_text(), "the target takes what readers get"
        assert (data["data"]["password"] == before) == (now["last_outcome"] == "rolled_back")
        (folder / "fail").unlink(missing_ok=True)
        leader.start()
        leader.unseal(cluster.credentials, ready=(200, 429, 473))
        cluster.wait_voters(3)
    calls = [line.split() for line in (folder / "calls").read_text().splitlines()]
    tokens = [token for step, token in calls if step == "set"]
    assert len(tokens) == len(set(tokens)) == KILLS, "set runs once for each token"
    assert outcomes == ["rolled_back" if n % 2 else "succeeded" for n in range(KILLS)]


def _ended(client, before, ended):
    secret = client.get("secret/data/a")
    now = client.get("secret/rotation/a/status")
    if secret.status != 200 or now.status != 200:
        return None
    if now.data["rotations"] > ended:
        return now.data
    assert secret.data["data"]["password"] == before
    return None
