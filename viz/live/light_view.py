"""A snapshot as a view, so that what is written for views (the choice of the map) runs on it, from memory.

Its nodes and edges carry what a snapshot keeps: names, aliases, years, numbers of papers, confidence and score.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from kg.model import Edge, Node
from kg.schema import schema
from kg.stores.base import View, chosen
from viz.live.snapshot import KINDS, Snapshot


class LightView(View):
    """Reads a snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def nodes(self, label: str | None = None, *, internal: bool = False) -> Iterator[Node]:
        for name in chosen(label, schema().nodes, "label"):
            yield from (self._node(n) for n, own in enumerate(self._snapshot.labels) if own == name)

    def edges(self, type: str | None = None) -> Iterator[Edge]:
        ids, start, end = self._snapshot.ids, self._snapshot.start.tolist(), self._snapshot.end.tolist()
        sure, kind = self._snapshot.sure.tolist(), self._snapshot.kind.tolist()
        wanted = {KINDS.index(name) for name in chosen(type, schema().edges, "edge type")}
        named = ["score" if "score" in schema().edges[name].properties else "confidence" for name in KINDS]
        # A snapshot keeps edges by type, start and end, as views give them.
        for a, b, value, place in zip(start, end, sure, kind, strict=True):
            if place in wanted:
                yield Edge(KINDS[place], ids[a], ids[b], {} if math.isnan(value) else {named[place]: value})

    def node(self, id: str) -> Node | None:
        number = self._snapshot.number.get(id)
        return None if number is None else self._node(number)

    def edges_of(self, id: str) -> list[Edge]:
        number = self._snapshot.number.get(id)
        if number is None:
            return []
        return sorted((self.edge(int(edge)) for edge in self._snapshot.edges_at(number)), key=lambda edge: edge.key)

    def node_counts(self) -> dict[str, int]:
        return {label: self._snapshot.labels.count(label) for label in schema().nodes}

    def edge_counts(self) -> dict[str, int]:
        return {kind: int((self._snapshot.kind == place).sum()) for place, kind in enumerate(KINDS)}

    def edge(self, number: int) -> Edge:
        """Return the edge of a number."""
        kind, source, target = self._snapshot.key(number)
        sure = float(self._snapshot.sure[number])
        name = "score" if "score" in schema().edges[kind].properties else "confidence"
        return Edge(kind, source, target, {} if math.isnan(sure) else {name: sure})

    def _node(self, number: int) -> Node:
        own, label = self._snapshot, self._snapshot.labels[number]
        known: dict[str, Any]
        if label == "Paper":
            known = {"title": own.names[number], "published": own.dates[number], "year": own.year(number)}
        else:
            known = {"name": own.names[number], "papers": int(own.papers[number]), "aliases": list(own.aliases[number])}
        return Node(label, own.ids[number], {name: value for name, value in known.items() if value not in (None, "")})
