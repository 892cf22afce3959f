"""The secret engine database, with a PostgreSQL server of the Debian package."""
import json
import time

import hvac
import pytest

from harness.postgres import ROOT_PASSWORD, Postgres
from harness.tls import Authority
from harness.waiting import wait_for

CREATE = ("CREATE ROLE \"{{name}}\" WITH LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'; "
          "GRANT SELECT ON ALL TABLES IN SCHEMA public TO \"{{name}}\";")
DROP = 'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{{name}}"; DROP ROLE IF EXISTS "{{name}}"'
HOSTILE = ['a"; DROP TABLE victim; --', "a'; DROP TABLE victim; --", "a\\'; DROP TABLE victim; --", "$$; DROP TABLE victim; $$", "a;b", "{{password}}",
           "/* a", "Ünïcode-😀", "CamelCase", "select", "%s%n?"]


@pytest.fixture(scope="module")
def postgres():
    server = Postgres().start()
    server.sql("CREATE TABLE victim (n int); CREATE SCHEMA \"other one\"; CREATE TABLE \"other one\".t (n int)")
    yield server
    server.dispose()


@pytest.fixture
def own():
    """A PostgreSQL server that a test may stop."""
    made = []

    def make(**settings):
        made.append(Postgres(**settings).start())
        return made[-1]

    yield make
    for server in made:
        server.dispose()


class Database:
    """A mount, and short words for what is asked of it."""

    def __init__(self, client, path):
        self.client, self.path = client, path

    def __call__(self, path, **body):
        return self.client.post(f"{self.path}/{path}", body)

    def get(self, path):
        return self.client.get(f"{self.path}/{path}")

    def list(self, path):
        return self.client.list(f"{self.path}/{path}")

    def delete(self, path):
        return self.client.delete(f"{self.path}/{path}")

    def role(self, role="r", **settings):
        self(f"roles/{role}", **{"db_name": "pg", "creation_statements": CREATE, "default_ttl": "1h", "max_ttl": "24h", **settings}).expect(204)

    def creds(self, role="r"):
        answer = self.get(f"creds/{role}").expect(200)
        return answer.data["username"], answer.data["password"], answer.json["lease_id"]

    def static(self, role="s"):
        return self.get(f"static-creds/{role}").expect(200).data


def mounted(client, path):
    client.post(f"sys/mounts/{path}", {"type": "database"}).expect(204)
    return Database(client, path)


@pytest.fixture
def database(root, name):
    return mounted(root, f"{name}-db")


@pytest.fixture
def db(database, postgres):
    """A mount with a connection `pg` of the superuser."""
    database("config/pg", **postgres.config()).expect(200, 204)
    return database


# Connections.

def test_the_configuration(db, postgres):
    shown = db.get("config/pg").expect(200).data
    assert shown == {
        "allowed_roles": ["*"], "password_policy": "", "plugin_name": "postgresql-database-plugin", "plugin_version": "",
        "root_credentials_rotate_statements": [], "connection_details": {
            "connection_url": postgres.config()["connection_url"], "username": "postgres"}}
    assert db.list("config").expect(200).data["keys"] == ["pg"]
    db("config/pg", allowed_roles="a,b").expect(200, 204)
    assert db.get("config/pg").expect(200).data["allowed_roles"] == ["a", "b"]
    db("reset/pg").expect(200, 204)
    db.delete("config/pg").expect(204)
    db.get("config/pg").expect(404)
    db.list("config").expect(404)


def test_a_connection_is_verified_unless_it_is_not_to_be(database, postgres):
    wrong = postgres.config(password="wrong")
    refused = database("config/pg", **wrong).expect(400)
    assert refused.errors[0].startswith("error creating database object: error verifying connection: ")
    assert "wrong" not in refused.errors[0].replace("connection", "")
    database.get("config/pg").expect(404)
    database("config/pg", **wrong, verify_connection=False).expect(200, 204)
    database.role()
    assert database.get("creds/r").status >= 400
    database.client.delete(f"sys/mounts/{database.path}").expect(204)


