"""Who belongs together: communities of papers, or of concepts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.analysis.alike import alike
from kg.analysis.namings import Namings, load
from kg.errors import UnknownChoice
from kg.stores.base import View

if TYPE_CHECKING:
    import networkx as nx

#: What a citation weighs against a similarity of 0 to 1, times how sure it is.
CITATION_WEIGHT = 0.3
#: Louvain is run with these seeds; the partition of greatest modularity counts, the others tell how stable it is.
SEEDS = (1, 2, 3)
#: A graph of more nodes is given two runs, not three: each takes four seconds for 20,000 papers.
MANY_NODES = 10_000
#: How many concepts a community's name has, how many concepts and key papers are listed with it.
NAME_CONCEPTS, CONCEPTS, KEY_PAPERS = 3, 10, 5
_BY = ("papers", "concepts")

#: Members, name, concepts, papers, span of dates.
Described = tuple[list[int], str, list[dict[str, Any]], list[dict[str, str]], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Community:
    """A group of papers (or concepts) that have more to do with each other than with the rest.

    Attributes:
        number: 1 for the largest.
        name: its most distinctive concepts.
        size: how many papers (or concepts) it has.
        members: their ids, the most central first.
        concepts: the most distinctive ones, with ``id``, ``name``, ``label``, ``papers`` (of the community) and ``z``.
        papers: its key papers, with ``id``, ``title`` and ``date``: the closest to the rest of it.
        first: earliest date of its papers, or empty; ``last``: the latest.
        stability: 0 to 1, how much of it comes back when the algorithm begins elsewhere (mean Jaccard similarity to
            the most similar community of each other run; Hennig 2007).
    """

    number: int
    name: str
    size: int
    members: list[str]
    concepts: list[dict[str, Any]]
    papers: list[dict[str, str]]
    first: str
    last: str
    stability: float

    def to_dict(self) -> dict[str, Any]:
        """Return the community, JSON-ready."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Communities:
    """The communities of a graph, the largest first.

    Attributes:
        of: what they consist of, ``papers`` or ``concepts``.
        communities: those of at least the size asked for.
        modularity: of the whole partition (Newman & Girvan 2004).
        left: how many papers (or concepts) are in smaller ones.
    """

    of: str
    communities: list[Community]
    modularity: float
    left: int

    def to_dict(self) -> dict[str, Any]:
        """Return them, JSON-ready."""
        return asdict(self)


def communities(
    view: View, of: str = "papers", *, resolution: float = 1.0, least: int = 3, namings: Namings | None = None
) -> Communities:
    """Find communities by the Louvain method (Blondel et al. 2008), and name them by what sets them apart.

    Papers are joined by how much they have in common (RELATED_TO) and by CITES; concepts, the 1,500 that most papers
    name, by being named together more often than chance (:mod:`kg.analysis.cooccurrence`). The result depends on the
    graph alone: nodes are taken in the order of ids and the seeds are fixed.

    Args:
        view: the graph.
        of: "papers" or "concepts".
        resolution: above 1 gives more and smaller communities, below 1 fewer and larger ones.
        least: smaller communities are counted but not returned.
        namings: of the graph, where the caller has them already.

    Raises:
        UnknownChoice: if ``of`` is neither.
    """
    if of not in _BY:
        raise UnknownChoice("kind of community", of, _BY)
    namings = namings or load(view)
    if of == "papers":
        graph = paper_graph(view, namings)
        ids = namings.papers
    else:
        from kg.analysis.cooccurrence import association, graph_of, most_named

        chosen = most_named(namings)
        graph = graph_of(association(namings, chosen))
        ids = [namings.concepts[place] for place in chosen.tolist()]
    groups, stability, modularity = _partition(graph, resolution)
    big = [group for group in groups if len(group) >= least]
    degrees = [_inner_degrees(graph, group) for group in big]
    describe = _of_papers if of == "papers" else _of_concepts
    described = describe(namings, big, degrees, ids)
    found = [
        Community(number, name, len(members), [ids[n] for n in members], concepts, papers, *span, stability[number - 1])
        for number, (members, name, concepts, papers, span) in enumerate(described, 1)
    ]
    left = graph.number_of_nodes() - sum(len(group) for group in big)
    return Communities(of, found, round(modularity, 4), left)


def paper_graph(view: View, namings: Namings) -> nx.Graph:
    """Return the papers, by their places, joined by ``weight``: RELATED_TO's score, and CITES."""
    import networkx as nx

    place = {id: number for number, id in enumerate(namings.papers)}
    weights: dict[tuple[int, int], float] = {}
    related = view.edge_table("RELATED_TO", ("score",))
    cited = view.edge_table("CITES", ("confidence",))
    for table, column, factor in ((related, "score", 1.0), (cited, "confidence", CITATION_WEIGHT)):
        for start, end, value in zip(table["start"], table["end"], table[column], strict=True):
            a, b = sorted((place[start], place[end]))
            if a != b:
                weights[a, b] = weights.get((a, b), 0.0) + factor * (1.0 if value is None else value)
    graph = nx.Graph()
    graph.add_nodes_from(range(len(namings.papers)))
    graph.add_weighted_edges_from((a, b, weights[a, b]) for a, b in sorted(weights) if weights[a, b] > 0)
    return graph


