"""Events over three nodes: any node tells what any other wrote, and webhooks go on after the leader's death without losing one."""
import pytest

from cluster.conftest import mount_kv2
from harness.listening import KEY, Webhook, next_event, subscribe
from harness.waiting import wait_for

pytestmark = pytest.mark.ours("the peer has no events")


@pytest.mark.timeout(240)
def test_all_nodes_tell_and_no_event_is_lost_with_the_leader(new_cluster):
    cluster = new_cluster().form()
    leader = cluster.leader()
    mount_kv2(cluster.client(leader))
    one, other = cluster.followers()
    hook = Webhook()
    try:
        with subscribe(cluster.client(other), "kv-v2/data-write") as events:
            for n in range(20):
                cluster.client(one).post(f"secret/data/{n}", {"data": {}}).expect(200)
            heard = [next_event(events)["event"]["metadata"]["data_path"] for _ in range(20)]
        assert heard == [f"secret/data/{n}" for n in range(20)], "in the order of the commits"

        cluster.client(one).post("sys/events/webhooks/hook", {"url": hook.url, "secret": KEY}).expect(204)
        paths = [f"secret/data/hook{n}" for n in range(30)]
        # The leader dies while the webhook has its events and has not answered.
        hook.free.clear()
        for path in paths[:10]:
            cluster.client(one).post(path, {"data": {}}).expect(200)
        assert hook.held.wait(30)
        leader.kill()
        hook.free.set()
        client = cluster.client(cluster.leader())
        for path in paths[10:]:
            wait_for("a write", lambda: client.post(path, {"data": {}}).status == 200, 60)
        wait_for("every event", lambda: set(paths) <= set(hook.paths()), 60)
        order = list(dict.fromkeys(path for path in hook.paths() if path in paths))
        assert order == paths, "in order, each for the first time"
        status = wait_for("the status", lambda: _told(client), 30)
        assert status["gaps"] == 0 and status["dropped"] == 0
    finally:
        hook.close()


def _told(client):
    status = client.get("sys/events/webhooks/hook").data
    return status if status["lag"] == 0 else None
