"""AWS STS through boto3: who somebody is, sessions, roles, web identities, and the credential chains of SDKs over them."""
import datetime
import http.client
import json
import time
import urllib.parse
import xml.etree.ElementTree as xml

import boto3
import pytest
from botocore import UNSIGNED
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from harness import aws
from harness.jose import Key, claims, token
from harness.ports import free_port

pytestmark = pytest.mark.ours("the peer has no AWS API")

ACCOUNT = "123456789012"
IAM, STS = f"arn:aws:iam::{ACCOUNT}", f"arn:aws:sts::{ACCOUNT}"
NAMESPACE = "{https://sts.amazonaws.com/doc/2011-06-15/}"
KEY, STRANGER = Key.ec(), Key.ec()
READ = 'path "{0}/data/{1}" {{ capabilities = ["read"] }}'


@pytest.fixture
def account(root, name, kv2):
    """An auth mount whose account has its secrets in a KV mount of its own; the path of the auth mount."""
    root.post(f"sys/auth/{name}-aws", {"type": "aws"}).expect(204)
    root.post(f"auth/{name}-aws/config", {"account_id": ACCOUNT, "mounts": {"*": kv2}}).expect(204)
    for secret in ("own", "roles", "webs"):
        root.post(f"{kv2}/data/{secret}", {"data": {"pw": secret}}).expect(200)
    yield f"auth/{name}-aws"
    root.delete(f"sys/auth/{name}-aws").expect(204)


@pytest.fixture
def policy(root, name):
    def make(policy_name, *rules):
        root.put(f"sys/policies/acl/{name}-{policy_name}", {"policy": "\n".join(rules)}).expect(204)
        return f"{name}-{policy_name}"

    return make


@pytest.fixture
def key(root, account, kv2, policy):
    """Of a signer that reads `own` and may assume every role whose name begins with `r`."""
    own = policy("own", READ.format(kv2, "own"), f'path "{account}/sts/assume-role/r*" {{ capabilities = ["update"] }}')
    return root.post(f"{account}/keys/app", {"token_policies": [own]}).expect(200).data


@pytest.fixture
def sts(running, key):
    return aws.client(running.node.url, key, service="sts")


@pytest.fixture
def role(root, name, kv2, policy):
    """A token role that reads `roles`; its name."""
    def make(role_name="r", **fields):
        allowed = policy("roles", READ.format(kv2, "roles"), 'path "auth/+/sts/assume-role/r*" { capabilities = ["update"] }')
        root.post(f"auth/token/roles/{role_name}-{name}", {"allowed_policies": allowed, **fields}).expect(204)
        return f"{role_name}-{name}"

    return make


def assumed(sts, role_name, **parameters):
    return sts.assume_role(RoleArn=f"{IAM}:role/{role_name}", RoleSessionName="s1", **parameters)


def read(client, secret):
    return json.loads(client.get_secret_value(SecretId=secret)["SecretString"])["pw"]


def status(call, *args, **kwargs):
    with pytest.raises(ClientError) as error:
        call(*args, **kwargs)
    return error.value.response["ResponseMetadata"]["HTTPStatusCode"], error.value.response["Error"]["Code"]


# -- who somebody is

def test_who_a_signer_is(root, sts, account):
    who = sts.get_caller_identity()
    assert who["Account"] == ACCOUNT and who["Arn"] == f"{IAM}:user/app"
    assert who["UserId"].startswith("AIDA") and len(who["UserId"]) == 21
    assert sts.get_caller_identity()["UserId"] == who["UserId"]
    root.post(f"{account}/keys/app", {"token_policies": "", "token_no_default_policy": True}).expect(204)
    assert sts.get_caller_identity()["Arn"] == who["Arn"]


def test_wrong_signers_in_the_words_of_sts(running, key):
    def sts(url=running.node.url, **other):
        return aws.client(url, {**key, **{n: v for n, v in other.items() if n in key}}, service="sts",
                          **{n: v for n, v in other.items() if n not in key}).get_caller_identity

    assert status(sts(secret_key="x" * 40)) == (403, "SignatureDoesNotMatch")
    assert status(sts(access_key="AKIA" + "A" * 16)) == (403, "InvalidClientTokenId")
    assert status(sts(aws_session_token="x")) == (403, "InvalidClientTokenId")


