"""What a graph remembers of a paper: the same after writing and reading, also as older graphs wrote it."""

from __future__ import annotations

import base64

import pytest

from kg.errors import NotAGraph
from kg.model import Finding, Mention, Paper
from kg.state import PaperState

STATE = PaperState(
    [Paper("On LoRA", "Low-rank adaptation.", authors=("A. Writer",), published="2024-01-02", sources=("a.bib",))],
    "standard:1",
    [Finding("Method", "LoRA", "uses", 0.9, 0.8, (Mention("title", 3, 7),), curated=True)],
)


def test_the_memory_of_a_paper_is_read_as_it_was_written() -> None:
    assert PaperState.loads(STATE.dumps()) == STATE


def test_the_base_85_of_older_graphs_is_read() -> None:
    old = base64.b85encode(base64.b64decode(STATE.dumps())).decode()
    assert old != STATE.dumps()
    assert PaperState.loads(old) == STATE


@pytest.mark.parametrize("text", ["", "c", "eA", "nothing of the kind"])
def test_damaged_memory_is_said_to_be(text: str) -> None:
    with pytest.raises(NotAGraph, match="damaged"):
        PaperState.loads(text)
