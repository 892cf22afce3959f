"""How a node is started: properties, environment, TLS, Vault's own configuration files."""
import json
import os
import ssl
import subprocess
import urllib.request

import pytest

from harness.cli import Cli
from harness.node import Node
from harness.ports import free_port
from harness.sealwright import java_command, start_script

pytestmark = pytest.mark.ours("start-up contract of the jar")


def fails(*properties, environment=None):
    """Runs the jar with properties that it must refuse; its output."""
    done = subprocess.run(java_command(*properties), capture_output=True, text=True, timeout=90,
                          env={**os.environ, **(environment or {})})
    text = done.stdout + done.stderr
    assert done.returncode != 0, text
    assert "\tat " not in text, f"a stack trace for an operator's mistake:\n{text}"
    return text


@pytest.fixture
def addresses():
    return [f"--sealwright.listener.address=127.0.0.1:{free_port()}", f"--sealwright.cluster.address=127.0.0.1:{free_port()}"]


@pytest.mark.parametrize("wrong,near", [
    ("sealwright.storge.path", "sealwright.storage.path"), ("sealwright.listener.adress", "sealwright.listener.address"),
    ("sealwright.limits.jsondepht", "sealwright.limits.json-depth")])
def test_unknown_property_is_named_with_the_nearest(addresses, tmp_path, wrong, near):
    text = fails(*addresses, f"--sealwright.storage.path={tmp_path}", f"--{wrong}=5")
    assert wrong in text and near in text


def test_storage_path_is_required(addresses):
    assert "sealwright.storage.path" in fails(*addresses)


@pytest.mark.parametrize("name,value", [
    ("listener.address", "nonsense"), ("listener.address", "127.0.0.1:99999"), ("cluster.address", "127.0.0.1"),
    ("seal.type", "nonsense"), ("lease.default-ttl", "forever"), ("limits.body", "-5"), ("cluster.node-id", "a b")])
def test_bad_values_name_their_property(addresses, tmp_path, name, value):
    assert f"sealwright.{name}" in fails(*addresses, f"--sealwright.storage.path={tmp_path}", f"--sealwright.{name}={value}")


def test_seals_to_come_say_so(addresses, tmp_path):
    assert "sealwright.seal.type" in fails(*addresses, f"--sealwright.storage.path={tmp_path}", "--sealwright.seal.type=awskms")


def test_plain_http_off_loopback_is_refused(addresses, tmp_path):
    text = fails(f"--sealwright.listener.address=0.0.0.0:{free_port()}", addresses[1], f"--sealwright.storage.path={tmp_path}")
    assert "sealwright.listener.tls" in text


def test_plain_http_off_loopback_if_wanted(fresh):
    node = fresh(**{"listener.tls.disabled": "true"})
    node.settings["listener.address"] = f"0.0.0.0:{node.port}"
    node.start()


def test_busy_port_names_port_and_property(running, tmp_path):
    text = fails(f"--sealwright.listener.address=127.0.0.1:{running.node.port}", f"--sealwright.cluster.address=127.0.0.1:{free_port()}",
                 f"--sealwright.storage.path={tmp_path}")
    assert str(running.node.port) in text and "sealwright.listener.address" in text


def test_properties_from_the_environment(fresh):
    node = fresh()
    command = node.command()
    moved = {"SEALWRIGHT_STORAGE_PATH": str(node.data), "SEALWRIGHT_LISTENER_ADDRESS": f"127.0.0.1:{node.port}",
             "SEALWRIGHT_CLUSTER_ADDRESS": f"127.0.0.1:{node.cluster_port}"}
    kept = [w for w in command if not w.startswith("--sealwright.")]
    node.command = lambda: ["env", *(f"{k}={v}" for k, v in moved.items()), *kept]
    node.start()
    assert any(node.data.iterdir())


def test_properties_from_a_file(fresh, tmp_path):
    node = fresh()
    file = tmp_path / "node.yml"
    file.write_text(f"""
sealwright:
  storage:
    path: {node.data}
  listener:
    address: 127.0.0.1:{node.port}
  cluster:
    address: 127.0.0.1:{node.cluster_port}
    node-id: from-a-file
""")
    node.command = lambda: java_command(f"--spring.config.additional-location={file}")
    node.start()


def test_first_log_line_tells_the_version(running):
    assert " 0." in next(line for line in running.node.log_text().splitlines() if "ealwright" in line)


def test_log_as_json(fresh):
    node = fresh()
    command = node.command()
    node.command = lambda: [*command, "--logging.structured.format.console=logstash"]
    node.start()
    for line in node.log_text().splitlines():
        if line.startswith("{"):
            json.loads(line)
    assert any(line.startswith("{") for line in node.log_text().splitlines())


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")

    def make(name):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
                        "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt"], check=True, capture_output=True)
        return folder / f"{name}.crt", folder / f"{name}.key"

    return make


class TlsClient:
    """Says who presents what certificate on a port."""

    @staticmethod
    def certificate(port):
        return ssl.get_server_certificate(("127.0.0.1", port))

    @staticmethod
    def get(port, path, ca):
        context = ssl.create_default_context(cafile=ca)
        with urllib.request.urlopen(f"https://127.0.0.1:{port}{path}", context=context, timeout=20) as response:
            return response.status, response.headers, response.read()