def test_a_password_in_the_url_is_not_shown(database, postgres):
    url = f"postgresql://postgres:first%2Froot%40pass%3Aword%3F%2520@127.0.0.1:{postgres.port}/postgres?sslmode=disable"
    warned = database("config/pg", **postgres.config(connection_url=url)).expect(200)
    assert "Password found in connection_url" in warned.warnings[0]
    assert database.get("config/pg").data["connection_details"]["connection_url"] == url.replace(url[22:url.index("@127")], "xxxxx")
    database.role()
    database.creds()


@pytest.mark.ours("the peer answers 500 to some, and takes others")
def test_bad_configurations(database, postgres):
    good = postgres.config()
    for change, message in [
            ({"plugin_name": ""}, "empty plugin name"),
            ({"plugin_name": "cassandra-database-plugin"}, "this plugin is not available"),
            ({"host": "x"}, "host is no parameter of postgresql-database-plugin"),
            ({"tls_server_name": "x"}, "are for MySQL"),
            ({"plugin_version": "v1"}, "must be empty"),
            ({"connection_url": ""}, "connection_url cannot be empty"),
            ({"connection_url": "mysql://x"}, "neither"),
            ({"connection_url": good["connection_url"] + "&socketFactory=x"}, "an option is not available"),
            ({"connection_url": good["connection_url"] + "&sslkey=/etc/passwd"}, "files of this machine are not read"),
            ({"connection_url": "host=/var/run/postgresql user=postgres"}, "UNIX sockets are not available"),
            ({"username_template": "{{ if .RoleName }}{{ end }}"}, "invalid username template"),
            ({"username_template": "{{ env \"HOME\" }}"}, "a function is not available"),
            ({"password_authentication": "md5"}, "password_authentication"),
            ({"max_open_connections": 1000}, "from 0 to 32"),
            ({"tls_ca": "x", "connection_url": good["connection_url"].replace("disable", "require")}, "cannot be read"),
            ({"username": "{{password}}"}, "cannot contain the template variables"),
            ({"rotation_schedule": "x"}, "five fields"),
            ({"rotation_period": "1h", "rotation_schedule": "0 0 * * *"}, "mutually exclusive"),
            ({"root_rotation_statements": "ALTER ROLE 'x"}, "not closed")]:
        refused = database("config/pg", **{**good, **change}).expect(400)
        assert message in refused.errors[0], change
    database.get("config/pg").expect(404)


def test_roles(db):
    db.role("r", revocation_statements=[DROP], renew_statements="ALTER ROLE \"{{name}}\" VALID UNTIL '{{expiration}}'; SELECT 1, 2")
    assert db.get("roles/r").expect(200).data == {
        "creation_statements": [CREATE], "credential_type": "password", "db_name": "pg", "default_ttl": 3600, "max_ttl": 86400,
        "renew_statements": ["ALTER ROLE \"{{name}}\" VALID UNTIL '{{expiration}}'; SELECT 1, 2"], "revocation_statements": [DROP], "rollback_statements": []}
    db("roles/r", default_ttl="30m").expect(204)
    assert db.get("roles/r").data["default_ttl"] == 1800
    assert db.list("roles").expect(200).data["keys"] == ["r"]
    assert db("roles/x", creation_statements=CREATE).expect(400).errors == ["database name is required"]
    assert "invalid credential_type" in db("roles/x", db_name="pg", credential_type="x").expect(400).errors[0]
    assert db.get("creds/none").expect(400).errors == ["unknown role: none"]
    db.delete("roles/r").expect(204)
    db.get("roles/r").expect(404)


@pytest.mark.ours("other kinds of credentials are not there")
def test_other_credentials_are_refused(db):
    for kind in ("rsa_private_key", "client_certificate"):
        assert "not available" in db("roles/x", db_name="pg", credential_type=kind).expect(400).errors[0]
        assert "not available" in db("static-roles/x", db_name="pg", username="u", rotation_period=60, credential_type=kind).expect(400).errors[0]


# Users that go with their leases.

