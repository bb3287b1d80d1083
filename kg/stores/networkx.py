"""Graphs in memory as a networkx graph: for small graphs, notebooks, exchange with other programs, and tests.

The graph is saved whole to one file (``.json`` or ``.graphml``), or not at all (``memory:``). Cypher runs on a copy in
a temporary LadybugDB file, made by the code that writes LadybugDB graphs, so that answers are the same.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Hashable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType
from typing import Any

import networkx as nx

from kg.errors import GraphError, NotAGraph
from kg.model import Edge, Node
from kg.schema import is_internal, schema
from kg.stores.base import Result, Store, View, Writer, chosen
from kg.stores.files import FileLock, put_in_place, remove_stale, temporary, version
from kg.stores.formats import graphml, node_link
from kg.stores.formats.rows import copied, node_of, sorted_edges, sorted_nodes
from kg.stores.querying import Scratch

#: The module that reads and writes a file, by its ending.
FORMATS: dict[str, ModuleType] = {".json": node_link, ".graphml": graphml}


class NetworkxStore(Store):
    """A graph in memory, saved to a file or not.

    A store follows its file: when somebody has replaced it, the next view and query show the new graph.

    Args:
        url: path of a ``.json`` or ``.graphml`` file, which need not exist, or ``memory:``.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._path = None if url.startswith("memory:") else Path(os.path.realpath(url))
        self._lock = FileLock(self._path) if self._path else None
        self._mutex = threading.RLock()
        self._closed = False
        self._graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self._version: tuple[int, int, int] | None = None
        self._scratch: Scratch | None = None

    def view(self) -> View:
        return NetworkxView(self._current())

    def writer(self) -> Writer:
        return NetworkxWriter(self)

    def lock(self) -> AbstractContextManager[None]:
        return super().lock() if self._lock is None else self._lock.held()

    def version(self) -> Hashable:
        return id(self._graph) if self._path is None else version(self._path)

    def _run(self, cypher: str, values: dict[str, Any], timeout: float, limit: int) -> Result:
        with self._mutex:
            graph = self._current()
            if self._scratch is None:
                self._scratch = Scratch(sorted_nodes(graph), sorted_edges(graph))
            runner = self._scratch.runner
        return runner.run(cypher, values, timeout, limit)

    def close(self) -> None:
        with self._mutex:
            self._closed = True
            if self._scratch is not None:
                self._scratch.stop()
            self._take(nx.MultiDiGraph(), None)

    def _current(self) -> nx.MultiDiGraph[str]:
        """Return the graph as the file is now."""
        with self._mutex:
            if self._closed:
                raise GraphError(f"{self.url}: this store is closed; open it again")
            if self._path is not None:
                now = version(self._path)
                if now is None and self._version is not None:
                    self._take(nx.MultiDiGraph(), None)
                elif now is not None and now != self._version:
                    self._take(_load(self._path), now)
            return self._graph

    def _take(self, graph: nx.MultiDiGraph[str], version: tuple[int, int, int] | None) -> None:
        self._graph, self._version = graph, version
        if self._scratch is not None:
            self._scratch.close()
            self._scratch = None

    def _replace(self, graph: nx.MultiDiGraph[str]) -> None:
        """Save the graph, if it is saved at all, and show it from now on."""
        with self._mutex:
            if self._path is not None:
                new = temporary(self._path)
                try:
                    FORMATS[self._path.suffix.lower()].write(graph, new)
                except OSError as error:
                    raise GraphError(f"{self._path}: cannot be written: {error.strerror}") from error
                put_in_place(new, self._path)
            self._take(graph, version(self._path) if self._path else None)


class NetworkxWriter(Writer):
    """Builds a new graph and puts it in the place of the old."""

    def __init__(self, store: NetworkxStore) -> None:
        super().__init__()
        self._store = store
        self._graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()

    def _begin(self) -> None:
        if self._store._lock is not None:
            self._store._lock.acquire()
        try:
            self._store._current()  # raises NotAGraph: what is not ours is not replaced
            self._clean()
        except BaseException:
            self._end()
            raise

    def _write_nodes(self, nodes: list[Node]) -> None:
        _add(self._graph, nodes, [])

    def _write_edges(self, edges: list[Edge]) -> None:
        _add(self._graph, [], edges)

    def _commit(self) -> None:
        self._store._replace(self._graph)

    def _rollback(self) -> None:
        self._graph = nx.MultiDiGraph()
        self._clean()

    def _end(self) -> None:
        if self._store._lock is not None:
            self._store._lock.release()

    def _clean(self) -> None:
        if self._store._path is not None:
            remove_stale(self._store._path)


class NetworkxView(View):
    """Reads one state of the graph."""

    def __init__(self, graph: nx.MultiDiGraph[str]) -> None:
        self._graph = graph

    def nodes(self, label: str | None = None, *, internal: bool = False) -> Iterator[Node]:
        labels = chosen(label, schema().nodes, "label")
        for node in sorted_nodes(self._graph):
            if node.label in labels:
                yield node if internal else _public(node)

    def edges(self, type: str | None = None) -> Iterator[Edge]:
        types = chosen(type, schema().edges, "edge type")
        for edge in sorted_edges(self._graph):
            if edge.type in types:
                yield edge

    def node(self, id: str) -> Node | None:
        return _public(node_of(id, self._graph.nodes[id])) if id in self._graph else None

    def edges_of(self, id: str) -> list[Edge]:
        if id not in self._graph:
            return []
        found = {}
        for edges in (self._graph.out_edges(id, keys=True, data=True), self._graph.in_edges(id, keys=True, data=True)):
            for source, target, type, properties in edges:
                found[type, source, target] = Edge(type, source, target, copied(properties))
        return [found[key] for key in sorted(found)]

    def node_counts(self) -> dict[str, int]:
        counts = dict.fromkeys(schema().nodes, 0)
        for _, attributes in self._graph.nodes(data=True):
            counts[attributes["label"]] += 1
        return counts

    def edge_counts(self) -> dict[str, int]:
        counts = dict.fromkeys(schema().edges, 0)
        for _, _, type in self._graph.edges(keys=True):
            counts[type] += 1
        return counts


class _Collector(Writer):
    """Checks rows as every writer does, and keeps them: files from elsewhere may hold anything."""

    def __init__(self) -> None:
        super().__init__()
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()

    def _write_nodes(self, nodes: list[Node]) -> None:
        _add(self.graph, nodes, [])

    def _write_edges(self, edges: list[Edge]) -> None:
        _add(self.graph, [], edges)

    def _begin(self) -> None: ...

    def _commit(self) -> None: ...

    def _rollback(self) -> None: ...

    def _end(self) -> None: ...


def _load(path: Path) -> nx.MultiDiGraph[str]:
    try:
        nodes, edges = FORMATS[path.suffix.lower()].read(path)
        collector = _Collector()
        with collector:
            collector.add_nodes(nodes)
            collector.add_edges(edges)
    except OSError as error:
        raise GraphError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, RecursionError) as error:
        raise NotAGraph(
            f"{path}: not a graph of paperkg, or a damaged one ({error}); give another --graph, or remove the file"
        ) from error
    return collector.graph


def _add(graph: nx.MultiDiGraph[str], nodes: list[Node], edges: list[Edge]) -> None:
    for node in nodes:
        graph.add_node(node.id, label=node.label, **node.properties)
    for edge in edges:
        graph.add_edge(edge.source, edge.target, key=edge.type, **edge.properties)


def _public(node: Node) -> Node:
    return Node(node.label, node.id, {k: v for k, v in node.properties.items() if not is_internal(k)})
