"""The three wire APIs over kept connections, in the short forms of the models: what a client would see, without times and etags."""
import base64
import datetime
import hashlib
import hmac
import json

from .http import Client

SERVICE = "secretsmanager"


class Kv:
    def __init__(self, client, mount):
        self.client, self.mount = client, mount

    def _call(self, method, path, **kwargs):
        answer = self.client.call(method, f"{self.mount}/{path}", **kwargs)
        if answer.status == 204:
            return 204, None
        content = answer.json
        if "errors" in content:
            return answer.status, content["errors"]
        return answer.status, content["data"]

    def put(self, name, text, cas):
        return self._written(self._call("POST", f"data/{name}", raw=_with_options(text, cas)))

    def patch(self, name, patch, cas):
        return self._written(self._call("PATCH", f"data/{name}", raw=_with_options(patch, cas), headers={"Content-Type": "application/merge-patch+json"}))

    @staticmethod
    def _written(answer):
        status, content = answer
        return status, _version(content) if isinstance(content, dict) else content

    def get(self, name, number):
        status, content = self._call("GET", f"data/{name}?version={number}" if number else f"data/{name}")
        if isinstance(content, dict):
            content = {"data": content["data"], "metadata": _version(content["metadata"])}
        return status, content

    def delete(self, name):
        return self._call("DELETE", f"data/{name}")

    def change(self, what, name, numbers):
        return self._call("POST", f"{what}/{name}", body={"versions": numbers})

    def set_metadata(self, name, settings):
        return self._call("POST", f"metadata/{name}", body=settings)

    def metadata(self, name):
        status, content = self._call("GET", f"metadata/{name}")
        if status == 200:
            keep = ("cas_required", "max_versions", "current_version", "oldest_version", "custom_metadata", "current_metadata_version")
            versions = {n: {"deleted": v["deletion_time"] != "", "destroyed": v["destroyed"]} for n, v in content["versions"].items()}
            content = {**{k: content[k] for k in keep}, "versions": versions}
        return status, content

    def remove(self, name):
        return self._call("DELETE", f"metadata/{name}")

    def names(self):
        return self._call("LIST", "metadata")


def _with_options(text, cas):
    options = "" if cas is None else f'"options": {{"cas": {cas}}}, '
    return f'{{{options}"data": {text}}}'


def _version(content):
    return {"version": content["version"], "deleted": content["deletion_time"] != "", "destroyed": content["destroyed"],
            "custom_metadata": content["custom_metadata"]}


class Aws:
    """Signs by itself: a client of boto3 takes longer than the server."""

    def __init__(self, url, key, region):
        self.client = Client(url, keep_alive=True)
        self.host, self.key, self.region = f"{self.client.host}:{self.client.port}", key, region
        self._day, self._signing_key = "", b""

    def call(self, operation, **parameters):
        """(status, answer), or (status, code) of what was refused."""
        body = json.dumps({k: v for k, v in parameters.items() if v is not None}).encode()
        answer = self.client.call("POST", "/", raw=body, headers=self._signed(f"{SERVICE}.{operation}", body))
        content = answer.json
        if answer.status == 200:
            return 200, content
        assert content["Message"], content
        return answer.status, content["__type"]

    def _signed(self, target, body):
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        headers = {"content-type": "application/x-amz-json-1.1", "host": self.host, "x-amz-date": now, "x-amz-target": target}
        names = ";".join(headers)
        scope = f"{now[:8]}/{self.region}/{SERVICE}/aws4_request"
        canonical = "\n".join(["POST", "/", "", *(f"{k}:{v}" for k, v in headers.items()), "", names, hashlib.sha256(body).hexdigest()])
        text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
        signature = hmac.new(self._key_of(now[:8]), text.encode(), hashlib.sha256).hexdigest()
        return {**headers, "authorization":
                f"AWS4-HMAC-SHA256 Credential={self.key['access_key']}/{scope}, SignedHeaders={names}, Signature={signature}"}

    def _key_of(self, day):
        if day != self._day:
            key = f"AWS4{self.key['secret_key']}".encode()
            for part in (day, self.region, SERVICE, "aws4_request"):
                key = hmac.new(key, part.encode(), hashlib.sha256).digest()
            self._day, self._signing_key = day, key
        return self._signing_key

    def create(self, name, value, token, description, tags):
        return self.call("CreateSecret", Name=name, ClientRequestToken=token, Description=description, Tags=_tags(tags), **_value(value))

    def put(self, name, value, token, stages):
        return self.call("PutSecretValue", SecretId=name, ClientRequestToken=token, VersionStages=stages, **_value(value))

    def update(self, name, value, token, description):
        return self.call("UpdateSecret", SecretId=name, ClientRequestToken=token, Description=description, **_value(value))

    def get(self, name, id, stage):
        return self._timed("CreatedDate", *self.call("GetSecretValue", SecretId=name, VersionId=id, VersionStage=stage))

    @staticmethod
    def _timed(member, status, content):
        if status == 200:
            assert content.pop(member) > 1.7e9
        return status, content

    def describe(self, name):
        status, content = self._timed("LastChangedDate", *self._timed("CreatedDate", *self.call("DescribeSecret", SecretId=name)))
        if status == 200:
            if "Tags" in content:
                content["Tags"] = {t["Key"]: t["Value"] for t in content["Tags"]}
            if content.pop("DeletedDate", None):
                content["Deleted"] = True
        return status, content

    def versions(self, name, deprecated):
        status, content = self.call("ListSecretVersionIds", SecretId=name, IncludeDeprecated=deprecated)
        if status == 200:
            content["Versions"] = [[v["VersionId"], v.get("VersionStages", [])] for v in content["Versions"]]
        return status, content

    def delete(self, name, force):
        how = {"ForceDeleteWithoutRecovery": True} if force else {"RecoveryWindowInDays": 7}
        status, content = self._timed("DeletionDate", *self.call("DeleteSecret", SecretId=name, **how))
        return status, {"Name": content["Name"]} if status == 200 else content

    def restore(self, name):
        return self.call("RestoreSecret", SecretId=name)

    def move(self, name, stage, source, target):
        return self.call("UpdateSecretVersionStage", SecretId=name, VersionStage=stage, RemoveFromVersionId=source, MoveToVersionId=target)

    def tag(self, name, tags):
        return self.call("TagResource", SecretId=name, Tags=_tags(tags))

    def untag(self, name, keys):
        return self.call("UntagResource", SecretId=name, TagKeys=keys)

    def names(self, planned):
        status, content = self.call("ListSecrets", IncludePlannedDeletion=planned)
        return status, [s["Name"] for s in content["SecretList"]] if status == 200 else content


