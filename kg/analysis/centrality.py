"""Who holds the field together: papers by PageRank over citations, concepts by betweenness."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.analysis.cooccurrence import MOST_CONCEPTS, association, graph_of, most_named, paper_counts
from kg.analysis.namings import Indices, Namings, load
from kg.analysis.types import concept_type
from kg.stores.base import View

#: Betweenness looks at each link once from each concept. Up to so many looks it is exact; beyond, the shortest paths
#: from as many concepts as that allows are counted, drawn with this seed. A million looks take about a second.
MOST_LOOKS, SEED = 3_500_000, 1


@dataclass(frozen=True, slots=True)
class CentralPaper:
    """A paper that others cite.

    Attributes:
        id: of the paper; ``title``, ``date``: the same.
        pagerank: its share of all visits of a reader who follows citations; all papers together have 1.
        cited: how many papers of the graph cite it; ``cites``: how many it cites.
        via: the name of the concept through which most of the citations are known, or "reference list".
    """

    id: str
    title: str
    date: str
    pagerank: float
    cited: int
    cites: int
    via: str


@dataclass(frozen=True, slots=True)
class CentralConcept:
    """A concept on the way between others.

    Attributes:
        id: of the concept; ``name``, ``label``: the same.
        betweenness: share of all shortest paths between two concepts that lead over it.
        neighbours: how many concepts it goes with more often than chance.
        papers: how many name it.
    """

    id: str
    name: str
    label: str
    betweenness: float
    neighbours: int
    papers: int


@dataclass(frozen=True, slots=True)
class Central:
    """What holds a graph together.

    Attributes:
        papers: by PageRank over CITES, those that are cited; ``concepts``: by betweenness.
        citations: how many CITES edges there are; ``citing_papers``: how many papers they join; ``cited_papers``: how
            many of these are cited.
        nodes: of the graph of concepts; ``links``: its edges.
        sampled: from how many nodes the shortest paths were counted, or None if from all.
    """

    papers: list[CentralPaper]
    concepts: list[CentralConcept]
    citations: int
    citing_papers: int
    cited_papers: int
    nodes: int
    links: int
    sampled: int | None

    def to_dict(self) -> dict[str, Any]:
        """Return it, JSON-ready."""
        return asdict(self)


def central(view: View, *, limit: int = 10, type: str = "", namings: Namings | None = None) -> Central:
    """Return the papers and the concepts that hold a graph together.

    Papers by PageRank (Brin & Page 1998) over CITES, weighted by how sure each citation is; concepts by betweenness
    (Freeman 1977; Brandes 2001; in large graphs sampled after Brandes & Pich 2007, with a fixed seed) in the graph of
    the 1,500 most named concepts, joined where papers name both more often than chance
    (:mod:`kg.analysis.cooccurrence`).

    Args:
        view: the graph.
        limit: how many of each.
        type: only concepts of this type are listed; empty for all.
        namings: of the graph, where the caller has them already.

    Raises:
        UnknownChoice: if there is no such type.
    """
    label = concept_type(type) if type else ""
    namings = namings or load(view)
    papers, citations, joined, cited = _papers(view, namings, limit)
    chosen, values, degrees, sampled = betweenness(namings)
    counts = paper_counts(namings)
    order = [
        n
        for n in np.lexsort((chosen, -values)).tolist()
        if degrees[n] and (not label or namings.labels[chosen[n]] == label)
    ]
    concepts = [
        CentralConcept(
            namings.concepts[chosen[n]],
            namings.names[chosen[n]],
            namings.labels[chosen[n]],
            float(values[n]),
            int(degrees[n]),
            int(counts[chosen[n]]),
        )
        for n in order[:limit]
    ]
    return Central(papers, concepts, citations, joined, cited, len(chosen), int(degrees.sum()) // 2, sampled)


def betweenness(
    namings: Namings, *, most: int = MOST_CONCEPTS, looks: int = MOST_LOOKS
) -> tuple[Indices, NDArray[np.float64], NDArray[np.int64], int | None]:
    """Return the betweenness of the most named concepts.

    Args:
        namings: of the graph.
        most: how many concepts.
        looks: at links, at most; beyond, it is estimated from a sample of concepts.

    Returns:
        The concepts' places, their betweenness, their degrees, and the number of samples or None if it is exact.
    """
    import networkx as nx

    chosen = most_named(namings, most)
    graph = graph_of(association(namings, chosen))
    samples = max(1, looks // max(1, graph.number_of_edges()))
    sampled = samples if samples < len(graph) else None
    found = nx.betweenness_centrality(graph, k=sampled, seed=SEED) if len(graph) else {}
    values = np.array([round(found[n], 6) for n in range(len(chosen))], dtype=float)
    degrees = np.array([graph.degree(n) for n in range(len(chosen))], dtype=np.int64)
    return chosen, values, degrees, sampled


def _papers(view: View, namings: Namings, limit: int) -> tuple[list[CentralPaper], int, int, int]:
    import networkx as nx

    table = view.edge_table("CITES", ("confidence", "via"))
    place = {id: number for number, id in enumerate(namings.papers)}
    graph = nx.DiGraph()
    ends = sorted({place[id] for id in (*table["start"], *table["end"])})
    graph.add_nodes_from(ends)
    for start, end, sure in zip(table["start"], table["end"], table["confidence"], strict=True):
        graph.add_edge(place[start], place[end], weight=1.0 if sure is None else sure)
    known: dict[int, Counter[str]] = {}
    for end, via in zip(table["end"], table["via"], strict=True):
        known.setdefault(place[end], Counter())[_source(namings, via or "")] += 1
    ranks = nx.pagerank(graph) if len(graph) else {}
    # A paper that nobody cites has the rank of any other such, and its place would be by lot.
    cited = [n for n in ends if graph.in_degree(n)]
    order = sorted(cited, key=lambda n: (-round(ranks[n], 6), n))[:limit]
    papers = [
        CentralPaper(
            namings.papers[n],
            namings.titles[n],
            namings.dates[n],
            round(ranks[n], 6),
            graph.in_degree(n),
            graph.out_degree(n),
            _most_common(known.get(n, Counter())),
        )
        for n in order
    ]
    return papers, len(table["start"]), len(ends), len(cited)


def _most_common(counts: Counter[str]) -> str:
    return min(counts, key=lambda name: (-counts[name], name), default="")


def _source(namings: Namings, via: str) -> str:
    if via == "reference":
        return "reference list"
    return namings.names[namings.places[via]] if via in namings.places else via
