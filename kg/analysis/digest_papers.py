"""The papers of a digest: what they name, and which to read first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kg.analysis.distinctive import distinctive
from kg.analysis.namings import Namings
from kg.linking.vectors import ROLE_WEIGHTS
from kg.model import ROLES, Node
from kg.schema import role_words, schema
from kg.stores.base import View

#: What a citation by another paper of the group adds to a paper's weight, against 1 for naming all that tells.
CITED = 0.25
#: How many concepts are told of a key paper in each role.
_TOLD = 4
_VERBS = {
    "introduces": "introduced",
    "uses": "used",
    "compares": "compared with",
    "evaluated_on": "evaluated on",
    "addresses": "worked on",
}


@dataclass(frozen=True, slots=True)
class KeyPaper:
    """A paper to read: what it does with which concepts, by role, and its words on the subject."""

    id: str
    title: str
    date: str
    does: tuple[tuple[str, tuple[str, ...]], ...]
    quote: str


@dataclass
class Group:
    """Papers that a digest is about.

    Attributes:
        namings: of the whole graph.
        name: what the group is called.
        members: places of its papers.
        concept: what they all name; None for a community.
        ids: of that concept and the narrower ones that are included; empty for a community.
    """

    namings: Namings
    name: str
    members: list[int]
    concept: Node | None
    ids: frozenset[str]

    @cached_property
    def _rows(self) -> NDArray[np.int64]:
        """The places of the namings of the members."""
        found: NDArray[np.int64] = np.flatnonzero(np.isin(self.namings.rows, np.array(self.members, dtype=np.int32)))
        return found

    @cached_property
    def telling(self) -> list[tuple[int, int, float]]:
        """Place, papers and z-score of what sets the papers apart, the concept itself left out."""
        found = distinctive(self.namings, [self.members], 60)[0]
        return [entry for entry in found if self.namings.concepts[entry[0]] not in self.ids]

    def distinctive(self, most: int) -> list[tuple[str, int]]:
        """Return the names of what sets the papers apart, with how many of them name it."""
        return [(self.namings.names[place], papers) for place, papers, _ in self.telling[:most]]

    def telling_ids(self, label: str, most: int) -> list[str]:
        """Return the ids of the concepts of a type that set the papers apart."""
        ids = [place for place, _, _ in self.telling if self.namings.labels[place] == label]
        return [self.namings.concepts[place] for place in ids[:most]]

    def roles(self) -> list[tuple[str, int]]:
        """Return in which role how many of the papers name the concept."""
        pairs = {
            (int(self.namings.roles[naming]), int(self.namings.rows[naming]))
            for naming in self._rows.tolist()
            if self.namings.concepts[self.namings.columns[naming]] in self.ids
        }
        counts = Counter(role for role, _ in pairs)
        return [(_VERBS[ROLES[role]], counts[role]) for role in sorted(counts)]

    def span(self) -> tuple[str, str, int]:
        """Return the first and last date of the papers, and how many have one."""
        days = sorted(day for day in (self.namings.dates[place] for place in self.members) if day)
        return (days[0], days[-1], len(days)) if days else ("", "", 0)

    def concepts(self, label: str, most: int) -> list[tuple[str, list[str], list[str]]]:
        """Return the concepts of a type that most of the papers name: name, papers, those that introduce it."""
        papers: dict[int, set[int]] = {}
        introduced: dict[int, set[int]] = {}
        for naming in self._rows.tolist():
            column, row = int(self.namings.columns[naming]), int(self.namings.rows[naming])
            if self.namings.labels[column] == label and self.namings.concepts[column] not in self.ids:
                papers.setdefault(column, set()).add(row)
                if ROLES[self.namings.roles[naming]] == "introduces":
                    introduced.setdefault(column, set()).add(row)
        # One that a single paper names is listed only if that paper brings it.
        kept = [column for column in papers if len(papers[column]) > 1 or column in introduced]
        order = {place: rank for rank, (place, _, _) in enumerate(self.telling)}
        kept.sort(key=lambda column: (-len(papers[column]), order.get(column, len(order)), column))
        return [
            (
                self.namings.names[column],
                [self.namings.papers[row] for row in sorted(papers[column])],
                [self.namings.papers[row] for row in sorted(introduced.get(column, ()))] if label == "Method" else [],
            )
            for column in kept[:most]
        ]

    def own(self) -> Namings:
        """Return the namings of the members alone."""
        whole = self.namings
        members = sorted(self.members)
        place = {row: number for number, row in enumerate(members)}
        rows = np.array([place[row] for row in whole.rows[self._rows].tolist()], dtype=np.int32)
        return Namings(
            [whole.papers[row] for row in members],
            [whole.titles[row] for row in members],
            [whole.dates[row] for row in members],
            whole.concepts,
            whole.names,
            whole.labels,
            rows,
            whole.columns[self._rows],
            whole.roles[self._rows],
            whole.confidence[self._rows],
        )


def group_of(namings: Namings, name: str, members: list[int], concept: Node | None, ids: frozenset[str]) -> Group:
    """Return a group; ``members`` in any order."""
    return Group(namings, name, sorted(members), concept, ids)


def key_papers(view: View, group: Group, limit: int) -> list[KeyPaper]:
    """Return the papers to read, in reading order: who introduces the concept, then by date, undated ones last.

    Chosen are those of the greatest weight: what a paper does with the concept (by role and confidence), how much it
    names of what sets the group apart (sum of z-scores, 1 for the most), and how often the group cites it.
    """
    namings = group.namings
    weights = dict.fromkeys(group.members, 0.0)
    introducing: set[int] = set()
    z = {place: score for place, _, score in group.telling}
    covered = dict.fromkeys(group.members, 0.0)
    for naming in group._rows.tolist():
        row, column = int(namings.rows[naming]), int(namings.columns[naming])
        role = ROLES[namings.roles[naming]]
        covered[row] += z.get(column, 0.0) * float(namings.confidence[naming])
        if namings.concepts[column] in group.ids:
            weights[row] = max(weights[row], ROLE_WEIGHTS[role] * float(namings.confidence[naming]))
            if role == "introduces" and group.concept is not None and group.concept.label in ("Method", "Dataset"):
                introducing.add(row)
    most = max(covered.values(), default=0.0) or 1.0
    cited = _cited(view, {namings.papers[row] for row in group.members})
    for row in weights:
        weights[row] += covered[row] / most + CITED * cited.get(namings.papers[row], 0)
    best = sorted(weights, key=lambda row: (row not in introducing, -round(weights[row], 6), row))[:limit]
    best.sort(key=lambda row: (row not in introducing, namings.dates[row] or "9999", -round(weights[row], 6), row))
    return [_key_paper(view, group, row) for row in best]


def _cited(view: View, ids: set[str]) -> Counter[str]:
    """Return how often papers of a group cite each of them."""
    table = view.edge_table("CITES")
    return Counter(end for start, end in zip(table["start"], table["end"], strict=True) if start in ids and end in ids)


def _key_paper(view: View, group: Group, row: int) -> KeyPaper:
    """Look up what a paper says: of the concept, or else of what it introduces or what tells most."""
    namings = group.namings
    id = namings.papers[row]
    edges = [edge for edge in view.edges_of(id) if schema().edges[edge.type].role and edge.source == id]
    rank = {namings.concepts[place]: number for number, (place, _, _) in enumerate(group.telling)}
    edges.sort(
        key=lambda edge: (
            edge.target not in group.ids,
            edge.type != "INTRODUCES",
            rank.get(edge.target, len(rank)),
            -(edge.properties.get("confidence") or 0.0),
            edge.key,
        )
    )
    # A title says nothing that the list does not.
    quotes = [quote for edge in edges for quote in edge.properties.get("evidence", ()) if quote != namings.titles[row]]
    does = []
    for role in ROLES:
        names = dict.fromkeys(
            namings.names[namings.places[edge.target]] for edge in edges if schema().edges[edge.type].role == role
        )
        if names:
            does.append((_WORDS[role], tuple(names)[:_TOLD]))
    return KeyPaper(id, namings.titles[row], namings.dates[row], tuple(does), quotes[0] if quotes else "")


_WORDS = {
    **{role: role_words(role) for role in ROLES},
    "evaluated_on": "is evaluated on",
}
