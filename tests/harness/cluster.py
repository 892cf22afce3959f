"""Three nodes, put together by hand as an operator does it."""
from .node import READY_OR_STANDBY
from .waiting import wait_for


# A snapshot of a hundred megabytes comes first, by the quick compiler, on a machine that may be busy.
JOIN_SECONDS = 180


class Cluster:
    """nodes[0] was initialised, the others joined it."""

    def __init__(self, new_node, size=3):
        self.nodes = [new_node(f"n{i + 1}") for i in range(size)]
        self.credentials = None

    def form(self, shares=1, threshold=1):
        first = self.nodes[0].start()
        self.credentials = first.init(shares, threshold)
        first.unseal(self.credentials)
        for node in self.nodes[1:]:
            node.start()
            self.join(node, first)
        self.wait_voters(len(self.nodes))
        return self

    def join(self, node, leader, seconds=JOIN_SECONDS):
        """What `bao operator raft join` and `bao operator unseal` do."""
        joined = node.client().post("sys/storage/raft/join", {"leader_api_addr": leader.api_address}).expect(200)
        assert joined.json["joined"], joined.body
        node.unseal(self.credentials, seconds=seconds, ready=READY_OR_STANDBY)

    def client(self, node):
        return node.client(self.credentials.root_token)

    def running(self):
        return [n for n in self.nodes if n.running()]

    def peers(self, node=None):
        """The members as the API tells them: {node_id: {address, leader, voter, ...}}."""
        return {s["node_id"]: s for s in self._servers(node)}

    def _servers(self, node=None):
        """The same as a list: a wiped member and the one that took its place have the same id."""
        return self.client(node or self.running()[0]).get("sys/storage/raft/configuration").expect(200).data["config"]["servers"]

    def wait_voters(self, count, seconds=90):
        """Waits until exactly `count` members are known and all of them vote; the members."""
        def ready():
            servers = self._servers()
            return len(servers) == count and all(s["voter"] for s in servers) and {s["node_id"]: s for s in servers}

        return wait_for(f"{count} voters and nobody else", lambda: _quietly(ready), seconds, step=0.25)

    def leader(self, seconds=60):
        """The running node that says of itself that it leads."""
        def find():
            for node in self.running():
                answer = node.client(timeout=5).get("sys/leader")
                if answer.status == 200 and answer.json["is_self"]:
                    return node
            return None

        return wait_for("a leader", find, seconds)

    def followers(self):
        leader = self.leader()
        return [n for n in self.running() if n is not leader]


def _quietly(probe):
    """An answer that is not yet as wanted counts as false."""
    try:
        return probe()
    except (AssertionError, KeyError):
        return None
