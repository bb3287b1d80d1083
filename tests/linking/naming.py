"""How the tests of linking write what papers name: findings made by hand, with places that are true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.linking import Linked, link
from kg.model import Edge, Finding, Mention, Paper


def named(
    paper: Paper,
    name: str,
    type: str = "Method",
    role: str = "uses",
    confidence: float = 0.9,
    curated: bool = False,
    expansion: str = "",
    role_confidence: float = 0.9,
) -> Finding:
    """Return the finding of a name that stands in the paper's title or abstract, with all its places."""
    mentions = tuple(
        Mention(field, start, start + len(name))
        for field in ("title", "abstract")
        for start in range(len(paper.text(field)))
        if paper.text(field).startswith(name, start)
    )
    assert mentions, f"{name} does not stand in {paper.title}"
    return Finding(
        type, name, role, confidence, role_confidence, mentions=mentions, curated=curated, expansion=expansion
    )


def linked(*namings: tuple[Paper, Iterable[Finding]]) -> Linked:
    """Link papers; the result must not depend on their order."""
    papers: Mapping[str, Paper] = {paper.id: paper for paper, _ in namings}
    findings = {paper.id: list(found) for paper, found in namings}
    result = link(papers, findings)
    turned = link(dict(reversed(list(papers.items()))), {id: found[::-1] for id, found in reversed(findings.items())})
    assert list(turned.nodes()) == list(result.nodes())
    assert list(turned.edges()) == list(result.edges())
    return result


def edges(graph: Linked, type: str) -> list[Edge]:
    return [edge for edge in graph.edges() if edge.type == type]


def pairs(graph: Linked, type: str) -> list[tuple[str, str]]:
    return [(edge.source, edge.target) for edge in edges(graph, type)]