def test_a_user_is_made_renewed_and_taken_away(db, root, postgres):
    db.role()
    answer = db.get("creds/r").expect(200)
    user, password, lease = answer.data["username"], answer.data["password"], answer.json["lease_id"]
    assert set(answer.data) == {"username", "password"}
    assert (answer.json["lease_duration"], answer.json["renewable"]) == (3600, True)
    assert user.startswith("v-root-r-") and len(user) <= 63 and len(password) == 20
    assert postgres.sql("SELECT count(*) FROM victim", user=user, password=password) == ["0"]
    until = "SELECT extract(epoch FROM rolvaliduntil - now())::int FROM pg_roles WHERE rolname = '%s'" % user
    assert 3500 < int(postgres.sql(until)[0]) < 3620
    renewed = root.post("sys/leases/renew", {"lease_id": lease, "increment": 7200}).expect(200)
    assert renewed.json["lease_duration"] == 7200
    assert 7100 < int(postgres.sql(until)[0]) < 7220
    root.post("sys/leases/revoke", {"lease_id": lease, "sync": True}).expect(204)
    assert user not in postgres.roles()
    assert not postgres.lets_in(user, password)


def test_two_users_are_two(db, postgres):
    db.role()
    first, second = db.creds(), db.creds()
    assert first[0] != second[0] and first[1] != second[1]
    assert {first[0], second[0]} <= postgres.roles()


def test_a_user_goes_with_its_time(db, postgres):
    db.role(default_ttl="3s", max_ttl="5s")
    user = db.creds()[0]
    assert user in postgres.roles()
    wait_for("the user is gone", lambda: user not in postgres.roles(), 60, step=0.5)


def test_a_user_goes_with_its_token(db, root, user, postgres):
    db.role()
    reader = user('path "%s/creds/r" { capabilities = ["read"] }' % db.path)
    made = Database(reader, db.path).creds()[0]
    assert made.startswith("v-token-")
    root.post("auth/token/revoke", {"token": reader.token}).expect(204)
    wait_for("the user is gone", lambda: made not in postgres.roles(), 60, step=0.5)


def test_users_go_with_their_mount(db, root, postgres):
    db.role()
    users = {db.creds()[0] for _ in range(3)}
    root.delete(f"sys/mounts/{db.path}").expect(204)
    wait_for("the users are gone", lambda: not users & postgres.roles(), 60, step=0.5)


@pytest.mark.timeout(240)
def test_a_user_goes_when_the_database_is_back(database, root, own):
    server = own()
    database("config/pg", **server.config()).expect(200, 204)
    database.role()
    user, password, lease = database.creds()
    server.stop()
    root.post("sys/leases/revoke", {"lease_id": lease}).expect(200, 204, 400)  # the peer wants it to be done at once
    assert database.get("creds/r").status in (500, 503)
    server.start()
    wait_for("the user is gone", lambda: user not in server.roles(), 150, step=1)
    database.creds()


def test_a_role_that_is_gone_still_says_how_its_users_go(db, root, postgres):
    postgres.sql("CREATE TABLE gone (name text)")
    db.role(revocation_statements="INSERT INTO gone VALUES ('{{name}}'); " + DROP)
    user, _, lease = db.creds()
    db.delete("roles/r").expect(204)
    root.post("sys/leases/revoke", {"lease_id": lease, "sync": True}).expect(204)
    assert user not in postgres.roles()
    assert postgres.sql(f"SELECT count(*) FROM gone WHERE name = '{user}'") == ["1"]


def test_what_a_user_may_do_does_not_keep_it(db, root, postgres):
    db.role(creation_statements=CREATE + 'GRANT USAGE ON SCHEMA "other one" TO "{{name}}"; GRANT SELECT, INSERT ON "other one".t TO "{{name}}"; '
                                         'GRANT CONNECT ON DATABASE postgres TO "{{name}}"')
    user, _, lease = db.creds()
    root.post("sys/leases/revoke", {"lease_id": lease, "sync": True}).expect(204)
    assert user not in postgres.roles()


@pytest.mark.ours("the peer wants to revoke more than a connection may")
def test_a_connection_that_owns_nothing_takes_its_users_away(database, root, postgres, name):
    database("config/pg", **postgres.config(*postgres.admin(f"admin-{name}"))).expect(200, 204)
    database.role(creation_statements="CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}'")
    user, _, lease = database.creds()
    root.post("sys/leases/revoke", {"lease_id": lease, "sync": True}).expect(204)
    assert user not in postgres.roles()


