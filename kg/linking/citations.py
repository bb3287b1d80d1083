"""CITES: from reference lists, and from naming what another paper of the graph introduced."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kg.extraction.names import distinctive
from kg.lexicon.spelling import name_key
from kg.linking.concepts import Concepts
from kg.linking.evidence import quotes
from kg.linking.introductions import LEAST_CONFIDENCE, LEAST_ROLE_CONFIDENCE, later, leading_name
from kg.linking.vectors import FEW_PAPERS
from kg.model import NAMED, Edge, Finding, Paper, slug, title_key

#: A concept that more than this share of the papers name does not show that two papers are about one thing.
TELLING_SHARE = 0.02
_BEFORE_NUMBER = re.compile(r"[-\s]+(?=\d)")


def citations(papers: Mapping[str, Paper], concepts: Concepts, hierarchy: Iterable[Edge] = ()) -> Iterator[Edge]:
    """Yield the CITES edges, at most one a pair of papers; a reference list beats a name.

    A name counts only if one paper alone introduces the concept, as the name that its title begins with, and if the
    citing paper writes it with the same capitals and does not spell it out in other words. A name that is a plain word
    or a few capitals is coined again and again: it counts only if the two papers have something else in common.
    Nothing cites a later paper.

    Args:
        papers: by node id.
        concepts: what each paper names.
        hierarchy: the BROADER edges.
    """
    listed = _by_reference(papers)
    introduced, names = _introduced(papers, concepts)
    topics = _Topics(concepts, hierarchy)
    for citing in sorted(papers):
        found: dict[str, Edge] = {}
        for cited in sorted(listed.get(citing, ())):
            found[cited] = Edge("CITES", citing, cited, {"via": "reference", "confidence": 1.0, "evidence": []})
        for naming in concepts.namings.get(citing, ()):
            cited = introduced.get(naming.concept, "")
            finding = naming.finding
            if not cited or cited == citing or cited in found or finding.role == "introduces":
                continue
            if finding.confidence < LEAST_CONFIDENCE or later(papers[cited], papers[citing]):
                continue
            name = names[naming.concept]
            if not _written(name, papers[citing], finding) or _defined_otherwise(papers[cited], finding):
                continue
            if not distinctive(name) and not topics.common(citing, cited, naming.concept):
                continue
            evidence = [quote for quote, _ in quotes(papers[citing], finding.mentions)]
            found[cited] = Edge(
                "CITES", citing, cited, {"via": naming.concept, "confidence": finding.confidence, "evidence": evidence}
            )
        yield from (found[cited] for cited in sorted(found))


def _by_reference(papers: Mapping[str, Paper]) -> dict[str, set[str]]:
    """Return the papers of the graph that each paper's reference list holds.

    A title that several papers bear means the one of them that is not later than the citing paper, if it is one.
    """
    by_id: dict[str, str] = {}
    by_title: dict[str, list[str]] = defaultdict(list)
    for id, paper in sorted(papers.items(), reverse=True):
        for key in (paper.arxiv_id, paper.doi, *paper.ids):
            service, _, bare = key.partition(":")
            if key:
                by_id[key] = by_id[bare if service in ("arxiv", "doi") else key] = id
        by_title[title_key(paper.title) or paper.title].append(id)
    found: dict[str, set[str]] = defaultdict(set)
    for id, paper in papers.items():
        for reference in paper.references:
            cited = by_id.get(reference, "")
            if not cited:
                other_title = by_id.get(f"title:{slug(reference)}", id)
                called = {*by_title.get(title_key(reference) or reference, ()), other_title} - {id}
                if len(called) > 1:
                    called = {other for other in called if not later(papers[other], paper)}
                cited = called.pop() if len(called) == 1 else ""
            if cited and cited != id:
                found[id].add(cited)
    return found


def _introduced(papers: Mapping[str, Paper], concepts: Concepts) -> tuple[dict[str, str], dict[str, str]]:
    """Return for each concept the one paper that introduces it, and the name that its title begins with.

    Where no title begins with the name, or several papers introduce it, there is none. Nor is there one of a name of
    the vocabulary that another paper coins for something else: who writes Janus may mean a third.
    """
    introducers: dict[str, set[str]] = defaultdict(set)
    coining: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for paper, namings in concepts.namings.items():
        for naming in namings:
            finding = naming.finding
            if (
                finding.role == "introduces"
                and finding.type in NAMED
                and finding.confidence >= LEAST_CONFIDENCE
                and finding.role_confidence >= LEAST_ROLE_CONFIDENCE
                and any(mention.field == "title" for mention in finding.mentions)
            ):
                introducers[naming.concept].add(paper)
                names[naming.concept] = leading_name(papers[paper], finding.mentions)
                coining[name_key(names[naming.concept])].add(naming.concept)
    alone = {
        concept: next(iter(by))
        for concept, by in introducers.items()
        if len(by) == 1
        and names[concept]
        and not (concepts.by_id[concept].curated and len(coining[name_key(names[concept])]) > 1)
    }
    return alone, names


def _written(name: str, paper: Paper, finding: Finding) -> bool:
    """Tell whether a paper writes a name as it was coined, but for a size or plural behind it.

    A hyphen before a number comes and goes (FlashAttention-2); GEO-Bench and GEOBench are two things. The capitals of a
    title say nothing of a plain word: "A 20-Case Atlas" is about no Atlas.
    """
    wanted = _BEFORE_NUMBER.sub("", name)
    return any(
        _BEFORE_NUMBER.sub("", paper.surface(mention)).startswith(wanted)
        for mention in finding.mentions
        if mention.field != "title" or not name.istitle()
    )


def _defined_otherwise(cited: Paper, finding: Finding) -> bool:
    """Tell whether the citing paper spells the letters out in words that the cited one does not have."""
    return bool(finding.expansion) and name_key(finding.expansion) not in name_key(f"{cited.title} {cited.abstract}")


class _Topics:
    """What papers are about, but for what is too common to say anything."""

    def __init__(self, concepts: Concepts, hierarchy: Iterable[Edge]) -> None:
        self._namings = concepts.namings
        self._above = _above(hierarchy)
        limit = max(FEW_PAPERS, TELLING_SHARE * len(concepts.namings))
        self._telling = {id for id, concept in concepts.by_id.items() if concept.papers <= limit}

    def common(self, one: str, other: str, but: str) -> bool:
        """Tell whether two papers share a telling concept besides one, or a telling broader one."""
        return bool((self._of(one, but) & self._of(other, but)) - {but})

    def _of(self, paper: str, but: str) -> set[str]:
        named = {naming.concept for naming in self._namings[paper]} - {but}
        return (named | {wide for id in named for wide in self._above.get(id, ())}) & self._telling


def _above(hierarchy: Iterable[Edge]) -> dict[str, set[str]]:
    """Return for each concept the broader ones, two steps up at most."""
    parents: dict[str, set[str]] = defaultdict(set)
    for edge in hierarchy:
        parents[edge.source].add(edge.target)
    return {id: wider | {far for wide in wider for far in parents.get(wide, ())} for id, wider in list(parents.items())}
