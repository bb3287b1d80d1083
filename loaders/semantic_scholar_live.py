"""Semantic Scholar's Academic Graph API: ids (in batches of 500), DOIs, searches.

https://api.semanticscholar.org/api-docs/graph. A key is read from ``S2_API_KEY`` or ``SEMANTIC_SCHOLAR_API_KEY``;
without one, all callers of the world share one rate, and 429 is common.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kg.errors import SourceError
from kg.model import Paper
from loaders import semantic_scholar
from loaders.base import Options, Problem, arxiv_id, doi
from loaders.http import FRESH_SEARCH, RequestError

if TYPE_CHECKING:
    from loaders.http import Client

NAME = "s2"
DESCRIPTION = "Semantic Scholar: ids, DOIs, searches (s2:..., doi:...), with references"
EXAMPLE = "kg build s2:CorpusId:249151871 doi:10.1145/3600006.3613165 's2:KV cache compression'"

_API = "https://api.semanticscholar.org/graph/v1/paper"
_FIELDS = (
    "paperId,corpusId,externalIds,url,title,abstract,venue,year,publicationDate,authors,citationCount,fieldsOfStudy,"
    "s2FieldsOfStudy,journal"
)
#: A batch may ask for references, a search may not.
_WITH_REFERENCES = f"{_FIELDS},references.paperId,references.externalIds,references.title"
_BATCH = 500
_KEYS = ("S2_API_KEY", "SEMANTIC_SCHOLAR_API_KEY")
_SITE = re.compile(r"https?://(?:www\.)?semanticscholar\.org/paper/(?:[^/]+/)?([0-9a-f]{40})", re.IGNORECASE)
_ID = re.compile(r"[0-9a-f]{40}$|(?:CorpusId|DOI|ARXIV|MAG|ACL|PMID|PMCID|URL):\S+$", re.IGNORECASE)
_PREFIX = "s2:"
_HINT = (
    "set a key of your own in S2_API_KEY (free, from https://www.semanticscholar.org/product/api), or wait some minutes"
)


def accepts(argument: str) -> bool:
    """Tell whether an argument is a DOI, an address of a paper, or starts with ``s2:``."""
    prefixed = argument.casefold().startswith(_PREFIX) and len(argument) > len(_PREFIX)
    return prefixed or bool(doi(argument)) or _SITE.match(argument) is not None


def fetch(arguments: list[str], client: Client, options: Options) -> Iterator[tuple[str, Paper | Problem]]:
    """Yield the papers of ids in batches, and of searches.

    Raises:
        SourceError: if an answer is none of the documented ones.
        RequestError: if there is no answer; the text says how to set a key where that would help.
    """
    try:
        for is_id, group in groupby(arguments, key=lambda argument: bool(_id(argument))):
            if is_id:
                given = list(group)
                for start in range(0, len(given), _BATCH):
                    yield from _by_id(given[start : start + _BATCH], client)
            else:
                for argument in group:
                    yield from _by_search(argument, client, options)
    except RequestError as error:
        if error.status in (401, 403):
            raise RequestError(f"{error}; the key in {_key_name()} is refused", error.status) from None
        if error.status == 429 and not _key_name():
            raise RequestError(f"{error}; {_HINT}", error.status) from None
        raise


def _id(argument: str) -> str:
    """Return the id of an argument as the API takes it, or an empty string for a search."""
    if site := _SITE.match(argument):
        return site[1]
    own = argument[len(_PREFIX) :].strip() if argument.casefold().startswith(_PREFIX) else argument
    if found := doi(own):
        return f"DOI:{found}"
    if _ID.match(own):
        return own
    number = arxiv_id(own) if " " not in own else ""
    return f"ARXIV:{number}" if number else ""


def _key_name() -> str:
    return next((name for name in _KEYS if os.environ.get(name)), "")


def _headers() -> dict[str, str]:
    name = _key_name()
    return {"x-api-key": os.environ[name]} if name else {}


def _by_id(arguments: list[str], client: Client) -> Iterator[tuple[str, Paper | Problem]]:
    ids = [_id(argument) for argument in arguments]
    answer = client.post(f"{_API}/batch", {"ids": ids}, {"fields": _WITH_REFERENCES}, _headers()).json()
    if not isinstance(answer, list) or len(answer) != len(ids):
        raise SourceError(arguments[0], "api.semanticscholar.org answered with something else than one entry an id")
    for argument, id, record in zip(arguments, ids, answer, strict=True):
        if record is None:
            yield argument, Problem(argument, "source", f"Semantic Scholar does not know {id}")
            continue
        for item in semantic_scholar.read_record(record, argument, "paper"):
            yield argument, item


def _by_search(argument: str, client: Client, options: Options) -> Iterator[tuple[str, Paper | Problem]]:
    """Yield what the bulk search gives: a thousand a page, in no order of merit, over all papers."""
    query = argument[len(_PREFIX) :].strip()
    token = ""
    number = 0
    while True:
        params = {"query": query, "fields": _FIELDS, **({"token": token} if token else {})}
        page = _page(client, f"{_API}/search/bulk", params, argument)
        for record in page["data"]:
            number += 1
            for item in semantic_scholar.read_record(record, argument, f"result {number}"):
                yield argument, item
            if number >= options.limit:
                options.notify(
                    f"{argument}: only the first {number:,} of {page.get('total', 'more'):,} results are read; "
                    "raise it with --limit"
                )
                return
        token = page.get("token") or ""
        if not token:
            break
    if number == 0:
        yield argument, Problem(argument, "source", "no papers: Semantic Scholar finds nothing")


def _page(client: Client, url: str, params: dict[str, str], argument: str) -> dict[str, Any]:
    page = client.get(url, params, _headers(), fresh=FRESH_SEARCH).json()
    if not isinstance(page, dict) or not isinstance(page.get("data"), list):
        raise SourceError(argument, "api.semanticscholar.org answered with something else than search results")
    return page
