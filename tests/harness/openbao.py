"""OpenBao as a node: the peer that the tests are checked against (`--server=bao`)."""

from .cli import find_bao
from .node import Node


class BaoNode(Node):
    kind = "bao"

    @property
    def audit_log(self):
        return self.folder / "audit.log"

    def command(self):
        config = self.folder / "config.hcl"
        pem = self.settings.get("tls")
        tls = f'tls_cert_file = "{pem}"\n  tls_key_file = "{pem}"' if pem else "tls_disable = true"
        config.write_text(f'''
storage "raft" {{
  path    = "{self.data}"
  node_id = "{self.name}"
}}
listener "tcp" {{
  address         = "127.0.0.1:{self.port}"
  cluster_address = "127.0.0.1:{self.cluster_port}"
  {tls}
}}
api_addr     = "{self.url}"
cluster_addr = "https://127.0.0.1:{self.cluster_port}"
log_level    = "warn"
audit "file" "file" {{
  options {{
    file_path = "./audit.log"
  }}
}}
{self.settings.get("config", "")}
''')
        return [find_bao(), "server", f"-config={config}"]


class BaoDevNode(BaoNode):
    def command(self):
        return [find_bao(), "server", "-dev", "-dev-root-token-id=root", f"-dev-listen-address=127.0.0.1:{self.port}",
                "-dev-no-store-token"]
