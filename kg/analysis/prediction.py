"""How likely two concepts are to be named together, from who is named with whom: link prediction.

Of a dozen scores (Adamic-Adar, resource allocation, truncated SVD of the co-occurrences and of their mutual
information, nearest neighbours by cosine, walks of two and three steps) the one used here found hidden pairs best over
two graphs and eight pairs of types; :mod:`kg.analysis.holdout` measures it, and its rivals, on any graph.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse

from kg.analysis.namings import Indices
from kg.analysis.narrower import diagonal
from kg.analysis.pairs import Matrix

#: Added to the total of each concept, so that a single companion of a rare concept does not count as all its company.
DAMPING = 50.0


def links(incidence: sparse.csr_array) -> sparse.csr_array:
    """Return how often concepts are named together, each divided by the roots of both concepts' damped totals."""
    together = cooccurrences(incidence)
    strength = np.asarray(together.sum(axis=1)).ravel().astype(float)
    scale = diagonal(1 / np.sqrt(strength + DAMPING))
    result: sparse.csr_array = (scale @ together @ scale).tocsr()
    result.sort_indices()
    return result


def cooccurrences(incidence: sparse.csr_array) -> sparse.csr_array:
    """Return in how many papers concepts are named together; nobody with itself."""
    together = (incidence.T @ incidence).tocoo()
    apart = together.row != together.col
    shape = together.shape
    result = sparse.coo_array((together.data[apart], (together.row[apart], together.col[apart])), shape=shape).tocsr()
    result.sort_indices()
    return result


def shared_company(incidence: sparse.csr_array, rows: Indices, columns: Indices) -> Matrix:
    """Score pairs by the company that they share, the score of ``kg gaps``.

    A walk of two steps over co-occurrences, normalised on both ends alike: the hybrid of mass diffusion and heat
    conduction with lambda 1/2 (Zhou, Kuscsik, Liu, Medo, Wakeling & Zhang 2010). A companion that goes with everything
    tells little, and a concept that goes with everything gets nothing for it.

    Args:
        incidence: papers x concepts.
        rows: places of concepts; ``columns``: the same.
    """
    link = links(incidence)
    score: Matrix = (link[rows] @ link[:, columns]).toarray()
    return score


def adamic_adar(incidence: sparse.csr_array, rows: Indices, columns: Indices) -> Matrix:
    """Score pairs by common neighbours, the rarer the more (Adamic & Adar 2003)."""
    joined = cooccurrences(incidence).sign()
    degree = np.asarray(joined.sum(axis=1)).ravel().astype(float)
    weight = diagonal(1 / np.log(np.maximum(degree, 2.0)))
    score: Matrix = (joined[rows] @ weight @ joined[:, columns]).toarray()
    return score


def resource_allocation(incidence: sparse.csr_array, rows: Indices, columns: Indices) -> Matrix:
    """Score pairs by common neighbours, each divided by its degree (Zhou, Lü & Zhang 2009)."""
    joined = cooccurrences(incidence).sign()
    degree = np.asarray(joined.sum(axis=1)).ravel().astype(float)
    weight = diagonal(1 / np.maximum(degree, 1.0))
    score: Matrix = (joined[rows] @ weight @ joined[:, columns]).toarray()
    return score


def popularity(incidence: sparse.csr_array, rows: Indices, columns: Indices) -> Matrix:
    """Score pairs by how many partners each has on the other side: preferential attachment, the baseline to beat."""
    joined = (incidence[:, rows].T @ incidence[:, columns]).sign()
    first = np.asarray(joined.sum(axis=1)).ravel().astype(float)
    second = np.asarray(joined.sum(axis=0)).ravel().astype(float)
    return np.outer(first, second)


#: What the hold-out compares, by name.
SCORES: dict[str, Callable[[sparse.csr_array, Indices, Indices], Matrix]] = {
    "shared company (used)": shared_company,
    "resource allocation": resource_allocation,
    "Adamic-Adar": adamic_adar,
    "popularity": popularity,
}
