"""One state of a graph in memory: its nodes by number, their names, and which edges join them.

That is what search, expanding, paths and the timeline need of the whole graph, about a kilobyte for each node; texts
are read where they are (:mod:`viz.live.texts`). A snapshot never changes: when the graph is replaced, a new one is made
beside it and takes its place.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.model import Edge
from kg.schema import schema
from kg.stores.base import Store, View
from viz import scoring
from viz.live.texts import Texts

#: Views that are read at once.
READERS = 4
#: Edges of one node up to which all of them are read for the texts of a few.
FEW_EDGES = 400

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

_PAPER = ("title", "year", "published", "arxiv_id", "doi")
_CONCEPT = ("name", "aliases", "papers")


@dataclass(eq=False)
class Snapshot:
    """A graph's structure.

    Attributes:
        version: of the store when it was read.
        ids: of all nodes, by label in the schema's order, then by id; a node's place here is its number.
        labels: of each node; ``names``; ``aliases`` (of a paper: arXiv id and DOI); ``dates`` (ISO, of a paper, or
            empty).
        papers: how many papers name each concept; 1 for a paper.
        cited: how many papers of the graph cite each node.
        start: of each edge the number of the node it starts at; ``end``; ``kind``: its type's place in the schema;
            ``sure``: its confidence or score, NaN if it carries none; ``weight``: what it tells
            (:func:`viz.scoring.edge_weight`).
        texts: reads the rest.
    """

    version: Hashable
    ids: list[str]
    labels: list[str]
    names: list[str]
    aliases: list[tuple[str, ...]]
    dates: list[str]
    papers: Ints
    cited: Ints
    start: Ints
    end: Ints
    kind: NDArray[np.uint8]
    sure: Floats
    weight: Floats
    texts: Texts

    def __post_init__(self) -> None:
        self.number = {id: number for number, id in enumerate(self.ids)}
        count = len(self.start)
        ends = np.concatenate((self.start, self.end))
        # A loop is one edge of its node, not two.
        which = np.tile(np.arange(count, dtype=np.int32), 2)
        keep = np.ones(2 * count, dtype=bool)
        keep[count:] = self.start != self.end
        ends, which = ends[keep], which[keep]
        order = np.lexsort((which, ends))
        self._incident = which[order]
        self._first = np.searchsorted(ends[order], np.arange(len(self.ids) + 1)).astype(np.int64)

    @cached_property
    def paper_count(self) -> int:
        """How many papers the graph has."""
        return int(self.is_paper.sum())

    def edges_at(self, number: int) -> Ints:
        """Return the numbers of the edges of a node."""
        return self._incident[self._first[number] : self._first[number + 1]]

    def degree(self, number: int) -> int:
        """Return how many edges a node has."""
        return int(self._first[number + 1] - self._first[number])

    def other(self, edges: Ints, number: int) -> Ints:
        """Return the other end of each of a node's edges."""
        return np.where(self.start[edges] == number, self.end[edges], self.start[edges])

    def key(self, edge: int) -> tuple[str, str, str]:
        """Return the type and the ids of the ends of an edge."""
        return KINDS[self.kind[edge]], self.ids[self.start[edge]], self.ids[self.end[edge]]

    def year(self, number: int) -> int | None:
        """Return the year of a paper, None if unknown or for a concept."""
        head = self.dates[number][:4]
        return int(head) if head.isdigit() else None

    @cached_property
    def is_paper(self) -> NDArray[np.bool_]:
        """Of each node, whether it is a paper."""
        return np.array([label == "Paper" for label in self.labels], dtype=bool)

    @cached_property
    def common(self) -> NDArray[np.bool_]:
        """Of each node, whether so many papers name it that it tells nothing (:func:`viz.scoring.is_common`)."""
        most = max(scoring.COMMON_PAPERS, scoring.COMMON_SHARE * self.paper_count)
        return ~self.is_paper & (self.papers > most)

    @cached_property
    def greatest(self) -> dict[bool, int]:
        """The importance of the most important paper (key True) and of the most important telling concept (False)."""
        return {
            True: 1 + int(self.cited[self.is_paper].max(initial=0)),
            False: max(1, int(self.papers[~self.is_paper & ~self.common].max(initial=1))),
        }

    def edges(self, numbers: Iterable[int], centre: int | None = None) -> list[Edge]:
        """Return edges with their texts, in the order given.

        Args:
            numbers: which.
            centre: a node at which all of them are, if there is one: where it has few edges, one look is enough.
        """
        numbers = list(numbers)
        found: dict[tuple[str, str, str], Edge] = {}
        if centre is not None and self.degree(centre) <= FEW_EDGES:
            found = {edge.key: edge for edge in self.texts.edges_of(self.ids[centre])}
        for number in numbers:
            if self.key(number) not in found:
                ends = (int(self.start[number]), int(self.end[number]))
                found.update((edge.key, edge) for edge in self.texts.edges_of(self.ids[min(ends, key=self.degree)]))
        # A server's graph may have lost an edge since.
        return [found.get(self.key(number), Edge(*self.key(number))) for number in numbers]


