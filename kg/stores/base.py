"""What every store can do: Store (the connection), Writer (replaces the graph), View (reads it).

A store holds one graph. A :class:`Writer` takes a whole graph and puts it in the place of what was there, at once and
only when the ``with`` block ends without an error: a reader never sees half a graph, and a process that is killed
leaves the old one. That is possible because the graph is always a function of all papers together (see
:mod:`kg.pipeline`), and it is what makes a build order-free.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import networkx as nx

from kg.model import Edge, Node
from kg.schema import is_internal, schema

#: Limits of a query unless the caller sets others.
DEFAULT_TIMEOUT = 30.0
DEFAULT_ROW_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a query.

    Attributes:
        columns: names in order.
        rows: plain JSON-ready values; a node is a dict with ``id``, ``label`` and its properties, an edge a dict with
            ``type`` and its properties, a path a dict with ``nodes`` and ``edges``.
        truncated: whether the row limit cut the answer.
    """

    columns: list[str]
    rows: list[list[Any]] = field(default_factory=list)
    truncated: bool = False

    def dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class View(ABC):
    """Reads a store. What it returns is sorted by id (nodes) and by type, source, target (edges)."""

    @abstractmethod
    def nodes(self, label: str | None = None, *, internal: bool = False) -> Iterator[Node]:
        """Yield the nodes, of one label or of all in the schema's order.

        Args:
            label: a node label of the schema.
            internal: whether to include bookkeeping properties (see :func:`kg.schema.is_internal`).
        """

    @abstractmethod
    def edges(self, type: str | None = None) -> Iterator[Edge]:
        """Yield the edges, of one type or of all in the schema's order."""

    @abstractmethod
    def node(self, id: str) -> Node | None:
        """Return the node of that id, or None."""

    @abstractmethod
    def edges_of(self, id: str) -> list[Edge]:
        """Return the edges that start or end at the node, sorted; empty if there is no such node."""

    @abstractmethod
    def node_counts(self) -> dict[str, int]:
        """Return how many nodes each label of the schema has (0 included)."""

    @abstractmethod
    def edge_counts(self) -> dict[str, int]:
        """Return how many edges each type of the schema has (0 included)."""


class Writer(ABC):
    """Takes a whole graph in batches; use it in a ``with`` block, nodes before the edges that join them.

    The base class checks every row against the schema, so that no backend can differ in what it accepts.
    """

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}
        self._edge_keys: set[tuple[str, str, str]] = set()

    def add_nodes(self, nodes: Iterable[Node]) -> None:
        """Add nodes.

        Raises:
            ValueError: for a label or property that the schema lacks, or an id given before.
        """
        batch = []
        for node in nodes:
            kind = schema().nodes.get(node.label)
            if kind is None:
                raise ValueError(f"node {node.id!r}: no label {node.label!r}; known: {', '.join(schema().nodes)}")
            _check_properties(node.id, node.properties, kind.properties)
            if node.id in self._labels:
                raise ValueError(f"node {node.id!r} was added before")
            self._labels[node.id] = node.label
            batch.append(node)
        self._write_nodes(batch)

    def add_edges(self, edges: Iterable[Edge]) -> None:
        """Add edges between nodes that were added before.

        Raises:
            ValueError: for a type or property that the schema lacks, endpoints that the type does not join or that
                are unknown, or an edge given before.
        """
        batch = []
        for edge in edges:
            kind = schema().edges.get(edge.type)
            if kind is None:
                raise ValueError(f"edge {edge.key}: no type {edge.type!r}; known: {', '.join(schema().edges)}")
            _check_properties(edge.key, edge.properties, kind.properties)
            for end, allowed in ((edge.source, kind.sources), (edge.target, kind.targets)):
                if end not in self._labels:
                    raise ValueError(f"edge {edge.key}: no node {end!r}")
                if self._labels[end] not in allowed:
                    raise ValueError(f"edge {edge.key}: {edge.type} cannot join a {self._labels[end]}")
            if edge.key in self._edge_keys:
                raise ValueError(f"edge {edge.key} was added before")
            self._edge_keys.add(edge.key)
            batch.append(edge)
        self._write_edges(batch)

    def label_of(self, id: str) -> str:
        """Return the label of a node added before."""
        return self._labels[id]

    @abstractmethod
    def _write_nodes(self, nodes: list[Node]) -> None: ...

    @abstractmethod
    def _write_edges(self, edges: list[Edge]) -> None: ...

    @abstractmethod
    def _commit(self) -> None:
        """Put what was written in the place of the old graph."""

    @abstractmethod
    def _rollback(self) -> None:
        """Forget what was written; the old graph stays."""

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self._commit()
        else:
            self._rollback()


def _check_properties(owner: object, given: dict[str, Any], known: dict[str, str]) -> None:
    unknown = given.keys() - known.keys()
    if unknown:
        raise ValueError(f"{owner}: no property {', '.join(sorted(unknown))}; known: {', '.join(known)}")


class Store(ABC):
    """A graph at an address. Open one with :func:`kg.open`; close it, or use it in a ``with`` block.

    Attributes:
        url: the address it was opened with.
    """

    url: str

    @abstractmethod
    def view(self) -> View:
        """Return a view of the graph as it stands."""

    @abstractmethod
    def writer(self) -> Writer:
        """Return a writer that will replace the graph.

        Raises:
            GraphLocked: if another process is writing it.
        """

    @abstractmethod
    def query(
        self,
        cypher: str,
        /,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        limit: int = DEFAULT_ROW_LIMIT,
        parameters: dict[str, Any] | None = None,
        **params: Any,
    ) -> Result:
        """Run a read-only Cypher statement.

        Args:
            cypher: one statement; see :func:`kg.guard.check` for what is allowed.
            timeout: seconds after which it is stopped.
            limit: rows after which the answer is cut.
            parameters: values of ``$name`` in the statement; keyword arguments add to it.

        Raises:
            QueryRefused: if the statement could do more than read the graph.
            QueryTimeout: if it ran out of time.
            QueryError: if it cannot be parsed or run.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of the graph; closing twice is harmless."""

    def to_networkx(self) -> nx.MultiDiGraph:
        """Return a copy of the graph: nodes by id with ``label`` and properties, edges keyed by their type."""
        graph = nx.MultiDiGraph()
        view = self.view()
        for node in view.nodes():
            graph.add_node(node.id, label=node.label, **node.properties)
        for edge in view.edges():
            graph.add_edge(edge.source, edge.target, key=edge.type, **edge.properties)
        return graph

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def public(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the properties that may be shown: no bookkeeping, nothing unknown (None)."""
    return {k: v for k, v in properties.items() if v is not None and not is_internal(k)}
