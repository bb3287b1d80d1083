"""From sources to a graph: load, join records into papers, extract, link, write.

A build reads what the graph remembers of its papers, adds what the sources say, and writes the graph that all of it
together gives. So the same sources leave the same graph whatever their order, in one build or in several, and a build
that was killed is finished by running it again. A paper whose text and extractor have not changed is not extracted
again.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from dataclasses import replace as with_fields
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import Any

import loaders
from kg import joining, state
from kg.errors import StrictError
from kg.extraction import get_extractor
from kg.linking import Linked, link
from kg.model import Edge, Finding, Node, Paper
from kg.state import GraphState, PaperState
from kg.stores.base import Store

#: Called with a stage ("read", "extract", "link", "write"), how much is done, and of how much (None if unknown).
Progress = Callable[[str, int, "int | None"], None]

#: From this many papers on, extraction runs in one process a core.
PARALLEL_FROM = 400
_BATCH = 64
_WRITE_BATCH = 20_000


@dataclass(slots=True)
class Summary:
    """What a build did.

    Attributes:
        read: records read; each is one of ``new`` (made a paper), ``merged`` (added to one) or ``unchanged`` (known
            before).
        papers: papers in the graph afterwards.
        removed: papers that left the graph because their only sources no longer list them (see ``replace``).
        skipped: records and sources that could not be used; ``mended``: kept, but not as they stood.
        problems: a line for each of these.
        extracted: papers that went through extraction.
        nodes: by label; ``edges``: by type.
        seconds: by stage, and ``total``.
    """

    read: int = 0
    new: int = 0
    merged: int = 0
    unchanged: int = 0
    papers: int = 0
    removed: int = 0
    skipped: int = 0
    mended: int = 0
    problems: list[str] = field(default_factory=list)
    extracted: int = 0
    nodes: dict[str, int] = field(default_factory=dict)
    edges: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the summary, JSON-ready."""
        return asdict(self)


def silent(stage: str, done: int, total: int | None) -> None:
    """Report nothing."""


