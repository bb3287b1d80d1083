"""Between networkx graphs as files hold them and the rows that are checked against the schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.model import Edge, Node
from kg.schema import schema

if TYPE_CHECKING:
    import networkx as nx


def sorted_nodes(graph: nx.MultiDiGraph[str]) -> Iterator[Node]:
    """Yield the nodes of a store's graph: by label in the schema's order, then by id."""
    order = {label: place for place, label in enumerate(schema().nodes)}
    attributes = graph.nodes
    for id in sorted(graph, key=lambda id: (order[attributes[id]["label"]], id)):
        yield node_of(id, attributes[id])


def sorted_edges(graph: nx.MultiDiGraph[str]) -> Iterator[Edge]:
    """Yield the edges of a store's graph: by type in the schema's order, then by source and target."""
    order = {type: place for place, type in enumerate(schema().edges)}
    edges = graph.edges(keys=True, data=True)
    for source, target, type, attributes in sorted(edges, key=lambda edge: (order[edge[2]], edge[0], edge[1])):
        yield Edge(type, source, target, copied(attributes))


def node_of(id: str, attributes: dict[str, Any]) -> Node:
    """Return the node that networkx holds as an id and attributes."""
    return Node(attributes["label"], id, copied({k: v for k, v in attributes.items() if k != "label"}))


def copied(properties: dict[str, Any]) -> dict[str, Any]:
    """Return a copy that shares no list with the original."""
    return {name: list(value) if isinstance(value, list) else value for name, value in properties.items()}
