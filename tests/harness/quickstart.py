"""Starts of the packaged jar in a third of the time: unpacked, with an AOT cache (JEP 514) that one training run leaves, and the quick compiler alone.

The tests start a node some hundred times, and three at once would otherwise compile for most of a short test. The dev server and the start script are
run from the jar as it is; TESTS_AOT=0 does so for all. The first of the processes of one run makes the cache, in the folder that TESTS_SHARED names to all of
them, and the others wait for it.
"""
import contextlib
import fcntl
import functools
import os
import pathlib
import shutil
import subprocess
import tempfile

LIMIT = 120
QUICK = "-XX:TieredStopAtLevel=1"


def wanted():
    return os.environ.get("TESTS_AOT", "1") != "0"


def share():
    """Names the folder to the processes that this one starts; whoever named one before keeps it."""
    if "TESTS_SHARED" not in os.environ:
        made = tempfile.TemporaryDirectory(prefix="sealwright-aot-")
        _kept.append(made)  # it lives as long as this process
        os.environ["TESTS_SHARED"] = made.name


@functools.cache
def command(java, flags, jar, node_class):
    """The words that run the jar, before its own arguments."""
    share()
    folder = pathlib.Path(os.environ["TESTS_SHARED"])
    unpacked, cache, complete = folder / "unpacked", folder / "sealwright.aot", folder / "complete"
    words = [java, *flags, QUICK, "-jar", str(unpacked / jar.name)]
    with _alone(folder):
        if not complete.exists():
            subprocess.run([java, "-Djarmode=tools", "-jar", str(jar), "extract", "--force", "--destination", str(unpacked)],
                           check=True, capture_output=True, timeout=LIMIT)
            _train([*words[:-2], f"-XX:AOTCacheOutput={cache}", *words[-2:]], node_class, folder / "training")
            if not cache.is_file():
                raise RuntimeError(f"{cache} was not made; TESTS_AOT=0 runs the jar as it is")
            complete.touch()
    return [*words[:-2], f"-XX:AOTCache={cache}", *words[-2:]]


@contextlib.contextmanager
def _alone(folder):
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _train(words, node_class, folder):
    """A node's life: what it loads is kept for the next."""
    node = node_class(folder, "training")
    node.command = lambda: [*words, *node.arguments()]
    try:
        node.start()
        credentials = node.init()
        node.unseal(credentials)
        client = node.client(credentials.root_token)
        client.post("sys/mounts/secret", {"type": "kv", "options": {"version": "2"}}).expect(204)
        for n in range(20):
            client.post("secret/data/a", {"data": {"n": n}})
            client.get("secret/data/a")
        node.stop(seconds=LIMIT)
    finally:
        node.dispose()
        shutil.rmtree(node.folder)


_kept = []
