"""Which papers name which concepts, as arrays: what most questions count on.

Loaded from a view in bulk (20,000 papers with 205,000 namings in half a second), in the order of ids, so that the
same graph gives the same arrays on every store.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kg.analysis.dates import DateError, month_number, paper_date, parse, within
from kg.analysis.narrower import closure
from kg.model import ROLES
from kg.schema import schema
from kg.stores.base import View

Indices = NDArray[np.integer[Any]]

#: What to do about a graph without dates.
NO_DATES = "build it from a source that gives them (arXiv, BibTeX with a month, JSON Lines with published)"


@dataclass(frozen=True)
class Namings:
    """The namings of a graph. One of a paper and a concept in two roles is two.

    Attributes:
        papers: ids, sorted; ``titles`` and ``dates`` (see :mod:`kg.analysis.dates`) are parallel.
        concepts: ids, by type in the schema's order, then sorted; ``names`` and ``labels`` are parallel.
        rows: for each naming the place of its paper; ``columns``: the place of its concept.
        roles: for each naming the place of its role in :data:`kg.model.ROLES`.
        confidence: for each naming how sure the extraction was, 0 to 1.
    """

    papers: list[str]
    titles: list[str]
    dates: list[str]
    concepts: list[str]
    names: list[str]
    labels: list[str]
    rows: Indices
    columns: Indices
    roles: NDArray[np.int8]
    confidence: NDArray[np.float32]
    _cache: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each concept by its id."""
        return {id: number for number, id in enumerate(self.concepts)}

    @cached_property
    def months(self) -> NDArray[np.int64]:
        """For each paper the number of its month since year 0, or -1 where it is unknown."""
        return np.fromiter(map(month_number, self.dates), dtype=np.int64, count=len(self.dates))

    def of_type(self, label: str) -> Indices:
        """Return the places of the concepts of a type."""
        return np.flatnonzero(np.asarray(self.labels, dtype=object) == label).astype(np.int32)

    def incidence(self, roles: Collection[str] = ()) -> sparse.csr_array:
        """Return papers x concepts: 1 where the paper names the concept.

        Args:
            roles: only namings in one of these; none for all. A type that can bear none of them is not filtered: nobody
                evaluates on a technique.
        """
        key = tuple(sorted(roles))
        if key not in self._cache:
            rows, columns = self.rows, self.columns
            if roles:
                wanted = np.array([name in roles for name in ROLES])
                able = {label for edge in schema().edges.values() if edge.role in roles for label in edge.targets}
                free = np.array([label not in able for label in self.labels])
                keep = wanted[self.roles] | free[columns]
                rows, columns = rows[keep], columns[keep]
            shape = (len(self.papers), len(self.concepts))
            self._cache[key] = _binary(rows, columns, shape)
        found: sparse.csr_array = self._cache[key]
        return found

    def between(self, since: str = "", until: str = "") -> Namings:
        """Return the namings of the papers of a span of time alone (see :func:`kg.analysis.dates.within`).

        Raises:
            DateError: if a bound is no date, or no paper lies in the span.
        """
        since, until = parse(since, "--since"), parse(until, "--until")
        if not since and not until:
            return self
        inside = np.array(within(self.dates, since, until), dtype=bool)
        if not inside.any():
            known = sorted(day for day in self.dates if day)
            span = f"the dated ones are from {known[0]} to {known[-1]}" if known else "no paper has a date"
            wanted = " ".join(f"{word} {day}" for word, day in (("since", since), ("until", until)) if day)
            raise DateError(f"no paper {wanted}: {span}")
        place = np.cumsum(inside) - 1
        keep = inside[self.rows]
        return Namings(
            _chosen(self.papers, inside),
            _chosen(self.titles, inside),
            _chosen(self.dates, inside),
            self.concepts,
            self.names,
            self.labels,
            place[self.rows[keep]].astype(np.int32),
            self.columns[keep],
            self.roles[keep],
            self.confidence[keep],
        )

    def with_broader(self, view: View) -> Namings:
        """Return namings in which a paper that names a concept also names all broader ones, in the same role."""
        wider = closure(view, self.concepts)
        sizes = np.diff(wider.indptr)[self.columns]
        rows = np.repeat(self.rows, sizes)
        starts = np.repeat(wider.indptr[self.columns] - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes)
        columns = wider.indices[np.arange(len(rows)) + starts] if len(rows) else self.columns
        return Namings(
            self.papers,
            self.titles,
            self.dates,
            self.concepts,
            self.names,
            self.labels,
            rows,
            columns.astype(np.int32),
            np.repeat(self.roles, sizes),
            np.repeat(self.confidence, sizes),
        )


def load(view: View, *, narrower: bool = False, since: str = "", until: str = "") -> Namings:
    """Read the namings of a graph.

    Args:
        view: the graph.
        narrower: whether a paper that names a concept counts for the broader ones too.
        since: only papers of this day, month or year or later; ``until``: or earlier.

    Raises:
        DateError: if a bound is no date, or no paper lies in the span.
    """
    table = view.node_table("Paper", ("title", "published", "arxiv_id", "year"))
    dates = [paper_date(*row) for row in zip(table["published"], table["arxiv_id"], table["year"], strict=True)]
    titles = [title or id for title, id in zip(table["title"], table["id"], strict=True)]
    concepts, names, labels = [], [], []
    for label in schema().concept_labels:
        found = view.node_table(label, ("name",))
        concepts += found["id"]
        names += [name or id for name, id in zip(found["name"], found["id"], strict=True)]
        labels += [label] * len(found["id"])
    paper_places = {id: number for number, id in enumerate(table["id"])}
    concept_places = {id: number for number, id in enumerate(concepts)}
    parts = []
    for type, edge in schema().edges.items():
        if edge.role:
            edges = view.edge_table(type, ("confidence",))
            parts.append(
                (
                    np.array([paper_places[id] for id in edges["start"]], dtype=np.int32),
                    np.array([concept_places[id] for id in edges["end"]], dtype=np.int32),
                    np.full(len(edges["start"]), ROLES.index(edge.role), dtype=np.int8),
                    np.array([1.0 if sure is None else sure for sure in edges["confidence"]], dtype=np.float32),
                )
            )
    rows, columns, roles, confidence = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    namings = Namings(table["id"], titles, dates, concepts, names, labels, rows, columns, roles, confidence)
    if narrower:
        namings = namings.with_broader(view)
    return namings.between(since, until)


def need_dates(namings: Namings, what: str) -> None:
    """Make sure that there are papers of which a month is known.

    Raises:
        DateError: if there are none.
    """
    if not (namings.months >= 0).any():
        raise DateError(f"{what} needs dates, and no paper of this graph has a month: {NO_DATES}")


def _chosen(values: Iterable[str], keep: NDArray[np.bool_]) -> list[str]:
    return [value for value, kept in zip(values, keep.tolist(), strict=True) if kept]


def _binary(rows: Indices, columns: Indices, shape: tuple[int, int]) -> sparse.csr_array:
    matrix = sparse.csr_array((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix
