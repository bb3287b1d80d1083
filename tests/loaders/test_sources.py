"""From arguments to streams: files, folders, standard input, gzip, and what is none of these."""

from __future__ import annotations

import gc
import gzip
import io
import os
import sys
from pathlib import Path

import pytest
from reading import line, read, write

import loaders
from kg.errors import UnknownName
from kg.model import Paper

PAGE = "Subscribe\n\nMar 13\n\nFrom a Page\n\nOne sentence. Another one.\n"
RECORD = line(title="From JSON", abstract="Text.")


def titles(*arguments: str | Path, format: str | None = None) -> list[str]:
    return [x.title if isinstance(x, Paper) else str(x) for x in loaders.read(map(str, arguments), format)]


def standard_input(monkeypatch: pytest.MonkeyPatch, content: str | bytes) -> None:
    data = content.encode() if isinstance(content, str) else content
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))


def test_folder_gives_its_files_in_order_hidden_and_foreign_ones_left_out(tmp_path: Path) -> None:
    for folder in ("b", "a", ".hidden"):
        (tmp_path / folder).mkdir()
    write(tmp_path / "b", "1.JSONL", line(title="b1", abstract="T."))
    write(tmp_path / "a", "2.jsonl.gz", gzip.compress(line(title="a2", abstract="T.").encode()))
    write(tmp_path / "a", "1.txt", PAGE)
    write(tmp_path, "c.ndjson", line(title="c", abstract="T."))
    write(tmp_path, "notes.docx", "no papers here")
    write(tmp_path, "README.md", "# no papers here")
    write(tmp_path, ".draft.jsonl", RECORD)
    write(tmp_path / ".hidden", "x.jsonl", RECORD)
    assert titles(tmp_path) == ["From a Page", "a2", "b1", "c"]


def test_hidden_folder_may_be_given_itself(tmp_path: Path) -> None:
    (tmp_path / ".cache").mkdir()
    write(tmp_path / ".cache", "x.jsonl", RECORD)
    assert titles(tmp_path / ".cache") == ["From JSON"]


def test_folder_without_papers(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").mkdir()
    write(tmp_path / "x.jsonl", "notes.docx", RECORD)
    assert read(str(tmp_path / "x.jsonl")) == (
        [],
        ["x.jsonl: source: no papers: the folder holds no file of a known format (kg sources lists them)"],
    )


@pytest.mark.parametrize("content", [RECORD, gzip.compress(RECORD.encode(), mtime=0), "\ufeff" + RECORD])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, content: str | bytes) -> None:
    standard_input(monkeypatch, content)
    (paper,) = loaders.read(["-"])
    assert isinstance(paper, Paper)
    assert (paper.title, paper.sources) == ("From JSON", ("stdin",))
    gc.collect()
    assert not sys.stdin.closed
    assert titles("-") == ["-: source: no papers: the file is empty"]


def test_format_given_beats_content_and_name(tmp_path: Path) -> None:
    path = write(tmp_path, "x.jsonl", PAGE)
    assert titles(path) == ["From a Page"]
    assert titles(path, format="jsonl")[0] == f"{path}: line 1: broken JSON at column 1: Expecting value"
    assert titles(path, format="hf-text") == ["From a Page"]


def test_unknown_format_offers_the_known() -> None:
    with pytest.raises(UnknownName, match="no format is called 'bibtexml'; nearest: bibtex"):
        titles("x", format="bibtexml")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("x.txt", "", "no papers: the file is empty"),
        ("x.txt", " \n\n", "no papers: the file is empty"),
        ("x.txt.gz", gzip.compress(b"", mtime=0), "no papers: the file is empty"),
        ("x.jsonl", b"\x89PNG\r\n\x1a\n\x00\x00", "a binary file, not text"),
        ("x", b"\x7fELF\x02\x01\x00", "a binary file, not text"),
        ("x.gz", gzip.compress(b"\x00\x01", mtime=0), "a binary file, not text"),
        (
            "x.txt",
            "Dear reader,\n\nit is me.\n",
            "format not recognised; say which with --format (kg sources lists them)",
        ),
        ("x.gz", b"\x1f\x8b\x07", "damaged gzip file: it is cut off"),
        ("x.gz", b"\x1f\x8bnot", "damaged gzip file: Error -3 while decompressing data: unknown compression method"),
    ],
)
def test_unusable_file_is_one_line(tmp_path: Path, name: str, content: str | bytes, problem: str) -> None:
    assert read(write(tmp_path, name, content)) == ([], [f"{name}: source: {problem}"])


