"""Options, time limits and the servers that tests share."""
import signal

import pytest

from harness import node as nodes
from harness import quickstart
from harness.cli import Cli
from harness.servers import KINDS, Servers

DEFAULT_SECONDS = 180
LOG_LINES = 25


def pytest_addoption(parser):
    parser.addoption("--server", choices=sorted(KINDS), default="sealwright",
                     help="the program under test: the packaged jar, or a peer to check the tests against")


def pytest_collection_modifyitems(config, items):
    """Against a peer, tests of what only ours has are left out (not skipped: nothing may be skipped for ours)."""
    if config.getoption("--server") == "sealwright":
        return
    left_out = [i for i in items if i.get_closest_marker("ours")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [i for i in items if i not in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """A time limit for each test, with its fixtures: no test may hang the run."""
    marker = item.get_closest_marker("timeout")
    seconds = marker.args[0] if marker else DEFAULT_SECONDS

    def over(signum, frame):
        raise TimeoutError(f"the test took more than {seconds} s")

    for node in nodes.started:
        node.log_seen = len(node.log_text())
    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        for node in nodes.started:
            text = node.log_text()[node.log_seen:]
            if text.strip():
                report.sections.append((f"{node.log} during this test", "\n".join(text.splitlines()[-LOG_LINES:])))
    return report


def pytest_configure(config):
    """Ends in order when told to stop, so that no server stays behind. The processes of one run share a start of the jar."""
    quickstart.share()

    def stop(signum, frame):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)


def pytest_sessionfinish(session, exitstatus):
    for node in nodes.started:
        node.dispose()


@pytest.fixture(scope="session")
def servers(request, tmp_path_factory):
    return Servers(request.config.getoption("--server"), lambda name: tmp_path_factory.mktemp(name))


@pytest.fixture
def fresh(servers):
    """Makes nodes that end with the test."""
    made = []

    def make(name="n1", **settings):
        made.append(servers.node(name, **settings))
        return made[-1]

    yield make
    for node in made:
        node.dispose()
        nodes.started.remove(node)


@pytest.fixture
def new_cli(tmp_path):
    def make(node, token):
        return Cli(node.url, token, tmp_path)

    return make
