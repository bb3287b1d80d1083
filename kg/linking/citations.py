"""CITES: from reference lists, and from naming what another paper of the graph introduced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from kg.linking.concepts import Concepts
from kg.linking.evidence import quotes
from kg.model import Edge, Finding, Paper, title_key

#: Types whose mention points to the paper that introduced them; a technique's does not.
_CITABLE = ("Method", "Dataset")
#: A mention counts from this confidence on, and an introduction from this confidence in the role.
LEAST_CONFIDENCE = 0.5
LEAST_ROLE_CONFIDENCE = 0.75


def citations(papers: Mapping[str, Paper], concepts: Concepts) -> Iterator[Edge]:
    """Yield the CITES edges, at most one a pair of papers; a reference list beats a name.

    A name counts only if one paper alone introduces the concept, in its title; nothing cites a later paper.
    """
    listed = _by_reference(papers)
    introduced = _introduced(concepts)
    for citing in sorted(papers):
        found: dict[str, Edge] = {}
        for cited in sorted(listed.get(citing, ())):
            found[cited] = Edge("CITES", citing, cited, {"via": "reference", "confidence": 1.0, "evidence": []})
        for naming in concepts.namings.get(citing, ()):
            cited = introduced.get(naming.concept, "")
            finding = naming.finding
            if not cited or cited == citing or cited in found or finding.role == "introduces":
                continue
            if finding.confidence < LEAST_CONFIDENCE or _later(papers[cited], papers[citing]):
                continue
            evidence = [quote for quote, _ in quotes(papers[citing], finding.mentions)]
            found[cited] = Edge(
                "CITES", citing, cited, {"via": naming.concept, "confidence": finding.confidence, "evidence": evidence}
            )
        yield from (found[cited] for cited in sorted(found))


def _by_reference(papers: Mapping[str, Paper]) -> dict[str, set[str]]:
    """Return the papers of the graph that each paper's reference list holds."""
    by_key: dict[str, str] = {}
    for id in sorted(papers, reverse=True):
        paper = papers[id]
        for key in (paper.arxiv_id, paper.doi, *paper.ids, title_key(paper.title)):
            if key:
                by_key[key] = id
    found: dict[str, set[str]] = defaultdict(set)
    for id, paper in papers.items():
        for reference in paper.references:
            cited = by_key.get(reference) or by_key.get(title_key(reference))
            if cited and cited != id:
                found[id].add(cited)
    return found


def _introduced(concepts: Concepts) -> dict[str, str]:
    """Return for each concept the one paper that introduces it."""
    introducers: dict[str, dict[str, Finding]] = defaultdict(dict)
    for paper, namings in concepts.namings.items():
        for naming in namings:
            finding = naming.finding
            if (
                finding.role == "introduces"
                and finding.type in _CITABLE
                and finding.confidence >= LEAST_CONFIDENCE
                and finding.role_confidence >= LEAST_ROLE_CONFIDENCE
                and any(mention.field == "title" for mention in finding.mentions)
            ):
                introducers[naming.concept][paper] = finding
    return {concept: next(iter(by)) for concept, by in introducers.items() if len(by) == 1}


def _later(paper: Paper, than: Paper) -> bool:
    """Tell whether a paper is known to be later than another."""
    length = min(len(paper.published), len(than.published))
    if length:
        return paper.published[:length] > than.published[:length]
    return paper.year is not None and than.year is not None and paper.year > than.year
