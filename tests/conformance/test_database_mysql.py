"""The secret engine database with MariaDB: what is its own; what it has in common with others is in test_database_kinds."""
import pytest

from harness.mariadb import ROOT, ROOT_PASSWORD, MariaDb, quoted
from harness.tls import Authority
from harness.waiting import wait_for


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.fixture(scope="module")
def mariadb(authority, tmp_path_factory):
    """It speaks TLS to whoever wants that, and reads SQL in another mode than usual."""
    server = MariaDb(tls=authority.server_files(tmp_path_factory.mktemp("mariadb")), mode="ANSI_QUOTES,NO_BACKSLASH_ESCAPES").start()
    server.sql("CREATE DATABASE app; CREATE TABLE app.t (n int)")
    yield server
    server.dispose()


@pytest.fixture
def db(root, name, mariadb):
    path = f"{name}-db"
    root.post(f"sys/mounts/{path}", {"type": "database"}).expect(204)
    root.post(f"{path}/config/c", mariadb.config()).expect(200, 204)
    root.post(f"{path}/roles/r", {"db_name": "c", "creation_statements": mariadb.create.replace("test.", "app.")}).expect(204)
    return path


def test_the_configuration(root, db, mariadb):
    assert root.get(f"{db}/config/c").expect(200).data == {
        "allowed_roles": ["*"], "password_policy": "", "plugin_name": "mysql-database-plugin", "plugin_version": "",
        "root_credentials_rotate_statements": [], "connection_details": {"connection_url": mariadb.config()["connection_url"], "username": ROOT}}
    warned = root.post(f"{db}/config/c", mariadb.config(connection_url=f"{ROOT}:{ROOT_PASSWORD}@tcp(127.0.0.1:{mariadb.port})/")).expect(200)
    assert "Password found in connection_url" in warned.warnings[0]
    assert ROOT_PASSWORD not in root.get(f"{db}/config/c").body.decode()
    root.get(f"{db}/creds/r").expect(200)


@pytest.mark.ours("the peer takes some, and says other things of the rest")
def test_bad_configurations(root, db, mariadb):
    good = mariadb.config()
    for change, message in [
            ({"connection_url": ""}, "connection_url cannot be empty"),
            ({"connection_url": "{{username}}:{{password}}@unix(/run/mysqld.sock)/"}, "UNIX sockets are not available"),
            ({"connection_url": good["connection_url"] + "?allowLocalInfile=true"}, "an option is not available"),
            ({"connection_url": good["connection_url"] + "?allowAllFiles=true"}, "an option is not available"),
            ({"connection_url": good["connection_url"] + "?tls=custom"}, "tls is one of"),
            ({"connection_url": "mysql://{{username}}:{{password}}@127.0.0.1/"}, "has the form"),
            ({"password_authentication": "scram-sha-256"}, "only PostgreSQL"),
            ({"tls_ca": "x"}, "cannot be used"),
            ({"tls_certificate_key": "x"}, "cannot be used"),
            ({"host": "x"}, "host is no parameter of mysql-database-plugin"),
            ({"root_rotation_statements": "ALTER USER 'x"}, "not closed"),
            ({"root_rotation_statements": "/*!50000 SELECT 1 */"}, "which some servers run")]:
        refused = root.post(f"{db}/config/bad", {**good, **change}).expect(400)
        assert message in refused.errors[0], change


@pytest.mark.parametrize("plugin, longest", [("mysql-database-plugin", 32), ("mysql-rds-database-plugin", 16), ("mysql-aurora-database-plugin", 16),
                                             ("mysql-legacy-database-plugin", 16)])
def test_names_are_as_long_as_the_kind_allows(root, db, mariadb, plugin, longest):
    root.post(f"{db}/config/c", mariadb.config(plugin_name=plugin)).expect(200, 204)
    made = root.get(f"{db}/creds/r").expect(200).data
    assert made["username"].startswith("v-r") and len(made["username"]) <= longest
    assert mariadb.lets_in(made["username"], made["password"])


def test_tls(root, db, authority, mariadb):
    other = Authority("Other CA")
    refused = root.post(f"{db}/config/tls", mariadb.config(tls_ca=other.pem)).expect(400)
    assert "error verifying - ping" in refused.errors[0]
    root.post(f"{db}/config/tls", mariadb.config(tls_ca=authority.pem, tls_server_name="db.example")).expect(400)
    root.post(f"{db}/config/tls", mariadb.config(connection_url=mariadb.config()["connection_url"] + "?tls=skip-verify")).expect(200, 204)
    root.post(f"{db}/config/tls", mariadb.config(tls_ca=other.pem, tls_skip_verify=True)).expect(200, 204)
    mariadb.sql("CREATE USER 'only-tls'@'%' IDENTIFIED BY 'pw' REQUIRE SSL; GRANT ALL ON *.* TO 'only-tls'@'%' WITH GRANT OPTION")
    root.post(f"{db}/config/c", mariadb.config("only-tls", "pw")).expect(400)
    root.post(f"{db}/config/c", mariadb.config("only-tls", "pw", tls_ca=authority.pem)).expect(200, 204)
    root.get(f"{db}/creds/r").expect(200)


