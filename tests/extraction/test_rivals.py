"""One name, several things: the text decides which of the vocabulary's concepts it means."""

from __future__ import annotations

import pytest

from kg.extraction.standard import StandardExtractor
from kg.lexicon import concept_id


def found(abstract: str, title: str = "A study") -> set[str]:
    return {concept_id(f.type, f.name) for f in StandardExtractor().extract(title, abstract) if f.curated}


@pytest.mark.parametrize(
    ("abstract", "meant", "other"),
    [
        ("We fine-tune LLaMA on the FLAN and Alpaca datasets.", "dataset:alpaca-dataset", "method:alpaca"),
        ("Our model outperforms Alpaca, Vicuna and ChatGPT.", "method:alpaca", "dataset:alpaca-dataset"),
        ("Results are evaluated on LLaMA, OPT, Vicuna and others.", "method:vicuna", "dataset:vicuna-bench"),
        (
            "We present a model for text to speech. Our TTS model speaks many languages; speech quality is high.",
            "task:speech-synthesis",
            "technique:test-time-scaling",
        ),
        (
            "Test-time compute helps large language models to reason; scaling it in TTS pays off for mathematics.",
            "technique:test-time-scaling",
            "task:speech-synthesis",
        ),
        (
            "Attention with fewer key heads: we compare MHA with GQA, where each group shares one key.",
            "technique:grouped-query-attention",
            "dataset:gqa-dataset",
        ),
        (
            "We evaluate visual question answering on the GQA dataset and on VQAv2.",
            "dataset:gqa-dataset",
            "technique:grouped-query-attention",
        ),
    ],
)
def test_the_words_around_a_name_decide(abstract: str, meant: str, other: str) -> None:
    concepts = found(abstract)
    assert meant in concepts
    assert other not in concepts


def test_another_spelling_in_the_text_decides() -> None:
    concepts = found("We release models trained on the Alpaca dataset. Results on Alpaca improve.")
    assert "dataset:alpaca-dataset" in concepts
    assert "method:alpaca" not in concepts


def test_a_title_that_coins_an_ambiguous_name_means_something_new() -> None:
    concepts = found("RADAR reviews changes of code by their risk.", "RADAR: Risk Aware Diff Auto Review")
    assert "hardware:radar" not in concepts
    concepts = found("We introduce DREAM, a planner for robots in kitchens.", "DREAM: Planning in Kitchens")
    assert not concepts & {"method:dream", "dataset:dream-dataset"}


def test_a_star_is_part_of_a_name() -> None:
    concepts = found("We compare the planners RRT and RRT*, and A* search, on robots.")
    assert {"method:rrt", "method:rrt-star", "method:a-star-search"} <= concepts
