"""What the forms of arXiv's metadata have in common."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kg.model import Paper
from loaders.base import Problem, arxiv_id, build, doi

_WITHDRAWN = re.compile(r"\bwithdrawn\b", re.IGNORECASE)
_GITHUB = re.compile(r"https?://(?:www\.)?github\.com/[\w.-]+/[\w-]+(?:\.[\w-]+)*", re.IGNORECASE)


def github(text: str) -> str:
    """Return the first address of a GitHub repository in a text, or an empty string.

    >>> github("Code: https://github.com/Dao-AILab/flash-attention.")
    'https://github.com/Dao-AILab/flash-attention'
    """
    found = _GITHUB.search(text)
    return found[0].removesuffix(".git") if found else ""


def withdrawn(comment: str, abstract: str) -> bool:
    """Tell whether a comment or abstract says that the paper was withdrawn."""
    return bool(_WITHDRAWN.search(comment) or (_WITHDRAWN.search(abstract[:300]) and len(abstract) < 600))


def paper(
    source: str, place: str, *, id: str, title: str, abstract: str, comment: str = "", **fields: Any
) -> Iterator[Paper | Problem]:
    """Yield the paper of one record of arXiv, and a problem if it was withdrawn."""
    number = arxiv_id(id)
    if not number:
        yield Problem(source, place, f"no arXiv id but {id[:60]!r}")
        return
    fields["doi"] = doi(fields.get("doi", "").split()[0]) if fields.get("doi", "").strip() else ""
    yield from build(
        source,
        place,
        title,
        abstract,
        arxiv_id=number,
        url=f"https://arxiv.org/abs/{number}",
        github=github(f"{comment} {abstract}"),
        **fields,
    )
    if withdrawn(comment, abstract):
        yield Problem(
            source,
            place,
            f"withdrawn from arXiv, kept all the same ({number}: {comment[:80] or title[:60]})",
            kept=True,
        )
