"""One store behind the wire APIs: 10,000 mixed operations, each of whose answers must be what a model of the store says.

Hypothesis makes them up, 100 runs of 100 on a mount of their own. A failure names its seed, with which the variable HYPOTHESIS_SEED repeats it.
"""
import collections
import json
import os
import random
import re
import uuid

import hvac
import hypothesis
import pytest
from botocore.exceptions import ClientError
from hypothesis import strategies as st

from harness import aws, store_apis
from harness.store_aws import AwsModel
from harness.store_gcp import WRONG_ETAG, GcpModel
from harness.store_kv import KvModel
from harness.store_model import ANYTHING, DESTROYED, Store, Value

pytestmark = [pytest.mark.ours("the peer has one API"), pytest.mark.timeout(900)]
RUNS, STEPS = 100, 100
ACCOUNT = "123456789012"
POLICY = '''
path "+/data/*" { capabilities = ["create", "read", "update"] }
path "+/metadata/*" { capabilities = ["read", "update", "delete", "list"] }
'''

# Few, so that what is done to one meets what was done before.
NAMES = st.sampled_from(["a", "b-1", "dir/c"])
NUMBERS = st.integers(1, 5)
SOME_NUMBERS = st.lists(NUMBERS, min_size=1, max_size=3)
MAPS = st.sampled_from(['{"pw": "1"}', '{"pw":"2","port":5432}', '{ "nested": {"a": [1, 2.50]}, "u": "\\u00fc" }', '{"ü": "☃"}', "{}"])
PATCHES = st.sampled_from(['{"pw": "patched"}', '{"pw": null, "new": 1}', "{}"])
VALUES = st.sampled_from([Value(b'{"pw": "1"}'), Value('"text"\n\tü'.encode()), Value(b"\x00\xff\xfe", binary=True), Value(b'{"a": 1}\n'), Value(b"[1]")])
# AWS also says of what could be text that it is bytes.
AWS_VALUES = VALUES | st.sampled_from([Value(b"ascii", binary=True), Value(b'{"pw": "1"}', binary=True)])
CAS = st.sampled_from(["none", "none", "none", "current", "zero", "wrong"])
SETTINGS = st.sampled_from([{"max_versions": n} for n in (0, 1, 2, 3, 5)] + [
    {"cas_required": True}, {"cas_required": False}, {"cas_required": False}, {"custom_metadata": {"owner": "x"}}, {"custom_metadata": {}}])
TAGS = st.sampled_from([{"team": "red"}, {"team": "blue"}, {"stage": "red"}, {"team": "red", "stage": "blue"}])
STAGES = st.sampled_from([None, None, ["AWSCURRENT"], ["AWSPENDING"], ["mine"], ["AWSCURRENT", "mine"]])
LABELS = st.sampled_from(["AWSCURRENT", "AWSPENDING", "AWSPREVIOUS", "mine"])
# A version's number where its id is wanted; 0 = none, -1 = the one that the label is on.
IDS = st.sampled_from([-1, -1, *range(6)])


def operation(weight=1, **strategies):
    """An operation of a run: how often it comes, compared with the others, and what it is given."""
    def register(method):
        method.drawn = [st.tuples(st.just(method.__name__), st.fixed_dictionaries(strategies))] * weight
        return method
    return register


