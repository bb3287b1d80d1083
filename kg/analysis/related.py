"""What is close to a paper, and what to read next after several.

Papers are vectors of the concepts that they name (:mod:`kg.linking.vectors`), and two are as close as the cosine of
their vectors: the measure of RELATED_TO (:mod:`kg.linking.related`), computed here for all papers, since an
edge keeps only the ten closest of each and what is fairly close to all of five papers may be among the ten of none. A
citation between the two adds to it as independent evidence does: ``1 - (1 - cosine) (1 - 0.2 confidence)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kg.analysis.finder import Finder
from kg.analysis.namings import Namings, load
from kg.errors import QuestionError
from kg.linking.vectors import ROLE_WEIGHTS, TITLE_WEIGHT, broader_shares, unit_vectors
from kg.model import ROLES, Node
from kg.schema import schema
from kg.search import Names, label_name
from kg.stores.base import View

#: What a sure citation between two papers counts: as much as a middling score of RELATED_TO.
CITED = 0.2
#: How many shared concepts are told of each paper.
MOST_SHARED = 6


@dataclass(frozen=True, slots=True)
class Shared:
    """A concept that a paper shares with the given ones.

    Attributes:
        id, name, label: of the concept.
        weight: what it adds to the score.
        roles: what the paper does with it.
        given: ids of the given papers that name it.
        quotes: the paper's words on it.
    """

    id: str
    name: str
    label: str
    weight: float
    roles: tuple[str, ...]
    given: tuple[str, ...]
    quotes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it, JSON-ready."""
        return {
            "id": self.id,
            "name": self.name,
            "label": self.label,
            "weight": self.weight,
            "roles": list(self.roles),
            "given": list(self.given),
            "quotes": list(self.quotes),
        }


@dataclass(frozen=True, slots=True)
class RelatedPaper:
    """A paper close to the given ones.

    Attributes:
        paper: the paper.
        score: 0 to 1, the mean of its closeness to each given paper.
        closeness: to each given paper that it is close to, by id.
        shared: what it shares with them, the most telling first.
        cites: ids of the given papers that it cites; ``cited_by``: of those that cite it.
    """

    paper: Node
    score: float
    closeness: dict[str, float]
    shared: tuple[Shared, ...]
    cites: tuple[str, ...]
    cited_by: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it, JSON-ready."""
        return {
            "id": self.paper.id,
            "title": label_name(self.paper),
            "score": self.score,
            "closeness": self.closeness,
            "shared": [shared.to_dict() for shared in self.shared],
            "cites": list(self.cites),
            "cited_by": list(self.cited_by),
        }


@dataclass(frozen=True, slots=True)
class Related:
    """The papers closest to the given ones, which are not among them, the closest first."""

    given: tuple[Node, ...]
    papers: tuple[RelatedPaper, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return them, JSON-ready."""
        return {
            "given": [{"id": node.id, "title": label_name(node)} for node in self.given],
            "papers": [paper.to_dict() for paper in self.papers],
        }


def related(
    view: View, *papers: str, limit: int = 10, names: Names | None = None, namings: Namings | None = None
) -> Related:
    """Return the papers closest to one paper, or to several together.

    Args:
        view: the graph.
        papers: ids or titles, or the name of what one paper introduces.
        limit: how many at most.
        names: the view's names, if the caller has them; ``namings``: its namings.

    Raises:
        UnknownName: if one is no paper.
        QuestionError: if none is given.
    """
    if not papers:
        raise QuestionError("give at least one paper: its title or id, or the name of what it introduces")
    finder = Finder(view, names)
    given = tuple({node.id: node for node in map(finder.paper, papers)}.values())
    found = namings or load(view)
    shares = _shares(view, found)
    vectors = _vectors(view, found, shares)
    places = {id: place for place, id in enumerate(found.papers)}
    own = [places[node.id] for node in given]
    closeness = (vectors @ vectors[own].T).toarray().T
    cites, cited_by = _citations(view, [node.id for node in given], places, closeness)
    closeness = np.round(closeness, 4)
    scores = np.round(closeness.mean(axis=0), 4)
    scores[own] = 0.0
    best = [n for n in np.lexsort((np.arange(len(scores)), -scores))[:limit].tolist() if scores[n] > 0]
    results = []
    for place in best:
        paper = view.node(found.papers[place])
        assert paper is not None  # the id is from this view
        results.append(
            RelatedPaper(
                paper,
                float(scores[place]),
                {node.id: float(row[place]) for node, row in zip(given, closeness, strict=True) if row[place] > 0},
                _shared(view, found, shares, vectors, place, own, given),
                tuple(cites.get(place, ())),
                tuple(cited_by.get(place, ())),
            )
        )
    return Related(given, tuple(results))


