"""One initialised and unsealed node for all conformance tests; each test works under names of its own."""
import dataclasses
import itertools

import hvac
import pytest

from harness.cli import Cli
from harness.node import Credentials, Node
from harness.ports import free_port
from harness.waiting import wait_for

_numbers = itertools.count(1)


@dataclasses.dataclass(frozen=True)
class Running:
    node: Node
    credentials: Credentials


@pytest.fixture(scope="session")
def running(servers):
    gcp = {name: f"127.0.0.1:{free_port()}" for name in ("listener.gcp.address", "listener.gcp.grpc-address")}
    gcp["listener.gcp.host"] = "secrets.gcp.example"
    node = servers.node(**(gcp if servers.ours else {})).start()
    credentials = node.init(shares=3, threshold=2)
    node.unseal(credentials)
    yield Running(node, credentials)
    node.dispose()


@pytest.fixture
def root(running):
    """A client with the root token."""
    return running.node.client(running.credentials.root_token)


@pytest.fixture
def anonymous(running):
    return running.node.client()


@pytest.fixture
def name():
    """A name that no other test of this run has."""
    return f"t{next(_numbers)}"


@pytest.fixture
def new_kv2(root):
    """Mounts KV v2 at a path; the path."""
    def make(path):
        root.post(f"sys/mounts/{path}", {"type": "kv", "options": {"version": "2"}}).expect(204)
        # OpenBao refuses for a moment while it prepares the mount.
        wait_for("the mount is ready", lambda: root.get(f"{path}/config").status == 200, 20)
        return path

    return make


@pytest.fixture
def kv2(new_kv2, name):
    """The path of a fresh KV v2 mount."""
    return new_kv2(name)


@pytest.fixture
def kv1(root, name):
    mount = f"{name}one"
    root.post(f"sys/mounts/{mount}", {"type": "kv", "options": {"version": "1"}}).expect(204)
    return mount


@pytest.fixture
def user(root, name):
    """Makes a client with a token that has one new policy of the given text."""
    made = itertools.count(1)

    def make(policy, **token):
        policy_name = f"{name}-p{next(made)}"
        root.put(f"sys/policies/acl/{policy_name}", {"policy": policy}).expect(204)
        created = root.post("auth/token/create", {"policies": [policy_name], "ttl": "1h", **token}).expect(200)
        return root.with_token(created.auth["client_token"])

    return make


@pytest.fixture
def cli(running, tmp_path):
    """The `bao` command line with the root token."""
    return Cli(running.node.url, running.credentials.root_token, tmp_path)


@pytest.fixture
def vault(running):
    """hvac with the root token."""
    return hvac.Client(url=running.node.url, token=running.credentials.root_token)
