"""Two or more papers or concepts side by side: what they share and where they differ, by type.

The profile of a paper is the concepts that it names, in their roles. The profile of a concept is what the papers name
that introduce or use it (all that name it, for a dataset or task), with how many of them do. A paper that does so with
several of the compared tells nothing of their difference: it counts for the one that it introduces, else for none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kg.analysis.finder import Finder, introducers
from kg.analysis.namings import Namings, load
from kg.analysis.narrower import with_narrower
from kg.errors import QuestionError, WrongUsage
from kg.model import ROLES, Edge, Node
from kg.schema import schema
from kg.search import Names, label_name
from kg.stores.base import View

#: How many can be compared at once: more make no table that can be read.
MOST_SIDES = 8
#: How many quotes in which the compared speak of each other are given.
MOST_QUOTES = 6


@dataclass(frozen=True, slots=True)
class Side:
    """One of the compared.

    Attributes:
        node: the paper or concept.
        papers: how many papers its profile is made of.
        introduced: ids, titles and dates of the papers that introduce it; empty for a paper.
        date: of a paper.
    """

    node: Node
    papers: int
    introduced: tuple[dict[str, str], ...] = ()
    date: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return it, JSON-ready."""
        return {
            "id": self.node.id,
            "label": self.node.label,
            "name": label_name(self.node),
            "papers": self.papers,
            "date": self.date,
            "introduced": list(self.introduced),
        }


@dataclass(frozen=True, slots=True)
class Row:
    """A concept and how each side has it.

    Attributes:
        id, name, label: of the concept.
        papers: for each side, how many of its papers name it.
        roles: for each side, in which roles; empty where they name only narrower concepts.
        weight: how much it tells: its rarity, times the smallest share of a side that has it.
    """

    id: str
    name: str
    label: str
    papers: tuple[int, ...]
    roles: tuple[tuple[str, ...], ...]
    weight: float

    @property
    def sides(self) -> tuple[int, ...]:
        """The places of the sides that have it."""
        return tuple(place for place, papers in enumerate(self.papers) if papers)

    def to_dict(self) -> dict[str, Any]:
        """Return it, JSON-ready."""
        return {
            "id": self.id,
            "name": self.name,
            "label": self.label,
            "papers": list(self.papers),
            "roles": [list(roles) for roles in self.roles],
            "weight": self.weight,
        }