def _shares(view: View, namings: Namings) -> sparse.csr_array:
    """Return what the broader concepts of each concept count of its weight."""
    edges = view.edge_table("BROADER")
    places = namings.places
    ends = zip(edges["start"], edges["end"], strict=True)
    return broader_shares(((places[narrow], places[broad]) for narrow, broad in ends), len(namings.concepts))


def _vectors(view: View, namings: Namings, shares: sparse.csr_array) -> sparse.csr_array:
    """Return the papers' unit vectors over all concepts."""
    factors = np.array([ROLE_WEIGHTS[role] for role in ROLES])[namings.roles]
    titled = [
        bool(spans) and spans[0][0] == "t"  # the places of an edge begin with those in the title
        for type, edge in schema().edges.items()
        if edge.role
        for spans in view.edge_table(type, ("spans",))["spans"]
    ]
    weights = factors * namings.confidence.astype(np.float64) * np.where(titled, TITLE_WEIGHT, 1.0)
    return unit_vectors(namings.rows, namings.columns, weights, shares, len(namings.papers))


def _citations(
    view: View, given: Sequence[str], places: dict[str, int], closeness: NDArray[np.float64]
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Add the citations to the closeness; return which given papers each paper cites, and is cited by."""
    cites: dict[int, list[str]] = {}
    cited_by: dict[int, list[str]] = {}
    for row, id in enumerate(given):
        sure: dict[int, float] = {}
        for edge in view.edges_of(id):
            if edge.type == "CITES":
                other, told = (edge.target, cited_by) if edge.source == id else (edge.source, cites)
                told.setdefault(places[other], []).append(id)
                confidence = edge.properties.get("confidence")
                sure[places[other]] = max(sure.get(places[other], 0.0), 1.0 if confidence is None else confidence)
        for place, confidence in sure.items():
            closeness[row, place] = 1 - (1 - closeness[row, place]) * (1 - CITED * confidence)
    return cites, cited_by


def _shared(
    view: View,
    namings: Namings,
    shares: sparse.csr_array,
    vectors: sparse.csr_array,
    place: int,
    own: Sequence[int],
    given: Sequence[Node],
) -> tuple[Shared, ...]:
    """Return what a paper shares with the given ones; what it names as a narrower concept has that one's quotes."""
    parts = (vectors[[place]].multiply(vectors[own].mean(axis=0)[None, :])).tocsr()
    weight = {column: part for column, part in zip(parts.indices.tolist(), parts.data.tolist(), strict=True) if part}
    best = sorted(weight, key=lambda column: (-round(weight[column] * len(own), 6), namings.concepts[column]))
    roles = {type: edge.role for type, edge in schema().edges.items() if edge.role}
    edges = [edge for edge in view.edges_of(namings.papers[place]) if edge.type in roles]
    found = []
    for column in best[:MOST_SHARED]:
        id = namings.concepts[column]
        here = [edge for edge in edges if edge.target == id]
        below = here or [edge for edge in edges if shares[namings.places[edge.target], column] > 0]
        quotes = dict.fromkeys(quote for edge in below for quote in edge.properties.get("evidence", ()))
        found.append(
            Shared(
                id,
                namings.names[column],
                namings.labels[column],
                round(weight[column], 4),
                tuple(sorted({roles[edge.type] for edge in below}, key=ROLES.index)),
                tuple(node.id for node, row in zip(given, own, strict=True) if vectors[row, column] > 0),
                tuple(quotes),
            )
        )
    return tuple(found)
