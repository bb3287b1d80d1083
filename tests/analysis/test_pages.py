"""The questions on the five real pages: what an expert knows to be so is found."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

import kg
from kg.analysis import compare, diff, digest, lineage, new, paths, related
from kg.analysis.dates import DateError
from kg.pipeline import build
from kg.stores.base import View


@pytest.fixture(scope="module")
def pages(seeds: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[View]:
    url = str(tmp_path_factory.mktemp("pages") / "pages.lbug")
    with kg.open(url) as store:
        build(seeds, store)
        yield store.view()


def title(view: View, id: str) -> str:
    node = view.node(id)
    assert node is not None
    return str(node.properties["title"])


def test_lora_and_the_kv_cache_meet_in_the_paper_that_serves_adapters(pages: View) -> None:
    found = paths(pages, "LoRA", "KV cache", k=5)
    assert len(found.paths) == 5
    assert found.paths[0].nodes[1].properties["title"].startswith("S-LoRA")
    assert "KV cache tensors" in found.paths[0].steps[1].quotes[0]
    # The hub that a third of the papers name is not the way.
    assert all(node.id != "technique:large-language-model" for path in found.paths for node in path.nodes)
    for path in found.paths:
        for step in path.steps:
            assert step.quotes or step.shared or step.edge.type == "BROADER"


def test_lineage_of_flashattention(pages: View) -> None:
    found = lineage(pages, "FlashAttention")
    assert found.back.title.startswith("FlashAttention: Fast and Memory-Efficient")
    assert "Transformer" in {child.name for child in found.back.children}
    assert {"FlashAttention-2", "FastAttention"} <= {child.name for child in found.on.children}
    assert "FlashAttention-2" not in {node.name for _, node in found.back.walk()}


def test_related_papers_are_of_the_same_matter(pages: View) -> None:
    best = related(pages, "FlashAttention", limit=5).papers
    assert sum("ttention" in title(pages, one.paper.id) for one in best) >= 3
    assert all(one.shared or one.cites or one.cited_by for one in best)


def test_comparison_of_two_kinds_of_compression(pages: View) -> None:
    found = compare(pages, "quantization", "pruning", narrower=True)
    assert {"model compression", "large language model"} <= {row.name for row in found.shared}
    for row in found.shared:
        assert all(row.papers)
    for place, rows in enumerate(found.only):
        assert all(row.sides == (place,) for row in rows)


def test_digest_of_the_kv_cache(pages: View) -> None:
    text = digest(pages, "KV cache").markdown()
    assert re.search(r"^\d+ of the 345 papers of this graph name KV cache: used by \d+\.", text, re.MULTILINE)
    assert "- vLLM: " in text
    assert "\n## Open gaps\n\n- No paper names KV cache with " in text


def test_pages_without_dates_say_so(pages: View) -> None:
    with pytest.raises(DateError, match="no paper of this graph has a date by which it was published: build it from"):
        new(pages, "2024")


def test_adding_a_page_shows_as_a_difference(pages: View, seeds: list[str]) -> None:
    with kg.open("memory:") as store:
        build(seeds[:4], store)
        found = diff(store.view(), pages)
    assert found.papers["added"] > 0
    assert (found.papers["removed"], found.papers["renamed"]) == (0, 0)
    assert found.edges["USES"]["added"] > found.edges["USES"]["removed"]
    assert found.combinations
    assert all(set(pair.titles) <= {title(pages, id) for id in pair.papers} for pair in found.combinations)
