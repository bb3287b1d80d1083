"""Graphs on a Neo4j server.

A writer gathers the new graph in a temporary file; when the block ends without an error, what differs is sent in
batches (:mod:`kg.stores.neo4j_push`). Unlike a file, a server's graph is not replaced in one moment: while the batches
are on their way nobody is shown half a graph, but told to wait. If they do not all arrive, the same build or push run
again finishes the job.
"""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import AbstractContextManager
from typing import Any

from kg.errors import GraphError
from kg.model import Edge, Node
from kg.stores.base import Result, Store, View, Writer
from kg.stores.neo4j_address import parse
from kg.stores.neo4j_connection import OfficialConnection
from kg.stores.neo4j_lock import WriterLock
from kg.stores.neo4j_names import IDS
from kg.stores.neo4j_push import declare, push
from kg.stores.neo4j_query import run
from kg.stores.neo4j_view import Neo4jView, Spool, check_finished, state, watched


class Neo4jStore(Store):
    """A graph in a database of a Neo4j server.

    Args:
        url: ``neo4j://[user[:password]@]host[:port][/database]``; see :mod:`kg.stores.neo4j_address`.

    Raises:
        GraphError: if the server cannot be reached or does not let us in.
    """

    dialect = "neo4j"

    def __init__(self, url: str) -> None:
        address = parse(url)
        self.url = address.url
        self._closed = False
        self._connection = OfficialConnection(address)
        self._lock = WriterLock(self._connection)
        self._declared = False

    @property
    def connection(self) -> OfficialConnection:
        """The open connection.

        Raises:
            GraphError: if the store is closed.
        """
        if self._closed:
            raise GraphError(f"{self.url}: this store is closed; open it again")
        return self._connection

    def exists(self) -> bool:
        """Tell whether a graph of ours was ever written there."""
        return bool(self.connection.read("SHOW CONSTRAINTS YIELD name WHERE name = $name RETURN name", name=IDS))

    def view(self) -> View:
        return watched(Neo4jView(self.connection))

    def writer(self) -> Writer:
        return Neo4jWriter(self)

    def lock(self) -> AbstractContextManager[None]:
        self._declare()
        return self._lock.held()

    def version(self) -> Hashable:
        """Return how many nodes and edges of ours there are, and whether somebody is in the middle of writing them.

        A server has nothing cheaper that tells more: a write that changes texts only is noticed if one asks during it.
        """
        return state(self.connection)

    def _run(self, cypher: str, values: dict[str, Any], timeout: float, limit: int) -> Result:
        connection = self.connection
        result = run(connection, cypher, values, timeout, limit)
        check_finished(connection)
        return result

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._connection.close()

    def _declare(self) -> None:
        # The lock needs its constraint.
        connection = self.connection
        if not self._declared:
            declare(connection)
            self._declared = True


class Neo4jWriter(Writer):
    """Gathers a graph and then puts it in the place of the old."""

    def __init__(self, store: Neo4jStore) -> None:
        super().__init__()
        self._store = store
        self._spool: Spool | None = None

    def _begin(self) -> None:
        self._store._declare()
        self._store._lock.acquire()
        try:
            self._spool = Spool()
        except BaseException:
            self._store._lock.release()
            raise

    def _write_nodes(self, nodes: list[Node]) -> None:
        assert self._spool is not None
        self._spool.loader.add_nodes(nodes)

    def _write_edges(self, edges: list[Edge]) -> None:
        assert self._spool is not None
        self._spool.loader.add_edges(edges)

    def _commit(self) -> None:
        assert self._spool is not None
        self._spool.loader.finish()
        push(self._spool.view(), self._store.connection, mirror=True)

    def _rollback(self) -> None:
        """Nothing was sent before the commit, and what a commit that failed has sent is finished by the next."""

    def _end(self) -> None:
        if self._spool is not None:
            self._spool.close()
            self._spool = None
        self._store._lock.release()
