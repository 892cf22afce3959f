"""docs/compatibility.md says of every operation of AWS's model whether it is there: no row is silent, and none is false."""
import pathlib
import re

import botocore.session
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `([A-Za-z]+)` \| (\w+) \|\s*(.*?)\s*\|$", re.MULTILINE)


@pytest.fixture(scope="module")
def rows():
    section = (ROOT / "docs/compatibility.md").read_text().split("\n## AWS Secrets Manager\n")[1].split("\n## ")[0]
    return {name: (verdict, how) for name, verdict, how in ROW.findall(section)}


@pytest.fixture(scope="module")
def operations():
    return botocore.session.get_session().get_service_model("secretsmanager").operation_names


def test_each_operation_has_a_row(rows, operations):
    assert sorted(rows) == sorted(operations)


def test_no_row_is_silent(rows):
    assert {verdict for verdict, _ in rows.values()} <= {"done", "differs", "not"}
    assert [name for name, (verdict, how) in rows.items() if verdict != "done" and not how] == []


def test_what_is_not_there_is_what_the_server_says_is_not(rows):
    source = (ROOT / "server/src/main/java/io/sealwright/server/aws/AwsOperation.java").read_text()
    refused = source.split("NOT_YET =")[1].split(";")[0]
    assert sorted(re.findall(r'"(\w+)"', refused)) == sorted(name for name, (verdict, _) in rows.items() if verdict == "not")
