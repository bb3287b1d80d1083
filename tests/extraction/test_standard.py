"""The default extractor: what it must find, what it must not, and that its places are true for any text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import UnknownName
from kg.extraction import get_extractor
from kg.model import CONCEPT_TYPES, ROLES, Finding
from kg.schema import schema

TITLE = "SparseBolt: Fast Serving of Large Language Models with KV Cache Compression"
ABSTRACT = (
    "Serving large language models (LLMs) is bound by memory. We propose SparseBolt, a serving system that combines "
    "KV cache compression with continuous batching. SparseBolt is implemented on top of vLLM and evaluated on "
    "8 NVIDIA A100 GPUs with LLaMA-2-7B on the LongBench benchmark and the FooBarQA dataset. It outperforms "
    "FlexGen by 2.3x. Data, tensor and pipeline parallelism are supported."
)


def found(title: str = TITLE, abstract: str = ABSTRACT) -> dict[str, Finding]:
    return {finding.name: finding for finding in get_extractor().extract(title, abstract)}


def surfaces(finding: Finding, title: str = TITLE, abstract: str = ABSTRACT) -> list[str]:
    return [(title if m.field == "title" else abstract)[m.start : m.end] for m in finding.mentions]


@pytest.mark.parametrize(
    ("name", "type", "role"),
    [
        ("SparseBolt", "Method", "introduces"),
        ("large language model", "Technique", "uses"),
        ("KV cache compression", "Technique", None),
        ("continuous batching", "Technique", "uses"),
        ("vLLM", "Method", "uses"),
        ("NVIDIA A100", "Hardware", "evaluated_on"),
        ("LLaMA-2", "Method", None),
        ("LongBench", "Dataset", "evaluated_on"),
        ("FooBarQA", "Dataset", "evaluated_on"),
        ("FlexGen", "Method", "compares"),
        ("data parallelism", "Technique", "uses"),
        ("tensor parallelism", "Technique", "uses"),
        ("pipeline parallelism", "Technique", "uses"),
    ],
)
def test_finds_what_a_reader_would(name: str, type: str, role: str | None) -> None:
    finding = found()[name]
    assert finding.type == type
    if role:
        assert finding.role == role


def test_vocabulary_and_patterns_are_told_apart() -> None:
    assert found()["vLLM"].curated
    assert not found()["SparseBolt"].curated


def test_every_mention_is_kept_with_its_size_suffix() -> None:
    assert surfaces(found()["SparseBolt"]) == ["SparseBolt", "SparseBolt", "SparseBolt"]
    assert surfaces(found()["LLaMA-2"]) == ["LLaMA-2-7B"]


@pytest.mark.parametrize("name", ["memory", "2.3x", "We", "Serving", "system", "GPUs with"])
def test_leaves_out_what_is_no_concept(name: str) -> None:
    assert name not in found()


def test_acronym_of_the_paper_joins_its_long_form() -> None:
    text = "Quantum Frog Leaping (QFL) is a new optimizer. QFL outperforms Adam on CIFAR-10."
    finding = next(f for f in get_extractor().extract("A title", text) if f.expansion)
    assert set(surfaces(finding, "A title", text)) == {"Quantum Frog Leaping", "QFL"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ever larger language models (LLMs) are trained on 512 GPUs. LLMs need memory.", "large language model"),
        ("It is trained by Stochastic Gradient Decent (SGD) on CIFAR-10, and SGD converges.", "SGD"),
        ("We study training under distribution/location shift of the test data.", "distribution shift"),
    ],
)
def test_letters_gone_wrong_and_words_shared_do_not_hide_a_known_name(text: str, name: str) -> None:
    assert found("A study of training", text)[name].curated


def test_a_title_may_coin_a_known_name_for_another_field() -> None:
    abstract = "We propose Rocket, which plans the motions of robots. Rocket outperforms baselines."
    assert not found("Rocket: Planning Motions of Robots", abstract)["Rocket"].curated
    abstract = "We propose ROCKET, which classifies time series by random kernels. ROCKET outperforms baselines."
    assert found("ROCKET: Random Kernels for Time Series Classification", abstract)["ROCKET"].curated


def test_a_longer_name_is_not_cut(  # "GPT" in "PIM-GPT" is another thing
) -> None:
    assert "GPT" not in found("PIM-GPT: an accelerator", "We present PIM-GPT, an accelerator for inference.")


def test_numbered_names_are_taken_apart() -> None:
    names = found("A title", "We evaluate the networks on CIFAR-10/100 and on ImageNet.")
    assert {"CIFAR-10", "CIFAR-100", "ImageNet"} <= names.keys()


WILD = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=("Cs",)), st.sampled_from(list("()-.,:/ \n$ABCGPTU0123456789abc"))
    ),
    max_size=400,
)
PIECES = st.lists(
    st.sampled_from(
        [
            "LLaMA-2-7B",
            "(LoRA)",
            "Low-Rank Adaptation",
            "we propose",
            "GPU",
            "İstanbul",
            "ﬁne-tuning",
            "KV-cache",
            "—",
            "on the X-9 dataset",
            "data, tensor and pipeline parallelism",
            "A100s",
            "\u200f",
            "模型",
            "M$^3$ViT",
            ".",
            ":",
            "\n",
        ]
    ),
    max_size=40,
).map(" ".join)


@pytest.mark.parametrize("title", [": a title", " : : a title", '"": a title'])
def test_a_title_may_have_nothing_before_its_colon(title: str) -> None:
    assert "SparseBolt" in found(title)


@settings(max_examples=150, deadline=None)
@given(st.one_of(WILD, PIECES), st.one_of(WILD, PIECES))
def test_findings_are_sound_for_any_text(title: str, abstract: str) -> None:
    findings = get_extractor().extract(title, abstract)
    for finding in findings:
        assert finding.type in CONCEPT_TYPES
        assert finding.role in ROLES
        assert schema().edge_for(finding.role, finding.type)
        assert 0 < finding.confidence <= 1
        assert finding.name.strip() == finding.name != ""
        assert finding.mentions
        for mention in finding.mentions:
            text = title if mention.field == "title" else abstract
            assert 0 <= mention.start < mention.end <= len(text)
            assert text[mention.start : mention.end].strip()
            assert Finding.from_list(finding.to_list()) == finding
    assert get_extractor().extract(title, abstract) == findings


@pytest.mark.parametrize(
    "abstract",
    [
        "word " * 200_000,
        "A" * 1_000_000,
        "GPT-4 " * 150_000,
        "(" * 500_000,
        "a, " * 300_000,
        "X: " * 300_000,
        "MoE (MoE) " * 50_000,
    ],
)
def test_time_is_linear_in_the_text(abstract: str) -> None:
    begin = time.perf_counter()
    get_extractor().extract("A title", abstract[:100_000])
    small = time.perf_counter() - begin
    begin = time.perf_counter()
    get_extractor().extract("A title", abstract)
    assert time.perf_counter() - begin < 40 * max(small, 0.1)


def test_chinese_gives_only_known_latin_names() -> None:
    names = found("大型语言模型的高效推理", "我们提出了一种基于 FlashAttention 的方法，在 NVIDIA A100 上进行评估。")
    assert names.keys() <= {"FlashAttention", "NVIDIA A100"}


def test_unknown_extractor_names_the_choices() -> None:
    with pytest.raises(UnknownName, match="no extractor is called 'magic'; nearest: standard"):
        get_extractor("magic")
