"""Makes a graph in a Neo4j database equal to another, or adds the other to it.

Both are read in the same order, side by side, and only what differs is sent, in batches of one label or type. So a
push that was broken off is finished by running it again, and a second one finds nothing to do. What is held in memory
does not grow with the graph.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, fields
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, TypeVar

from kg.errors import GraphError
from kg.model import Edge, Node
from kg.schema import is_internal, schema
from kg.stores.base import View
from kg.stores.neo4j_connection import Connection, who
from kg.stores.neo4j_names import OURS, UNFINISHED, declarations, drop_edges, drop_nodes, put_edges, put_nodes
from kg.stores.neo4j_view import Neo4jView, freeze

#: A batch is sent when it has so many rows, or so many characters: abstracts are long, and a server has to hold it.
_ROWS, _CHARACTERS = 5_000, 4_000_000
#: Batches of nodes on their way at the same time. Of edges one only: two would wait for each other's nodes.
_AT_ONCE = 2

#: Called with a stage ("nodes", "edges") and how many rows of it were looked at.
Progress = Callable[[str, int], None]

Row = TypeVar("Row", Node, Edge)


@dataclass(slots=True)
class Pushed:
    """What a push did.

    Attributes:
        nodes: rows sent, by label; ``edges``: by type.
        same: rows that were there already.
        dropped: rows deleted, by label or type.
        strangers: nodes with a label of the schema that are not of paperkg, by label; they were left alone.
        seconds: for ``nodes`` and for ``edges``.
    """

    nodes: Counter[str] = field(default_factory=Counter)
    edges: Counter[str] = field(default_factory=Counter)
    same: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    strangers: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return all of it, JSON-ready."""
        return {name: dict(value) if isinstance(value, dict) else value for name, value in self._items()}

    def _items(self) -> Iterator[tuple[str, Any]]:
        # dataclasses.asdict makes nonsense of a Counter before Python 3.12.
        return ((item.name, getattr(self, item.name)) for item in fields(self))


def declare(connection: Connection) -> None:
    """Declare labels, constraints and indexes, where that has not been done.

    Raises:
        GraphError: if the account may not do it; the message has the statements for somebody who may.
    """
    for statement in declarations():
        try:
            connection.write(statement)
        except GraphError as error:
            if _declared(connection):
                return
            listed = ";\n  ".join(declarations()[-3:])
            raise type(error)(f"{error}. Let somebody who may make constraints run this once:\n  {listed};") from error


def _declared(connection: Connection) -> bool:
    rows = connection.read("SHOW CONSTRAINTS YIELD name WHERE name STARTS WITH 'paperkg_' RETURN name")
    return len(rows) == sum("CONSTRAINT" in statement for statement in declarations())


def strangers(connection: Connection) -> dict[str, int]:
    """Return how many nodes bear a label of the schema and are not ours, by label; quick unless there are any."""
    total = connection.read(
        "RETURN " + " + ".join(f"COUNT {{ MATCH (:{label}) }}" for label in schema().nodes) + f", COUNT {{ (:{OURS}) }}"
    )[0]
    if total[0] == total[1]:
        return {}
    counts = {
        label: connection.read(f"MATCH (n:{label}) WHERE NOT n:{OURS} RETURN count(*)")[0][0]
        for label in schema().nodes
    }
    return {label: count for label, count in counts.items() if count}


def push(view: View, connection: Connection, *, mirror: bool, progress: Progress = lambda stage, done: None) -> Pushed:
    """Bring a graph into a database; call it with the lock of writers held.

    Args:
        view: the graph.
        connection: the database.
        mirror: whether to delete what the graph lacks.
        progress: told how far it is.

    Raises:
        GraphError: if the server fails or refuses; what it has taken it keeps, and running it again goes on.
    """
    freeze(connection)
    pushed = Pushed(strangers=strangers(connection))
    there = Neo4jView(connection, partial=True)
    begin = time.perf_counter()
    with _Batches(connection) as batches:
        gone = _push_nodes(view, there, batches, mirror, progress, pushed)
        batches.one_by_one()  # edges need their nodes
        pushed.seconds["nodes"] = time.perf_counter() - begin
        begin = time.perf_counter()
        _push_edges(view, there, batches, mirror, progress, pushed)
        batches.settle()
        pushed.seconds["edges"] = time.perf_counter() - begin
        # Last, so that a build that was broken off finds every paper in the old place or the new.
        for label, rows in groupby(gone, key=itemgetter(0)):
            sender = _Sender(batches, drop_nodes(label), exact=False)
            for _, id in rows:
                sender.add(id)
                pushed.dropped[label] += 1
            sender.flush()
        batches.finish()
    return pushed


def _push_nodes(
    view: View, there: View, batches: _Batches, mirror: bool, progress: Progress, pushed: Pushed
) -> list[tuple[str, str]]:
    """Send nodes, and return labels and ids of those to delete."""
    counts = there.node_counts()
    gone: list[tuple[str, str]] = []
    seen = 0
    for label in schema().nodes:
        sender = _Sender(batches, put_nodes(label))
        old = there.nodes(label, internal=True) if counts[label] else iter(())
        for new, before in _side_by_side(view.nodes(label, internal=True), old, lambda node: node.id):
            seen += 1
            if new is None:
                assert before is not None
                if mirror:
                    gone.append((label, before.id))
            elif before is not None and before.properties == new.properties:
                pushed.same += 1
            else:
                sender.add([new.id, _stored(new, before)])
                pushed.nodes[label] += 1
            if seen % 1_000 == 0:
                progress("nodes", seen)
        sender.flush()
    progress("nodes", seen)
    return gone