def test_tls(fresh, certificates, tmp_path):
    from harness.waiting import wait_for

    crt, key = certificates("one")
    node = fresh(**{"listener.tls.certificate": str(crt), "listener.tls.private-key": str(key)})
    node.launch()
    wait_for("it answers", lambda: TlsClient.get(node.port, "/v1/sys/init", crt)[0] == 200, 90)
    _, headers, _ = TlsClient.get(node.port, "/v1/sys/init", crt)
    assert "max-age" in headers["Strict-Transport-Security"]

    bao = Cli(f"https://127.0.0.1:{node.port}", None, tmp_path)
    bao.fails("operator", "init", "-key-shares=1", "-key-threshold=1")
    made = json.loads(bao("operator", "init", f"-ca-cert={crt}", "-key-shares=1", "-key-threshold=1", "-format=json"))
    bao("operator", "unseal", f"-ca-cert={crt}", made["unseal_keys_b64"][0])

    # Plain HTTP on the TLS port is no way in.
    assert node.client(timeout=10).get("sys/init").status == 400

    # A health check finds out by itself that it needs TLS.
    asked = subprocess.run(java_command("health", f"127.0.0.1:{node.port}"), capture_output=True, text=True, timeout=60)
    assert asked.returncode == 0 and '"sealed":false' in asked.stdout, asked.stdout + asked.stderr

    # A new certificate is taken when the files change.
    other_crt, other_key = certificates("two")
    before = TlsClient.certificate(node.port)
    key.write_bytes(other_key.read_bytes())
    crt.write_bytes(other_crt.read_bytes())
    wait_for("the new certificate", lambda: TlsClient.certificate(node.port) != before, 60)
    assert TlsClient.certificate(node.port).strip() == other_crt.read_text().strip()


def test_half_a_tls_setting_is_refused(addresses, certificates, tmp_path):
    crt, _ = certificates("half")
    text = fails(*addresses, f"--sealwright.storage.path={tmp_path}", f"--sealwright.listener.tls.certificate={crt}")
    assert "sealwright.listener.tls.private-key" in text


class ScriptNode(Node):
    """A node started by the start script with a configuration file as Vault has it."""

    kind = "sealwright"
    config = None

    def command(self):
        return [str(start_script()), "server", f"-config={self.config}"]


@pytest.fixture
def script_node(tmp_path):
    node = ScriptNode(tmp_path / "node")
    yield node
    node.dispose()


HCL = '''
storage "raft" {{
  path    = "{data}"
  node_id = "from-hcl"
}}
listener "tcp" {{
  address     = "127.0.0.1:{port}"
  tls_disable = true
}}
api_addr          = "http://127.0.0.1:{port}"
cluster_addr      = "https://127.0.0.1:{cluster}"
default_lease_ttl = "1h"
max_lease_ttl     = "2h"
disable_mlock     = true
'''


def test_vaults_hcl(script_node):
    script_node.config = script_node.folder / "config.hcl"
    script_node.config.write_text(HCL.format(data=script_node.data, port=script_node.port, cluster=script_node.cluster_port))
    script_node.start()
    credentials = script_node.init()
    script_node.unseal(credentials)
    root = script_node.client(credentials.root_token)
    assert root.post("auth/token/create", {"policies": ["default"]}).expect(200).auth["lease_duration"] == 3600
    assert root.get("sys/storage/raft/configuration").data["config"]["servers"][0]["node_id"] == "from-hcl"
    assert script_node.stop() == 0, "the script hands signals on"


def test_vaults_json(script_node):
    script_node.config = script_node.folder / "config.json"
    script_node.config.write_text(json.dumps({
        "storage": {"inmem": {}}, "listener": {"tcp": {"address": f"127.0.0.1:{script_node.port}", "tls_disable": True}},
        "api_addr": f"http://127.0.0.1:{script_node.port}", "cluster_addr": f"https://127.0.0.1:{script_node.cluster_port}"}))
    script_node.start()
    assert script_node.client().get("sys/init").expect(200).json == {"initialized": False}


def test_unknown_key_of_a_vault_file_is_named(script_node):
    script_node.config = script_node.folder / "config.hcl"
    script_node.config.write_text(HCL.format(data=script_node.data, port=1, cluster=2) + '\ncolour = "red"\n')
    script_node.launch()
    assert script_node.process.wait(90) != 0
    assert "colour" in script_node.log_text()


def test_retry_join(servers):
    from harness.waiting import wait_for

    first = servers.node("n1").start()
    credentials = first.init()
    first.unseal(credentials)
    second = servers.node("n2", **{"cluster.retry-join[0].leader-api-address": first.url}).start()
    try:
        second.unseal(credentials)

        def members():
            config = first.client(credentials.root_token).get("sys/storage/raft/configuration").expect(200).data["config"]
            return sorted(s["node_id"] for s in config["servers"] if s["voter"]) == ["n1", "n2"]

        wait_for("two voters", members, 60)
    finally:
        second.dispose()
        first.dispose()
