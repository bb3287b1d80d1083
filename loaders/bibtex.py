"""BibTeX and BibLaTeX, as Zotero, Mendeley, JabRef and Google Scholar export it.

Parsed by bibtexparser, which goes on after a broken entry; LaTeX is decoded by pylatexenc, formulas stay as they are.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, BinaryIO

from kg.errors import SourceError
from kg.model import Paper
from loaders import library_records as library
from loaders.base import Problem, arxiv_id, build
from loaders.sources import read_whole
from loaders.text import decode

NAME = "bibtex"
DESCRIPTION = "BibTeX or BibLaTeX from Zotero, Mendeley, JabRef, Google Scholar"
EXAMPLE = "kg build library.bib"
ENDINGS = (".bib", ".bibtex")

_ENTRY = re.compile(rb"(?:^|\n)\s*@\s*[A-Za-z]+\s*[{(]")
_LATEX = re.compile(r"[\\{}~]|--|``|''")
_ESCAPED = re.compile(r"\\([%&_#])")
_BARE = re.compile(r"(?<!\\)[%&#]")
_SIGNS = (("{", ""), ("}", ""), ("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))


def sniff(head: bytes, name: str) -> bool:
    """Tell whether an entry starts in the first bytes."""
    return _ENTRY.search(head) is not None and not head.lstrip().startswith((b"{", b"[", b"<"))


def load(stream: BinaryIO, source: str) -> Iterator[Paper | Problem]:
    """Yield the papers of a library.

    Raises:
        SourceError: if there is no entry in it.
    """
    from bibtexparser import entrypoint, model

    text = decode(read_whole(stream, source), source)
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # every message of its is told below
    found = False
    block: Any
    for block in entrypoint.parse_string(text).blocks:
        place = f"line {(block.start_line or 0) + 1}"
        if isinstance(block, model.DuplicateBlockKeyBlock):
            yield Problem(source, place, f"its key {block.key!r} is given twice; both are read", kept=True)
            block = block.ignore_error_block
        if isinstance(block, model.DuplicateFieldKeyBlock):
            names = ", ".join(sorted(block.duplicate_keys))
            yield Problem(source, place, f"fields given twice ({names}); the first is read", kept=True)
            block = block.ignore_error_block
        if isinstance(block, model.ParsingFailedBlock):
            found = True
            yield Problem(source, place, f"a broken entry, skipped ({_reason(block)}): {_first_line(block.raw)}")
        elif isinstance(block, model.Entry):
            found = True
            yield from _paper(block, source, place)
    if not found:
        raise SourceError(source, "no papers: no BibTeX entry in it")


def _reason(block: Any) -> str:
    raw = block.raw or ""
    if raw.count("{") > raw.count("}"):
        return "a brace is missing"
    return "a comma, quote or brace is wrong"


def _first_line(raw: str | None) -> str:
    return (raw or "").strip().partition("\n")[0][:60]


def _paper(entry: Any, source: str, place: str) -> Iterator[Paper | Problem]:
    fields: dict[str, str] = {}
    for item in entry.fields:
        fields.setdefault(
            item.key.casefold(), _plain(str(item.value)) if item.key.casefold() not in _ADDRESSES else str(item.value)
        )
    if not fields.get("title", "").strip():
        if entry.entry_type.casefold() in ("string", "preamble", "comment", "set", "xdata"):
            return
        yield Problem(source, place, f"no title ({entry.entry_type} {entry.key})")
        return
    archive = (fields.get("archiveprefix", "") or fields.get("eprinttype", "")).casefold()
    eprint = fields.get("eprint", "")
    number = arxiv_id(eprint) if eprint and archive in ("", "arxiv") else ""
    first = fields.get
    yield from build(
        source,
        place,
        fields["title"],
        first("abstract", ""),
        authors=_authors(next((str(item.value) for item in entry.fields if item.key.casefold() == "author"), "")),
        published=library.date(first("date", "") or first("year", ""), first("month", ""), first("day", "")),
        venue=next((fields[n] for n in ("journal", "journaltitle", "booktitle") if first(n)), ""),
        url=first("url", ""),
        arxiv_id=number
        or library.find_arxiv(
            first("doi", ""),
            first("url", ""),
            first("journal", ""),
            first("note", ""),
            first("number", ""),
            first("volume", ""),
        ),
        doi=library.find_doi(first("doi", ""), first("url", "")),
        keywords=library.words(first("keywords", "")),
        origin=NAME,
    )


_ADDRESSES = ("doi", "url", "eprint", "file")


def _authors(value: str) -> tuple[str, ...]:
    """Return the names in an author field; a name in braces is one name whatever stands in it."""
    names = []
    for part in _split_and(value):
        if part.casefold() == "others":
            continue
        whole = part.startswith("{") and part.endswith("}")
        names.append(_plain(part) if whole else library.name(_plain(part)))
    return tuple(filter(None, names))


def _split_and(value: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for found in re.finditer(r"[{}]|\s+and\s+", value):
        token = found[0]
        if token == "{":
            depth += 1
        elif token == "}":
            depth -= 1
        elif depth <= 0:
            parts.append(value[start : found.start()])
            start = found.end()
    return [part.strip() for part in [*parts, value[start:]] if part.strip()]


def _plain(value: str) -> str:
    """Return a value without LaTeX, as far as it can be read; formulas stay as they are written."""
    if not _LATEX.search(value):
        return value
    plain = _ESCAPED.sub(r"\1", value)
    if "\\" not in plain and "$" not in plain and "~" not in plain:
        # The commonest case, in a hundredth of the time: braces, dashes and quotes, and signs that LaTeX escapes.
        for sign, meant in _SIGNS:
            plain = plain.replace(sign, meant)
        return plain
    try:
        # A bare percent sign starts a comment in LaTeX but not in BibTeX; & and # are signs of LaTeX, too.
        return str(_decoder()(_BARE.sub(r"\\\g<0>", value)))
    except Exception:  # pylatexenc raises many kinds on text that is no LaTeX
        return re.sub(r"[{}]", "", value)


@cache
def _decoder() -> Callable[[str], str]:
    from pylatexenc.latex2text import LatexNodes2Text

    logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)
    converter = LatexNodes2Text(math_mode="verbatim", keep_braced_groups=False, strict_latex_spaces=False)
    return lambda value: converter.latex_to_text(value, tolerant_parsing=True)