def _push_edges(view: View, there: View, batches: _Batches, mirror: bool, progress: Progress, pushed: Pushed) -> None:
    counts = there.edge_counts()
    seen = 0
    for type in schema().edges:
        putter = _Sender(batches, put_edges(type))
        dropper = _Sender(batches, drop_edges(type), exact=False)
        old = there.edges(type) if counts[type] else iter(())
        for new, before in _side_by_side(view.edges(type), old, lambda edge: (edge.source, edge.target)):
            seen += 1
            if new is None:
                assert before is not None
                if mirror:
                    dropper.add([before.source, before.target])
                    pushed.dropped[type] += 1
            elif before is not None and before.properties == new.properties:
                pushed.same += 1
            else:
                putter.add([new.source, new.target, _stored(new, before)])
                pushed.edges[type] += 1
            if seen % 5_000 == 0:
                progress("edges", seen)
        putter.flush()
        dropper.flush()
    progress("edges", seen)


class _Batches:
    """Sends batches while the next ones are read; use it in a with block.

    From the first to the last a mark in the database says that the graph is not whole; where one fails it stays.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._marked = False
        self._at_once = _AT_ONCE
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="kg-push")
        self._pending: deque[Future[None]] = deque()

    def __enter__(self) -> _Batches:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # What waits is dropped after an error; what is on its way has to arrive before the lock is given back.
        self._pool.shutdown(wait=True, cancel_futures=kind is not None)

    def send(self, statement: str, rows: list[Any], *, exact: bool) -> None:
        """Send rows soon; an error of this or an earlier batch is raised here or by :meth:`settle`."""
        if not self._marked:
            self._connection.write(f"MERGE (n:{UNFINISHED} {{id: 'writer'}}) SET n += $who", who=who())
            self._marked = True
        while len(self._pending) >= self._at_once:
            self._pending.popleft().result()
        self._pending.append(self._pool.submit(self._write, statement, rows, exact))

    def one_by_one(self) -> None:
        """Wait until all that was sent has arrived, and send one batch at a time from now on."""
        self.settle()
        self._at_once = 1

    def settle(self) -> None:
        """Wait until all that was sent has arrived."""
        while self._pending:
            self._pending.popleft().result()

    def finish(self) -> None:
        """Wait, and take the mark away, also that of an earlier push where nothing had to be sent now."""
        self.settle()
        self._connection.write(f"MATCH (n:{UNFINISHED}) DELETE n")

    def _write(self, statement: str, rows: list[Any], exact: bool) -> None:
        applied = self._connection.write(statement, rows=rows)[0][0]
        if exact and applied != len(rows):
            raise GraphError(
                f"{self._connection.address.url}: {len(rows) - applied} of {len(rows)} rows found no place: "
                "somebody else changes this graph at the same time; run it again when that is done"
            )


class _Sender:
    """Gathers rows of one statement and sends them.

    Args:
        batches: sends them.
        statement: takes ``$rows`` and returns how many it applied.
        exact: whether each row must have applied.
    """

    def __init__(self, batches: _Batches, statement: str, *, exact: bool = True) -> None:
        self._batches = batches
        self._statement = statement
        self._exact = exact
        self._rows: list[Any] = []
        self._characters = 0

    def add(self, row: Any) -> None:
        self._rows.append(row)
        self._characters += _size(row)
        if len(self._rows) >= _ROWS or self._characters >= _CHARACTERS:
            self.flush()

    def flush(self) -> None:
        if self._rows:
            self._batches.send(self._statement, self._rows, exact=self._exact)
            self._rows, self._characters = [], 0


def _side_by_side(
    new: Iterable[Row], old: Iterable[Row], key: Callable[[Row], Any]
) -> Iterator[tuple[Row | None, Row | None]]:
    """Yield rows of two sorted streams in pairs of equal key, None where one lacks it."""
    others = iter(old)
    other = next(others, None)
    for row in new:
        while other is not None and key(other) < key(row):
            yield None, other
            other = next(others, None)
        if other is not None and key(other) == key(row):
            yield row, other
            other = next(others, None)
        else:
            yield row, None
    if other is not None:
        yield from ((None, rest) for rest in chain([other], others))


def _stored(new: Row, before: Row | None) -> dict[str, Any]:
    """Return the properties to set; None takes away one that was there before.

    Bookkeeping is stored as bytes: Cypher cannot turn these into text, whatever a statement does with them.
    (A bytearray, as py2neo sends bytes as text.)
    """
    values = {
        name: bytearray(value.encode()) if is_internal(name) and isinstance(value, str) else value
        for name, value in new.properties.items()
    }
    return values if before is None else {**dict.fromkeys(before.properties), **values}


def _size(value: Any) -> int:
    if isinstance(value, str | bytearray):
        return len(value)
    if isinstance(value, list):
        return sum(map(_size, value)) + len(value)
    return sum(map(_size, value.values())) if isinstance(value, dict) else 8
