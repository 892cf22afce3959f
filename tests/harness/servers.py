"""The kinds of server that the tests can drive."""
from .openbao import BaoDevNode, BaoNode
from .sealwright import SealwrightDevNode, SealwrightNode

KINDS = {"sealwright": (SealwrightNode, SealwrightDevNode), "bao": (BaoNode, BaoDevNode)}


class Servers:
    """Makes nodes of one kind, each in a folder of its own."""

    def __init__(self, kind, new_folder):
        self.kind, self._new_folder = kind, new_folder
        self._node, self._dev = KINDS[kind]

    @property
    def ours(self):
        return self.kind == "sealwright"

    def node(self, name="n1", **settings):
        """settings: of ours properties below `sealwright.`, with `_` for `.` not allowed: pass them as **{"a.b": "c"}."""
        return self._node(self._new_folder(name), name, settings)

    def dev(self, **settings):
        return self._dev(self._new_folder("dev"), "dev", settings)

    def either(self, ours, peer):
        """What is expected of this server where the two are meant to differ."""
        return ours if self.ours else peer
