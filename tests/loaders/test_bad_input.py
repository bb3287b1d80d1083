"""What can be wrong with a file of each format: one clear line, the rest still read."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from pathlib import Path

import pytest
import samples
from reading import read, write
from samples import ABSTRACT, ARXIV, TITLE

ENTITIES = (
    '<?xml version="1.0"?>\n<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>\n'
    '<feed xmlns="http://www.w3.org/2005/Atom"><id>arxiv</id><entry><title>&lol2;</title></entry></feed>'
)
EXTERNAL = (
    '<?xml version="1.0"?>\n<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n'
    '<feed xmlns="http://www.w3.org/2005/Atom"><id>arxiv</id><entry><title>&x;</title></entry></feed>'
)
REFUSED = "declares a document type or XML entities, which is refused: they can read other files or grow without end"
ATOM_ERROR = samples.ATOM.replace(
    f"http://arxiv.org/abs/{ARXIV}v3", "http://arxiv.org/api/errors#incorrect_id"
).replace(ABSTRACT, "incorrect id format for 2405")
S2_ABSTRACTS = json.dumps({"corpusid": 1, "openaccessinfo": {}, "abstract": "Text."}) + "\n"
LOGIN = "no papers: a login page (Sign in - Example Library); log in, open the page again and save that"
UNKNOWN = "format not recognised; say which with --format (kg sources lists them)"
NO_TITLES = 'no papers: a dataset with corpusid, openaccessinfo, abstract, without titles; give the dataset "papers"'
NO_PAPERS = "the page (Shop) has neither data of Hugging Face nor citation_title; save it after it has loaded"


def encrypted() -> bytes:
    """Return a PDF that asks for a password."""
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter(io.BytesIO(samples.pdf(samples.PDF_LINES)))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("x.xml", ENTITIES, REFUSED),
        ("x.xml", EXTERNAL, REFUSED),
        ("x.xml", samples.ATOM[:300] + "<", "line 5: broken XML at column 18: unclosed token"),
        ("x.xml", samples.ATOM[: samples.ATOM.index("<entry")] + "</feed>", "no papers: the feed has no entry"),
        ("x.xml", ATOM_ERROR, "arXiv answers: incorrect id format for 2405"),
        (
            "x.xml",
            '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="noRecordsMatch">none</error></OAI-PMH>',
            "a saved error message: noRecordsMatch none",
        ),
        ("x.html", samples.LOGIN_PAGE, LOGIN),
        ("x.html", "<html><head><title>Shop</title></head></html>", f"no papers: {NO_PAPERS}"),
        ("x.bib", "@article{a, title={A", ""),
        ("x.csv", "a,b\n1,2\n", "no column holds titles (a, b); say which with --map title=COLUMN"),
        ("x.parquet", b"PAR1" + bytes(60), None),
        ("x.pdf", b"%PDF-1.4\nnot really\n%%EOF", None),
        ("x.pdf", samples.pdf([(10, "7")]), "a PDF without text: a scan; run OCR (ocrmypdf) and give the result"),
        ("x.pdf", "no PDF at all, but it is called like one", UNKNOWN),
        ("x.json", S2_ABSTRACTS, NO_TITLES),
        ("x.xlsx", b"PK\x03\x04\x00\x00", "a zip file, or an Office document; unpack it, or save the table as CSV"),
        ("x.txt", "text".encode("utf-16"), "text in utf-16, which only tables may be; save it as UTF-8"),
    ],
)  # fmt: skip
def test_unusable_file_is_one_line(tmp_path: Path, name: str, content: str | bytes, problem: str | None) -> None:
    if name.endswith(".pdf"):
        pytest.importorskip("pypdf")
    papers, problems = read(write(tmp_path, name, content))
    assert papers == []
    assert len(problems) == 1
    assert problems[0].startswith(f"{name}: ")
    if problem:
        assert problems == [f"{name}: source: {problem}"]


def test_encrypted_pdf(tmp_path: Path) -> None:
    problem = "x.pdf: source: an encrypted PDF: it asks for a password; save a copy without"
    assert read(write(tmp_path, "x.pdf", encrypted())) == ([], [problem])


def test_pdf_without_pypdf_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pypdf", None)
    problem = "x.pdf: source: a PDF, which needs an extra: pip install 'paperkg[pdf]'"
    assert read(write(tmp_path, "x.pdf", samples.pdf(samples.PDF_LINES))) == ([], [problem])


def test_external_entity_is_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("TOP SECRET")
    path = write(tmp_path, "x.xml", EXTERNAL.replace("/etc/passwd", str(secret)))
    assert "SECRET" not in str(read(path))


def test_broken_xml_gives_what_stands_before(tmp_path: Path) -> None:
    content = samples.oai(samples.OAI_ARXIV, samples.OAI_RAW)
    cut = content[: content.rindex("<abstract>")]
    papers, problems = read(write(tmp_path, "x.xml", cut))
    assert [paper.title for paper in papers] == [TITLE]
    assert problems == ["x.xml: line 20: broken XML at column 80: no element found; what stands before was read"]


def test_deleted_and_empty_records_of_oai(tmp_path: Path) -> None:
    papers, problems = read(write(tmp_path, "x.xml", samples.oai("", status=' status="deleted"')))
    assert (papers, problems) == ([], [f"x.xml: record 1: deleted at arXiv (oai:arXiv.org:{ARXIV})"])
    _, problems = read(write(tmp_path, "x.xml", samples.oai("")))
    assert problems == [f"x.xml: record 1: no metadata (oai:arXiv.org:{ARXIV})"]


def test_withdrawn_paper_is_kept_and_said(tmp_path: Path) -> None:
    record = {**samples.KAGGLE, "comments": "This paper has been withdrawn by the authors due to an error"}
    papers, problems = read(write(tmp_path, "x.json", json.dumps(record)))
    assert len(papers) == 1
    assert problems == [
        "x.json: record 1: withdrawn from arXiv, kept all the same "
        f"({ARXIV}: This paper has been withdrawn by the authors due to an error)"
    ]


def test_missing_brace_costs_one_bibtex_entry(tmp_path: Path) -> None:
    content = (
        "@article{a, title={First}, year={2020}}\n"
        "@article{b, title={Broken, author={X}, year={2021}\n"
        "@article{c, title={Third}, year={2022}, author={{The Big Group and Friends} and Doe, Jane and others}}\n"
    )
    papers, problems = read(write(tmp_path, "x.bib", content))
    assert [(paper.title, paper.year) for paper in papers] == [("First", 2020), ("Third", 2022)]
    assert papers[1].authors == ("The Big Group and Friends", "Jane Doe")
    assert problems == [
        "x.bib: line 1: no abstract: only the title is read (First)",
        "x.bib: line 2: a broken entry, skipped (a brace is missing): "
        "@article{b, title={Broken, author={X}, year={2021}",
        "x.bib: line 3: no abstract: only the title is read (Third)",
    ]


def test_duplicate_keys_and_fields_of_bibtex_are_said_and_read(tmp_path: Path) -> None:
    content = (
        "@article{a, title={First}, abstract={Text.}}\n@article{a, title={Second}, abstract={Text.}}\n"
        "@article{b, title={Third}, title={Wrong}, abstract={Text.}}\n@misc{c, year={2020}}\n"
    )
    papers, problems = read(write(tmp_path, "x.bib", content))
    assert [paper.title for paper in papers] == ["First", "Second", "Third"]
    assert problems == [
        "x.bib: line 2: its key 'a' is given twice; both are read",
        "x.bib: line 3: fields given twice (title); the first is read",
        "x.bib: line 4: no title (misc c)",
    ]


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"{\"O}ber {\ss} \'{e}t\'e \c{c}a {\o} \v{C} \~n", "Öber ß été ça ø Č ñ"),
        (
            r"{BERT}: {P}re-training -- of \emph{Deep} nets \& more, 10\%",
            "BERT: Pre-training – of Deep nets & more, 10%",
        ),
        ("10% of \\emph{all} & 5_000 #1", "10% of all & 5_000 #1"),
        (r"``10\% of \$5'' -- a {B}~C --- d", "“10% of $5” – a B C — d"),
        (r"Sorting in $O(n \log n)$ time", r"Sorting in $O(n \log n)$ time"),
        ("Plain 模型 naïve", "Plain 模型 naïve"),
    ],
)
def test_latex_is_decoded_and_formulas_stay(tmp_path: Path, latex: str, plain: str) -> None:
    papers, _ = read(write(tmp_path, "x.bib", f"@article{{a, title = {{{latex}}} }}"))
    assert papers[0].title == plain


def test_ris_entry_without_end_is_kept_and_one_without_title_skipped(tmp_path: Path) -> None:
    content = (
        "TY  - JOUR\nTI  - First\nAB  - Text.\n"
        "TY  - JOUR\nAU  - X\nER  - \n"
        "TY  - JOUR\nT1  - Third\nN2  - Text.\nER  - \n"
    )
    papers, problems = read(write(tmp_path, "x.ris", content))
    assert [paper.title for paper in papers] == ["First", "Third"]
    assert problems == [
        "x.ris: line 1: the entry has no end (ER  -); it is read up to the next",
        "x.ris: line 4: no title",
    ]


def test_shifted_columns_of_csv_are_skipped(tmp_path: Path) -> None:
    content = (
        'title,abstract,year\nA,Text.,2020\n"B, with comma",Text.,2021,\nC, with comma,Text.,2022\nD,Text.\n\n'
        'E,"Two\nlines.",2023\n'
    )
    papers, problems = read(write(tmp_path, "x.csv", content))
    assert [paper.title for paper in papers] == ["A", "B, with comma", "E"]
    assert problems == [
        "x.csv: line 4: 4 cells where the header has 3: shifted columns, skipped",
        "x.csv: line 5: 2 cells where the header has 3: shifted columns, skipped",
    ]


def test_json_list_that_is_cut_off_gives_what_stands_before(tmp_path: Path) -> None:
    content = json.dumps([samples.OPENALEX, samples.OPENALEX, samples.OPENALEX])
    papers, problems = read(write(tmp_path, "x.json", content[:-200]))
    assert len(papers) == 2
    assert len(problems) == 1
    assert problems[0].startswith("x.json: record 3: broken JSON: ")
    assert problems[0].endswith("; nothing after it is read")
    papers, problems = read(write(tmp_path, "x.json", content[:-1]))
    assert (len(papers), problems) == (
        3,
        ["x.json: record 4: broken JSON: the list does not end; what stands before was read"],
    )


def test_records_of_services_that_are_none(tmp_path: Path) -> None:
    answer = json.dumps([samples.S2_PAPER, None, 7])
    papers, problems = read(write(tmp_path, "x.json", answer))
    assert len(papers) == 1
    assert problems == [
        "x.json: record 2: null: Semantic Scholar does not know the paper that was asked for",
        "x.json: record 3: not an object",
    ]


def test_damaged_inverted_index_is_said(tmp_path: Path) -> None:
    work = {**samples.OPENALEX, "abstract_inverted_index": {"We": [0], "present": [1, -5], "it": [1_000_000_000]}}
    (paper,), problems = read(write(tmp_path, "x.json", json.dumps([work])))
    assert paper.abstract == "We present"
    assert problems == ["x.json: record 1: the abstract's index is damaged: words may be missing from the abstract"]


def test_retracted_work_is_said(tmp_path: Path) -> None:
    _, problems = read(write(tmp_path, "x.json", json.dumps([{**samples.OPENALEX, "is_retracted": True}])))
    assert problems == ["x.json: record 1: retracted, kept all the same (W4390000001)"]


def test_broken_front_matter_is_left_out_and_said(tmp_path: Path) -> None:
    (paper,), problems = read(write(tmp_path, "x.md", f"---\ntitle: [a\n---\n# {TITLE}\n\n{ABSTRACT}\n"))
    assert (paper.title, paper.abstract) == (TITLE, ABSTRACT)
    assert problems == [
        "x.md: front matter: broken YAML in line 2: expected ',' or ']', but got '<stream end>'; left out"
    ]


def bomb(megabytes: int) -> bytes:
    """Return a gzip file of so many megabytes of blanks, a thousandth as large."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(b'{"title": "A"}\n')]
    parts += [packer.compress(b" " * (1 << 20)) for _ in range(megabytes)]
    return b"".join([*parts, packer.flush()])