@pytest.mark.ours("the peer goes on with the statements before the one that failed")
def test_statements_that_fail_leave_nothing_behind(db, postgres):
    before = postgres.roles()
    db.role(creation_statements=CREATE + "GRANT nosuchrole TO \"{{name}}\"")
    refused = db.get("creds/r").expect(400)
    assert "nosuchrole" in refused.errors[0]
    assert postgres.roles() == before


def test_statements_in_every_form(db, postgres):
    import base64
    one = "CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}'"
    two = "COMMENT ON ROLE \"{{name}}\" IS 'a;b'"
    body = "DO $$ BEGIN EXECUTE 'GRANT SELECT ON victim TO \"{{name}}\";'; END $$"
    for form in ([one, two.replace(";", ","), body], json.dumps([one]), base64.b64encode(one.encode()).decode()):
        db.role(creation_statements=form)
        user, password, _ = db.creds()
        assert postgres.lets_in(user, password)


@pytest.mark.ours("the peer cuts at each semicolon")
def test_a_semicolon_in_quotes_ends_no_statement(db, postgres):
    db.role(creation_statements=CREATE + "COMMENT ON ROLE \"{{name}}\" IS 'a;b'; -- c;d")
    user = db.creds()[0]
    assert postgres.sql(f"SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = '{user}'") == ["a;b"]


def test_roles_must_be_allowed(database, postgres):
    database("config/pg", **postgres.config(allowed_roles="one,app-*")).expect(200, 204)
    for role in ("one", "app-x", "two"):
        database.role(role)
    database.creds("one")
    database.creds("app-x")
    refused = database.get("creds/two").expect(403, 500)
    assert '"two" is not an allowed role' in refused.errors[0]


def test_names_and_passwords_as_configured(database, root, name, postgres):
    root.put(f"sys/policies/password/{name}", {"policy": 'length = 12\nrule "charset" { charset = "xyz" }'}).expect(204)
    template = '{{ printf "app_%s_%s" (.RoleName | uppercase | truncate 4) (random 8) | lowercase }}_{{ unix_time }}_{{ .DisplayName | sha256 | truncate 6 }}'
    database("config/pg", **postgres.config(username_template=template, password_policy=name)).expect(200, 204)
    database.role("readonly")
    user, password, _ = database.creds("readonly")
    parts = user.split("_")
    assert parts[:2] == ["app", "read"] and len(parts[2]) == 8 and abs(int(parts[3]) - time.time()) < 60 and len(parts[4]) == 6
    assert len(password) == 12 and set(password) <= set("xyz")
    assert postgres.lets_in(user, password)


def test_a_role_with_a_password_policy_of_its_own(db, root, name):
    root.put(f"sys/policies/password/{name}", {"policy": 'length = 30\nrule "charset" { charset = "ab" }'}).expect(204)
    db.role(credential_config={"password_policy": name})
    assert db.get("roles/r").data["credential_config"] == {"password_policy": name}
    assert len(db.creds()[1]) == 30


def test_statements_with_a_hash_in_the_place_of_the_password(database, postgres):
    database("config/pg", **postgres.config(password_authentication="scram-sha-256")).expect(200, 204)
    database.role()
    user, password, _ = database.creds()
    assert postgres.lets_in(user, password)
    assert user in postgres.log.read_text() and password not in postgres.log.read_text()


@pytest.mark.ours("the peer passes on what the database says")
def test_no_password_in_errors_logs_and_audit(database, root, name, running, postgres):
    root.put(f"sys/policies/password/{name}", {"policy": 'length = 40\nrule "charset" { charset = "Q" }'}).expect(204)
    database("config/pg", **postgres.config(password_policy=name)).expect(200, 204)
    for statements in ("CREATE ROLE \"{{name}}\" PASSWORD '{{password}}' NONSENSE", "SELECT 1 {{password}}{{password}}",
                       "DO $$ BEGIN RAISE EXCEPTION '{{password}}'; END $$", "SELECT '{{password}}'::int", "ALTER ROLE {{password}} LOGIN",
                       "SET ROLE '{{password}}'"):
        database.role(creation_statements=statements)
        refused = database.get("creds/r").expect(400)
        assert "QQQQ" not in refused.body.decode(), statements
    database.role()
    assert database.creds()[1] == "Q" * 40
    assert "QQQQ" not in running.node.log_text()
    assert ROOT_PASSWORD not in running.node.log_text()
    assert "QQQQ" not in running.node.audit_log.read_text()


