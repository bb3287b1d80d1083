"""What every store can do: Store (the connection), Writer (replaces the graph), View (reads it).

A store holds one graph. A :class:`Writer` takes a whole graph and puts it in the place of what was there, at once and
only when the ``with`` block ends without an error: a reader never sees half a graph, and a process that is killed
leaves the old one. That is possible because the graph is always a function of all papers together (see
:mod:`kg.pipeline`), and it is what makes a build order-free.
"""

from __future__ import annotations

import math
import numbers
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any

from kg.collecting import no_collection
from kg.model import Edge, Node
from kg.schema import is_internal, schema
from kg.stores.parameters import checked_parameters

if TYPE_CHECKING:
    import networkx as nx

    from viz import Map

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
    """Reads a store. What it returns is sorted by id (nodes) and by type, source, target (edges).

    A view shows the graph as it stood when the view was made, whatever is written later; changing what it returns
    changes nothing in the store. Properties that a node or edge lacks are left out, never None.
    """

    @abstractmethod
    def nodes(self, label: str | None = None, *, internal: bool = False) -> Iterator[Node]:
        """Yield the nodes, of one label or of all in the schema's order.

        Args:
            label: a node label of the schema.
            internal: whether to include bookkeeping properties (see :func:`kg.schema.is_internal`).

        Raises:
            ValueError: for a label that the schema lacks.
        """

    @abstractmethod
    def edges(self, type: str | None = None) -> Iterator[Edge]:
        """Yield the edges, of one type or of all in the schema's order.

        Raises:
            ValueError: for a type that the schema lacks.
        """

    def node_table(self, label: str, properties: Sequence[str] = ()) -> dict[str, list[Any]]:
        """Return the nodes of one label as columns: for whoever needs little of many.

        Args:
            label: a node label of the schema.
            properties: the properties wanted.

        Returns:
            ``id`` and a column for each property, sorted by id; None where a node lacks it.

        Raises:
            ValueError: for a label or property that the schema lacks.
        """
        chosen(label, schema().nodes, "label")
        public = [name for name in schema().nodes[label].properties if not is_internal(name)]
        for name in properties:
            chosen(name, public, f"property of {label}")
        return self._node_table(label, tuple(name for name in properties if name != "id"))

    def edge_table(self, type: str, properties: Sequence[str] = ()) -> dict[str, list[Any]]:
        """Return the edges of one type as columns: ``start``, ``end`` and each property, sorted by both ends.

        The columns are not called source and target because a property of BROADER is.

        Raises:
            ValueError: for a type or property that the schema lacks.
        """
        chosen(type, schema().edges, "edge type")
        for name in properties:
            chosen(name, schema().edges[type].properties, f"property of {type}")
        return self._edge_table(type, tuple(properties))

    def _node_table(self, label: str, properties: tuple[str, ...]) -> dict[str, list[Any]]:
        columns: dict[str, list[Any]] = {name: [] for name in ("id", *properties)}
        for node in self.nodes(label):
            columns["id"].append(node.id)
            for name in properties:
                columns[name].append(node.properties.get(name))
        return columns

    def _edge_table(self, type: str, properties: tuple[str, ...]) -> dict[str, list[Any]]:
        columns: dict[str, list[Any]] = {name: [] for name in ("start", "end", *properties)}
        for edge in self.edges(type):
            columns["start"].append(edge.source)
            columns["end"].append(edge.target)
            for name in properties:
                columns[name].append(edge.properties.get(name))
        return columns

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

    The base class checks every row against the schema, so that no backend can differ in what it accepts. A backend
    gets rows that are clean: lists are lists, numbers are of their type, and what is unknown (None) is left out.

    Entering the block takes the store's lock.

    Raises:
        GraphLocked: on entering, if another process is writing the graph.
        NotAGraph: on entering, if something else is stored at the address: it is never overwritten.
    """

    def __init__(self) -> None:
        self._entered = False
        # A node's place in this list is its number. An edge's key is one integer made of two such numbers and its
        # type: a set of tuples of strings would be the largest thing in memory.
        self._labels: list[str] = []
        self._numbers: dict[str, int] = {}
        self._edge_keys: set[int] = set()
        self._edge_types = {type: number for number, type in enumerate(schema().edges)}

    def add_nodes(self, nodes: Iterable[Node]) -> None:
        """Add nodes.

        Raises:
            ValueError: for a label or property that the schema lacks, a value that is not of the property's type or
                cannot be written as UTF-8, or an id given before.
        """
        self._check_entered()
        with no_collection():
            self._write_nodes(self._checked_nodes(nodes))

    def _checked_nodes(self, nodes: Iterable[Node]) -> list[Node]:
        labels = schema().nodes
        batch = []
        for node in nodes:
            kind = labels.get(node.label)
            if kind is None:
                raise ValueError(f"node {node.id!r}: no label {node.label!r}; known: {', '.join(labels)}")
            if not is_id(node.id):
                raise ValueError(f"node {node.id!r}: an id must be a text that is not empty")
            properties = _checked("node", node.properties, kind.properties, node.id)
            if properties.pop("id", node.id) != node.id:
                raise ValueError(f"node {node.id!r}: its property id is {node.properties['id']!r}")
            if node.id in self._numbers:
                raise ValueError(f"node {node.id!r} was added before")
            self._numbers[node.id] = len(self._labels)
            self._labels.append(node.label)
            batch.append(Node(node.label, node.id, properties))
        return batch

    def add_edges(self, edges: Iterable[Edge]) -> None:
        """Add edges between nodes that were added before.

        Raises:
            ValueError: for a type or property that the schema lacks, a value that is not of the property's type or
                cannot be written as UTF-8, endpoints that the type does not join or that are unknown, or an edge
                given before.
        """
        self._check_entered()
        with no_collection():
            self._write_edges(self._checked_edges(edges))

    def _checked_edges(self, edges: Iterable[Edge]) -> list[Edge]:
        types = schema().edges
        batch = []
        for edge in edges:
            kind = types.get(edge.type)
            if kind is None:
                raise ValueError(f"edge {edge.key}: no type {edge.type!r}; known: {', '.join(types)}")
            properties = _checked("edge", edge.properties, kind.properties, edge)
            source, target = self._numbers.get(edge.source), self._numbers.get(edge.target)
            if source is None or target is None:
                raise ValueError(f"edge {edge.key}: no node {edge.source if source is None else edge.target!r}")
            for label, allowed in ((self._labels[source], kind.sources), (self._labels[target], kind.targets)):
                if label not in allowed:
                    raise ValueError(f"edge {edge.key}: {edge.type} cannot join a {label}")
            key = (source << 40 | target) << 8 | self._edge_types[edge.type]
            if key in self._edge_keys:
                raise ValueError(f"edge {edge.key} was added before")
            self._edge_keys.add(key)
            batch.append(Edge(edge.type, edge.source, edge.target, properties))
        return batch

    def label_of(self, id: str) -> str:
        """Return the label of a node added before."""
        return self._labels[self._numbers[id]]

    def _check_entered(self) -> None:
        if not self._entered:
            raise RuntimeError("use the writer in a with block: with store.writer() as writer: ...")

    @abstractmethod
    def _begin(self) -> None:
        """Take the lock and get ready to write."""

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

    @abstractmethod
    def _end(self) -> None:
        """Let go of the lock; called last, whatever happened."""

    def __enter__(self) -> Writer:
        if self._entered:
            raise RuntimeError("a writer writes once; ask the store for another")
        self._begin()
        self._entered = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is not None:
                self._rollback()
                return
            try:
                self._commit()
            except BaseException:
                self._rollback()
                raise
        finally:
            self._end()


def _text(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    if not value.isascii():
        value.encode()  # a lone surrogate cannot be stored by any backend: UnicodeEncodeError, a ValueError
    return value if type(value) is str else str(value)


def is_id(value: Any) -> bool:
    """Tell whether a value can be the id of a node: some text, without half a character (a lone surrogate)."""
    try:
        return bool(_text(value))
    except UnicodeEncodeError:
        return False


def _integer(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        return None
    number = int(value)
    return number if -(2**63) <= number < 2**63 else None


def _double(value: Any) -> float | None:
    if type(value) is not float and (isinstance(value, bool) or not isinstance(value, numbers.Real)):
        return None
    return float(value) if math.isfinite(value) else None


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _texts(value: Any) -> list[str] | None:
    if not isinstance(value, (list, tuple)):
        return None
    try:
        _text("".join(value))  # one look at all of them
    except TypeError:
        return None
    return list(value)


#: By the property types of the schema: gives the value as it is stored, or None if it is not of the type.
_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "string": _text,
    "integer": _integer,
    "double": _double,
    "boolean": _boolean,
    "string[]": _texts,
}


def _checked(what: str, given: dict[str, Any], known: dict[str, str], row: str | Edge) -> dict[str, Any]:
    """Return the properties as they are stored; ``what`` and ``row`` (an id or an edge) name the row in errors."""
    properties = {}
    for name, value in given.items():
        type = known.get(name)
        if type is None:
            raise ValueError(f"{_row(what, row)}: no property {name}; known: {', '.join(known)}")
        if value is None:
            continue
        try:
            clean = _CONVERTERS[type](value)
        except UnicodeEncodeError as error:
            raise ValueError(
                f"{_row(what, row)}: property {name} holds half a character (a lone surrogate) "
                f"at {error.start}; clean the text before"
            ) from None
        if clean is None:
            raise ValueError(f"{_row(what, row)}: property {name} must be {type}, not {value!r:.80}")
        properties[name] = clean
    return properties


def _row(what: str, row: str | Edge) -> str:
    # Put together only for an error: it is too slow for every row.
    return f"{what} {row.key if isinstance(row, Edge) else repr(row)}"


class Store(ABC):
    """A graph at an address. Open one with :func:`kg.open`; close it, or use it in a ``with`` block.

    Attributes:
        url: the address it was opened with, without a password.
        dialect: whose Cypher it speaks, ``ladybug`` or ``neo4j``; named queries have a variant where these differ.
    """

    url: str
    dialect: str = "ladybug"

    def exists(self) -> bool:
        """Tell whether there is a graph at the address, for stores whose address is no file."""
        return True

    @abstractmethod
    def view(self) -> View:
        """Return a view of the graph as it stands."""

    @abstractmethod
    def writer(self) -> Writer:
        """Return a writer that will replace the graph; see :class:`Writer` for what it raises."""

    def lock(self) -> AbstractContextManager[None]:
        """Keep other writers out while the block runs: for a build that reads the graph and then replaces it.

        A writer of this store, used inside the block, does not lock itself out. Readers are never kept out.

        Raises:
            GraphLocked: on entering, if another process is writing the graph.
        """
        return nullcontext()

    @abstractmethod
    def version(self) -> Hashable:
        """Return a value that changes whenever the graph is replaced; quick, for those who ask again and again.

        Raises:
            GraphError: if the store cannot be asked.
        """

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
            limit: rows after which the answer is cut (0 gives the columns only).
            parameters: values of ``$name`` in the statement; keyword arguments add to it.

        Raises:
            QueryRefused: if the statement could do more than read the graph.
            QueryTimeout: if it ran out of time.
            QueryError: if it cannot be parsed or run.
            ValueError: for a timeout or limit that is negative.
        """
        values = checked_parameters(cypher, {**(parameters or {}), **params}, timeout, limit)
        return self._run(cypher, values, timeout, limit)

    @abstractmethod
    def _run(self, cypher: str, values: dict[str, Any], timeout: float, limit: int) -> Result:
        """Run a statement that was checked, with the values of its parameters."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the graph, and end statements that still run; closing twice is harmless."""

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Return a copy of the graph: nodes by id with ``label`` and properties, edges keyed by their type."""
        import networkx as nx  # not at the top: most commands never need it

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        view = self.view()
        for node in view.nodes():
            graph.add_node(node.id, label=node.label, **node.properties)
        for edge in view.edges():
            graph.add_edge(edge.source, edge.target, key=edge.type, **edge.properties)
        return graph

    def map(self, *, query: str | None = None, title: str = "", **options: Any) -> Map:
        """Return a map of the graph, which shows itself in a notebook and writes itself with ``save("map.html")``.

        Args:
            query: a read-only Cypher statement: map what it returns, instead of the whole.
            title: the heading.
            options: see :func:`viz.draw_map`: ``limit``, ``around``, ``depth``, ``types``, ``communities``,
                ``since``, ``until``, ``min_confidence``.

        Raises:
            MapError: if there is nothing to show.
            UnknownName: if no one node is called as ``around`` says.
            QueryError: if the statement cannot be run.
        """
        # Not at the top: viz draws what stores hold and imports them; and no other command should wait for it.
        from viz import draw_map

        rows = None if query is None else self.query(query).rows
        return draw_map(self.view(), rows=rows, title=title or "Map of papers", **options)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def public(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the properties that may be shown: no bookkeeping, nothing unknown (None)."""
    return {k: v for k, v in properties.items() if v is not None and not is_internal(k)}


def chosen(name: str | None, known: Iterable[str], kind: str) -> tuple[str, ...]:
    """Return the labels or types to read: all of them for None, else the one.

    Raises:
        ValueError: if there is none of that name.
    """
    known = tuple(known)
    if name is None:
        return known
    if name not in known:
        raise ValueError(f"no {kind} {name!r}; known: {', '.join(known)}")
    return (name,)
