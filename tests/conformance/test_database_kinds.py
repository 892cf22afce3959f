"""The secret engine database: what holds for every kind of database, with real ones of the Debian packages; what is PostgreSQL's own is in test_database."""
import pytest

from harness.mariadb import MariaDb
from harness.postgres import Postgres
from harness.redis import Redis
from harness.waiting import wait_for

KINDS = {"postgres": Postgres, "mariadb": MariaDb, "redis": Redis}


@pytest.fixture(scope="module", params=KINDS)
def server(request):
    made = KINDS[request.param]().start()
    if request.param == "postgres":
        made.sql("CREATE TABLE victim (n int)")
    if request.param == "mariadb":
        made.sql("CREATE DATABASE IF NOT EXISTS test; CREATE TABLE test.victim (n int)")
    yield made
    made.dispose()


@pytest.fixture
def db(root, name):
    """A mount, and short words for what is asked of it."""
    root.post(f"sys/mounts/{name}-db", {"type": "database"}).expect(204)

    class Mount:
        path = f"{name}-db"

        def __call__(self, path, **body):
            return root.post(f"{self.path}/{path}", body)

        def get(self, path):
            return root.get(f"{self.path}/{path}")

        def creds(self, role="r"):
            answer = self.get(f"creds/{role}").expect(200)
            return answer.data["username"], answer.data["password"], answer.json["lease_id"]

        def static(self):
            return self.get("static-creds/s").expect(200).data

    return Mount()


def connected(db, server, **others):
    db("config/c", **server.config(**others)).expect(200, 204)
    db("roles/r", db_name="c", creation_statements=server.create, default_ttl="1h", max_ttl="24h").expect(204)
    return db


def test_a_user_is_made_renewed_and_taken_away(db, root, server):
    connected(db, server)
    assert db.get("config/c").expect(200).data["plugin_name"] == server.plugin
    user, password, lease = db.creds()
    other = db.creds()
    assert user != other[0] and password != other[1] and {user, other[0]} <= server.users()
    assert server.lets_in(user, password) and not server.lets_in(user, other[1])
    assert root.post("sys/leases/renew", {"lease_id": lease, "increment": 7200}).expect(200).json["lease_duration"] == 7200
    root.post("sys/leases/revoke", {"lease_id": lease, "sync": True}).expect(204)
    assert user not in server.users() and not server.lets_in(user, password)


def test_a_user_goes_with_its_time(db, server):
    connected(db, server)
    db("roles/r", db_name="c", creation_statements=server.create, default_ttl="2s", max_ttl="2s").expect(204)
    user = db.creds()[0]
    assert user in server.users()
    wait_for("the user is gone", lambda: user not in server.users(), 60, step=0.5)


def test_a_user_goes_when_the_database_is_back(db, root, server):
    connected(db, server)
    user, password, lease = db.creds()
    server.stop()
    root.post("sys/leases/revoke", {"lease_id": lease}).expect(200, 204, 400)  # the peer wants it to be done at once
    assert db.get("creds/r").status in (500, 503)
    server.start()
    wait_for("the user is gone", lambda: user not in server.users(), 150, step=0.5)
    db.creds()


def test_wrong_settings(db, server):
    wrong = server.config(password="wrong-one")
    refused = db("config/c", **wrong).expect(400)
    assert refused.errors[0].startswith("error creating database object: error verifying")
    assert "wrong-one" not in refused.errors[0]
    db.get("config/c").expect(404)
    db("config/c", **wrong, verify_connection=False).expect(200, 204)
    db("roles/r", db_name="c", creation_statements=server.create).expect(204)
    assert db.get("creds/r").status >= 400
    connected(db, server, allowed_roles="other")
    assert '"r" is not an allowed role' in db.get("creds/r").expect(403, 500).errors[0]


def test_a_static_role(db, server, name):
    user = server.standing(f"standing-{name}")
    connected(db, server)
    db("static-roles/s", db_name="c", username=user, rotation_period="1h").expect(204)
    first = db.static()
    assert first["username"] == user and server.lets_in(user, first["password"]) and not server.lets_in(user, "old")
    db("rotate-role/s").expect(200, 204)
    second = db.static()["password"]
    assert second != first["password"] and server.lets_in(user, second) and not server.lets_in(user, first["password"])
    db("static-roles/s", db_name="c", username=user, rotation_period="5s").expect(204)
    wait_for("it changes by itself", lambda: db.static()["password"] != second, 60, step=0.5)
    db("static-roles/s", db_name="c", username=user, rotation_period="1h").expect(204)
    wait_for("it holds", lambda: server.lets_in(user, db.static()["password"]), 30, step=0.5)


