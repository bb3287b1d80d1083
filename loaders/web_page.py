"""A saved web page: Hugging Face papers (daily list or one paper), or any page that describes itself to scholars.

Pages of Hugging Face carry their data as JSON in ``data-props`` attributes (``dailyPapers``, ``paper``). Pages of
arXiv, OpenReview, ACL Anthology, PMLR and most publishers carry ``<meta name="citation_title">`` and its like
(https://scholar.google.com/intl/en/scholar/inclusion.html#indexing).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, BinaryIO

from kg.errors import SourceError
from kg.model import Paper
from loaders import huggingface_json
from loaders import library_records as library
from loaders.base import Problem, arxiv_id, build, doi
from loaders.sources import read_whole
from loaders.text import decode

NAME = "html"
DESCRIPTION = "a saved web page: Hugging Face papers, arXiv, OpenReview, ACL Anthology, most publishers"
EXAMPLE = "kg build daily-papers.html"
ENDINGS = (".html", ".htm")

_START = re.compile(rb"<(?:!doctype html|html|head|body|meta|title)\b", re.IGNORECASE)
_LOGIN = re.compile(r"\b(?:log ?in|sign ?in|anmelden|connexion|authenticat\w+)\b", re.IGNORECASE)
_LOCATIONS = ("citation_journal_title", "citation_conference_title", "citation_inbook_title", "citation_publisher")


def sniff(head: bytes, name: str) -> bool:
    """Tell whether it starts like a web page."""
    return (_START.search(head[:2000]) is not None and b"<?xml" not in head[:10]) or b"<html" in head[:2000]


def load(stream: BinaryIO, source: str) -> Iterator[Paper | Problem]:
    """Yield the papers of a page.

    Raises:
        SourceError: if none is found: a login page, a page that fills itself by script, or another one.
    """
    page = _Page()
    page.feed(decode(read_whole(stream, source), source))
    page.close()
    found = False
    seen: set[str] = set()
    for props in page.props:
        try:
            value = json.loads(props)
        except (ValueError, RecursionError):
            continue
        for record in _papers(value):
            inner = record.get("paper", record)
            if inner["id"] not in seen:
                seen.add(inner["id"])
                found = True
                yield from huggingface_json.read_record(record, source, f"paper {len(seen)}")
    if not found and page.first("citation_title"):
        found = True
        yield from _described(page, source)
    if not found and page.articles:
        found = True
        for number, (address, title) in enumerate(page.articles, 1):
            yield from build(
                source,
                f"article {number}",
                title,
                "",
                arxiv_id=arxiv_id(address.rpartition("/")[2]),
                origin="huggingface",
            )
    if not found:
        raise SourceError(source, _why(page))


def _why(page: _Page) -> str:
    title = " ".join(page.title.split())[:80]
    called = f" ({title})" if title else ""
    if page.password or _LOGIN.search(title):
        return f"no papers: a login page{called}; log in, open the page again and save that"
    return (
        f"no papers: the page{called} has neither data of Hugging Face nor citation_title; save it after it has loaded"
    )


def _papers(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the papers of Hugging Face anywhere in a value."""
    if depth > 6:
        return
    if isinstance(value, dict):
        if huggingface_json.is_paper(value) and ("summary" in value.get("paper", value)):
            yield value
            return
        for item in value.values():
            yield from _papers(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _papers(item, depth + 1)


def _described(page: _Page, source: str) -> Iterator[Paper | Problem]:
    url = page.first("citation_abstract_html_url") or page.first("og:url")
    number = page.first("citation_arxiv_id")
    yield from build(
        source,
        "page",
        page.first("citation_title"),
        page.first("citation_abstract") or page.first("og:description") or page.first("description"),
        authors=tuple(library.name(name) for name in page.metas.get("citation_author", ())),
        published=library.date(page.first("citation_publication_date") or page.first("citation_date")),
        venue=next(filter(None, map(page.first, _LOCATIONS)), ""),
        url=url,
        arxiv_id=arxiv_id(number) or library.find_arxiv(url, page.first("citation_pdf_url")),
        doi=doi(page.first("citation_doi")),
        keywords=library.words("; ".join(page.metas.get("citation_keywords", ()))),
        origin=NAME,
    )


class _Page(HTMLParser):
    """What a page says about papers."""

    def __init__(self) -> None:
        super().__init__()
        self.props: list[str] = []
        self.metas: dict[str, list[str]] = {}
        self.articles: list[tuple[str, str]] = []
        self.title = ""
        self.password = False
        self._article = self._heading = self._in_title = False

    def first(self, name: str) -> str:
        """Return the first value of a meta element, or an empty string."""
        return next(iter(self.metas.get(name, ())), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element says."""
        values = {name: value or "" for name, value in attrs}
        if values.get("data-props"):
            self.props.append(values["data-props"])
        if tag == "meta":
            name = (values.get("name") or values.get("property") or "").casefold()
            if name and values.get("content", "").strip():
                self.metas.setdefault(name, []).append(values["content"])
        self.password = self.password or (tag == "input" and values.get("type", "").casefold() == "password")
        self._in_title = tag == "title" or self._in_title
        self._article = self._article or tag == "article"
        self._heading = self._heading or (self._article and tag in ("h2", "h3"))
        if (
            self._heading
            and tag == "a"
            and values.get("href", "").startswith(("/papers/", "https://huggingface.co/papers/"))
        ):
            self.articles.append((values["href"], ""))

    def handle_endtag(self, tag: str) -> None:
        """Note where an element ends."""
        if tag == "title":
            self._in_title = False
        elif tag == "article":
            self._article = False
        elif tag in ("h2", "h3"):
            self._heading = False

    def handle_data(self, data: str) -> None:
        """Note the text of titles."""
        if self._in_title:
            self.title += data
        elif self._heading and self.articles:
            address, title = self.articles[-1]
            self.articles[-1] = (address, title + data)
