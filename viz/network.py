"""From a selection to a pyvis network: nodes with positions, sizes and shapes, and edges.

pyvis holds the data and the options. Its own page is not used: it loads from the network and does not escape titles
(see :mod:`viz.page`). Edges are directed, because pyvis drops parallel undirected ones, and no node has a ``title``,
because one that contains "href" turns all of them into markup.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

from kg.model import Edge, Node
from kg.search import label_name
from viz import labels, scoring, style
from viz.layout import layout
from viz.selection import Selection

#: Up to so many nodes each has room for its whole label.
ALL_LABELS = 400
#: vis-network's options: nothing moves by itself, and nothing is drawn that this project does not ask for.
OPTIONS: Mapping[str, Any] = {
    "autoResize": True,
    "layout": {"randomSeed": 1, "improvedLayout": False},
    "physics": {"enabled": False},
    "interaction": {"hover": True, "hoverConnectedEdges": False, "selectConnectedEdges": False, "multiselect": False},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3, "chosen": False},
    "edges": {"smooth": False, "chosen": False, "hoverWidth": 0, "selectionWidth": 0, "arrowStrikethrough": False},
}


def build(selection: Selection, home: Mapping[str, str] | None = None) -> Any:
    """Return the pyvis network of a selection; a node's id is its place in ``selection.nodes``.

    Args:
        selection: what to draw.
        home: the community of each node by its id: each is laid out for itself.
    """
    home = home or {}
    from pyvis.network import Network  # not at the top: importing it takes longer than drawing a small map

    class Known(Network):  # type: ignore[misc]
        """pyvis looks for the ends of each edge in a list of all nodes; in a large graph that takes seconds."""

        def get_nodes(self) -> Any:
            return self.node_map.keys()

    network = Known(directed=True)
    network.set_options(json.dumps(OPTIONS))
    place = {node.id: number for number, node in enumerate(selection.nodes)}
    names = {node.id: labels.wrap(labels.short_name(node)) for node in selection.nodes}
    radii = _radii(selection)
    positions = _positions(selection, names, radii, home)
    for node in selection.nodes:
        x, y = positions[node.id]
        network.add_node(
            place[node.id],
            label=names[node.id],
            shape=style.SHAPES[node.label],
            group=node.label,
            size=radii[node.id],
            x=x,
            y=y,
            **_facts(node),
            **({"community": home[node.id]} if home else {}),
        )
    for number, edge in enumerate(selection.edges):
        network.add_edge(
            place[edge.source],
            place[edge.target],
            id=f"e{number}",
            kind=edge.type,
            hidden=edge.key not in selection.drawn,
            **_sure(edge),
        )
    return network


def _facts(node: Node) -> dict[str, Any]:
    """Return what the page searches and filters by, besides what is drawn."""
    facts = {"key": node.id, "name": labels.cut(labels.clean(label_name(node)), labels.LONGEST)}
    if node.label == "Paper":
        year = node.properties.get("year")
        return facts if year is None else {**facts, "year": year}
    aliases = [labels.clean(alias) for alias in node.properties.get("aliases", ())[: labels.MOST_ALIASES]]
    return {**facts, "aliases": aliases} if aliases else facts


def _sure(edge: Edge) -> dict[str, float]:
    """Return how sure an edge is, if it says so."""
    return {"sure": round(scoring.confidence(edge), 2)} if {"confidence", "score"} & set(edge.properties) else {}


def _radii(selection: Selection) -> dict[str, float]:
    greatest = {
        paper: max((selection.importance[n.id] for n in selection.nodes if (n.label == "Paper") is paper), default=1)
        for paper in (True, False)
    }
    return {
        node.id: style.radius(node.label, selection.importance[node.id], greatest[node.label == "Paper"])
        for node in selection.nodes
    }


def _positions(
    selection: Selection, names: Mapping[str, str], radii: Mapping[str, float], home: Mapping[str, str]
) -> dict[str, tuple[int, int]]:
    """Lay out nodes with their labels below them."""
    by_id = {node.id: node for node in selection.nodes}

    def weight(edge: Edge) -> float:
        return scoring.edge_weight(edge, by_id[edge.source], by_id[edge.target], selection.papers)

    middles: dict[str, tuple[int, int]] = {}
    boxes: dict[str, dict[str, tuple[float, float]]] = {}
    edges: dict[str, list[tuple[str, str, float]]] = {}
    sizes = Counter(home.get(node.id, "") for node in selection.nodes)
    for node in selection.nodes:
        group = home.get(node.id, "")
        # Of a large map few labels can be read at first; it is drawn closer, and the others find room as one zooms in.
        room = min(1.0, math.sqrt(ALL_LABELS / sizes[group]))
        boxes.setdefault(group, {})[node.id] = _box(names[node.id], radii[node.id], room)
    # All edges have a say, not only those that are drawn: the mean of many changes little when papers come.
    for edge in selection.edges:
        edges.setdefault(home.get(edge.source, ""), []).append((edge.source, edge.target, weight(edge)))
    for group, own in boxes.items():
        middles |= layout(own, edges.get(group, []), context=() if home else selection.context)
    # The label hangs below the node, so the node is above the middle of its box.
    high = {id: box[1] for own in boxes.values() for id, box in own.items()}
    return {id: (x, round(y - (high[id] / 2 - radii[id] - 1))) for id, (x, y) in middles.items()}


def _box(label: str, radius: float, room: float) -> tuple[float, float]:
    width, height = labels.extent(label)
    return max(width * room, 2 * radius) + 4, 2 * radius + height * room + 6
