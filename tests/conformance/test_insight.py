"""Who reads what, who was refused, what rotated: the usage API, and a real Prometheus with the alert rules and dashboards of docker/monitoring."""
import re

import pytest

from harness import prometheus
from harness.waiting import wait_for

pytestmark = pytest.mark.ours("the peer keeps no usage, and has no dashboards")

@pytest.fixture(scope="module")
def node(servers):
    node = servers.node().start()
    node.credentials = node.init()
    node.unseal(node.credentials)
    root = node.client(node.credentials.root_token)
    root.post("sys/mounts/kv", {"type": "kv", "options": {"version": "2"}}).expect(204)
    yield node
    node.dispose()


@pytest.fixture
def root(node):
    return node.client(node.credentials.root_token)


@pytest.fixture(scope="module")
def scraping(node):
    root = node.client(node.credentials.root_token)
    root.put("sys/policies/acl/metrics", {"policy": 'path "sys/metrics" { capabilities = ["read"] }'}).expect(204)
    token = root.post("auth/token/create", {"policies": ["metrics"], "no_parent": True, "period": "24h"}).expect(200).auth["client_token"]
    started = prometheus.Prometheus([node], token).start()
    yield started
    started.dispose()


def made(client, count, folder):
    for n in range(count):
        client.post(f"kv/data/{folder}/s{n}", {"data": {"n": n}}).expect(200)
    return [f"kv/{folder}/s{n}" for n in range(count)]


def unused(client, seconds, folder):
    found, after = [], f"kv/{folder}/"
    while True:
        page = client.get(f"sys/usage/secrets?unused_for={seconds}s&after={after}").expect(200).data
        found += [secret["path"] for secret in page["secrets"]]
        after = page["next"]
        if not after:
            return sorted(path for path in found if path.startswith(f"kv/{folder}/"))


def test_100_secrets_60_read(root):
    """A secret that nobody has read is unused since it was made: the 40 of 100 that nobody has read for a second are told at once."""
    paths = made(root, 100, "hundred")

    def the_others():
        for n in range(60):
            root.get(f"kv/data/hundred/s{n}").expect(200)
        return unused(root, 1, "hundred") == sorted(paths[60:])

    # On a machine that is busy the 60 may take longer than the second.
    wait_for("the other 40", the_others, 60)


def test_pages(root):
    paths = made(root, 7, "paged")
    found, after = [], "kv/paged/"
    for _ in range(3):
        page = root.get(f"sys/usage/secrets?limit=3&after={after}").expect(200).data
        found += [secret["path"] for secret in page["secrets"]]
        after = page["next"]
    assert [path for path in found if path.startswith("kv/paged/")] == paths


def test_wrong_parameters(root):
    root.get("sys/usage/secrets?unused_for=tomorrow").expect(400)
    root.get("sys/usage/secrets?unused_for=40000d").expect(400)
    root.get("sys/usage/secrets?limit=x").expect(400)
    root.get("sys/usage/secrets/kv/none").expect(404)
    root.get("sys/usage/secrets/nowhere/none").expect(404)
    root.get("sys/usage/identities/nobody").expect(404)


def test_by_whom_and_when(root, node):
    made(root, 1, "who")
    root.put("sys/policies/acl/who", {"policy": 'path "kv/data/who/*" { capabilities = ["read"] }'}).expect(204)
    token = root.post("auth/token/create", {"policies": ["who"], "display_name": "ci"}).expect(200).auth["client_token"]
    before = root.get("sys/usage/secrets/kv/who/s0").expect(200).data
    assert (before["reads"], before["last_read"], before["readers"]) == (0, None, [])
    for _ in range(3):
        node.client(token).get("kv/data/who/s0").expect(200)
    root.get("kv/data/who/s0").expect(200)

    used = root.get("sys/usage/secrets/kv/who/s0").expect(200).data
    assert used["reads"] == 4 and used["last_read_by"] == "root" and sum(used["reads_by_day"].values()) == 4
    assert {r["identity"]: r["reads"] for r in used["readers"]} == {"root": 1, "token-ci": 3}
    who = root.get("sys/usage/identities/token-ci").expect(200).data
    assert who["reads"] == 3 and [s["path"] for s in who["secrets"]] == ["kv/who/s0"]
    node.client(token).get("sys/usage/secrets/kv/who/s0").expect(403)
    node.client(token).get("sys/usage/secrets").expect(403)