# Names that would be statements.

@pytest.mark.ours("the peer puts names into statements as they are")
@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_name_is_nothing_but_a_name(database, root, name, hostile, postgres):
    """As the name of a new user, and of one that stays."""
    template = hostile.replace("{{password}}", "{{ \"{{password}}\" }}") + "{{ random 8 }}"
    database("config/pg", **postgres.config(username_template=template)).expect(200, 204)
    database.role()
    user, password, lease = database.creds()
    assert user[:-8] == hostile and user in postgres.roles()
    assert postgres.lets_in(user, password)
    root.post("sys/leases/renew", {"lease_id": lease}).expect(200)
    root.post("sys/leases/revoke", {"lease_id": lease, "sync": True}).expect(204)
    assert user not in postgres.roles()
    staying = f"{hostile} {name}"
    postgres.sql('CREATE ROLE "%s" LOGIN' % staying.replace('"', '""'))
    database("static-roles/s", db_name="pg", username=staying, rotation_period="1h").expect(204)
    assert postgres.lets_in(staying, database.static()["password"])
    assert postgres.sql("SELECT count(*) FROM victim") == ["0"]


@pytest.mark.ours("the peer lets the database find out")
def test_what_cannot_be_a_name_is_refused(database, postgres):
    database("config/pg", **postgres.config()).expect(200, 204)
    for bad in ("a\0b", "a\nb", "x" * 64, "ü" * 32, "a\u202eb", " "):
        database("static-roles/s", db_name="pg", username=bad, rotation_period="1h").expect(400)
        database("config/pg", **postgres.config(username_template=bad)).expect(200, 204)
        database.role()
        assert "no username can be made" in database.get("creds/r").expect(400).errors[0]
    assert database.get("roles/a%22b").status in (400, 404)


@pytest.mark.ours("the peer puts names into statements as they are")
def test_a_hostile_password_is_nothing_but_a_password(database, root, name, postgres):
    root.put(f"sys/policies/password/{name}", {"policy": json.dumps({"length": 40, "rule": [{"charset": {"charset": "'\"\\;$-{}%"}}]})}).expect(204)
    database("config/pg", **postgres.config(password_policy=name)).expect(200, 204)
    database.role()
    for _ in range(5):
        user, password, _ = database.creds()
        assert postgres.lets_in(user, password)


# Users that stay.

@pytest.fixture
def standing(postgres, name):
    user = f"standing-{name}"
    postgres.sql(f"CREATE ROLE \"{user}\" LOGIN PASSWORD 'old'")
    return user


def test_a_static_role(db, postgres, standing):
    db("static-roles/s", db_name="pg", username=standing, rotation_period="1h").expect(204)
    assert not postgres.lets_in(standing, "old")
    shown = db.get("static-roles/s").expect(200).data
    assert shown.pop("last_vault_rotation")
    assert shown == {"credential_type": "password", "db_name": "pg", "rotation_period": 3600, "rotation_statements": [], "username": standing}
    first = db.static()
    assert set(first) == {"last_vault_rotation", "password", "rotation_period", "ttl", "username"}
    assert first["username"] == standing and 3500 < first["ttl"] <= 3600
    assert postgres.lets_in(standing, first["password"])
    db("rotate-role/s").expect(200, 204)
    second = db.static()
    assert second["password"] != first["password"]
    assert postgres.lets_in(standing, second["password"]) and not postgres.lets_in(standing, first["password"])
    assert db.list("static-roles").data["keys"] == ["s"]
    db("static-roles/s", username=standing, rotation_period="2h").expect(204)
    assert 7100 < db.static()["ttl"] <= 7200
    assert db.static()["password"] == second["password"]
    db.delete("static-roles/s").expect(204)
    db.get("static-creds/s").expect(400)
    assert postgres.lets_in(standing, second["password"])


