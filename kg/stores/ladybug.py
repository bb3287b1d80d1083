"""Graphs in a LadybugDB file, the default.

The file is never written in place: a writer makes a new one and renames it over the old (:mod:`kg.stores.files`). So
readers need no lock, and a process that is killed while it writes leaves the old graph.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Hashable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

import ladybug

from kg.errors import GraphError, NotAGraph
from kg.model import Edge, Node
from kg.schema import is_internal, schema
from kg.stores.base import Result, Store, View, Writer, chosen, is_id
from kg.stores.bookkeeping import unhide
from kg.stores.files import FileLock, put_in_place, remove_stale, temporary, version
from kg.stores.ladybug_errors import file_error
from kg.stores.ladybug_load import Loader
from kg.stores.ladybug_query import open_reading
from kg.stores.query_worker import READ_MEMORY, QueryRunner
from kg.stores.querying import Scratch

#: Nodes that are read at once, with all their properties or edges.
_PAGE = 2_000
#: Rows of one piece of an Arrow table.
_CHUNK = 100_000


class LadybugStore(Store):
    """A graph in a LadybugDB file.

    A store follows its file: when somebody has replaced it, the next view and query show the new graph. A view that
    was made before goes on showing the old one.

    Args:
        url: path of the file; it need not exist.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        # A symbolic link stays one: it is the file that it names that is replaced.
        self._path = Path(os.path.realpath(url))
        self._lock = FileLock(self._path)
        self._mutex = threading.Lock()
        self._closed = False
        self._version: tuple[int, int, int] | None = None
        self._database: Any = None
        self._runner: QueryRunner | None = None
        self._empty: Scratch | None = None

    def view(self) -> View:
        return LadybugView(self.url, self._current())

    def writer(self) -> Writer:
        return LadybugWriter(self)

    def lock(self) -> AbstractContextManager[None]:
        return self._lock.held()

    def version(self) -> Hashable:
        return version(self._path)

    def _run(self, cypher: str, values: dict[str, Any], timeout: float, limit: int) -> Result:
        return self._querying().run(cypher, values, timeout, limit)

    def close(self) -> None:
        with self._mutex:
            self._closed = True
            for querying in (self._runner, self._empty):
                if querying is not None:
                    querying.stop()
            self._drop()

    def _current(self) -> Any:
        """Return the database as the file is now, or None if there is no file."""
        with self._mutex:
            return self._refreshed()

    def _querying(self) -> QueryRunner:
        with self._mutex:
            if self._refreshed() is None:
                self._empty = self._empty or Scratch([], [])
                return self._empty.runner
            if self._runner is None:
                self._runner = QueryRunner(self._path)
            return self._runner

    def _refreshed(self) -> Any:
        if self._closed:
            raise GraphError(f"{self.url}: this store is closed; open it again")
        now = version(self._path)
        if now != self._version or (now is not None and self._database is None):
            self._drop()
            if now is not None:
                self._database = _open_graph(self._path)
            self._version = now
        return self._database

    def _drop(self) -> None:
        # The database is not closed: a view may still read it. It closes itself when the last one is gone.
        self._database = self._version = None
        for querying in (self._runner, self._empty):
            if querying is not None:
                querying.close()
        self._runner = self._empty = None


class LadybugWriter(Writer):
    """Makes a new file and puts it in the place of the old."""

    def __init__(self, store: LadybugStore) -> None:
        super().__init__()
        self._store = store
        self._path = store._path
        self._new = temporary(self._path)
        self._loader: Loader | None = None

    def _begin(self) -> None:
        self._store._lock.acquire()
        try:
            self._store._current()  # raises NotAGraph: what is not ours is not replaced
            remove_stale(self._path)
            with _translated(self._path):
                self._loader = Loader(self._new)
        except BaseException:
            self._store._lock.release()
            raise

    def _write_nodes(self, nodes: list[Node]) -> None:
        assert self._loader is not None
        with _translated(self._path):
            self._loader.add_nodes(nodes)

    def _write_edges(self, edges: list[Edge]) -> None:
        assert self._loader is not None
        with _translated(self._path):
            self._loader.add_edges(edges)

    def _commit(self) -> None:
        assert self._loader is not None
        with _translated(self._path):
            self._loader.finish()
        # Left by a program that wrote the old file in place; replayed into the new one they would damage it.
        for ending in (".wal", ".shadow"):
            with suppress(OSError):
                self._path.with_name(self._path.name + ending).unlink()
        put_in_place(self._new, self._path)

    def _rollback(self) -> None:
        if self._loader is not None:
            with suppress(RuntimeError):  # what failed before is what the caller must hear of
                self._loader.abandon()
        remove_stale(self._path)

    def _end(self) -> None:
        self._loader = None
        self._store._lock.release()


