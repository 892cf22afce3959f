"""The model of the store as KV version 2 shows it."""
import base64
import json

from .store_model import DELETED, DESTROYED, ENABLED, Secret, Value

WAITS = (400, ["the secret is scheduled for deletion: RestoreSecret of the AWS API takes that back, and DeleteSecret with"
               " ForceDeleteWithoutRecovery ends it"])
MISMATCH = (400, ["check-and-set parameter did not match the current version"])
REQUIRED = (400, ["check-and-set parameter required for this call"])
NONE = (404, [])


class KvModel:
    def __init__(self, store):
        self.store = store

    def put(self, name, text, cas):
        if self.store.waits(name):
            return WAITS
        secret = self.store.live(name) or Secret()
        refused = self._refused(secret, cas)
        if refused:
            return refused
        self.store.secrets[name] = secret
        return 200, shown(secret, secret.append(Value(text.encode())))

    def patch(self, name, patch, cas):
        if self.store.waits(name):
            return WAITS
        secret = self.store.live(name)
        if secret is None:
            return NONE
        refused = self._refused(secret, cas)
        if refused:
            return refused
        current = secret.version(secret.current)
        if current is None:
            return NONE
        if not current.readable:
            return 404, shown(secret, current)
        merged = {**data(current.value), **json.loads(patch)}
        return 200, shown(secret, secret.append(Value(json.dumps({k: v for k, v in merged.items() if v is not None}).encode())))

    @staticmethod
    def _refused(secret, cas):
        if cas is None:
            return REQUIRED if secret.cas_required else None
        return None if cas == secret.current else MISMATCH

    def get(self, name, number):
        secret = self.store.live(name)
        version = secret and secret.version(number or secret.current)
        if version is None:
            return NONE
        if not version.readable or secret.pending(version.number):
            return 404, {"data": None, "metadata": shown(secret, version)}
        return 200, {"data": data(version.value), "metadata": shown(secret, version)}

    def delete(self, name):
        if self.store.waits(name):
            return WAITS
        secret = self.store.live(name)
        version = secret and secret.version(secret.current)
        if version is not None and version.readable:
            version.state, version.deleted = DELETED, True
        return 204, None

    def change(self, what, name, numbers):
        """what: delete, undelete or destroy."""
        if self.store.waits(name):
            return WAITS
        secret = self.store.live(name)
        if secret is None:
            return 204, None
        for number in numbers:
            if secret.pending(number):
                return 400, [f"version {number} is pending: the secret is being rotated to it, see rotation/<path>/status"]
        for version in filter(None, map(secret.version, numbers)):
            if what == "delete" and version.state == ENABLED:
                version.state, version.deleted = DELETED, True
            elif what == "undelete" and version.state in (ENABLED, DELETED):
                version.state, version.deleted = ENABLED, False
            elif what == "destroy":
                version.state = DESTROYED
        return 204, None

    def set_metadata(self, name, settings):
        if self.store.waits(name):
            return WAITS
        secret = self.store.secrets.setdefault(name, Secret())
        secret.max_versions = settings.get("max_versions", secret.max_versions)
        secret.cas_required = settings.get("cas_required", secret.cas_required)
        secret.annotations = dict(settings.get("custom_metadata", secret.annotations))
        secret.metadata_version += 1
        return 204, None

    def metadata(self, name):
        secret = self.store.live(name)
        if secret is None:
            return NONE
        return 200, {
            "cas_required": secret.cas_required, "max_versions": secret.max_versions, "current_version": secret.current,
            "oldest_version": secret.oldest if secret.oldest > 1 else 0, "custom_metadata": secret.annotations or None,
            "current_metadata_version": secret.metadata_version,
            "versions": {str(v.number): {"deleted": v.deleted, "destroyed": v.state == DESTROYED} for v in secret.versions}}

    def remove(self, name):
        if self.store.live(name):
            del self.store.secrets[name]
        return 204, None

    def names(self):
        keys = sorted({name.split("/")[0] + ("/" if "/" in name else "") for name in self.store.names()})
        return (200, {"keys": keys}) if keys else NONE


def shown(secret, version):
    return {"version": version.number, "deleted": version.deleted, "destroyed": version.state == DESTROYED, "custom_metadata": secret.annotations or None}


def data(value):
    """A value as KV's map: what is none is put into one."""
    if value.map is not None:
        return value.map
    return {"value_b64": base64.b64encode(value.payload).decode()} if value.binary else {"value": value.text}