def ask(node, method, target, headers, body=b""):
    connection = http.client.HTTPConnection(node.url.removeprefix("http://"), timeout=30)
    connection.request(method, target, body, dict(headers))
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read().decode()


def form(**parameters):
    return urllib.parse.urlencode({"Version": "2011-06-15", **parameters}).encode()


FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}


def error_of(text):
    root = xml.fromstring(text)
    assert root.tag == NAMESPACE + "ErrorResponse" and root.find(NAMESPACE + "RequestId").text
    assert root.find(f"{NAMESPACE}Error/{NAMESPACE}Type").text in ("Sender", "Receiver")
    return root.find(f"{NAMESPACE}Error/{NAMESPACE}Code").text


def signed(node, key, body=b"", query="", presign=False, headers=(), host=None):
    method = "POST" if body else "GET"
    request = AWSRequest(method, (host or node.url) + "/" + query, data=body, headers={**(FORM if body else {}), **dict(headers)})
    credentials = Credentials(key["access_key"], key["secret_key"])
    auth = SigV4QueryAuth(credentials, "sts", aws.REGION, expires=60) if presign else SigV4Auth(credentials, "sts", aws.REGION)
    auth.add_auth(request)
    return request.prepare()


def test_the_answers_are_aws_xml(running, key):
    node = running.node
    request = signed(node, key, form(Action="GetCallerIdentity"))
    code, headers, text = ask(node, "POST", "/", request.headers.items(), request.body)
    assert code == 200 and headers["Content-Type"] == "text/xml", text
    answer = xml.fromstring(text)
    assert answer.tag == NAMESPACE + "GetCallerIdentityResponse"
    assert answer.find(f"{NAMESPACE}GetCallerIdentityResult/{NAMESPACE}Account").text == ACCOUNT
    assert answer.find(f"{NAMESPACE}ResponseMetadata/{NAMESPACE}RequestId").text == headers["x-amzn-RequestId"]


def test_a_presigned_query(running, key):
    node = running.node
    request = signed(node, key, query="?Action=GetCallerIdentity&Version=2011-06-15", presign=True)
    target = request.url.removeprefix(node.url)
    code, _, text = ask(node, "GET", target, request.headers.items())
    assert code == 200 and "GetCallerIdentityResult" in text
    code, _, text = ask(node, "GET", target.replace("GetCallerIdentity", "GetSessionToken"), request.headers.items())
    assert (code, error_of(text)) == (403, "SignatureDoesNotMatch")


@pytest.mark.parametrize("body, code", [
    (b"", "MissingAction"), (b"x", "MissingAction"), (b"Action=GetCallerIdentity", "InvalidAction"), (form(Action="Nonsense"), "InvalidAction"),
    (form(Action="GetFederationToken"), "UnsupportedOperationException"), (form(Action="GetCallerIdentity", Other="1"), "ValidationError"),
    (form(Action="AssumeRole", Policy="{}"), "ValidationError"), (b"Action=%ff", "ValidationError"),
    (form(Action="GetSessionToken") + b"&DurationSeconds=900&DurationSeconds=901", "ValidationError")])
def test_requests_that_are_none(running, body, code):
    answer, _, text = ask(running.node, "POST", "/", FORM.items(), body)
    assert (answer, error_of(text)) == (400, code)


def test_an_unsigned_request_and_one_for_another_service(running, key):
    code, _, text = ask(running.node, "POST", "/", FORM.items(), form(Action="GetCallerIdentity"))
    assert (code, error_of(text)) == (403, "MissingAuthenticationToken")
    request = AWSRequest("POST", running.node.url + "/", data=form(Action="GetCallerIdentity"), headers=FORM)
    SigV4Auth(Credentials(key["access_key"], key["secret_key"]), "secretsmanager", aws.REGION).add_auth(request)
    code, _, text = ask(running.node, "POST", "/", request.prepare().headers.items(), request.prepare().body)
    assert (code, error_of(text)) == (403, "SignatureDoesNotMatch")


# -- sessions of a signer