class LadybugView(View):
    """Reads one state of a LadybugDB file; pages of it at a time, so that a large graph needs little memory.

    Args:
        url: the store's address, for errors.
        database: the open database, or None for an empty graph.
    """

    def __init__(self, url: str, database: Any) -> None:
        self._url = url
        self._connection: Any = None if database is None else ladybug.Connection(database)

    def nodes(self, label: str | None = None, *, internal: bool = False) -> Iterator[Node]:
        for name in chosen(label, schema().nodes, "label"):
            kept = [p for p in schema().nodes[name].properties if p != "id" and (internal or not is_internal(p))]
            columns = ", ".join(["n.`id`", *(f"n.`{p}`" for p in kept)])
            for low, high in self._pages(name):
                yield from (
                    Node(name, row[0], _present(kept, row[1:]))
                    for row in self._rows(
                        f"MATCH (n:`{name}`) WHERE n.id >= $low AND n.id <= $high RETURN {columns} ORDER BY n.id",
                        low=low,
                        high=high,
                    )
                )

    def edges(self, type: str | None = None) -> Iterator[Edge]:
        for name in chosen(type, schema().edges, "edge type"):
            kind = schema().edges[name]
            if kind.sources == ("Paper",):
                yield from self._edges_from(name, "Paper")
            else:  # ids of the labels mix in the order
                yield from sorted(
                    (edge for source in kind.sources for edge in self._edges_from(name, source)),
                    key=lambda edge: (edge.source, edge.target),
                )

    def _node_table(self, label: str, properties: tuple[str, ...]) -> dict[str, list[Any]]:
        names = ["id", *properties]
        columns = ", ".join(f"n.`{name}` AS `{name}`" for name in names)
        return self._columns(f"MATCH (n:`{label}`) RETURN {columns} ORDER BY n.id", names)

    def _edge_table(self, type: str, properties: tuple[str, ...]) -> dict[str, list[Any]]:
        columns = ", ".join(["a.id AS `start`", "b.id AS `end`", *(f"e.`{name}` AS `{name}`" for name in properties)])
        cypher = f"MATCH (a)-[e:`{type}`]->(b) RETURN {columns} ORDER BY a.id, b.id"
        return self._columns(cypher, ["start", "end", *properties])

    def _columns(self, cypher: str, names: list[str]) -> dict[str, list[Any]]:
        """Return an answer by columns; as Arrow, that is ten times as fast as row by row."""
        if self._connection is None:
            return {name: [] for name in names}
        with _translated(Path(self._url)):
            found: dict[str, list[Any]] = self._connection.execute(cypher).get_as_arrow(_CHUNK).to_pydict()
        return found

    def node(self, id: str) -> Node | None:
        if not is_id(id):
            return None
        for label, kind in schema().nodes.items():
            kept = [p for p in kind.properties if p != "id" and not is_internal(p)]
            columns = ", ".join(f"n.`{p}`" for p in kept)
            for row in self._rows(f"MATCH (n:`{label}` {{id: $id}}) RETURN {columns}", id=id):
                return Node(label, id, _present(kept, row))
        return None

    def edges_of(self, id: str) -> list[Edge]:
        node = self.node(id)
        if node is None:
            return []
        found = {}
        for name, kind in schema().edges.items():
            columns = "".join(f", e.`{p}`" for p in kind.properties)
            for labels, pattern in ((kind.sources, "(n)-[e]->(m)"), (kind.targets, "(m)-[e]->(n)")):
                if node.label not in labels:
                    continue
                pattern = pattern.replace("(n)", f"(n:`{node.label}` {{id: $id}})").replace("[e]", f"[e:`{name}`]")
                for row in self._rows(f"MATCH {pattern} RETURN m.id{columns}", id=id):
                    source, target = (id, row[0]) if labels is kind.sources else (row[0], id)
                    edge = Edge(name, source, target, _present(kind.properties, row[1:]))
                    found[edge.key] = edge
        return sorted(found.values(), key=lambda edge: edge.key)

    def node_counts(self) -> dict[str, int]:
        return {label: self._count(f"MATCH (x:`{label}`) RETURN count(*)") for label in schema().nodes}

    def edge_counts(self) -> dict[str, int]:
        return {type: self._count(f"MATCH ()-[x:`{type}`]->() RETURN count(*)") for type in schema().edges}

    def _edges_from(self, type: str, source: str) -> Iterator[Edge]:
        properties = schema().edges[type].properties
        columns = ", ".join(["a.`id`", "b.`id`", *(f"e.`{p}`" for p in properties)])
        for low, high in self._pages(source):
            for row in self._rows(
                f"MATCH (a:`{source}`)-[e:`{type}`]->(b) WHERE a.id >= $low AND a.id <= $high "
                f"RETURN {columns} ORDER BY a.id, b.id",
                low=low,
                high=high,
            ):
                yield Edge(type, row[0], row[1], _present(properties, row[2:]))

    def _pages(self, label: str) -> list[tuple[str, str]]:
        """Return the first and last id of each page of nodes."""
        ids = [row[0] for row in self._rows(f"MATCH (n:`{label}`) RETURN n.id ORDER BY n.id")]
        return [(ids[start], ids[min(start + _PAGE, len(ids)) - 1]) for start in range(0, len(ids), _PAGE)]

    def _count(self, cypher: str) -> int:
        return next((int(row[0]) for row in self._rows(cypher)), 0)

    def _rows(self, cypher: str, **values: Any) -> Iterator[list[Any]]:
        if self._connection is None:
            return
        with _translated(Path(self._url)):
            result = self._connection.execute(cypher, values)
            while result.has_next():
                yield result.get_next()
            result.close()


class _translated:  # noqa: N801 - reads as a word in a with statement
    """Turns the driver's errors into ours."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, RuntimeError):
            raise file_error(self._path, error) from error


def _present(names: Any, values: list[Any]) -> dict[str, Any]:
    return {name: unhide(name, value) for name, value in zip(names, values, strict=True) if value is not None}


def _open_graph(path: Path) -> Any:
    """Open a file and make sure that it holds a graph of ours."""
    database = open_reading(path, READ_MEMORY)
    with _translated(path):
        result: Any = ladybug.Connection(database).execute("CALL show_tables() RETURN name")
        tables = {row[0] for row in result}
    missing = [name for name in (*schema().nodes, *schema().edges) if name not in tables]
    if missing:
        raise NotAGraph(
            f"{path}: a LadybugDB file, but not a graph of paperkg (no table {missing[0]}); "
            "give another --graph, or remove the file"
        )
    return database
