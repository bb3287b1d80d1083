"""Writing the map of a graph: choose, lay out, render, put in place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.schema import schema
from kg.search import label_name
from kg.stores.base import View
from viz import style
from viz.details import details
from viz.errors import MapError
from viz.neighbourhood import around as select_around
from viz.network import build
from viz.page import render
from viz.selection import Selection, overview

#: As many nodes as can be read at 1400 by 900 pixels.
DEFAULT_LIMIT = 120


@dataclass(frozen=True, slots=True)
class MapSummary:
    """What a map shows.

    Attributes:
        nodes: how many nodes are on the map; ``edges``: how many edges.
        all_nodes: how many nodes the graph has; ``all_edges``: how many edges.
        common: names of concepts left out because too many papers name them.
        path: the file.
        size: its size in bytes.
    """

    nodes: int
    edges: int
    all_nodes: int
    all_edges: int
    common: tuple[str, ...]
    path: Path
    size: int


def write_map(
    view: View,
    path: str | Path,
    *,
    limit: int = DEFAULT_LIMIT,
    around: str | None = None,
    depth: int = 1,
    types: Collection[str] = (),
    min_confidence: float = 0.0,
    title: str = "Map of papers",
) -> MapSummary:
    """Write a graph as one HTML file that opens in a browser, offline.

    Args:
        view: the graph.
        path: the file; it is replaced as a whole at the end, or not at all.
        limit: how many nodes at most.
        around: show what is near this paper or concept (a name, alias, title or id) instead of the whole.
        depth: how many edges away from it.
        types: only concepts of these labels, or all.
        min_confidence: leave out edges below it.
        title: the heading.

    Raises:
        MapError: if there is nothing to show, or the file cannot be written.
        UnknownName: if no one node is called as ``around`` says.
        ValueError: for a label that the schema lacks, or a limit below 1.
    """
    if limit < 1:
        raise ValueError(f"limit must be 1 or more, not {limit}")
    if not sum(view.node_counts().values()):
        raise MapError("the graph is empty, there is nothing to draw; add papers first with: kg build SOURCE...")
    if around is not None:
        chosen = select_around(view, around, limit=limit, depth=depth, types=types, min_confidence=min_confidence)
    else:
        chosen = overview(view, limit=limit, types=types, min_confidence=min_confidence)
    if not chosen.nodes:
        raise MapError("nothing is left to draw; ask for more types or a lower --min-confidence")
    text = page(chosen, title)
    size = _write(Path(path), text.encode("utf-8", "replace"))
    names = tuple(label_name(node) for node in chosen.common)
    return MapSummary(len(chosen.nodes), len(chosen.edges), chosen.all_nodes, chosen.all_edges, names, Path(path), size)


def page(chosen: Selection, title: str) -> str:
    """Return the HTML page of a selection."""
    nodes, edges, _, _, _, options = build(chosen).get_network_data()
    counts = (
        f"{len(chosen.nodes):,} of {chosen.all_nodes:,} nodes · {len(chosen.edges):,} of {chosen.all_edges:,} edges"
    )
    data = {
        "nodes": nodes,
        "edges": edges,
        "options": options,
        "legend": _legend(chosen),
        "centre": chosen.centre or None,
        "common": [[label_name(node), node.properties.get("papers", 0)] for node in chosen.common],
    }
    return render(data, details(chosen), title=title, counts=counts)


def _legend(chosen: Selection) -> dict[str, list[dict[str, Any]]]:
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


def _write(path: Path, content: bytes) -> int:
    """Put the content in the place of the file at once; return its size.

    Raises:
        MapError: if it cannot be written there.
    """
    temporary = ""
    try:
        if path.is_dir():
            raise IsADirectoryError(21, "it is a folder; give the name of a file, like map.html")
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, path)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise MapError(f"{path}: the map cannot be written here: {error.strerror or error}") from None
    return len(content)
