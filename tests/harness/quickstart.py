"""Starts of the packaged jar in a third of the time: unpacked, with an AOT cache (JEP 514) that one training run leaves, and the quick compiler alone.

The tests start a node some hundred times, and three at once would otherwise compile for most of a short test. The dev server and the start script are
run from the jar as it is; TESTS_AOT=0 does so for all.
"""
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


@functools.cache
def folder():
    """Lives as long as the test run."""
    made = tempfile.TemporaryDirectory(prefix="sealwright-aot-")
    _kept.append(made)
    return pathlib.Path(made.name)


@functools.cache
def command(java, flags, jar, node_class):
    """The words that run the jar, before its own arguments."""
    unpacked, cache = folder() / "unpacked", folder() / "sealwright.aot"
    subprocess.run([java, "-Djarmode=tools", "-jar", str(jar), "extract", "--destination", str(unpacked)], check=True, capture_output=True, timeout=LIMIT)
    words = [java, *flags, QUICK, "-jar", str(unpacked / jar.name)]
    _train([*words[:-2], f"-XX:AOTCacheOutput={cache}", *words[-2:]], node_class)
    if not cache.is_file():
        raise RuntimeError(f"{cache} was not made; TESTS_AOT=0 runs the jar as it is")
    return [*words[:-2], f"-XX:AOTCache={cache}", *words[-2:]]


def _train(words, node_class):
    """A node's life: what it loads is kept for the next."""
    node = node_class(folder() / "training", "training")
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
