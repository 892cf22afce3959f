"""`audit verify` finds what was done to a log, and names the line."""
import json

import pytest

from cluster.conftest import mount_kv2
from harness import audit
from harness.waiting import wait_for

pytestmark = pytest.mark.ours("the peer's audit log has no chain")


@pytest.fixture(scope="module")
def written(servers, tmp_path_factory):
    """An audit log with its public key and its newest head: (log, key, head)."""
    node = servers.node().start()
    credentials = node.init()
    node.unseal(credentials)
    root = node.client(credentials.root_token)
    mount_kv2(root)
    for n in range(40):
        root.post(f"secret/data/a{n % 7}", {"data": {"n": n}}).expect(200)
        root.get(f"secret/data/a{n % 7}").expect(200)
    folder = tmp_path_factory.mktemp("audit")
    lines = len(node.audit_log.read_bytes().splitlines())

    def newest_head():
        head = next(iter(root.get("sys/audit/head").expect(200).data.values()))
        return head if json.loads(head)["seq"] >= lines else None

    (folder / "head.json").write_text(wait_for("a head that covers all of it", newest_head, 30))
    (folder / "key").write_text(root.get("sys/audit/key").expect(200).data["public_key"])
    node.stop()
    (folder / "audit.log").write_bytes(node.audit_log.read_bytes())
    node.dispose()
    return folder / "audit.log", folder / "key", folder / "head.json"


@pytest.fixture
def changed(written, tmp_path):
    """Writes the log with its lines changed by a function; the file."""
    def make(change):
        lines = written[0].read_bytes().splitlines(keepends=True)
        file = tmp_path / "audit.log"
        file.write_bytes(b"".join(change(lines)))
        return file

    return make


def number_of(written, index):
    """The sequence number of a line."""
    return json.loads(written[0].read_bytes().splitlines()[index])["chain"]["seq"]


def index_of_a_request(written, from_index):
    lines = written[0].read_bytes().splitlines()
    return next(i for i in range(from_index, len(lines)) if b"secret/data" in lines[i])


def found(done, number):
    assert done.returncode == 1, done.stdout + done.stderr
    first = done.stdout.splitlines()
    assert any(f"{number}" in line for line in first if "FAILED" in line), done.stdout


def test_untouched_log_is_intact(written):
    log, key, head = written
    for options in ({}, {"key": key}, {"head": head}, {"key": key, "head": head}):
        done = audit.verify(log, **options)
        assert done.returncode == 0, done.stdout + done.stderr


def test_deleted_line(written, changed):
    found(audit.verify(changed(lambda lines: lines[:20] + lines[21:])), number_of(written, 20))


def test_flipped_byte(written, changed):
    index = index_of_a_request(written, 30)

    def flip(lines):
        line = bytearray(lines[index])
        line[line.index(b"secret/data") + 3] ^= 1
        return lines[:index] + [bytes(line)] + lines[index + 1:]

    found(audit.verify(changed(flip)), number_of(written, index))


def test_swapped_lines(written, changed):
    found(audit.verify(changed(lambda lines: lines[:10] + [lines[11], lines[10]] + lines[12:])), number_of(written, 10))


def test_repeated_line(written, changed):
    done = audit.verify(changed(lambda lines: lines[:15] + [lines[14]] + lines[15:]))
    assert done.returncode == 1, done.stdout


def test_torn_last_line(written, changed):
    done = audit.verify(changed(lambda lines: lines[:-1] + [lines[-1][: len(lines[-1]) // 2]]))
    found(done, number_of(written, -1))


def test_tail_cut_at_a_line_is_found_with_the_head(written, changed):
    kept = json.loads(written[2].read_text())["seq"] - 5
    log = changed(lambda lines: lines[:kept])
    assert audit.verify(log).returncode == 0, "the chain alone cannot know"
    found(audit.verify(log, head=written[2]), number_of(written, kept))


def test_missing_first_lines_are_found_with_the_head(written, changed):
    done = audit.verify(changed(lambda lines: lines[5:]), head=written[2])
    found(done, 1)


def test_forged_line_with_a_right_looking_chain_needs_the_key(written, changed):
    """Signed heads: a log whose heads were signed by another key fails."""
    log, key, _ = written
    other = key.parent / "other-key"
    raw = bytearray(bytes.fromhex("11" * 32))
    import base64

    other.write_text(base64.b64encode(raw).decode())
    done = audit.verify(log, key=other)
    assert done.returncode in (1, 2), done.stdout + done.stderr


def test_usage_and_io_are_2(tmp_path):
    import subprocess

    from harness.sealwright import java_command

    assert audit.verify(tmp_path / "none.log").returncode == 2
    for words in (["audit"], ["audit", "verify"], ["audit", "nonsense"], ["audit", "verify", "--nonsense", "x"]):
        assert subprocess.run(java_command(*words), capture_output=True, timeout=60).returncode == 2, words


@pytest.mark.timeout(240)
def test_rotation_by_rename_and_hangup(new_node, tmp_path):
    import signal

    node, credentials = new_node()
    root = node.client(credentials.root_token)
    for _ in range(5):
        root.get("sys/mounts").expect(200)
    rotated = node.audit_log.with_name("audit.log.1")
    node.audit_log.rename(rotated)
    node.send(signal.SIGHUP)
    wait_for("a new file", lambda: node.audit_log.exists() and root.get("sys/mounts").status == 200, 30)
    wait_for("lines in it", lambda: node.audit_log.stat().st_size > 0, 30)
    root.get("sys/mounts").expect(200)
    done = audit.verify(rotated, node.audit_log)
    assert done.returncode == 0, done.stdout + done.stderr
    assert audit.verify(node.audit_log, rotated).returncode == 1, "in the wrong order"


@pytest.mark.timeout(240)
def test_torn_tail_is_repaired_at_start_and_marked(new_node):
    node, credentials = new_node()
    root = node.client(credentials.root_token)
    for _ in range(5):
        root.get("sys/mounts").expect(200)
    node.kill()
    with open(node.audit_log, "ab") as log:
        log.write(b'{"type":"request","time":"2026-01-01T00:00:00Z","auth":{"cl')
    node.start().unseal(credentials)
    root.get("sys/mounts").expect(200)
    done = audit.verify(node.audit_log)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = node.audit_log.read_bytes().splitlines()
    assert all(json.loads(line) for line in lines)
    assert any(json.loads(line)["type"] not in ("request", "response") for line in lines), "a marker line says so"
