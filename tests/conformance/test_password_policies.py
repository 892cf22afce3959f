"""Password policies: how passwords are made, and passwords that are made so."""
import base64

import pytest

POLICY = """length = 20
rule "charset" { charset = "abcdefghijklmnopqrstuvwxyz" min-chars = 3 }
rule "charset" { charset = "0123456789" min-chars = 2 }
"""


def test_write_read_list_delete(root, name):
    path = f"sys/policies/password/{name}"
    assert root.get(path).expect(404).errors == ["1 error occurred:\n\t* policy does not exist\n\n"]
    root.put(path, {"policy": POLICY}).expect(204)
    assert root.get(path).expect(200).data == {"policy": POLICY}
    assert name in root.list("sys/policies/password").expect(200).data["keys"]
    assert name in root.get("sys/policies/password?list=true").expect(200).data["keys"]
    root.delete(path).expect(204)
    root.delete(path).expect(204)
    root.get(path).expect(404)


def test_generate(root, name):
    path = f"sys/policies/password/{name}"
    root.get(f"{path}/generate").expect(404)
    root.put(path, {"policy": POLICY}).expect(204)
    made = {root.get(f"{path}/generate").expect(200).data["password"] for _ in range(10)}
    assert len(made) == 10
    for password in made:
        assert len(password) == 20 and set(password) <= set("abcdefghijklmnopqrstuvwxyz0123456789")
        assert sum(c.isdigit() for c in password) >= 2 and sum(c.isalpha() for c in password) >= 3
    root.post(f"{path}/generate", {}).expect(405)


def test_a_password_is_not_in_the_audit_log(running, root, name, servers):
    root.put(f"sys/policies/password/{name}", {"policy": POLICY}).expect(204)
    password = root.get(f"sys/policies/password/{name}/generate").expect(200).data["password"]
    if servers.ours:
        assert password not in running.node.audit_log.read_text()


@pytest.mark.parametrize("text", [
    base64.b64encode(POLICY.encode()).decode(),
    '{"length": 20, "rule": [{"charset": {"charset": "abc", "min-chars": 1}}, {"charset": {"charset": "0123"}}]}'])
def test_base64_and_json(root, name, text):
    root.put(f"sys/policies/password/{name}", {"policy": text}).expect(204)
    assert len(root.get(f"sys/policies/password/{name}/generate").expect(200).data["password"]) == 20


@pytest.mark.parametrize("text, problem", [
    ("", "missing policy"), ('rule "charset" { charset = "abc" }', "length must be > 0"),
    ("length = 10", "no charset specified"), ('length = 10\nrule "charset" { charset = "" }', "no charset specified"),
    ('length = 3\nrule "charset" { charset = "abc" min-chars = 5 }', "specified rules require at least 5 characters but 3 is specified"),
    ('length = 10\nrule "nope" { charset = "abc" }', "unrecognized rule type nope"),
    ('length = 101\nrule "charset" { charset = "abc" }', "passwords must be between 4 and 100 characters"),
    ('length = 3\nrule "charset" { charset = "abc" }', "passwords must be between 4 and 100 characters"), ("{{{", "invalid password policy")])
def test_bad_policies(root, name, text, problem):
    answer = root.put(f"sys/policies/password/{name}", {"policy": text}).expect(400)
    assert problem in answer.errors[0]
    root.get(f"sys/policies/password/{name}").expect(404)


@pytest.mark.ours("the peer ignores what it does not know")
@pytest.mark.parametrize("text", [
    'length = 10\nsize = 5\nrule "charset" { charset = "abc" }', 'length = 10\nrule "charset" { charset = "abc" max = 1 }'])
def test_unknown_keys(root, name, text):
    assert "invalid key" in root.put(f"sys/policies/password/{name}", {"policy": text}).expect(400).errors[0]


def test_needs_its_own_right(root, name, user):
    root.put(f"sys/policies/password/{name}", {"policy": POLICY}).expect(204)
    client = user(f'path "sys/policies/password/{name}/generate" {{ capabilities = ["read"] }}')
    client.get(f"sys/policies/password/{name}/generate").expect(200)
    client.get(f"sys/policies/password/{name}").expect(403)


def test_by_cli(cli, name):
    cli.run("write", f"sys/policies/password/{name}", f"policy={POLICY}")
    assert len(cli.run("read", "-field=password", f"sys/policies/password/{name}/generate").stdout.strip()) == 20
