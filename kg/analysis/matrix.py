"""Which techniques run on which hardware, which methods were tried on which dataset: pairs of two types, counted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy import sparse

from kg.analysis.namings import Indices, Namings, load
from kg.analysis.pairs import PairError, expected
from kg.analysis.types import concept_type
from kg.analysis.types import role as role_of
from kg.stores.base import View


@dataclass(frozen=True, slots=True)
class Cell:
    """Two concepts that papers name together.

    Attributes:
        row: place in the matrix; ``column``: the same.
        papers: how many name both.
        expected: how many would by chance (:func:`kg.analysis.pairs.expected`).
        examples: some of them, with ``id`` and ``title``: those that name least else first.
    """

    row: int
    column: int
    papers: int
    expected: float
    examples: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """How many papers name concepts of two types together.

    Attributes:
        types: the labels of rows and columns.
        columns: concepts with ``id``, ``name`` and ``papers`` (that name it and one of the rows): those that most
            papers name together with any concept of the other type.
        rows: the same: those that most papers name together with one of the columns.
        counts: for each row the papers of each column.
        cells: those that are not empty, row by row.
        papers: how many papers name a concept of both types; of a type that ``concepts`` narrows down, one of these.
        only: for both types the names of the concepts that it is narrowed down to; none if it is not.
    """

    types: tuple[str, str]
    rows: list[dict[str, Any]]
    columns: list[dict[str, Any]]
    counts: list[list[int]]
    cells: list[Cell]
    papers: int
    only: tuple[list[str], list[str]] = ([], [])

    def to_dict(self) -> dict[str, Any]:
        """Return it, JSON-ready."""
        return asdict(self)


def matrix(
    view: View,
    a: str,
    b: str,
    *,
    rows: int = 15,
    columns: int = 8,
    roles: Collection[str] = (),
    concepts: Collection[str] = (),
    narrower: bool = False,
    since: str = "",
    until: str = "",
    examples: int = 3,
    namings: Namings | None = None,
) -> Matrix:
    """Count the papers that name concepts of two types together.

    Args:
        view: the graph.
        a: the type of the rows, such as "technique"; ``b``: of the columns; it may be the same.
        rows: how many rows, by papers; ``columns``: the same.
        roles: only namings in one of these roles. A type that can bear none of them is not filtered.
        concepts: only rows and columns of these ids; a type of which none is given is not filtered.
        narrower: whether a paper that names a concept counts for the broader ones too.
        since: only papers of this day, month or year or later; ``until``: or earlier.
        examples: how many papers a cell shows.
        namings: of the graph, where the caller has them already; then without the three before.

    Raises:
        UnknownChoice: if there is no such type or role.
        PairError: if none of ``concepts`` is of one of the types.
        DateError: if a bound is no date, or no paper lies in the span.
    """
    labels = concept_type(a), concept_type(b)
    wanted = [role_of(name) for name in roles]
    found = namings or load(view, narrower=narrower, since=since, until=until)
    given = {found.labels[found.places[id]] for id in concepts if id in found.places}
    if concepts and not given & set(labels):
        raise PairError(
            f"{', '.join(sorted(concepts))} is of type {' or '.join(sorted(given))}; "
            f"the matrix is of {labels[0]} and {labels[1]}"
        )
    incidence = found.incidence(wanted)
    places = [_chosen(found, label, concepts) for label in labels]
    named = [np.asarray(incidence[:, side].sum(axis=1)).ravel() for side in places]
    both = (named[0] > 0) & (named[1] > 0) if labels[0] != labels[1] else named[0] > 1
    joint = incidence[both]
    # The columns that most papers name; then the rows that most of the papers of these columns name.
    second, _ = _most(joint, places[1], columns)
    chosen = joint[np.asarray(joint[:, second].sum(axis=1)).ravel() > 0]
    first, first_papers = _most(chosen, places[0], rows)
    sides = (first, second)
    both_chosen = joint[np.asarray(joint[:, first].sum(axis=1)).ravel() > 0]
    sizes = (first_papers, np.asarray(both_chosen[:, second].sum(axis=0)).ravel().tolist())
    counts = (incidence[:, sides[0]].T @ incidence[:, sides[1]]).toarray()
    if labels[0] == labels[1]:
        counts[sides[0][:, None] == sides[1][None, :]] = 0
    totals = np.asarray(incidence.sum(axis=0)).ravel()
    chance = expected(found, labels, totals[sides[0]], totals[sides[1]])
    columnwise = incidence.tocsc()
    width = np.asarray(incidence.sum(axis=1)).ravel()

    def telling(row: int, column: int) -> list[dict[str, str]]:
        first, second = (
            columnwise.indices[columnwise.indptr[place] : columnwise.indptr[place + 1]]
            for place in (sides[0][row], sides[1][column])
        )
        papers = np.intersect1d(first, second)
        chosen = papers[np.lexsort((papers, width[papers]))][:examples]
        return [{"id": found.papers[n], "title": found.titles[n]} for n in chosen.tolist()]

    cells = [
        Cell(row, column, int(counts[row, column]), round(float(chance[row, column]), 2), telling(row, column))
        for row, column in np.argwhere(counts).tolist()
    ]
    heads = [
        [
            {"id": found.concepts[n], "name": found.names[n], "papers": papers}
            for n, papers in zip(side.tolist(), size, strict=True)
        ]
        for side, size in zip(sides, sizes, strict=True)
    ]
    only = [[found.names[n] for n in side.tolist() if found.concepts[n] in concepts] for side in places]
    return Matrix(labels, heads[0], heads[1], counts.tolist(), cells, int(both.sum()), (only[0], only[1]))


def _most(incidence: sparse.csr_array, places: Indices, most: int) -> tuple[Indices, list[int]]:
    """Return the concepts that most papers name, with the numbers; of equally many the smaller place."""
    papers = np.asarray(incidence[:, places].sum(axis=0)).ravel()
    order = np.lexsort((places, -papers))[:most]
    order = order[papers[order] > 0]
    return places[order], papers[order].tolist()


def _chosen(namings: Namings, label: str, concepts: Collection[str]) -> Indices:
    places = namings.of_type(label)
    kept = [n for n in places.tolist() if namings.concepts[n] in concepts]
    return np.array(kept, dtype=np.int32) if kept else places
