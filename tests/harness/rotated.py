"""Targets of rotations: a PostgreSQL and a Redis of the test's own, from Debian's packages, on loopback."""
import glob
import hashlib
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import tempfile

from .ports import free_port
from .waiting import wait_for

ADMIN, ADMIN_PASSWORD = "admin", "the admin's own"


def _program(name):
    found = shutil.which(name) or next(iter(sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), reverse=True)), None)
    assert found, f"{name} is missing: .ci/run installs it"
    return found


class Target:
    """A server process with a folder of its own; run by an unprivileged user, which PostgreSQL insists on."""

    account = "nobody"

    def __init__(self):
        self.folder, self.port, self.process = pathlib.Path(tempfile.mkdtemp(prefix="target")), free_port(), None
        if os.getuid() == 0:
            owner = pwd.getpwnam(self.account)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        os.chmod(self.folder, 0o700)

    def _as(self):
        return {"user": self.account, "group": pwd.getpwnam(self.account).pw_gid, "extra_groups": []} if os.getuid() == 0 else {}

    def start(self, *command):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, **self._as())
        wait_for("the target listens", self._listens, 30)

    def _listens(self):
        assert self.process.poll() is None, (self.folder / "log").read_text()
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", self.port)) == 0

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class PostgreSQL(Target):
    account = "postgres" if any(entry.pw_name == "postgres" for entry in pwd.getpwall()) else "nobody"

    def __init__(self):
        super().__init__()
        data, secret = self.folder / "data", self.folder / "admin"
        secret.write_text(ADMIN_PASSWORD)
        os.chmod(secret, 0o644)
        subprocess.run([_program("initdb"), "-D", str(data), "-U", ADMIN, "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync"],
                       check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self._as())
        self.start(_program("postgres"), "-D", str(data), "-p", str(self.port), "-k", str(self.folder),
                   "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off")
        wait_for("it takes logins", lambda: self.login(ADMIN, ADMIN_PASSWORD), 30)
        self.parameters = {"host": "127.0.0.1", "port": self.port}

    def run(self, user, password, statement):
        """psql; whether it went well."""
        done = subprocess.run(
            ["psql", "-qXw", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U", user, "-d", "postgres"],
            input=statement.encode(), capture_output=True, check=False, env={**os.environ, "PGPASSWORD": password})
        return done.returncode == 0

    def login(self, user, password):
        return self.run(user, password, "SELECT 1;")

    def user(self, name, password):
        assert self.run(ADMIN, ADMIN_PASSWORD, f"CREATE ROLE \"{name}\" LOGIN PASSWORD '{password}';")

    def passfile(self, folder):
        """Of the admin, as the scripts want it."""
        file = folder / "admin.pgpass"
        file.write_text(f"*:*:*:{ADMIN}:{ADMIN_PASSWORD}\n")
        os.chmod(file, 0o600)
        return str(file)


class Redis(Target):
    def __init__(self):
        super().__init__()
        self.start(_program("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--requirepass", "secret-of-admin",
                   "--dir", str(self.folder))
        self.parameters = {"host": "127.0.0.1", "port": self.port}

    def ask(self, *words):
        """The first line of the answer to a command of the admin's."""
        return self._ask(("AUTH", "default", "secret-of-admin"), words)

    def login(self, user, password):
        return self._ask(("AUTH", user, password)).startswith("+OK")

    def _ask(self, *commands):
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as s:
            file, answer = s.makefile("rb"), ""
            for words in commands:
                s.sendall(f"*{len(words)}\r\n".encode() + b"".join(b"$%d\r\n%s\r\n" % (len(w.encode()), w.encode()) for w in words))
                answer = file.readline().decode()
            return answer

    def admin_file(self, folder):
        file = folder / "redis-admin"
        file.write_text("secret-of-admin\n")
        os.chmod(file, 0o600)
        return str(file)


def install(scripts, source, name=None):
    """Puts a script into the operator's folder: its path and its hash."""
    target = scripts / (name or pathlib.Path(source).name)
    if isinstance(source, pathlib.Path):
        shutil.copy(source, target)
    else:
        target.write_text(source)
    os.chmod(target, 0o755)
    return {"path": str(target), "sha256": hashlib.sha256(target.read_bytes()).hexdigest()}
