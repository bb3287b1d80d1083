"""OpenAlex's API: works by id or DOI, searches, filters.

https://developers.openalex.org. Since 13 February 2026 the service wants a key (free, from
https://openalex.org/settings/api); it is read from ``OPENALEX_API_KEY``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from kg.errors import SourceError
from kg.model import Paper
from loaders import openalex
from loaders.base import Options, Problem, doi
from loaders.http import FRESH_SEARCH, RequestError

if TYPE_CHECKING:
    from loaders.http import Client

NAME = "openalex"
DESCRIPTION = "OpenAlex: works by id or DOI, searches, filters (openalex:...); needs OPENALEX_API_KEY"
EXAMPLE = (
    "kg build openalex:W2741809807 'openalex:KV cache compression' openalex:filter=authorships.author.id:A5023888391"
)

_API = "https://api.openalex.org/works"
_KEY = "OPENALEX_API_KEY"
_PREFIX = "openalex:"
_SITE = re.compile(r"https?://(?:api\.|www\.)?openalex\.org/(?:works(?:[/?]|$)|W\d+)", re.IGNORECASE)
_PAGE = 100
_BATCH = 50
_HINT = (
    f"OpenAlex wants a key since 13 February 2026: make one (free) at https://openalex.org/settings/api "
    f"and set it in {_KEY}"
)


def accepts(argument: str) -> bool:
    """Tell whether an argument is an address of works, or starts with ``openalex:``."""
    prefixed = argument.casefold().startswith(_PREFIX) and len(argument) > len(_PREFIX)
    return prefixed or _SITE.match(argument) is not None


def fetch(arguments: list[str], client: Client, options: Options) -> Iterator[tuple[str, Paper | Problem]]:
    """Yield the papers of works in batches, and of searches.

    Raises:
        SourceError: if an answer is none of the documented ones.
        RequestError: if there is no answer; the text says how to set a key where that would help.
    """
    try:
        works = [argument for argument in arguments if _id(argument)]
        for start in range(0, len(works), _BATCH):
            yield from _by_id(works[start : start + _BATCH], client)
        for argument in arguments:
            if not _id(argument):
                yield from _by_search(argument, client, options)
    except RequestError as error:
        if error.status in (401, 403, 409, 429) and not os.environ.get(_KEY):
            raise RequestError(f"{error}; {_HINT}", error.status) from None
        if error.status in (401, 403):
            raise RequestError(f"{error}; the key in {_KEY} is refused", error.status) from None
        raise


def _own(argument: str) -> str:
    return argument[len(_PREFIX) :].strip() if argument.casefold().startswith(_PREFIX) else argument


def _id(argument: str) -> str:
    """Return the work's id or DOI in an argument, or an empty string for a search."""
    own = _own(argument)
    return openalex.work_id(own.partition("?")[0]) or doi(own)


def _key() -> dict[str, str]:
    return {"api_key": os.environ[_KEY]} if os.environ.get(_KEY) else {}


def _by_id(arguments: list[str], client: Client) -> Iterator[tuple[str, Paper | Problem]]:
    for name, filter in (("openalex", "ids.openalex"), ("doi", "doi")):
        by_id = {id: a for a in arguments if (id := _id(a)) and (name == "openalex") == id.startswith("W")}
        if not by_id:
            continue
        params = {"filter": f"{filter}:{'|'.join(by_id)}", "per_page": str(_PAGE), **_key()}
        found = set()
        for record in _page(client, params, arguments[0])["results"]:
            known = {openalex.work_id(str(record.get("id"))), doi(str(record.get("doi") or ""))}
            id = next((id for id in by_id if id in known), "")
            argument = by_id.get(id, arguments[0])
            found.add(id)
            for item in openalex.read_record(record, argument, "work"):
                yield argument, item
        for id, argument in by_id.items():
            if id not in found:
                yield argument, Problem(argument, "source", f"OpenAlex does not know {id}")


def _by_search(argument: str, client: Client, options: Options) -> Iterator[tuple[str, Paper | Problem]]:
    own = _own(argument)
    if own.startswith("http"):
        query = dict(parse_qsl(urlsplit(own).query))
        wanted = {k: v for k, v in query.items() if k not in ("per-page", "per_page", "page", "cursor", "api_key")}
    elif own.startswith("filter="):
        wanted = {"filter": own.removeprefix("filter=")}
    else:
        wanted = {"search": own}
    cursor = "*"
    number = 0
    while cursor:
        size = str(min(_PAGE, options.limit))
        page = _page(client, {**wanted, "per_page": size, "cursor": cursor, **_key()}, argument)
        for record in page["results"]:
            number += 1
            for item in openalex.read_record(record, argument, f"result {number}"):
                yield argument, item
            if number >= options.limit:
                total = page["meta"].get("count", number)
                if total > number:
                    options.notify(
                        f"{argument}: only the first {number:,} of {total:,} results are read; raise it with --limit"
                    )
                return
        cursor = page["meta"].get("next_cursor") or ""
        if not page["results"]:
            break
    if number == 0:
        yield argument, Problem(argument, "source", "no papers: OpenAlex finds nothing")


def _page(client: Client, params: dict[str, str], argument: str) -> dict[str, Any]:
    page = client.get(_API, params, fresh=FRESH_SEARCH).json()
    if (
        not isinstance(page, dict)
        or not isinstance(page.get("results"), list)
        or not isinstance(page.get("meta"), dict)
    ):
        raise SourceError(argument, "api.openalex.org answered with something else than a list of works")
    return page