class KvAndAws:
    """A run on a mount of its own: each operation is done to the model and to the server."""

    def __init__(self, world):
        self.world, self.store, self.outcomes = world, Store(), collections.Counter()
        self.kv, self.aws, self.arns = KvModel(self.store), AwsModel(self.store), set()
        self.mount = self.world.new_mount()
        self.servers = {"kv": store_apis.Kv(self.world.root, self.mount), "aws": self.world.aws}

    @classmethod
    def operations(cls):
        return st.one_of(*(drawn for name in dir(cls) for drawn in getattr(getattr(cls, name), "drawn", [])))

    def do(self, operations):
        for name, arguments in operations:
            getattr(self, name)(**arguments)
        self.all_of_it()
        self.by_real_clients()
        self.world.root.delete(f"sys/mounts/{self.mount}").expect(204)

    def same(self, api, operation, *arguments):
        expected = getattr(getattr(self, api), operation)(*arguments)
        answer = getattr(self.servers[api], operation)(*arguments)
        assert answer == expected, f"{api} {operation}{arguments}: the server says {answer}, the model {expected}"
        self.outcomes[api, operation, answer[1] if isinstance(answer[1], str) else answer[0]] += 1
        return answer[0] == 200

    def learn(self, name):
        """What the server decides, and keeps."""
        secret = self.store.live(name)
        if secret and (secret.arn is ANYTHING or any(v.id is ANYTHING for v in secret.versions)):
            status, told = self.servers["aws"].versions(name, True)
            kept = [v for v in secret.versions if v.state != DESTROYED]
            assert status == 200 and len(told["Versions"]) == len(kept), (told, kept)
            if secret.arn is ANYTHING:
                secret.arn = told["ARN"]
                assert re.fullmatch(f"arn:aws:secretsmanager:{aws.REGION}:{ACCOUNT}:secret:{name}-[A-Za-z0-9]{{6}}", secret.arn)
                assert secret.arn not in self.arns, "the end of an ARN comes again"
                self.arns.add(secret.arn)
            for version, (id, _) in zip(kept, told["Versions"]):
                version.id = id if version.id is ANYTHING else version.id

    def cas(self, name, how):
        secret = self.store.live(name)
        return {"none": None, "current": secret.current if secret else 0, "zero": 0, "wrong": 77}[how]

    def id(self, name, number, label=None):
        """The id of a version: one that no version has where there is none of the number; None for 0."""
        secret = self.store.secrets.get(name)
        if number == -1:
            number = secret.stages.get(label, 0) if secret else 0
        version = secret.version(number) if secret else None
        if version and version.id is not ANYTHING:
            return version.id
        return str(uuid.UUID(int=number)) if number else None

    def token(self, name, again):
        """Of a new version, or of one that is there already."""
        return again and self.id(name, again) or str(uuid.UUID(int=random.getrandbits(128)))

    # -- KV

    @operation(6, name=NAMES, text=MAPS, how=CAS)
    def kv_put(self, name, text, how):
        self.same("kv", "put", name, text, self.cas(name, how))
        self.learn(name)

    @operation(2, name=NAMES, patch=PATCHES, how=CAS)
    def kv_patch(self, name, patch, how):
        if self.same("kv", "patch", name, patch, self.cas(name, how)):
            self.learn(name)
            # How the merged text is written is the server's own affair.
            secret = self.store.live(name)
            text = self.servers["aws"].get(name, None, None)[1]["SecretString"]
            merged = secret.version(secret.current)
            assert json.loads(text) == merged.value.map
            merged.value = Value(text.encode())

    @operation(2, name=NAMES, number=st.just(0) | NUMBERS)
    def kv_get(self, name, number):
        self.same("kv", "get", name, number)

    @operation(name=NAMES)
    def kv_delete(self, name):
        self.same("kv", "delete", name)

    @operation(3, what=st.sampled_from(["delete", "undelete", "undelete", "destroy"]), name=NAMES, numbers=SOME_NUMBERS)
    def kv_change(self, what, name, numbers):
        self.same("kv", "change", what, name, numbers)

    @operation(2, name=NAMES, settings=SETTINGS)
    def kv_set_metadata(self, name, settings):
        self.same("kv", "set_metadata", name, settings)
        self.learn(name)

    @operation(name=NAMES)
    def kv_metadata(self, name):
        self.same("kv", "metadata", name)

    @operation(name=NAMES, really=st.sampled_from([False] * 5 + [True]))
    def kv_remove(self, name, really):
        if really or self.store.waits(name):
            self.same("kv", "remove", name)

    # -- AWS

    @operation(2, name=NAMES, value=st.none() | AWS_VALUES, again=st.just(0) | NUMBERS, description=st.sampled_from(["", "text"]), tags=st.just({}) | TAGS)
    def aws_create(self, name, value, again, description, tags):
        self.same("aws", "create", name, value, self.token(name, again), description, tags)
        self.learn(name)

    @operation(6, name=NAMES, value=AWS_VALUES, again=st.just(0) | st.just(0) | NUMBERS, stages=STAGES)
    def aws_put(self, name, value, again, stages):
        self.same("aws", "put", name, value, self.token(name, again), stages)

    @operation(2, name=NAMES, value=st.none() | AWS_VALUES, again=st.just(0) | NUMBERS, description=st.none() | st.sampled_from(["", "other"]))
    def aws_update(self, name, value, again, description):
        self.same("aws", "update", name, value, self.token(name, again), description)

    @operation(3, name=NAMES, number=IDS, label=st.none() | LABELS)
    def aws_get(self, name, number, label):
        self.same("aws", "get", name, self.id(name, number, label), label)

    @operation(name=NAMES)
    def aws_describe(self, name):
        self.same("aws", "describe", name)

    @operation(name=NAMES, deprecated=st.booleans())
    def aws_versions(self, name, deprecated):
        self.same("aws", "versions", name, deprecated)

    @operation(name=NAMES, force=st.sampled_from([False] * 7 + [True]))
    def aws_delete(self, name, force):
        self.same("aws", "delete", name, force)

    @operation(5, name=NAMES)
    def aws_restore(self, name):
        self.same("aws", "restore", name)

    @operation(5, name=NAMES, label=LABELS, old=IDS, new=st.just(0) | NUMBERS)
    def aws_move(self, name, label, old, new):
        self.same("aws", "move", name, label, self.id(name, old, label), self.id(name, new))

    @operation(name=NAMES, tags=TAGS)
    def aws_tag(self, name, tags):
        self.same("aws", "tag", name, tags)

    @operation(name=NAMES, keys=st.lists(st.sampled_from(["team", "stage", "none"]), min_size=1, max_size=2))
    def aws_untag(self, name, keys):
        self.same("aws", "untag", name, keys)

    # -- everything

    @operation(planned=st.booleans())
    def listings(self, planned):
        self.same("kv", "names")
        self.same("aws", "names", planned)

    def all_of_it(self):
        for name, secret in list(self.store.secrets.items()):
            self.same("kv", "metadata", name)
            self.same("aws", "describe", name)
            for version in list(secret.versions):
                self.same("kv", "get", name, version.number)
                if version.id is not ANYTHING:
                    self.same("aws", "get", name, version.id, None)

    def by_real_clients(self):
        """What applications use sees the same."""
        for name in list(self.store.secrets):
            _, expected = self.aws.get(name, None, None)
            try:
                found = self.world.boto.get_secret_value(SecretId=name)
                assert found.get("SecretString") == expected.get("SecretString") and found["VersionId"] == expected["VersionId"]
            except ClientError as e:
                assert e.response["Error"]["Code"] == expected
            status, expected = self.kv.get(name, 0)
            try:
                read = self.world.hvac.secrets.kv.v2.read_secret_version(name, mount_point=self.mount, raise_on_deleted_version=True)
                assert status == 200 and read["data"]["data"] == expected["data"]
            except hvac.exceptions.InvalidPath:
                assert status == 404


