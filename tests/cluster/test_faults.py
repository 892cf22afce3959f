"""Every fault of the catalogue once, under a recorded load: nothing acknowledged is lost, every read and check-and-set is linearizable on every node."""
import pathlib
import signal
import subprocess
import sys

import pytest

RUN = pathlib.Path(__file__).with_name("run")
LIMIT = 900


@pytest.mark.ours("linearizable on every node")
@pytest.mark.timeout(LIMIT + 60)
def test_every_fault_once(record_property):
    """The short form of `tests/cluster/run`; what this machine does not allow is named in its output."""
    run = subprocess.Popen([sys.executable, RUN, "--faults", "all", "--seeds", "1"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        out, _ = run.communicate(timeout=LIMIT)
    except BaseException:
        run.send_signal(signal.SIGTERM)  # it ends its servers and unmounts its disks
        run.communicate(timeout=60)
        raise
    print(out)
    record_property("outcome", out[-2000:])
    assert run.returncode == 0, out
    assert "no violation" in out
