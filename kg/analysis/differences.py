"""What is new: between two graphs, and in one graph since a date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kg.analysis.combinations import Combination, first_combinations
from kg.analysis.dates import DateError, NotADate, parse, within
from kg.analysis.namings import NO_DATES, Namings, load
from kg.errors import UnknownChoice
from kg.model import ROLES, title_key
from kg.schema import is_internal, schema
from kg.stores.base import View

#: By which date :func:`new` tells what is new.
BY = ("published", "submitted")
#: Confidence and score differ if they differ by more than this.
_SAME = 0.005
#: Properties of edges that are compared: the others follow from the text.
_COMPARED = ("confidence", "score", "via", "source")


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper in a list: ``note`` says what changed."""

    id: str
    title: str
    date: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ConceptLine:
    """A concept in a list: how many papers name it, and how many did before."""

    id: str
    name: str
    label: str
    papers: int
    before: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one graph to the other.

    Attributes:
        papers: counts of ``added``, ``removed``, ``changed`` and ``renamed`` papers (renamed: the same title under
            another id, such as that of arXiv).
        concepts: ``added`` and ``removed`` concepts that papers name, and those that ``grew`` or ``shrank``, by type.
        edges: ``added``, ``removed`` and ``changed`` edges by type.
        added_papers, removed_papers, changed_papers, renamed_papers: the first of them, the latest papers first.
        added_concepts, removed_concepts: the first of them, those of most papers first.
        grown_concepts: those that most more papers name.
        combined: how many pairs of known concepts the added papers were first to combine.
        combinations: those of the best known pairs.
    """

    papers: dict[str, int]
    concepts: dict[str, dict[str, int]]
    edges: dict[str, dict[str, int]]
    added_papers: list[PaperLine]
    removed_papers: list[PaperLine]
    changed_papers: list[PaperLine]
    renamed_papers: list[PaperLine]
    added_concepts: list[ConceptLine]
    removed_concepts: list[ConceptLine]
    grown_concepts: list[ConceptLine]
    combined: int
    combinations: list[Combination]

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        counts = [self.papers, *self.concepts.values(), *self.edges.values()]
        return not any(any(count.values()) for count in counts)

    def to_dict(self) -> dict[str, Any]:
        """Return it, JSON-ready."""
        return asdict(self)


def diff(old: View, new: View, *, limit: int = 10) -> Difference:
    """Compare two graphs.

    Args:
        old: the earlier graph; ``new``: the later one.
        limit: how many of each list are given; the counts are of all.
    """
    before, after = load(old), load(new)
    papers, lists = _papers(old, new, before, after)
    concepts, added, removed, grown = _concepts(before, after)
    edges = _EdgeCounts(old, new, before, after)
    known = {*before.papers, *(paper.id for paper in lists["renamed"])}
    fresh = np.array([place for place, id in enumerate(after.papers) if id not in known], dtype=np.int64)
    combined, combinations = first_combinations(new, after, _in_columns_of(before, after), fresh, limit)
    return Difference(
        papers,
        concepts,
        {type: edges.count(type) for type in schema().edges},
        lists["added"][:limit],
        lists["removed"][:limit],
        lists["changed"][:limit],
        lists["renamed"][:limit],
        added[:limit],
        removed[:limit],
        grown[:limit],
        combined,
        combinations,
    )


def _papers(old: View, new: View, before: Namings, after: Namings) -> tuple[dict[str, int], dict[str, list[PaperLine]]]:
    first, second = _properties(old), _properties(new)
    lists: dict[str, list[PaperLine]] = {kind: [] for kind in ("added", "removed", "changed", "renamed")}
    titles: dict[str, tuple[str, str]] = {}
    for namings in (before, after):
        titles.update(zip(namings.papers, zip(namings.titles, namings.dates, strict=True), strict=True))
    gone = {title_key(titles[id][0]): id for id in sorted(first.keys() - second.keys(), reverse=True)}
    renamed = set()
    for id in sorted(second.keys() - first.keys()):
        former = gone.pop(title_key(titles[id][0]), "")
        lists["renamed" if former else "added"].append(PaperLine(id, *titles[id], f"was {former}" if former else ""))
        renamed.add(former)
    lists["removed"] = [PaperLine(id, *titles[id]) for id in sorted(first.keys() - second.keys() - renamed)]
    for id in sorted(first.keys() & second.keys()):
        changed = [name for name in first[id].keys() | second[id].keys() if first[id].get(name) != second[id].get(name)]
        if changed:
            lists["changed"].append(PaperLine(id, *titles[id], ", ".join(sorted(changed))))
    for papers in lists.values():
        papers.sort(key=lambda paper: paper.id)
        papers.sort(key=lambda paper: paper.date, reverse=True)
    return {kind: len(papers) for kind, papers in lists.items()}, lists


def _properties(view: View) -> dict[str, dict[str, Any]]:
    """Return the properties of each paper that it has."""
    names = [name for name in schema().nodes["Paper"].properties if name != "id" and not is_internal(name)]
    table = view.node_table("Paper", names)
    columns = [table[name] for name in names]
    return {
        # An empty list and none at all are the same to a reader.
        id: {name: value for name, value in zip(names, row, strict=True) if value not in (None, "", [])}
        for id, *row in zip(table["id"], *columns, strict=True)
    }


def _concepts(
    before: Namings, after: Namings
) -> tuple[dict[str, dict[str, int]], list[ConceptLine], list[ConceptLine], list[ConceptLine]]:
    old, new = _counts(before), _counts(after)
    label_of: dict[str, str] = {}
    name_of: dict[str, str] = {}
    for namings in (before, after):
        label_of.update(zip(namings.concepts, namings.labels, strict=True))
        name_of.update(zip(namings.concepts, namings.names, strict=True))
    counts = {label: dict.fromkeys(("added", "removed", "grew", "shrank"), 0) for label in schema().concept_labels}
    lists: dict[str, list[ConceptLine]] = {kind: [] for kind in ("added", "removed", "grew", "shrank")}
    for id in sorted(old.keys() | new.keys()):
        was, now = old.get(id, 0), new.get(id, 0)
        if was != now:
            kind = "added" if not was else "removed" if not now else "grew" if now > was else "shrank"
            counts[label_of[id]][kind] += 1
            lists[kind].append(ConceptLine(id, name_of[id], label_of[id], now, was))
    for kind, lines in lists.items():
        lines.sort(key=lambda line: (-abs(line.papers - line.before), -line.papers, line.id))
        lists[kind] = lines
    return counts, lists["added"], lists["removed"], lists["grew"]


def _counts(namings: Namings) -> dict[str, int]:
    """Return how many papers name each concept that some paper names."""
    counts = np.asarray(namings.incidence().sum(axis=0)).ravel().tolist()
    return {id: count for id, count in zip(namings.concepts, counts, strict=True) if count}


class _EdgeCounts:
    """Counts the edges that two graphs do not share. Ends are numbers over both, so that a pair of them is a number."""

    def __init__(self, old: View, new: View, before: Namings, after: Namings) -> None:
        self._sides = ((old, before), (new, after))
        ids = sorted({*before.papers, *after.papers, *before.concepts, *after.concepts})
        self._numbers = {id: number for number, id in enumerate(ids)}

    def count(self, type: str) -> dict[str, int]:
        """Return how many edges of a type were added, removed and changed."""
        (old, *first), (new, *second) = (self._read(view, namings, type) for view, namings in self._sides)
        both, places, others = np.intersect1d(old, new, assume_unique=True, return_indices=True)
        changed = np.zeros(len(both), dtype=bool)
        for was, now in zip(first, second, strict=True):
            if was.dtype == object:
                changed |= was[places] != now[others]
            else:
                changed |= np.abs(was[places] - now[others]) > _SAME
        return {"added": len(new) - len(both), "removed": len(old) - len(both), "changed": int(changed.sum())}

    def _read(self, view: View, namings: Namings, type: str) -> list[NDArray[Any]]:
        """Return the pairs of ends, and what is compared of each edge."""
        kind = schema().edges[type]
        if kind.role:  # read already
            own = namings.roles == ROLES.index(kind.role)
            papers, concepts = self._all(namings.papers), self._all(namings.concepts)
            codes = self._codes(papers[namings.rows[own]], concepts[namings.columns[own]])
            return [codes, namings.confidence[own]]
        names = [name for name in _COMPARED if name in kind.properties]
        table = view.edge_table(type, names)
        values = [
            np.array([-1.0 if value is None else value for value in table[name]], dtype=np.float64)
            if kind.properties[name] == "double"
            else np.array(table[name], dtype=object)
            for name in names
        ]
        return [self._codes(self._all(table["start"]), self._all(table["end"])), *values]

    def _all(self, ids: list[str]) -> NDArray[np.int64]:
        return np.fromiter(map(self._numbers.__getitem__, ids), dtype=np.int64, count=len(ids))

    def _codes(self, start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
        codes: NDArray[np.int64] = start * len(self._numbers) + end
        return codes


def _in_columns_of(before: Namings, after: Namings) -> sparse.csr_array:
    """Return papers x concepts of the one namings with the columns of the other."""
    place = np.array([after.places.get(id, -1) for id in before.concepts], dtype=np.int64)
    found = before.incidence().tocoo()
    columns = place[found.col]
    kept = columns >= 0
    shape = (len(before.papers), len(after.concepts))
    return sparse.csr_array((found.data[kept], (found.row[kept], columns[kept])), shape=shape)


@dataclass(frozen=True, slots=True)
class News:
    """What is new in a graph since a date.

    Attributes:
        since: the date; ``by``: which date of a paper counts.
        count: how many papers are new; ``earlier``: how many are not; ``undated``: how many have no such date, which
            count as earlier.
        papers: the new papers, the latest first.
        first_seen: how many concepts only new papers name.
        concepts: the first of them, those of most papers first.
        combined: how many pairs of known concepts the new papers were first to combine.
        combinations: those of the best known pairs.
    """

    since: str
    by: str
    count: int
    earlier: int
    undated: int
    papers: list[PaperLine]
    first_seen: int
    concepts: list[ConceptLine]
    combined: int
    combinations: list[Combination]

    def to_dict(self) -> dict[str, Any]:
        """Return it, JSON-ready."""
        return asdict(self)


def new(view: View, since: str, *, by: str = "published", limit: int = 10) -> News:
    """Return what is new in a graph since a date.

    Args:
        view: the graph.
        since: year, month or day, itself included. A date of a paper that is less precise counts if it may lie after.
        by: ``published`` (where it is missing the month in the arXiv id, then the year), or ``submitted``, the day on
            which a paper was put on a list of daily papers.
        limit: how many concepts and combinations are given; papers are given all.

    Raises:
        UnknownChoice: for another ``by``.
        NotADate: if the date cannot be read.
        DateError: if no paper has one.
    """
    if by not in BY:
        raise UnknownChoice("kind of date", by, BY)
    start = parse(since, "--since")
    if not start:
        raise NotADate("--since: give a year, a month or a day, such as 2024, 2024-03, 2024-03-11")
    namings = load(view)
    dates = _dates(view, namings, by)
    if not any(dates):
        other_dates = by != "published" and any(namings.dates)
        step = "--by published may know more" if other_dates else NO_DATES
        raise DateError(f"no paper of this graph has a date by which it was {by}: {step}")
    fresh = np.array(within(dates, start), dtype=bool)
    places = np.flatnonzero(fresh).astype(np.int64)
    incidence = namings.incidence()
    now = np.asarray(incidence[fresh].sum(axis=0)).ravel()
    before = np.asarray(incidence[~fresh].sum(axis=0)).ravel()
    first = np.flatnonzero((now > 0) & (before == 0))
    first = first[np.lexsort((first, -now[first]))]
    combined, combinations = first_combinations(view, namings, incidence[~fresh], places, limit)
    papers = [PaperLine(namings.papers[n], namings.titles[n], dates[n]) for n in places.tolist()]
    papers.sort(key=lambda paper: paper.date, reverse=True)
    return News(
        start,
        by,
        len(papers),
        len(dates) - len(papers),
        sum(not day for day in dates),
        papers,
        len(first),
        [
            ConceptLine(namings.concepts[n], namings.names[n], namings.labels[n], int(now[n]))
            for n in first[:limit].tolist()
        ],
        combined,
        combinations,
    )


def _dates(view: View, namings: Namings, by: str) -> Sequence[str]:
    if by == "published":
        return namings.dates
    return [(day or "")[:10] for day in view.node_table("Paper", ("submitted",))["submitted"]]