def test_bad_static_roles(db, standing):
    for body, message in [
            ({"username": standing, "rotation_period": 60}, "database name is a required field"),
            ({"db_name": "pg", "rotation_period": 60}, "username is a required field to create a static account"),
            ({"db_name": "pg", "username": standing}, "is required to create static accounts"),
            ({"db_name": "pg", "username": standing, "rotation_period": 4}, "rotation_period must be 5 seconds or more")]:
        assert message in db("static-roles/s", **body).expect(400).errors[0]
    db.role("r")
    assert "must be unique" in db("static-roles/r", db_name="pg", username=standing, rotation_period=60).expect(400).errors[0]
    db("static-roles/s", db_name="pg", username=standing, rotation_period=60).expect(204)
    assert "must be unique" in db("roles/s", db_name="pg", creation_statements=CREATE).expect(400).errors[0]
    assert "cannot update static account username" in db("static-roles/s", username="other", rotation_period=60).expect(400).errors[0]
    assert "no static role found" in db("rotate-role/none").expect(400).errors[0]


@pytest.mark.ours("the peer answers 500")
def test_a_static_role_of_nobody_is_not_made(db):
    refused = db("static-roles/s", db_name="pg", username="nobody-there", rotation_period=60).expect(400)
    assert "nobody-there" in refused.errors[0]
    db.get("static-roles/s").expect(404)


def test_a_static_role_rotates_by_period(db, postgres, standing):
    db("static-roles/s", db_name="pg", username=standing, rotation_period="5s", rotation_statements=[
        "ALTER USER \"{{name}}\" WITH PASSWORD '{{password}}'"]).expect(204)
    seen = {db.static()["password"]}

    def changed():
        seen.add(db.static()["password"])
        return len(seen) >= 3

    wait_for("two changes", changed, 60, step=0.5)
    db("static-roles/s", username=standing, rotation_period="1h").expect(204)
    wait_for("it holds", lambda: postgres.lets_in(standing, db.static()["password"]), 30)


@pytest.mark.ours("the peer has no schedules")
def test_a_static_role_rotates_by_schedule(db, postgres, standing):
    for schedule, message in [("* * * *", "five fields"), ("0 0 30 2 *", "never comes"), ("CRON_TZ=No/Where 0 0 * * *", "time zone")]:
        refused = db("static-roles/s", db_name="pg", username=standing, rotation_schedule=schedule).expect(400)
        assert message in refused.errors[0]
    refused = db("static-roles/s", db_name="pg", username=standing, rotation_schedule="0 0 * * *", rotation_window="5m").expect(400)
    assert "an hour or more" in refused.errors[0]
    db("static-roles/s", db_name="pg", username=standing, rotation_schedule="CRON_TZ=Europe/Berlin * * * * *", rotation_window="1h").expect(204)
    first = db.static()
    assert (first["rotation_schedule"], first["rotation_window"]) == ("CRON_TZ=Europe/Berlin * * * * *", 3600)
    assert 0 <= first["ttl"] <= 60
    wait_for("it changes at the minute", lambda: db.static()["password"] != first["password"], 100, step=0.5)
    assert postgres.lets_in(standing, db.static()["password"])


@pytest.mark.timeout(240)
def test_a_rotation_goes_on_when_the_database_is_back(database, own):
    server = own()
    server.sql("CREATE ROLE s LOGIN")
    database("config/pg", **server.config()).expect(200, 204)
    database("static-roles/s", db_name="pg", username="s", rotation_period="5s").expect(204)
    before = database.static()["password"]
    server.stop()
    assert database("rotate-role/s").status in (500, 503)
    server.start()
    wait_for("it changes", lambda: database.static()["password"] != before, 150, step=1)
    database("static-roles/s", username="s", rotation_period="1h").expect(204)
    wait_for("it holds", lambda: server.lets_in("s", database.static()["password"]), 60, step=1)


