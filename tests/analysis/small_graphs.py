"""Small graphs in a line or two, with answers that can be worked out by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import kg
from kg.model import Edge, Node
from kg.stores import Store
from kg.stores.base import View

ROLES = {"introduces": "INTRODUCES", "uses": "USES", "evaluated_on": "EVALUATED_ON", "compares": "COMPARES_WITH"}


def parts(
    papers: Mapping[str, str],
    *,
    broader: Iterable[tuple[str, str]] = (),
    cites: Iterable[tuple[str, str]] = (),
    related: Iterable[tuple[str, str, float]] = (),
    dates: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> tuple[list[Node], list[Edge]]:
    """Return nodes and edges.

    Args:
        papers: id to the concepts that it names, "technique:a hardware:x introduces=method:m"; a task is addressed, all
            else is used unless a role stands before it.
        broader: narrower and broader concept.
        cites: citing and cited paper.
        related: two papers and the score.
        dates: when a paper was published.
        names: of concepts that are not called what their id says.
    """
    dates, names = dates or {}, names or {}
    edges = []
    concepts: dict[str, set[str]] = {}
    for paper, words in papers.items():
        for word in words.split():
            role, _, id = word.rpartition("=")
            type = ROLES[role] if role else "ADDRESSES" if id.startswith("task:") else "USES"
            edges.append(Edge(type, paper, id, {"confidence": 0.9, "evidence": [f"{paper} names {id}"]}))
            concepts.setdefault(id, set()).add(paper)
    for narrow, broad in broader:
        edges.append(Edge("BROADER", narrow, broad, {"source": "lexicon"}))
        for id in (narrow, broad):
            concepts.setdefault(id, set())
    edges += [Edge("CITES", a, b, {"via": "reference", "confidence": 1.0}) for a, b in cites]
    edges += [Edge("RELATED_TO", *sorted((a, b)), {"score": score, "shared": []}) for a, b, score in related]
    nodes = []
    for id in papers:
        known = {"title": f"On {id}", "published": dates.get(id)}
        nodes.append(Node("Paper", id, {**known, "arxiv_id": id[6:] if id.startswith("arxiv:") else None}))
    nodes += [
        Node(
            id.partition(":")[0].capitalize(),
            id,
            {"name": names.get(id, id.partition(":")[2]), "papers": len(named), "aliases": []},
        )
        for id, named in sorted(concepts.items())
    ]
    return nodes, edges


def store_of(nodes: Iterable[Node], edges: Iterable[Edge]) -> Store:
    """Return a store in memory."""
    store = kg.open("memory:")
    with store.writer() as writer:
        writer.add_nodes(nodes)
        writer.add_edges(edges)
    return store


def view_of(papers: Mapping[str, str], **more: object) -> View:
    """Return a view of such a graph; see :func:`parts`."""
    return store_of(*parts(papers, **more)).view()  # type: ignore[arg-type]
