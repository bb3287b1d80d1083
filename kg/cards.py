"""The card of a node: what it is, and its edges with the quotes behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kg.model import Edge, Node
from kg.schema import schema
from kg.search import find, label_name
from kg.stores.base import View


@dataclass(frozen=True, slots=True)
class Line:
    """One edge of a card, seen from its node.

    Attributes:
        edge: the edge.
        outward: whether it starts at the card's node.
        other: the node at its other end.
        shared: names of the concepts that two related papers share.
    """

    edge: Edge
    outward: bool
    other: Node
    shared: tuple[str, ...] = ()

    @property
    def inward(self) -> bool:
        """Whether it comes from the other node; an edge without direction never does."""
        return not self.outward and not schema().edges[self.edge.type].symmetric


@dataclass(slots=True)
class Card:
    """A node and its edges, by type in the schema's order, the surest or strongest first."""

    node: Node
    lines: list[Line] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return the card, JSON-ready."""
        return {
            "id": self.node.id,
            "label": self.node.label,
            **self.node.properties,
            "edges": [
                {
                    "type": line.edge.type,
                    "direction": "out" if line.outward else "in",
                    "id": line.other.id,
                    "name": label_name(line.other),
                    **line.edge.properties,
                }
                for line in self.lines
            ],
        }


def card(view: View, name: str) -> Card:
    """Return the card of the node that a name stands for.

    Raises:
        UnknownName: see :func:`kg.search.find`.
    """
    node = find(view, name)
    lines = []
    for edge in view.edges_of(node.id):
        outward = edge.source == node.id
        other = view.node(edge.target if outward else edge.source)
        if other is not None:
            shared = map(view.node, edge.properties.get("shared") or ())
            lines.append(Line(edge, outward, other, tuple(label_name(concept) for concept in shared if concept)))
    order = list(schema().edges)
    lines.sort(key=lambda line: (order.index(line.edge.type), line.inward, -_strength(line.edge), line.other.id))
    return Card(node, lines)


def _strength(edge: Edge) -> float:
    return float(edge.properties.get("confidence") or edge.properties.get("score") or 0.0)
