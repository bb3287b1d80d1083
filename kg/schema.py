"""The graph's schema, read from ``schema.json``: node types, edge types, endpoints and properties.

Everything that needs to know what the graph may hold (stores, linking, exports, the map's legend) reads it here.
A property whose name starts with an underscore is the product's own bookkeeping: stores keep it, but no answer,
export or picture shows it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class NodeType:
    """A node label with its properties (name to type, ``id`` first)."""

    label: str
    meaning: str
    properties: dict[str, str]
    concept: bool


@dataclass(frozen=True, slots=True)
class EdgeType:
    """An edge type with the labels it may join and its properties (name to type).

    ``role`` is the role of a concept in a paper that this edge stands for, or empty. A ``symmetric`` edge has no
    direction: it is written once a pair, from the smaller id.
    """

    type: str
    meaning: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    properties: dict[str, str]
    role: str = ""
    symmetric: bool = False

    @property
    def words(self) -> str:
        """The type as people read it: "compares with"."""
        return self.type.replace("_", " ").lower()


@dataclass(frozen=True, slots=True)
class Schema:
    """All node and edge types, by label and by type, in the order of the file."""

    nodes: dict[str, NodeType]
    edges: dict[str, EdgeType]

    @property
    def concept_labels(self) -> tuple[str, ...]:
        """The labels of concepts: every node type but Paper."""
        return tuple(label for label, node in self.nodes.items() if node.concept)

    def edge_for(self, role: str, label: str) -> str:
        """Return the edge type that joins a paper to a concept of ``label`` in ``role``.

        Raises:
            KeyError: if the schema has no such edge.
        """
        for edge in self.edges.values():
            if edge.role == role and label in edge.targets:
                return edge.type
        raise KeyError(f"no edge type for the role {role!r} with a {label}")


def role_words(role: str) -> str:
    """Return a role as people read it, which is as its edge reads.

    >>> role_words("compares"), role_words("evaluated_on")
    ('compares with', 'evaluated on')
    """
    return next(edge.words for edge in schema().edges.values() if edge.role == role)


def is_internal(name: str) -> bool:
    """Tell whether a property is bookkeeping that is never shown."""
    return name.startswith("_")


@cache
def schema() -> Schema:
    """Return the schema, read once."""
    data = json.loads(resources.files("kg").joinpath("schema.json").read_text(encoding="utf-8"))
    nodes = {}
    for label, node in data["nodes"].items():
        concept = node.get("concept", False)
        properties = data["concept_properties"] if concept else node["properties"]
        nodes[label] = NodeType(label, node["meaning"], dict(properties), concept)
    edges = {
        kind: EdgeType(
            kind,
            edge["meaning"],
            tuple(edge["from"]),
            tuple(edge["to"]),
            dict(edge["properties"]),
            edge.get("role", ""),
            edge.get("symmetric", False),
        )
        for kind, edge in data["edges"].items()
    }
    return Schema(nodes, edges)
