"""docs/compatibility.md says of every operation of AWS's and of Google's service whether it is there: no row is silent, and none is false."""
import json
import pathlib
import re

import botocore.session
import pytest
from google.cloud import secretmanager_v1

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `([A-Za-z]+)` \| (\w+) \|\s*(.*?)\s*\|$", re.MULTILINE)


def section(title):
    text = (ROOT / "docs/compatibility.md").read_text().split(f"\n## {title}\n")[1].split("\n## ")[0]
    return {name: (verdict, how) for name, verdict, how in ROW.findall(text)}


@pytest.fixture(scope="module")
def rows():
    return section("AWS Secrets Manager")


@pytest.fixture(scope="module")
def google():
    return section("GCP Secret Manager")


@pytest.fixture(scope="module")
def operations():
    return botocore.session.get_session().get_service_model("secretsmanager").operation_names


def test_each_operation_has_a_row(rows, operations):
    assert sorted(rows) == sorted(operations)


def test_each_method_of_google_has_a_row(google):
    clients = json.loads((pathlib.Path(secretmanager_v1.__file__).parent / "gapic_metadata.json").read_text())
    methods = clients["services"]["SecretManagerService"]["clients"]["grpc"]["rpcs"]
    assert sorted(methods) and set(methods) <= set(google)


def test_no_row_is_silent(rows, google):
    both = [*rows.items(), *google.items()]
    assert {verdict for _, (verdict, _) in both} <= {"done", "differs", "not"}
    assert [name for name, (verdict, how) in both if verdict != "done" and not how] == []


def test_what_is_not_there_is_what_the_server_says_is_not(rows):
    source = (ROOT / "server/src/main/java/io/sealwright/server/aws/AwsOperation.java").read_text()
    refused = source.split("NOT_YET =")[1].split(";")[0]
    assert sorted(re.findall(r'"(\w+)"', refused)) == sorted(name for name, (verdict, _) in rows.items() if verdict == "not")