@dataclass(frozen=True, slots=True)
class Said:
    """What a paper of one side says of another side: an edge between the two, and its first quote."""

    paper: Node
    type: str
    about: Node
    confidence: float | None
    quote: str

    def to_dict(self) -> dict[str, Any]:
        """Return it, JSON-ready."""
        return {
            "paper": self.paper.id,
            "title": label_name(self.paper),
            "type": self.type,
            "about": self.about.id,
            "name": label_name(self.about),
            "confidence": self.confidence,
            "quote": self.quote,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Papers or concepts side by side.

    Attributes:
        sides: the compared, in the order given.
        shared: concepts that all sides have, by type in the schema's order, the most telling first.
        some: those that several have, but not all.
        only: for each side those that it alone has.
        together: ids, titles and dates of the papers that count for no concept, since they name several of the
            compared; the latest first.
        said: what papers of one side say of another.
    """

    sides: tuple[Side, ...]
    shared: tuple[Row, ...]
    some: tuple[Row, ...]
    only: tuple[tuple[Row, ...], ...]
    together: tuple[dict[str, str], ...] = ()
    said: tuple[Said, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it, JSON-ready."""
        return {
            "sides": [side.to_dict() for side in self.sides],
            "shared": [row.to_dict() for row in self.shared],
            "some": [row.to_dict() for row in self.some],
            "only": [[row.to_dict() for row in rows] for rows in self.only],
            "together": list(self.together),
            "said": [said.to_dict() for said in self.said],
        }


def compare(
    view: View,
    *names: str,
    narrower: bool = False,
    known: Names | None = None,
    namings: Namings | None = None,
) -> Comparison:
    """Compare two or more papers or concepts.

    Args:
        view: the graph.
        names: of the papers or concepts.
        narrower: whether a paper that names a narrower concept counts for the broader ones too.
        known: the view's names, if the caller has them; ``namings``: its namings, as they stand.

    Raises:
        UnknownName: if a name is no node's, or several nodes'.
        WrongUsage: if there is only one name.
        QuestionError: if there are not at least two different ones, or too many.
    """
    if len(names) < 2:
        raise WrongUsage(f"give two different papers or concepts to compare, not {' and '.join(names) or 'none'}")
    finder = Finder(view, known)
    nodes = list({node.id: node for node in map(finder.find, names)}.values())
    if len(nodes) < 2:
        raise QuestionError(f"give two different papers or concepts to compare, not {' and '.join(names)}")
    if len(nodes) > MOST_SIDES:
        raise QuestionError(f"give at most {MOST_SIDES} papers or concepts to compare, not {len(nodes)}")
    direct = namings or load(view)
    found = direct.with_broader(view) if narrower else direct
    own = [_own_concepts(view, node, narrower) for node in nodes]
    papers, together = _profiles(found, nodes, own)
    sides = tuple(_side(view, found, node, rows) for node, rows in zip(nodes, papers, strict=True))
    rows = _rows(direct, found, set().union(*own) | {node.id for node in nodes}, papers)
    everybody = tuple(range(len(nodes)))
    return Comparison(
        sides,
        tuple(row for row in rows if row.sides == everybody),
        tuple(row for row in rows if 1 < len(row.sides) < len(nodes)),
        tuple(tuple(row for row in rows if row.sides == (place,)) for place in everybody),
        tuple(_paper(found, place) for place in together),
        _said(view, nodes),
    )


def _own_concepts(view: View, node: Node, narrower: bool) -> set[str]:
    if node.label == "Paper":
        return set()
    return with_narrower(view, node.id) if narrower else {node.id}


def _profiles(namings: Namings, nodes: list[Node], own: list[set[str]]) -> tuple[list[list[int]], list[int]]:
    """Return the places of the papers that each side's profile is made of, and of those that belong to several."""
    naming = [_naming(namings, node, ids) for node, ids in zip(nodes, own, strict=True)]
    compared = {
        place for node, (places, _) in zip(nodes, naming, strict=True) if node.label == "Paper" for place in places
    }
    profiles: list[list[int]] = []
    left_out: set[int] = set()
    for side, (places, introducing) in enumerate(naming):
        others = [pair for other, pair in enumerate(naming) if other != side and nodes[other].label != "Paper"]
        if nodes[side].label == "Paper":
            profiles.append(sorted(places))
            continue
        elsewhere = {place for named, _ in others for place in named} | compared
        introduced = {place for _, theirs in others for place in theirs} | compared
        shared = (places & elsewhere) - (introducing - introduced)
        profiles.append(sorted(places - shared))
        left_out |= shared
    left_out -= {place for places in profiles for place in places}
    return profiles, sorted(left_out, key=lambda place: (namings.dates[place], namings.papers[place]), reverse=True)


def _naming(namings: Namings, node: Node, concepts: set[str]) -> tuple[set[int], set[int]]:
    """Return the places of the papers that introduce or use a concept, and of those that introduce it."""
    if node.label == "Paper":
        return {namings.papers.index(node.id)}, set()
    able = {edge.role for edge in schema().edges.values() if node.label in edge.targets and edge.role}
    # Who only compares itself with a method does not run on it.
    roles = (able & {"introduces", "uses"}) if node.label in ("Method", "Technique", "Hardware") else able
    places = np.array(sorted(namings.places[id] for id in concepts), dtype=np.int32)
    here = np.isin(namings.columns, places)
    chosen = here & np.array([role in roles for role in ROLES])[namings.roles]
    introducing = here & (namings.roles == ROLES.index("introduces"))
    return set(namings.rows[chosen].tolist()), set(namings.rows[introducing].tolist())


def _paper(namings: Namings, place: int) -> dict[str, str]:
    return {"id": namings.papers[place], "title": namings.titles[place], "date": namings.dates[place]}


def _side(view: View, namings: Namings, node: Node, papers: list[int]) -> Side:
    if node.label == "Paper":
        return Side(node, 1, (), namings.dates[papers[0]])
    places = {id: place for place, id in enumerate(namings.papers)}
    introduced = tuple(
        {"id": paper.id, "title": label_name(paper), "date": namings.dates[places[paper.id]]}
        for paper in introducers(view, node)
    )
    return Side(node, len(papers), introduced)


def _rows(direct: Namings, found: Namings, left_out: set[str], papers: list[list[int]]) -> list[Row]:
    """Return all concepts of all profiles, by type and then the most telling first; the compared are left out."""
    incidence = found.incidence()
    totals = np.asarray(incidence.sum(axis=0)).ravel()
    counts = np.stack([np.asarray(incidence[rows].sum(axis=0)).ravel() for rows in papers])
    roles = [_roles(direct, rows) for rows in papers]
    rows = []
    for column in np.flatnonzero(counts.any(axis=0)).tolist():
        if found.concepts[column] in left_out:
            continue
        each = counts[:, column].tolist()
        rarity = math.log1p(len(found.papers) / max(1, int(totals[column])))
        share = min(count / len(side) for count, side in zip(each, papers, strict=True) if count)
        rows.append(
            Row(
                found.concepts[column],
                found.names[column],
                found.labels[column],
                tuple(each),
                tuple(side.get(column, ()) for side in roles),
                round(rarity * share, 6),
            )
        )
    order = list(schema().nodes)
    return sorted(rows, key=lambda row: (order.index(row.label), -len(row.sides), -row.weight, row.id))


def _roles(namings: Namings, papers: list[int]) -> dict[int, tuple[str, ...]]:
    """Return in which roles some papers name each concept."""
    own = np.isin(namings.rows, np.array(papers, dtype=np.int32))
    codes = np.unique(namings.columns[own].astype(np.int64) * len(ROLES) + namings.roles[own])
    found: dict[int, tuple[str, ...]] = {}
    for code in codes.tolist():
        column, role = divmod(code, len(ROLES))
        found[column] = (*found.get(column, ()), ROLES[role])
    return found


def _said(view: View, nodes: list[Node]) -> tuple[Said, ...]:
    """Return the edges between one side's papers and another side: comparisons and citations first."""
    order = ["COMPARES_WITH", "CITES", "RELATED_TO", *schema().edges]
    found: list[tuple[tuple[Any, ...], Said]] = []
    speakers = [[node] if node.label == "Paper" else introducers(view, node) for node in nodes]
    for side, papers in enumerate(speakers):
        for paper in papers:
            edges = view.edges_of(paper.id)
            for other, about in enumerate(nodes):
                if other == side:
                    continue
                targets = {about.id, *(speaker.id for speaker in speakers[other])}
                for edge in edges:
                    if edge.source == paper.id and edge.target in targets and edge.type != "INTRODUCES":
                        rank = (order.index(edge.type), -_sure(edge), side, edge.key)
                        found.append((rank, _words(paper, edge, about)))
    found.sort(key=lambda pair: pair[0])
    # A method's name and a citation through it are one sentence.
    unique = {(said.paper.id, said.about.id, said.quote or said.type): said for _, said in reversed(found)}
    return tuple(said for _, said in found if unique[said.paper.id, said.about.id, said.quote or said.type] is said)[
        :MOST_QUOTES
    ]


def _words(paper: Node, edge: Edge, about: Node) -> Said:
    value = edge.properties.get("confidence", edge.properties.get("score"))
    quotes = edge.properties.get("evidence") or [""]
    return Said(paper, edge.type, about, value, quotes[0])


def _sure(edge: Edge) -> float:
    return float(edge.properties.get("confidence", edge.properties.get("score")) or 0.0)
