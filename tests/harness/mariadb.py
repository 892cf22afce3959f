"""A MariaDB server of a test's own, from the Debian packages mariadb-server-core and mariadb-client-core: in a temporary folder, on a free port of loopback."""
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

from .ports import free_port
from .waiting import wait_for

ROOT, ROOT_PASSWORD = "admin", "first/root@pass:word?%20"
SETTINGS = ["--bind-address=127.0.0.1", "--innodb-buffer-pool-size=16M", "--innodb-flush-log-at-trx-commit=0", "--innodb-log-file-size=4M",
            "--performance-schema=0", "--skip-log-bin", "--skip-name-resolve", "--general-log=1"]


def _program(name):
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if not found:
        raise RuntimeError(f"no {name}: install the Debian packages mariadb-server-core and mariadb-client-core")
    return found


def quoted(text):
    """As a literal, in the modes that a client of its own has."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


class MariaDb:
    """`tls` is a PEM file with a certificate and its key, for a server that speaks TLS; `mode` its sql_mode."""

    account = "nobody"

    def __init__(self, tls=None, mode=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mariadb-"))
        self.data, self.log, self.statements = self.folder / "data", self.folder / "log", self.folder / "statements"
        self.port, self.process = free_port(), None
        self.settings = [*SETTINGS, f"--datadir={self.data}", f"--port={self.port}", f"--socket={self.folder}/socket", f"--pid-file={self.folder}/pid",
                         f"--general-log-file={self.statements}"]
        if mode is not None:
            self.settings.append(f"--sql-mode={mode}")
        if tls:
            (self.folder / "server.pem").write_bytes(tls.read_bytes())
            self.settings += [f"--ssl-cert={self.folder}/server.pem", f"--ssl-key={self.folder}/server.pem"]
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.iterdir()):
                shutil.chown(path, self.account)
        done = subprocess.run([_program("mariadb-install-db"), "--no-defaults", f"--datadir={self.data}", "--auth-root-authentication-method=normal",
                               "--skip-test-db", "--innodb-log-file-size=4M"], cwd=self.folder, capture_output=True, text=True, timeout=120, **self._as())
        assert done.returncode == 0, f"mariadb-install-db: {done.stdout}{done.stderr}"
        self.fresh = True

    def _as(self):
        return {"user": self.account, "group": pwd.getpwnam(self.account).pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([_program("mariadbd"), "--no-defaults", *self.settings], cwd=self.folder, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=subprocess.STDOUT, start_new_session=True, **self._as())
        if self.fresh:
            wait_for("MariaDB lets its first user in", self._first_user, 60)
            self.fresh = False
        wait_for("MariaDB answers", lambda: self.client("SELECT 1").returncode == 0, 60)
        return self

    def _first_user(self):
        """By its socket, where root needs no password."""
        sql = (f"CREATE USER IF NOT EXISTS '{ROOT}'@'%' IDENTIFIED BY {quoted(ROOT_PASSWORD)}; GRANT ALL ON *.* TO '{ROOT}'@'%' WITH GRANT OPTION;"
               "DELETE FROM mysql.global_priv WHERE User IN ('', 'root'); FLUSH PRIVILEGES")
        return subprocess.run([_program("mariadb"), "--no-defaults", f"--socket={self.folder}/socket", "--user=root"], input=sql, capture_output=True,
                              text=True, timeout=30).returncode == 0

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)

    def dispose(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- as a client

    def client(self, sql, user=ROOT, password=ROOT_PASSWORD, timeout=30):
        return subprocess.run([_program("mariadb"), "--no-defaults", "-N", "-B", "--raw", "--default-character-set=utf8mb4", "-h", "127.0.0.1", "-P", str(self.port),
                               f"--user={user}"], input=sql, capture_output=True, text=True, timeout=timeout, env={**os.environ, "MYSQL_PWD": password})

    def sql(self, sql, **login):
        """The lines of an answer."""
        done = self.client(sql, **login)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def lets_in(self, user, password):
        return self.client("SELECT 1", user=user, password=password).returncode == 0

    # -- what the tests for all databases ask of each

    plugin = "mysql-database-plugin"
    create = "CREATE USER '{{name}}'@'%' IDENTIFIED BY '{{password}}'; GRANT SELECT ON test.* TO '{{name}}'@'%';"
    set_password = "ALTER USER '{{username}}'@'%' IDENTIFIED BY '{{password}}'"

    def users(self):
        return set(self.sql("SELECT User FROM mysql.user"))

    def standing(self, name, password="old"):
        self.sql(f"CREATE USER {quoted(name)}@'%' IDENTIFIED BY {quoted(password)}")
        return name

    def admin(self, name, password="admin/pass@word:1"):
        """One who makes users."""
        self.sql(f"CREATE USER {quoted(name)}@'%' IDENTIFIED BY {quoted(password)}; GRANT ALL ON *.* TO {quoted(name)}@'%' WITH GRANT OPTION")
        return name, password

    def config(self, user=ROOT, password=ROOT_PASSWORD, **others):
        return {"plugin_name": self.plugin, "allowed_roles": "*", "username": user, "password": password,
                "connection_url": "{{username}}:{{password}}@tcp(127.0.0.1:%d)/" % self.port, **others}
