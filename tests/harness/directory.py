"""OpenLDAP's slapd on free ports of 127.0.0.1, with a folder, a configuration and an authority of its own."""
import os
import pathlib
import shutil
import socket
import subprocess

from .ports import free_port
from .tls import Authority
from .waiting import wait_for

BASE = "dc=example,dc=com"
PEOPLE, GROUPS = f"ou=people,{BASE}", f"ou=groups,{BASE}"
ADMIN, ADMINS = f"cn=admin,{BASE}", "admins-password"
FINDER, FINDERS = f"cn=finder,{BASE}", "finders-password"

CONFIGURATION = """\
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/slapd.pid
argsfile {folder}/slapd.args
TLSCACertificateFile {folder}/ca.pem
TLSCertificateFile {pem}
TLSCertificateKeyFile {pem}
TLSVerifyClient {clients}
database mdb
suffix "{base}"
rootdn "{admin}"
rootpw {admins}
directory {folder}/data
maxsize 16777216
limits * size.soft=50 size.prtotal=unlimited
access to attrs=userPassword by anonymous auth by * none
access to dn.subtree="{groups}" by dn.exact="{finder}" read by users read by * none
access to * by * read
"""

START = f"""\
dn: {BASE}
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: {FINDER}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: finder
userPassword: {FINDERS}

dn: {PEOPLE}
objectClass: organizationalUnit
ou: people

dn: {GROUPS}
objectClass: organizationalUnit
ou: groups
"""


def _program(name):
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
    if not found:
        raise RuntimeError(f"no `{name}`: apt-get install slapd ldap-utils")
    return found


class Directory:
    """clients: whether they must show a certificate of the authority: `never` or `demand`."""

    def __init__(self, folder, clients="never"):
        self.folder, self.authority = folder, Authority("Directory CA")
        self.port, self.tls_port = free_port(), free_port()
        self.url, self.tls_url = f"ldap://127.0.0.1:{self.port}", f"ldaps://127.0.0.1:{self.tls_port}"
        (folder / "data").mkdir()
        (folder / "ca.pem").write_text(self.authority.pem)
        self.configuration = folder / "slapd.conf"
        self.configuration.write_text(CONFIGURATION.format(
            folder=folder, pem=self.authority.server_files(folder), base=BASE, admin=ADMIN, admins=ADMINS, groups=GROUPS, finder=FINDER,
            clients=clients))
        # Debian's AppArmor profile lets the installed one read its own folders alone: a copy is under no profile.
        self.slapd = pathlib.Path(shutil.copy(_program("slapd"), folder / "slapd"))
        self.process = None

    def start(self):
        subprocess.run([self.slapd, "-Tadd", "-f", self.configuration], input=START, text=True, check=True, capture_output=True)
        self.process = subprocess.Popen(
            [self.slapd, "-d", "0", "-f", self.configuration, "-h", f"{self.url}/ {self.tls_url}/"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=(self.folder / "slapd.log").open("wb"))
        for port in (self.port, self.tls_port):
            wait_for("slapd", lambda: self._connect(port), 20)
        return self

    @staticmethod
    def _connect(port):
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        return True

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def _change(self, program, ldif):
        done = subprocess.run([_program(program), "-x", "-H", self.url, "-D", ADMIN, "-w", ADMINS], input=ldif, text=True, capture_output=True)
        assert done.returncode == 0, f"{program}: {done.stderr}\n{ldif}"

    def add(self, dn, *lines):
        self._change("ldapadd", "\n".join([f"dn: {dn}", *lines]) + "\n")

    def replace(self, dn, attribute, value):
        self._change("ldapmodify", f"dn: {dn}\nchangetype: modify\nreplace: {attribute}\n{attribute}: {value}\n")

    def remove(self, dn):
        self._change("ldapmodify", f"dn: {dn}\nchangetype: delete\n")

    def person(self, uid, password="right", *lines):
        """Its DN."""
        dn = f"uid={uid},{PEOPLE}"
        self.add(dn, "objectClass: inetOrgPerson", f"uid: {uid}", f"cn: {uid} of the tests", f"sn: {uid}", f"userPassword: {password}", *lines)
        return dn

    def group(self, cn, *members):
        self.add(f"cn={cn},{GROUPS}", "objectClass: groupOfNames", f"cn: {cn}", *[f"member: {m}" for m in members])

    def posix_group(self, cn, *uids):
        self.add(f"cn={cn},{GROUPS}", "objectClass: posixGroup", f"cn: {cn}", "gidNumber: 1000", *[f"memberUid: {u}" for u in uids])

    def direct(self, **others):
        """A configuration by which users bind with what their names make."""
        return {"url": self.url, "userdn": PEOPLE, "userattr": "uid", "groupdn": GROUPS, **others}

    def searching(self, **others):
        """One by which somebody searches for users."""
        return {**self.direct(), "binddn": FINDER, "bindpass": FINDERS, **others}