@pytest.mark.ours("the peer answers 500, and makes the user in Redis")
def test_a_static_role_of_nobody_is_not_made(db, server):
    connected(db, server)
    refused = db("static-roles/s", db_name="c", username="nobody-there", rotation_period=60).expect(400)
    assert "nobody-there" in refused.errors[0]
    db.get("static-roles/s").expect(404)
    assert "nobody-there" not in server.users()


def test_the_root_password_is_rotated(db, server, name):
    user, password = server.admin(f"admin-{name}")
    connected(db, server, user=user, password=password)
    db("roles/r", db_name="c", creation_statements=server.create.split("GRANT")[0]).expect(204)
    db("rotate-root/c").expect(200, 204)
    assert not server.lets_in(user, password)
    assert server.lets_in(*db.creds()[:2])
    assert "password" not in db.get("config/c").data["connection_details"]
    refused = db("config/c", **server.config(user, password)).expect(400)
    assert "error verifying" in refused.errors[0]


HOSTILE = ["a'; DROP TABLE victim; -- ", "a\"; DROP TABLE victim; #", "a`; DROP TABLE victim; #", "a\\'; DROP TABLE victim; #", "a\\", "''", "/*!99999 a*/",
           "a;b", "Ünïcode-😀", "select", "%s%n?", "a'@'localhost"]


@pytest.mark.ours("the peer puts names into statements as they are")
def test_a_hostile_name_is_nothing_but_a_name(db, root, name, server):
    """As the name of a new user, and of one that stays."""
    for number, hostile in enumerate(HOSTILE):
        if server.plugin.startswith("redis"):
            hostile = hostile.replace(" ", "_")  # no name there has a space
        if server.plugin.startswith("mysql"):
            hostile = hostile.replace("😀", "中")  # refused: see test_database_mysql
        quoted = hostile.replace("\\", "\\\\").replace('"', '\\"')
        connected(db, server, username_template='{{ "%s" }}{{ random 8 }}' % quoted)
        user, password, lease = db.creds()
        assert user[:-8] == hostile and user in server.users(), hostile
        assert server.lets_in(user, password), hostile
        root.post("sys/leases/revoke", {"lease_id": lease, "sync": True}).expect(204)
        assert user not in server.users(), hostile
        staying = server.standing(f"{hostile}{name}")
        db(f"static-roles/s{number}", db_name="c", username=staying, rotation_period="1h").expect(204)
        assert server.lets_in(staying, db.get(f"static-creds/s{number}").data["password"]), hostile
    if not server.plugin.startswith("redis"):
        assert server.sql("SELECT count(*) FROM " + ("victim" if server.plugin.startswith("postgres") else "test.victim")) == ["0"]


@pytest.mark.ours("the peer puts passwords into statements as they are")
def test_hostile_passwords_are_only_passwords_and_are_seen_nowhere(db, root, name, server, running):
    root.put(f"sys/policies/password/{name}", {"policy": 'length = 40\nrule "charset" { charset = "\'\\"`\\\\;$-{}%#QQQQQQQ" }'}).expect(204)
    connected(db, server, password_policy=name)
    for _ in range(3):
        user, password, _ = db.creds()
        assert server.lets_in(user, password)
        assert password not in running.node.log_text() and password not in running.node.audit_log.read_text()
    bad = {"postgresql-database-plugin": ["SELECT 1 {{password}}{{password}}"], "mysql-database-plugin": ["SELECT 1 {{password}}{{password}} NONSENSE"],
           "redis-database-plugin": ['["+nosuchcommand", "+@read"]']}[server.plugin]
    db("roles/r", db_name="c", creation_statements=bad).expect(204)
    refused = db.get("creds/r").expect(400)
    assert "QQQ" not in refused.body.decode()


@pytest.mark.ours("the peer takes the user away, or gives it another password")
def test_a_user_of_somebody_else_is_neither_taken_over_nor_taken_away(db, root, server, name):
    server.standing(f"mine-{name}", "old")
    connected(db, server, username_template=f"mine-{name}")
    assert "already" in db.get("creds/r").expect(400).errors[0]
    connected(db, server, username_template="")
    user = db.creds()[0]
    root.post("sys/leases/revoke-prefix/" + db.path).expect(200, 204)
    wait_for("the other is gone", lambda: user not in server.users(), 60, step=0.5)
    assert server.lets_in(f"mine-{name}", "old")


def test_names_and_passwords_as_configured(db, root, name, server):
    root.put(f"sys/policies/password/{name}", {"policy": 'length = 12\nrule "charset" { charset = "xyz" }'}).expect(204)
    connected(db, server, password_policy=name, username_template="app_{{ .RoleName }}_{{ random 8 }}")
    user, password, _ = db.creds()
    assert user.startswith("app_r_") and len(user) == 14 and len(password) == 12 and set(password) <= set("xyz")
    assert server.lets_in(user, password)