def test_gzip_bomb_is_stopped(tmp_path: Path) -> None:
    papers, problems = read(write(tmp_path, "x.jsonl.gz", bomb(200)))
    assert [paper.title for paper in papers] == ["A"]
    assert problems[-1] in (
        "x.jsonl.gz: source: line 2 is longer than 64 MB; nothing after it is read",
        "x.jsonl.gz: source: the gzip file unpacks to more than 200 times its size; reading stopped after 64 MB "
        "(unpack it yourself if it is sound)",
    )


@pytest.mark.parametrize("name", ["x.bib.gz", "x.txt.gz", "x.csv.gz", "x.xml.gz"])
def test_gzip_bomb_of_any_format_is_stopped(tmp_path: Path, name: str) -> None:
    starts = {
        "x.bib.gz": b"@article{a, title={A}}\n",
        "x.txt.gz": b"Subscribe\n\nMar 13\n\nA title\n\n",
        "x.csv.gz": b"title,abstract\nA,",
        "x.xml.gz": samples.ATOM.encode()[:-8],
    }
    content = gzip.compress(starts[name]) + bomb(150)
    _, problems = read(write(tmp_path, name, content))
    assert "unpacks to more than 200 times its size" in problems[-1]


def test_name_in_folder_decides_nothing_about_content(tmp_path: Path) -> None:
    contents = (
        samples.BIBTEX,
        json.dumps(samples.CSL),
        samples.NOTE,
        samples.ZOTERO_CSV,
        samples.RIS,
        "nothing at all",
    )
    for name, content in zip(("a.bib", "b.json", "c.md", "d.csv", "e.ris", "f.bib"), contents, strict=True):
        write(tmp_path, name, content)
    papers, problems = read(str(tmp_path))
    assert [paper.sources for paper in papers] == [("a.bib",), ("b.json",), ("c.md",), ("d.csv",), ("e.ris",)]
    assert [problem.rpartition("/")[2] for problem in problems] == [
        "f.bib: source: format not recognised; say which with --format (kg sources lists them)"
    ]
