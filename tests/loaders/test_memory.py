"""Constant memory however large the file: an arXiv snapshot under a limit of 600 MB.

``KG_SNAPSHOT_MB`` is the size of the snapshot (2048 for the full test; 48 by default).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import samples

MEGABYTES = int(os.environ.get("KG_SNAPSHOT_MB", "48"))
LIMIT = 600 << 20


def snapshot(path: Path, megabytes: int, array: bool = False) -> int:
    """Write a synthetic snapshot and return how many records it has."""
    written = number = 0
    with open(path, "w", encoding="utf-8") as file:
        file.write("[" if array else "")
        while written < megabytes << 20:
            record: dict[str, Any] = {
                **samples.KAGGLE,
                "id": f"{number % 10000 // 500 + 10:02}{number % 12 + 1:02}.{number % 100000:05}",
                "title": f"Paper number {number} on attention",
                "abstract": f"Number {number}. " + "We study the memory of attention on graphics processors. " * 22,
            }
            text = (", " if array and number else "") + json.dumps(record) + ("" if array else "\n")
            written += file.write(text)
            number += 1
        file.write("]" if array else "")
    return number


@pytest.mark.slow
@pytest.mark.parametrize("array", [False, True], ids=["lines", "one list"])
def test_snapshot_of_any_size_is_read_in_constant_memory(tmp_path: Path, array: bool) -> None:
    path, out = tmp_path / "arxiv-metadata-oai-snapshot.json", tmp_path / "out.jsonl"
    records = snapshot(path, MEGABYTES, array)
    program = (
        "import resource, sys; from kg.cli import main\n"
        f"resource.setrlimit(resource.RLIMIT_AS, ({LIMIT}, {LIMIT}))\n"
        "try: main(sys.argv[1:])\n"
        "finally: print(*(x.split()[1] for x in open('/proc/self/status') if x.startswith('VmHWM')), file=sys.stderr)"
    )
    command = [sys.executable, "-c", program, "fetch", str(path), "-o", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told, peak = done.stderr.strip().splitlines()[-2:]
    assert told.startswith(f"{records:,} papers written")
    assert int(peak) < 200 * 1024, f"{peak} kB at {MEGABYTES} MB"
    with open(out, encoding="utf-8") as file:
        assert sum(1 for _ in file) == records
