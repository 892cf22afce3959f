"""The model of the store as AWS Secrets Manager shows it."""
import base64

from .store_model import CURRENT, DESTROYED, Secret

NOT_FOUND = (400, "ResourceNotFoundException")
EXISTS = (400, "ResourceExistsException")
INVALID_REQUEST = (400, "InvalidRequestException")
INVALID_PARAMETER = (400, "InvalidParameterException")


class AwsModel:
    def __init__(self, store):
        self.store = store

    def _refused(self, name):
        """What a request hears that wants a secret that is not about to go."""
        if name not in self.store.secrets:
            return NOT_FOUND
        return INVALID_REQUEST if self.store.waits(name) else None

    def create(self, name, value, token, description, tags):
        """value is None for a secret without a value."""
        if self.store.waits(name):
            return INVALID_REQUEST
        secret = self.store.live(name)
        if secret is not None:
            same = value is not None and secret.of_id(token)
            return (200, about(name, secret, VersionId=token)) if same and holds(same, value) else EXISTS
        secret = self.store.secrets[name] = Secret(description=description, tags=dict(tags))
        if value is None:
            return 200, about(name, secret)
        secret.append(value, id=token)
        return 200, about(name, secret, VersionId=token)

    def put(self, name, value, token, stages):
        refused = self._refused(name)
        if refused:
            return refused
        secret = self.store.secrets[name]
        refused = self._write(secret, value, token, stages or [CURRENT])
        version = secret.of_id(token)
        return refused or (200, about(name, secret, VersionId=token, VersionStages=secret.labels(version.number)))

    @staticmethod
    def _write(secret, value, token, stages):
        known = secret.of_id(token)
        if known:
            return None if holds(known, value) else EXISTS
        if secret.cas_required:
            return INVALID_REQUEST  # it cannot say what it compares with
        first = [] if CURRENT in secret.stages or CURRENT in stages else [CURRENT]
        secret.append(value, [*stages, *first], token)
        return None

    def update(self, name, value, token, description):
        refused = self._refused(name)
        if refused:
            return refused
        secret = self.store.secrets[name]
        refused = None if value is None else self._write(secret, value, token, [CURRENT])
        if refused:
            return refused
        secret.description = secret.description if description is None else description
        return 200, about(name, secret, **({} if value is None else {"VersionId": token}))

    def get(self, name, id, stage):
        """id and stage may be None."""
        refused = self._refused(name)
        if refused:
            return refused
        secret = self.store.secrets[name]
        version = secret.of_id(id) if id else secret.version(secret.stages.get(stage or CURRENT))
        if version is None or not version.readable:
            return NOT_FOUND
        labels = secret.labels(version.number)
        if id and stage and stage not in labels:
            return INVALID_REQUEST
        return 200, about(name, secret, VersionId=version.id, VersionStages=labels, **shown(version.value))

    def describe(self, name):
        if name not in self.store.secrets:
            return NOT_FOUND
        secret = self.store.secrets[name]
        optional = {"Description": secret.description, "Tags": secret.tags, "VersionIdsToStages": staged(secret), "Deleted": secret.removal}
        return 200, about(name, secret, **{k: v for k, v in optional.items() if v})

    def versions(self, name, deprecated):
        if name not in self.store.secrets:
            return NOT_FOUND
        secret = self.store.secrets[name]
        return 200, about(name, secret, Versions=[
            [v.id, secret.labels(v.number)] for v in secret.versions if v.state != DESTROYED and (deprecated or secret.labels(v.number))])

    def delete(self, name, force):
        if force:
            self.store.secrets.pop(name, None)
            return 200, {"Name": name}
        refused = self._refused(name)
        if refused:
            return refused
        self.store.secrets[name].removal = True
        return 200, {"Name": name}

    def restore(self, name):
        if name not in self.store.secrets:
            return NOT_FOUND
        self.store.secrets[name].removal = False
        return 200, about(name, self.store.secrets[name])

    def move(self, name, stage, source, target):
        """source and target are ids, either of which may be None."""
        refused = self._refused(name)
        if refused:
            return refused
        secret = self.store.secrets[name]
        old, new = secret.of_id(source), secret.of_id(target)
        if source and not old or target and not (new and new.readable):
            return NOT_FOUND
        holder = secret.stages.get(stage)
        if old and holder != old.number:
            return INVALID_PARAMETER
        if new and holder == new.number:
            return 200, about(name, secret)
        if new and holder and not old or not new and (not old or stage == CURRENT):
            return INVALID_PARAMETER
        if new:
            secret.move(stage, new.number)
        else:
            del secret.stages[stage]
        return 200, about(name, secret)

    def tag(self, name, tags):
        refused = self._refused(name)
        if not refused:
            self.store.secrets[name].tags.update(tags)
        return refused or (200, {})

    def untag(self, name, keys):
        refused = self._refused(name)
        if not refused:
            for key in keys:
                self.store.secrets[name].tags.pop(key, None)
        return refused or (200, {})

    def names(self, planned):
        return 200, sorted(self.store.secrets) if planned else self.store.names()


def about(name, secret, **others):
    return {"ARN": secret.arn, "Name": name, **others}


def staged(secret):
    return {v.id: secret.labels(v.number) for v in secret.versions if secret.labels(v.number)}


def shown(value):
    return {"SecretBinary": base64.b64encode(value.payload).decode()} if value.binary else {"SecretString": value.text}


def holds(version, value):
    return version.state != DESTROYED and version.value == value
