"""PDF, by pypdf (the extra ``[pdf]``): title, abstract, arXiv id and DOI as far as the first pages show them.

A PDF is no record but a picture of a page, so everything here is a guess, and its records are trusted last.
"""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.errors import SourceError
from kg.model import Paper
from loaders import library_records as library
from loaders.arxiv_records import github
from loaders.base import Problem, arxiv_id, build, doi
from loaders.sources import seekable

NAME = "pdf"
DESCRIPTION = "PDF: title, abstract and ids from the first pages (extra [pdf])"
EXAMPLE = "kg build papers/*.pdf"
ENDINGS = (".pdf",)
BINARY = True

#: Pages on which an abstract may stand.
_PAGES = 2
#: Fewer letters than this on them is a scan.
_LEAST_LETTERS = 50
_ABSTRACT = re.compile(r"(?:^|\n)[ \t]*(?:a\s?b\s?s\s?t\s?r\s?a\s?c\s?t|summary)\b[ \t]*[.:—–-]*\s*", re.IGNORECASE)
_AFTER = re.compile(
    r"\n\s*(?:(?:1|I)\s*\.?\s+introduction\b|introduction\s*\n|keywords?\b|index terms\b|ccs concepts\b"
    r"|categories and subject|acm reference format|1\s*\.?\s*\n\s*introduction\b|contents\s*\n)",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"arXiv:\s?(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?)\s*\[[\w.-]+\]\s*(\d{1,2} \w{3} \d{4})?"
)
# A line of its own, as publishers print it: a DOI within a sentence is of another paper.
_DOI = re.compile(r"^[ \t]*(?:https?://(?:dx\.)?doi\.org/|doi:?[ \t]*)(10\.\d{4,9}/[^\s\"<>]+)[ \t]*$", re.I | re.M)
_NO_TITLE = re.compile(
    r"untitled|microsoft word|\.(?:dvi|docx?|tex|pdf|indd|qxd)\b|^(?:paper|main|manuscript|title|slide \d+)$"
    r"|^\W*$|^arxiv:|^doi:",
    re.IGNORECASE,
)
_LONGEST_ABSTRACT = 4_000


def sniff(head: bytes, name: str) -> bool:
    """Tell whether it starts like PDF; some programs write a few bytes before."""
    return b"%PDF-" in head[:1024]


def load(stream: BinaryIO, source: str) -> Iterator[Paper | Problem]:
    """Yield the paper of a file.

    Raises:
        SourceError: if pypdf is not installed, or the file is encrypted, damaged, a scan, or shows no title.
    """
    try:
        import pypdf
        from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError
    except ImportError:
        raise SourceError(source, "a PDF, which needs an extra: pip install 'paperkg[pdf]'") from None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with seekable(stream, source) as file:
        try:
            reader = pypdf.PdfReader(file)
            if reader.is_encrypted and not reader.decrypt(""):
                raise SourceError(source, "an encrypted PDF: it asks for a password; save a copy without")
            pages = [reader.pages[number] for number in range(min(_PAGES, len(reader.pages)))]
            parts = [_runs(page) for page in pages]
            told = {key: str(value) for key, value in (reader.metadata or {}).items() if isinstance(value, str)}
        except (FileNotDecryptedError, DependencyError):
            raise SourceError(
                source, "an encrypted PDF that cannot be read here; save a copy without a password"
            ) from None
        except (
            PyPdfError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            IndexError,
            OSError,
            RecursionError,
        ) as error:
            raise SourceError(source, f"a damaged PDF: {str(error)[:120] or type(error).__name__}") from None
    text = "\n".join(text for text, _ in parts)
    if sum(c.isalpha() for c in text) < _LEAST_LETTERS:
        raise SourceError(source, "a PDF without text: a scan; run OCR (ocrmypdf) and give the result")
    title = _title(told.get("/Title", ""), parts[0][1])
    if not title:
        raise SourceError(source, "a PDF that shows no title; give the paper in another form")
    stamp = _STAMP.search(" ".join(text.split()))
    dois = {found.rstrip(".,;)").casefold() for found in _DOI.findall(parts[0][0])}
    own_doi = doi(told.get("/doi", "") or told.get("/DOI", "")) or (doi(dois.pop()) if len(dois) == 1 else "")
    abstract = _abstract(text)
    yield from build(
        source,
        "page 1",
        title,
        abstract,
        authors=_authors(told.get("/Author", "")),
        published=_published(stamp),
        arxiv_id=arxiv_id(stamp[1]) if stamp else "",
        doi=own_doi,
        github=github(abstract),
        origin=NAME,
    )


def _runs(page: Any) -> tuple[str, list[tuple[float, float, str]]]:
    """Return the text of a page, and its pieces with size and height on the page."""
    runs: list[tuple[float, float, str]] = []

    def visit(text: str, matrix: list[float], position: list[float], font: Any, size: float) -> None:
        if text.strip():
            scale = abs(position[3]) or abs(position[0]) or 1.0
            outer = abs(matrix[3]) or abs(matrix[0]) or 1.0
            runs.append((round(size * scale * outer, 1), position[5], text))

    return str(page.extract_text(visitor_text=visit)), runs


def _title(told: str, runs: list[tuple[float, float, str]]) -> str:
    """Return the title that the file's information names, if it is one, else the largest text of the first page."""
    told = " ".join(told.split())
    if len(told) > 8 and " " in told and not _NO_TITLE.search(told):
        return told
    by_size: dict[float, list[str]] = defaultdict(list)
    for size, _, text in runs:
        by_size[size].append(text)
    for size in sorted(by_size, reverse=True):
        found = " ".join(" ".join(by_size[size]).split())
        letters = sum(c.isalpha() for c in found)
        if letters >= 8 and len(found) <= 300 and " " in found and not _NO_TITLE.search(found):
            return re.sub(r"(\w)- (?=[a-z])", r"\1", found)
        if len(found) > 300:
            return ""
    return ""


def _abstract(text: str) -> str:
    """Return what stands between the heading of the abstract and what follows it, words joined over line ends."""
    found = _ABSTRACT.search(text)
    if not found:
        return ""
    rest = text[found.end() : found.end() + 3 * _LONGEST_ABSTRACT]
    end = _AFTER.search(rest)
    body = rest[: end.start()] if end else rest[:_LONGEST_ABSTRACT].rpartition(". ")[0] + "."
    if len(body) > _LONGEST_ABSTRACT:
        body = body[:_LONGEST_ABSTRACT].rpartition(". ")[0] + "."
    return re.sub(r"(\w)-\n(?=[a-z])", r"\1", body).strip()


def _authors(told: str) -> tuple[str, ...]:
    parts = re.split(r"\s*;\s*|\s+and\s+|,\s+(?=\S+\s)", told) if told else []
    return tuple(library.name(part) for part in parts if part.strip() and "@" not in part)


def _published(stamp: re.Match[str] | None) -> str:
    if not stamp:
        return ""
    number = stamp[1]
    if number[0].isdigit():  # the id tells when the first version came; the stamp is of the last one
        return f"20{number[:2]}-{number[2:4]}"
    return ""
