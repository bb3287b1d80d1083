#!/usr/bin/env python3
"""Measure paperkg, and print one table: ``make bench``, or one part of it: ``python benchmarks/run.py --only startup``.

Figures that mean the same on any machine are kept in benchmarks/results.json; a run on the standard inputs renews
them, so that a change shows in ``git diff``. Seconds depend on the machine and on what else runs on it: the head of
the table says how busy it was.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from report import ROOT, AbsentError, Report, freeze, table

BENCHMARKS = ("startup", "extraction", "build", "quality", "related", "neo4j_push", "questions", "map", "serve")
SHARED = ROOT.parent / "shared"
PAPERS, GOLD = SHARED / "corpus" / "arxiv-20k.jsonl.gz", SHARED / "gold" / "dev.jsonl"


def main() -> int:
    """Run the benchmarks that were asked for; return 1 if one could not run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=Path, default=PAPERS, help="JSON Lines of papers, .gz or not (%(default)s)")
    parser.add_argument("--gold", type=Path, default=GOLD, help="annotated papers, for quality (%(default)s)")
    parser.add_argument("--graph", type=Path, help="a graph of those papers, for some (built if left out)")
    parser.add_argument("--only", action="append", choices=BENCHMARKS, help="run this one; may be given again")
    options = parser.parse_args()
    # The code of this checkout is measured, whatever the environment has installed.
    sys.path.insert(0, str(ROOT))
    os.environ["PYTHONPATH"] = str(ROOT)

    reports: dict[str, Report] = {}
    failures: list[str] = []
    begin, busy = time.perf_counter(), _load()
    for name in options.only or BENCHMARKS:
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            reports[name] = _alone(name, options)
        except AbsentError as error:
            failures.append(f"{name} was left out: {error}")
        except ModuleNotFoundError as error:
            failures.append(f"{name} was left out: {error}; pip install --editable '.[bench]'")
    print(_machine(busy))
    print(table(list(reports.values())))
    print(f"\n{time.perf_counter() - begin:.0f} s in all")
    if options.papers == PAPERS and options.gold == GOLD and options.graph is None:
        for change in freeze(reports):
            print(f"results.json: {change}")
    for failure in failures:
        print(failure, file=sys.stderr)
    return 1 if failures else 0


def _alone(name: str, options: argparse.Namespace) -> Report:
    """Run one benchmark in a process of its own, so that none bears the memory or the caches of another."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measure, name, options).result()


def _measure(name: str, options: argparse.Namespace) -> Report:
    report: Report = import_module(name).measure(options)
    return report


def _machine(busy: str) -> str:
    """Say what was measured, on what, and how busy it was."""
    try:
        git = ["git", "-C", str(ROOT)]
        commit = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
        changed = subprocess.run([*git, "status", "--porcelain", "-uno"], capture_output=True, text=True).stdout
        code = f"commit {commit}{' with uncommitted changes' if changed.strip() else ''}"
    except OSError:
        code = "no git"
    return (
        f"paperkg {code}, Python {platform.python_version()}, {os.cpu_count()} cores\n"
        f"load average before {busy}, after {_load()} (the benchmark itself adds one to two)"
    )


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


if __name__ == "__main__":
    sys.exit(main())
