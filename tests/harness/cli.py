"""Runs the stock `bao` command line."""
import json
import os
import pathlib
import shutil
import subprocess
import sys


def find_bao():
    beside = pathlib.Path(sys.executable).parent / "bao"
    found = str(beside) if beside.exists() else shutil.which("bao")
    if not found:
        raise RuntimeError("no `bao` beside this Python or on PATH: pip install -r requirements.txt")
    return found


class Cli:
    """`bao` with an address and a token, and a home folder of its own so that no token helper is touched."""

    def __init__(self, url, token, home):
        self.url, self.token, self.home = url, token, home

    def with_token(self, token):
        return Cli(self.url, token, self.home)

    def environment(self):
        env = {k: v for k, v in os.environ.items() if not k.startswith(("VAULT_", "BAO_"))}
        env.update(HOME=str(self.home), BAO_ADDR=self.url, BAO_CLI_NO_COLOR="1", BAO_MAX_RETRIES="0")
        if self.token:
            env["BAO_TOKEN"] = self.token
        return env

    def run(self, *words, stdin=None, timeout=60):
        """The finished process, whatever its exit status."""
        return subprocess.run(
            [find_bao(), *words], input=stdin, stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True, text=True, timeout=timeout, env=self.environment())

    def __call__(self, *words, stdin=None):
        """Standard output of a command that must succeed."""
        done = self.run(*words, stdin=stdin)
        assert done.returncode == 0, f"bao {' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def json(self, *words, stdin=None):
        """What a command prints with -format=json; the flag goes before the arguments."""
        flag_at = next((i for i, w in enumerate(words) if w.startswith("-") or "/" in w or "=" in w), len(words))
        return json.loads(self(*words[:flag_at], "-format=json", *words[flag_at:], stdin=stdin))

    def fails(self, *words, stdin=None):
        """Standard error of a command that must fail."""
        done = self.run(*words, stdin=stdin)
        assert done.returncode != 0, f"bao {' '.join(words)} succeeded:\n{done.stdout}"
        return done.stderr
