"""Answers have the shapes of OpenBao's, but for the differences that docs/compatibility.md names."""
import pathlib
import subprocess
import sys

import pytest

RUN = pathlib.Path(__file__).resolve().parents[1] / "compare" / "run"


@pytest.mark.ours("compares both")
def test_only_named_differences():
    done = subprocess.run([sys.executable, RUN], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
