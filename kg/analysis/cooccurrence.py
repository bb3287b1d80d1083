"""Which concepts are named together more often than chance would have it.

Chance is the configuration model of the network of papers and concepts: every paper keeps how many concepts it names,
every concept how many papers name it, and who names what is drawn (Newman, Strogatz & Watts 2001). Two concepts of
``a`` and ``b`` papers are then expected together in ``a b S / M²`` papers, where ``M`` is the number of namings and
``S`` the sum over papers of ``d (d - 1)``, with ``d`` the number of concepts the paper names; the number is close to
Poisson. Long abstracts, which name everything together, are so paid for.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kg.analysis.namings import Indices, Namings

#: Concepts taken into the graph of concepts: those that most papers name.
MOST_CONCEPTS = 1_500
#: Concepts that fewer papers name, and pairs that fewer papers name together, are left out of it.
LEAST_PAPERS = 2
#: A pair is joined if chance would bring so many papers about less often than this.
SIGNIFICANCE = 0.01


def paper_counts(namings: Namings) -> NDArray[np.int64]:
    """Return for each concept how many papers name it."""
    return np.asarray(namings.incidence().sum(axis=0)).ravel().astype(np.int64)


def most_named(namings: Namings, limit: int = MOST_CONCEPTS, least: int = LEAST_PAPERS) -> Indices:
    """Return the places of the concepts that most papers name, in order of place; ties go to the smaller place."""
    counts = paper_counts(namings)
    order = np.lexsort((np.arange(len(counts)), -counts))[:limit]
    return np.sort(order[counts[order] >= least]).astype(np.int32)


def association(namings: Namings, concepts: Indices) -> sparse.coo_array:
    """Return how strongly concepts go together, the upper triangle of a matrix over ``concepts``.

    Only pairs that at least two papers name, significantly more often than chance. The value is the normalised
    pointwise mutual information (Bouma 2009), above 0 and at most 1: 1 for two that only occur together.
    """
    # Not scipy.stats, which takes as long to import as all the rest to run.
    from scipy.special import gammainc

    incidence = namings.incidence()
    counts = paper_counts(namings)[concepts].astype(float)
    chosen = incidence[:, concepts]
    together = sparse.triu(chosen.T @ chosen, k=1, format="coo")
    per_paper = np.asarray(incidence.sum(axis=1)).ravel().astype(float)
    total, spread = per_paper.sum(), (per_paper * (per_paper - 1)).sum()
    observed = together.data.astype(float)
    expected = counts[together.row] * counts[together.col] * (spread / max(total, 1.0) ** 2)
    keep = observed >= LEAST_PAPERS
    # The probability of a Poisson number of at least so many.
    keep[keep] = gammainc(observed[keep], expected[keep]) < SIGNIFICANCE
    row, column, observed = together.row[keep], together.col[keep], observed[keep]
    papers = len(namings.papers)
    information = np.log(observed * papers / (counts[row] * counts[column]))
    surprise = -np.log(observed / papers)
    value = np.where(surprise > 0, information / np.where(surprise > 0, surprise, 1.0), 1.0)
    positive = value > 0
    shape = (len(concepts), len(concepts))
    return sparse.coo_array((np.round(value[positive], 6), (row[positive], column[positive])), shape=shape)


def graph_of(matrix: sparse.coo_array) -> Any:
    """Return the undirected networkx graph of an upper triangle: nodes by number, edges with ``weight``."""
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(matrix.shape[0]))
    order = np.lexsort((matrix.col, matrix.row))
    graph.add_weighted_edges_from(
        zip(matrix.row[order].tolist(), matrix.col[order].tolist(), matrix.data[order].tolist(), strict=True)
    )
    return graph
