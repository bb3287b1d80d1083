"""Runs read-only statements on a Neo4j server and turns its answers into plain values."""

from __future__ import annotations

import math
import re
from itertools import chain
from typing import Any

import neo4j
from neo4j.exceptions import DriverError, Neo4jError
from neo4j.graph import Node, Path, Relationship

from kg import guard
from kg.errors import QueryError
from kg.schema import schema
from kg.stores.base import Result
from kg.stores.bookkeeping import NAMES
from kg.stores.neo4j_connection import OfficialConnection, failure
from kg.stores.neo4j_errors import query_error
from kg.stores.neo4j_names import OURS
from kg.stores.neo4j_push import strangers
from kg.stores.unknown_names import no_label_or_type, no_property

#: What the server warns of when a statement names something that the database lacks, and what that is.
_UNKNOWN = {
    "UnknownLabelWarning": ("label", frozenset(schema().nodes)),
    "UnknownRelationshipTypeWarning": ("edge type", frozenset(schema().edges)),
    "UnknownPropertyKeyWarning": (
        "property",
        frozenset(
            chain.from_iterable(kind.properties for kind in (*schema().nodes.values(), *schema().edges.values()))  # type: ignore[attr-defined]
        ),
    ),
}
_NAMED = re.compile(r"\(the missing [\w ]+ is: (.+)\)$|`([^`]+)`")
_ZEROS = re.compile(r"(?<=:\d\d)\.0+(?!\d)|(?<=\.\d{6})0{3}(?!\d)")
_LEFT_OUT = object()


def run(connection: OfficialConnection, cypher: str, parameters: dict[str, Any], timeout: float, limit: int) -> Result:
    """Run a statement that the guard let pass.

    Raises:
        QueryError: if it cannot be run, or not in the time.
    """
    _check_strangers(connection, cypher)

    @neo4j.unit_of_work(timeout=timeout)
    def work(transaction: neo4j.ManagedTransaction) -> tuple[Result, neo4j.ResultSummary]:
        answer = transaction.run(cypher, parameters)
        columns = list(answer.keys())
        rows = [[plain(value) for value in record.values()] for record in _first(answer, limit)]
        truncated = answer.peek() is not None if limit else bool(answer.peek())
        return Result(columns, rows, truncated), answer.consume()

    try:
        with connection.session(
            default_access_mode=neo4j.READ_ACCESS, fetch_size=1_000, notifications_min_severity="WARNING"
        ) as session:
            result, summary = session.execute_read(work)
    except (DriverError, Neo4jError) as error:
        raise query_error(connection.address.url, failure(error), timeout) from error
    except (ValueError, TypeError, OverflowError) as error:
        raise QueryError(str(error)) from error
    _check_names(summary)
    return result


def _first(answer: neo4j.Result, limit: int) -> list[neo4j.Record]:
    return answer.fetch(limit) if limit else []


def _check_strangers(connection: OfficialConnection, cypher: str) -> None:
    """Refuse to mix our nodes with others of the same labels, unless the statement says which it means."""
    if any(token.is_name and token.text == OURS for token in guard.tokens(cypher)):
        return
    if others := strangers(connection):
        listed = ", ".join(f"{count:,} {label}" for label, count in others.items())
        raise QueryError(
            f"{connection.address.url}: this database has nodes of the same labels that are not of paperkg ({listed}); "
            f"write (p:{OURS}:Paper) to mean ours, or keep the graph in a database of its own"
        )


def _check_names(summary: neo4j.ResultSummary) -> None:
    """Raise an error for a misspelt name, as LadybugDB does, where the server only finds nothing."""
    # As the server sends them: the driver's own words for them differ from version to version.
    for notice in summary.metadata.get("statuses") or summary.metadata.get("notifications") or ():
        code = str(notice.get("neo4j_code") or notice.get("code"))
        kind, known = _UNKNOWN.get(code.rpartition(".")[2], ("", frozenset()))
        found = _NAMED.search(str(notice.get("description", "")))
        name = (found[1] or found[2]) if found else ""
        if kind and name and name not in known and name != OURS:
            if kind == "property":
                raise QueryError(no_property(name))
            raise QueryError(no_label_or_type(name, labels=kind == "label", types=kind == "edge type"))


def plain(value: Any) -> Any:
    """Return a value of an answer as JSON can hold it, without bookkeeping."""
    shown = _shown(value)
    return None if shown is _LEFT_OUT else shown


def _shown(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes | bytearray):
        return _LEFT_OUT  # only bookkeeping is stored as bytes
    if isinstance(value, Node):
        own = [label for label in schema().nodes if label in value.labels] or sorted(value.labels - {OURS})
        return {"id": value.get("id"), "label": own[0] if own else None, **_properties(dict(value.items()))}
    if isinstance(value, Relationship):
        return {"type": value.type, **_properties(dict(value.items()), taken=())}
    if isinstance(value, Path):
        return {"nodes": [plain(node) for node in value.nodes], "edges": [plain(edge) for edge in value.relationships]}
    if isinstance(value, list | tuple):
        # keys(p) and labels(p) list names of our own, too
        shown = [_shown(item) for item in value if not (isinstance(item, str) and (item in NAMES or item == OURS))]
        return [item for item in shown if item is not _LEFT_OUT]
    if isinstance(value, dict):
        return _properties(value, taken=())
    # Times have nine digits after the second, most of them zeros.
    return _ZEROS.sub("", value.iso_format()) if hasattr(value, "iso_format") else str(value)


def _properties(stored: dict[str, Any], taken: tuple[str, ...] = ("id",)) -> dict[str, Any]:
    shown = {name: _shown(value) for name, value in stored.items() if name not in taken and name not in NAMES}
    return {name: value for name, value in shown.items() if value is not _LEFT_OUT}
