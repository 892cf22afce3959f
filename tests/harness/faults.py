"""The faults that a cluster under load has to bear. Each is done, borne and healed before the next."""
import contextlib
import dataclasses
import random
import signal
import time
import typing

from . import audit
from .allowed import allowed
from .clock import Clock
from .cluster import Cluster
from .disk import Disk
from .history import Recorder
from .load import Load
from .network import Network
from .waiting import wait_for

READY = (200, 429, 473)
SMALL_LOG = {"storage.snapshot-entries": "300"}
# Until a node is back, in seconds: a snapshot of a hundred megabytes by the quick compiler, on a machine that is busy.
PATIENCE = 180
LARGE = "v" * 900_000  # so that a few writes fill the segments of the log
NEARLY_FULL = 24 << 20  # below what a node keeps in reserve
YEAR = 365 * 24 * 3600
REPLACED = "the state was replaced by the snapshot"


class World:
    """A cluster of three under a recorded load, with whatever this machine allows to break it with."""

    def __init__(self, new_node, folder, seed, say=print, pause=0.01):
        """pause: seconds that each recorded client rests between two operations."""
        self.dice, self.say = random.Random(seed), say
        self.network = Network() if allowed("namespaces") else None
        self.disks, self.clocks = {}, {}
        self.cluster = Cluster(lambda name: new_node(name, SMALL_LOG))
        self.outages = {}
        try:
            for node in self.cluster.nodes:
                if self.network:
                    self.network.add(node)
                if allowed("disks"):
                    self._place_on_disks(node, folder / f"{node.name}-disks")
                if allowed("clocks"):
                    self.clocks[node.name] = Clock(node.folder / "clock")
                    node.besides = self.clocks[node.name].environment()
            self.cluster.form()
            self.root = self.cluster.client(self.cluster.nodes[0])
            self.root.post("sys/mounts/secret", {"type": "kv", "options": {"version": "2"}}).expect(204)
            wait_for("the mount is ready", lambda: self.root.get("secret/config").status == 200, 20)
            token = self.cluster.credentials.root_token
            self.record = Recorder({n.name: n.url for n in self.cluster.nodes}, token, seed=seed, pause=pause)
            self.load = Load([n.url for n in self.cluster.nodes], token, "secret", writers=2, pause=1.5 * pause)
        except BaseException:
            self.close()
            raise

    def _place_on_disks(self, node, folder):
        folder.mkdir(parents=True)
        for kind in ("data", "audit"):
            self.disks[node.name, kind] = Disk(folder / f"{kind}.img", folder / kind)
        node.data = folder / "data" / "node"
        node.settings["audit.file[0].path"] = str(folder / "audit" / "audit.log")

    @property
    def nodes(self):
        return self.cluster.nodes

    def others(self, node):
        return [n for n in self.nodes if n is not node]

    def leader(self):
        return self.cluster.leader()

    def follower(self):
        return self.dice.choice(self.cluster.followers())

    def leads(self, among):
        """The node among these that says of itself that it leads, or None."""
        for node in among:
            try:
                answer = node.client(timeout=2).get("sys/leader")
                if answer.status == 200 and answer.json["is_self"]:
                    return node
            except OSError:
                pass
        return None

    def start(self, *nodes):
        for node in nodes:
            node.start()
        for node in nodes:
            node.unseal(self.cluster.credentials, seconds=PATIENCE, ready=READY)

    def repair(self, *nodes):
        """Nodes whose disks failed come back."""
        for node in nodes:
            node.kill()
        for node in nodes:
            for kind in ("data", "audit"):
                self.disks[node.name, kind].repair()
        self.start(*nodes)

    def bear(self, number=20, since=None):
        """Writes go on; the longest time without one since the fault, in seconds."""
        since = since or time.monotonic()
        before = self.record.writes_done()
        wait_for("writes go on", lambda: self.record.writes_done() >= before + number, 40, step=0.02)
        return self.record.longest_gap(since)

    def outage(self, what, since):
        seconds = self.bear(since=since)
        self.outages.setdefault(what, []).append(seconds)
        return seconds

    @contextlib.contextmanager
    def only_reads(self):
        """No write is under way inside."""
        with self.record.only_reads(), self.load.paused():
            yield

    def settle(self):
        """All nodes healthy, and writes go on."""
        for node in self.nodes:
            wait_for(f"{node.name} is healthy", lambda: node.health().status in READY, PATIENCE)
        self.bear()

    def check(self):
        """What the history and the audit logs say: a list of violations."""
        self.record.read_all()
        lines = set().union(*(audit.answered(node.audit_log) for node in self.nodes))
        done = [*self.record.acknowledged(), *self.load.acknowledged]
        silent = [f"without an audit line: {o}" for o in done if o.request_id and o.request_id not in lines]
        return [*self.record.violations(), *self._lost(), *silent, *self._chains()]

    def writes_done(self):
        return self.record.writes_done() + self.load.count()

    def _lost(self):
        """Each node is asked for its share of what the steady writers were told is written."""
        for n, node in enumerate(self.nodes):
            for lost in self.load.missing(self.cluster.client(node), slice(n, None, len(self.nodes))):
                yield f"lost, or not what was written: {lost}"

    def _chains(self):
        for node in self.nodes:
            done = audit.verify(node.audit_log)
            if done.returncode != 0:
                yield f"audit chain of {node.name}: {done.stdout}{done.stderr}"

    def close(self):
        for node in self.nodes:
            node.dispose()
        for disk in self.disks.values():
            disk.close()
        if self.network:
            self.network.close()