def test_a_session_of_a_signer(running, root, account, sts, key):
    before = datetime.datetime.now(datetime.timezone.utc)
    answer = sts.get_session_token(DurationSeconds=900)
    given = answer["Credentials"]
    assert given["AccessKeyId"].startswith("ASIA") and len(given["AccessKeyId"]) == 20
    assert abs((given["Expiration"] - before).total_seconds() - 900) < 60
    url = running.node.url
    sm, own = aws.session_client(url, answer), aws.session_client(url, answer, "sts")
    assert read(sm, "own") == "own"
    aws.refused("AccessDeniedException", sm.get_secret_value, SecretId="roles")
    assert own.get_caller_identity()["Arn"] == f"{IAM}:user/app"
    aws.refused("AccessDenied", own.get_session_token)
    for wrong in ({"SessionToken": given["SessionToken"][:-2] + "xx"}, {"AccessKeyId": "ASIA" + "A" * 16}):
        aws.refused("UnrecognizedClientException", aws.session_client(url, {"Credentials": {**given, **wrong}}).list_secrets)
    aws.refused("InvalidSignatureException", aws.session_client(url, {"Credentials": {**given, "SecretAccessKey": "x" * 40}}).list_secrets)
    aws.refused("UnrecognizedClientException", aws.client(url, {"access_key": given["AccessKeyId"], "secret_key": given["SecretAccessKey"]}).list_secrets)
    root.post(f"{account}/keys/app/rotate").expect(200)
    root.delete(f"{account}/keys/app/{key['access_key']}").expect(204)
    aws.refused("UnrecognizedClientException", sm.get_secret_value, SecretId="own")
    aws.refused("InvalidClientTokenId", own.get_caller_identity)


def test_a_session_ends_with_its_key(running, root, account):
    short = root.post(f"{account}/keys/short", {"token_ttl": "2s"}).expect(200).data
    answer = aws.client(running.node.url, short, service="sts").get_session_token()
    time.sleep(2.1)
    aws.refused("ExpiredToken", aws.session_client(running.node.url, answer, "sts").get_caller_identity)
    aws.refused("ExpiredTokenException", aws.session_client(running.node.url, answer).list_secrets)


# -- roles

def test_a_role_may_what_its_policies_allow_and_nothing_else(running, root, role, sts):
    answer = assumed(sts, role())
    user = answer["AssumedRoleUser"]
    assert user["Arn"] == f"{STS}:assumed-role/{role()}/s1" and user["AssumedRoleId"].startswith("AROA") and user["AssumedRoleId"].endswith(":s1")
    sm, own = aws.session_client(running.node.url, answer), aws.session_client(running.node.url, answer, "sts")
    assert read(sm, "roles") == "roles"
    aws.refused("AccessDeniedException", sm.get_secret_value, SecretId="own")
    who = own.get_caller_identity()
    assert (who["Arn"], who["UserId"]) == (user["Arn"], user["AssumedRoleId"])
    root.delete(f"auth/token/roles/{role()}").expect(204)
    aws.refused("UnrecognizedClientException", sm.get_secret_value, SecretId="roles")
    aws.refused("InvalidClientTokenId", own.get_caller_identity)


def test_a_session_ends_with_who_assumed_it(running, root, account, role, sts):
    sm = aws.session_client(running.node.url, assumed(sts, role()))
    assert read(sm, "roles") == "roles"
    entity = root.get(f"{account}/keys/app").data["entity_id"]
    root.post(f"identity/entity/id/{entity}", {"disabled": True}).expect(200, 204)
    aws.refused("AccessDeniedException", sm.get_secret_value, SecretId="roles")
    root.post(f"identity/entity/id/{entity}", {"disabled": False}).expect(200, 204)
    assert read(sm, "roles") == "roles"
    root.delete(f"{account}/keys/app").expect(204)
    aws.refused("UnrecognizedClientException", sm.get_secret_value, SecretId="roles")


def test_roles_that_cannot_be_assumed(root, name, policy, role, sts):
    other = role("x")
    message = aws.refused("AccessDenied", assumed, sts, other)
    assert "sts:AssumeRole" in message
    aws.refused("AccessDenied", assumed, sts, "r-none")
    aws.refused("AccessDenied", sts.assume_role, RoleArn="arn:aws:iam::999999999999:role/" + role(), RoleSessionName="s1")
    for fields in ({"allowed_policies": ""}, {"token_num_uses": 3}, {"allowed_policies": "root"}):
        aws.refused("ValidationError", assumed, sts, role("r2", **fields))
    aws.refused("AccessDenied", assumed, sts, role("r3", token_bound_cidrs="10.0.0.0/8"))
    aws.refused("ValidationError", assumed, sts, role(), Policy="{}")
    aws.refused("ValidationError", assumed, sts, role(), Tags=[{"Key": "a", "Value": "b"}])


