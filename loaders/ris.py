"""RIS, as Zotero, Mendeley, EndNote and publishers' sites export it. Parsed by rispy, entry by entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.errors import SourceError
from kg.model import Paper
from loaders import library_records as library
from loaders.base import Problem, build, text
from loaders.sources import read_whole
from loaders.text import decode

NAME = "ris"
DESCRIPTION = "RIS from Zotero, Mendeley, EndNote and publishers"
EXAMPLE = "kg build library.ris"
ENDINGS = (".ris",)

_START = re.compile(r"^\s*TY\s{0,2}-", re.MULTILINE)


def sniff(head: bytes, name: str) -> bool:
    """Tell whether a line in the first bytes starts an entry."""
    return re.search(rb"(?:^|\n)(?:\xef\xbb\xbf)?\s*TY  ?-", head) is not None


def load(stream: BinaryIO, source: str) -> Iterator[Paper | Problem]:
    """Yield the papers of a library.

    Raises:
        SourceError: if there is no entry in it.
    """
    content = decode(read_whole(stream, source), source)
    starts = [found.start() for found in _START.finditer(content)]
    if not starts:
        raise SourceError(source, "no papers: no RIS entry (TY  - ...) in it")
    line = 1 + content.count("\n", 0, starts[0])
    for start, end in zip(starts, [*starts[1:], len(content)], strict=True):
        entry = content[start:end]
        blank = len(entry) - len(entry.lstrip())
        yield from _entry(entry.strip(), source, f"line {line + entry.count(chr(10), 0, blank)}")
        line += entry.count("\n")


def _entry(raw: str, source: str, place: str) -> Iterator[Paper | Problem]:
    import rispy

    body = [line.strip() for line in raw.splitlines()]
    ended = any(re.match(r"ER\s{0,2}-", line) for line in body)
    # Tags as rispy wants them, whatever the blanks; the end, where it is missing.
    mended = [re.sub(r"^([A-Z][A-Z0-9])\s{0,2}-\s?", r"\1  - ", line) for line in body if line]
    if not ended:
        mended.append("ER  - ")
    try:
        found = rispy.loads("\n".join(mended))
    except (ValueError, KeyError, OSError, AttributeError) as error:
        yield Problem(source, place, f"a broken entry, skipped ({error})")
        return
    if not found:
        yield Problem(source, place, "a broken entry, skipped (no field in it)")
        return
    if not ended:
        yield Problem(source, place, "the entry has no end (ER  -); it is read up to the next", kept=True)
    yield from _paper(found[0], source, place)


def _paper(entry: dict[str, Any], source: str, place: str) -> Iterator[Paper | Problem]:
    def first(*names: str) -> str:
        for name in names:
            value = entry.get(name)
            value = value[0] if isinstance(value, list) and value else value
            if isinstance(value, str) and value.strip():
                return value.strip()
        return ""

    urls = [text(url) for url in entry.get("urls") or ()]
    authors = entry.get("authors") or entry.get("first_authors") or ()
    notes = entry.get("notes") or ()
    yield from build(
        source,
        place,
        first("title", "primary_title", "short_title"),
        first("abstract", "notes_abstract"),
        authors=tuple(library.name(name) for name in authors),
        published=library.date(first("date")) or library.date(first("year", "publication_year")),
        venue=first("journal_name", "secondary_title", "alternate_title3", "alternate_title2", "custom3"),
        url=urls[0] if urls else first("url"),
        arxiv_id=library.find_arxiv(first("doi"), *urls, first("number", "accession_number"), *map(text, notes)),
        doi=library.find_doi(first("doi"), *urls),
        keywords=tuple(dict.fromkeys(text(word) for word in entry.get("keywords") or ())),
        origin=NAME,
    )
