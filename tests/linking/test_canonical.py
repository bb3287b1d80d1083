"""Which spellings are one concept, and which are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linking.canonical import concept_key, display_name
from kg.model import CONCEPT_TYPES


@pytest.mark.parametrize(
    ("type", "a", "b"),
    [
        ("Technique", "KV cache compression", "KV-cache compressions"),
        ("Technique", "compression of the KV caches", "KV cache compression"),
        ("Technique", "fine-tuning", "finetuning"),
        ("Technique", "quantization", "quantisation"),
        ("Technique", "speculative decoding techniques", "speculative decoding"),
        ("Hardware", "NVIDIA A100 GPUs", "A100"),
        ("Hardware", "Google's TPU v3", "TPUv3"),
        ("Hardware", "Intel Xeon 8380 processor", "Xeon 8380"),
        ("Method", "LLaMA-2-7B", "Llama 2"),
        ("Method", "GPT-3 175B", "GPT-3"),
        ("Method", "Qwen2.5-7B-Instruct", "Qwen2.5"),
        ("Method", "Llama3.1-8B-Instruct-128k", "Llama 3.1"),
        ("Method", "OPT125M", "OPT"),
        ("Method", "MobileNet v2", "MobileNetV2"),
        ("Method", "Llama-v2", "LLaMA-2"),
        ("Method", "Mixtral 8x7B", "Mixtral"),
        ("Method", "the Adam optimizer".removeprefix("the "), "Adam"),
        ("Method", "BERT-large", "BERT"),
        ("Method", "Qwen3-30B-A3B", "Qwen3"),
        ("Method", "EfficientFormer-L7", "EfficientFormer"),
        ("Dataset", "CIFAR-10 dataset", "CIFAR10"),
        ("Dataset", "GLUE benchmarks", "GLUE"),
        ("Task", "image classification tasks", "image classification"),
    ],
)
def test_one_concept(type: str, a: str, b: str) -> None:
    assert concept_key(type, a) == concept_key(type, b)


@pytest.mark.parametrize(
    ("type", "a", "b"),
    [
        ("Method", "FlashAttention-2", "FlashAttention"),
        ("Method", "GPT-3.5", "GPT-3"),
        ("Method", "LLaMA-2-7B", "LLaMA-7B"),
        ("Method", "Qwen2.5", "Qwen2"),
        ("Method", "C++", "C"),
        ("Method", "LLaMA-2-7B-Chat", "LLaMA-2"),
        ("Method", "Tk-Instruct", "Tk"),
        ("Method", "FLAN-T5", "FLAN"),
        ("Method", "MobileNetV2", "MobileNet"),
        ("Method", "YOLOv10b", "YOLOv5"),
        ("Method", "AV2C", "A2C"),
        ("Method", "L2M-AID", "LAID"),
        ("Method", "CoDEx-S", "Codex"),
        ("Method", "CAR-T", "CAR"),
        ("Method", "Google Maps", "Maps"),
        ("Technique", "state of charge", "charge state"),
        ("Technique", "time of flight", "flight time"),
        ("Technique", "equation of state", "state equation"),
        ("Dataset", "CIFAR-100", "CIFAR-10"),
        ("Dataset", "ImageNet-1K", "ImageNet-21K"),
        ("Hardware", "NVIDIA A100", "NVIDIA A10"),
        ("Hardware", "TPU v3", "TPU v4"),
        ("Hardware", "Intel CPU", "AMD CPU"),
        ("Technique", "post-training quantization", "quantization"),
        ("Technique", "mixture of experts", "mixture"),
        ("Technique", "attention mechanism", "mechanism"),
    ],
)
def test_two_concepts(type: str, a: str, b: str) -> None:
    assert concept_key(type, a) != concept_key(type, b)


@given(st.sampled_from(CONCEPT_TYPES), st.text(min_size=1, max_size=30).filter(str.strip))
def test_any_name_has_a_key_whatever_its_white_space(type: str, name: str) -> None:
    assert concept_key(type, name)
    assert concept_key(type, f"  {name}\n ") == concept_key(type, name)


@pytest.mark.parametrize(
    ("type", "name", "shown"),
    [
        ("Method", "LLaMA-2-7B", "LLaMA-2"),
        ("Method", "GPT-3.5", "GPT-3.5"),
        ("Method", "7B", "7B"),
        ("Dataset", "RedPajama-1T", "RedPajama-1T"),
    ],
)
def test_size_of_a_model_is_no_part_of_its_name(type: str, name: str, shown: str) -> None:
    assert display_name(type, name) == shown
