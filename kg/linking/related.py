"""RELATED_TO: papers that share telling concepts.

The score of a pair is the cosine of the papers' vectors (:mod:`kg.linking.vectors`), computed as a sparse matrix
product in slices of rows, so that time and memory follow the number of pairs that share something, not the number of
pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from scipy import sparse

from kg.linking.concepts import Concepts
from kg.linking.vectors import ROLE_WEIGHTS, TITLE_WEIGHT, broader_shares, unit_vectors
from kg.model import Edge, Finding

#: How many neighbours a paper keeps.
NEIGHBOURS = 10
#: Pairs below this score are not related.
LEAST_SCORE = 0.1
#: How many shared concepts an edge names, the most telling first.
MOST_SHARED = 8
_SLICE = 1024


def related(concepts: Concepts, hierarchy: Iterable[Edge] = ()) -> Iterator[Edge]:
    """Yield the RELATED_TO edges, once a pair, the smaller id first.

    Args:
        concepts: what each paper names.
        hierarchy: the BROADER edges.
    """
    papers = [id for id in sorted(concepts.namings) if concepts.namings[id]]
    hierarchy = list(hierarchy)
    ids = sorted({*concepts.by_id, *(edge.source for edge in hierarchy), *(edge.target for edge in hierarchy)})
    matrix = _vectors(papers, ids, concepts, hierarchy)
    pairs: dict[tuple[int, int], float] = {}
    transposed = matrix.T.tocsc()
    for start in range(0, len(papers), _SLICE):
        product = (matrix[start : start + _SLICE] @ transposed).tocsr()
        for offset in range(product.shape[0]):
            row = start + offset
            low, high = product.indptr[offset], product.indptr[offset + 1]
            others, scores = product.indices[low:high], np.round(product.data[low:high], 4)
            fitting = (others != row) & (scores >= LEAST_SCORE)
            others, scores = others[fitting], scores[fitting]
            # The strongest first; equal scores by id, so that the choice never depends on chance.
            for place in np.lexsort((others, -scores))[:NEIGHBOURS]:
                other = int(others[place])
                pairs[(row, other) if row < other else (other, row)] = float(scores[place])
    for (a, b), score in sorted(pairs.items()):
        yield Edge("RELATED_TO", papers[a], papers[b], {"score": score, "shared": _shared(matrix, a, b, ids)})


def _vectors(papers: list[str], ids: list[str], concepts: Concepts, hierarchy: list[Edge]) -> sparse.csr_array:
    """Return the papers' unit vectors over all concepts."""
    place = {id: number for number, id in enumerate(ids)}
    rows, columns, weights = [], [], []
    for row, paper in enumerate(papers):
        for naming in concepts.namings[paper]:
            rows.append(row)
            columns.append(place[naming.concept])
            weights.append(_weight(naming.finding))
    shares = broader_shares(((place[edge.source], place[edge.target]) for edge in hierarchy), len(ids))
    return unit_vectors(
        np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64), np.array(weights), shares, len(papers)
    )


def _weight(finding: Finding) -> float:
    in_title = any(mention.field == "title" for mention in finding.mentions)
    return ROLE_WEIGHTS[finding.role] * finding.confidence * (TITLE_WEIGHT if in_title else 1.0)


def _shared(matrix: sparse.csr_array, a: int, b: int, columns: list[str]) -> list[str]:
    """Return the concepts that two papers share, the most telling first."""
    low, high = matrix.indptr[a], matrix.indptr[a + 1]
    first = dict(zip(matrix.indices[low:high].tolist(), matrix.data[low:high].tolist(), strict=True))
    low, high = matrix.indptr[b], matrix.indptr[b + 1]
    second = zip(matrix.indices[low:high].tolist(), matrix.data[low:high].tolist(), strict=True)
    common = [(-round(first[c] * weight, 6), columns[c]) for c, weight in second if c in first]
    return [id for _, id in sorted(common)[:MOST_SHARED]]
