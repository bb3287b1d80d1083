"""arXiv's API, through the package ``arxiv``: ids, addresses, searches.

The package builds the queries, pages through them and parses the feeds; the requests go through :mod:`loaders.http`,
which keeps them, and keeps arXiv's rule of one request every three seconds (https://info.arxiv.org/help/api/tou.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kg.errors import SourceError
from kg.model import Paper
from loaders import arxiv_records
from loaders.base import Options, Problem, arxiv_id
from loaders.http import FRESH_SEARCH

if TYPE_CHECKING:
    from loaders.http import Client

NAME = "arxiv"
DESCRIPTION = "arXiv: ids, addresses, searches (arxiv:QUERY)"
EXAMPLE = """kg build 2205.14135 'arxiv:cat:cs.LG AND abs:"KV cache"'"""

#: How many ids or results are asked for at once.
_PAGE = 100
_ADDRESS = re.compile(r"https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/", re.IGNORECASE)
_PREFIX = "arxiv:"


def accepts(argument: str) -> bool:
    """Tell whether an argument is an id, an address of a paper, or starts with ``arxiv:``."""
    if argument.casefold().startswith(_PREFIX):
        return bool(argument[len(_PREFIX) :].strip())
    return bool(_id(argument))


def fetch(arguments: list[str], client: Client, options: Options) -> Iterator[tuple[str, Paper | Problem]]:
    """Yield the papers of ids, a hundred at a time, and of searches.

    Raises:
        SourceError: if a search is refused or its answer is broken.
        RequestError: if there is no answer.
    """
    for is_id, group in groupby(arguments, key=lambda argument: bool(_id(argument))):
        if is_id:
            given = list(group)
            for start in range(0, len(given), _PAGE):
                yield from _by_id(given[start : start + _PAGE], client)
        else:
            for argument in group:
                yield from _by_search(argument, client, options)


def _id(argument: str) -> str:
    argument = argument.strip()
    if _ADDRESS.match(argument):
        return arxiv_id(argument.partition("?")[0].partition("#")[0])
    return arxiv_id(argument) if " " not in argument and not argument.startswith("http") else ""


def _by_id(arguments: list[str], client: Client) -> Iterator[tuple[str, Paper | Problem]]:
    import arxiv

    by_id: dict[str, str] = {}
    for argument in arguments:
        by_id.setdefault(_id(argument), argument)
    found = set()
    for number, result in enumerate(_results(arxiv.Search(id_list=list(by_id)), client, arguments[0]), 1):
        id = arxiv_id(result.entry_id)
        argument = by_id.get(id, arguments[0])
        found.add(id)
        for item in _paper(result, argument, f"result {number}"):
            yield argument, item
    for id, argument in by_id.items():
        if id not in found:
            yield argument, Problem(argument, "source", f"arXiv has no paper {id}")


def _by_search(argument: str, client: Client, options: Options) -> Iterator[tuple[str, Paper | Problem]]:
    import arxiv

    query = argument[len(_PREFIX) :].strip()
    number = 0
    for number, result in enumerate(_results(arxiv.Search(query, max_results=options.limit), client, argument), 1):
        for item in _paper(result, argument, f"result {number}"):
            yield argument, item
    if number == 0:
        yield argument, Problem(argument, "source", "no papers: arXiv finds nothing (prefixes: ti: au: abs: cat: all:)")
    elif number >= options.limit:
        options.notify(f"{argument}: only the first {options.limit:,} results are read; raise it with --limit")


def _results(search: Any, client: Client, source: str) -> Iterator[Any]:
    import arxiv

    asking = arxiv.Client(page_size=min(_PAGE, search.max_results or _PAGE), delay_seconds=0, num_retries=0)
    asking._session = _Session(client, source)
    try:
        yield from asking.results(search)
    except arxiv.UnexpectedEmptyPageError as error:
        raise SourceError(source, f"arXiv gave an empty page instead of more results ({error.url})") from None
    except (arxiv.ArxivError, ValueError, AttributeError) as error:
        raise SourceError(source, f"arXiv's answer cannot be read: {str(error)[:200]}") from None


class _Session:
    """What the package needs of a requests session, through our client."""

    def __init__(self, client: Client, source: str) -> None:
        self._client = client
        self._source = source

    def get(self, url: str, headers: dict[str, str] | None = None) -> _Response:
        """Ask for an address.

        Raises:
            SourceError: if the answer is no feed, or arXiv's way to report an error.
        """
        body = self._client.get(url, fresh=FRESH_SEARCH).body
        if b"<!DOCTYPE" in body[:2000] or b"<!ENTITY" in body:
            raise SourceError(self._source, "arXiv answered with a page, or with XML entities, instead of a feed")
        if b"</feed>" not in body[-200:]:
            raise SourceError(self._source, "arXiv's answer is broken: the feed does not end")
        if error := re.search(rb"/api/errors[^<]*</id>.*?<summary[^>]*>(.*?)</summary>", body, re.DOTALL):
            raise SourceError(self._source, f"arXiv answers: {error[1].decode('utf-8', 'replace').strip()[:200]}")
        return _Response(body)


class _Response:
    """What the package reads of a response."""

    status_code = 200

    def __init__(self, content: bytes) -> None:
        self.content = content


def _paper(result: Any, source: str, place: str) -> Iterator[Paper | Problem]:
    yield from arxiv_records.paper(
        source,
        place,
        id=result.entry_id,
        title=result.title or "",
        abstract=result.summary or "",
        comment=result.comment or "",
        doi=result.doi or "",
        venue=result.journal_ref or "",
        authors=tuple(author.name for author in result.authors),
        published=result.published.date().isoformat() if result.published else "",
        keywords=tuple(dict.fromkeys(result.categories)),
        origin="arxiv",
    )
