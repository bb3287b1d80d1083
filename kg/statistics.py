"""What a graph holds: counts, the biggest concepts, the range of dates."""

from __future__ import annotations

import heapq
from dataclasses import asdict, dataclass, field
from typing import Any

from kg.schema import schema
from kg.stores.base import View

#: How many concepts of each type are named.
BIGGEST = 5


@dataclass(slots=True)
class Statistics:
    """The figures of a graph.

    Attributes:
        papers: number of papers.
        nodes: by label; ``edges``: by type; every type of the schema is there.
        biggest: for each concept type the names that most papers have, with their numbers.
        first: earliest date of a paper, or empty; ``last``: the latest; ``dated``: how many papers have one.
        sources: how many papers each source lists.
    """

    papers: int = 0
    nodes: dict[str, int] = field(default_factory=dict)
    edges: dict[str, int] = field(default_factory=dict)
    biggest: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    first: str = ""
    last: str = ""
    dated: int = 0
    sources: dict[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the figures, JSON-ready."""
        return asdict(self)


def statistics(view: View) -> Statistics:
    """Return the figures of a graph."""
    result = Statistics(nodes=view.node_counts(), edges=view.edge_counts())
    result.papers = result.nodes["Paper"]
    dates = []
    for paper in view.nodes("Paper"):
        date = paper.properties.get("published") or str(paper.properties.get("year") or "")
        if date:
            dates.append(date)
        for source in paper.properties.get("sources", ()):
            result.sources[source] = result.sources.get(source, 0) + 1
    result.dated = len(dates)
    result.first, result.last = min(dates, default=""), max(dates, default="")
    result.sources = dict(sorted(result.sources.items()))
    for label in schema().concept_labels:
        biggest = heapq.nsmallest(
            BIGGEST, view.nodes(label), key=lambda node: (-node.properties.get("papers", 0), node.id)
        )
        result.biggest[label] = [
            (n.properties["name"], n.properties["papers"]) for n in biggest if n.properties["papers"]
        ]
    return result