@pytest.mark.ours("where the peer's rotation goes on after a kill is its own affair")
@pytest.mark.timeout(300)
def test_a_node_that_dies_in_a_rotation_loses_no_password(fresh, own):
    """It is killed when the database has the new passwords and the store does not know that yet."""
    server = own()
    server.sql("CREATE ROLE s LOGIN")
    admin = server.admin("admin")
    slow = "ALTER ROLE \"{{username}}\" PASSWORD '{{password}}'; COMMIT; SELECT pg_sleep(4)"
    node = fresh()
    credentials = node.start().init()
    node.unseal(credentials)
    database = mounted(node.client(credentials.root_token, timeout=30), "db")
    database("config/pg", **server.config(*admin, root_rotation_statements=slow)).expect(200, 204)
    database("config/super", **server.config()).expect(200, 204)
    database("static-roles/s", db_name="super", username="s", rotation_period="24h").expect(204)
    database("static-roles/s", username="s", rotation_statements=slow).expect(204)
    before = database.static()["password"]
    begun = [_in_background(database, path) for path in ("rotate-role/s", "rotate-root/pg")]
    wait_for("both are set", lambda: server.sql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'") == ["2"],
             20)
    node.kill()
    for thread in begun:
        thread.join(30)
    assert not server.lets_in("s", before) and not server.lets_in(*admin)
    node.start().unseal(credentials)
    database.role(creation_statements="CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}'")
    database.creds()
    wait_for("the role's rotation is over", lambda: database.static()["password"] != before, 150, step=1)
    assert server.lets_in("s", database.static()["password"])
    wait_for("the connection's rotation is over", lambda: database("rotate-root/pg").status in (200, 204), 150, step=1)
    database.creds()


def _in_background(database, path):
    import threading

    def ask():
        try:
            Database(database.client.with_token(database.client.token), database.path)(path)
        except OSError:
            pass  # its node was killed

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    return thread


# The connection's own password.

def test_the_root_password_is_rotated(database, postgres, name):
    user, password = postgres.admin(f"admin-{name}")
    database("config/pg", **postgres.config(user, password)).expect(200, 204)
    database.role(creation_statements="CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}'")
    database("rotate-root/pg").expect(200, 204)
    assert not postgres.lets_in(user, password)
    made, own_password, _ = database.creds()
    assert postgres.lets_in(made, own_password)
    assert "password" not in database.get("config/pg").data["connection_details"]
    refused = database("config/pg", **postgres.config(user, password)).expect(400)
    assert "error verifying connection" in refused.errors[0]


@pytest.mark.ours("the peer believes the statements, and is locked out")
def test_root_statements_that_do_something_else_lock_nobody_out(database, postgres, name):
    user, password = postgres.admin(f"admin-{name}")
    database("config/pg", **postgres.config(user, password, root_rotation_statements=["SELECT 1"])).expect(200, 204)
    refused = database("rotate-root/pg").expect(400)
    assert "root_rotation_statements" in refused.errors[0]
    database.role(creation_statements="CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}'")
    database.creds()
    assert postgres.lets_in(user, password)


@pytest.mark.ours("the peer does not rotate it by itself")
def test_the_root_password_rotates_by_period(database, postgres, name):
    user, password = postgres.admin(f"admin-{name}")
    database("config/pg", **postgres.config(user, password, rotation_period="5s", password_authentication="scram-sha-256")).expect(200, 204)
    assert database.get("config/pg").data["rotation_period"] == 5
    wait_for("the first password holds no more", lambda: not postgres.lets_in(user, password), 60, step=0.5)
    database.role(creation_statements="CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}'")
    for _ in range(10):
        database.creds()
        time.sleep(1)
    database("config/pg", rotation_period=0).expect(200, 204)
    assert "rotation_period" not in database.get("config/pg").data


def test_what_cannot_rotate_says_so(database, postgres):
    database("config/pg", **postgres.config(connection_url=f"host=127.0.0.1 port={postgres.port} user=postgres sslmode=disable dbname=postgres "
                                                           f"password='{ROOT_PASSWORD}'", username="", password="")).expect(200, 204)
    assert "unable to rotate root credentials" in database("rotate-root/pg").expect(400, 500).errors[0]
    assert "failed to find entry for connection" in database("rotate-root/none").expect(400, 500).errors[0]


# TLS.

@pytest.mark.ours("the peer reads certificates from files alone")
def test_tls_with_an_authority_of_its_own(database, own, tmp_path):
    authority, other = Authority(), Authority("Other CA")
    server = own(tls=authority.server_files(tmp_path))
    url = server.config()["connection_url"].replace("disable", "verify-full")
    refused = database("config/pg", **server.config(connection_url=url, tls_ca=other.pem)).expect(400)
    assert "error verifying connection" in refused.errors[0]
    elsewhere = url.replace("127.0.0.1", "localhost")
    database("config/pg", **server.config(connection_url=elsewhere, tls_ca=authority.pem)).expect(400)
    database("config/pg", **server.config(connection_url=url, tls_ca=authority.pem)).expect(200, 204)
    database.role()
    user, password, _ = database.creds()
    assert server.lets_in(user, password)
    assert server.sql("SELECT count(*) > 0 FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE ssl AND usename = 'postgres'") == ["t"]


