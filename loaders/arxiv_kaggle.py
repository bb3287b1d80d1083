"""The arXiv metadata snapshot of Kaggle: JSON Lines, one object a paper, all versions in it (4 GB and more).

https://www.kaggle.com/datasets/Cornell-University/arxiv: ``id``, ``submitter``, ``authors``, ``title``, ``comments``,
``journal-ref``, ``doi``, ``report-no``, ``categories``, ``license``, ``abstract``, ``versions`` (``version`` and
``created`` as an RFC 2822 date), ``update_date``, ``authors_parsed`` (family name, given names, suffix).
"""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO

from kg.model import Paper
from loaders import arxiv_records, json_stream
from loaders.base import Problem, iso_date, text

NAME = "arxiv-kaggle"
DESCRIPTION = "the arXiv metadata snapshot of Kaggle"
EXAMPLE = "kg fetch arxiv-metadata-oai-snapshot.json -o arxiv.jsonl.gz"
ENDINGS = (".json",)


def sniff(head: bytes, name: str) -> bool:
    """Tell whether the first record has the snapshot's keys."""
    first, _ = json_stream.keys(head)
    return {"id", "title", "categories"} <= first and bool(first & {"authors_parsed", "versions", "update_date"})


def load(stream: BinaryIO, source: str) -> Iterator[Paper | Problem]:
    """Yield the papers of a snapshot, record by record.

    Raises:
        SourceError: if there is no record.
    """
    for item in json_stream.records(stream, source):
        if isinstance(item, Problem):
            yield item
        else:
            yield from _paper(*item, source)


def _paper(place: str, record: Any, source: str) -> Iterator[Paper | Problem]:
    if not isinstance(record, dict):
        yield Problem(source, place, "not an object")
        return
    yield from arxiv_records.paper(
        source,
        place,
        id=text(record.get("id")),
        title=text(record.get("title")),
        abstract=text(record.get("abstract")),
        comment=text(record.get("comments")),
        doi=text(record.get("doi")),
        venue=text(record.get("journal-ref")),
        authors=_authors(record),
        published=_first_version(record),
        keywords=tuple(text(record.get("categories")).split()),
        origin="arxiv",
    )


def _authors(record: dict[str, Any]) -> tuple[str, ...]:
    parsed = record.get("authors_parsed")
    if isinstance(parsed, list) and parsed:
        names = []
        for parts in parsed:
            if isinstance(parts, list) and parts and all(isinstance(part, str) for part in parts):
                family, given, suffix = (*parts, "", "")[:3]
                names.append(" ".join(filter(None, (given, family, suffix))))
        return tuple(filter(None, names))
    return tuple(filter(None, (name.strip() for name in text(record.get("authors")).replace(" and ", ",").split(","))))


def _first_version(record: dict[str, Any]) -> str:
    versions = record.get("versions")
    created = (
        versions[0].get("created") if isinstance(versions, list) and versions and isinstance(versions[0], dict) else ""
    )
    try:
        return parsedate_to_datetime(text(created)).date().isoformat()
    except (ValueError, TypeError, IndexError):
        return iso_date(text(record.get("update_date")))
