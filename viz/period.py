"""A period of time, and a graph as it looks with the papers of that period alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.model import Edge, Node
from kg.schema import schema
from kg.stores.base import View
from viz.errors import MapError

_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


@dataclass(frozen=True, slots=True)
class Period:
    """From one date to another, each a year, a month or a day and itself included; empty means without end.

    >>> Period("2023-05", "2024").holds("2024-11-30"), Period("2023-05", "2024").holds("2023-04-30")
    (True, False)

    Raises:
        MapError: if one is no date, or the first comes after the last.
    """

    since: str = ""
    until: str = ""

    def __post_init__(self) -> None:
        for option, date in (("--since", self.since), ("--until", self.until)):
            if date and not _DATE.fullmatch(date):
                raise MapError(f"{option} {date!r} is no date; write a year, month or day: 2024, 2024-03, 2024-03-15")
        if self.since and self.until and not _reaches(self.until, self.since):
            raise MapError(f"--since {self.since} comes after --until {self.until}; turn them around")

    def __bool__(self) -> bool:
        return bool(self.since or self.until)

    def holds(self, date: str) -> bool:
        """Tell whether a date is in the period; of dates of unlike precision the common part is compared."""
        if not date:
            return False
        return (not self.since or _reaches(date, self.since)) and (not self.until or _reaches(self.until, date))

    def __str__(self) -> str:
        if self.since and self.until:
            return f"{self.since} to {self.until}"
        return f"since {self.since}" if self.since else f"until {self.until}"


def _reaches(later: str, earlier: str) -> bool:
    common = min(len(later), len(earlier))
    return later[:common] >= earlier[:common]


def date_of(paper: Node) -> str:
    """Return a paper's date as precisely as it is known, or an empty string."""
    return str(paper.properties.get("published") or paper.properties.get("year") or "")


class PeriodView(View):
    """A graph without the papers outside a period; a concept counts the papers inside it.

    Attributes:
        undated: how many papers were left out because they carry no date.
    """

    def __init__(self, view: View, period: Period) -> None:
        self._view = view
        dates = {paper.id: date_of(paper) for paper in view.nodes("Paper")}
        self._papers = {id for id, date in dates.items() if period.holds(date)}
        self.undated = sum(not date for date in dates.values())
        self._dated = set(dates)
        # How many papers name a concept, and which concepts have a neighbour left at all.
        naming: dict[str, set[str]] = {}
        for edge in view.edges():
            if edge.source in self._papers and edge.target not in self._dated:
                naming.setdefault(edge.target, set()).add(edge.source)
        self._named = Counter({id: len(papers) for id, papers in naming.items()})

    def _kept(self, node: Node) -> Node | None:
        if node.label == "Paper":
            return node if node.id in self._papers else None
        papers = self._named[node.id]
        return replace(node, properties={**node.properties, "papers": papers}) if papers else None

    def _has(self, id: str) -> bool:
        return id in self._papers or self._named[id] > 0

    def nodes(self, label: str | None = None, *, internal: bool = False) -> Iterator[Node]:
        return (kept for node in self._view.nodes(label, internal=internal) if (kept := self._kept(node)) is not None)

    def edges(self, type: str | None = None) -> Iterator[Edge]:
        return (edge for edge in self._view.edges(type) if self._has(edge.source) and self._has(edge.target))

    def node(self, id: str) -> Node | None:
        node = self._view.node(id)
        return None if node is None else self._kept(node)

    def edges_of(self, id: str) -> list[Edge]:
        if not self._has(id):
            return []
        return [edge for edge in self._view.edges_of(id) if self._has(edge.source) and self._has(edge.target)]

    def node_counts(self) -> dict[str, int]:
        found = Counter(node.label for node in self.nodes())
        return {label: found[label] for label in schema().nodes}

    def edge_counts(self) -> dict[str, int]:
        found = Counter(edge.type for edge in self.edges())
        return {type: found[type] for type in schema().edges}
