"""Takes a graph to a Neo4j server and brings it back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from importlib import import_module
from itertools import islice
from typing import Any, cast

from kg.errors import GraphError, GraphLocked, NotAGraph, PaperkgError, UnknownChoice
from kg.stores import open_store
from kg.stores.base import Store, View, Writer
from kg.stores.neo4j import Neo4jStore
from kg.stores.neo4j_address import Address, check_scheme, parse
from kg.stores.neo4j_connection import RETRY_SECONDS, Connection
from kg.stores.neo4j_lock import WriterLock
from kg.stores.neo4j_push import Progress, Pushed, declare
from kg.stores.neo4j_push import push as send
from kg.stores.neo4j_view import check_finished

#: The drivers by name: the module and class of the connection, and the extra that installs it.
DRIVERS = {
    "neo4j": ("kg.stores.neo4j_connection:OfficialConnection", ""),
    "py2neo": ("kg.stores.neo4j_py2neo:Py2neoConnection", "py2neo"),
}

_BATCH = 5_000


def _silent(stage: str, done: int) -> None:
    """Report nothing."""


def connect(url: str, driver: str = "neo4j", retry: float = RETRY_SECONDS) -> Connection:
    """Open a connection to a Neo4j database.

    Args:
        url: see :mod:`kg.stores.neo4j_address`.
        driver: a name of :data:`DRIVERS`.
        retry: seconds for which a batch is sent again when the server is busy or away.

    Raises:
        UnknownChoice: if there is no such driver.
        GraphError: if the server cannot be reached or does not let us in.
        PaperkgError: if the driver is not installed.
    """
    if driver not in DRIVERS:
        raise UnknownChoice("driver", driver, DRIVERS)
    location, extra = DRIVERS[driver]
    module, _, name = location.partition(":")
    try:
        make: Callable[[Address, float], Connection] = getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        raise PaperkgError(f"{error.name} is not installed; run: pip install 'paperkg[{extra}]'") from error
    return make(parse(url), retry)


def push(
    view: View,
    url: str,
    *,
    mirror: bool = False,
    driver: str = "neo4j",
    retry: float = RETRY_SECONDS,
    progress: Progress = _silent,
) -> Pushed:
    """Bring a graph into a Neo4j database; what is there already is left as it is.

    Args:
        view: the graph.
        url: the database.
        mirror: whether to delete what the graph lacks.
        driver: a name of :data:`DRIVERS`.
        retry: seconds for which a batch is sent again when the server is busy or away.
        progress: told how many nodes and edges were looked at.

    Raises:
        GraphLocked: if another process is writing there.
        GraphError: if the server fails or refuses; what it has taken it keeps, and the same push again finishes it.
    """
    with closing(connect(url, driver, retry)) as connection:
        declare(connection)
        with WriterLock(connection).held():
            return send(view, connection, mirror=mirror, progress=progress)


def pull(url: str, store: Store, *, progress: Progress = _silent) -> dict[str, int]:
    """Put the graph of a Neo4j database in the place of a store's, bookkeeping included.

    Args:
        url: the database.
        store: the store.
        progress: told how many nodes and edges were read.

    Returns:
        how many ``nodes`` and ``edges`` it has.

    Raises:
        GraphError: if the address is not of a Neo4j server, or there is no graph, or it cannot be read or written.
        NotAGraph: if somebody has changed it so that it no longer fits the schema.
    """
    check_scheme(url)
    remote = cast(Neo4jStore, open_store(url, must_exist=True))
    with remote, ExitStack() as stack:
        check_finished(remote.connection)
        try:
            stack.enter_context(remote.lock())
        except GraphLocked:
            raise
        except GraphError:
            pass  # an account that may only read: the view notices a writer while it is at work
        with store.writer() as writer:
            try:
                return _copy(remote.view(), writer, progress)
            except ValueError as error:
                raise NotAGraph(f"{remote.url}: the graph does not fit the schema: {error}") from error


def _copy(view: View, writer: Writer, progress: Progress) -> dict[str, int]:
    done = {"nodes": 0, "edges": 0}
    for stage, rows, add in (
        ("nodes", view.nodes(internal=True), writer.add_nodes),
        ("edges", view.edges(), writer.add_edges),
    ):
        for batch in _batches(rows):
            add(batch)
            done[stage] += len(batch)
            progress(stage, done[stage])
    return done


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch
