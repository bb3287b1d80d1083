"""Linking: from papers and findings to the graph's nodes and edges.

A pure function of the set of papers: nothing depends on their order or on what was linked before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.collecting import no_collection
from kg.decisions import Decision
from kg.linking.citations import citations
from kg.linking.concepts import Concepts, resolve
from kg.linking.elsewhere import with_names_of_others
from kg.linking.evidence import quotes
from kg.linking.hierarchy import broader
from kg.linking.related import related
from kg.model import Edge, Finding, Node, Paper
from kg.schema import schema

__all__ = ["Linked", "link"]


@dataclass(slots=True)
class Linked:
    """A linked graph: papers, concepts, and edges that are made as they are asked for.

    Attributes:
        papers: by node id.
        concepts: the concepts and what each paper names.
        hierarchy: the BROADER edges.
    """

    papers: Mapping[str, Paper]
    concepts: Concepts
    hierarchy: list[Edge]

    def nodes(self, state: Callable[[str], str] | None = None) -> Iterator[Node]:
        """Yield the nodes: papers, then concepts.

        Args:
            state: gives the bookkeeping of a paper by its node id.
        """
        for id, paper in self.papers.items():
            properties = {k: v for k, v in paper.to_dict().items() if k in schema().nodes["Paper"].properties}
            if state:
                properties["_state"] = state(id)
            yield Node("Paper", id, {"id": id, **properties})
        for concept in self.concepts.by_id.values():
            yield Node(
                concept.type,
                concept.id,
                {
                    "id": concept.id,
                    "name": concept.name,
                    "aliases": concept.aliases,
                    "papers": concept.papers,
                    "curated": concept.curated,
                },
            )

    def quotes(self, paper: str, finding: Finding) -> list[tuple[str, str]]:
        """Return the evidence for a finding of a paper: pairs of quote and span."""
        return quotes(self.papers[paper], finding.mentions)

    def edges(self) -> Iterator[Edge]:
        """Yield the edges, kind by kind."""
        for id, namings in self.concepts.namings.items():
            for naming in namings:
                finding = naming.finding
                evidence = self.quotes(id, finding)
                yield Edge(
                    schema().edge_for(finding.role, finding.type),
                    id,
                    naming.concept,
                    {
                        "confidence": finding.confidence,
                        "evidence": [quote for quote, _ in evidence],
                        "spans": [span for _, span in evidence],
                    },
                )
        yield from citations(self.papers, self.concepts, self.hierarchy)
        yield from related(self.concepts, self.hierarchy)
        yield from self.hierarchy


def link(
    papers: Mapping[str, Paper], findings: Mapping[str, list[Finding]], decisions: Sequence[Decision] = ()
) -> Linked:
    """Link papers through what they name.

    Args:
        papers: by node id.
        findings: what extraction found in each, by node id.
        decisions: what people decided about concepts, in order.
    """
    with no_collection():
        ordered = dict(sorted(papers.items()))
        concepts = resolve(ordered, with_names_of_others(ordered, findings), decisions)
        hierarchy = list(broader(concepts.by_id, concepts.instead, concepts.names))
        concepts.by_id = dict(sorted(concepts.by_id.items()))
        return Linked(ordered, concepts, hierarchy)