@dataclasses.dataclass(frozen=True)
class Fault:
    name: str
    needs: str
    run: typing.Callable[[World], None]


CATALOGUE = {}


def fault(name, needs=""):
    def register(run):
        CATALOGUE[name] = Fault(name, needs, run)
        return run
    return register


@fault("kill-leader")
def kill_leader(world):
    leader, since = world.leader(), time.monotonic()
    leader.kill()
    world.outage("kill-leader", since)
    world.start(leader)


@fault("kill-follower")
def kill_follower(world):
    follower = world.follower()
    follower.kill()
    world.bear()
    world.start(follower)


@fault("pause-leader")
def pause_leader(world):
    leader, since = world.leader(), time.monotonic()
    leader.send(signal.SIGSTOP)
    world.outage("pause-leader", since)
    leader.send(signal.SIGCONT)


@fault("pause-follower")
def pause_follower(world):
    follower = world.follower()
    follower.send(signal.SIGSTOP)
    world.bear()
    follower.send(signal.SIGCONT)


def cut(world, node, one_way):
    world.network.cut(node.name, [n.name for n in world.others(node)], one_way)


def cut_leader(world, one_way):
    leader, since = world.leader(), time.monotonic()
    cut(world, leader, one_way)
    wait_for("the others have a leader", lambda: world.leads(world.others(leader)), 30)
    world.outage("cut-leader-one-way" if one_way else "cut-leader", since)
    wait_for("the one cut off says so", lambda: leader.health().status == 503, 30)
    world.network.heal()


def cut_follower(world, one_way):
    cut(world, world.follower(), one_way)
    world.bear()
    world.network.heal()


@fault("cut-leader", "namespaces")
def cut_leader_off(world):
    cut_leader(world, one_way=False)


@fault("cut-leader-one-way", "namespaces")
def cut_leader_one_way(world):
    cut_leader(world, one_way=True)


@fault("cut-follower", "namespaces")
def cut_follower_off(world):
    cut_follower(world, one_way=False)


@fault("cut-follower-one-way", "namespaces")
def cut_follower_one_way(world):
    cut_follower(world, one_way=True)


@fault("chain", "namespaces")
def chain(world):
    """Two members reach only the third."""
    first, second = world.dice.sample(world.nodes, 2)
    world.network.cut(first.name, [second.name])
    world.bear()
    world.network.heal()


@fault("kill-all")
def kill_all(world):
    for node in world.nodes:
        node.send(signal.SIGKILL)
    for node in world.nodes:
        node.process.wait(20)
    world.start(*world.nodes)


@fault("power-cut", "disks")
def power_cut(world):
    """All nodes at once; what they had not synced is gone."""
    for disk in world.disks.values():
        disk.fail()
    world.repair(*world.nodes)


@fault("io-errors-leader", "disks")
def io_errors_leader(world):
    """Its data disk fails every write and sync; another leads, whether or not the process lives on."""
    leader, since = world.leader(), time.monotonic()
    world.disks[leader.name, "data"].fail()
    wait_for("another leads", lambda: world.leads(world.others(leader)), 15)
    world.outage("io-errors-leader", since)
    world.repair(leader)


@fault("io-errors-follower", "disks")
def io_errors_follower(world):
    follower = world.follower()
    world.disks[follower.name, "data"].fail()
    world.bear()
    world.repair(follower)


@fault("full-data-disk", "disks")
def full_data_disk(world):
    leader, since = world.leader(), time.monotonic()
    disk = world.disks[leader.name, "data"]
    disk.nearly_fill(NEARLY_FULL)
    wait_for("another leads while there is still room for the log", lambda: world.leads(world.others(leader)), 15)
    assert leader.running()
    world.outage("full-data-disk", since)
    disk.fill()
    world.bear()
    disk.free()
    wait_for("it goes on, or has ended", lambda: not leader.running() or leader.health().status in READY, 60)
    if not leader.running():
        world.start(leader)


