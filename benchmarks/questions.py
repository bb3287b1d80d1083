"""How long each question takes as a whole command on the large graph, and how well hidden pairs are found again."""

from __future__ import annotations

import json
import shlex
import tempfile
from argparse import Namespace
from pathlib import Path
from statistics import median
from typing import Any

from processes import kg
from report import ROOT, Report, require

#: Command line, and the most seconds it may take on 20,000 papers. A new question is a line.
COMMANDS = (
    ("top technique --by papers,growth,centrality", 2),
    ("matrix technique hardware", 2),
    ("matrix method dataset --narrower", 2),
    ("trends --since 2025", 2),
    ("trends --type technique --narrower", 2),
    ("gaps technique hardware", 20),
    ("gaps technique hardware --holdout", 20),
    ("communities", 20),
    ("communities --of concepts", 20),
    ("central", 20),
    ("query papers-using -p concept=quantization --narrower", 2),
    ('path method:lora "KV cache"', 2),
    ("path 'large language model' ImageNet -k 10", 2),
    ("related FLASH-D", 2),
    ("related 'GLU Attention' FLASH-D KVShare", 2),
    ("lineage FlashAttention --depth 3", 2),
    ('compare quantization "knowledge distillation" --narrower', 2),
    ("new --since 2026-07", 2),
    ("diff {graph} {graph}", 4),
    ('digest "KV cache"', 2),
    ("search attention --type Paper --format bibtex", 2),
)
TIMES = 3
#: Pairs of types on which the gap finder is tried.
PAIRS = (("technique", "hardware"), ("method", "dataset"), ("technique", "task"), ("technique", "technique"))
SEEDS = ROOT.parent / "shared" / "seeds"


def measure(options: Namespace) -> Report:
    """Time each question, and hide pairs of two graphs."""
    report = Report(f"Questions, 20,000 papers, median of {TIMES} (seconds on the clock, the whole command)")
    with tempfile.TemporaryDirectory(prefix="kg-bench-") as folder:
        graph = str(options.graph or "")
        if not graph:
            graph = f"{folder}/papers.lbug"
            kg("build", str(require(options.papers, "--papers")), "--graph", graph)
        for line, most in COMMANDS:
            # Two graphs take twice the time to read, and are no --graph.
            arguments = [part.format(graph=graph) for part in shlex.split(line)]
            arguments += [] if graph in arguments else ["--graph", graph]
            ran = [kg(*arguments) for _ in range(TIMES)]
            seconds = median(one.seconds for one in ran)
            remark = f"aim: under {most} s; {median(one.cpu for one in ran):.1f} of processor time"
            report.add(f"kg {line}", f"{seconds:.1f} s", remark if seconds < most else f"{remark}; MISSED")
        _holdouts(report, graph, "papers")
        pages = sorted(map(str, SEEDS.glob("*.txt")))
        if pages:
            kg("build", *pages, "--graph", f"{folder}/pages.lbug")
            _holdouts(report, f"{folder}/pages.lbug", "pages")
        else:
            report.add("gap finder, pages", "left out", f"{Path(SEEDS).name} is not beside this checkout")
    return report


def _holdouts(report: Report, graph: str, what: str) -> None:
    for a, b in PAIRS:
        found = json.loads(kg("gaps", a, b, "--holdout", "--format", "json", "--graph", graph).output)
        for test, sizes in found["tests"].items():
            scores: dict[str, Any] = {score["name"]: score for score in found["scores"] if score["test"] == test}
            ours, popular = scores["shared company (used)"], scores["popularity"]
            as_popular = f"{ours['auc_matched']:.2f}, {popular['auc_matched']:.2f}"
            report.add(
                f"gap finder, {what}, {a} × {b}, {test}",
                f"AUC {ours['auc']:.2f}",
                f"popularity {popular['auc']:.2f}; against pairs as popular: {as_popular}; "
                f"precision at 20: {ours['precision']:.2f}, popularity {popular['precision']:.2f}, "
                f"by lot {sizes['base']:.3f}; {sizes['hidden']:.0f} hidden",
            )
            key = f"{what}_{a}_{b}_{test.replace(' ', '_')}"
            report.frozen[f"{key}_auc"] = round(ours["auc"], 2)
            report.frozen[f"{key}_precision_at_20"] = round(ours["precision"], 2)
