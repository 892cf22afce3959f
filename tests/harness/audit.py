"""Reads audit logs, and runs the offline verifier."""
import json
import os
import subprocess

from .sealwright import java_command


def entries(log):
    """The lines of an audit log as objects; a torn last line is left out."""
    for line in log.read_bytes().splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def answered(log):
    """Ids of the requests whose response line is there."""
    return {e["request"]["id"] for e in entries(log) if e.get("type") == "response" and "request" in e}


def verify(*files, key=None, head=None):
    """Runs `audit verify`; the finished process."""
    options = []
    if key is not None:
        options += ["--key", str(key)]
    if head is not None:
        options += ["--head", str(head)]
    command = java_command("audit", "verify", *(str(f) for f in files), *options)
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def run(*arguments, token=None):
    """Runs an `audit` command; the finished process."""
    env = {k: v for k, v in os.environ.items() if k not in ("VAULT_TOKEN", "BAO_TOKEN")}
    if token is not None:
        env["VAULT_TOKEN"] = token
    return subprocess.run(java_command("audit", *(str(a) for a in arguments)), capture_output=True, text=True, timeout=120, env=env)
