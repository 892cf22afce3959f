"""The secret engine database with Redis: what is its own; what it has in common with others is in test_database_kinds."""
import pytest

from harness.redis import ROOT, ROOT_PASSWORD, Redis
from harness.tls import Authority


@pytest.fixture(scope="module")
def redis():
    server = Redis().start()
    yield server
    server.dispose()


@pytest.fixture
def db(root, name, redis):
    path = f"{name}-db"
    root.post(f"sys/mounts/{path}", {"type": "database"}).expect(204)
    root.post(f"{path}/config/c", redis.config()).expect(200, 204)
    root.post(f"{path}/roles/r", {"db_name": "c", "creation_statements": redis.create}).expect(204)
    return path


@pytest.mark.parametrize("plugin", ["redis-database-plugin", "valkey-database-plugin"])
def test_the_configuration(root, db, redis, plugin, servers):
    if not servers.ours and plugin.startswith("redis"):
        pytest.skip("the peer has one of the two names")
    root.post(f"{db}/config/v", redis.config(plugin_name=plugin)).expect(200, 204)
    shown = root.get(f"{db}/config/v").expect(200).data
    assert shown["plugin_name"] == plugin
    details = shown["connection_details"]
    assert (details["host"], details["port"], details["username"]) == ("127.0.0.1", redis.port, ROOT)
    assert ROOT_PASSWORD not in str(shown)


@pytest.mark.ours("the peer says other things")
def test_bad_configurations(root, db, redis):
    good = redis.config()
    for change, message in [
            ({"host": "a/b"}, "host is"), ({"port": 70000}, "port is"), ({"persistence_mode": "x"}, "persistence_mode"), ({"connection_url": "x"}, "is no parameter"),
            ({"tls": True, "ca_cert": "x"}, "ca_cert cannot be used"), ({"root_rotation_statements": "x"}, "creation_statements alone"),
            ({"tls": True}, "error verifying connection")]:
        refused = root.post(f"{db}/config/bad", {**good, **change}).expect(400)
        assert message in refused.errors[0], change
    for change, message in [
            ({"creation_statements": '["nopass"]'}, "not theirs to set"), ({"creation_statements": '[">a"]'}, "not theirs to set"),
            ({"revocation_statements": "x"}, "creation_statements alone")]:
        refused = root.post(f"{db}/roles/bad", {"db_name": "c", **change}).expect(400)
        assert message in refused.errors[0], change


def test_what_has_to_be_given(root, db, redis):
    for member, empty in (("host", ""), ("port", 0), ("username", ""), ("password", "")):
        refused = root.post(f"{db}/config/bad", {**redis.config(), member: empty}).expect(400)
        assert refused.errors == [f"error creating database object: {member} cannot be empty"]


def test_what_a_user_may_do(root, db, redis):
    made = root.get(f"{db}/creds/r").expect(200).data
    answers = redis.ask(("GET", "app:x"), ("GET", "other"), ("SET", "app:x", "1"), user=made["username"], password=made["password"])
    assert answers[1] is None and answers[2].startswith("-NOPERM") and answers[3].startswith("-NOPERM")
    root.post(f"{db}/roles/usual", {"db_name": "c"}).expect(204)
    made = root.get(f"{db}/creds/usual").expect(200).data
    answers = redis.ask(("GET", "any"), ("SET", "any", "1"), user=made["username"], password=made["password"])
    assert answers[1] is None and answers[2].startswith("-NOPERM")


@pytest.mark.ours("the peer gives the user another password, and takes it away with its lease")
def test_a_user_that_exists_is_not_taken_over(root, db, redis, name):
    redis.standing(name)
    root.post(f"{db}/config/c", redis.config(username_template=name)).expect(200, 204)
    refused = root.get(f"{db}/creds/r").expect(400)
    assert "already" in refused.errors[0]
    assert redis.lets_in(name, "old")


@pytest.mark.ours("the peer passes on what the database says")
def test_a_bad_rule_is_told(root, db, redis):
    before = redis.users()
    root.post(f"{db}/roles/r", {"db_name": "c", "creation_statements": '["+nosuchcommand"]'}).expect(204)
    refused = root.get(f"{db}/creds/r").expect(400)
    assert "+nosuchcommand" in refused.errors[0]
    assert redis.users() == before


@pytest.mark.ours("the peer leaves that to the operator")
def test_users_outlive_a_restart_in_its_file_of_users(root, db, redis):
    made = root.get(f"{db}/creds/r").expect(200).data
    redis.stop()
    redis.start()
    assert redis.lets_in(made["username"], made["password"])


def test_tls(root, db, tmp_path):
    authority, other = Authority(), Authority("Other CA")
    server = Redis(tls=authority.server_files(tmp_path), authority=authority.pem).start()
    try:
        root.post(f"{db}/config/tls", server.config(tls=True, ca_cert=other.pem)).expect(400)
        root.post(f"{db}/config/tls", server.config(tls=True, ca_cert=authority.pem)).expect(200, 204)
        root.post(f"{db}/config/tls", server.config(tls=True, insecure_tls=True, ca_cert=authority.pem)).expect(200, 204)
        root.post(f"{db}/roles/tls", {"db_name": "tls"}).expect(204)
        made = root.get(f"{db}/creds/tls").expect(200).data
        assert server.lets_in(made["username"], made["password"])
    finally:
        server.dispose()