def test_an_orderly_stop_loses_nothing_and_metrics_name_secrets_where_that_is_wanted(fresh):
    node = fresh(**{"metrics.secret-names": "plain"}).start()
    credentials = node.init()
    node.unseal(credentials)
    root = node.client(credentials.root_token)
    root.post("sys/mounts/kv", {"type": "kv", "options": {"version": "2"}}).expect(204)
    made(root, 1, "kept")
    line = 'sealwright_secret_requests_total{mount="kv/",namespace="",operation="write",secret="kept/s0"} 1.0'
    wait_for("the metric", lambda: line in root.get("sys/metrics?format=prometheus").body.decode(), 20)
    for _ in range(25):
        root.get("kv/data/kept/s0").expect(200)
    node.stop()
    node.start()
    node.unseal(credentials)
    assert root.get("sys/usage/secrets/kv/kept/s0").expect(200).data["reads"] == 25


def test_promtool_accepts_the_rules():
    done = prometheus.promtool("check", "rules", "alerts.yml")
    assert done.returncode == 0 and "SUCCESS" in done.stdout, done.stdout + done.stderr
    done = prometheus.promtool("test", "rules", "alerts_test.yml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_rules_load(scraping):
    groups = {group["name"]: group["rules"] for group in scraping.api("rules")["groups"]}
    assert set(groups) == {"sealwright-rotation", "sealwright-refusals", "sealwright-node"}
    wait_for("the rules are evaluated", lambda: all(
        rule["health"] == "ok" for group in scraping.api("rules")["groups"] for rule in group["rules"]), 20)
    assert scraping.api("alerts")["alerts"] == []


@pytest.mark.timeout(120)
def test_each_query_of_each_dashboard_has_data(root, node, scraping):
    stranger = node.client("hvs.none")
    root.post("kv/data/rotated", {"data": {"password": "first"}}).expect(200)
    root.post("kv/rotation/rotated", {"period": "1h"}).expect(204)
    token = root.post("auth/token/create", {"policies": ["default"], "display_name": "refused"}).expect(200).auth["client_token"]

    def busy():
        root.post("kv/data/busy", {"data": {"a": 1}}).expect(200)
        root.get("kv/data/busy").expect(200)
        stranger.get("kv/data/busy").expect(403)
        node.client(token).get("kv/data/busy").expect(403)
        root.post("kv/rotate/rotated", {"wait": "5s"}).expect(200)

    def without_data():
        busy()
        return [(file, panel, expression) for file, dashboard in prometheus.dashboards().items()
                for panel, expression in prometheus.queries(dashboard) if not scraping.query(expression)]

    wait_for("data of each query", lambda: not without_data(), 60, step=1)
    assert without_data() == []
    wait_for("the rotations are scraped",
             lambda: scraping.query('sum(increase(sealwright_rotation_successes_total[1m]))')[0]["value"][1] != "0", 20)
    identities = {s["metric"]["identity"] for s in scraping.query('sealwright_refused_requests_total{reason="policy"} > 0')}
    assert "token-refused" in identities
    label = root.get("sys/usage/secrets/kv/busy").expect(200).data["metric_label"]

    def labels():
        # Read more often than the many that other tests have read, it gets a place of its own.
        for _ in range(20):
            root.get("kv/data/busy").expect(200)
        return {s["metric"]["secret"] for s in scraping.query('sealwright_secret_requests_total{operation="read"} > 0')}

    wait_for("the busiest has a series", lambda: label in labels(), 60, step=1)
    assert all(re.fullmatch(r"#[0-9a-f]{12}|\(other\)", shown) for shown in labels()), "names of secrets in metrics"
