"""What is in here: the concepts of a type by how many papers name them, by growth, by centrality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from kg.analysis.cooccurrence import paper_counts
from kg.analysis.namings import Namings, load
from kg.analysis.periods import halves
from kg.analysis.types import concept_type
from kg.errors import UnknownChoice
from kg.stores.base import View

#: What concepts can be ranked by.
MEASURES = ("papers", "growth", "centrality")
#: Centrality is that in the graph of so many most named concepts; in large graphs an estimate, for which so many links
#: are looked at (a third of a second; ``kg central`` looks at more).
MOST_CONCEPTS, LOOKS = 500, 400_000


@dataclass(frozen=True, slots=True)
class Ranked:
    """A concept with its figures; None where a measure was not asked for.

    Attributes:
        id: of the concept; ``name``: what it is called.
        papers: how many papers name it; ``share``: of all papers of the span.
        growth: how many times its share in the earlier half of the papers its share in the later half is, drawn
            towards 1 where papers are few (:meth:`kg.analysis.periods.Halves.growth`).
        early: how many papers of the earlier half name it; ``late``: of the later half.
        centrality: its betweenness (:func:`kg.analysis.centrality.betweenness`); None if it is not among the most
            named.
    """

    id: str
    name: str
    papers: int
    share: float
    growth: float | None = None
    early: int | None = None
    late: int | None = None
    centrality: float | None = None


@dataclass(frozen=True, slots=True)
class Top:
    """The first concepts of a type.

    Attributes:
        type: their label.
        by: the measures, of which the first gives the order.
        concepts: in order.
        papers: how many papers there are in the span.
        border: the month with which the later half of the papers begins, or empty.
        early_papers: of the earlier half; ``late_papers``: of the later.
    """

    type: str
    by: tuple[str, ...]
    concepts: list[Ranked]
    papers: int
    border: str = ""
    early_papers: int = 0
    late_papers: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return it, JSON-ready."""
        return asdict(self)


def measures(text: str) -> tuple[str, ...]:
    """Return the measures of a list like "growth,papers".

    Raises:
        UnknownChoice: for one that there is not.
    """
    chosen = tuple(dict.fromkeys(part.strip().casefold() for part in text.split(",") if part.strip()))
    for name in chosen:
        if name not in MEASURES:
            raise UnknownChoice("measure", name, MEASURES)
    return chosen or MEASURES[:1]


def top(
    view: View,
    type: str,
    by: Sequence[str] = ("papers",),
    *,
    limit: int = 20,
    since: str = "",
    until: str = "",
    narrower: bool = False,
    namings: Namings | None = None,
) -> Top:
    """Rank the concepts of a type.

    Args:
        view: the graph.
        type: the type, such as "technique".
        by: measures, of :data:`MEASURES`; the first gives the order, more papers break ties.
        limit: how many at most.
        since: only papers of this day, month or year or later; ``until``: or earlier.
        narrower: whether a paper that names a concept counts for the broader ones too.
        namings: of the graph, where the caller has them already; then without the last three.

    Raises:
        UnknownChoice: if there is no such type or measure.
        DateError: if a bound is no date, or growth is asked for and no dates are known.
    """
    label = concept_type(type)
    chosen = measures(",".join(by))
    found = namings or load(view, narrower=narrower, since=since, until=until)
    places = found.of_type(label)
    counts = paper_counts(found)
    papers = len(found.papers)
    columns: dict[str, Any] = {"papers": counts.astype(float)}
    split = halves(found) if "growth" in chosen else None
    if split is not None:
        columns["growth"] = split.growth()
    if "centrality" in chosen:
        from kg.analysis.centrality import betweenness

        # Of the concepts as papers name them: with broader ones added, everything goes with "network".
        plain = load(view, since=since, until=until) if narrower and namings is None else found
        inside, values, _, _ = betweenness(plain, most=MOST_CONCEPTS, looks=LOOKS)
        columns["centrality"] = np.full(len(found.concepts), -1.0)
        columns["centrality"][inside] = values
    places = places[counts[places] > 0]
    keys = [places, -counts[places]] + [-columns[name][places] for name in reversed(chosen)]
    order = places[np.lexsort(keys)][:limit]
    ranked = []
    for n in order.tolist():
        row: dict[str, Any] = {}
        if split is not None:
            row = {"growth": float(columns["growth"][n]), "early": int(split.early[n]), "late": int(split.late[n])}
        if "centrality" in columns and columns["centrality"][n] >= 0:
            row["centrality"] = float(columns["centrality"][n])
        share = round(int(counts[n]) / papers, 4)
        ranked.append(Ranked(found.concepts[n], found.names[n], int(counts[n]), share, **row))
    if split is None:
        return Top(label, chosen, ranked, papers)
    return Top(label, chosen, ranked, papers, split.border, split.early_papers, split.late_papers)