def test_how_long_a_roles_session_lives(role, sts):
    def seconds(answer):
        return round((answer["Credentials"]["Expiration"] - datetime.datetime.now(datetime.timezone.utc)).total_seconds() / 100)

    assert seconds(assumed(sts, role())) == 36
    assert seconds(assumed(sts, role(), DurationSeconds=43200)) == 432
    aws.refused("ValidationError", assumed, sts, role(), DurationSeconds=43201)
    limited = role("r4", token_explicit_max_ttl="30m")
    assert seconds(assumed(sts, limited)) == 18
    assert "MaxSessionDuration" in aws.refused("ValidationError", assumed, sts, limited, DurationSeconds=3600)


def test_a_role_assumed_from_a_role(running, root, role, sts):
    first = aws.session_client(running.node.url, assumed(sts, role("r5")), "sts")
    answer = assumed(first, role("r6"), DurationSeconds=900)
    assert answer["AssumedRoleUser"]["Arn"] == f"{STS}:assumed-role/{role('r6')}/s1"
    aws.refused("ValidationError", assumed, first, role("r6"), DurationSeconds=3601)
    sm = aws.session_client(running.node.url, answer)
    assert read(sm, "roles") == "roles"
    root.delete(f"auth/token/roles/{role('r5')}").expect(204)
    aws.refused("UnrecognizedClientException", sm.get_secret_value, SecretId="roles")


# -- web identities

@pytest.fixture
def web(root, account, name, kv2, policy):
    """The account lets in whom a jwt mount knows."""
    allowed = policy("webs", READ.format(kv2, "webs"))
    root.post(f"sys/auth/{name}-jwt", {"type": "jwt"}).expect(204)
    root.post(f"auth/{name}-jwt/config", {"jwt_validation_pubkeys": [KEY.pem], "bound_issuer": "https://issuer.example"}).expect(204)
    root.post(f"auth/{name}-jwt/role/pods", {"role_type": "jwt", "user_claim": "sub", "bound_audiences": "sts.amazonaws.com",
                                            "token_policies": allowed}).expect(204)
    root.post(f"{account}/config", {"web_identity_mount": f"{name}-jwt"}).expect(204)
    yield f"auth/{name}-jwt"
    root.delete(f"sys/auth/{name}-jwt").expect(204)


def of_a_pod(key=KEY, **others):
    return token(key, claims(**{"aud": "sts.amazonaws.com", "sub": "system:serviceaccount:ns:app", **others}))


@pytest.fixture
def unsigned(running):
    return boto3.client("sts", endpoint_url=running.node.url, region_name=aws.REGION,
                        config=aws.AT_ONCE.merge(Config(signature_version=UNSIGNED)))


def by_web(sts, jwt, role_name="pods", **parameters):
    return sts.assume_role_with_web_identity(RoleArn=f"{IAM}:role/{role_name}", RoleSessionName="pod-1", WebIdentityToken=jwt, **parameters)


def test_a_web_identity(running, root, account, web, unsigned):
    answer = by_web(unsigned, of_a_pod(), DurationSeconds=900)
    assert answer["SubjectFromWebIdentityToken"] == "system:serviceaccount:ns:app"
    assert answer["AssumedRoleUser"]["Arn"] == f"{STS}:assumed-role/pods/pod-1"
    sm, own = aws.session_client(running.node.url, answer), aws.session_client(running.node.url, answer, "sts")
    assert read(sm, "webs") == "webs"
    aws.refused("AccessDeniedException", sm.get_secret_value, SecretId="own")
    assert own.get_caller_identity()["Arn"] == answer["AssumedRoleUser"]["Arn"]
    accessor = root.get("sys/auth").data[web.removeprefix("auth/") + "/"]["accessor"]
    entity = root.post("identity/lookup/entity", {"alias_name": "system:serviceaccount:ns:app", "alias_mount_accessor": accessor}).expect(200).data
    root.post(f"identity/entity/id/{entity['id']}", {"disabled": True}).expect(200, 204)
    aws.refused("AccessDeniedException", sm.get_secret_value, SecretId="webs")
    aws.refused("AccessDenied", by_web, unsigned, of_a_pod())
    root.post(f"identity/entity/id/{entity['id']}", {"disabled": False}).expect(200, 204)
    assert read(sm, "webs") == "webs"
    kept = root.get(f"{web}/role/pods").data
    root.delete(f"{web}/role/pods").expect(204)
    aws.refused("UnrecognizedClientException", sm.get_secret_value, SecretId="webs")
    # Another role of the same name is another role.
    root.post(f"{web}/role/pods", {n: v for n, v in kept.items() if v}).expect(204)
    aws.refused("UnrecognizedClientException", sm.get_secret_value, SecretId="webs")


