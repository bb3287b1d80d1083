"""Every format of files: recognised by content, read whole, from a small source of the true shape."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import samples
from reading import read, write
from samples import ABSTRACT, ARXIV, AUTHORS, DOI, TITLE

from kg.model import Paper
from loaders.registry import FORMATS

VENUE = "Proc. Example 2024"
GITHUB = "https://github.com/example/tileflow"


def paper(**fields: Any) -> Paper:
    """Return the paper of the samples with what one form of it knows."""
    return Paper(**{"title": TITLE, "abstract": ABSTRACT, "authors": AUTHORS, **fields})


FULL: dict[str, Any] = {
    "published": "2024-05-02", "venue": VENUE, "url": f"https://arxiv.org/abs/{ARXIV}", "arxiv_id": ARXIV,
    "doi": DOI, "keywords": ("cs.LG", "cs.AR"), "github": GITHUB, "origin": "arxiv",
}  # fmt: skip
HF: dict[str, Any] = {
    "published": "2024-05-02", "url": f"https://arxiv.org/abs/{ARXIV}", "arxiv_id": ARXIV, "github": GITHUB,
    "submitted": "2024-05-06", "upvotes": 42, "keywords": ("tiled attention", "GPU kernels"), "origin": "huggingface",
}  # fmt: skip
S2: dict[str, Any] = {
    "published": "2024-05-02", "venue": VENUE, "url": samples.S2_PAPER["url"], "arxiv_id": ARXIV, "doi": DOI,
    "keywords": ("Computer Science",), "citations": 12, "origin": "semantic-scholar",
}  # fmt: skip
S2_IDS = ("corpus:269500001", "dblp:conf/example/Muller24", f"s2:{samples.S2_PAPER['paperId']}")
S2_REFERENCES = ("10.1000/x", "2205.14135", "Only a title", "s2:" + "c" * 40)
OPENALEX: dict[str, Any] = {
    "published": "2024-05-02", "venue": VENUE, "url": f"https://doi.org/{DOI}", "arxiv_id": ARXIV, "doi": DOI,
    "ids": ("openalex:W4390000001", "pmid:38000000"), "keywords": ("Parallel Computing", "Kernel"), "citations": 12,
    "references": ("openalex:W2741809807", "openalex:W4281000001"), "origin": "openalex",
}  # fmt: skip
LIBRARY: dict[str, Any] = {
    "published": "2024-05-02", "venue": VENUE, "url": f"https://doi.org/{DOI}", "arxiv_id": ARXIV, "doi": DOI,
    "keywords": ("attention", "GPU"),
}  # fmt: skip

CASES: list[tuple[str, str, str | bytes, Paper]] = [
    ("arxiv-atom", "query.xml", samples.ATOM, paper(**FULL)),
    ("arxiv-oai", "a.xml", samples.oai(samples.OAI_ARXIV), paper(**FULL)),
    ("arxiv-oai", "raw.xml", samples.oai(samples.OAI_RAW), paper(**FULL)),
    (
        "arxiv-oai", "dc.xml", samples.oai(samples.OAI_DC),
        paper(**{**FULL, "venue": "", "keywords": ("Computer Science - Machine Learning",)}),
    ),
    ("arxiv-kaggle", "arxiv-metadata-oai-snapshot.json", json.dumps(samples.KAGGLE) + "\n", paper(**FULL)),
    ("arxiv-kaggle", "two.json", (json.dumps(samples.KAGGLE) + "\n") * 2, paper(**FULL)),
    ("hf-json", "daily.json", json.dumps(samples.HF_DAILY), paper(**HF)),
    ("hf-json", "paper.json", json.dumps(samples.HF_PAPER), paper(**HF)),
    ("hf-json", "pretty.json", json.dumps(samples.HF_DAILY, indent=2), paper(**HF)),
    ("html", "papers.html", samples.HF_PAGE, paper(**HF)),
    (
        "html", "old.html", samples.HF_OLD_PAGE,
        paper(abstract="", authors=(), arxiv_id=ARXIV, origin="huggingface"),
    ),
    (
        "html", "abs.html", samples.ARXIV_PAGE,
        paper(published="2024-05-02", url=f"https://arxiv.org/abs/{ARXIV}v3", arxiv_id=ARXIV, doi=DOI, origin="html"),
    ),
    ("s2-json", "paper.json", json.dumps(samples.S2_PAPER), paper(**S2, ids=S2_IDS, references=S2_REFERENCES)),
    (
        "s2-json", "search.json", json.dumps({"total": 1, "offset": 0, "data": [samples.S2_PAPER]}, indent=1),
        paper(**S2, ids=S2_IDS, references=S2_REFERENCES),
    ),
    ("s2-json", "batch.json", json.dumps([samples.S2_PAPER]), paper(**S2, ids=S2_IDS, references=S2_REFERENCES)),
    (
        "s2-json", "papers.jsonl.gz", gzip.compress((json.dumps(samples.S2_BULK) + "\n").encode()),
        paper(**S2, ids=S2_IDS[:2], abstract=""),
    ),
    ("openalex-json", "works.json", json.dumps(samples.OPENALEX_LIST), paper(**OPENALEX)),
    ("openalex-json", "work.json", json.dumps(samples.OPENALEX, indent=2), paper(**OPENALEX)),
    ("openalex-json", "works.jsonl", json.dumps(samples.OPENALEX) + "\n", paper(**OPENALEX)),
    ("bibtex", "library.bib", samples.BIBTEX, paper(**{**LIBRARY, "published": "2024-05"}, origin="bibtex")),
    ("ris", "library.ris", samples.RIS, paper(**LIBRARY, origin="ris")),
    ("ris", "crlf.txt", "\ufeff" + samples.RIS.replace("\n", "\r\n"), paper(**LIBRARY, origin="ris")),
    ("csl-json", "library.json", json.dumps(samples.CSL), paper(**LIBRARY, origin="csl-json")),
    (
        "csv", "zotero.csv", "\ufeff" + samples.ZOTERO_CSV,
        paper(**{**LIBRARY, "url": f"http://arxiv.org/abs/{ARXIV}"}, origin="csv"),
    ),
    ("csv", "excel.csv", samples.GERMAN_CSV.encode("cp1252"), paper(year=2024, published="2024", origin="csv")),
    ("csv", "tabs.txt", samples.GERMAN_CSV.replace(";", "\t").encode("utf-16"), paper(published="2024", origin="csv")),
    ("csv", "sep.csv", "sep=;\r\n" + samples.GERMAN_CSV, paper(published="2024", origin="csv")),
    (
        "notes", "tileflow.md", samples.NOTE,
        paper(**{**LIBRARY, "url": ""}, origin="notes"),
    ),
    ("notes", "note.txt", f"{TITLE}\n\n{ABSTRACT}\n", paper(authors=(), origin="notes")),
    ("notes", "note.md", f"{TITLE}\n=====\n\n{ABSTRACT}\n", paper(authors=(), origin="notes")),
    (
        "pdf", "paper.pdf", samples.pdf(samples.PDF_LINES),
        paper(authors=(), arxiv_id=ARXIV, doi=DOI, published="2024-05", origin="pdf"),
    ),
    ("json", "list.json", json.dumps([{"title": TITLE, "abstract": ABSTRACT, "authors": list(AUTHORS)}]), paper()),
    ("json", "wrapped.json", json.dumps({"papers": [{"title": TITLE, "abstract": ABSTRACT}]}), paper(authors=())),
    ("json", "one.json", json.dumps({"title": TITLE, "abstract": ABSTRACT}, indent=2), paper(authors=())),
]  # fmt: skip


@pytest.mark.parametrize(("format", "name", "content", "expected"), CASES, ids=[f"{c[0]}-{c[1]}" for c in CASES])
def test_each_format_is_recognised_and_read_whole(
    tmp_path: Path, format: str, name: str, content: str | bytes, expected: Paper
) -> None:
    if format == "pdf":
        pytest.importorskip("pypdf")
    path = write(tmp_path, name, content)
    papers, _ = read(path)
    from dataclasses import replace

    assert papers[0] == replace(expected, sources=(name,))
    assert read(path, format)[0] == papers
    unnamed = write(tmp_path, "unnamed", content)
    if (format, name) != ("notes", "note.md"):  # without its ending, a short note could be anything
        assert [paper.title for paper in read(unnamed)[0]] == [paper.title for paper in papers]


def test_every_format_has_a_case() -> None:
    tested_elsewhere = {"hf-text", "jsonl", "ids", "parquet"}
    assert {case[0] for case in CASES} | tested_elsewhere == set(FORMATS)


def test_parquet_of_our_own_fields(tmp_path: Path) -> None:
    rows = [{"title": TITLE, "abstract": ABSTRACT, "authors": list(AUTHORS), "arxiv_id": ARXIV, "upvotes": 42}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "p.parquet")
    papers, problems = read(str(tmp_path / "p.parquet"))
    assert papers == [paper(arxiv_id=ARXIV, upvotes=42, sources=("p.parquet",))]
    assert problems == []


def test_parquet_with_other_columns_packed(tmp_path: Path) -> None:
    pq.write_table(pa.table({"Titel": [TITLE, None], "Jahr": [2024, 2023]}), tmp_path / "p.parquet")
    (tmp_path / "p.gz").write_bytes(gzip.compress((tmp_path / "p.parquet").read_bytes()))
    papers, problems = read(str(tmp_path / "p.gz"))
    assert [(p.title, p.year, p.origin) for p in papers] == [(TITLE, 2024, "parquet")]
    assert problems == [f"p.gz: row 1: no abstract: only the title is read ({TITLE})", "p.gz: row 2: no title"]


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("x.json", json.dumps({"message": "Endpoint request timed out"}), "s2-json"),
        ("x.json", "{}", "openalex-json"),
        ("x.xml", "<html>", "arxiv-atom"),
        ("x.bib", "no entry", "bibtex"),
        ("x.ris", "no entry", "ris"),
        ("x.csv", "\n\n", "csv"),
        ("x.md", "---\nauthor: me\n---\n", "notes"),
        ("x.ids", "# nothing\n", "ids"),
        ("x.html", "plain", "html"),
        ("x.json", "[]", "json"),
        ("x.json", "[", "hf-json"),
        ("x.json", "{" * 5000, "csl-json"),
        ("x.parquet", "text", "parquet"),
        ("x.pdf", "text", "pdf"),
    ],
)
def test_format_that_does_not_fit_is_one_line(tmp_path: Path, name: str, content: str, format: str) -> None:
    papers, problems = read(write(tmp_path, name, content), format)
    assert papers == []
    assert len(problems) == 1
    assert problems[0].startswith(f"{name}: ")


@pytest.mark.parametrize("format", sorted(set(FORMATS) - {"ids"}))
@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00\x01 junk \x80" * 50, b"[[[[" * 300, b'{"a": {"b": [1, {"title": 3}]}}', b"@article{" * 100,
     b"<a><b>" * 300, b'"' * 999, b"title,abstract\n" + b"\xe9" * 99, b"%PDF-1.7\n" * 20, b"---\n" * 50,
     b"TY  - X\n" * 50],
    ids=["binary", "brackets", "object", "entries", "tags", "quotes", "latin", "pdf", "rules", "ris"],
)  # fmt: skip
def test_no_content_breaks_a_loader(tmp_path: Path, format: str, content: bytes) -> None:
    papers, problems = read(write(tmp_path, "x", content), format)
    assert papers or problems
    for problem in problems:
        assert len(problem) < 500


@pytest.mark.parametrize(
    ("wrapped", "title"),
    [
        ({"meta": {"count": 30}, "results": [samples.OPENALEX] * 30}, TITLE),
        ({"total": 30, "token": "x", "data": [samples.S2_PAPER] * 30}, TITLE),
        ({"papers": [{"title": TITLE, "abstract": ABSTRACT}] * 200}, TITLE),
        ({"items": samples.CSL * 30}, TITLE),
    ],
    ids=["openalex", "s2", "json", "csl"],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_long_answers_on_one_line_and_on_many(tmp_path: Path, wrapped: Any, title: str, indent: int | None) -> None:
    content = json.dumps(wrapped, indent=indent)
    assert len(content) > 16_000
    papers, problems = read(write(tmp_path, "answer.json", content))
    assert {paper.title for paper in papers} == {title}
    assert len(papers) == max(len(value) for value in wrapped.values() if isinstance(value, list))
    assert all("no title" not in problem for problem in problems)


def test_list_over_many_chunks_is_read_whole(tmp_path: Path) -> None:
    records = [{"title": f"Title {n}", "abstract": "é模型" * (n * 37 % 900), "n": 1.5 * n} for n in range(900)]
    papers, _ = read(write(tmp_path, "list.json", json.dumps(records, ensure_ascii=False)))
    assert [(p.title, len(p.abstract)) for p in papers] == [(r["title"], len(str(r["abstract"]))) for r in records]
