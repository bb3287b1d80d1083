"""Answers of the Hugging Face papers API: daily papers, one paper, a search.

``GET /api/daily_papers?date=`` gives a list of ``{"paper": {...}, "publishedAt", "title", "numComments", ...}``,
``GET /api/papers/ARXIV_ID`` the object in ``paper``: ``id`` (the arXiv id), ``title``, ``summary``, ``authors`` (with
``name``), ``publishedAt``, ``submittedOnDailyAt``, ``upvotes``, ``githubRepo``, ``ai_keywords``. See the OpenAPI
document of the Hub (https://huggingface.co/.well-known/openapi.json) and ``PaperInfo`` in ``huggingface_hub``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.model import Paper
from loaders import json_stream
from loaders.base import Problem, arxiv_id, build, count, iso_date, text, texts

NAME = "hf-json"
DESCRIPTION = "JSON saved from the Hugging Face papers API"
EXAMPLE = "kg build daily_papers.json"
ENDINGS = (".json",)
ORIGIN = "huggingface"


def sniff(head: bytes, name: str) -> bool:
    """Tell whether the first record is a paper of Hugging Face, or wraps one."""
    first, _ = json_stream.keys(head)
    own = {"upvotes", "submittedOnDailyAt", "submittedOnDailyBy", "discussionId", "ai_summary"}
    return {"paper", "title"} <= first or b'"paper"' in head[:40] or ({"id", "summary"} <= first and bool(first & own))


def load(stream: BinaryIO, source: str) -> Iterator[Paper | Problem]:
    """Yield the papers of an answer.

    Raises:
        SourceError: if it is no JSON, or holds no record.
    """
    yield from json_stream.papers(stream, source, read_record)


def is_paper(record: Any) -> bool:
    """Tell whether a decoded value looks like a paper, or wraps one."""
    inner = record.get("paper", record) if isinstance(record, dict) else None
    return isinstance(inner, dict) and bool(arxiv_id(text(inner.get("id")))) and isinstance(inner.get("title"), str)


def read_record(record: Any, source: str, place: str) -> Iterator[Paper | Problem]:
    """Yield the paper of one decoded object, or why there is none."""
    if not isinstance(record, dict):
        yield Problem(source, place, "not an object")
        return
    inner = record.get("paper")
    paper = inner if isinstance(inner, dict) else record
    number = arxiv_id(text(paper.get("id")))
    authors = paper.get("authors")
    yield from build(
        source,
        place,
        text(paper.get("title")) or text(record.get("title")),
        text(paper.get("summary")) or text(record.get("summary")),
        authors=texts([a.get("name") for a in authors if isinstance(a, dict)]) if isinstance(authors, list) else (),
        published=iso_date(text(paper.get("publishedAt"))),
        url=f"https://arxiv.org/abs/{number}" if number else "",
        arxiv_id=number,
        github=text(paper.get("githubRepo")),
        submitted=iso_date(text(paper.get("submittedOnDailyAt") or record.get("submittedOnDailyAt"))),
        upvotes=count(paper.get("upvotes", record.get("upvotes"))),
        keywords=texts(paper.get("ai_keywords")),
        origin=ORIGIN,
    )