def test_web_identities_that_do_not_count(root, account, web, unsigned):
    past = int(time.time()) - 7200
    assert status(by_web, unsigned, of_a_pod(exp=past, iat=past - 60, nbf=past - 60)) == (400, "ExpiredTokenException")
    assert status(by_web, unsigned, of_a_pod(STRANGER)) == (400, "InvalidIdentityToken")
    assert status(by_web, unsigned, "junk") == (400, "InvalidIdentityToken")
    assert status(by_web, unsigned, of_a_pod(aud="other")) == (400, "InvalidIdentityToken")
    assert status(by_web, unsigned, of_a_pod(), "other") == (403, "AccessDenied")
    changed = {"role_type": "jwt", "user_claim": "sub", "bound_audiences": "sts.amazonaws.com"}
    root.post(f"{web}/role/pods", {**changed, "token_bound_cidrs": "10.0.0.0/8"}).expect(204)
    assert status(by_web, unsigned, of_a_pod()) == (403, "AccessDenied")
    root.post(f"{web}/role/pods", {**changed, "token_bound_cidrs": "", "token_num_uses": 2}).expect(204)
    assert status(by_web, unsigned, of_a_pod()) == (400, "ValidationError")
    root.post(f"{account}/config", {"web_identity_mount": ""}).expect(204)
    assert status(by_web, unsigned, of_a_pod()) == (403, "AccessDenied")


def test_an_account_lets_web_identities_in_by_one_mount(root, account, web, name):
    root.post(f"auth/{name}-aws/config", {"web_identity_mount": "none"}).expect(400)
    root.post(f"sys/auth/{name}-two", {"type": "aws"}).expect(204)
    two = {"account_id": ACCOUNT, "web_identity_mount": web}
    assert "another account_id" in root.post(f"auth/{name}-two/config", two).expect(400).errors[0]
    root.post(f"auth/{name}-two/config", {**two, "account_id": "999999999999"}).expect(204)
    root.delete(f"sys/auth/{name}-two").expect(204)


# -- what SDKs make of it by themselves

@pytest.fixture
def plain(monkeypatch, tmp_path, running):
    """An environment with nothing but the address."""
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in {"AWS_DEFAULT_REGION": aws.REGION, "AWS_EC2_METADATA_DISABLED": "true",
                            "AWS_ENDPOINT_URL_STS": running.node.url, "AWS_ENDPOINT_URL_SECRETS_MANAGER": running.node.url,
                            "AWS_CONFIG_FILE": str(tmp_path / "config"), "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials")}.items():
        monkeypatch.setenv(variable, value)
    return monkeypatch


def test_a_pod_with_irsa_settings(plain, tmp_path, web):
    (tmp_path / "token").write_text(of_a_pod())
    for variable, value in {"AWS_ROLE_ARN": f"{IAM}:role/pods", "AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "token"),
                            "AWS_ROLE_SESSION_NAME": "pod-2"}.items():
        plain.setenv(variable, value)
    session = boto3.Session()
    assert read(session.client("secretsmanager"), "webs") == "webs"
    assert session.client("sts").get_caller_identity()["Arn"] == f"{STS}:assumed-role/pods/pod-2"


def test_a_profile_with_a_role(plain, tmp_path, key, role):
    (tmp_path / "credentials").write_text(
        f"[base]\naws_access_key_id = {key['access_key']}\naws_secret_access_key = {key['secret_key']}\n")
    (tmp_path / "config").write_text(
        f"[profile app]\nrole_arn = {IAM}:role/{role()}\nsource_profile = base\nrole_session_name = cli\n")
    session = boto3.Session(profile_name="app")
    assert read(session.client("secretsmanager"), "roles") == "roles"
    assert session.client("sts").get_caller_identity()["Arn"] == f"{STS}:assumed-role/{role()}/cli"