def test_path_that_is_nothing_or_something_else(tmp_path: Path) -> None:
    assert read(str(tmp_path / "nothing.jsonl")) == ([], ["nothing.jsonl: source: no such file or folder"])
    os.mkfifo(tmp_path / "pipe")
    assert read(str(tmp_path / "pipe")) == ([], ["pipe: source: neither a file nor a folder"])


def test_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "x.jsonl", RECORD)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("loaders.sources.open", refuse, raising=False)  # permissions do not hold root back
    assert read(path) == ([], ["x.jsonl: source: Permission denied"])


def test_bad_source_never_stops_the_others(tmp_path: Path) -> None:
    good = write(tmp_path, "good.jsonl", RECORD)
    empty = write(tmp_path, "empty.jsonl", "")
    missing = tmp_path / "missing"
    assert titles(missing, good, empty, good) == [
        f"{missing}: source: no such file or folder",
        "From JSON",
        f"{empty}: source: no papers: the file is empty",
        "From JSON",
    ]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_what_stands_before_the_cut_of_a_gzip_file_is_kept(tmp_path: Path, share: float) -> None:
    records = [line(title=f"Title {n}", abstract=f"Number {n * 7919}.") for n in range(400)]
    packed = gzip.compress("".join(records).encode(), mtime=0)
    cut = packed[: int(len(packed) * share)]
    papers, problems = read(write(tmp_path, "x.jsonl.gz", cut))
    whole = gzip.GzipFile(fileobj=io.BytesIO(cut))
    kept = b""
    try:
        while byte := whole.read(1):
            kept += byte
    except EOFError:
        pass
    assert [paper.title for paper in papers] == [f"Title {n}" for n in range(kept.count(b"\n"))]
    assert papers
    assert problems[-1] == "x.jsonl.gz: end: damaged gzip file: it is cut off; what stands before was read"


def test_gzip_file_with_a_wrong_checksum(tmp_path: Path) -> None:
    records = "".join(line(title=f"Title {n}", abstract=f"Number {n * 7919}.") for n in range(2000)).encode()
    packed = gzip.compress(records, mtime=0)[:-8] + bytes(8)
    papers, problems = read(write(tmp_path, "x.jsonl.gz", packed))
    assert len(papers) > 1800
    assert problems == [
        "x.jsonl.gz: end: damaged gzip file: Error -3 while decompressing data: incorrect data check; "
        "what stands before was read"
    ]


def test_gzip_members_and_padding(tmp_path: Path) -> None:
    two = [gzip.compress(line(title=title, abstract="T.").encode()) for title in ("One", "Two")]
    assert read(write(tmp_path, "x.gz", b"".join(two) + b"\x00" * 100))[1] == []
    assert titles(tmp_path / "x.gz") == ["One", "Two"]


def test_large_gzip_file_unpacks_to_the_same(tmp_path: Path) -> None:
    records = "".join(line(title=f"T{n}", abstract="a" * (n % 7000)) for n in range(2000)).encode()
    papers, problems = read(write(tmp_path, "x.jsonl.gz", gzip.compress(records)))
    assert [len(paper.abstract) for paper in papers] == [n % 7000 for n in range(2000)]
    assert problems == ["x.jsonl.gz: line 1: no abstract: only the title is read (T0)"]


def test_file_name_that_is_no_text_can_be_a_source(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.jsonl")
    Path(path).write_text(RECORD)
    ((paper,), _) = read(path)
    assert paper.sources == ("caf\ufffd.jsonl",)
