"""Papers as vectors of their concepts: the measure behind RELATED_TO and ``kg related``.

A concept counts by its rarity (inverse document frequency, Sparck Jones 1972), by what the paper does with it, by how
sure that is, and more if it stands in the title. A paper has the broader concepts of what it names as well, with half
the weight a step: KV cache eviction and KV cache compression are different things about one. What one paper alone has
counts in its vector's length, but less (compare the pivot of Singhal, Buckley and Mitra 1996): a paper that coins much
is not far from all others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

#: How much a concept counts by what the paper does with it.
ROLE_WEIGHTS = {"introduces": 1.6, "uses": 1.0, "addresses": 1.0, "evaluated_on": 0.6, "compares": 0.8}
#: How much more a concept counts that stands in the title: it is what the paper is about.
TITLE_WEIGHT = 1.5
#: What a broader concept counts of the narrower one's weight; two steps up are gone, the second by its square.
BROADER_WEIGHT = 0.5
#: What a concept that one paper alone has counts in the length of its vector.
OWN_SHARE = 0.3
#: A concept that more than this share of the papers name (or more than so many, which bounds the time) joins nobody.
COMMON_SHARE, COMMON_PAPERS = 0.15, 1000
#: In a small collection so many papers are never too many.
FEW_PAPERS = 12

Indices = NDArray[np.integer[Any]]


def broader_shares(pairs: Iterable[tuple[int, int]], concepts: int) -> sparse.csr_array:
    """Return what each concept's broader ones count of its weight.

    Args:
        pairs: places of a narrower and a broader concept, for each BROADER edge.
        concepts: how many concepts there are.
    """
    ends = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)
    one = sparse.csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(concepts, concepts))
    two = (one @ one).tocsr()
    two.data[:] = BROADER_WEIGHT**2
    one.data[:] = BROADER_WEIGHT
    shares = one.maximum(two).tocoo()
    other = shares.row != shares.col
    return sparse.csr_array((shares.data[other], (shares.row[other], shares.col[other])), shape=(concepts, concepts))


def unit_vectors(
    rows: Indices, columns: Indices, weights: NDArray[np.float64], shares: sparse.csr_array, papers: int
) -> sparse.csr_array:
    """Return papers x concepts: vectors of unit length, without what is too common or too rare to join two papers.

    Args:
        rows: for each naming the place of its paper; ``columns``: of its concept.
        weights: what each counts, before its rarity.
        shares: see :func:`broader_shares`.
        papers: how many papers there are.
    """
    concepts = shares.shape[0]
    if not len(rows):
        return sparse.csr_array((papers, concepts))
    rows, columns, weights = _with_broader(rows, columns, weights, shares)
    total = int((np.bincount(rows, minlength=papers) > 0).sum())
    counts = np.bincount(columns, minlength=concepts)
    values = weights * np.log1p(total / np.maximum(counts, 1))[columns]
    length = np.sqrt(
        np.bincount(rows, values * values * np.where(counts[columns] == 1, OWN_SHARE, 1.0), minlength=papers)
    )
    limit = max(FEW_PAPERS, min(COMMON_PAPERS, COMMON_SHARE * total))
    joining = (counts[columns] >= 2) & (counts[columns] <= limit)
    rows, columns, values = rows[joining], columns[joining], values[joining]
    return sparse.csr_array((values / np.maximum(length[rows], 1e-12), (rows, columns)), shape=(papers, concepts))


def _with_broader(
    rows: Indices, columns: Indices, weights: NDArray[np.float64], shares: sparse.csr_array
) -> tuple[Indices, Indices, NDArray[np.float64]]:
    """Add the broader concepts; of several ways to one concept the weightiest counts. Sorted by paper and concept."""
    sizes = np.diff(shares.indptr)[columns]
    places = np.repeat(shares.indptr[columns] - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())
    all_rows = np.concatenate([rows, np.repeat(rows, sizes)])
    all_columns = np.concatenate([columns, shares.indices[places]])
    all_weights = np.concatenate([weights, np.repeat(weights, sizes) * shares.data[places]])
    keys = all_rows.astype(np.int64) * shares.shape[0] + all_columns
    order = np.argsort(keys, kind="stable")
    all_rows, all_columns, all_weights, keys = all_rows[order], all_columns[order], all_weights[order], keys[order]
    first = np.flatnonzero(np.concatenate([[True], np.diff(keys) != 0]))
    return all_rows[first], all_columns[first], np.maximum.reduceat(all_weights, first)
