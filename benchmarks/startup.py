"""How long a short command takes from the shell, the files already in the system's cache."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from statistics import median

from processes import kg
from report import ROOT, Report, require

TIMES = 10
QUESTION = (
    "MATCH (p:Paper)-[:USES]->(t:Technique) RETURN t.name, count(DISTINCT p) AS papers ORDER BY papers DESC LIMIT 10"
)


def measure(options: Namespace) -> Report:
    """Time each command."""
    report = Report(f"Start-up, median of {TIMES} (seconds on the clock)")
    examples = require(ROOT / "examples" / "efficient-ml.jsonl", "--only")
    with tempfile.TemporaryDirectory(prefix="kg-bench-") as folder:
        graph = f"{folder}/examples.lbug"
        _add(report, "kg --version", ["--version"], "aim: under 0.3 s")
        first = kg("build", str(examples), "--graph", graph)
        report.add("kg build, the bundled examples", f"{first.seconds:.2f} s", "once; most of it loads the vocabulary")
        _add(report, "kg query CYPHER", ["query", "--graph", graph, QUESTION], "the graph of the examples")
    return report


def _add(report: Report, what: str, arguments: list[str], remark: str) -> None:
    kg(*arguments)
    ran = [kg(*arguments) for _ in range(TIMES)]
    times = [one.seconds for one in ran]
    spread = f"{min(times):.2f} to {max(times):.2f}; {median(one.cpu for one in ran):.2f} of processor time"
    report.add(what, f"{median(times):.2f} s", f"{remark}; {spread}")
