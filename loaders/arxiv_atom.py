"""An Atom feed of arXiv's API, saved or just received.

https://info.arxiv.org/help/api/user-manual.html, section "Details of Atom Results Returned".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from kg.errors import SourceError
from kg.model import Paper
from loaders import arxiv_records
from loaders.base import Problem, iso_date
from loaders.xml_stream import elements, words

NAME = "arxiv-atom"
DESCRIPTION = "an Atom feed saved from arXiv's API"
EXAMPLE = "kg build query.atom"
ENDINGS = (".atom", ".xml")

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_ERROR = "/api/errors"


def sniff(head: bytes, name: str) -> bool:
    """Tell whether it is a feed that names arXiv."""
    start = head[:4000].lower()
    return b"<feed" in start and b"w3.org/2005/atom" in start and b"arxiv" in head.lower()


def load(stream: BinaryIO, source: str) -> Iterator[Paper | Problem]:
    """Yield the papers of a feed.

    Raises:
        SourceError: if it is no XML, declares entities, is arXiv's error message, or holds no paper.
    """
    number = 0
    for item in elements(stream, source, frozenset((f"{_ATOM}entry",))):
        if isinstance(item, Problem):
            yield item
            continue
        number += 1
        yield from paper(item, f"entry {number}", source)
    if number == 0:
        raise SourceError(source, "no papers: the feed has no entry")


def paper(entry: Element, place: str, source: str) -> Iterator[Paper | Problem]:
    """Yield the paper of one entry.

    Raises:
        SourceError: if the entry is arXiv's way to report an error.
    """
    id = words(entry.find(f"{_ATOM}id"))
    if _ERROR in id:
        raise SourceError(source, f"arXiv answers: {words(entry.find(f'{_ATOM}summary'))}")
    if not id and not words(entry.find(f"{_ATOM}title")):
        yield Problem(source, place, "an empty entry: arXiv has no paper of that id")
        return
    yield from arxiv_records.paper(
        source,
        place,
        id=id,
        title=words(entry.find(f"{_ATOM}title")),
        abstract=words(entry.find(f"{_ATOM}summary")),
        comment=words(entry.find(f"{_ARXIV}comment")),
        doi=words(entry.find(f"{_ARXIV}doi")),
        venue=words(entry.find(f"{_ARXIV}journal_ref")),
        authors=tuple(filter(None, (words(author.find(f"{_ATOM}name")) for author in entry.iter(f"{_ATOM}author")))),
        published=iso_date(words(entry.find(f"{_ATOM}published"))),
        keywords=tuple(dict.fromkeys(c.get("term", "") for c in entry.iter(f"{_ATOM}category"))),
        origin="arxiv",
    )
