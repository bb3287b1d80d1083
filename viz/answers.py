"""The map of an answer: the nodes, edges and paths that a Cypher statement returned, or the ids of nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from kg.model import Node
from kg.schema import schema
from kg.stores.base import View
from viz.errors import MapError
from viz.selection import Selection, finish

#: An edge as an answer tells of it: its type and its two ends, without direction.
Joined = tuple[str, frozenset[str]]


@dataclass(slots=True)
class _Found:
    """What was found in the rows: ids of nodes in their order, texts that may be ids, and edges."""

    ids: dict[str, None] = field(default_factory=dict)
    texts: dict[str, None] = field(default_factory=dict)
    edges: set[Joined] = field(default_factory=set)
    loose: bool = False


def from_rows(view: View, rows: Iterable[Sequence[Any]], *, limit: int, min_confidence: float = 0.0) -> Selection:
    """Choose what an answer names. If it names edges, these are drawn at first, else the strongest ones.

    Args:
        view: the graph that was asked.
        rows: the answer's rows; see :class:`kg.stores.base.Result`.
        limit: how many nodes at most, the first ones.
        min_confidence: leave out edges below it.

    Raises:
        MapError: if the answer names no node.
    """
    found, count = _Found(), 0
    for row in rows:
        count += 1
        _read_row(row, found)
    nodes = _nodes(view, found, limit)
    if not nodes:
        if not count:
            raise MapError("the statement returned no rows, there is nothing to draw")
        if found.loose:
            raise MapError("an edge alone does not say what it joins; return its nodes too: RETURN a, e, b")
        raise MapError(
            "the statement returned no node, path or id of a node; return nodes (RETURN p, m), a path "
            "(MATCH path = ... RETURN path) or ids (RETURN p.id)"
        )
    touching = {edge.key: edge for id in sorted(nodes) for edge in view.edges_of(id)}
    chosen = finish(view, nodes.values(), touching.values(), min_confidence=min_confidence)
    named = {edge.key for edge in chosen.edges if (edge.type, frozenset((edge.source, edge.target))) in found.edges}
    chosen.drawn = named or chosen.drawn
    chosen.left_out = max(0, len(found.ids) - len(nodes))
    return chosen


def _nodes(view: View, found: _Found, limit: int) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    for id in [*found.ids, *found.texts]:
        if len(nodes) >= limit:
            break
        if id not in nodes and (node := view.node(id)) is not None:
            nodes[id] = node
    return nodes


def _read_row(row: Sequence[Any], found: _Found) -> None:
    ids: list[str] = []
    loose: list[str] = []
    for value in _flat(row):
        if isinstance(value, str):
            found.texts.setdefault(value)
        elif "nodes" in value and "edges" in value:
            steps = [str(node.get("id")) for node in value["nodes"]]
            ids += steps
            for (a, b), edge in zip(pairwise(steps), value["edges"], strict=False):
                found.edges.add((str(edge.get("type")), frozenset((a, b))))
        elif value.get("label") in schema().nodes:
            ids.append(str(value.get("id")))
        elif value.get("type") in schema().edges:
            loose.append(str(value["type"]))
    found.ids.update(dict.fromkeys(ids))
    # An edge beside nodes joins two of them; which, the graph says.
    found.edges |= {(type, frozenset((a, b))) for type in loose for n, a in enumerate(ids) for b in ids[n + 1 :]}
    found.loose = found.loose or bool(loose)


def _flat(values: Iterable[Any]) -> Iterator[Any]:
    """Yield the texts and dictionaries in a row; lists are opened, plain maps too."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            path, label, type = {"nodes", "edges"} <= set(value), value.get("label"), value.get("type")
            if path or label in schema().nodes or type in schema().edges:
                yield value
            else:
                yield from _flat(value.values())
        elif isinstance(value, list | tuple):
            yield from _flat(value)
