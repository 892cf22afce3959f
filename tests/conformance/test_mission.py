"""The lines that must work as they stand, typed into the stock command line."""
import pytest

from harness.cli import Cli

READ_DB = 'path "secret/data/db" { capabilities = ["read"] }'
UPDATE_DB = 'path "secret/data/db" { capabilities = ["update"] }'


@pytest.fixture(scope="module")
def initialised(servers):
    """A node that has just been initialised, as an operator leaves it."""
    node = servers.node().start()
    credentials = node.init()
    node.unseal(credentials)
    yield node, credentials
    node.dispose()


@pytest.fixture
def bao(initialised, tmp_path):
    node, credentials = initialised
    return Cli(node.url, credentials.root_token, tmp_path)


def test_mission_block_on_a_fresh_node(bao):
    assert "Success! Enabled the kv-v2 secrets engine at: secret/" in bao("secrets", "enable", "-path=secret", "kv-v2")
    written = bao("kv", "put", "secret/db", "password=hunter2")
    assert "secret/data/db" in written and "version" in written
    read = bao("kv", "get", "secret/db")
    assert "password" in read and "hunter2" in read
    assert bao("kv", "get", "-field=password", "secret/db") == "hunter2"


def test_two_policies_on_one_path_add_up(bao, initialised, tmp_path):
    node, _ = initialised
    for name, text in (("db-read", READ_DB), ("db-update", UPDATE_DB)):
        file = tmp_path / f"{name}.hcl"
        file.write_text(text)
        assert f"Success! Uploaded policy: {name}" in bao("policy", "write", name, str(file))

    reader = bao.with_token(bao("token", "create", "-policy=db-read", "-field=token").strip())
    assert reader("kv", "get", "-field=password", "secret/db") == "hunter2"
    assert "Code: 403" in reader.fails("kv", "put", "secret/db", "password=changed")
    assert bao("kv", "get", "-field=password", "secret/db") == "hunter2"

    both = bao.with_token(bao("token", "create", "-policy=db-read", "-policy=db-update", "-field=token").strip())
    both("kv", "put", "secret/db", "password=changed")
    assert both("kv", "get", "-field=password", "secret/db") == "changed"


def test_policy_from_standard_input(bao):
    bao("policy", "write", "from-stdin", "-", stdin=READ_DB)
    assert bao("policy", "read", "from-stdin") == READ_DB + "\n"
    assert bao("policy", "list").split() == ["db-read", "db-update", "default", "from-stdin", "root"]


def test_enabling_a_taken_path_is_400(bao):
    assert "path is already in use at secret/" in bao.fails("secrets", "enable", "-path=secret", "kv-v2")
