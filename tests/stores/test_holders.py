"""Who holds a graph, in words: with the command where the system tells it, without an account's password."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from kg.stores.holders import LONGEST, described

Started = Callable[..., int]


@pytest.fixture
def started() -> Iterator[Started]:
    """Starts processes that wait, and ends them after the test."""
    running = []

    def start(*arguments: str) -> int:
        script = "import sys; sys.argv; print(flush=True); sys.stdin.read()"
        process = subprocess.Popen(
            [sys.executable, "-c", script, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        running.append(process)
        assert process.stdout is not None
        process.stdout.readline()
        return process.pid

    yield start
    for process in running:
        process.communicate("")


def test_a_process_is_named_with_its_command(started: Started) -> None:
    pid = started("build", "papers.jsonl")
    assert described(pid) == f"process {pid} (python -c)"


def test_the_interpreter_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["/opt/venv/bin/python3.11", "/opt/venv/bin/kg", "build", "x.jsonl"]
    monkeypatch.setattr("kg.stores.holders._words", lambda process: words)
    assert described(7) == "process 7 (kg build x.jsonl)"
    words[:] = ["python", "-m", "kg", "build"]
    assert described(7) == "process 7 (kg build)"
    words[:] = ["python"]
    assert described(7) == "process 7"


def test_no_account_and_no_control_characters_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["kg", "push", "neo4j://me:secret@host:7687/db", "\x1b[31m\n", "x" * 200]
    monkeypatch.setattr("kg.stores.holders._words", lambda process: words)
    told = described(7)
    assert told.startswith("process 7 (kg push neo4j://host:7687/db  [31m  xxx")
    assert "secret" not in told
    assert len(told) == len("process 7 ()") + LONGEST


def test_a_process_that_is_gone_is_only_a_number() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert described(process.pid) == f"process {process.pid}"
    assert str(os.getpid()) in described(os.getpid())
