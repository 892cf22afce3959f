"""The model of the store as GCP Secret Manager shows it."""
import re

from .store_model import DELETED, DESTROYED, DISABLED, ENABLED, Secret, Value

NOT_FOUND = (404, "NOT_FOUND")
EXISTS = (409, "ALREADY_EXISTS")
PRECONDITION = (400, "FAILED_PRECONDITION")
INVALID = (400, "INVALID_ARGUMENT")
WRONG_ETAG = '"0000000000000000"'


class GcpModel:
    def __init__(self, store):
        self.store = store

    def create(self, name, labels, annotations):
        if name in self.store.secrets:
            return EXISTS
        secret = self.store.secrets[name] = Secret(tags=dict(labels), annotations=dict(annotations), metadata_version=1)
        return 200, about(secret)

    def get(self, name):
        secret = self.store.live(name)
        return (200, about(secret)) if secret else NOT_FOUND

    def update(self, name, changes, etag):
        """changes: labels, annotations and aliases, each of which may be left out."""
        secret = self.store.live(name)
        if secret is None:
            return NOT_FOUND
        if etag == WRONG_ETAG:
            return PRECONDITION
        if not all(map(secret.version, changes.get("aliases", {}).values())):
            return INVALID
        secret.tags = dict(changes.get("labels", secret.tags))
        secret.annotations = dict(changes.get("annotations", secret.annotations))
        secret.aliases = dict(changes.get("aliases", secret.aliases))
        secret.metadata_version += 1
        return 200, about(secret)

    def delete(self, name, etag):
        if self.store.live(name) is None:
            return NOT_FOUND
        if etag == WRONG_ETAG:
            return PRECONDITION
        del self.store.secrets[name]
        return 200, {}

    def add(self, name, payload):
        secret = self.store.live(name)
        if secret is None:
            return NOT_FOUND
        if secret.cas_required:
            return PRECONDITION  # it cannot say what it compares with
        return 200, shown(secret, secret.append(Value.of(payload)))

    def _find(self, name, which):
        """which: a number, `latest` or an alias; the secret and the version, either of which may be None."""
        secret = self.store.live(name)
        if secret is None:
            return None, None
        if which == "latest":
            return secret, latest(secret)
        return secret, secret.version(which if isinstance(which, int) else secret.aliases.get(which))

    def access(self, name, which):
        secret, version = self._find(name, which)
        if version is None:
            return NOT_FOUND
        if state(secret, version) != ENABLED:
            return PRECONDITION
        return 200, {"version": version.number, "payload": version.value.payload}

    def version(self, name, which):
        secret, version = self._find(name, which)
        return (200, shown(secret, version)) if version else NOT_FOUND

    def versions(self, name):
        secret = self.store.live(name)
        return (200, [shown(secret, v) for v in reversed(secret.versions)]) if secret else NOT_FOUND

    def change(self, what, name, which, etag):
        """what: enable, disable or destroy."""
        secret, version = self._find(name, which)
        if version is None:
            return NOT_FOUND
        if secret.pending(version.number) or etag == WRONG_ETAG or version.state == DESTROYED:
            return PRECONDITION
        if what == "destroy":
            version.state = DESTROYED
        elif what == "enable":
            version.state, version.deleted = ENABLED, version.deleted and version.state != DELETED
        elif version.state == ENABLED:
            version.state = DISABLED
        return 200, shown(secret, version)

    def names(self):
        return 200, [name for name in self.store.names() if re.fullmatch("[A-Za-z0-9_-]{1,255}", name)]


def latest(secret):
    """The highest number, but for what a rotation tries out or has tried out in vain."""
    return next((v for v in reversed(secret.versions)
                 if not secret.pending(v.number) and not (v.state == DESTROYED and v.number > secret.current)), None)


def state(secret, version):
    if version.state == DESTROYED:
        return DESTROYED
    return DISABLED if not version.readable or secret.pending(version.number) else ENABLED


def about(secret):
    return {"labels": secret.tags, "annotations": secret.annotations, "aliases": secret.aliases}


def shown(secret, version):
    return {"version": version.number, "state": state(secret, version)}
