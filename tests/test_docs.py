"""The examples in the docs run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kg import extraction
from kg.pipeline import extract
from queries import catalogue
from queries.page import page

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


def test_the_page_of_queries_is_made_of_their_files() -> None:
    assert (DOCS / "queries.md").read_text(encoding="utf-8") == page(), "make it again: python -m queries"


def test_the_page_names_all_queries_and_parameters() -> None:
    text = page()
    for query in catalogue():
        assert f"\n## {query.name}\n\n{query.question}\n" in text
        assert query.example in text
        assert query.cypher in text
        for parameter in query.parameters:
            assert f"| `{parameter.name}` | {parameter.type} | " in text


def test_the_page_is_written_by_a_command(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "queries", str(tmp_path / "q.md")], check=True, capture_output=True)
    assert (tmp_path / "q.md").read_text(encoding="utf-8") == page()
