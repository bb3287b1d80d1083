"""Which concept of the vocabulary a name means that extraction did not take from it."""

from __future__ import annotations

import pytest

from kg.linking import listed


@pytest.mark.parametrize(
    ("type", "name", "meant"),
    [
        ("Method", "Meta Llama 2", "method:llama-2"),
        ("Hardware", "A100-80GB GPUs", "hardware:nvidia-a100"),
        ("Dataset", "MBTI", "dataset:mbti-dataset"),
        ("Technique", "KV caches", "technique:kv-cache"),
    ],
)
def test_a_name_is_reduced_to_a_spelling_of_the_vocabulary(type: str, name: str, meant: str) -> None:
    assert listed.by_name(type, name) == meant


@pytest.mark.parametrize(
    ("type", "name", "other"),
    [
        ("Method", "Mistral-7B", "method:mistral-large"),
        ("Method", "NOvA", "method:amazon-nova"),
        ("Method", "NN", "method:arm-nn"),
        ("Method", "Natural Language", "method:nltk"),
        ("Method", "Foundation Model", "method:apple-foundation-model"),
        ("Method", "Reasoning Compiler", "task:reasoning"),
        ("Method", "Heterogeneous Federated Learning Library", "technique:heterogeneous-federated-learning"),
        ("Method", "Meta Chain-of-Thought", "technique:chain-of-thought"),
        ("Task", "mobile LLMs", "method:mobilellm"),
    ],
)
def test_the_vocabulary_s_own_names_are_not_cut_to_fit(type: str, name: str, other: str) -> None:
    assert listed.by_name(type, name) != other
