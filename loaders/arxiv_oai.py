"""OAI-PMH answers of arXiv, in its three forms: ``arXiv``, ``arXivRaw`` and ``oai_dc``.

https://info.arxiv.org/help/oa/index.html
"""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element

from kg.errors import SourceError
from kg.model import Paper
from loaders import arxiv_records
from loaders.base import Problem, arxiv_id, doi, iso_date
from loaders.xml_stream import elements, words

NAME = "arxiv-oai"
DESCRIPTION = "OAI-PMH XML of arXiv (arXiv, arXivRaw or oai_dc)"
EXAMPLE = "kg build listrecords.xml"
ENDINGS = (".xml",)

_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_RAW = "{http://arxiv.org/OAI/arXivRaw/}"
_OWN = "{http://arxiv.org/OAI/arXiv/}"
_DC = "{http://purl.org/dc/elements/1.1/}"


def sniff(head: bytes, name: str) -> bool:
    """Tell whether it is an OAI-PMH answer."""
    return b"<OAI-PMH" in head[:4000]


def load(stream: BinaryIO, source: str) -> Iterator[Paper | Problem]:
    """Yield the papers of an answer.

    Raises:
        SourceError: if it is no XML, declares entities, is an error message, or holds no record.
    """
    number = 0
    for item in elements(stream, source, frozenset((f"{_OAI}record", f"{_OAI}error"))):
        if isinstance(item, Problem):
            yield item
            continue
        if item.tag == f"{_OAI}error":
            raise SourceError(source, f"a saved error message: {item.get('code', '')} {words(item)}".strip())
        number += 1
        yield from _record(item, f"record {number}", source)
    if number == 0:
        raise SourceError(source, "no papers: the answer has no record")


def _record(record: Element, place: str, source: str) -> Iterator[Paper | Problem]:
    header = record.find(f"{_OAI}header")
    identifier = words(header.find(f"{_OAI}identifier")) if header is not None else ""
    if header is not None and header.get("status") == "deleted":
        yield Problem(source, place, f"deleted at arXiv ({identifier})")
        return
    metadata = record.find(f"{_OAI}metadata")
    body = next(iter(metadata), None) if metadata is not None else None
    if body is None:
        yield Problem(source, place, f"no metadata ({identifier})")
        return
    if body.tag.startswith(_RAW) or body.tag.startswith(_OWN):
        fields = _own(body, body.tag[: body.tag.index("}") + 1])
    elif body.find(f"{_DC}title") is not None:
        fields = _dublin_core(body, identifier)
    else:
        yield Problem(source, place, f"a form of metadata that is not known here: {body.tag}")
        return
    yield from arxiv_records.paper(source, place, origin="arxiv", **fields)


def _own(body: Element, space: str) -> dict[str, Any]:
    def field(name: str) -> str:
        return words(body.find(f"{space}{name}"))

    authors: list[str] = []
    for author in body.iter(f"{space}author"):
        parts = [words(author.find(f"{space}{name}")) for name in ("forenames", "keyname", "suffix")]
        authors.append(" ".join(filter(None, parts)))
    if not authors:
        authors = [name.strip() for name in field("authors").replace(" and ", ",").split(",")]
    version = body.find(f"{space}version/{space}date")
    return {
        "id": field("id"),
        "title": field("title"),
        "abstract": field("abstract"),
        "comment": field("comments"),
        "doi": field("doi"),
        "venue": field("journal-ref"),
        "authors": tuple(filter(None, authors)),
        "published": _mail_date(words(version)) or iso_date(field("created")),
        "keywords": tuple(field("categories").split()),
    }


def _dublin_core(body: Element, identifier: str) -> dict[str, Any]:
    def fields(name: str) -> list[str]:
        return [words(element) for element in body.iter(f"{_DC}{name}")]

    descriptions = fields("description")
    abstract = next((d for d in descriptions if not d.startswith("Comment:")), "")
    comment = next((d.removeprefix("Comment:").strip() for d in descriptions if d.startswith("Comment:")), "")
    names = []
    for name in fields("creator"):
        family, _, given = name.partition(", ")
        names.append(f"{given} {family}".strip())
    return {
        "id": next(filter(arxiv_id, fields("identifier")), identifier.rpartition(":")[2]),
        "title": next(iter(fields("title")), ""),
        "abstract": abstract,
        "comment": comment,
        "doi": next(filter(None, map(doi, fields("identifier"))), ""),
        "authors": tuple(names),
        "published": min(filter(None, map(iso_date, fields("date"))), default=""),
        "keywords": tuple(fields("subject")),
    }


def _mail_date(text: str) -> str:
    try:
        return parsedate_to_datetime(text).date().isoformat() if text else ""
    except (ValueError, TypeError):
        return ""
