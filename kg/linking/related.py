"""RELATED_TO: papers that share telling concepts, weighed by how rare each concept is.

Papers are vectors of their concepts, weighted by inverse document frequency (Sparck Jones 1972), by role and by place;
the score of a pair is the cosine of their vectors. A paper has the broader concepts of what it names as well, with half
the weight a step: KV cache eviction and KV cache compression are different things about one. Computed as a sparse
matrix product in slices of rows, so that time and memory follow the number of pairs that share something, not the
number of pairs.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from scipy import sparse

from kg.linking.concepts import Concepts, Naming
from kg.model import Edge

#: How many neighbours a paper keeps.
NEIGHBOURS = 10
#: Pairs below this score are not related.
LEAST_SCORE = 0.1
#: How much a concept counts by what the paper does with it.
ROLE_WEIGHTS = {"introduces": 1.6, "uses": 1.0, "addresses": 1.0, "evaluated_on": 0.6, "compares": 0.8}
#: How much more a concept counts that stands in the title: it is what the paper is about.
TITLE_WEIGHT = 1.5
#: What a broader concept counts of the narrower one's weight, and how many steps up are gone.
BROADER_WEIGHT, BROADER_STEPS = 0.5, 2
#: What a concept that one paper alone has counts in the length of its vector (compare Singhal, Buckley and Mitra 1996).
OWN_SHARE = 0.3
#: A concept that more than this share of the papers name (or more than so many, which bounds the time) joins nobody.
COMMON_SHARE, COMMON_PAPERS = 0.15, 1000
#: In a small collection so many papers are never too many.
FEW_PAPERS = 12
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
    matrix, columns = _vectors(papers, concepts, above(hierarchy))
    if not columns:
        return
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
        yield Edge("RELATED_TO", papers[a], papers[b], {"score": score, "shared": _shared(matrix, a, b, columns)})


def above(hierarchy: Iterable[Edge]) -> dict[str, dict[str, float]]:
    """Return for each concept the broader ones within reach, with what each counts."""
    parents: dict[str, list[str]] = {}
    for edge in hierarchy:
        parents.setdefault(edge.source, []).append(edge.target)
    found: dict[str, dict[str, float]] = {}
    for id in parents:
        reached: dict[str, float] = {}
        front = [id]
        for step in range(1, BROADER_STEPS + 1):
            front = [wide for one in front for wide in parents.get(one, ()) if wide != id and wide not in reached]
            for wide in front:
                reached.setdefault(wide, BROADER_WEIGHT**step)
        found[id] = reached
    return found


def _vectors(
    papers: list[str], concepts: Concepts, wider: Mapping[str, Mapping[str, float]]
) -> tuple[sparse.csr_matrix, list[str]]:
    """Return the papers' unit vectors and the concept of each column."""
    weights = [_weights(concepts.namings[paper], wider) for paper in papers]
    counts = Counter(id for own in weights for id in own)
    limit = max(FEW_PAPERS, min(COMMON_PAPERS, COMMON_SHARE * len(papers)))
    columns = sorted(id for id, count in counts.items() if 2 <= count <= limit)
    place = {id: number for number, id in enumerate(columns)}
    rarity = {id: math.log(1 + len(papers) / count) for id, count in counts.items()}
    rows, cols, values = [], [], []
    for row, own in enumerate(weights):
        # Concepts that nobody shares count in the length, but less: a paper that coins much is not far from all others.
        length = math.sqrt(
            sum((weight * rarity[id]) ** 2 * (OWN_SHARE if counts[id] == 1 else 1.0) for id, weight in own.items())
        )
        for id, weight in own.items():
            if id in place:
                rows.append(row)
                cols.append(place[id])
                values.append(weight * rarity[id] / (length or 1.0))
    matrix = sparse.csr_matrix((values, (rows, cols)), shape=(len(papers), len(columns)))
    matrix.sort_indices()
    return matrix, columns


def _weights(namings: Iterable[Naming], wider: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return what each concept counts in a paper, before its rarity: what is named, and what that is a kind of."""
    own: dict[str, float] = {}
    for naming in namings:
        finding = naming.finding
        weight = ROLE_WEIGHTS[finding.role] * finding.confidence
        if any(mention.field == "title" for mention in finding.mentions):
            weight *= TITLE_WEIGHT
        own[naming.concept] = max(weight, own.get(naming.concept, 0.0))
        for wide, share in wider.get(naming.concept, {}).items():
            own[wide] = max(weight * share, own.get(wide, 0.0))
    return own


def _shared(matrix: sparse.csr_matrix, a: int, b: int, columns: list[str]) -> list[str]:
    """Return the concepts that two papers share, the most telling first."""
    low, high = matrix.indptr[a], matrix.indptr[a + 1]
    first = dict(zip(matrix.indices[low:high].tolist(), matrix.data[low:high].tolist(), strict=True))
    low, high = matrix.indptr[b], matrix.indptr[b + 1]
    second = zip(matrix.indices[low:high].tolist(), matrix.data[low:high].tolist(), strict=True)
    common = [(-round(first[c] * weight, 6), columns[c]) for c, weight in second if c in first]
    return [id for _, id in sorted(common)[:MOST_SHARED]]
