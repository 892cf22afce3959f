"""A Redis server of a test's own, from the Debian package redis-server: in a temporary folder, on a free port of loopback, with its users in a file."""
import os
import pathlib
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile

from .ports import free_port
from .waiting import wait_for

ROOT, ROOT_PASSWORD = "default", "first/root@pass:word?%20"


class Redis:
    """`tls` is a PEM file with a certificate and its key, for a server that speaks TLS; `authority` the file of who signed it."""

    account = "nobody"

    def __init__(self, tls=None, authority=None, password=ROOT_PASSWORD):
        found = shutil.which("redis-server")
        assert found, "no redis-server: install the Debian package of that name"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="redis-"))
        self.log, self.acl = self.folder / "log", self.folder / "users.acl"
        self.port, self.process, self.tls, self.password = free_port(), None, tls is not None, password
        self.acl.write_text(f"user {ROOT} on >{password} ~* &* +@all\n")
        self.command = [found, "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder), "--aclfile", str(self.acl)]
        if tls:
            (self.folder / "server.pem").write_bytes(tls.read_bytes())
            (self.folder / "ca.pem").write_text(authority)
            self.command += ["--port", "0", "--tls-port", str(self.port), "--tls-cert-file", str(self.folder / "server.pem"), "--tls-key-file",
                             str(self.folder / "server.pem"), "--tls-ca-cert-file", str(self.folder / "ca.pem"), "--tls-auth-clients", "no"]
        else:
            self.command += ["--port", str(self.port)]
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.iterdir()):
                shutil.chown(path, self.account)

    def start(self):
        as_user = {"user": self.account, "group": pwd.getpwnam(self.account).pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                            start_new_session=True, **as_user)
        wait_for("Redis answers", lambda: self.lets_in(ROOT, self.password), 30)
        return self

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)

    def dispose(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- as a client

    def ask(self, *commands, user=ROOT, password=None):
        """The answers to commands, each a list of words, behind that to the login."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as plain:
            stream = plain
            if self.tls:
                context = ssl.create_default_context()
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                stream = context.wrap_socket(plain)
            file, answers = stream.makefile("rb"), []
            for words in (("AUTH", user, password or self.password), *commands):
                encoded = [word.encode() for word in words]
                stream.sendall(b"*%d\r\n" % len(encoded) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in encoded))
                answers.append(self._answer(file))
            return answers

    def _answer(self, file):
        line = file.readline()
        kind, rest = line[:1], line[1:].strip().decode()
        if kind == b"*":
            return None if rest == "-1" else [self._answer(file) for _ in range(int(rest))]
        if kind == b"$":
            return None if rest == "-1" else file.read(int(rest) + 2)[:-2].decode()
        return line.strip().decode()

    def lets_in(self, user, password):
        try:
            return self.ask(user=user, password=password) == ["+OK"]
        except OSError:
            return False

    # -- what the tests for all databases ask of each

    plugin = "redis-database-plugin"
    create = '["~app:*", "+@read"]'
    set_password = None

    def users(self):
        return set(self.ask(("ACL", "USERS"))[1])

    def standing(self, name, password="old"):
        assert self.ask(("ACL", "SETUSER", name, "on", ">" + password, "+@read"), ("ACL", "SAVE"))[1:] == ["+OK", "+OK"]
        return name

    def admin(self, name, password="admin/pass@word:1"):
        """One who makes users."""
        assert self.ask(("ACL", "SETUSER", name, "on", ">" + password, "~*", "+@all"))[1] == "+OK"
        return name, password

    def config(self, user=ROOT, password=ROOT_PASSWORD, **others):
        return {"plugin_name": self.plugin, "allowed_roles": "*", "username": user, "password": password, "host": "127.0.0.1", "port": self.port,
                "persistence_mode": "aclfile", **others}
