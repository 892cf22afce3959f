"""docs/hardening.md names tests: they exist."""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_every_test_named_in_the_hardening_table_exists():
    page = (ROOT / "docs" / "hardening.md").read_text()
    named = {n for line in page.splitlines() if line.startswith("|") for n in re.findall(r"`(\w+)`", line.split("|")[-2])}
    sources = [f.read_text() for f in ROOT.glob("tests/**/test_*.py")]
    sources += [f.read_text() for f in ROOT.glob("*/src/test/java/**/*.java")]
    defined = {n for text in sources for n in re.findall(r"(?:def|void|class) (\w+)", text)}
    assert len(named) > 40
    assert sorted(named - defined) == []
