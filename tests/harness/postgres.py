"""A PostgreSQL server of a test's own, from the Debian package: in a temporary folder, on a free port of loopback, as no superuser of the machine."""
import glob
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

from .ports import free_port
from .waiting import wait_for

ROOT, ROOT_PASSWORD = "postgres", "first/root@pass:word?%20"
SETTINGS = {"fsync": "off", "log_statement": "all", "max_connections": "60", "shared_buffers": "16MB", "listen_addresses": "127.0.0.1",
            "unix_socket_directories": ""}


def _program(name):
    found = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), key=lambda path: int(path.split("/")[4])) or [shutil.which(name)]
    if not found[-1]:
        raise RuntimeError(f"no {name}: install the Debian package postgresql")
    return found[-1]


class Postgres:
    """`tls` is a PEM file with a certificate and its key, for a server that speaks TLS."""

    def __init__(self, tls=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="postgres-"))
        self.data, self.log = self.folder / "data", self.folder / "log"
        self.port, self.process = free_port(), None
        self.settings = dict(SETTINGS, port=str(self.port))
        password = self.folder / "password"
        password.write_text(ROOT_PASSWORD)
        if tls:
            for name in ("server.crt", "server.key"):
                (self.folder / name).write_bytes(tls.read_bytes())
                (self.folder / name).chmod(0o600)
            self.settings.update(ssl="on", ssl_cert_file=str(self.folder / "server.crt"), ssl_key_file=str(self.folder / "server.key"))
        # initdb and postgres refuse to run as root; the package has a user for them.
        self.prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        if self.prefix:
            for path in (self.folder, *self.folder.iterdir()):
                shutil.chown(path, "postgres", "postgres")
        self._run(_program("initdb"), "-D", str(self.data), "-U", ROOT, "--auth=scram-sha-256", f"--pwfile={password}", "--no-sync", "-E", "UTF8",
                  "--locale=C")

    def _run(self, *command):
        done = subprocess.run([*self.prefix, *command], cwd="/", capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"{command[0]}: {done.stdout}{done.stderr}"

    def start(self):
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([*self.prefix, _program("postgres"), "-D", str(self.data), *options], cwd="/", stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        wait_for("PostgreSQL answers", lambda: self.psql("SELECT 1").returncode == 0, 60)
        return self

    def stop(self):
        """Cuts off who is connected, and ends in order."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)

    def dispose(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- as a client

    def psql(self, sql, user=ROOT, password=ROOT_PASSWORD, database="postgres", timeout=30):
        return subprocess.run(
            [_program("psql"), "-X", "-q", "-A", "-t", "-w", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U", user, "-d", database,
             "-f", "-"], input=sql, capture_output=True, text=True, timeout=timeout,
            env={**os.environ, "PGPASSWORD": password, "PGCONNECT_TIMEOUT": "5"})

    def sql(self, sql, **login):
        """The lines of an answer."""
        done = self.psql(sql, **login)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def lets_in(self, user, password):
        return self.psql("SELECT 1", user=user, password=password).returncode == 0

    def roles(self):
        return set(self.sql("SELECT rolname FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%'"))

    def admin(self, name, password="admin/pass@word:1"):
        """One who makes users, and is no superuser."""
        self.sql(f"CREATE ROLE \"{name}\" LOGIN CREATEROLE PASSWORD '{password}'; GRANT ALL ON SCHEMA public TO \"{name}\" WITH GRANT OPTION")
        return name, password

    def config(self, user=ROOT, password=ROOT_PASSWORD, **others):
        return {"plugin_name": "postgresql-database-plugin", "allowed_roles": "*", "username": user, "password": password,
                "connection_url": "postgresql://{{username}}:{{password}}@127.0.0.1:%d/postgres?sslmode=disable" % self.port, **others}

    # -- what the tests for all databases ask of each

    plugin = "postgresql-database-plugin"
    create = ("CREATE ROLE \"{{name}}\" WITH LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'; "
              "GRANT SELECT ON ALL TABLES IN SCHEMA public TO \"{{name}}\";")
    set_password = "ALTER ROLE \"{{username}}\" WITH PASSWORD '{{password}}'"

    def users(self):
        return self.roles()

    def standing(self, name, password="old"):
        self.sql('CREATE ROLE "%s" LOGIN PASSWORD \'%s\'' % (name.replace('"', '""'), password.replace("'", "''")))
        return name
