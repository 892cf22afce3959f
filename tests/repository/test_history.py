"""The checker of histories finds what it is there to find."""
import pytest

from harness.history import DONE, REFUSED, UNKNOWN, Operation, violations


def op(kind, start, end, version=-1, value="", outcome=DONE, cas=-1):
    return Operation(kind, "k", "n1", start, end, outcome, version, value, cas)


GOOD = [
    op("read", 0, 1, 0),
    op("write", 1, 2, 1, "a"),
    op("read", 1.5, 3, 0),  # began before the write was complete
    op("write", 3, 5, 2, "b", cas=1),
    op("read", 4, 6, 2, "b"),
    op("write", 6.5, 7, outcome=REFUSED, cas=1),
    op("write", 7, float("inf"), value="c", outcome=UNKNOWN),
    op("read", 8, 9, 3, "c"),
]


def test_a_linearizable_history_has_no_violations():
    assert violations(GOOD) == []


@pytest.mark.parametrize("bad, message", [
    (op("read", 5.5, 6, 1, "a"), "went back in time"),
    (op("read", 20, 21, 0), "went back in time"),
    (op("write", 10, 11, 3, "d"), "went back in time"),
    (op("write", 4, 5, 2, "e"), "given twice"),
    (op("read", 6, 7, 2, "a"), "another value"),
    (op("read", 9, 10, 4, "never"), "nobody wrote"),
    (op("write", 5.5, 6, outcome=REFUSED, cas=2), "was current"),
    (op("write", 9, 10, 5, "f", cas=3), "did not follow"),
    (op("write", 10, 11, outcome=REFUSED, cas=3), "was current"),  # the unknown write made version 3, no later one
], ids=lambda p: p if isinstance(p, str) else "")
def test_a_violation_is_found(bad, message):
    found = violations([*GOOD, bad])
    assert any(message in f for f in found), found
