"""Finds the JDK or JRE that runs the packaged jar."""
import functools
import os
import pathlib
import re
import shutil
import subprocess

OLDEST = 25


def _major(java):
    try:
        out = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60)
    except OSError:
        return 0
    found = re.search(r'version "(\d+)', out.stderr + out.stdout)
    return int(found.group(1)) if found else 0


@functools.cache
def find_java():
    """The first java of version 25 or newer: JAVA_HOME, PATH, the usual folders."""
    candidates = []
    if os.environ.get("JAVA_HOME"):
        candidates.append(pathlib.Path(os.environ["JAVA_HOME"], "bin", "java"))
    if shutil.which("java"):
        candidates.append(pathlib.Path(shutil.which("java")))
    for folder in ("/usr/lib/jvm", "/opt/java", "/opt"):
        candidates += sorted(pathlib.Path(folder).glob("*/bin/java"))
    for java in candidates:
        if java.exists() and _major(str(java)) >= OLDEST:
            return str(java)
    raise RuntimeError(f"no Java {OLDEST} or newer in JAVA_HOME, on PATH or in the usual folders")