KINDS = tuple(schema().edges)


def take(store: Store) -> Snapshot:
    """Read a graph.

    Raises:
        GraphError: if it cannot be read.
    """
    while True:
        version = store.version()
        views = [store.view() for _ in range(READERS)]
        if store.version() == version:  # else it was replaced between two views
            return snapshot(views, version)


def snapshot(views: list[View], version: Hashable = None) -> Snapshot:
    """Read a graph through views of one state of it."""
    nodes = _nodes(views[0])
    number = {id: place for place, id in enumerate(nodes["ids"])}
    start, end, kind, sure = _edges(views[0], number)
    cited = np.bincount(end[kind == KINDS.index("CITES")], minlength=len(number)).astype(np.int32)
    papers = nodes["papers"]
    weight = _weights(nodes["labels"], papers, start, end, kind, sure)
    return Snapshot(version, **nodes, cited=cited, start=start, end=end, kind=kind, sure=sure, weight=weight,
                    texts=Texts(views))  # fmt: skip


def _nodes(view: View) -> dict[str, Any]:
    ids: list[str] = []
    labels: list[str] = []
    names: list[str] = []
    aliases: list[tuple[str, ...]] = []
    dates: list[str] = []
    papers: list[int] = []
    for label in schema().nodes:
        paper = label == "Paper"
        table = view.node_table(label, _PAPER if paper else _CONCEPT)
        count = len(table["id"])
        ids += table["id"]
        labels += [label] * count
        named = table["title" if paper else "name"]
        names += [name or id for name, id in zip(named, table["id"], strict=True)]
        if paper:
            aliases += [tuple(filter(None, pair)) for pair in zip(table["arxiv_id"], table["doi"], strict=True)]
            dates += [date or str(year or "") for date, year in zip(table["published"], table["year"], strict=True)]
            papers += [1] * count
        else:
            aliases += [tuple(known or ()) for known in table["aliases"]]
            dates += [""] * count
            papers += [known or 0 for known in table["papers"]]
    return {"ids": ids, "labels": labels, "names": names, "aliases": aliases, "dates": dates,
            "papers": np.array(papers, dtype=np.int32)}  # fmt: skip


def _edges(view: View, number: dict[str, int]) -> tuple[Ints, Ints, NDArray[np.uint8], Floats]:
    starts, ends, kinds, sures = [], [], [], []
    for place, (name, kind) in enumerate(schema().edges.items()):
        known = [p for p in ("confidence", "score") if p in kind.properties]
        table = view.edge_table(name, known)
        count = len(table["start"])
        starts.append(np.fromiter(map(number.__getitem__, table["start"]), dtype=np.int32, count=count))
        ends.append(np.fromiter(map(number.__getitem__, table["end"]), dtype=np.int32, count=count))
        kinds.append(np.full(count, place, dtype=np.uint8))
        sures.append(np.array(table[known[0]] if known else [None] * count, dtype=np.float64))
    return np.concatenate(starts), np.concatenate(ends), np.concatenate(kinds), np.concatenate(sures)


def _weights(labels: list[str], papers: Ints, start: Ints, end: Ints, kind: NDArray[np.uint8], sure: Floats) -> Floats:
    """Return :func:`viz.scoring.edge_weight` of all edges at once."""
    count = labels.count("Paper")
    rarity = np.ones(len(labels))
    if count >= 2:
        concepts = np.array([label != "Paper" for label in labels], dtype=bool)
        shares = np.log(np.maximum(1, papers[concepts]) / count) / np.log(1 / count)
        rarity[concepts] = np.clip(shares, 0.0, 1.0)
    by_kind = np.array([scoring.EDGE_WEIGHTS.get(name, 0.5) for name in KINDS])
    confidence = np.where(np.isnan(sure), scoring.PLAIN_CONFIDENCE, sure)
    telling = np.sqrt(rarity[start] * rarity[end])
    weights: Floats = by_kind[kind] * np.maximum(confidence, 0.01) * (0.15 + telling)
    return weights
