"""Lets writers through, until somebody holds it: then those inside come out, and nobody goes in."""
import contextlib
import threading


class Gate:
    def __init__(self):
        self._changed, self._inside, self._held = threading.Condition(), 0, False

    def enter(self):
        """Whether the caller is inside, and has to leave."""
        with self._changed:
            if not self._held:
                self._inside += 1
            return not self._held

    def leave(self):
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    @contextlib.contextmanager
    def passing(self):
        """Waits while it is held."""
        with self._changed:
            self._changed.wait_for(lambda: not self._held)
            self._inside += 1
        try:
            yield
        finally:
            self.leave()

    @contextlib.contextmanager
    def hold(self, seconds=60):
        with self._changed:
            self._held = True
            if not self._changed.wait_for(lambda: self._inside == 0, seconds):
                raise TimeoutError("a write does not end")
        try:
            yield
        finally:
            with self._changed:
                self._held = False
                self._changed.notify_all()
