"""Hugging Face papers: a day, week, month, one paper, a search; by the addresses of the site or ``hf:``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from kg.errors import SourceError
from kg.model import Paper
from loaders import huggingface_json
from loaders.base import Options, Problem, arxiv_id
from loaders.http import FRESH, FRESH_LIST, FRESH_SEARCH

if TYPE_CHECKING:
    from loaders.http import Client

NAME = "huggingface"
DESCRIPTION = "Hugging Face papers: a day, week, month, paper or search (hf:...)"
EXAMPLE = "kg build https://huggingface.co/papers/date/2024-03-13 hf:2024-W11 hf:2205.14135"

_SITE = re.compile(
    r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?:api/)?(?:daily_papers|papers)(?:[/?#]|$)", re.IGNORECASE
)
_API = "https://huggingface.co/api"
_PERIODS = (
    ("date", re.compile(r"\d{4}-\d{2}-\d{2}$")),
    ("week", re.compile(r"\d{4}-W\d{2}$")),
    ("month", re.compile(r"\d{4}-\d{2}$")),
)
_PAGE = 100


def accepts(argument: str) -> bool:
    """Tell whether an argument is an address of the site's papers, or starts with ``hf:``."""
    return _SITE.match(argument) is not None or (argument.casefold().startswith("hf:") and len(argument) > 3)


def fetch(arguments: list[str], client: Client, options: Options) -> Iterator[tuple[str, Paper | Problem]]:
    """Yield the papers of each argument.

    Raises:
        SourceError: if an address is none of the known ones, or an answer is none.
        RequestError: if there is no answer.
    """
    for argument in arguments:
        for item in _one(argument, client, options):
            yield argument, item


def _one(argument: str, client: Client, options: Options) -> Iterator[Paper | Problem]:
    wanted = _wanted(argument)
    if arxiv_id(wanted):
        record = client.get(f"{_API}/papers/{arxiv_id(wanted)}").json()
        yield from huggingface_json.read_record(record, argument, "paper")
        return
    for name, pattern in _PERIODS:
        if pattern.match(wanted):
            yield from _pages(argument, client, options, f"{_API}/daily_papers", {name: wanted})
            return
    if wanted in ("", "trending"):
        sort = {"sort": "trending"} if wanted else {}
        yield from _pages(argument, client, options, f"{_API}/daily_papers", sort, FRESH_LIST)
        return
    records = client.get(f"{_API}/papers/search", {"q": wanted}, fresh=FRESH_SEARCH).json()
    yield from _records(records, argument, 0)


def _wanted(argument: str) -> str:
    """Return the id, date or search that an argument names."""
    if not _SITE.match(argument):
        return argument[3:].strip()
    parts = urlsplit(argument)
    query = parse_qs(parts.query)
    for name in ("date", "week", "month", "q"):
        if query.get(name):
            return query[name][0]
    path = [part for part in parts.path.split("/") if part not in ("", "api", "papers", "daily_papers")]
    if len(path) == 2 and path[0] in ("date", "week", "month"):
        return path[1]
    if not path or path == ["trending"]:
        return path[0] if path else ""
    if len(path) == 1 and arxiv_id(path[0]):
        return path[0]
    raise SourceError(
        argument, "no page of papers that is known here: give /papers, /papers/date/2024-03-13 or /papers/ID"
    )


def _pages(
    argument: str, client: Client, options: Options, url: str, params: dict[str, str], fresh: float = FRESH
) -> Iterator[Paper | Problem]:
    seen = 0
    page = 0
    while seen < options.limit:
        records = client.get(url, {**params, "limit": str(_PAGE), "p": str(page)}, fresh=fresh).json()
        if isinstance(records, list) and not records and page:
            return
        yield from _records(records, argument, seen)
        seen += len(records)
        page += 1
        if len(records) < _PAGE:
            return
    options.notify(f"{argument}: only the first {seen:,} papers are read; raise it with --limit")


def _records(records: object, argument: str, seen: int) -> Iterator[Paper | Problem]:
    if not isinstance(records, list):
        raise SourceError(argument, "huggingface.co answered with something else than a list of papers")
    if not records and not seen:
        raise SourceError(argument, "no papers: huggingface.co lists none there")
    for number, record in enumerate(records, seen + 1):
        yield from huggingface_json.read_record(record, argument, f"paper {number}")
