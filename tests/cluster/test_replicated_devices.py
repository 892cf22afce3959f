"""Audit devices enabled by API are there on every member, and stay."""
import pytest

from harness import receivers
from harness.waiting import wait_for

pytestmark = pytest.mark.ours("devices by API are off in the peer")


@pytest.mark.timeout(300)
def test_a_device_enabled_on_one_node_hears_all_and_survives(new_cluster):
    with receivers.Stream() as tcp:
        cluster = new_cluster(**{"audit.api": "true"}).form()
        first, second, third = cluster.nodes
        options = {"type": "socket", "options": {"address": tcp.address}}
        cluster.client(second).post("sys/audit/everywhere", options).expect(204)

        def heard(node):
            answer = cluster.client(node).get("sys/mounts")
            if answer.status != 200:
                return False
            try:
                wait_for("its lines", lambda: tcp.types_of(answer.json["request_id"]) == ["request", "response"], 2)
                return True
            except (AssertionError, TimeoutError):
                return False

        for node in cluster.nodes:
            wait_for(f"{node.name} sends its lines", lambda n=node: heard(n), 20)
            assert "everywhere/" in cluster.client(node).get("sys/audit").expect(200).data
        opened = {e["chain"]["epoch"] for e in tcp.entries() if e["type"] == "open" and e["open"]["device"] == "everywhere/"}
        assert len(opened) >= 3, "a chain of each member"

        third.kill()
        third.start().unseal(cluster.credentials)
        leader = cluster.leader()
        cluster.client(leader).put("sys/step-down", {}).expect(204)
        wait_for("another leads", lambda: cluster.leader() not in (None, leader), 30)
        for node in cluster.nodes:
            wait_for(f"{node.name} sends its lines again", lambda n=node: heard(n), 30)

        cluster.client(first).delete("sys/audit/everywhere").expect(204)
        for node in cluster.nodes:
            wait_for("it is gone", lambda n=node: "everywhere/" not in cluster.client(n).get("sys/audit").expect(200).data, 15)
            wait_for("it hears nothing more", lambda n=node: not heard(n), 20)


@pytest.mark.timeout(300)
def test_a_member_that_cannot_open_it_says_so_and_goes_on(new_cluster, tmp_path):
    cluster = new_cluster(**{"audit.api": "true"})
    for number, node in enumerate(cluster.nodes):
        folder = tmp_path / node.name
        folder.mkdir(mode=0o700)
        if number < 2:
            node.settings["audit.api-file-folder"] = str(folder)
    cluster.form()
    first, second, third = cluster.nodes
    (tmp_path / second.name / "shared.log").symlink_to(tmp_path / "elsewhere")
    cluster.client(first).post("sys/audit/own", {"type": "file", "options": {"file_path": "shared.log"}}).expect(204)
    for node in (second, third):
        wait_for("it is named", lambda n=node: n.health().json.get("audit_devices_failing") == ["own/"], 20)
        assert node.health().status == 200
        cluster.client(node).get("sys/mounts").expect(200)
    assert "audit_devices_failing" not in first.health().json
    assert not (tmp_path / "elsewhere").exists()
    (tmp_path / second.name / "shared.log").unlink()
    wait_for("it opens", lambda: "audit_devices_failing" not in second.health().json, 15)
    assert (tmp_path / second.name / "shared.log").stat().st_mode & 0o177 == 0
