"""What the secrets of one mount are to all three wire APIs: the rules of `one versioned store behind three APIs`, without a server.

Each API is a class whose methods answer what its client would see, in the short forms of `store_apis`. Written from the description, not from the
server: where the two differ, one of them is wrong.
"""
import dataclasses
import json

CURRENT, PREVIOUS, PENDING = "AWSCURRENT", "AWSPREVIOUS", "AWSPENDING"
ENABLED, DISABLED, DELETED, DESTROYED = "ENABLED", "DISABLED", "SOFT_DELETED", "DESTROYED"
KEPT_VERSIONS = 10
"""Of a secret that says nothing, in a mount that says nothing."""


class Anything:
    """Equal to whatever it is compared with: what only the server can decide."""

    def __eq__(self, other):
        return True

    __hash__ = object.__hash__

    def __repr__(self):
        return "<anything>"


ANYTHING = Anything()


@dataclasses.dataclass(frozen=True)
class Value:
    payload: bytes
    binary: bool = False
    """Whether it is bytes to AWS and KV, rather than text."""

    @staticmethod
    def of(payload):
        """Of a writer that does not say which it is."""
        try:
            payload.decode()
        except UnicodeDecodeError:
            return Value(payload, binary=True)
        return Value(payload)

    @property
    def text(self):
        return self.payload.decode()

    @property
    def map(self):
        """The JSON object that it is, with nothing around it; or None."""
        if self.binary or not (self.payload.startswith(b"{") and self.payload.endswith(b"}")):
            return None
        try:
            return json.loads(self.text)
        except ValueError:
            return None


@dataclasses.dataclass
class Version:
    number: int
    value: Value
    id: object = ANYTHING
    """AWS's; decided by the server where the writer does not."""
    state: str = ENABLED
    deleted: bool = False
    """Whether KV shows a time of deletion."""

    @property
    def readable(self):
        return self.state == ENABLED


@dataclasses.dataclass
class Secret:
    versions: list = dataclasses.field(default_factory=list)
    stages: dict = dataclasses.field(default_factory=dict)
    next: int = 1
    oldest: int = 1
    max_versions: int = 0
    cas_required: bool = False
    metadata_version: int = 0
    annotations: dict = dataclasses.field(default_factory=dict)
    description: str = ""
    tags: dict = dataclasses.field(default_factory=dict)
    aliases: dict = dataclasses.field(default_factory=dict)
    removal: bool = False
    """Whether it waits for its deletion."""
    arn: object = ANYTHING

    @property
    def current(self):
        """What check-and-set is compared with, and a read without a version gets; 0 if there is none."""
        return self.stages.get(CURRENT) or (self.versions[-1].number if self.versions else 0)

    def version(self, number):
        return next((v for v in self.versions if v.number == number), None)

    def of_id(self, id):
        return next((v for v in self.versions if v.id == id), None)

    def pending(self, number):
        return self.stages.get(PENDING) == number and self.stages.get(CURRENT) != number

    def labels(self, number):
        return sorted(label for label, on in self.stages.items() if on == number)

    def move(self, label, number):
        before = self.stages.get(label)
        self.stages[label] = number
        if label == CURRENT and before is not None and before != number:
            self.stages[PREVIOUS] = before

    def append(self, value, labels=(CURRENT,), id=ANYTHING):
        """The new version, after which those beyond the limit are gone that no label but AWSPREVIOUS and no alias is on."""
        made = Version(self.next, value, id)
        self.next += 1
        for label in labels:
            self.move(label, made.number)
        self.versions.append(made)
        held = {n for label, n in self.stages.items() if label != PREVIOUS} | set(self.aliases.values())
        excess = len(self.versions) - (self.max_versions or KEPT_VERSIONS)
        gone = [v.number for v in self.versions if v.number not in held][:max(excess, 0)]
        if gone:
            self.versions = [v for v in self.versions if v.number not in gone]
            self.stages = {label: n for label, n in self.stages.items() if n not in gone}
            self.oldest = self.versions[0].number
        return made


class Store:
    """All secrets, by their names."""

    def __init__(self):
        self.secrets = {}

    def live(self, name):
        """The secret, unless there is none or it waits for its deletion."""
        found = self.secrets.get(name)
        return None if found is None or found.removal else found

    def waits(self, name):
        return name in self.secrets and self.secrets[name].removal

    def names(self):
        return sorted(name for name in self.secrets if self.live(name))
