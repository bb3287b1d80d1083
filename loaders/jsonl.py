"""JSON Lines, one paper an object: the tool's own interchange format, and what many exports can be turned into.

Fields: ``title`` (needed), ``abstract``, ``arxiv_id``, ``doi``, ``authors`` (list of names, or of objects with
``name``, or one string), ``published`` or ``listed`` (ISO date) or ``year``, ``venue``, ``url``, ``references`` (list
of arXiv ids, DOIs or titles, or of objects with one of these), ``keywords``, ``ids`` (lists of texts), ``github``,
``submitted`` (ISO date), ``upvotes``, ``citations`` (numbers), ``origin``. Others are ignored.
``docs/paper.schema.json`` says the same as a JSON Schema; ``kg fetch`` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.errors import SourceError
from kg.model import Paper
from loaders import json_stream
from loaders.base import Problem, arxiv_id, build, count, doi, iso_date, reference, text, texts
from loaders.sources import lines

NAME = "jsonl"
DESCRIPTION = "JSON Lines, one object a paper (title, abstract, arxiv_id, doi, authors, published, ...)"
EXAMPLE = "kg build papers.jsonl.gz"
ENDINGS = (".jsonl", ".ndjson")

# A comma before initials stands inside a name: "Dao, T., Fu, D. Y.".
_BETWEEN_NAMES = re.compile(r"\s+and\s+|,(?!\s*(?:[^\W\d_]\.[\s-]*)+(?:,|$|and\s))")


def sniff(head: bytes, name: str) -> bool:
    """Tell whether a source starts with a JSON object, or is called .jsonl."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") or re.search(r"\.(?:jsonl|ndjson)(?:\.gz)?$", name.casefold()) is not None


def load(stream: BinaryIO, source: str) -> Iterator[Paper | Problem]:
    """Yield the papers of a file, line by line.

    Raises:
        SourceError: if there is no line with anything in it.
    """
    empty = True
    for number, line in lines(stream, source):
        if not line.strip():
            continue
        empty = False
        item = json_stream.parse(line, source, f"line {number}")
        if isinstance(item, Problem):
            yield item
        else:
            yield from read_record(item[1], source, item[0])
    if empty:
        raise SourceError(source, "no papers: the file is empty")


def read_record(record: Any, source: str, place: str) -> Iterator[Paper | Problem]:
    """Yield the paper of one decoded object, or why there is none."""
    if not isinstance(record, dict):
        yield Problem(source, place, f"not an object but {_kind(record)}")
        return
    wrong = [
        f"{name} is {_kind(record[name])}, not text"
        for name in ("title", "abstract", "arxiv_id", "doi", "published", "listed", "venue", "url")
        if record.get(name) is not None and not isinstance(record[name], str)
    ]
    if wrong:
        yield Problem(source, place, "; ".join(wrong))
        return
    if not (record.get("title") or "").strip():
        yield Problem(source, place, "no title")
        return
    dates = (iso_date(str(record.get(name) or "")) for name in ("published", "listed", "year"))
    own_doi = doi(record.get("doi") or "")
    yield from build(
        source,
        place,
        record["title"],
        record.get("abstract") or "",
        authors=names(record.get("authors")),
        published=next(filter(None, dates), ""),
        venue=record.get("venue") or "",
        url=record.get("url") or "",
        arxiv_id=arxiv_id(record.get("arxiv_id") or ""),
        doi=own_doi,
        references=_references(record.get("references")),
        keywords=texts(record.get("keywords")),
        ids=texts(record.get("ids")),
        github=text(record.get("github")),
        submitted=iso_date(text(record.get("submitted"))),
        upvotes=count(record.get("upvotes")),
        citations=count(record.get("citations")),
        origin=text(record.get("origin")),
    )


def _kind(value: Any) -> str:
    names = {list: "a list", dict: "an object", str: "text", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def names(value: Any) -> tuple[str, ...]:
    """Return the names in a list of names or objects, or in one text that lists them."""
    if isinstance(value, str):
        parts = value.split(";") if ";" in value else _BETWEEN_NAMES.split(value)
        return tuple(part.strip() for part in parts if part.strip())
    if not isinstance(value, list):
        return ()
    names = (item.get("name") if isinstance(item, dict) else item for item in value)
    return tuple(name for name in names if isinstance(name, str) and name.strip())


def _references(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    found = []
    for item in value:
        if isinstance(item, dict):
            item = item.get("arxiv_id") or item.get("doi") or item.get("title")
        if isinstance(item, str) and item.strip():
            found.append(reference(item))
    return tuple(sorted(set(found)))
