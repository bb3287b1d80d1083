"""A papers page saved as text: what is a title, what an abstract, and what the real pages give."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from reading import read, write

import loaders
from kg.model import Paper

HEADER = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nbyAK and the research community\n\nMar 13\n\n"
FIRST = "We propose a thing. It works well."
SECOND = "Another thing is studied. It works too."
PAGE = f"{HEADER}First Title: A Study\n\n{FIRST}\n\nSecond Title\n\n{SECOND}\n"
PAPERS = [("First Title: A Study", FIRST), ("Second Title", SECOND)]


def titles_and_abstracts(papers: list[Paper]) -> list[tuple[str, str]]:
    return [(paper.title, paper.abstract) for paper in papers]


@pytest.mark.parametrize(
    "content",
    [
        PAGE,
        PAGE.replace("\n", "\r\n"),
        "\ufeff" + PAGE,
        PAGE.replace("\n\n", "\n \t\n\n"),
        PAGE.removesuffix("\n"),
        gzip.compress(PAGE.encode()),
    ],
    ids=["plain", "CRLF", "BOM", "blank lines with spaces", "no last newline", "gzip"],
)
def test_reads_titles_and_abstracts_in_turn(tmp_path: Path, content: str | bytes) -> None:
    papers, problems = read(write(tmp_path, "page.txt", content))
    assert titles_and_abstracts(papers) == PAPERS
    assert [paper.sources for paper in papers] == [("page.txt",)] * 2
    assert problems == []


def test_page_is_recognised_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    papers, _ = read(write(tmp_path, "saved", PAGE))
    assert titles_and_abstracts(papers) == PAPERS


@pytest.mark.parametrize("date", ["Mar 13", "March 3, 2024"])
def test_header_ends_with_the_date_whatever_stands_before(tmp_path: Path, date: str) -> None:
    content = f"Get trending papers\n\nSomething new up here\n\n{date}\n\nThe Title\n\n{FIRST}"
    papers, _ = read(write(tmp_path, "page.txt", content))
    assert titles_and_abstracts(papers) == [("The Title", FIRST)]


def test_page_without_header_is_read_if_its_format_is_given(tmp_path: Path) -> None:
    path = write(tmp_path, "page.txt", PAGE.removeprefix(HEADER))
    assert read(path) == (
        [],
        ["page.txt: source: format not recognised; say which with --format (kg sources lists them)"],
    )
    assert titles_and_abstracts(read(path, "hf-text")[0]) == PAPERS


def test_header_without_date_is_left_out(tmp_path: Path) -> None:
    papers, problems = read(write(tmp_path, "page.txt", PAGE.replace("Mar 13\n\n", "")))
    assert (titles_and_abstracts(papers), problems) == (PAPERS, [])


@pytest.mark.parametrize(
    "more",
    [
        "A second paragraph. It goes on.",
        "Code is available at https://example.org/code",
        "One sentence that is so long that it cannot be a title, because a title that goes on and on for more than a "
        "hundred characters does not end like a sentence.",
        "x" * 301,
    ],
    ids=["sentences", "address", "long sentence", "long"],
)
def test_abstract_may_have_several_paragraphs(tmp_path: Path, more: str) -> None:
    papers, problems = read(write(tmp_path, "page.txt", f"{HEADER}The Title\n\n{FIRST}\n\n{more}\n\nNext\n\n{SECOND}"))
    assert titles_and_abstracts(papers) == [("The Title", f"{FIRST} {more}"), ("Next", SECOND)]
    assert problems == []


def test_lines_of_a_paragraph_are_joined(tmp_path: Path) -> None:
    papers, _ = read(write(tmp_path, "page.txt", f"{HEADER}A Title\nIn Two Lines\n\nFirst line.\nSecond line."))
    assert titles_and_abstracts(papers) == [("A Title In Two Lines", "First line. Second line.")]


def test_missing_abstract_leaves_the_title(tmp_path: Path) -> None:
    papers, problems = read(write(tmp_path, "page.txt", f"{HEADER}Alone\n\nSecond Title\n\n{SECOND}\n\nLast"))
    assert titles_and_abstracts(papers) == [("Alone", ""), ("Second Title", SECOND), ("Last", "")]
    assert problems == [
        "page.txt: entry 1: no abstract: only the title is read (Alone)",
        "page.txt: entry 3: no abstract: only the title is read (Last)",
    ]


def test_abstract_without_title_is_reported_and_the_rest_read(tmp_path: Path) -> None:
    papers, problems = read(write(tmp_path, "page.txt", f"{HEADER}{FIRST}\n\nSecond Title\n\n{SECOND}"))
    assert titles_and_abstracts(papers) == [("Second Title", SECOND)]
    assert problems == [f"page.txt: entry 1: an abstract without a title ({FIRST} ...)"]


def test_header_alone_is_no_page(tmp_path: Path) -> None:
    problem = "page.txt: source: no papers: nothing follows the page's header"
    assert read(write(tmp_path, "page.txt", HEADER)) == ([], [problem])


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    problem = f"page.txt: source: not UTF-8 text (byte {len(HEADER) + 3})"
    assert read(write(tmp_path, "page.txt", (HEADER + "caf\xe9").encode("latin-1"))) == ([], [problem])


def test_what_stands_before_the_cut_of_a_gzip_file_is_kept(tmp_path: Path) -> None:
    page = HEADER + "".join(f"Title {n}\n\nThe résumé of number {n * 7919}. It ends.\n\n" for n in range(500))
    packed = gzip.compress(page.encode(), mtime=0)
    papers, problems = read(write(tmp_path, "page.txt.gz", packed[: len(packed) // 2]))
    assert 200 < len(papers) < 300
    assert [paper.title for paper in papers] == [f"Title {n}" for n in range(len(papers))]
    assert papers[-2].abstract == f"The résumé of number {(len(papers) - 2) * 7919}. It ends."
    assert problems[-1] == "page.txt.gz: end: damaged gzip file: it is cut off; what stands before was read"


def test_the_real_pages_hold_411_entries(seeds: list[str]) -> None:
    items = list(loaders.read(seeds))
    assert len(items) == 411
    assert all(isinstance(item, Paper) and len(item.title) < 150 and len(item.abstract) > 1000 for item in items)
