"""Acronym definitions: the algorithm's own cases and the ones it must refuse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extraction.acronyms import best_long_form, definitions


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("We use a mixture of experts (MoE) here.", "MoE", "mixture of experts"),
        ("Large Language Models (LLMs) are big.", "LLMs", "Large Language Models"),
        ("with Low-Rank Adaptation (LoRA) only", "LoRA", "Low-Rank Adaptation"),
        ("process-in-memory (PIM) chips", "PIM", "process-in-memory"),
        (
            "We present CGIB (Conditional Graph Information Bottleneck) today",
            "CGIB",
            "Conditional Graph Information Bottleneck",
        ),
        ("by Proximal Policy Optimization (PPO) alone", "PPO", "Proximal Policy Optimization"),
        ("the key-value (KV) cache", "KV", "key-value"),
    ],
)
def test_finds_the_definition(text: str, short: str, long: str) -> None:
    (found,) = definitions(text)
    assert (found.short, found.long) == (short, long)
    assert text[found.short_start : found.short_end] == short
    assert text[found.long_start : found.long_end] == long


@pytest.mark.parametrize(
    "text",
    [
        "accuracy improves (see Table 3) a lot",
        "in many cases (e.g., vision) it works",
        "We reach 75.3% (+2.1) there.",
        "an unrelated phrase (GPU) here",
        "the model (2023) is old",
    ],
)
def test_leaves_other_parentheses_alone(text: str) -> None:
    assert definitions(text) == []


def test_long_form_is_the_shortest_that_spells_the_short_form() -> None:
    assert best_long_form("HMM", "a model of a hidden Markov model") == "hidden Markov model"
    assert best_long_form("XYZ", "nothing like that") == ""


@given(st.text(max_size=300))
def test_places_always_quote_the_forms(text: str) -> None:
    for found in definitions(text):
        assert text[found.short_start : found.short_end] == found.short
        assert text[found.long_start : found.long_end] == found.long
