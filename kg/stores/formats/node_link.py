"""``graph.json``: networkx node-link JSON.

``networkx.node_link_graph(json.load(file), edges="edges")`` reads it too. One node or edge stands on a line, sorted, so
that two graphs can be compared with diff. An edge names its ends ``source`` and ``target``; a property of an edge that
is called so as well (BROADER has a ``source``) has an underscore after its name in the file, or it would be lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.model import Edge, Node
from kg.stores.formats.rows import sorted_edges, sorted_nodes

if TYPE_CHECKING:
    import networkx as nx

_TAKEN = ("source", "target", "key")


def write(graph: nx.MultiDiGraph[str], path: Path) -> None:
    """Write a graph to a new file."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"directed": true, "multigraph": true, "graph": {"generator": "paperkg"},\n"nodes": [')
        _write_lines(file, ({"id": node.id, "label": node.label, **node.properties} for node in sorted_nodes(graph)))
        file.write('],\n"edges": [')
        _write_lines(file, (_edge_data(edge) for edge in sorted_edges(graph)))
        file.write("]}\n")


def read(path: Path) -> tuple[Iterator[Node], Iterator[Edge]]:
    """Read what :func:`write` wrote; the rows are not checked.

    Raises:
        ValueError: if it is not node-link JSON of our kind; the iterators raise it too.
    """
    with path.open(encoding="utf-8") as file:
        data = json.load(file)
    if not isinstance(data, dict) or not isinstance(data.get("nodes"), list) or not isinstance(data.get("edges"), list):
        raise ValueError("no lists of nodes and edges in it")
    return map(_node, data["nodes"]), map(_edge, data["edges"])


def _write_lines(file: Any, rows: Iterator[dict[str, Any]]) -> None:
    separator = "\n"
    for row in rows:
        file.write(separator + json.dumps(row, ensure_ascii=False, allow_nan=False))
        separator = ",\n"
    file.write("\n")


def _edge_data(edge: Edge) -> dict[str, Any]:
    properties = {f"{name}_" if name in _TAKEN else name: value for name, value in edge.properties.items()}
    return {"source": edge.source, "target": edge.target, "key": edge.type, **properties}


def _node(data: Any) -> Node:
    try:
        return Node(data["label"], data["id"], {k: v for k, v in data.items() if k not in ("id", "label")})
    except (TypeError, KeyError, AttributeError):
        raise ValueError(f"a node without id and label: {data!r:.80}") from None


def _edge(data: Any) -> Edge:
    try:
        properties = {
            name[:-1] if name[:-1] in _TAKEN and name.endswith("_") else name: value
            for name, value in data.items()
            if name not in _TAKEN
        }
        return Edge(data["key"], data["source"], data["target"], properties)
    except (TypeError, KeyError, AttributeError):
        raise ValueError(f"an edge without source, target and key: {data!r:.80}") from None
