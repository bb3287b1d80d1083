"""CSL-JSON, as Zotero and Mendeley export it.

https://docs.citationstyles.org (schema ``csl-data.json``): a list of objects with ``type``, ``title``, ``abstract``,
``author`` (``family``, ``given``, ``literal``), ``issued`` (``date-parts`` or ``raw``), ``container-title``, ``DOI``,
``URL``, ``keyword``, ``note``, ``number``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.model import Paper
from loaders import json_stream
from loaders.base import Problem, arxiv_id, build, doi, iso_date, text

NAME = "csl-json"
DESCRIPTION = "CSL-JSON from Zotero, Mendeley or pandoc"
EXAMPLE = "kg build library.json"
ENDINGS = (".json",)

_TYPES = re.compile(
    rb'"type"\s*:\s*"(?:article|paper-conference|chapter|thesis|report|book|manuscript|webpage|dataset)'
)
_MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|span|jats:\w+|p|sc|nocase)\b[^>]*>", re.IGNORECASE)


def sniff(head: bytes, name: str) -> bool:
    """Tell whether the first record has keys of CSL."""
    record, _ = json_stream.keys(head)
    own = {"issued", "container-title", "citation-key", "citation-label", "DOI", "accessed"}
    return "type" in record and (bool(record & own) or ("author" in record and _TYPES.search(head) is not None))


def load(stream: BinaryIO, source: str) -> Iterator[Paper | Problem]:
    """Yield the papers of a file.

    Raises:
        SourceError: if it is no JSON, or holds no record.
    """
    seen: set[str] = set()
    for item in json_stream.records(stream, source):
        if isinstance(item, Problem):
            yield item
            continue
        place, record = item
        if not isinstance(record, dict):
            yield Problem(source, place, "not an object")
            continue
        key = text(record.get("id"))
        if key and key in seen:
            yield Problem(source, place, f"its key {key!r} is given twice; both are read", kept=True)
        seen.add(key)
        yield from _paper(record, source, place)


def plain(markup: str) -> str:
    """Return a text without the markup that Crossref and CSL put into titles and abstracts."""
    return html.unescape(_MARKUP.sub("", markup))


def _paper(record: dict[str, Any], source: str, place: str) -> Iterator[Paper | Problem]:
    notes = " ".join(text(record.get(name)) for name in ("number", "note", "archive_location"))
    found = re.search(r"arxiv\s*[:.]\s*\S+", notes, re.IGNORECASE)
    address = text(record.get("URL"))
    keywords = text(record.get("keyword"))
    yield from build(
        source,
        place,
        plain(_first(record.get("title"))),
        plain(text(record.get("abstract"))),
        authors=tuple(filter(None, map(_name, record.get("author") or ())))
        if isinstance(record.get("author"), list)
        else (),
        published=_date(record.get("issued")),
        venue=plain(_first(record.get("container-title"))) or _first(record.get("event-title")),
        url=address,
        arxiv_id=(arxiv_id(found[0]) if found else "") or (arxiv_id(address) if "arxiv" in address.casefold() else ""),
        doi=doi(text(record.get("DOI"))),
        keywords=tuple(dict.fromkeys(filter(None, (word.strip() for word in re.split(r"[;,]", keywords))))),
        origin=NAME,
    )


def _first(value: Any) -> str:
    """Return a text, or the first of several, as Crossref gives titles."""
    return text(value[0] if isinstance(value, list) and value else value)


def _name(author: Any) -> str:
    if not isinstance(author, dict):
        return ""
    parts = (author.get(name) for name in ("given", "non-dropping-particle", "family", "suffix"))
    return " ".join(filter(None, map(text, parts))) or text(author.get("literal"))


def _date(issued: Any) -> str:
    if not isinstance(issued, dict):
        return ""
    parts = issued.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
        try:
            numbers = [int(part) for part in parts[0] if str(part).strip()]
        except ValueError:
            numbers = []
        if numbers and 1000 <= numbers[0] <= 9999:
            return "-".join([f"{numbers[0]:04}", *(f"{number:02}" for number in numbers[1:3])])
    return iso_date(text(issued.get("raw")) or text(issued.get("literal")))
