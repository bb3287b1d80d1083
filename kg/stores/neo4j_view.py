"""Reads a graph in a Neo4j database, a page at a time.

A server has no snapshots, so a view looks after itself. Before this process writes, its views copy the graph to a
temporary file and read on there (:func:`freeze`). When another process is writing, or was and did not end, a view
refuses to go on rather than show half a graph.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.errors import GraphError
from kg.model import Edge, Node
from kg.schema import is_internal, schema
from kg.stores.base import View, chosen, is_id
from kg.stores.neo4j_connection import Connection
from kg.stores.neo4j_lock import writer_of
from kg.stores.neo4j_names import OURS, UNFINISHED

#: Nodes that are read at once, with all their properties or edges.
_PAGE = 2_000

#: The views of this process by address.
_VIEWS: dict[str, weakref.WeakSet[Neo4jView]] = {}
_MUTEX = threading.Lock()


class Neo4jView(View):
    """Reads one state of a graph.

    Args:
        connection: the database.
        partial: whether to read a graph that is half written too: for the one who writes it.
    """

    def __init__(self, connection: Connection, *, partial: bool = False) -> None:
        self.url = connection.address.url
        self._connection = connection
        self._partial = partial
        self._copy: View | None = None
        self._mutex = threading.Lock()

    def nodes(self, label: str | None = None, *, internal: bool = False) -> Iterator[Node]:
        for name in chosen(label, schema().nodes, "label"):
            after = ""
            while page := self._node_page(name, after, internal):
                yield from page
                after = page[-1].id

    def edges(self, type: str | None = None) -> Iterator[Edge]:
        for name in chosen(type, schema().edges, "edge type"):
            after: str | None = ""
            while after is not None:
                page, after = self._edge_page(name, after)
                yield from page

    def node(self, id: str) -> Node | None:
        if not is_id(id):
            return None
        with self._mutex:
            if self._copy is not None:
                return self._copy.node(id)
            for labels, properties in self._rows(
                f"MATCH (n:{OURS} {{id: $id}}) RETURN labels(n), properties(n)", id=id
            ):
                label = next(label for label in schema().nodes if label in labels)
                return _node(label, properties, internal=False)
            return None

    def edges_of(self, id: str) -> list[Edge]:
        if not is_id(id):
            return []
        with self._mutex:
            if self._copy is not None:
                return self._copy.edges_of(id)
            # The other way round for the second: a loop at the node is found once by each.
            found = {}
            for pattern in ("(a)-[e]->(b)", "(b)<-[e]-(a)"):
                start = "a" if pattern.startswith("(a") else "b"
                for row in self._rows(
                    f"MATCH ({start}:{OURS} {{id: $id}}) MATCH {pattern} WHERE a:{OURS} AND b:{OURS} "
                    "RETURN type(e), a.id, b.id, properties(e)",
                    id=id,
                ):
                    if row[0] in schema().edges:
                        edge = _edge(*row)
                        found[edge.key] = edge
            return [found[key] for key in sorted(found)]

    def node_counts(self) -> dict[str, int]:
        with self._mutex:
            if self._copy is not None:
                return self._copy.node_counts()
            return {label: self._rows(f"MATCH (n:{OURS}:{label}) RETURN count(*)")[0][0] for label in schema().nodes}

    def edge_counts(self) -> dict[str, int]:
        with self._mutex:
            if self._copy is not None:
                return self._copy.edge_counts()
            return {
                type: self._rows(f"MATCH (:{OURS})-[e:{type}]->(:{OURS}) RETURN count(*)")[0][0]
                for type in schema().edges
            }

    def read_from(self, copy: View) -> None:
        """Go on in a copy of the graph."""
        with self._mutex:
            self._copy = self._copy or copy

    def _node_page(self, label: str, after: str, internal: bool) -> list[Node]:
        with self._mutex:
            if self._copy is not None:
                nodes = self._copy.nodes(label, internal=internal)
                return [node for node in nodes if node.id > after]
            # A build goes on from the papers that a killed one left: it writes new papers before it deletes old ones.
            rows = self._rows(
                f"MATCH (n:{OURS}) WHERE n.id > $after AND n:{label} "
                "WITH n ORDER BY n.id LIMIT $page RETURN properties(n)",
                checked=not internal,
                after=after,
                page=_PAGE,
            )
            return [_node(label, row[0], internal) for row in rows]

    def _edge_page(self, type: str, after: str) -> tuple[list[Edge], str | None]:
        """Return the edges from the next nodes, and the last of these nodes; None if there are no more."""
        with self._mutex:
            if self._copy is not None:
                return [edge for edge in self._copy.edges(type) if edge.source > after], None
            last = self._rows(
                f"MATCH (n:{OURS}) WHERE n.id > $after WITH n.id AS id ORDER BY id LIMIT $page RETURN max(id)",
                after=after,
                page=_PAGE,
            )[0][0]
            if last is None:
                return [], None
            rows = self._rows(
                f"MATCH (a:{OURS}) WHERE a.id > $after AND a.id <= $last MATCH (a)-[e:{type}]->(b:{OURS}) "
                "RETURN a.id, b.id, properties(e)",
                after=after,
                last=last,
            )
            return sorted((_edge(type, *row) for row in rows), key=lambda edge: (edge.source, edge.target)), last

    def _rows(self, cypher: str, *, checked: bool = True, **values: Any) -> list[list[Any]]:
        rows = self._connection.read(cypher, **values)
        if checked and not self._partial:
            # After the rows: a write that was not under way now had not begun when they were read.
            check_finished(self._connection)
        return rows


def check_finished(connection: Connection) -> None:
    """Make sure that nobody is in the middle of writing the graph.

    Raises:
        GraphError: if somebody is, or was and did not come to the end.
    """
    if not connection.read(f"MATCH (n:{UNFINISHED}) RETURN n.id LIMIT 1"):
        return
    url = connection.address.url
    if who := writer_of(connection):
        raise GraphError(f"{url}: {who} is writing this graph; read it when that is done")
    raise GraphError(f"{url}: a write of this graph did not come to its end; run that push or build again to finish it")


def state(connection: Connection) -> tuple[int, int, bool]:
    """Return the number of nodes, the number of edges, and whether a write is under way or did not end."""
    counts = f"MATCH (n:{OURS}) WITH count(*) AS nodes OPTIONAL MATCH (u:{UNFINISHED}) RETURN nodes, count(u)"
    nodes, unfinished = connection.read(counts)[0]
    types = "|".join(schema().edges)
    edges = connection.read(f"MATCH ()-[e:{types}]->() RETURN count(e)")[0][0]
    return nodes, edges, unfinished > 0


class Spool:
    """A graph in a temporary LadybugDB file, which is removed with this object.

    Attributes:
        loader: takes the rows; call its ``finish`` before :meth:`view`.
    """

    def __init__(self) -> None:
        from kg.stores.ladybug_load import Loader

        folder = tempfile.mkdtemp(prefix="paperkg-")
        self._remove = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._path = Path(folder) / "graph.lbug"
        self.loader = Loader(self._path)

    def view(self) -> View:
        """Return a view of the file, which keeps it."""
        from kg.stores.ladybug import LadybugStore

        with LadybugStore(str(self._path)) as store:
            return store.view()

    def close(self) -> None:
        """Remove the file; views of it can still be read."""
        self._remove()


def watched(view: Neo4jView) -> Neo4jView:
    """Remember a view, so that :func:`freeze` tells it before the graph changes."""
    with _MUTEX:
        _VIEWS.setdefault(view.url, weakref.WeakSet()).add(view)
    return view


def freeze(connection: Connection) -> None:
    """Let this process's views of a graph read on in a copy, because it is about to change."""
    with _MUTEX:
        views = list(_VIEWS.pop(connection.address.url, ()))
    if not views:
        return
    spool = Spool()
    now = Neo4jView(connection, partial=True)
    spool.loader.add_nodes(now.nodes(internal=True))
    spool.loader.add_edges(now.edges())
    spool.loader.finish()
    copy = spool.view()
    spool.close()  # the open file stays readable
    for view in views:
        view.read_from(copy)


def _node(label: str, stored: dict[str, Any], internal: bool) -> Node:
    kept = {
        name: _text(stored[name])
        for name in schema().nodes[label].properties
        if name != "id" and name in stored and (internal or not is_internal(name))
    }
    return Node(label, stored["id"], kept)


def _edge(type: str, source: str, target: str, stored: dict[str, Any]) -> Edge:
    kept = {name: stored[name] for name in schema().edges[type].properties if name in stored}
    return Edge(type, source, target, kept)


def _text(value: Any) -> Any:
    """Return bookkeeping, which is stored as bytes (see :mod:`kg.stores.neo4j_push`), as the text that it is."""
    return value.decode() if isinstance(value, bytes | bytearray) else value