@pytest.mark.ours("the peer leaves the user behind until its lease ends")
def test_statements_that_fail_leave_nobody_behind(root, db, mariadb):
    before = mariadb.users()
    root.post(f"{db}/roles/r", {"db_name": "c", "creation_statements": mariadb.create + "GRANT nosuchrole TO '{{name}}'@'%'"}).expect(204)
    refused = root.get(f"{db}/creds/r").expect(400)
    assert "error" in refused.errors[0]
    wait_for("it is taken away", lambda: mariadb.users() == before, 60, step=0.5)


@pytest.mark.ours("the peer looks at % alone, and says that it cannot")
def test_a_user_goes_from_wherever_it_was_made(root, db, mariadb):
    root.post(f"{db}/roles/r", {"db_name": "c", "creation_statements": [
        "CREATE USER '{{name}}'@'127.%' IDENTIFIED BY '{{password}}'", "CREATE USER '{{name}}'@'localhost' IDENTIFIED BY '{{password}}'"]}).expect(204)
    made = root.get(f"{db}/creds/r").expect(200)
    assert mariadb.lets_in(made.data["username"], made.data["password"])
    root.post("sys/leases/revoke", {"lease_id": made.json["lease_id"], "sync": True}).expect(204)
    assert made.data["username"] not in mariadb.users()


def test_a_connection_that_may_not_see_users(root, db, mariadb, name):
    """Its users at % go; of others it cannot be said that they are gone."""
    mariadb.sql(f"CREATE USER {quoted(name)}@'%' IDENTIFIED BY 'pw'; GRANT CREATE USER ON *.* TO {quoted(name)}@'%'; "
                f"GRANT SELECT ON app.* TO {quoted(name)}@'%' WITH GRANT OPTION")
    root.post(f"{db}/config/c", mariadb.config(name, "pw")).expect(200, 204)
    made = root.get(f"{db}/creds/r").expect(200)
    root.post("sys/leases/revoke", {"lease_id": made.json["lease_id"], "sync": True}).expect(204)
    assert made.data["username"] not in mariadb.users()


@pytest.mark.ours("the peer says that it cannot")
def test_a_user_elsewhere_is_not_taken_for_gone(root, db, mariadb, name):
    mariadb.sql(f"CREATE USER {quoted(name)}@'%' IDENTIFIED BY 'pw'; GRANT CREATE USER ON *.* TO {quoted(name)}@'%'")
    root.post(f"{db}/config/c", mariadb.config(name, "pw")).expect(200, 204)
    root.post(f"{db}/roles/r", {"db_name": "c", "creation_statements": "CREATE USER '{{name}}'@'127.%' IDENTIFIED BY '{{password}}'"}).expect(204)
    made = root.get(f"{db}/creds/r").expect(200)
    refused = root.post("sys/leases/revoke", {"lease_id": made.json["lease_id"], "sync": True})
    assert refused.status >= 400 and made.data["username"] in mariadb.users()
    root.post(f"{db}/roles/r", {"db_name": "c", "revocation_statements": "DROP USER '{{name}}'@'127.%'"}).expect(204)
    wait_for("it is gone", lambda: made.data["username"] not in mariadb.users(), 150, step=0.5)


def test_renewal_and_revocation_statements(root, db, mariadb):
    mariadb.sql("CREATE TABLE app.seen (name text, until text)")
    root.post(f"{db}/roles/r", {"db_name": "c", "default_ttl": "1h", "max_ttl": "24h", "revocation_statements": [
        "INSERT INTO app.seen VALUES ('{{name}}', 'gone'); DROP USER IF EXISTS '{{username}}'@'%'"]}).expect(204)
    made = root.get(f"{db}/creds/r").expect(200)
    root.post("sys/leases/renew", {"lease_id": made.json["lease_id"]}).expect(200)
    root.post("sys/leases/revoke", {"lease_id": made.json["lease_id"], "sync": True}).expect(204)
    assert mariadb.sql("SELECT until FROM app.seen WHERE name = '%s'" % made.data["username"]) == ["gone"]
    assert made.data["username"] not in mariadb.users()


@pytest.mark.ours("the peer puts names into statements as they are")
def test_spaces_at_the_ends_of_a_name_do_not_make_it_another(root, db, mariadb):
    refused = root.post(f"{db}/static-roles/s", {"db_name": "c", "username": ROOT + " ", "rotation_period": "1h"}).expect(400)
    assert "no spaces at its ends" in refused.errors[0]
    assert mariadb.lets_in(ROOT, ROOT_PASSWORD)


@pytest.mark.ours("the peer leaves a user of another name behind")
def test_names_that_the_server_would_change_are_refused(root, db, mariadb):
    """It keeps no characters outside of Unicode's basic plane in names: they become question marks."""
    before = mariadb.users()
    root.post(f"{db}/config/c", mariadb.config(username_template="a😀{{ random 8 }}")).expect(200, 204)
    assert "no username can be made" in root.get(f"{db}/creds/r").expect(400).errors[0]
    root.post(f"{db}/static-roles/s", {"db_name": "c", "username": "a😀", "rotation_period": "1h"}).expect(400)
    assert mariadb.users() == before
