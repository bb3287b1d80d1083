"""The digest: counts that stand in the graph, quotes that stand in the papers, citations that lead somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bibtexparser import parse_string
from click.testing import CliRunner
from graphs import Keeper, broader, concept, edge, paper

import kg
from kg.analysis import digest
from kg.cli import main
from kg.errors import QuestionError, UnknownName, WrongUsage
from kg.stores.base import View

NODES = [
    paper("arxiv:1", "Later use", published="2024-01"),
    paper("arxiv:2", "It: the paper", published="2023-05-01", authors=["Ann Bee"]),
    paper("arxiv:3", "Early use", published="2023-09"),
    *(paper(f"arxiv:8{n}", f"Other {n}", published="2023-01") for n in range(6)),
    concept("method:it", "It", 3),
    concept("method:it-2", "It 2", 1),
    concept("method:base", "Base_1", 2),
    concept("technique:way", "way", 2),
    concept("technique:wide", "wide", 0),
    concept("dataset:set", "Set", 1),
]
EDGES = [
    edge("USES", "arxiv:1", "method:it", 0.9, "We use It on *everything*."),
    edge("USES", "arxiv:1", "technique:way"),
    edge("INTRODUCES", "arxiv:2", "method:it", 0.9, "It: the paper"),
    edge("COMPARES_WITH", "arxiv:2", "method:base", 0.9, "It beats Base_1."),
    edge("USES", "arxiv:2", "technique:way"),
    edge("INTRODUCES", "arxiv:2", "dataset:set"),
    edge("COMPARES_WITH", "arxiv:3", "method:it", 0.9, "Slower than It."),
    edge("USES", "arxiv:3", "method:base"),
    edge("USES", "arxiv:3", "method:it-2"),
    *(edge("USES", f"arxiv:8{n}", "method:it-2") for n in range(2)),
    broader("method:it", "technique:wide"),
    broader("method:it-2", "method:it"),
]

EXPECTED = """\
# It

## What it is about

3 of the 9 papers of this graph name It: introduced by 1, used by 1, compared with by 1. It is a kind of wide. Kinds \
of it: It 2. The 3 with a date are from 2023-05-01 to 2024-01. More often than the other papers they name: \
Base\\_1 (2) and way (2).

## Key papers, in reading order

*Those that introduce it first, then by date; undated ones last, by how much they say of what sets these papers apart.*

1. **It: the paper** (2023-05-01) [1]
   introduces It and Set; uses way; compares with Base\\_1.
   > “arxiv:2 introduces dataset:set”
2. **Early use** (2023-09) [2]
   uses Base\\_1 and It 2; compares with It.
   > “Slower than It.”
3. **Later use** (2024-01) [3]
   uses It and way.
   > “We use It on \\*everything\\*.”

## Methods

- Base\\_1: 2 papers [1, 2]

## Techniques

- way: 2 papers [1, 3]

## Datasets

- Set: 1 paper [1]

## Rising

Not known: no concept is named by 10 of these papers, too few to test.

## Bibliography

1. Ann Bee (2023). It: the paper.
2. (2023) Early use.
3. (2024) Later use.
"""


def test_the_whole_page_alike_on_every_store(keep: Keeper) -> None:
    assert digest(keep(NODES, EDGES).view(), "it").markdown() == EXPECTED


@pytest.fixture(scope="module")
def view() -> View:
    store = kg.open("memory:")
    with store.writer() as writer:
        writer.add_nodes(NODES)
        writer.add_edges(EDGES)
    return store.view()


def test_narrower_concepts_if_wanted(view: View) -> None:
    found = digest(view, "It", narrower=True)
    assert found.papers == 5
    assert "This includes 1 narrower concept." in found.sections[0].lines[0]


def test_limit_cuts_the_key_papers(view: View) -> None:
    lines = digest(view, "It", limit=1).sections[1].lines
    assert [line for line in lines if re.match(r"\d+\. ", line)] == ["1. **It: the paper** (2023-05-01) [1]"]


def test_errors(view: View) -> None:
    with pytest.raises(WrongUsage, match="give the name of a concept, or --community with its number"):
        digest(view)
    with pytest.raises(WrongUsage, match="a digest is of one thing: give 'It' or --community 1 alone"):
        digest(view, "It", community=1)
    with pytest.raises(QuestionError, match=r"no paper names wide \(technique:wide\) itself; --narrower includes"):
        digest(view, "wide")
    with pytest.raises(UnknownName, match="no community is called '9'; nearest: 1 to"):
        digest(view, community=9)
    with pytest.raises(UnknownName, match=r"'Early use' is a paper \(.*\), not a concept"):
        digest(view, "Early use")


CITED = re.compile(r"(?<!\\)\[([\d, ]+)\]")


@pytest.mark.parametrize("arguments", [["KV cache"], ["--community", "1"], ["quantization", "--narrower"]])
def test_every_citation_leads_to_a_paper_and_every_quote_is_one(arguments: list[str], example_graph: str) -> None:
    text = CliRunner().invoke(main, ["digest", *arguments, "--graph", example_graph], catch_exceptions=False).output
    body, _, bibliography = text.partition("## Bibliography")
    numbers = {int(number) for found in CITED.findall(body) for number in found.split(",")}
    entries = re.findall(r"^(\d+)\. ", bibliography, re.MULTILINE)
    assert numbers == set(range(1, len(entries) + 1)) == {int(entry) for entry in entries}
    with kg.open(example_graph) as store:
        papers = [node.properties for node in store.view().nodes("Paper")]
    quotes = re.findall(r"^ +> “(.*)”$", body, re.MULTILINE)
    assert quotes
    for quote in quotes:
        plain = re.sub(r"\\(.)", r"\1", quote)
        assert any(plain in " ".join(paper["abstract"].split()) or plain in paper["title"] for paper in papers)


def test_command_writes_files_and_other_formats(example_graph: str, tmp_path: Path) -> None:
    arguments = ["digest", "LoRA", "--graph", example_graph]
    text = CliRunner().invoke(main, arguments).output
    assert CliRunner().invoke(main, [*arguments, "-o", str(tmp_path / "x.md")]).output == ""
    assert (tmp_path / "x.md").read_text(encoding="utf-8") == text
    data = json.loads(CliRunner().invoke(main, [*arguments, "--format", "json"]).output)
    assert data["title"] == "LoRA"
    entries = parse_string(CliRunner().invoke(main, [*arguments, "--format", "bibtex"]).output).entries
    assert len(entries) == len(data["bibliography"]) > 0
    missing = CliRunner().invoke(main, [*arguments, "-o", str(tmp_path / "no" / "x.md")])
    assert (missing.exit_code, missing.output.count("\n")) == (1, 1)
