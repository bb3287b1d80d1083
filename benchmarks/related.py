"""RELATED_TO alone, on papers repeated to five times their number: seconds, memory, and whether the cost is linear.

A copy has the papers of the original under other ids, and their concepts shuffled among all papers, so that how many
concepts a paper names and how many papers name a concept stay as they are in real collections, but nobody is a
neighbour for being a copy.
"""

from __future__ import annotations

import random
import resource
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from report import Report, require

from kg.linking.concepts import Concepts, Naming
from kg.linking.related import related
from kg.pipeline import extract

#: How many papers, as parts of the file and as repetitions of it.
SHARES = (0.25, 0.5, 1, 2, 5)
#: The aim for the file itself, in seconds.
MOST_SECONDS = 10


def measure(options: Namespace) -> Report:
    """Relate growing numbers of papers."""
    linked, _ = extract([str(require(options.papers, "--papers"))])
    namings = list(linked.concepts.namings.items())
    by_id = linked.concepts.by_id
    report = Report("RELATED_TO alone, one core (the records repeated, concepts shuffled)")
    for share in SHARES:
        chosen: dict[str, list[Naming]] = {}
        for copy in range(max(1, round(share))):
            part = namings[: round(share * len(namings))] if share < 1 else namings
            chosen.update(part if copy == 0 else _shuffled(part, copy))
        papers = Counter(naming.concept for found in chosen.values() for naming in found)
        concepts = Concepts({id: replace(by_id[id], papers=count) for id, count in sorted(papers.items())}, chosen)
        begin = time.perf_counter()
        edges = sum(1 for _ in related(concepts))
        seconds = time.perf_counter() - begin
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        report.add(
            f"{len(chosen):,} papers",
            f"{seconds:.1f} s",
            f"{1e6 * seconds / len(chosen):.0f} us a paper, {edges:,} edges, {memory / 1e6:,.0f} MB at most so far"
            + (f"; aim: under {MOST_SECONDS} s" if share == 1 else ""),
        )
        if share == 1:
            report.frozen = {"papers": len(chosen), "edges": edges}
    return report


def _shuffled(namings: list[tuple[str, list[Naming]]], copy: int) -> Iterator[tuple[str, list[Naming]]]:
    """Yield the papers of a copy."""
    concepts = [naming.concept for _, found in namings for naming in found]
    random.Random(copy).shuffle(concepts)
    pending = iter(concepts)
    for id, found in namings:
        own = {next(pending): naming for naming in found}
        yield f"{id}#{copy}", [replace(naming, concept=concept) for concept, naming in own.items()]