# Foreign clients.

def test_the_command_line(cli, postgres, name):
    path = f"{name}-cli"
    cli("secrets", "enable", f"-path={path}", "database")
    config = postgres.config()
    cli("write", f"{path}/config/pg", *(f"{key}={value}" for key, value in config.items()))
    cli("write", f"{path}/roles/r", "db_name=pg", f"creation_statements={CREATE}", "default_ttl=1h", "max_ttl=24h")
    made = cli.json("read", f"{path}/creds/r")
    assert postgres.lets_in(made["data"]["username"], made["data"]["password"])
    cli("lease", "renew", made["lease_id"])
    cli("lease", "revoke", "-sync", made["lease_id"])
    assert made["data"]["username"] not in postgres.roles()
    user = f"cli-{name}"
    postgres.sql(f"CREATE ROLE \"{user}\" LOGIN")
    cli("write", f"{path}/static-roles/s", "db_name=pg", f"username={user}", "rotation_period=1h")
    cli("write", "-f", f"{path}/rotate-role/s")
    assert postgres.lets_in(user, cli("read", "-field=password", f"{path}/static-creds/s").strip())
    assert cli.json("list", f"{path}/roles") == ["r"]


def test_hvac(vault, root, postgres, name):
    path = mounted(root, f"{name}-hvac").path
    database = vault.secrets.database
    admin = postgres.admin(f"hvac-{name}")
    config = postgres.config(*admin)
    database.configure("pg", config["plugin_name"], allowed_roles=["*"], mount_point=path, connection_url=config["connection_url"],
                       username=config["username"], password=config["password"])
    assert database.read_connection("pg", mount_point=path)["data"]["plugin_name"] == config["plugin_name"]
    assert database.list_connections(mount_point=path)["data"]["keys"] == ["pg"]
    database.create_role("r", "pg", ["CREATE ROLE \"{{name}}\" LOGIN PASSWORD '{{password}}'"],
                         revocation_statements=['DROP ROLE IF EXISTS "{{name}}"'], default_ttl=3600, max_ttl=7200, mount_point=path)
    assert database.read_role("r", mount_point=path)["data"]["default_ttl"] == 3600
    assert database.list_roles(mount_point=path)["data"]["keys"] == ["r"]
    made = database.generate_credentials("r", mount_point=path)
    assert postgres.lets_in(made["data"]["username"], made["data"]["password"])
    vault.sys.renew_lease(made["lease_id"], increment=60)
    vault.sys.revoke_lease(made["lease_id"])
    wait_for("the user is gone", lambda: made["data"]["username"] not in postgres.roles(), 30)
    database.rotate_root_credentials("pg", mount_point=path)
    assert not postgres.lets_in(*admin)
    database.reset_connection("pg", mount_point=path)
    postgres.sql(f"CREATE ROLE \"hs-{name}\" LOGIN; GRANT \"hs-{name}\" TO \"{admin[0]}\" WITH ADMIN OPTION")
    database.create_static_role("s", "pg", f"hs-{name}", ["ALTER USER \"{{name}}\" PASSWORD '{{password}}'"], rotation_period=3600, mount_point=path)
    assert database.read_static_role("s", mount_point=path)["data"]["username"] == f"hs-{name}"
    assert database.list_static_roles(mount_point=path)["data"]["keys"] == ["s"]
    before = database.get_static_credentials("s", mount_point=path)["data"]["password"]
    database.rotate_static_role_credentials("s", mount_point=path)
    after = database.get_static_credentials("s", mount_point=path)["data"]["password"]
    assert before != after and postgres.lets_in(f"hs-{name}", after)
    database.delete_static_role("s", mount_point=path)
    database.delete_role("r", mount_point=path)
    database.delete_connection("pg", mount_point=path)
    with pytest.raises(hvac.exceptions.InvalidPath):
        database.read_connection("pg", mount_point=path)
