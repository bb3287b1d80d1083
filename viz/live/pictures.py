"""Pictures as the page draws them: the map to begin with, what a node is joined to, and any set of nodes.

The first picture is chosen and laid out by the code that makes ``kg map``. Where nodes come to a picture that is there
already, the page finds them a place.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from viz import labels
from viz.backbone import backbone
from viz.layout import layout
from viz.live.light_view import LightView
from viz.live.neighbours import inner_edges, neighbours
from viz.live.records import drawn, light, link
from viz.live.snapshot import Snapshot
from viz.network import build
from viz.selection import overview as choose

#: How many neighbours join a picture when one expands a node.
EXPANDED = 20


def overview(snapshot: Snapshot, limit: int) -> dict[str, Any]:
    """Return the map of the whole graph: ``nodes`` with places, ``edges``, and the ``common`` concepts left out."""
    chosen = choose(LightView(snapshot), limit=limit)
    nodes = []
    for node, place in zip(chosen.nodes, build(chosen).nodes, strict=True):
        size = place["size"]
        record = drawn(snapshot, snapshot.number[node.id])
        nodes.append({**record, "r": size, "strong": size >= 13, "x": place["x"], "y": place["y"]})
    edges = inner_edges(snapshot, [snapshot.number[node.id] for node in chosen.nodes])
    return {
        "nodes": nodes,
        "edges": [link(snapshot, edge, weak=snapshot.key(edge) not in chosen.drawn) for edge in edges],
        "common": [light(snapshot, snapshot.number[node.id]) for node in chosen.common],
    }


def expanded(
    snapshot: Snapshot,
    number: int,
    *,
    kinds: Collection[str] = (),
    labels: Collection[str] = (),
    shown: Collection[int] = (),
    fresh: bool = False,
    limit: int = EXPANDED,
    offset: int = 0,
) -> dict[str, Any]:
    """Return the best neighbours of a node, to be added to a picture.

    Args:
        snapshot: the graph.
        number: of the node.
        kinds: only over edges of these types, or all.
        labels: only neighbours of these labels, or all.
        shown: nodes that are in the picture: their edges to the new ones come too.
        fresh: only neighbours that are not in the picture.
        limit: how many neighbours at most.
        offset: how many to pass over.

    Returns:
        ``nodes`` (the node itself first, none with a place), ``edges`` between them and to those shown, and ``total``,
        the number of its neighbours that may come.
    """
    left_out = shown if fresh else ()
    found, total = neighbours(
        snapshot, number, kinds=kinds, labels=labels, without=left_out, limit=limit, offset=offset
    )
    added = [number, *(neighbour.number for neighbour in found if neighbour.number != number)]
    own = {edge for neighbour in found for edge in neighbour.edges[:1]}
    edges = inner_edges(snapshot, {*added, *shown}, touching=added)
    return {
        "nodes": [drawn(snapshot, each) for each in added],
        "edges": [link(snapshot, edge, weak=edge not in own) for edge in edges],
        "total": total,
    }


def together(snapshot: Snapshot, numbers: Sequence[int]) -> dict[str, Any]:
    """Return a picture of these nodes and the edges between them: ``nodes`` with places, and ``edges``."""
    chosen = sorted(set(numbers))
    edges = inner_edges(snapshot, chosen)
    keys = {snapshot.key(edge) for edge in _drawn_edges(snapshot, chosen, edges)}
    nodes = [drawn(snapshot, number) for number in chosen]
    places = _places(nodes, [snapshot.key(edge) for edge in edges if snapshot.key(edge) in keys])
    return {
        "nodes": [{**node, "x": x, "y": y} for node, (x, y) in zip(nodes, places, strict=True)],
        "edges": [link(snapshot, edge, weak=snapshot.key(edge) not in keys) for edge in edges],
    }


def _drawn_edges(snapshot: Snapshot, chosen: Sequence[int], edges: Sequence[int]) -> list[int]:
    """Return the edges that are drawn before anyone points at a node (:func:`viz.backbone.backbone`)."""
    view = LightView(snapshot)
    nodes = [node for node in (view.node(snapshot.ids[number]) for number in chosen) if node is not None]
    by_key = {snapshot.key(edge): edge for edge in edges}
    kept = backbone(nodes, [view.edge(edge) for edge in edges], snapshot.paper_count)
    return [by_key[key] for key in kept]


def _places(nodes: Sequence[dict[str, Any]], edges: Sequence[tuple[str, str, str]]) -> list[tuple[int, int]]:
    """Lay out nodes with their labels below them, as :mod:`viz.network` does."""
    boxes = {}
    for node in nodes:
        width, height = labels.extent("\n".join(node["lines"]))
        boxes[node["id"]] = max(width, 2 * node["r"]) + 4, 2 * node["r"] + height + 6
    middles = layout(boxes, [(source, target, 1.0) for _, source, target in edges])
    return [
        (middles[node["id"]][0], round(middles[node["id"]][1] - (boxes[node["id"]][1] / 2 - node["r"] - 1)))
        for node in nodes
    ]
