"""The card of a node for the side panel: what it is, and the best of its edges with the quotes behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kg.model import Node
from viz.details import node_details
from viz.live.neighbours import neighbours
from viz.live.records import light, shown_name, told
from viz.live.snapshot import KINDS, Snapshot
from viz.style import STROKES

#: Entries of a group that a card shows at once; more are fetched.
ENTRIES = 8


def card(snapshot: Snapshot, number: int) -> dict[str, Any]:
    """Return a node's card: its details, and its edges in groups by type and direction.

    Each group has ``kind``, ``direction``, ``title``, ``total`` and the first ``entries``; :func:`group` gives more.
    """
    id = snapshot.ids[number]
    node = snapshot.texts.node(id) or Node(snapshot.labels[number], id)
    known = node_details(node, 1 + int(snapshot.cited[number]))
    groups = []
    for kind, direction in _groups(snapshot, number):
        groups.append(group(snapshot, number, kind, direction, limit=ENTRIES))
    return {
        **known,
        **light(snapshot, number),
        "name": shown_name(snapshot, number),
        "degree": snapshot.degree(number),
        "groups": groups,
    }


def group(snapshot: Snapshot, number: int, kind: str, direction: str, *, limit: int, offset: int = 0) -> dict[str, Any]:
    """Return a page of a node's edges of one type and direction (``out``, ``in``, ``both``), the most telling first."""
    found, total = neighbours(snapshot, number, kinds=[kind], direction=direction, limit=limit, offset=offset)
    stroke = STROKES[kind]
    pairs = [(neighbour.number, edge) for neighbour in found for edge in neighbour.edges]
    return {
        "kind": kind,
        "direction": direction,
        "title": stroke.back if direction == "in" else stroke.out,
        "total": total,
        "entries": entries(snapshot, number, pairs),
    }


def entries(snapshot: Snapshot, number: int, pairs: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
    """Return for each pair of a neighbour and an edge to it what a list tells: the neighbour, how sure, the quotes."""
    edges = snapshot.edges([edge for _, edge in pairs], centre=number)
    return [
        {**light(snapshot, other), "kind": edge.type, **told(snapshot, edge)}
        for (other, _), edge in zip(pairs, edges, strict=True)
    ]


def _groups(snapshot: Snapshot, number: int) -> list[tuple[str, str]]:
    """Return the types and directions of a node's edges, in the schema's order; one reads alike from both ends."""
    edges = snapshot.edges_at(number)
    outward = snapshot.start[edges] == number
    found = []
    for place, kind in enumerate(KINDS):
        own = snapshot.kind[edges] == place
        if STROKES[kind].out == STROKES[kind].back:
            if own.any():
                found.append((kind, "both"))
            continue
        inward = snapshot.end[edges] == number
        if np.any(own & outward):
            found.append((kind, "out"))
        if np.any(own & inward):
            found.append((kind, "in"))
    return found
