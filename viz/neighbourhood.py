"""The part of a graph around one node: its best edges, then the best edges of what these reach."""

from __future__ import annotations

from collections.abc import Collection

from kg.model import Node
from kg.search import find
from kg.stores.base import View
from viz import scoring
from viz.selection import Selection, finish, labels_for, sure


def around(
    view: View,
    name: str,
    *,
    limit: int,
    depth: int = 1,
    types: Collection[str] = (),
    min_confidence: float = 0.0,
) -> Selection:
    """Choose what to show around a paper or concept, breadth first.

    A concept that too many papers name may be reached but is not walked through.

    Args:
        view: the graph.
        name: a name, alias, title or id.
        limit: how many nodes at most.
        depth: how many edges away from the node.
        types: only concepts of these labels, or all; the node itself always stays.
        min_confidence: leave out edges below it.

    Raises:
        UnknownName: if no one node is called so.
        ValueError: for a label that the schema lacks.
    """
    labels = labels_for(types)
    centre = find(view, name)
    papers = view.node_counts().get("Paper", 0)
    found = {centre.id: centre}
    frontier = [centre]
    for step in range(depth):
        # Each step may fill an equal share of the room that is left; the last takes all of it.
        room = (limit - len(found)) // (depth - step)
        frontier = _step(view, frontier, found, labels, papers, room, min_confidence)
        found.update((node.id, node) for node in frontier)
        frontier = [node for node in frontier if not scoring.is_common(node, papers)]
    edges = {edge.key: edge for id in sorted(found) for edge in view.edges_of(id)}
    return finish(view, found.values(), edges.values(), min_confidence=min_confidence, centre=centre.id)


def _step(
    view: View,
    frontier: list[Node],
    found: dict[str, Node],
    labels: set[str],
    papers: int,
    room: int,
    min_confidence: float,
) -> list[Node]:
    """Return the new nodes that the best edges of the frontier reach, the best first."""
    known: dict[str, Node | None] = {}
    mass: dict[str, float] = {}
    for node in frontier:
        for edge in view.edges_of(node.id):
            id = edge.target if edge.source == node.id else edge.source
            if id in found or not sure(edge, min_confidence):
                continue
            if id not in known:
                known[id] = view.node(id)
            other = known[id]
            if other is None or other.label not in labels:
                continue
            # What one paper alone names comes after what joins papers.
            single = other.label != "Paper" and scoring.named_by(other) < 2
            weight = scoring.edge_weight(edge, node, other, papers) * (0.3 if single else 1.0)
            mass[id] = mass.get(id, 0.0) + weight
    ranked = sorted(mass, key=lambda id: (-round(mass[id], 6), id))[: max(0, room)]
    return [reached for id in ranked if (reached := known[id]) is not None]
