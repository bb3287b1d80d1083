"""The examples in the docs run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg import extraction
from kg.pipeline import extract

DOCS = Path(__file__).parents[1] / "docs"


def test_the_extractor_of_the_docs_works(monkeypatch: pytest.MonkeyPatch, examples: str) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (DOCS / "extractors.md").read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec(code, names)
    monkeypatch.setattr(
        extraction, "EXTRACTORS", {**extraction.EXTRACTORS, "capitals": "docs_example:CapitalsExtractor"}
    )
    module = type(extraction)("docs_example")
    module.__dict__.update(names)
    monkeypatch.setitem(__import__("sys").modules, "docs_example", module)
    linked, _ = extract([examples], extractor="capitals")
    assert "method:flashattention" in linked.concepts.by_id
    assert linked.concepts.by_id["dataset:imagenet"].papers  # the vocabulary knows what kind of thing it is
