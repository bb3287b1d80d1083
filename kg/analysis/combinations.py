"""Concepts that are named together for the first time."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kg.analysis.alike import alike
from kg.analysis.namings import Namings
from kg.stores.base import View

#: A concept that fewer papers named before is too young for a combination with it to be news.
LEAST_BEFORE = 2


@dataclass(frozen=True, slots=True)
class Combination:
    """Two concepts that papers named before, but never one paper both.

    Attributes:
        a, b: ids; ``a_name``, ``b_name``: names.
        a_papers, b_papers: how many papers named each before; the list is sorted by the smaller number.
        expected: how many papers would have named both, had chance paired them.
        papers: ids of the papers that now name both; ``titles``: their titles.
    """

    a: str
    b: str
    a_name: str
    b_name: str
    a_papers: int
    b_papers: int
    expected: float
    papers: list[str]
    titles: list[str]

    def to_dict(self) -> dict[str, Any]:
        """Return it, JSON-ready."""
        return asdict(self)


def first_combinations(
    view: View, namings: Namings, before: sparse.csr_array, after: NDArray[np.int64], limit: int
) -> tuple[int, list[Combination]]:
    """Return how many pairs of known concepts were first combined by some papers, and the best known.

    Two concepts of which one is a kind of the other, or whose names say nearly the same, are no news together.

    Args:
        view: the graph of the namings, for BROADER.
        namings: of the graph with the new papers.
        before: papers x concepts of the earlier papers, its columns those of ``namings``.
        after: places of the new papers.
        limit: how many to return.
    """
    counts = np.asarray(before.sum(axis=0)).ravel()
    known = np.flatnonzero(counts >= LEAST_BEFORE)
    fresh = namings.incidence()[after][:, known]
    # A concept that no new paper names is in no new pair.
    named = np.flatnonzero(np.asarray(fresh.sum(axis=0)).ravel())
    fresh, known = fresh[:, named], known[named]
    now = _pairs(fresh)
    new = np.setdiff1d(now, _pairs(before[:, known]), assume_unique=True)
    first, second = known[new // max(1, len(known))], known[new % max(1, len(known))]
    kinds = _kinds(view, namings)
    size = len(namings.concepts)
    apart = ~np.isin(first.astype(np.int64) * size + second, kinds)
    first, second = first[apart], second[apart]
    expected = counts[first] * counts[second] / max(1, before.shape[0])
    found: list[Combination] = []
    incidence = namings.incidence()[after].tocsc()
    # Not by what was expected: a concept that a third of all papers name would be in every pair.
    rarer = np.minimum(counts[first], counts[second])
    order = np.lexsort((second, first, -np.round(expected, 6), -rarer))
    for place in order.tolist():
        if len(found) == limit:
            break
        a, b = int(first[place]), int(second[place])
        if alike(namings.names[a], namings.names[b]):
            continue
        both = np.intersect1d(_rows(incidence, a), _rows(incidence, b))
        papers = [int(after[row]) for row in both.tolist()]
        found.append(
            Combination(
                namings.concepts[a],
                namings.concepts[b],
                namings.names[a],
                namings.names[b],
                int(counts[a]),
                int(counts[b]),
                round(float(expected[place]), 2),
                [namings.papers[paper] for paper in papers],
                [namings.titles[paper] for paper in papers],
            )
        )
    return len(first), found


def _pairs(incidence: sparse.csr_array) -> NDArray[np.int64]:
    """Return the pairs of columns that some row has both of, each as one number, sorted."""
    product = sparse.triu(incidence.T @ incidence, k=1, format="coo")
    pairs: NDArray[np.int64] = np.sort(product.row.astype(np.int64) * incidence.shape[1] + product.col)
    return pairs


def _rows(incidence: sparse.csc_array, column: int) -> NDArray[np.int32]:
    rows: NDArray[np.int32] = incidence.indices[incidence.indptr[column] : incidence.indptr[column + 1]]
    return rows


def _kinds(view: View, namings: Namings) -> NDArray[np.int64]:
    """Return the pairs that a BROADER edge joins, each as one number, the smaller place first."""
    table = view.edge_table("BROADER")
    ends = [[namings.places[id] for id in table[end]] for end in ("start", "end")]
    a, b = (np.array(places, dtype=np.int64) for places in ends)
    kinds: NDArray[np.int64] = np.minimum(a, b) * len(namings.concepts) + np.maximum(a, b)
    return kinds
