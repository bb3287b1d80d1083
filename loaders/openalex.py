"""Works of OpenAlex: saved answers of its API (one work, a list of results), and JSON Lines of works.

https://developers.openalex.org (the Work object): ``id``, ``doi``, ``display_name``, ``abstract_inverted_index``,
``publication_date``, ``authorships``, ``primary_location``, ``locations``, ``ids``, ``referenced_works``,
``cited_by_count``, ``topics``, ``keywords``, ``is_retracted``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.model import Paper
from loaders import json_stream
from loaders.arxiv_records import github
from loaders.base import LONGEST_ABSTRACT, Problem, arxiv_id, build, count, doi, iso_date, text

NAME = "openalex-json"
DESCRIPTION = "JSON saved from OpenAlex: works as a list, one work, or JSON Lines"
EXAMPLE = "kg build works.json"
ENDINGS = (".json", ".jsonl")
ORIGIN = "openalex"

_WORK = re.compile(r"(?:https?://(?:api\.)?openalex\.org/(?:works/)?)?(W\d+)$", re.IGNORECASE)


def work_id(text: str) -> str:
    """Return the id of a work in a text (bare or as URL), or an empty string.

    >>> work_id("https://openalex.org/W2741809807"), work_id("A123")
    ('W2741809807', '')
    """
    found = _WORK.match(text.strip())
    return found[1].upper() if found else ""


def sniff(head: bytes, name: str) -> bool:
    """Tell whether the first record has what only works of OpenAlex have."""
    record, wrapping = json_stream.keys(head)
    if {"abstract_inverted_index", "authorships", "referenced_works", "display_name"} & record and "id" in record:
        return True
    return b"openalex.org/W" in head and bool(record | wrapping)


def load(stream: BinaryIO, source: str) -> Iterator[Paper | Problem]:
    """Yield the papers of a file.

    Raises:
        SourceError: if it is no JSON, or holds no record.
    """
    yield from json_stream.papers(stream, source, read_record)


def read_record(record: Any, source: str, place: str) -> Iterator[Paper | Problem]:
    """Yield the paper of one decoded work, or why there is none."""
    if not isinstance(record, dict):
        yield Problem(source, place, "not an object")
        return
    ids = record.get("ids")
    known: dict[str, Any] = ids if isinstance(ids, dict) else {}
    abstract, notes = inverted(record.get("abstract_inverted_index"))
    if notes:
        yield Problem(source, place, notes, kept=True)
    own_doi = doi(text(record.get("doi")) or text(known.get("doi")))
    number = _preprint(record)
    id = work_id(text(record.get("id")) or text(known.get("openalex")))
    pmid = text(known.get("pmid")).rstrip("/").rpartition("/")[2]
    yield from build(
        source,
        place,
        text(record.get("display_name")) or text(record.get("title")),
        abstract or text(record.get("abstract")),
        authors=_authors(record.get("authorships")),
        published=iso_date(text(record.get("publication_date"))) or iso_date(text(record.get("publication_year"))),
        venue=_venue(record),
        url=f"https://doi.org/{own_doi}" if own_doi else text(record.get("id")),
        arxiv_id=number,
        doi=own_doi,
        ids=tuple(filter(None, (f"openalex:{id}" if id else "", f"pmid:{pmid}" if pmid else ""))),
        keywords=_keywords(record),
        github=github(abstract),
        references=tuple(
            sorted(
                {f"openalex:{work}" for item in _list(record.get("referenced_works")) if (work := work_id(text(item)))}
            )
        ),
        citations=count(record.get("cited_by_count")),
        origin=ORIGIN,
    )
    if record.get("is_retracted") is True:
        yield Problem(source, place, f"retracted, kept all the same ({id or own_doi})", kept=True)


def inverted(index: Any) -> tuple[str, str]:
    """Return the text of an inverted index (word to the places where it stands), and what is wrong with the index.

    >>> inverted({"a": [1, 3], "is": [2], "This": [0], "test": [4]})
    ('This a is a test', '')
    """
    if index is None or index == {}:
        return "", ""
    if not isinstance(index, dict):
        return "", "the abstract's index is no object: left out"
    places: dict[int, str] = {}
    damaged = False
    for word, where in index.items():
        for place in where if isinstance(where, list) else ():
            if isinstance(place, int) and 0 <= place < LONGEST_ABSTRACT:
                places[place] = word
            else:
                damaged = True
    damaged = damaged or len(places) != sum(len(w) if isinstance(w, list) else 1 for w in index.values())
    return " ".join(places[place] for place in sorted(places)), (
        "the abstract's index is damaged: words may be missing from the abstract" if damaged else ""
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _authors(value: Any) -> tuple[str, ...]:
    names = []
    for item in _list(value):
        author = item.get("author") if isinstance(item, dict) else None
        if isinstance(author, dict):
            names.append(text(author.get("display_name")) or text(item.get("raw_author_name")))
    return tuple(filter(None, names))


def _locations(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        item for item in [record.get("primary_location"), *_list(record.get("locations"))] if isinstance(item, dict)
    ]


def _preprint(record: dict[str, Any]) -> str:
    """Return the arXiv id among the places where the work can be read."""
    for location in _locations(record):
        for name in ("landing_page_url", "pdf_url"):
            address = text(location.get(name))
            if "arxiv" in address.casefold() and (number := arxiv_id(address)):
                return number
    return ""


def _venue(record: dict[str, Any]) -> str:
    for location in _locations(record):
        source = location.get("source")
        if isinstance(source, dict) and source.get("type") != "repository":
            return text(source.get("display_name"))
    return ""


def _keywords(record: dict[str, Any]) -> tuple[str, ...]:
    found = [
        text(item.get("display_name"))
        for name in ("topics", "keywords")
        for item in _list(record.get(name))
        if isinstance(item, dict)
    ]
    return tuple(dict.fromkeys(filter(None, found)))
