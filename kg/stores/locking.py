"""What the locks of all stores share: one writer at a time, and its thread may take the lock again."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

from kg.errors import GraphLocked


class StoreLock(ABC):
    """Keeps other writers out until it is released; the thread that holds it can take it again."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._owner = self._depth = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock while the block runs; see :meth:`acquire` for what it raises."""
        self.acquire()
        try:
            yield
        finally:
            self.release()

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            GraphLocked: if somebody else holds it.
            GraphError: if it cannot be taken at all.
        """
        with self._mutex:
            if self._depth and self._owner != threading.get_ident():
                raise GraphLocked(self._held_here())
            if not self._depth:
                self._take()
                self._owner = threading.get_ident()
            self._depth += 1

    def release(self) -> None:
        """Give the lock back, once for every :meth:`acquire`."""
        with self._mutex:
            self._depth -= 1
            if self._depth == 0:
                self._give_back()

    @abstractmethod
    def _take(self) -> None:
        """Take the lock from other processes; raise GraphLocked if one of them holds it."""

    @abstractmethod
    def _give_back(self) -> None:
        """Let other processes have the lock."""

    @abstractmethod
    def _held_here(self) -> str:
        """Return the message for another thread of this process."""
