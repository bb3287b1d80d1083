"""Lets one writer at a time into a Neo4j database.

The lock is a transaction that has made a node of a unique id and stays open: a second one that wants to make the same
node has to wait. Nobody sees the node, and it is gone when the transaction ends, also because its process was killed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from kg.errors import GraphError, GraphLocked
from kg.stores.neo4j_connection import Connection
from kg.stores.neo4j_names import LOCK

#: Seconds to wait for a lock that somebody holds.
PATIENCE = 1.0

_TAKE = f"MERGE (n:{LOCK} {{id: 'writer'}})"


class WriterLock:
    """The lock of one store; the thread that holds it can take it again.

    Args:
        connection: the database; :func:`kg.stores.neo4j_names.declarations` has been run there.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._mutex = threading.Lock()
        self._owner = self._depth = 0
        self._release: Callable[[], None] | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock while the block runs; see :meth:`acquire`."""
        self.acquire()
        try:
            yield
        finally:
            self.release()

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            GraphLocked: if somebody else holds it.
        """
        with self._mutex:
            if self._depth and self._owner == threading.get_ident():
                self._depth += 1
                return
            if self._depth:
                raise GraphLocked(self._held_by("another thread of this process"))
            if who := self._waited_for():
                raise GraphLocked(self._held_by(who))
            try:
                self._release = self._connection.hold(_TAKE, PATIENCE)
            except TimeoutError:
                who = writer_of(self._connection) or "another process"
                raise GraphLocked(self._held_by(who)) from None
            self._owner, self._depth = threading.get_ident(), 1

    def release(self) -> None:
        """Give the lock back, once for every :meth:`acquire`."""
        with self._mutex:
            self._depth -= 1
            if self._depth == 0 and self._release is not None:
                self._release()
                self._release = None

    def _waited_for(self) -> str:
        """Return who holds the lock after a short wait: a server needs a moment to see that a process was killed."""
        deadline = time.monotonic() + PATIENCE
        while (who := writer_of(self._connection)) and time.monotonic() < deadline:
            time.sleep(PATIENCE / 10)
        return who

    def _held_by(self, who: str) -> str:
        return f"{self._connection.address.url}: {who} is writing this graph; wait until it ends"


def writer_of(connection: Connection) -> str:
    """Return who holds the lock of a database, in words; empty if nobody, or if we may not know."""
    with suppress(GraphError):
        database = connection.address.database
        for meta, name in connection.read("SHOW TRANSACTIONS YIELD metaData, database RETURN metaData, database"):
            if meta.get("role") == "paperkg writer" and (not database or database.lower() == name):
                return f"process {meta.get('process')} on {meta.get('host')}"
    return ""
