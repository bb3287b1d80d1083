"""Bibliographies parse back to what the papers are."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest
from bibtexparser import parse_string
from click.testing import CliRunner

import kg
from kg.bibliography import FORMATS, bibliography, bibtex, citation_keys, csl, latex, markdown, split_name
from kg.cli import main
from kg.model import Node, Paper
from kg.stores.base import View
from loaders import bibtex as loader


def paper(id: str, title: str, **properties: object) -> Node:
    if id.startswith("arxiv:"):
        properties["arxiv_id"] = id.removeprefix("arxiv:")
    return Node("Paper", id, {"title": title, **properties})


PAPERS = [
    paper(
        "arxiv:2106.09685", "LoRA: Low-Rank Adaptation", authors=["Edward J. Hu", "Yelong Shen"], published="2021-06-17"
    ),
    paper("arxiv:2107.00001", "A LoRA again", authors=["Zhiqiang Hu"], published="2021-07-01"),
    paper("arxiv:2108.00001", "On LoRA", authors=["Wei Hu"], published="2021-08-01"),
    paper(
        "doi:10.1000/a_b",
        "50% of $O(n^2)$ & {more} #1_x ~ \\",
        authors=["Jürgen Müller-Lüdenscheid"],
        doi="10.1000/a_b",
    ),
    paper("title:group", "Report", authors=["The Llama Team", "Ludwig van Beethoven", "Ann Lee Jr."], year=2024),
    paper("title:nobody", "The Name of a Thing: and More", url="https://x.org/a{b} c?d=e_f"),
    paper("title:han", "注意力", authors=["王伟"], year=2020),
    paper("title:costs", "From $5 to $10", venue="NeurIPS 2023", authors=["O'Neil Said"], year=2023),
    paper("title:journal", "Deep", venue="Journal of Things", authors=["Bo Li"], published="2019-02"),
]


@pytest.fixture(scope="module")
def view() -> Iterator[View]:
    with kg.open("memory:") as store:
        with store.writer() as writer:
            writer.add_nodes(PAPERS)
        yield store.view()


def test_keys_are_unique_and_tell_who_when_and_what(view: View) -> None:
    assert citation_keys(view) == {
        "arxiv:2106.09685": "hu2021lora",
        "arxiv:2107.00001": "hu2021loraa",
        "arxiv:2108.00001": "hu2021lorab",
        "doi:10.1000/a_b": "mullerludenscheid50",
        "title:group": "thellamateam2024report",
        "title:nobody": "namethingmore",
        "title:han": "2020",
        "title:costs": "said20235",
        "title:journal": "li2019deep",
    }


def test_later_papers_change_no_key(view: View) -> None:
    before = citation_keys(view)
    later = [paper(f"arxiv:2201.{n:05}", "LoRA", authors=["Ann Hu"], published="2021-09") for n in range(40)]
    with kg.open("memory:") as store:
        with store.writer() as writer:
            writer.add_nodes([*later, *PAPERS])
        keys = citation_keys(store.view())
    assert {id: keys[id] for id in before} == before
    assert len(set(keys.values())) == len(keys)
    assert keys["arxiv:2201.00039"] == "hu2021loraap"  # a and b are taken by 2021-07 and 08; the 42nd suffix is ap


def test_a_suffix_never_meets_another_key() -> None:
    nodes = [paper(f"arxiv:2101.0000{n}", "x", authors=["Y Z"], published="2021") for n in range(2)]
    nodes.append(paper("arxiv:2101.00009", "xa", authors=["Y Z"], published="2021"))
    with kg.open("memory:") as store:
        with store.writer() as writer:
            writer.add_nodes(nodes)
        keys = citation_keys(store.view())
    assert sorted(keys.values()) == ["z2021x", "z2021xa", "z2021xb"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a & b", r"a {\&} b"),
        ("50%", r"50{\%}"),
        ("a_b #1", r"a{\_}b {\#}1"),
        ("costs $5 and $10", r"costs {\$}5 and {\$}10"),
        ("in $O(n \\log n)$ time", r"in $O(n \log n)$ time"),
        ("$x$ & $y_{1}$", r"$x$ {\&} $y_{1}$"),
        ("a ^ b", r"a {\textasciicircum} b"),
        ("{", r"{\ensuremath{\lbrace}}"),
        ("Müller", 'M{\\"u}ller'),
        ("Łukasz", r"{\L}ukasz"),
        ("注意", "注意"),
        ("a\n  b", "a b"),
    ],
)
def test_latex(text: str, expected: str) -> None:
    assert latex(text) == expected
    assert latex(text).count("{") == latex(text).count("}")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Edward J. Hu", ("Edward J.", "Hu", "", "")),
        ("Hu, Edward", ("Edward", "Hu", "", "")),
        ("Ludwig van Beethoven", ("Ludwig", "Beethoven", "van", "")),
        ("Martin Luther King Jr.", ("Martin Luther", "King", "", "Jr.")),
        ("OpenAI", ("", "OpenAI", "", "")),
        ("Gemini Team", ("", "Gemini Team", "", "")),
        ("Research and Friends", ("", "Research and Friends", "", "")),
    ],
)
def test_names(name: str, parts: tuple[str, str, str, str]) -> None:
    assert split_name(name) == parts


def test_bibtex_parses_back_with_our_loader(view: View) -> None:
    text = bibtex(PAPERS, citation_keys(view))
    # Without abstracts each is also reported as mended; that is no matter here.
    found = [item for item in loader.load(io.BytesIO(text.encode()), "x.bib") if isinstance(item, Paper)]
    for given, read in zip(PAPERS, found, strict=True):
        known = given.properties
        assert read.title == known["title"]
        assert read.doi == known.get("doi", "")
        assert read.arxiv_id == known.get("arxiv_id", "")
        assert read.venue == known.get("venue", "")
        assert read.year == (int(str(known["published"])[:4]) if "published" in known else known.get("year"))
    assert found[0].authors == ("Edward J. Hu", "Yelong Shen")
    assert found[0].published == "2021-06"
    assert found[3].authors == ("Jürgen Müller-Lüdenscheid",)
    assert found[4].authors[:2] == ("The Llama Team", "Ludwig van Beethoven")


def test_bibtex_is_what_bibtexparser_reads(view: View) -> None:
    library = parse_string(bibtex(PAPERS, citation_keys(view)))
    assert library.failed_blocks == []
    entries = {entry.key: entry for entry in library.entries}
    assert list(entries) == [citation_keys(view)[node.id] for node in PAPERS]
    assert (entries["hu2021lora"].entry_type, entries["said20235"].entry_type) == ("misc", "inproceedings")
    assert entries["said20235"].fields_dict["booktitle"].value == "NeurIPS 2023"
    assert entries["li2019deep"].entry_type == "article"
    assert entries["hu2021lora"].fields_dict["title"].value == "{LoRA: Low-Rank Adaptation}"
    assert entries["thellamateam2024report"].fields_dict["author"].value == (
        "{The Llama Team} and van Beethoven, Ludwig and Lee, Jr., Ann"
    )
    assert entries["namethingmore"].fields_dict["url"].value == "https://x.org/a%7Bb%7D%20c?d=e_f"
    assert "month = jun,\n" in bibtex(PAPERS, citation_keys(view))


def test_csl(view: View) -> None:
    items = {item["id"]: item for item in csl(PAPERS, citation_keys(view))}
    assert items["hu2021lora"] == {
        "id": "hu2021lora",
        "type": "article",
        "title": "LoRA: Low-Rank Adaptation",
        "author": [{"family": "Hu", "given": "Edward J."}, {"family": "Shen", "given": "Yelong"}],
        "issued": {"date-parts": [[2021, 6, 17]]},
        "number": "arXiv:2106.09685",
        "publisher": "arXiv",
        "URL": "https://arxiv.org/abs/2106.09685",
    }
    assert items["thellamateam2024report"]["author"] == [
        {"literal": "The Llama Team"},
        {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
        {"family": "Lee", "given": "Ann", "suffix": "Jr."},
    ]
    assert items["said20235"]["type"] == "paper-conference"
    assert items["li2019deep"]["issued"] == {"date-parts": [[2019, 2]]}


def test_markdown_shows_the_text_unchanged() -> None:
    assert markdown([PAPERS[0], PAPERS[3], PAPERS[5]]).splitlines() == [
        "1. Edward J. Hu, Yelong Shen (2021). [LoRA: Low-Rank Adaptation](<https://arxiv.org/abs/2106.09685>). "
        "arXiv:2106.09685.",
        "2. Jürgen Müller-Lüdenscheid. [50% of \\$O(n^2)\\$ & \\{more\\} \\#1\\_x \\~ \\\\](<https://doi.org/10.1000/a_b>).",
        "3. [The Name of a Thing: and More](<https://x.org/a{b} c?d=e_f>).",
    ]


def test_each_paper_once_in_the_order_given(view: View) -> None:
    ids = ["title:journal", "arxiv:2106.09685", "title:journal", "method:none"]
    assert [item["title"] for item in json.loads(bibliography(view, ids, "csl-json"))] == [
        "Deep",
        "LoRA: Low-Rank Adaptation",
    ]
    assert bibliography(view, [], "bibtex") == ""
    assert bibliography(view, [], "csl-json") == "[]\n"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "command",
    [
        ["search", "attention", "--limit", "3"],
        ["related", "LoRA", "--limit", "3"],
        ["query", "MATCH (p:Paper) RETURN p ORDER BY p.id LIMIT 3"],
        ["query", "MATCH (p:Paper) RETURN p.id AS id, p.year ORDER BY p.id LIMIT 3"],
        ["query", "MATCH (p:Paper) RETURN p.title ORDER BY p.id LIMIT 3"],
        ["query", "MATCH (p:Paper) WITH p ORDER BY p.id LIMIT 3 RETURN collect(p)"],
    ],
    ids=" ".join,
)
def test_any_list_of_papers(command: list[str], format: str, example_graph: str) -> None:
    result = CliRunner().invoke(main, [*command, "--graph", example_graph, "--format", format])
    assert result.exit_code == 0, result.output
    if format == "bibtex":
        assert len(parse_string(result.output).entries) == 3
    elif format == "csl-json":
        assert len(json.loads(result.output)) == 3
    else:
        assert [line[:3] for line in result.output.splitlines()] == ["1. ", "2. ", "3. "]


def test_answer_without_papers_is_an_error(example_graph: str) -> None:
    arguments = ["query", "RETURN 1", "--graph", example_graph, "--format", "bibtex"]
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: no paper is in the answer: RETURN p, p.id or p.title for a bibliography\n",
    )
    arguments[1] = "MATCH (p:Paper {id: 'none'}) RETURN p"
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.output) == (0, "")