GCP_NAMES = st.sampled_from(["a", "b-1"])
WHICH = st.just("latest") | NUMBERS | st.sampled_from(["latest", "good", "none"])
ETAGS = st.sampled_from([None, None, None, WRONG_ETAG])
CHANGES = (TAGS.map(lambda labels: {"labels": labels}) | st.sampled_from([{"annotations": {}}, {"annotations": {"owner": "y"}, "labels": {}}])
           | NUMBERS.map(lambda number: {"aliases": {"good": number}}) | st.just({"aliases": {}}))


class KvAwsAndGcp(KvAndAws):
    def __init__(self, world):
        super().__init__(world)
        self.gcp = GcpModel(self.store)
        self.servers["gcp"] = self.world.gcp(self.mount)

    @operation(name=GCP_NAMES, labels=st.just({}) | TAGS, annotations=st.sampled_from([{}, {"owner": "z"}]))
    def gcp_create(self, name, labels, annotations):
        self.same("gcp", "create", name, labels, annotations)
        self.learn(name)

    @operation(name=GCP_NAMES)
    def gcp_get(self, name):
        self.same("gcp", "get", name)

    @operation(2, name=GCP_NAMES, changes=CHANGES, etag=ETAGS)
    def gcp_update(self, name, changes, etag):
        self.same("gcp", "update", name, changes, etag)

    @operation(name=GCP_NAMES, etag=st.sampled_from([WRONG_ETAG] * 4 + [None]))
    def gcp_delete(self, name, etag):
        self.same("gcp", "delete", name, etag)

    @operation(5, name=GCP_NAMES, value=VALUES)
    def gcp_add(self, name, value):
        self.same("gcp", "add", name, value.payload)
        self.learn(name)

    @operation(2, name=GCP_NAMES, which=WHICH)
    def gcp_access(self, name, which):
        self.same("gcp", "access", name, which)

    @operation(name=GCP_NAMES, which=WHICH)
    def gcp_version(self, name, which):
        self.same("gcp", "version", name, which)

    @operation(4, what=st.sampled_from(["disable", "enable", "destroy"]), name=GCP_NAMES, which=WHICH, etag=ETAGS)
    def gcp_change(self, what, name, which, etag):
        self.same("gcp", "change", what, name, which, etag)

    def all_of_it(self):
        super().all_of_it()
        self.same("gcp", "names")
        for name in self.gcp.names()[1]:
            self.same("gcp", "get", name)
            self.same("gcp", "versions", name)
            for version in list(self.store.live(name).versions):
                self.same("gcp", "access", name, version.number)


