"""What the page carries: the nodes and edges that pyvis holds, the legend, and what is said beside them."""

from __future__ import annotations

from typing import Any

from kg.schema import schema
from kg.search import label_name
from viz import style
from viz.details import details
from viz.grouping import Grouping
from viz.network import build
from viz.page import render
from viz.selection import Selection


def page(chosen: Selection, title: str, grouping: Grouping | None = None) -> str:
    """Return the HTML page of a selection.

    Args:
        chosen: what to show.
        title: the heading.
        grouping: the communities that it is in, for the community view.
    """
    home = grouping.home if grouping else {}
    nodes, edges, _, _, _, options = build(chosen, home).get_network_data()
    counts = (
        f"{len(chosen.nodes):,} of {chosen.all_nodes:,} nodes · {len(chosen.edges):,} of {chosen.all_edges:,} edges"
    )
    data = {
        "nodes": nodes,
        "edges": edges,
        "options": options,
        "legend": legend(chosen),
        "centre": chosen.centre or None,
        "common": [[label_name(node), node.properties.get("papers", 0)] for node in chosen.common],
    }
    if grouping:
        counts = f"{len(grouping.bubbles):,} communities · {len(chosen.nodes):,} of {chosen.all_nodes:,} nodes"
        data["communities"] = {"bubbles": grouping.bubbles, "bridges": grouping.bridges}
    return render(data, details(chosen), title=title, counts=counts)


def legend(chosen: Selection) -> dict[str, list[dict[str, Any]]]:
    """Return the types that the map shows, in the schema's order, with what they mean and how many there are."""
    labels = [node.label for node in chosen.nodes]
    kinds = [edge.type for edge in chosen.edges]
    return {
        "nodes": [
            {"type": label, "shape": style.SHAPES[label], "meaning": kind.meaning, "count": labels.count(label)}
            for label, kind in schema().nodes.items()
            if label in labels
        ],
        "edges": [
            {
                "type": name,
                "out": style.STROKES[name].out,
                "back": style.STROKES[name].back,
                "width": style.STROKES[name].width,
                "dashes": list(style.STROKES[name].dashes),
                "arrow": style.STROKES[name].arrow,
                "meaning": kind.meaning,
                "count": kinds.count(name),
            }
            for name, kind in schema().edges.items()
            if name in kinds
        ],
    }
