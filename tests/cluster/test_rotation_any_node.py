"""A password of a database that is rotated every few seconds, under a client that reads it through any node and logs in with it."""
import itertools
import os
import time

import pytest

from cluster.conftest import mount_kv2
from harness.rotated import ADMIN, PostgreSQL, install
from harness.sealwright import REPOSITORY
from harness.waiting import wait_for

pytestmark = pytest.mark.ours("the peer rotates users of databases, and no secrets of KV")

SECONDS = int(os.environ.get("ROTATION_SECONDS", "10"))
SCRIPT = REPOSITORY / "docs" / "rotation" / "postgres-password"


@pytest.fixture(scope="module")
def postgres():
    with PostgreSQL() as running:
        yield running


@pytest.mark.timeout(120 + 4 * SECONDS)
def test_a_client_that_always_logs_in(new_cluster, postgres, tmp_path):
    scripts = tmp_path / "scripts"
    scripts.mkdir(mode=0o755)
    cluster = new_cluster(**{"rotation.script-folder": str(scripts)}).form()
    clients = [cluster.client(node) for node in cluster.nodes]
    mount_kv2(clients[0])
    file = install(scripts, SCRIPT)
    for mode in ("one", "alternating"):
        clients[0].post(f"sys/rotators/{mode}", {"type": "script", **file, "create": mode == "alternating"}).expect(204)
        follow(clients, mode, postgres, tmp_path)


def follow(clients, mode, postgres, folder):
    parameters, users = dict(postgres.parameters), [f"{mode}_a", f"{mode}_b"]
    for each in users:
        postgres.user(each, "old")
    if mode == "alternating":
        parameters |= {"users": users, "admin": ADMIN, "admin_passfile": postgres.passfile(folder)}
    clients[0].post(f"secret/data/{mode}", {"data": {"username": users[0], "password": "old"}}).expect(200)
    clients[0].post(f"secret/rotation/{mode}", {"rotator": mode, "parameters": parameters, "period": "2s"}).expect(204)
    turns = itertools.cycle(clients)

    def read():
        return next(turns).get(f"secret/data/{mode}").expect(200).data["data"]

    def status():
        return next(turns).get(f"secret/rotation/{mode}/status").expect(200).data

    logins, late, end = 0, 0, time.monotonic() + SECONDS
    while time.monotonic() < end:
        data = read()
        if not postgres.login(data["username"], data["password"]):
            # One user: between `set` and `finish`, the old password works no more, and the new one is not given out yet.
            assert mode == "one", "alternating users: every login works"
            late += 1
            wait_for("the new one", lambda: read() != data, 10)
        logins += 1
    next(turns).post(f"secret/rotation/{mode}", {"period": "0"}).expect(204)
    wait_for("nothing is under way", lambda: not status()["token"], 20)
    now = status()
    print(f"{mode}: {logins} logins, {late} within the overlap, {now['rotations']} rotations")
    assert now["rotations"] >= SECONDS / 6 and now["failures"] == 0 and logins > 10
    assert late <= now["rotations"]
    data = read()
    assert postgres.login(data["username"], data["password"])