class World:
    """One server, and the clients of all runs."""

    def __init__(self, node, credentials):
        self.root = node.client(credentials.root_token, keep_alive=True)
        self.root.post("sys/auth/three", {"type": "aws"}).expect(204)
        self.root.put("sys/policies/acl/three", {"policy": POLICY}).expect(204)
        key = self.root.post("auth/three/keys/app", {"token_policies": "three"}).expect(200).data
        self.aws, self.boto = store_apis.Aws(node.url, key, aws.REGION), aws.client(node.url, key)
        self.hvac = hvac.Client(url=node.url, token=credentials.root_token)
        self._gcp_url, self._token, self._mounts = f"http://{node.settings['listener.gcp.address']}", credentials.root_token, 0

    def gcp(self, project):
        return store_apis.Gcp(self._gcp_url, self._token, project)

    def new_mount(self):
        self._mounts += 1
        mount = f"three{self._mounts}"
        self.root.post(f"sys/mounts/{mount}", {"type": "kv", "options": {"version": "2"}}).expect(204)
        self.root.post("auth/three/config", {"account_id": ACCOUNT, "mounts": {"*": mount}}).expect(204)
        return mount


RUN = KvAwsAndGcp
# A secret of each API, with versions to do something to.
BEGINNING = [("kv_put", {"name": "a", "text": text, "how": "none"}) for text in ('{"pw": "1"}', '{"pw": "2"}', '{"pw": "3"}')] + [
    ("aws_create", {"name": "dir/c", "value": Value(b"1"), "again": 0, "description": "", "tags": {}}),
    *(("aws_put", {"name": "dir/c", "value": Value(text), "again": 0, "stages": stages}) for text, stages in ((b"2", None), (b"3", ["AWSPENDING"]))),
    ("gcp_create", {"name": "b-1", "labels": {}, "annotations": {}}),
    *(("gcp_add", {"name": "b-1", "value": Value(text)}) for text in (b"1", b"2", b"3"))]


def fails(world, operations):
    """What is wrong; None if nothing is."""
    try:
        RUN(world).do(operations)
    except AssertionError as e:
        return str(e)
    return None


def shortened(world, operations):
    """Fewer operations that fail, too: halves, quarters and so on are left out for as long as something is wrong without them."""
    size = len(operations) // 2
    while size:
        for start in range(len(operations) - size, -1, -size):
            fewer = operations[:start] + operations[start + size:]
            if fails(world, fewer):
                operations = fewer
        size //= 2
    return operations


def test_every_answer_is_the_models(running):
    world, outcomes = World(running.node, running.credentials), collections.Counter()
    seed = int(os.environ.get("HYPOTHESIS_SEED", random.randrange(1 << 32)))

    @hypothesis.seed(seed)
    @hypothesis.settings(max_examples=RUNS, deadline=None, database=None, print_blob=False, phases=[hypothesis.Phase.generate],
                         suppress_health_check=list(hypothesis.HealthCheck))
    @hypothesis.given(st.lists(RUN.operations(), min_size=STEPS, max_size=STEPS))
    def runs(drawn):
        operations, run = BEGINNING + drawn, RUN(world)
        try:
            run.do(operations)
        except AssertionError as e:
            few = shortened(world, operations)
            shown = "\n".join(f"  {name}({', '.join(f'{k}={v!r}' for k, v in given.items())})" for name, given in few)
            pytest.fail(f"HYPOTHESIS_SEED={seed}: {e}\nshortened:\n{shown}\n{fails(world, few)}")
        outcomes.update(run.outcomes)

    runs()
    print(f"HYPOTHESIS_SEED={seed}: {outcomes.total()} answers compared")
    for what, times in sorted(outcomes.items(), key=str):
        print(*what, times)
    assert outcomes.total() >= RUNS * STEPS