def _partition(graph: nx.Graph, resolution: float) -> tuple[list[list[int]], list[float], float]:
    """Return the communities, the largest first, the stability of each, and the modularity."""
    import networkx as nx

    if not graph.number_of_edges():
        return [[node] for node in sorted(graph)], [1.0] * len(graph), 0.0
    runs = []
    for seed in SEEDS if len(graph) <= MANY_NODES else SEEDS[:2]:
        found = nx.community.louvain_communities(graph, resolution=resolution, seed=seed)
        groups = sorted((sorted(group) for group in found), key=lambda group: (-len(group), group))
        runs.append((round(nx.community.modularity(graph, groups, resolution=resolution), 9), groups))
    # Equal modularity: the earlier seed.
    best = max(range(len(runs)), key=lambda n: (runs[n][0], -n))
    modularity, groups = runs[best]
    others = [run for n, (_, run) in enumerate(runs) if n != best]
    return groups, _stability(groups, others), modularity


def _stability(groups: list[list[int]], others: list[list[list[int]]]) -> list[float]:
    means = [0.0] * len(groups)
    for other in others:
        home = {node: number for number, group in enumerate(other) for node in group}
        for number, group in enumerate(groups):
            shared: dict[int, int] = {}
            for node in group:
                shared[home[node]] = shared.get(home[node], 0) + 1
            best = max(n / (len(group) + len(other[there]) - n) for there, n in shared.items())
            means[number] += best / len(others)
    return [round(mean, 2) for mean in means]


def _inner_degrees(graph: nx.Graph, group: list[int]) -> dict[int, float]:
    inside = set(group)
    return {
        node: round(sum(data["weight"] for other, data in graph[node].items() if other in inside), 6) for node in group
    }


def _of_papers(
    namings: Namings, groups: list[list[int]], degrees: list[dict[int, float]], ids: list[str]
) -> Iterator[Described]:
    from kg.analysis.distinctive import distinctive

    incidence = namings.incidence()
    for group, own, telling in zip(groups, degrees, distinctive(namings, groups, CONCEPTS), strict=True):
        # A central paper is close to the others and names what sets them apart. Closeness alone favours papers that
        # name little, breadth alone those that name everything.
        z = np.array([score for _, _, score in telling])
        covered = incidence[group][:, [place for place, _, _ in telling]] @ z if telling else np.zeros(len(group))
        central = np.round(covered * np.log1p([own[place] for place in group]), 6)
        members = [group[n] for n in np.lexsort((np.array(group), -central))]
        concepts = [_concept(namings, place, papers, z) for place, papers, z in telling]
        name = _name([concept["name"] for concept in concepts]) or namings.titles[members[0]]
        papers = [_paper(namings, place) for place in members[:KEY_PAPERS]]
        yield members, name, concepts, papers, _span(namings.dates[place] for place in members)


def _of_concepts(
    namings: Namings, groups: list[list[int]], degrees: list[dict[int, float]], ids: list[str]
) -> Iterator[Described]:
    incidence = namings.incidence()
    counts = np.asarray(incidence.sum(axis=0)).ravel()
    named = np.maximum(np.asarray(incidence.sum(axis=1)).ravel(), 1)
    for group, degree in zip(groups, degrees, strict=True):
        members = sorted(group, key=lambda node: (-degree[node], node))
        places = [namings.places[ids[n]] for n in members]
        concepts = [_concept(namings, place, int(counts[place]), None) for place in places[:CONCEPTS]]
        # The papers that name most of the community's concepts, and little else.
        own = np.asarray(incidence[:, places].sum(axis=1)).ravel()
        order = np.lexsort((np.arange(len(own)), -np.round(own * own / named, 6)))[:KEY_PAPERS]
        papers = [_paper(namings, int(place)) for place in order if own[place]]
        naming = np.flatnonzero(own >= min(2, len(members)))
        span = _span(namings.dates[place] for place in naming.tolist())
        yield members, _name([concept["name"] for concept in concepts]), concepts, papers, span


def _concept(namings: Namings, place: int, papers: int, z: float | None) -> dict[str, Any]:
    found = {"id": namings.concepts[place], "name": namings.names[place], "label": namings.labels[place]}
    return {**found, "papers": papers, "z": z}


def _paper(namings: Namings, place: int) -> dict[str, str]:
    return {"id": namings.papers[place], "title": namings.titles[place], "date": namings.dates[place]}


def _name(names: list[str]) -> str:
    """Join the first few names of which none says nearly what another one says."""
    chosen: list[str] = []
    for name in names:
        if len(chosen) < NAME_CONCEPTS and not any(alike(name, other) for other in chosen):
            chosen.append(name)
    return " · ".join(chosen)


def _span(dates: Iterable[str]) -> tuple[str, str]:
    known = [day for day in dates if day]
    return min(known, default=""), max(known, default="")
