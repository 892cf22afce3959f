"""Response wrapping: one token, one answer, once."""
import pytest

INVALID = ["wrapping token is not valid or does not exist"]
WRAP = {"X-Vault-Wrap-TTL": "60"}


@pytest.fixture
def secret(root, kv2):
    root.post(f"{kv2}/data/a", {"data": {"x": "wrapped"}}).expect(200)
    return f"{kv2}/data/a"


def wrap(client, path, ttl="60"):
    return client.get(path, headers={"X-Vault-Wrap-TTL": ttl}).expect(200).json["wrap_info"]


def test_answer_has_wrap_info_only(root, secret):
    answer = root.get(secret, headers=WRAP).expect(200).json
    assert answer["data"] is None and answer["auth"] is None
    info = answer["wrap_info"]
    assert info["ttl"] == 60 and info["creation_path"] == secret
    assert info["token"] and info["accessor"] and info["creation_time"]


@pytest.mark.parametrize("ttl,seconds", [("60", 60), ("5m", 300), ("1h30m", 5400), ("90s", 90)])
def test_ttl_in_seconds_or_as_duration(root, secret, ttl, seconds):
    assert wrap(root, secret, ttl)["ttl"] == seconds


@pytest.mark.parametrize("ttl", ["x", "-1", "-5m", "1.5", "5 m", "9" * 30])
def test_bad_ttl_is_400(root, secret, ttl):
    root.get(secret, headers={"X-Vault-Wrap-TTL": ttl}).expect(400)


def test_unwrap_by_body(root, secret):
    token = wrap(root, secret)["token"]
    assert root.post("sys/wrapping/unwrap", {"token": token}).expect(200).data["data"] == {"x": "wrapped"}
    assert root.post("sys/wrapping/unwrap", {"token": token}).expect(400).errors == INVALID


def test_unwrap_as_the_token_itself(root, secret):
    holder = root.with_token(wrap(root, secret)["token"])
    assert holder.post("sys/wrapping/unwrap").expect(200).data["data"] == {"x": "wrapped"}
    assert holder.post("sys/wrapping/unwrap").expect(400).errors == INVALID


def test_unwrapped_answer_has_its_own_request_id(root, secret):
    token = wrap(root, secret)["token"]
    assert root.post("sys/wrapping/unwrap", {"token": token}).expect(200).json["request_id"]


def test_lookup_takes_no_use(root, anonymous, secret):
    token = wrap(root, secret)["token"]
    for client in (root, anonymous, root):
        data = client.post("sys/wrapping/lookup", {"token": token}).expect(200).data
        assert data["creation_path"] == secret and data["creation_ttl"] == 60 and data["creation_time"]
    root.post("sys/wrapping/unwrap", {"token": token}).expect(200)
    assert root.post("sys/wrapping/lookup", {"token": token}).expect(400).errors == INVALID


def test_rewrap(root, secret):
    first = wrap(root, secret)["token"]
    info = root.post("sys/wrapping/rewrap", {"token": first}).expect(200).json["wrap_info"]
    assert info["token"] != first and info["ttl"] == 60 and info["creation_path"] == secret
    assert root.post("sys/wrapping/unwrap", {"token": first}).expect(400).errors == INVALID
    assert root.post("sys/wrapping/unwrap", {"token": info["token"]}).expect(200).data["data"] == {"x": "wrapped"}


def test_wrap_any_data(root):
    info = root.post("sys/wrapping/wrap", {"a": "b", "n": {"deep": [1]}}, headers=WRAP).expect(200).json["wrap_info"]
    assert info["creation_path"] == "sys/wrapping/wrap"
    assert root.post("sys/wrapping/unwrap", {"token": info["token"]}).expect(200).data == {"a": "b", "n": {"deep": [1]}}
    root.post("sys/wrapping/wrap", {"a": "b"}).expect(400)


def test_wrapped_token(root):
    answer = root.post("auth/token/create", {"policies": ["default"]}, headers=WRAP).expect(200)
    info = answer.json["wrap_info"]
    auth = root.post("sys/wrapping/unwrap", {"token": info["token"]}).expect(200).auth
    assert info["wrapped_accessor"] == auth["accessor"]
    root.with_token(auth["client_token"]).get("auth/token/lookup-self").expect(200)


@pytest.mark.parametrize("token", ["none", "", None])
def test_unwrap_of_nothing_is_refused(root, token):
    root.post("sys/wrapping/unwrap", {} if token is None else {"token": token}).expect(400, 403)


def test_ordinary_token_is_no_wrapping_token(root):
    auth = root.post("auth/token/create", {"policies": ["default"]}).expect(200).auth
    assert root.post("sys/wrapping/unwrap", {"token": auth["client_token"]}).expect(400).errors == INVALID
    root.with_token(auth["client_token"]).get("auth/token/lookup-self").expect(200)


def test_wrapping_token_can_do_nothing_else(root, secret):
    token = wrap(root, secret)["token"]
    holder = root.with_token(token)
    for path in (secret, "sys/mounts", "auth/token/lookup-self"):
        holder.get(path).expect(403)


def test_wrapping_token_ends_by_its_ttl(root, secret):
    from harness.waiting import wait_for

    token = wrap(root, secret, "1")["token"]
    wait_for("the wrapping token ends", lambda: root.post("sys/wrapping/lookup", {"token": token}).status == 400, 30)
    assert root.post("sys/wrapping/unwrap", {"token": token}).expect(400).errors == INVALID


def test_errors_and_empty_answers_are_not_wrapped(root, kv2, secret):
    assert root.get(f"{kv2}/data/none", headers=WRAP).expect(404).json == {"errors": []}
    root.delete(secret, headers=WRAP).expect(204)


def test_default_policy_can_wrap_and_unwrap(root, secret):
    auth = root.post("auth/token/create", {"policies": ["default"]}).expect(200).auth
    client = root.with_token(auth["client_token"])
    info = client.post("sys/wrapping/wrap", {"a": "b"}, headers=WRAP).expect(200).json["wrap_info"]
    assert client.post("sys/wrapping/unwrap", {"token": info["token"]}).expect(200).data == {"a": "b"}


def test_many_unwrap_at_once_one_gets_it(root, secret):
    from concurrent.futures import ThreadPoolExecutor

    token = wrap(root, secret)["token"]
    with ThreadPoolExecutor(8) as pool:
        statuses = [a.status for a in pool.map(lambda _: root.post("sys/wrapping/unwrap", {"token": token}), range(16))]
    assert statuses.count(200) == 1 and set(statuses) == {200, 400}
