"""`bao agent` logs in by AppRole and renders a secret of ours into a file."""
import subprocess

import pytest

from harness.cli import find_bao
from harness.waiting import wait_for

CONFIG = """
vault {{ address = "{url}" }}
auto_auth {{
  method "approle" {{
    mount_path = "{mount}"
    config = {{
      role_id_file_path = "{home}/role-id"
      secret_id_file_path = "{home}/secret-id"
      remove_secret_id_file_after_reading = true
    }}
  }}
  sink "file" {{ config = {{ path = "{home}/token" }} }}
}}
template_config {{ static_secret_render_interval = "1s" }}
template {{
  contents = "{{{{ with secret \\"{kv}/data/app\\" }}}}password={{{{ .Data.data.password }}}}{{{{ end }}}}"
  destination = "{home}/rendered"
}}
"""


@pytest.fixture
def agent(running, tmp_path, cli):
    started = []

    def start(**values):
        config = tmp_path / "agent.hcl"
        config.write_text(CONFIG.format(url=running.node.url, home=tmp_path, **values))
        with open(tmp_path / "agent.log", "w") as log:
            started.append(subprocess.Popen([find_bao(), "agent", f"-config={config}"], stdout=log,
                                            stderr=subprocess.STDOUT, env=cli.with_token(None).environment()))

    yield start
    for process in started:
        process.terminate()
        process.wait(20)


def test_a_template_with_approle(root, anonymous, name, kv2, tmp_path, agent):
    root.post(f"{kv2}/data/app", {"data": {"password": "first"}}).expect(200)
    root.put(f"sys/policies/acl/{name}", {"policy": f'path "{kv2}/data/app" {{ capabilities = ["read"] }}'}).expect(204)
    root.post(f"sys/auth/{name}-agent", {"type": "approle"}).expect(204)
    root.post(f"auth/{name}-agent/role/app", {"token_policies": name, "token_ttl": "1m", "secret_id_num_uses": 1}).expect(204)
    role_id = root.get(f"auth/{name}-agent/role/app/role-id").expect(200).data["role_id"]
    (tmp_path / "role-id").write_text(role_id)
    (tmp_path / "secret-id").write_text(root.post(f"auth/{name}-agent/role/app/secret-id", {}).expect(200).data["secret_id"])

    agent(mount=f"auth/{name}-agent", kv=kv2)
    rendered = tmp_path / "rendered"
    wait_for("the first rendering", lambda: rendered.exists() and rendered.read_text() == "password=first", 40)
    root.post(f"{kv2}/data/app", {"data": {"password": "second"}}).expect(200)
    wait_for("the second rendering", lambda: rendered.read_text() == "password=second", 40)
    token = (tmp_path / "token").read_text().strip()
    assert anonymous.with_token(token).get("auth/token/lookup-self").expect(200).data["meta"] == {"role_name": "app"}