def _tags(tags):
    return [{"Key": k, "Value": v} for k, v in tags.items()]


def _value(value):
    if value is None:
        return {}
    return {"SecretBinary": base64.b64encode(value.payload).decode()} if value.binary else {"SecretString": value.text}


class Gcp:
    """REST v1, with a token of the server as bearer."""

    def __init__(self, url, token, project):
        self.client = Client(url, headers={"Authorization": f"Bearer {token}"}, keep_alive=True)
        self.secrets = f"projects/{project}/secrets"

    def _call(self, method, path, body=None):
        answer = self.client.call(method, path, body)
        content = answer.json
        if answer.status == 200:
            return 200, content
        error = content["error"]
        assert error["code"] == answer.status and error["message"], content
        return answer.status, error["status"]

    def _shown(self, answer, show):
        status, content = answer
        return status, show(content) if status == 200 else content

    def create(self, name, labels, annotations):
        body = {"replication": {"automatic": {}}, "labels": labels, "annotations": annotations}
        return self._shown(self._call("POST", f"{self.secrets}?secretId={name}", body), _secret)

    def get(self, name):
        return self._shown(self._call("GET", f"{self.secrets}/{name}"), _secret)

    def update(self, name, changes, etag):
        members = {"aliases": "versionAliases"}
        body = {members.get(k, k): v for k, v in changes.items()}
        mask = ",".join(body)
        body = {k: {a: str(n) for a, n in v.items()} if k == "versionAliases" else v for k, v in body.items()}
        return self._shown(self._call("PATCH", f"{self.secrets}/{name}?updateMask={mask}", {**body, **({"etag": etag} if etag else {})}), _secret)

    def delete(self, name, etag):
        return self._call("DELETE", f"{self.secrets}/{name}" + (f"?etag={etag.replace(chr(34), '%22')}" if etag else ""))

    def add(self, name, payload):
        body = {"payload": {"data": base64.b64encode(payload).decode()}}
        return self._shown(self._call("POST", f"{self.secrets}/{name}:addVersion", body), _version_of_gcp)

    def access(self, name, which):
        return self._shown(self._call("GET", f"{self.secrets}/{name}/versions/{which}:access"), lambda found: {
            "version": int(found["name"].rsplit("/", 1)[1]), "payload": base64.b64decode(found["payload"]["data"])})

    def version(self, name, which):
        return self._shown(self._call("GET", f"{self.secrets}/{name}/versions/{which}"), _version_of_gcp)

    def versions(self, name):
        return self._shown(self._call("GET", f"{self.secrets}/{name}/versions"), lambda found: [_version_of_gcp(v) for v in found.get("versions", [])])

    def change(self, what, name, which, etag):
        return self._shown(self._call("POST", f"{self.secrets}/{name}/versions/{which}:{what}", {"etag": etag} if etag else {}), _version_of_gcp)

    def names(self):
        return self._shown(self._call("GET", self.secrets), lambda found: [s["name"].rsplit("/", 1)[1] for s in found.get("secrets", [])])


def _secret(found):
    return {"labels": found.get("labels", {}), "annotations": found.get("annotations", {}),
            "aliases": {alias: int(number) for alias, number in found.get("versionAliases", {}).items()}}


def _version_of_gcp(found):
    return {"version": int(found["name"].rsplit("/", 1)[1]), "state": found["state"]}
