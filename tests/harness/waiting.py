"""Waiting for a state, with a limit."""
import time


def wait_for(what, probe, seconds=60, step=0.1):
    """Calls probe until it returns something true, and returns that; connection errors count as not yet."""
    end = time.monotonic() + seconds
    last = None
    while time.monotonic() < end:
        try:
            last = probe()
            if last:
                return last
        except OSError as e:
            last = e
        time.sleep(step)
    raise TimeoutError(f"{what}: not within {seconds} s; last answer {last!r}")
