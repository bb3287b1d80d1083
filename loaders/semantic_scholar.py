"""Papers of Semantic Scholar: saved answers of its Academic Graph API, and the papers of its bulk datasets.

https://api.semanticscholar.org/api-docs/graph (``paperId``, ``corpusId``, ``externalIds``, ``title``, ``abstract``,
``venue``, ``year``, ``publicationDate``, ``authors``, ``citationCount``, ``fieldsOfStudy``, ``references``) and
https://api.semanticscholar.org/api-docs/datasets (the dataset ``papers``: the same names in lower case, JSON Lines).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.errors import SourceError
from kg.model import Paper
from loaders import json_stream
from loaders.arxiv_records import github
from loaders.base import Problem, arxiv_id, build, count, doi, iso_date, text, texts

NAME = "s2-json"
DESCRIPTION = "JSON saved from Semantic Scholar, or its bulk file of papers"
EXAMPLE = "kg build papers-part0.jsonl.gz --format s2-json"
ENDINGS = (".json", ".jsonl")
ORIGIN = "semantic-scholar"

_OWN = {"paperid", "corpusid"}


def sniff(head: bytes, name: str) -> bool:
    """Tell whether the first record has an id of Semantic Scholar, or is null in an answer of its batch endpoint."""
    record, wrapping = json_stream.keys(head)
    names = {key.casefold() for key in record | wrapping}
    return bool(names & _OWN) or {"citedpaper"} <= names


def load(stream: BinaryIO, source: str) -> Iterator[Paper | Problem]:
    """Yield the papers of a file.

    Raises:
        SourceError: if it is no JSON, holds no record, or is a dataset without titles.
    """
    first = True
    for item in json_stream.records(stream, source):
        if isinstance(item, Problem):
            yield item
            continue
        if first and isinstance(item[1], dict) and "corpusid" in item[1] and "title" not in item[1]:
            raise SourceError(
                source, f'no papers: a dataset with {", ".join(item[1])}, without titles; give the dataset "papers"'
            )
        first = False
        yield from read_record(item[1], source, item[0])


def read_record(record: Any, source: str, place: str) -> Iterator[Paper | Problem]:
    """Yield the paper of one decoded object, or why there is none."""
    if record is None:
        yield Problem(source, place, "null: Semantic Scholar does not know the paper that was asked for")
        return
    if isinstance(record, dict) and isinstance(record.get("citedPaper"), dict):
        record = record["citedPaper"]
    if not isinstance(record, dict):
        yield Problem(source, place, "not an object")
        return
    fields = {key.casefold(): value for key, value in record.items()}
    known = _external(fields.get("externalids"))
    number, own_doi = arxiv_id(known.get("arxiv", "")), doi(known.get("doi", ""))
    abstract = text(fields.get("abstract"))
    journal = fields.get("journal")
    venue = text(fields.get("venue")) or (text(journal.get("name")) if isinstance(journal, dict) else "")
    yield from build(
        source,
        place,
        text(fields.get("title")),
        abstract,
        authors=_names(fields.get("authors")),
        published=iso_date(text(fields.get("publicationdate"))) or iso_date(text(fields.get("year"))),
        venue=venue,
        url=text(fields.get("url")),
        arxiv_id=number,
        doi=own_doi,
        ids=_ids(fields, known),
        keywords=_fields_of_study(fields),
        github=github(abstract),
        references=_references(fields.get("references")),
        citations=count(fields.get("citationcount")),
        origin=ORIGIN,
    )


def _external(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {key.casefold(): text(item) for key, item in value.items() if text(item)}


def _ids(fields: dict[str, Any], known: dict[str, str]) -> tuple[str, ...]:
    corpus = text(fields.get("corpusid")) or known.get("corpusid", "")
    ids = [("s2", text(fields.get("paperid"))), ("corpus", corpus), ("pmid", known.get("pubmed", "")),
           ("acl", known.get("acl", "")), ("dblp", known.get("dblp", "")), ("mag", known.get("mag", ""))]  # fmt: skip
    return tuple(sorted(f"{service}:{id}" for service, id in ids if id))


def _names(value: Any) -> tuple[str, ...]:
    return tuple(texts([a.get("name") for a in value if isinstance(a, dict)])) if isinstance(value, list) else ()


def _fields_of_study(fields: dict[str, Any]) -> tuple[str, ...]:
    found = list(texts(fields.get("fieldsofstudy")))
    detailed = fields.get("s2fieldsofstudy")
    if isinstance(detailed, list):
        found += [text(item.get("category")) for item in detailed if isinstance(item, dict)]
    return tuple(dict.fromkeys(filter(None, found)))


def _references(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    found = set()
    for item in value:
        item = item.get("citedPaper", item) if isinstance(item, dict) else None
        if not isinstance(item, dict):
            continue
        known = _external(item.get("externalIds"))
        id = text(item.get("paperId"))
        cited = arxiv_id(known.get("arxiv", "")) or doi(known.get("doi", "")) or (f"s2:{id}" if id else "")
        cited = cited or text(item.get("title")).strip()
        if cited:
            found.add(cited.removeprefix("10.48550/arxiv."))
    return tuple(sorted(found))
