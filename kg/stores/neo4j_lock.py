"""Lets one writer at a time into a Neo4j database.

The lock is a transaction that has made a node of a unique id and stays open: a second one that wants to make the same
node has to wait. Nobody sees the node, and it is gone when the transaction ends, also because its process was killed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

from kg.errors import GraphError, GraphLocked
from kg.stores.locking import StoreLock
from kg.stores.neo4j_connection import Connection
from kg.stores.neo4j_names import LOCK

#: Seconds to wait for a lock that somebody holds.
PATIENCE = 1.0

_TAKE = f"MERGE (n:{LOCK} {{id: 'writer'}})"


class WriterLock(StoreLock):
    """The lock of one store.

    Args:
        connection: the database; :func:`kg.stores.neo4j_names.declarations` has been run there.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection
        self._release: Callable[[], None] | None = None

    def _take(self) -> None:
        if who := self._waited_for():
            raise GraphLocked(self._held_by(who))
        try:
            self._release = self._connection.hold(_TAKE, PATIENCE)
        except TimeoutError:
            who = writer_of(self._connection) or "another process"
            raise GraphLocked(self._held_by(who)) from None

    def _give_back(self) -> None:
        if self._release is not None:
            self._release()
            self._release = None

    def _held_here(self) -> str:
        return self._held_by("another thread of this process")

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