def test_the_catalog_lists_them(root):
    listed = root.list("sys/plugins/catalog/database").expect(200).data["keys"]
    assert {"mysql-database-plugin", "mysql-aurora-database-plugin", "mysql-rds-database-plugin", "mysql-legacy-database-plugin",
            "postgresql-database-plugin", "valkey-database-plugin"} <= set(listed)
    assert set(listed) <= set(root.get("sys/plugins/catalog").expect(200).data["database"])
    assert root.get("sys/plugins/catalog/database/mysql-database-plugin").expect(200).data["name"] == "mysql-database-plugin"
    root.get("sys/plugins/catalog/database/none").expect(404)


# Passwords of users that secrets hold: rotators of the type sql.

def rotator(root, db, name, **more):
    root.post(f"sys/mounts/{name}kv", {"type": "kv", "options": {"version": "2"}}).expect(204)
    root.post(f"sys/rotators/{name}", {"type": "sql", "mount": db.path, "connection": "c", "users": f"app-{name}*", **more}).expect(204)

    class Secret:
        def __init__(self, path="s"):
            self.path = path

        def write(self, **data):
            root.post(f"{name}kv/data/{self.path}", {"data": data}).expect(200)
            root.post(f"{name}kv/rotation/{self.path}", {"rotator": name, "retries": 0}).expect(204)

        def rotate(self):
            return root.post(f"{name}kv/rotate/{self.path}", {"wait": "15s"}).expect(200).data

        def read(self):
            return root.get(f"{name}kv/data/{self.path}").expect(200).data["data"]

    return Secret


@pytest.mark.ours("the peer rotates no secrets of KV")
def test_a_secret_is_rotated_in_the_database(db, root, server, name):
    user = server.standing(f"app-{name}")
    connected(db, server)
    secret = rotator(root, db, name)()
    secret.write(username=user, password="old", note="stays")
    assert secret.rotate()["last_outcome"] == "succeeded"
    first = secret.read()
    assert first["note"] == "stays" and server.lets_in(user, first["password"]) and not server.lets_in(user, "old")
    assert secret.rotate()["last_outcome"] == "succeeded"
    assert not server.lets_in(user, first["password"]) and server.lets_in(user, secret.read()["password"])
    shown = root.get(f"sys/rotators/{name}").expect(200).data
    assert (shown["type"], shown["mount"], shown["connection"], shown["users"]) == ("sql", db.path, "c", [f"app-{name}*"])


@pytest.mark.ours("the peer rotates no secrets of KV")
def test_a_rotation_that_fails_puts_the_old_password_back(db, root, server, name):
    """The statements set another password than the new one, so that the test finds that it does not let the user in."""
    if server.set_password is None:
        return  # Redis has no statements that could go wrong
    user = server.standing(f"app-{name}", "old-password")
    connected(db, server)
    secret = rotator(root, db, name, statements=server.set_password.replace("'{{password}}'", "'not the new one'"))()
    secret.write(username=user, password="old-password")
    undone = secret.rotate()
    assert undone["state"] == "undoing" and "the database refuses" in undone["last_error"]  # nor can it be put back by these statements
    root.post(f"sys/rotators/{name}", {"statements": []}).expect(204)
    wait_for("it is undone", lambda: root.get(f"{name}kv/rotation/s/status").data["state"] == "rolled_back", 60, step=0.5)
    assert secret.read()["password"] == "old-password" and server.lets_in(user, "old-password")


@pytest.mark.ours("the peer rotates no secrets of KV")
def test_a_secret_cannot_ask_for_another_user(db, root, server, name):
    user = server.standing(f"other-{name}")
    connected(db, server)
    secret = rotator(root, db, name)
    for number, (username, why) in enumerate([(user, "users of the rotator"), (f"app-{name}-nobody", ""), (server.config()["username"], "users of the rotator")]):
        one = secret(f"s{number}")
        one.write(username=username, password="old")
        ended = one.rotate()
        assert ended["state"] in ("rolled_back", "undoing") and why in ended["last_error"], ended
    assert server.lets_in(user, "old")
    root.post(f"sys/rotators/{name}", {"users": "*"}).expect(204)
    own = secret("own")
    own.write(username=server.config()["username"], password="old")
    assert "the connection's own user" in own.rotate()["last_error"]
    assert server.lets_in(server.config()["username"], server.config()["password"])


@pytest.mark.ours("the peer rotates no secrets of KV")
def test_bad_rotators(root):
    for body, why in [({"connection": ""}, "connection"), ({"users": ""}, "users"), ({"users": []}, "users"), ({"timeout": "31s"}, "timeout"),
                      ({"create": True}, "create is for"), ({"mount": ""}, "mount")]:
        refused = root.post("sys/rotators/bad", {"type": "sql", "connection": "c", "users": "a", **body}).expect(400)
        assert why in refused.errors[0], body
