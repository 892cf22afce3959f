"""The image: three containers as one cluster, and what an image promises. The one test that needs Docker."""
import re
import subprocess
import zipfile

import pytest
from testcontainers.core.network import Network

from cluster.conftest import mount_kv2
from harness import image as images
from harness import node as nodes
from harness.cluster import Cluster
from harness.container import ContainerNode
from harness.waiting import wait_for

pytestmark = [pytest.mark.ours("the image is ours"), pytest.mark.timeout(1200)]
UID = "8200"
NATIVES = r"librocksdbjni-|META-INF/native/lib"


@pytest.fixture(scope="module")
def image():
    reason = images.missing()
    if reason:
        pytest.skip(f"Docker is missing: {reason}")
    try:
        return images.image()
    except images.NoBase as e:
        pytest.skip(f"Docker has no base image here: {e}")


@pytest.fixture
def new_container(image, tmp_path):
    made = []
    with Network() as network:
        def make(name, **settings):
            made.append(ContainerNode(tmp_path / name, name, settings, image, network))
            return made[-1]

        yield make
        for node in made:
            node.dispose()
            nodes.started.remove(node)


def test_three_containers_are_a_cluster(new_container):
    cluster = Cluster(new_container).form(shares=3, threshold=2)
    one, two, three = (cluster.client(node) for node in cluster.nodes)
    mount_kv2(one)
    for n in range(20):
        two.post("secret/data/a", {"data": {"n": n}}).expect(200)
        assert three.get("secret/data/a").expect(200).data["data"] == {"n": n}
    assert b"sealwright_" in one.get("sys/metrics?format=prometheus").expect(200).body

    leader = cluster.leader()
    leader.kill()
    rest = cluster.running()
    for node in rest:
        wait_for("writes go on", lambda: cluster.client(node).post("secret/data/b", {"data": {"from": node.name}}).status == 200, 60)

    # Its volume and its name outlive the container's process.
    leader.start().unseal(cluster.credentials)
    assert cluster.client(leader).get("secret/data/b").expect(200).data["data"] == {"from": rest[-1].name}
    assert cluster.client(leader).get("secret/data/a").expect(200).data["data"] == {"n": 19}
    cluster.wait_voters(3)

    assert [node.stop() for node in cluster.nodes] == [0, 0, 0]


def test_a_container_has_no_more_rights_than_it_needs(new_container):
    node = new_container("alone").start()
    assert "not hardened" not in node.log_text()
    assert node.run("id", "-u") == (0, f"{UID}\n")
    assert node.run("touch", "/anywhere")[0] != 0
    assert node.run("sh", "-c", "test -e /proc/1/exe && cat /proc/1/environ")[0] != 0, "the node's memory is open to others of its user"
    assert node.run("sh", "-c", "find /opt/sealwright ! -user root -o -perm -o+w ! -type l")[1] == ""
    wait_for("alive although it is not initialised", lambda: node.checked() == "healthy", 90)
    node.unseal(node.init())
    status, told = node.run("/opt/sealwright/bin/sealwright", "health")
    assert status == 0 and '"sealed":false' in told
    assert _asked_from_beside(node) == 0
    node.docker.pause()
    wait_for("a node that hangs is not alive", lambda: _asked_from_beside(node) != 0, 60)
    node.docker.unpause()


def _names_natives(fat_jar):
    """Entries' names are in the clear, in the jars inside as well, which are stored without compression."""
    with zipfile.ZipFile(fat_jar) as outer:
        return any(re.search(NATIVES, name) for entry in outer.namelist() if re.search("rocksdbjni|ratis-thirdparty-misc", entry)
                   for name in zipfile.ZipFile(outer.open(entry)).namelist())


def _asked_from_beside(node):
    """Nothing runs in a paused container, so the same check comes from another in its network."""
    return subprocess.run(["docker", "run", "--rm", "--network", node.container._network.name, images.NAME, "health", f"{node.name}:8200"],
                          capture_output=True, timeout=60).returncode


def test_the_cache_fits_the_jars(new_container):
    """With a wrong time or flag the JVM would go on without the cache, at twice the cost, and say nothing."""
    node = new_container("cached")
    node.container.env["JAVA_OPTS"] = "-Xmx512m -XX:AOTMode=on"
    node.start()


def test_natives_lie_beside_the_jars(new_container):
    """In the jars they would be unpacked at run time, into a /tmp that is not there to write to; and those of other platforms are 160 MB."""
    assert _names_natives(images.jar()), "the pattern finds none in the jar either"
    node = new_container("natives", **{"listener.gcp.grpc-address": "127.0.0.1:8400"}).start()
    assert node.run("ls", "/opt/sealwright/native/librocksdbjni.so")[0] == 0
    status, jars = node.run("sh", "-c", f"grep -l -a -E '{NATIVES}' /opt/sealwright/lib/lib/*.jar")
    assert (status, jars) == (1, "")


def test_tls_in_a_container(new_container, tmp_path):
    folder = tmp_path / "tls"
    folder.mkdir()
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=tls",
                    "-keyout", folder / "key.pem", "-out", folder / "cert.pem"], check=True, capture_output=True)
    for file in folder.iterdir():
        file.chmod(0o644)
    node = new_container("tls", **{"listener.tls.disabled": None, "api-address": "https://tls:8200",
                                   "listener.tls.certificate": "/tls/cert.pem", "listener.tls.private-key": "/tls/key.pem"})
    node.container.with_volume_mapping(str(folder), "/tls", "ro")
    node.launch()
    wait_for("alive, asked by TLS", lambda: node.checked() == "healthy", 90)
    status, told = node.run("/opt/sealwright/bin/sealwright", "health")
    assert status == 0 and told.startswith("HTTP/1.1 501")
