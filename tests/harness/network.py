"""A network of its own for a cluster: a namespace for each node, so that any of them can be cut off. Needs root."""
import ipaddress
import itertools
import os
import subprocess

_numbers = itertools.count(1)


class Network:
    """A namespace with a bridge, and one namespace with one address for each name.

    The bridge is not in the machine's own namespace: rules that a container engine leaves there would drop what crosses it.
    """

    def __init__(self):
        number = next(_numbers)
        self.tag = f"sw{os.getpid() % 100000:05d}{number % 10}"
        self.subnet = ipaddress.ip_network(f"10.{100 + os.getpid() % 100}.{number % 250}.0/24")
        self.hub = f"{self.tag}-hub"
        self.hosts = {}
        ip("netns", "add", self.hub)
        inside(self.hub, "ip", "link", "add", "bridge", "type", "bridge")
        inside(self.hub, "ip", "link", "set", "bridge", "up")
        ip("link", "add", self.tag, "type", "veth", "peer", "name", "machine", "netns", self.hub)
        inside(self.hub, "ip", "link", "set", "machine", "master", "bridge", "up")
        ip("addr", "add", f"{self.subnet[254]}/24", "dev", self.tag)
        ip("link", "set", self.tag, "up")

    def add(self, node):
        """Gives the node an address of its own and lets it start there."""
        number = len(self.hosts) + 1
        namespace, host = f"{self.tag}-{number}", str(self.subnet[number])
        ip("netns", "add", namespace)
        inside(namespace, "ip", "link", "add", "network", "type", "veth", "peer", "name", f"host{number}", "netns", self.hub)
        inside(self.hub, "ip", "link", "set", f"host{number}", "master", "bridge", "up")
        inside(namespace, "ip", "addr", "add", f"{host}/24", "dev", "network")
        inside(namespace, "ip", "link", "set", "network", "up")
        inside(namespace, "ip", "link", "set", "lo", "up")
        self.hosts[node.name] = (namespace, host)
        # Not `ip netns exec`: that copies the mounts too, and a disk could not be unmounted any more.
        node.place(host, ["nsenter", f"--net=/run/netns/{namespace}"])

    def cut(self, name, others, one_way=False):
        """No packet from `name` to the others, nor back unless one_way. The test itself reaches every node all the while."""
        namespace, host = self.hosts[name]
        for other in others:
            other_namespace, other_host = self.hosts[other]
            inside(namespace, "ip", "route", "replace", "blackhole", f"{other_host}/32")
            if not one_way:
                inside(other_namespace, "ip", "route", "replace", "blackhole", f"{host}/32")

    def heal(self):
        for namespace, _ in self.hosts.values():
            for _, host in self.hosts.values():
                inside(namespace, "ip", "route", "del", "blackhole", f"{host}/32", check=False)

    def close(self):
        for namespace in [self.hub, *(namespace for namespace, _ in self.hosts.values())]:
            ip("netns", "del", namespace, check=False)
        ip("link", "del", self.tag, check=False)


def ip(*words, check=True):
    subprocess.run(["ip", *words], check=check, capture_output=True)


def inside(namespace, *words, check=True):
    subprocess.run(["ip", "netns", "exec", namespace, *words], check=check, capture_output=True)