class _Clock:
    """Measures the stages of a build."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self._seconds = seconds
        self._begin = self._last = time.perf_counter()

    def stage(self, name: str) -> None:
        now = time.perf_counter()
        self._seconds[name] = round(now - self._last, 3)
        self._seconds["total"] = round(now - self._begin, 3)
        self._last = now


def build(
    sources: Iterable[str],
    store: Store,
    *,
    format: str | None = None,
    extractor: str = "standard",
    strict: bool = False,
    progress: Progress = silent,
    options: loaders.Options | None = None,
    replace: bool = False,
) -> Summary:
    """Add sources to a graph.

    Args:
        sources: files, folders, ``-`` for standard input; ids, addresses and searches of services.
        store: the graph; it is replaced as a whole at the end, or not at all.
        format: a format of :func:`loaders.format_names`; told from the content if None.
        extractor: a name of :data:`kg.extraction.EXTRACTORS`.
        strict: whether to stop, before anything is written, if a record was skipped or mended.
        progress: told how far the build is.
        options: how sources are read.
        replace: whether what these sources listed before and no longer list is taken out; a source that cannot be
            read to its end loses nothing.

    Raises:
        StrictError: see ``strict``; the message lists the problems.
        GraphError: if the graph cannot be read or written.
    """
    summary = Summary()
    clock = _Clock(summary.seconds)
    with store.lock():
        before = GraphState.of(store)
        records, finished = _read(sources, format, summary, progress, options)
        if strict and summary.problems:
            raise StrictError("\n".join(summary.problems))
        clock.stage("read")
        papers, states = _join(before.papers, records, summary, finished if replace else ())
        clock.stage("join")
        findings = extract_all(papers, states, extractor, summary, progress)
        clock.stage("extract")
        progress("link", 0, None)
        linked = link(papers, findings, before.decisions)
        clock.stage("link")
        if papers or before.papers:  # where nothing could be read, no empty graph is left behind
            _write(linked, GraphState(states, before.decisions), store, summary, progress)
        clock.stage("write")
    return summary


def change(store: Store, edit: Callable[[GraphState], None], *, progress: Progress = silent) -> Summary:
    """Change what a graph remembers, and write the graph that this gives; nothing is extracted again.

    Args:
        store: the graph.
        edit: changes the state in place: papers that it takes out are gone, decisions that it adds apply.
        progress: told how far the change is.

    Raises:
        GraphError: if the graph cannot be read or written.
    """
    summary = Summary()
    clock = _Clock(summary.seconds)
    with store.lock():
        state = GraphState.of(store)
        known = set(state.papers)
        edit(state)
        clock.stage("read")
        # Joined again, because the ids of papers that share a title depend on which of them are there.
        papers, states = _join(state.papers, [], summary)
        summary.removed = len(known - set(state.papers))
        findings = {id: states[id].findings or [] for id in papers}
        progress("link", 0, None)
        linked = link(papers, findings, state.decisions)
        clock.stage("link")
        _write(linked, GraphState(states, state.decisions), store, summary, progress)
        clock.stage("write")
    return summary


def extract(
    sources: Iterable[str],
    *,
    format: str | None = None,
    extractor: str = "standard",
    strict: bool = False,
    progress: Progress = silent,
    options: loaders.Options | None = None,
) -> tuple[Linked, Summary]:
    """Load, extract and link sources without a store.

    Returns:
        the linked graph that a build of the same sources into an empty store would write, and a summary.

    Raises:
        StrictError: if ``strict`` and a record was skipped or mended.
    """
    summary = Summary()
    clock = _Clock(summary.seconds)
    records, _ = _read(sources, format, summary, progress, options)
    if strict and summary.problems:
        raise StrictError("\n".join(summary.problems))
    clock.stage("read")
    papers, states = _join({}, records, summary)
    clock.stage("join")
    findings = extract_all(papers, states, extractor, summary, progress)
    clock.stage("extract")
    linked = link(papers, findings)
    clock.stage("link")
    return linked, summary


def extracted(linked: Linked) -> Iterator[dict[str, Any]]:
    """Yield one JSON-ready object a paper: its title, ids and the concepts it names with their evidence."""
    for edge_owner, paper in linked.papers.items():
        entities = []
        for naming in linked.concepts.namings[edge_owner]:
            finding = naming.finding
            surfaces = [paper.surface(mention) for mention in finding.mentions]
            pairs = linked.quotes(edge_owner, finding)
            entities.append(
                {
                    "id": naming.concept,
                    "type": finding.type,
                    "name": finding.name,
                    "surfaces": list(dict.fromkeys(surfaces)),
                    "role": finding.role,
                    "confidence": finding.confidence,
                    "evidence": [quote for quote, _ in pairs],
                    "spans": [span for _, span in pairs],
                }
            )
        ids = {"arxiv_id": paper.arxiv_id, "doi": paper.doi}
        yield {"id": edge_owner, "title": paper.title, **{k: v for k, v in ids.items() if v}, "entities": entities}


def _read(
    sources: Iterable[str], format: str | None, summary: Summary, progress: Progress, options: loaders.Options | None
) -> tuple[list[Paper], list[str]]:
    """Return the records of all sources and the names of those that were read to their end; note the problems."""
    records = []
    finished: list[str] = []
    for item in loaders.read(sources, format, with_fields(options or loaders.Options(), finished=finished.append)):
        if isinstance(item, Paper):
            records.append(item)
            if len(records) % _BATCH == 0:
                progress("read", len(records), None)
        else:
            summary.problems.append(str(item))
            if item.kept:
                summary.mended += 1
            else:
                summary.skipped += 1
    summary.read = len(records)
    progress("read", len(records), len(records))
    return records, finished


def _join(
    before: Mapping[str, PaperState], records: list[Paper], summary: Summary, replaced: Iterable[str] = ()
) -> tuple[dict[str, Paper], dict[str, PaperState]]:
    """Join old and new records into papers, without what replaced sources no longer say; count what happened."""
    gone = set(replaced)
    kept_of = {
        id: state.without(known.records, records, gone) if gone else known.records for id, known in before.items()
    }
    old_records = [record for kept in kept_of.values() for record in kept]
    groups = joining.group([*old_records, *records])
    texts = {
        (merged.title, merged.abstract): known for known in before.values() for merged in [joining.merge(known.records)]
    }
    old, new = Counter(old_records), Counter(records)
    together: dict[str, list[Paper]] = {}
    superseded = False
    for id, members in groups.items():
        own_old = [record for record in members if record in old]
        own_new = [record for record in members if record in new]
        kept = together[id] = sorted(state.union(own_old, own_new), key=joining.record_key)
        superseded |= len(kept) < len(members)
        count = sum(new[record] for record in own_new)
        same = (
            count
            if kept == sorted(own_old, key=joining.record_key)
            else sum(new[record] for record in own_new if record in old)
        )
        summary.unchanged += same
        if not own_old and count and id not in before:
            summary.new += 1
            summary.merged += count - 1
        else:
            summary.merged += count - same
    if superseded:  # a record that is gone may have been what held two papers together, or what gave one its id
        together = joining.group(record for kept in together.values() for record in kept)
        parted = sum(id not in groups and id not in before for id in together)
        summary.new += parted
        summary.merged -= parted
    papers: dict[str, Paper] = {}
    states: dict[str, PaperState] = {}
    for id, kept in together.items():
        papers[id] = joining.merge(kept)
        known = texts.get((papers[id].title, papers[id].abstract))
        states[id] = PaperState(kept, known.extractor if known else "", known.findings if known else None)
    summary.papers = len(papers)
    summary.removed = sum(not kept and id not in papers for id, kept in kept_of.items())
    return papers, states


def extract_all(
    papers: Mapping[str, Paper],
    states: Mapping[str, PaperState],
    name: str,
    summary: Summary,
    progress: Progress,
) -> dict[str, list[Finding]]:
    """Return the findings of each paper, from the state where text and extractor are the same; update the states."""
    fingerprint = get_extractor(name).fingerprint
    pending = [id for id in papers if states[id].findings is None or states[id].extractor != fingerprint]
    summary.extracted = len(pending)
    texts = [(papers[id].title, papers[id].abstract) for id in pending]
    for number, (id, findings) in enumerate(zip(pending, _extract_texts(texts, name), strict=True), 1):
        states[id].findings, states[id].extractor = findings, fingerprint
        if number % _BATCH == 0 or number == len(pending):
            progress("extract", number, len(pending))
    return {id: states[id].findings or [] for id in papers}


def _extract_texts(texts: list[tuple[str, str]], name: str) -> Iterator[list[Finding]]:
    """Yield the findings of each text in order, on all cores if there are many."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if len(texts) < PARALLEL_FROM or cores < 2:
        extractor = get_extractor(name)
        for title, abstract in texts:
            yield extractor.extract(title, abstract)
        return
    batches = [(name, texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
    # Spawned, not forked: the store's threads must not be copied into the workers.
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn"), initializer=_end_with_parent) as pool:
        for found in pool.map(_extract_batch, batches):
            yield from ([Finding.from_list(item) for item in items] for items in found)


def _end_with_parent() -> None:
    """Make a worker end when the build that started it is killed; otherwise it would wait for work for ever."""
    parent = parent_process()
    assert parent is not None

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _extract_batch(batch: tuple[str, list[tuple[str, str]]]) -> list[list[list[Any]]]:
    """Extract one batch in a worker."""
    name, texts = batch
    extractor = get_extractor(name)
    return [[finding.to_list() for finding in extractor.extract(title, abstract)] for title, abstract in texts]


def _write(linked: Linked, memory: GraphState, store: Store, summary: Summary, progress: Progress) -> None:
    """Replace the graph, and count what was written."""
    nodes: Counter[str] = Counter()
    edges: Counter[str] = Counter()
    with store.writer() as writer:
        for node_batch in _batches(linked.nodes(memory.dumper())):
            writer.add_nodes(node_batch)
            nodes.update(node.label for node in node_batch)
            progress("write", nodes.total(), None)
        for edge_batch in _batches(linked.edges()):
            writer.add_edges(edge_batch)
            edges.update(edge.type for edge in edge_batch)
            progress("write", nodes.total() + edges.total(), None)
    summary.nodes, summary.edges = dict(sorted(nodes.items())), dict(sorted(edges.items()))


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    batch: list[Node | Edge] = []
    for item in items:
        batch.append(item)
        if len(batch) == _WRITE_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
