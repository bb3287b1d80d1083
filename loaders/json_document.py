"""JSON that is not one object a line: a list of papers, or an object that holds one; the fields of JSON Lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from kg.model import Paper
from loaders import json_stream
from loaders.base import Problem
from loaders.jsonl import read_record

NAME = "json"
DESCRIPTION = "a JSON list of papers, or an object that holds one (the fields of jsonl)"
EXAMPLE = "kg build papers.json"
ENDINGS = (".json",)


def sniff(head: bytes, name: str) -> bool:
    """Tell whether a source starts with a list of objects, or with an object that goes over several lines."""
    if json_stream.is_lines(head, name):
        return False
    record, wrapping = json_stream.keys(head)
    return "title" in record and (bool(wrapping) or head.lstrip()[:1] == b"[" or b"\n" in head.strip())


def load(stream: BinaryIO, source: str) -> Iterator[Paper | Problem]:
    """Yield the papers of a file, record by record.

    Raises:
        SourceError: if it is no JSON, or holds no record.
    """
    yield from json_stream.papers(stream, source, read_record)
