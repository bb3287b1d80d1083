"""The whole build of growing numbers of papers: seconds by stage, memory, and whether the cost grows linearly."""

from __future__ import annotations

import gzip
import json
import tempfile
from argparse import Namespace
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from processes import Ran, kg
from report import Report, require

#: The largest first, as it matters most; on a busy machine those that no longer fit into the time are left out.
SIZES = (20_000, 2_000, 10_000, 5_000)
#: Seconds for all builds together, and what one build takes before its first paper, at most.
BUDGET, START = 300, 10
#: The aims for the largest size.
MOST_SECONDS, MOST_BYTES = 60, 1.5e9


def measure(options: Namespace) -> Report:
    """Build a graph of each size."""
    corpus = require(options.papers, "--papers")
    report = Report("Whole build, all cores, LadybugDB (seconds on the clock; peak memory)")
    builds: dict[int, tuple[dict[str, Any], Ran]] = {}
    spent, slowest = 0.0, 0.0
    with tempfile.TemporaryDirectory(prefix="kg-bench-") as folder:
        for size in SIZES:
            if builds and (size >= max(builds) or spent + START + slowest * size > BUDGET):
                report.add(f"{size:,} papers", "left out", "the file holds no more, or the machine is too busy")
                continue
            part = _first(corpus, size, Path(folder))
            ran = kg("build", str(part), "--graph", f"{folder}/{size}.lbug", "--json", watch=True)
            summary = json.loads(ran.output)
            builds[summary["read"]] = summary, ran
            spent, slowest = spent + ran.seconds, max(slowest, ran.seconds / summary["read"])
    for papers in sorted(builds):
        _rows(report, *builds[papers])
    costs = [(papers, ran.cpu) for papers, (_, ran) in sorted(builds.items())]
    steps = [
        f"{fewer:,} to {more:,}: {1000 * (later - earlier) / (more - fewer):.2f}"
        for (fewer, earlier), (more, later) in pairwise(costs)
    ]
    report.add("growth", "", f"processor seconds for each 1,000 papers more: {', '.join(steps)}; equal if linear")
    summary = builds[max(builds)][0]
    report.frozen = {
        "papers": summary["read"],
        "nodes": sum(summary["nodes"].values()),
        "edges": sum(summary["edges"].values()),
    }
    return report


def _rows(report: Report, summary: dict[str, Any], ran: Ran) -> None:
    papers = summary["read"]
    stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in summary["seconds"].items() if name != "total")
    nodes, edges = (sum(summary[kind].values()) for kind in ("nodes", "edges"))
    aimed = papers == max(SIZES)
    report.add(
        f"{papers:,} papers",
        f"{ran.seconds:.1f} s",
        f"{1000 * ran.seconds / papers:.2f} s per 1,000, {1000 * ran.cpu / papers:.2f} of processor time"
        + (f"; aim: under {MOST_SECONDS} s" if aimed else ""),
    )
    report.add("  stages", "", stages)
    report.add(
        "  peak memory",
        f"{ran.largest / 1e6:,.0f} MB",
        "largest process"
        + (f"; {ran.tree / 1e6:,.0f} MB all processes" if ran.tree else "")
        + (f"; aim: under {MOST_BYTES / 1e6:,.0f} MB" if aimed else ""),
    )
    report.add("  graph", f"{nodes:,}", f"nodes, {edges:,} edges")


def _first(corpus: Path, size: int, folder: Path) -> Path:
    """Write the first records of the corpus to a file of their own."""
    part = folder / f"{size}.jsonl.gz"
    opener = gzip.open if corpus.suffix == ".gz" else open
    with opener(corpus, "rb") as source, gzip.open(part, "wb", compresslevel=1) as target:
        target.writelines(islice(source, size))
    return part
