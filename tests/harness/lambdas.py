"""A rotation function in the shape of those that AWS has published, and a runner that answers as AWS's emulator of Lambda does."""
import hashlib
import hmac
import http.server
import json
import threading

KEY = "the-key-of-the-rotation-functions"


def single_user(service_client, database):
    """Rotates the password of a user of PostgreSQL, who changes it himself. As AWS's SecretsManagerRDSPostgreSQLRotationSingleUser
    has it: the handler checks the stages, and each step can be taken again."""

    def lambda_handler(event, _context):
        arn, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
        metadata = service_client.describe_secret(SecretId=arn)
        if "RotationEnabled" in metadata and not metadata["RotationEnabled"]:
            raise ValueError(f"Secret {arn} is not enabled for rotation")
        versions = metadata["VersionIdsToStages"]
        if token not in versions:
            raise ValueError(f"Secret version {token} has no stage for rotation of secret {arn}.")
        if "AWSCURRENT" in versions[token]:
            return
        if "AWSPENDING" not in versions[token]:
            raise ValueError(f"Secret version {token} not set as AWSPENDING for rotation of secret {arn}.")
        {"createSecret": create_secret, "setSecret": set_secret, "testSecret": test_secret, "finishSecret": finish_secret}[step](arn, token)

    def get_secret_dict(arn, stage, token=None):
        wanted = {"VersionId": token} if token else {}
        secret = json.loads(service_client.get_secret_value(SecretId=arn, VersionStage=stage, **wanted)["SecretString"])
        for field in ("username", "password"):
            if field not in secret:
                raise KeyError(f"{field} key is missing from secret JSON")
        return secret

    def create_secret(arn, token):
        current = get_secret_dict(arn, "AWSCURRENT")
        try:
            get_secret_dict(arn, "AWSPENDING", token)
        except service_client.exceptions.ResourceNotFoundException:
            current["password"] = service_client.get_random_password(ExcludeCharacters=":/@\"'\\")["RandomPassword"]
            service_client.put_secret_value(SecretId=arn, ClientRequestToken=token, SecretString=json.dumps(current), VersionStages=["AWSPENDING"])

    def set_secret(arn, token):
        pending = get_secret_dict(arn, "AWSPENDING", token)
        if database.login(pending["username"], pending["password"]):
            return
        current = get_secret_dict(arn, "AWSCURRENT")
        if current["username"] != pending["username"]:
            raise ValueError("Attempting to modify another user than the current one")
        if not database.login(current["username"], current["password"]):
            try:
                current = get_secret_dict(arn, "AWSPREVIOUS")
            except service_client.exceptions.ResourceNotFoundException:
                pass
        if not database.run(current["username"], current["password"], f"ALTER ROLE \"{pending['username']}\" PASSWORD '{pending['password']}';"):
            raise ValueError("Unable to log into database with previous, current, or pending secret")

    def test_secret(arn, token):
        pending = get_secret_dict(arn, "AWSPENDING", token)
        if not database.login(pending["username"], pending["password"]):
            raise ValueError("Unable to log into database with pending secret")

    def finish_secret(arn, token):
        current_version = None
        for version, stages in service_client.describe_secret(SecretId=arn)["VersionIdsToStages"].items():
            if "AWSCURRENT" in stages:
                if version == token:
                    return
                current_version = version
        service_client.update_secret_version_stage(
            SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current_version)

    return lambda_handler


class Runner(http.server.ThreadingHTTPServer):
    """Runs one function for each POST: 200 and what it returns, or 200 and an error. `watch` is called around each step."""

    def __init__(self, handler, watch=lambda event: None):
        super().__init__(("127.0.0.1", 0), _Invocations)
        self.handler, self.watch, self.fails = handler, watch, {}
        self.events, self.errors, self.wrong = [], [], []
        self.url = f"http://127.0.0.1:{self.server_port}/2015-03-31/functions/function/invocations"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def invoke(self, event):
        self.events.append(event)
        self.watch(event)
        left = self.fails.get(event["Step"], 0)
        if left:
            self.fails[event["Step"]] = left - 1
            raise RuntimeError("the function was told to fail")
        result = self.handler(event, None)
        self.watch(event)
        return result

    @property
    def steps(self):
        return [event["Step"] for event in self.events]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class _Invocations(http.server.BaseHTTPRequestHandler):
    # As AWS's emulator: a server that closes each connection behind its answer may do so just as the next step is sent.
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signed = hmac.new(KEY.encode(), self.headers["Sealwright-Timestamp"].encode() + b"." + body, hashlib.sha256).hexdigest()
        try:
            assert hmac.compare_digest("v1=" + signed, self.headers["Sealwright-Signature"])
            answer = self.server.invoke(json.loads(body))
        except AssertionError as e:
            self.server.wrong.append(str(e))
            answer = {"errorMessage": "see the test", "errorType": "AssertionError"}
        except Exception as e:  # pylint: disable=broad-exception-caught
            self.server.errors.append(f"{type(e).__name__}: {e}")
            answer = {"errorMessage": str(e), "errorType": type(e).__name__}
        text = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass
