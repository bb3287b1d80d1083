"""The community view: which nodes each community shows inside, and where its bubble stands among the others."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from kg.stores.base import View
from viz import communities as grouped
from viz import labels
from viz.backbone import backbone
from viz.layout import layout
from viz.selection import Selection, best_of, finish, overview

#: The radius of the smallest and of the largest bubble, in pixels: room for the names inside.
SMALLEST, LARGEST = 96.0, 170.0
#: How many bridges between bubbles are drawn, in the mean, for each of them.
BRIDGES = 2
#: How many lines of how many characters name a bubble.
LINES, WIDTH = 4, 20
#: How much of the picture the bubbles fill.
FILL = 0.6
_GAP = 18


@dataclass(slots=True)
class Grouping:
    """A selection in communities.

    Attributes:
        selection: the nodes of all insides together, and the edges within each.
        home: the id of its community for each node.
        bubbles: what the page draws at the top level; JSON-ready.
        bridges: which bubbles are linked: ``from``, ``to`` (ids) and ``weight`` from 0 to 1.
    """

    selection: Selection
    home: dict[str, str] = field(default_factory=dict)
    bubbles: list[dict[str, Any]] = field(default_factory=list)
    bridges: list[dict[str, Any]] = field(default_factory=list)


def in_communities(view: View, *, limit: int, types: Collection[str] = (), min_confidence: float = 0.0) -> Grouping:
    """Choose what to show of a graph in communities.

    Args:
        view: the graph.
        limit: how many nodes at most inside each community.
        types: only concepts of these labels, or all.
        min_confidence: leave out edges below it.

    Raises:
        ValueError: for a label that the schema lacks.
    """
    pool = overview(view, limit=grouped.POOL, types=types, min_confidence=min_confidence)
    found = grouped.communities(pool, view)
    home = {id: group.id for group in found.groups for id in best_of(pool, group.members, limit)}
    nodes = [node for node in pool.nodes if node.id in home]
    chosen = finish(view, nodes, view.edges(), min_confidence=min_confidence, common=pool.common)
    for edge in chosen.edges:
        if home[edge.source] != home[edge.target]:
            chosen.elsewhere[edge.source] += 1
            chosen.elsewhere[edge.target] += 1
    chosen.edges = [edge for edge in chosen.edges if home[edge.source] == home[edge.target]]
    chosen.drawn = backbone(chosen.nodes, chosen.edges, chosen.papers)
    return Grouping(chosen, home, _bubbles(found, home), _bridges(found))


def _bubbles(found: grouped.Communities, home: dict[str, str]) -> list[dict[str, Any]]:
    largest = max((group.papers for group in found.groups), default=1) or 1
    shown = list(home.values())
    bubbles: list[dict[str, Any]] = []
    for group in found.groups:
        papers = f"{group.papers:,} {'paper' if group.papers == 1 else 'papers'}"
        bubbles.append(
            {
                "key": group.id,
                "name": " · ".join(labels.cut(name, 60) for name in group.names),
                "lines": [*_lines(group.names), papers],
                "papers": group.papers,
                "inside": shown.count(group.id),
                "size": round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(group.papers / largest), 1),
            }
        )
    boxes = {bubble["key"]: (2 * bubble["size"] + _GAP, 2 * bubble["size"] + _GAP) for bubble in bubbles}
    ids = [group.id for group in found.groups]
    places = layout(boxes, [(ids[a], ids[b], weight) for (a, b), weight in found.bridges.items()], fill=FILL)
    for bubble in bubbles:
        bubble["x"], bubble["y"] = places[bubble["key"]]
    return bubbles


def _lines(names: list[str]) -> list[str]:
    """Return as many of the names as have room in a bubble, each whole if two lines hold it."""
    lines: list[str] = []
    for name in names:
        more = labels.wrap(name, WIDTH, 2).split("\n")
        if len(lines) + len(more) <= LINES:
            lines += more
    return lines


def _bridges(found: grouped.Communities) -> list[dict[str, Any]]:
    ids = [group.id for group in found.groups]
    ranked = sorted(found.bridges.items(), key=lambda item: (-item[1], item[0]))[: BRIDGES * len(ids)]
    strongest = ranked[0][1] if ranked else 1.0
    return [{"from": ids[a], "to": ids[b], "weight": round(weight / strongest, 3)} for (a, b), weight in ranked]