@fault("full-audit-disk", "disks")
def full_audit_disk(world):
    leader, since = world.leader(), time.monotonic()
    world.disks[leader.name, "audit"].fill()
    wait_for("its health says so", lambda: leader.health().status == 503, 15)
    wait_for("another leads", lambda: world.leads(world.others(leader)), 15)
    world.outage("full-audit-disk", since)
    refused = world.cluster.client(leader).get("secret/data/h0")
    assert refused.status >= 500, refused.body
    world.disks[leader.name, "audit"].free()


@fault("clock-ahead", "clocks")
def clock_ahead(world):
    """The leader's clock jumps a year ahead: it answers nothing until it is set right, and nothing ends early on any node."""
    leader, since = world.leader(), time.monotonic()
    token = world.root.post("auth/token/create", {"ttl": "24h", "policies": ["default"]}).expect(200).json["auth"]["client_token"]
    ending = f"secret/data/ending{len(world.outages.get('clock-ahead', []))}"
    world.root.post(ending.replace("data", "metadata"), {"delete_version_after": "24h"}).expect(204)
    world.root.post(ending, {"data": {"kept": True}}).expect(200)
    world.clocks[leader.name].set(YEAR)
    wait_for("another leads", lambda: world.leads(world.others(leader)), 30)
    world.outage("clock-ahead", since)
    wait_for("its health says so", lambda: leader.health().status == 503, 15)
    assert leader.client(token, timeout=30).get("auth/token/lookup-self").status >= 500, "answered by a wrong clock"
    world.clocks[leader.name].set(0)
    wait_for("it answers again", lambda: leader.health().status in READY, 60)
    for node in world.nodes:
        node.client(token).get("auth/token/lookup-self").expect(200)
        world.cluster.client(node).get(ending).expect(200)


@fault("restore")
def restore(world):
    """A snapshot is restored while clients read at every node: what it holds is all there is, so they must never see less."""
    with world.only_reads():
        leader = world.cluster.client(world.leader())
        snapshot = leader.get("sys/storage/raft/snapshot").expect(200).body
        before = world.record.done()
        leader.call("POST", "sys/storage/raft/snapshot", raw=snapshot).expect(200, 204)
        wait_for("reads go on", lambda: world.record.done() >= before + 30, 60)


@fault("wipe-follower")
def wipe_follower(world):
    follower = world.follower()
    follower.kill()
    follower.wipe()
    rejoin(world, follower)


def rejoin(world, node):
    node.start()
    since = time.monotonic()
    world.cluster.join(node, world.leader())
    peers = world.cluster.wait_voters(3)
    assert sorted(peers) == sorted(n.name for n in world.nodes), f"a ghost: {peers}"
    world.outages.setdefault("wiped or removed, voting again", []).append(time.monotonic() - since)


@fault("far-behind")
def far_behind(world):
    """A follower misses more than the log keeps, so that it gets a snapshot while reads go on at it."""
    follower = world.follower()
    follower.kill()
    client = world.cluster.client(world.leader())
    for n in range(60):
        client.post(f"secret/data/behind{n % 5}", {"data": {"n": n, "v": LARGE}}).expect(200)
    world.bear(number=300)
    before = follower.log_text().count(REPLACED)
    world.start(follower)
    client = world.cluster.client(follower)
    for n in range(55, 60):
        path = f"secret/data/behind{n % 5}"
        wait_for(f"{follower.name} has caught up", lambda: client.get(path).status == 200, 60)
        assert client.get(path).expect(200).data["data"]["n"] == n
    assert follower.log_text().count(REPLACED) > before, "brought up by the log, not by a snapshot"


@fault("power-cut-after-snapshot", "disks")
def power_cut_after_snapshot(world):
    """What a member has just been sent is on its disk, not only in its memory."""
    wipe_follower(world)
    power_cut(world)


@fault("rolling-restart")
def rolling_restart(world):
    for node in world.nodes:
        since = time.monotonic()
        assert node.stop(signal.SIGTERM) == 0
        world.outage("stopped by SIGTERM", since)
        world.start(node)
        world.settle()


@fault("member-change")
def member_change(world):
    """One leaves and comes back under load."""
    follower = world.follower()
    world.cluster.client(world.leader()).post("sys/storage/raft/remove-peer", {"server_id": follower.name}).expect(204)
    wait_for("two members", lambda: follower.name not in world.cluster.peers(world.leader()), 30)
    world.bear()
    follower.kill()
    follower.wipe()
    rejoin(world, follower)
