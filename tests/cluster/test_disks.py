"""Full disks of the leader: it stops leading, the others go on, it heals. Needs to mount file systems."""
import errno
import subprocess

import pytest

from cluster.conftest import mount_kv2
from cluster.test_faults import check, recorder, settled, wait_writes
from harness import audit
from harness.waiting import wait_for

READY = (200, 429, 473)
pytestmark = pytest.mark.needs("mounts")


@pytest.fixture
def small_disk(tmp_path):
    """Mounts file systems of a few megabytes that end with the test."""
    mounted = []

    def mount(name, megabytes):
        folder = tmp_path / name
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "sealwright-test", str(folder)], check=True)
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def fill(folder):
    """Leaves not a byte."""
    filler = folder / "filler"
    with open(filler, "wb", buffering=0) as out:
        try:
            while True:
                out.write(b"\0" * 4096)
        except OSError as e:
            assert e.errno == errno.ENOSPC
    return filler


@pytest.mark.ours("the peer's cluster stops writing on every node")
@pytest.mark.timeout(300)
def test_full_audit_disk_of_the_leader(new_cluster, small_disk):
    cluster = new_cluster()
    for node in cluster.nodes:
        node.settings["audit.file[0].path"] = str(small_disk(f"audit-{node.name}", 16) / "audit.log")
    cluster.form()
    mount_kv2(cluster.client(cluster.nodes[0]))
    with recorder(cluster) as record:
        settled(cluster, record)
        leader = cluster.leader()
        filler = fill(leader.audit_log.parent)
        wait_for("its health says so", lambda: leader.health().status == 503, 15)
        wait_for("another leads", lambda: any(n is not leader and n.client(timeout=2).get("sys/leader").json["is_self"] for n in cluster.nodes), 15)
        print(f"audit disk full: writes through the others after {wait_writes(record, 20):.2f} s")
        refused = cluster.client(leader).get("secret/data/h0")
        assert refused.status >= 500, refused.body
        filler.unlink()
        settled(cluster, record)
        cluster.client(leader).get("secret/data/h0").expect(200)
    check(cluster, record)
    for node in cluster.nodes:
        done = audit.verify(node.audit_log)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.ours("the peer's leader keeps the leadership")
@pytest.mark.timeout(300)
def test_full_data_disk_of_the_leader(new_cluster, small_disk):
    cluster = new_cluster()
    for node in cluster.nodes:
        node.data = small_disk(f"data-{node.name}", 400)
    cluster.form()
    mount_kv2(cluster.client(cluster.nodes[0]))
    with recorder(cluster) as record:
        settled(cluster, record)
        leader = cluster.leader()
        filler = fill(leader.data)
        wait_for("another leads", lambda: any(n is not leader and n.client(timeout=2).get("sys/leader").json["is_self"] for n in cluster.nodes), 15)
        print(f"data disk full: writes through the others after {wait_writes(record, 20):.2f} s")
        filler.unlink()
        if not leader.running():  # it may also have stopped
            leader.start().unseal(cluster.credentials, ready=READY)
        settled(cluster, record)
    check(cluster, record)
