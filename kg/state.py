"""What a graph remembers besides what it shows: the records of each paper, what extraction found, what people decided.

A graph is a function of all records and decisions together, so a later build needs them again: with them it can add
sources in any order and come to the same graph, and it need not extract a paper whose text and extractor are the same
as before. The state is one compressed string a paper, in the bookkeeping property ``_state`` of its node. Decisions
about concepts belong to no paper; they ride with the first one, so that every store keeps them without a place of
their own, and a graph without papers has none.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from kg.decisions import Decision, DecisionError
from kg.errors import NotAGraph
from kg.model import Finding, Paper
from kg.stores.base import Store

#: The node property that holds the state.
PROPERTY = "_state"


@dataclass(slots=True)
class PaperState:
    """The state of one paper.

    Attributes:
        records: what each source said, one record a source and wording.
        extractor: fingerprint of the extractor that made the findings, or empty.
        findings: what it found in the merged paper.
    """

    records: list[Paper]
    extractor: str = ""
    findings: list[Finding] | None = None

    def dumps(self, decisions: Iterable[Decision] = ()) -> str:
        """Return the state as text, with the decisions that ride with it."""
        data = {
            "records": [record.to_dict() for record in self.records],
            "extractor": self.extractor,
            "findings": None if self.findings is None else [finding.to_list() for finding in self.findings],
        }
        if riding := [decision.to_dict() for decision in decisions]:
            data["decisions"] = riding
        raw = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
        return base64.b64encode(zlib.compress(raw, 1)).decode("ascii")

    @classmethod
    def loads(cls, text: str) -> PaperState:
        """Read what :meth:`dumps` gave.

        Raises:
            NotAGraph: if it cannot be read.
        """
        return _loads(text)[0]


def _loads(text: str) -> tuple[PaperState, list[Decision]]:
    try:
        # Older graphs hold base 85, which begins with another letter, as a zlib header is always the same.
        decode = base64.b85decode if text.startswith("c") else base64.b64decode
        data = json.loads(zlib.decompress(decode(text)))
        findings = data["findings"]
        state = PaperState(
            [Paper.from_dict(record) for record in data["records"]],
            data["extractor"],
            None if findings is None else [Finding.from_list(item) for item in findings],
        )
        return state, [Decision.from_dict(item) for item in data.get("decisions", ())]
    except (ValueError, KeyError, TypeError, zlib.error, DecisionError) as error:
        raise NotAGraph(
            f"the graph's memory of a paper is damaged ({error}); build it anew into another file"
        ) from None


@dataclass(slots=True)
class GraphState:
    """What a graph remembers.

    Attributes:
        papers: the state of each paper, by node id.
        decisions: what people decided about concepts, in order.
    """

    papers: dict[str, PaperState] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()

    @classmethod
    def of(cls, store: Store) -> GraphState:
        """Return what a store's graph remembers; nothing for an empty graph.

        Raises:
            NotAGraph: if it cannot be read.
        """
        result = cls()
        for node in store.view().nodes("Paper", internal=True):
            if PROPERTY in node.properties:
                result.papers[node.id], riding = _loads(node.properties[PROPERTY])
                if riding:
                    result.decisions = tuple(riding)
        return result

    def dumper(self) -> Callable[[str], str]:
        """Return the function that gives the state of a paper, by its id, as its node carries it."""
        first = min(self.papers, default="")
        return lambda id: self.papers[id].dumps(self.decisions if id == first else ())


def decided(store: Store) -> tuple[Decision, ...]:
    """Return what people decided about the concepts of a graph, in order, without reading the rest of its memory.

    Raises:
        NotAGraph: if it cannot be read.
    """
    first = next(store.view().nodes("Paper", internal=True), None)
    return tuple(_loads(first.properties[PROPERTY])[1]) if first and PROPERTY in first.properties else ()


def without(known: Iterable[Paper], new: Iterable[Paper], sources: Iterable[str]) -> list[Paper]:
    """Return the known records without what sources that were read again no longer say.

    Args:
        known: records of a graph.
        new: what the sources say now.
        sources: the names of the sources that were read to their end. Standard input is another source each time.
    """
    gone = set(sources) - {"stdin"}
    said = {(_bare(record), source) for record in new for source in record.sources}
    kept = []
    for record in known:
        bare = _bare(record)
        left = [source for source in record.sources if source not in gone or (bare, source) in said]
        if left or not record.sources:
            kept.append(replace(record, sources=tuple(left)))
    return kept


def _bare(record: Paper) -> Paper:
    return replace(record, sources=())


def union(old: Iterable[Paper], new: Iterable[Paper]) -> list[Paper]:
    """Return old and new records of papers together; records that differ only in their sources become one.

    Where a source is read again, the new records of that source replace its old ones of the same paper; the caller
    passes only records of one paper. Standard input is another source each time, so it only ever adds.
    """
    renewed = {source for record in new for source in record.sources} - {"stdin"}
    by_content: dict[Paper, set[str]] = {}
    for record, sources in [(r, set(r.sources) - renewed) for r in old] + [(r, set(r.sources)) for r in new]:
        if sources:
            by_content.setdefault(_bare(record), set()).update(sources)
    return [replace(bare, sources=tuple(sorted(sources))) for bare, sources in by_content.items()]
