"""A text with an id, address or search a line: what ``kg build`` takes, in a file; ``#`` starts a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.errors import SourceError
from loaders.base import arxiv_id, doi
from loaders.sources import lines

NAME = "ids"
DESCRIPTION = "a list of ids and addresses, one a line; each is asked for on the network"
EXAMPLE = "kg build reading-list.txt --format ids"
ENDINGS = (".ids",)

_ADDRESS = re.compile(r"https?://\S+$|(?:arxiv|s2|openalex|hf|doi):\S", re.IGNORECASE)


def sniff(head: bytes, name: str) -> bool:
    """Tell whether all of the first lines are ids, addresses or searches."""
    text = head.decode("utf-8", "replace").removeprefix("\ufeff")
    given = text.splitlines()
    if len(head) > 4096 and len(given) > 1:
        given.pop()  # cut off
    entries = [entry for line in given if (entry := _entry(line))]
    return bool(entries) and all(_is_one(entry) for entry in entries)


def arguments(stream: BinaryIO, source: str) -> Iterator[tuple[str, str]]:
    """Yield the place and text of each line that is not empty.

    Raises:
        SourceError: if there is none.
    """
    found = False
    for number, line in lines(stream, source):
        entry = _entry(line.decode("utf-8", "replace"))
        if entry:
            found = True
            yield f"line {number}", entry
    if not found:
        raise SourceError(source, "no papers: no id in it")


def _entry(line: str) -> str:
    return re.sub(r"(?:^|\s)#.*", "", line).strip().rstrip(",")


def _is_one(entry: str) -> bool:
    return bool(_ADDRESS.match(entry) or (" " not in entry and (arxiv_id(entry) or doi(entry))))