# -- the audit log

def test_audit(running, role, sts, key, web, unsigned):
    answer = assumed(sts, role())
    jwt = of_a_pod()
    webs = by_web(unsigned, jwt)
    entries = {}
    for entry in map(json.loads, running.node.audit_log.read_text().splitlines()):
        entries.setdefault(entry.get("request", {}).get("id"), []).append(entry)
    for made, action in ((answer, "AssumeRole"), (webs, "AssumeRoleWithWebIdentity")):
        for entry in entries[made["ResponseMetadata"]["RequestId"]]:
            assert entry["request"]["api"] == "aws" and entry["request"]["api_action"] == action
            assert "/sts/assume-role" in entry["request"]["path"] and entry["request"]["operation"] == "update"
    sm = aws.session_client(running.node.url, answer)
    log_before = running.node.audit_log.read_text()
    read(sm, "roles")
    last = json.loads(running.node.audit_log.read_text()[len(log_before):].splitlines()[-1])
    assert last["auth"]["metadata"] == {"access_key": answer["Credentials"]["AccessKeyId"], "account_id": ACCOUNT, "signer": "app",
                                        "role": role(), "role_session_name": "s1", "arn": answer["AssumedRoleUser"]["Arn"]}
    log = running.node.audit_log.read_text() + running.node.log_text()
    for made in (answer, webs):
        assert made["Credentials"]["SecretAccessKey"] not in log and made["Credentials"]["SessionToken"] not in log
    assert jwt not in log and key["secret_key"] not in log


def test_the_paths_are_for_sts_alone(root, anonymous, account):
    root.post(f"{account}/sts/assume-role/r", {}).expect(400)
    anonymous.post(f"{account}/sts/assume-role/r", {}).expect(403)
    anonymous.post(f"{account}/sts/assume-role-with-web-identity/r", {}).expect(400)


# -- addresses

def test_a_listener_for_aws_alone_and_hosts_by_other_names(fresh):
    port = free_port()
    node = fresh(**{"listener.aws.address": f"127.0.0.1:{port}", "listener.aws.account-id": ACCOUNT,
                    "listener.aws.region": "eu-west-1", "listener.aws.host-aliases[0]": "secrets.example",
                    "listener.aws.host-aliases[1]": "sts.example:8443"}).start()
    credentials = node.init(shares=1, threshold=1)
    node.unseal(credentials)
    root = node.client(credentials.root_token)
    root.post("sys/auth/aws", {"type": "aws"}).expect(204)
    key = root.post("auth/aws/keys/app", {}).expect(200).data
    assert (key["account_id"], key["region"]) == (ACCOUNT, "eu-west-1")
    assert root.get("auth/aws/config").data == {"account_id": ACCOUNT, "region": "eu-west-1", "mounts": {"*": "secret/"}, "web_identity_mount": ""}
    sts = aws.client(f"http://127.0.0.1:{port}", key, service="sts")
    session = sts.get_session_token()
    assert sts.get_caller_identity()["Arn"] == f"{IAM}:user/app"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/v1/sys/health")
    assert connection.getresponse().status == 404
    for host, code in (("http://secrets.example", 200), ("http://sts.example:8443", 200), ("http://sts.example", 403)):
        request = signed(node, key, form(Action="GetCallerIdentity"), host=host)
        answer, _, text = ask(node, "POST", "/", request.headers.items(), request.body)
        assert answer == code, text
    # Nothing was stored for it: a node that begins anew knows the session.
    node.stop()
    node.start()
    node.unseal(credentials)
    assert aws.session_client(node.url, session, "sts").get_caller_identity()["Arn"] == f"{IAM}:user/app"


def test_a_date_header_in_place_of_awss_own(running, key):
    body = form(Action="GetCallerIdentity")
    request = AWSRequest("POST", running.node.url + "/", data=body, headers={**FORM, "Date": "set below"})
    auth = SigV4Auth(Credentials(key["access_key"], key["secret_key"]), "sts", aws.REGION)
    auth.add_auth(request)
    sent = dict(request.prepare().headers.items())
    assert "Date" in sent and "X-Amz-Date" not in sent, sent
    code, _, text = ask(running.node, "POST", "/", sent.items(), body)
    assert code == 200, text
