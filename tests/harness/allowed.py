"""What this machine lets a test do."""
import functools
import os
import subprocess

PROBES = {
    "clocks": "echo 'int one;' | cc -shared -fPIC -x c -o /dev/null -",
    "namespaces": "n=probe$$; ip netns add $n && ip link add $n type bridge && ip link del $n && ip netns exec $n true; s=$?; ip netns del $n; exit $s",
    "disks": "d=$(mktemp -d) && truncate -s 8M $d.img && mkfs.ext4 -q $d.img && mount -o loop $d.img $d && umount $d; s=$?; rm -rf $d $d.img; exit $s",
}
NEEDS_ROOT = ("namespaces", "disks")


@functools.cache
def allowed(what):
    return (os.geteuid() == 0 or what not in NEEDS_ROOT) and subprocess.run(["bash", "-c", PROBES[what]], capture_output=True).returncode == 0
