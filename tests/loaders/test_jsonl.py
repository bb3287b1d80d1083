"""JSON Lines: every field, and every way in which a line can be wrong."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import line, read, write

from kg.model import Paper
from loaders.base import Problem
from loaders.jsonl import read_record


def one(**fields: Any) -> Paper:
    """Return the paper of a record that has a title and an abstract."""
    (paper,) = read_record({"title": "A title", "abstract": "An abstract.", **fields}, "x.jsonl", "line 1")
    assert isinstance(paper, Paper)
    return paper


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("papers.jsonl", line(title="A title", abstract="Text.")),
        ("papers.ndjson", "\n\n" + line(title="A title", abstract="Text.") + "\n"),
        ("papers", line(title="A title", abstract="Text.")),
        ("papers.jsonl", "\ufeff" + line(title="A title", abstract="Text.")),
        ("papers.jsonl", line(title="A title", abstract="Text.").replace("\n", "\r\n")),
        ("papers.jsonl", line(title="A title", abstract="Text.").strip()),
        ("papers.jsonl.gz", gzip.compress(line(title="A title", abstract="Text.").encode())),
        ("papers", gzip.compress(line(title="A title").encode()[:8]) + gzip.compress(line(x="A title").encode()[4:])),
    ],
    ids=["jsonl", "ndjson, blank lines", "no ending", "BOM", "CRLF", "no newline", "gzip", "two gzip members"],
)
def test_is_told_by_content_or_name(tmp_path: Path, name: str, content: str | bytes) -> None:
    papers, _ = read(write(tmp_path, name, content))
    assert [(paper.title, paper.sources) for paper in papers] == [("A title", (name,))]


def test_every_field_is_read(tmp_path: Path) -> None:
    record = {
        "title": "A  title\n of a paper",
        "abstract": "An abstract.",
        "arxiv_id": "2205.14135v2",
        "doi": "https://doi.org/10.1145/ABC.1",
        "authors": ["Tri Dao", "Dan Fu"],
        "published": "2022-05-27T17:00:00Z",
        "venue": "NeurIPS",
        "url": "https://example.org/a",
        "references": ["arXiv:1706.03762", {"doi": "10.1/x"}, {"title": "Adam"}],
        "unknown": {"is": "ignored"},
    }
    papers, problems = read(write(tmp_path, "x.jsonl", line(**record)))
    assert problems == []
    assert papers == [
        Paper(
            title="A title of a paper",
            abstract="An abstract.",
            authors=("Tri Dao", "Dan Fu"),
            published="2022-05-27",
            year=2022,
            venue="NeurIPS",
            url="https://example.org/a",
            arxiv_id="2205.14135",
            doi="10.1145/abc.1",
            references=("10.1/x", "1706.03762", "Adam"),
            sources=("x.jsonl",),
        )
    ]


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        (["Tri Dao", " Dan Fu "], ("Tri Dao", "Dan Fu")),
        ([{"name": "Tri Dao", "id": 1}, {"name": None}, {}, {"name": "Dan Fu"}], ("Tri Dao", "Dan Fu")),
        ("Tri Dao", ("Tri Dao",)),
        ("Tri Dao and Dan Fu", ("Tri Dao", "Dan Fu")),
        ("Tri Dao, Daniel Y. Fu, and Atri Rudra", ("Tri Dao", "Daniel Y. Fu", "Atri Rudra")),
        ("Dao, T., Fu, D. Y. and Ré, C.", ("Dao, T.", "Fu, D. Y.", "Ré, C.")),
        ("Dao, Tri; Fu, Daniel Y.", ("Dao, Tri", "Fu, Daniel Y.")),
        ([1, None, ""], ()),
        (None, ()),
        (7, ()),
    ],
)
def test_authors_come_as_objects_or_text(authors: Any, names: tuple[str, ...]) -> None:
    assert one(authors=authors).authors == names


@pytest.mark.parametrize(
    ("fields", "published", "year"),
    [
        ({"published": "2022-05-27"}, "2022-05-27", 2022),
        ({"listed": "2022-05"}, "2022-05", 2022),
        ({"year": 2022}, "2022", 2022),
        ({"year": "2022"}, "2022", 2022),
        ({"published": "2021-01-02", "listed": "2022-05-27", "year": 2023}, "2021-01-02", 2021),
        ({"published": "last May", "year": 2022}, "2022", 2022),
        ({"published": ""}, "", None),
        ({"year": None}, "", None),
    ],
)
def test_date_is_the_first_that_is_one(fields: dict[str, Any], published: str, year: int | None) -> None:
    paper = one(**fields)
    assert (paper.published, paper.year) == (published, year)


@pytest.mark.parametrize(
    ("arxiv_id", "expected"),
    [
        ("2205.14135", "2205.14135"),
        ("2205.14135v12", "2205.14135"),
        ("arXiv:2205.14135v1", "2205.14135"),
        ("https://arxiv.org/pdf/2205.14135v3.pdf", "2205.14135"),
        ("http://arxiv.org/abs/hep-th/9901001v2", "hep-th/9901001"),
        ("cs.LG/0501001", "cs.LG/0501001"),
        ("", ""),
        ("none", ""),
    ],
)
def test_arxiv_id_has_no_version(arxiv_id: str, expected: str) -> None:
    assert one(arxiv_id=arxiv_id).arxiv_id == expected


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("Dao et al., arXiv:2205.14135v1", "2205.14135"),
        ("10.48550/arXiv.2205.14135", "2205.14135"),
        ("10.1109/CVPR.2018.00745", "10.1109/cvpr.2018.00745"),
        ("https://doi.org/10.1145/ABC.1", "10.1145/abc.1"),
        ("Attention Is All You Need", "Attention Is All You Need"),
        ({"arxiv_id": "2205.14135", "title": "FlashAttention"}, "2205.14135"),
        ({"doi": "10.1145/abc", "title": "X"}, "10.1145/abc"),
        ({"title": "Adam"}, "Adam"),
    ],
)
def test_reference_is_an_id_where_it_has_one(reference: Any, expected: str) -> None:
    assert one(references=[reference, {"note": "nothing"}, None, 3, ["x"]]).references == (expected,)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('{"title": "A', "broken JSON at column 11: Unterminated string starting at"),
        ('{"title": "A"', "broken JSON at column 14: Expecting ',' delimiter"),
        ("[1]", "not an object but a list"),
        ('"x"', "not an object but text"),
        ("3.5", "not an object but a number"),
        ("null", "not an object but null"),
        ("true", "not an object but true or false"),
        ('{"abstract": "Text."}', "no title"),
        ('{"title": " \\u0000\\t "}', "no title"),
        ('{"title": null}', "no title"),
        ('{"title": 7}', "title is a number, not text"),
        ('{"title": ["A"], "abstract": {}}', "title is a list, not text; abstract is an object, not text"),
        ('{"title": "A", "url": true}', "url is true or false, not text"),
        ('{"title": "A", "x": ' + "[" * 100_000 + "]" * 100_000 + "}", "broken JSON: nested too deeply"),
        (b'{"title": "caf\xe9"}', "not UTF-8 text (byte 14 of the line)"),
        ('{"title": "\ud800"}', "not UTF-8 text (byte 11 of the line)"),
    ],
)
def test_bad_line_is_reported_with_its_place_and_skipped(tmp_path: Path, content: str | bytes, problem: str) -> None:
    bad = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    good = line(title="Good", abstract="Text.").encode()
    papers, problems = read(write(tmp_path, "x.jsonl", b"\n" + bad + b"\n" + good))
    assert [paper.title for paper in papers] == ["Good"]
    assert problems == [f"x.jsonl: line 2: {problem}"]


@pytest.mark.parametrize(
    ("fields", "title", "abstract", "problem"),
    [
        ({"title": "A title"}, "A title", "", "no abstract: only the title is read"),
        (
            {"title": "A title", "abstract": "word " * 1_000_000},
            "A title",
            ("word " * 20_000).strip(),
            "abstract of 4,999,999 characters cut to 100,000",
        ),
        (
            {"title": "T" * 2001, "abstract": "Text."},
            "T" * 2000,
            "Text.",
            "title of 2,001 characters cut to 2,000",
        ),
        ({"title": "A\x00 title", "abstract": "a\x1bb\u200fc"}, "A title", "ab\u200fc", "control characters removed"),
        (
            {"title": "A title", "abstract": "x \ud83d y"},
            "A title",
            "x \ufffd y",
            "half characters (lone surrogates) replaced",
        ),
    ],
    ids=["no abstract", "5 MB", "long title", "control characters", "surrogate"],
)
def test_mended_record_is_kept_and_reported(
    tmp_path: Path, fields: dict[str, Any], title: str, abstract: str, problem: str
) -> None:
    (paper,), problems = read(write(tmp_path, "x.jsonl", line(**fields)))
    assert (paper.title, paper.abstract) == (title, abstract)
    assert problems == [f"x.jsonl: line 1: {problem} ({title[:60]})"]


def test_right_to_left_text_is_kept_as_it_stands(tmp_path: Path) -> None:
    record = {"title": "تعلم الآلة \u202bעברית\u202c", "abstract": "נוסח مع English."}
    (paper,), problems = read(write(tmp_path, "x.jsonl", json.dumps(record, ensure_ascii=False)))
    assert (paper.title, paper.abstract) == (record["title"], record["abstract"])
    assert problems == []


@pytest.mark.parametrize("content", ["", "\n \r\n\n", b"\xef\xbb\xbf"])
def test_file_without_lines_is_reported(tmp_path: Path, content: str | bytes) -> None:
    assert read(write(tmp_path, "x.jsonl", content)) == ([], ["x.jsonl: source: no papers: the file is empty"])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ["title", "abstract", "arxiv_id", "doi", "authors", "published", "listed", "year", "venue", "references"]


@given(st.dictionaries(st.sampled_from(FIELDS), JSON | st.text(alphabet="\ud800\x00\x85 aA", max_size=9)) | JSON)
def test_any_value_gives_a_paper_or_a_problem_and_only_text_that_can_be_stored(record: Any) -> None:
    items = list(read_record(record, "x.jsonl", "line 1"))
    assert items
    for item in items:
        if isinstance(item, Problem):
            str(item).encode()
        else:
            json.dumps(item.to_dict(), ensure_ascii=False).encode()
            assert item.title == " ".join(item.title.split()) != ""
