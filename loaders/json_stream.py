"""Records out of JSON in any of the forms in which services and programs save it, one at a time.

JSON Lines, one array, one object, or an object that wraps the array (``{"meta": ..., "results": [...]}``, as the
answers of most services do). Lines and arrays are read in constant memory; a wrapping object is read whole.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from kg.errors import SourceError
from kg.model import Paper
from loaders.base import Problem
from loaders.sources import LONGEST_LINE, lines, read_whole

#: Under which keys services put the list of their records.
WRAPPERS = ("results", "data", "items", "papers", "records", "works", "dailyPapers", "references")

_DECODER = json.JSONDecoder()
_BLANK = " \t\r\n"
_CHUNK = 1 << 16
_KEY = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(:?)')

Numbered = tuple[str, Any]


def keys(head: bytes) -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys at the start of a JSON text: of its first record, and of what wraps that record if anything does.

    The text may be cut off anywhere. The first record is the outermost object, or the first object of a list that it
    holds under one of :data:`WRAPPERS`, or the first object of the outermost list.

    >>> record, wrapping = keys(b'{"meta": {"count": 1}, "results": [{"id": 1, "title": "A')
    >>> sorted(record), sorted(wrapping)
    (['id', 'title'], ['meta', 'results'])
    """
    text = head.decode("utf-8", "replace").lstrip("\ufeff" + _BLANK)
    if not text.startswith(("{", "[")):
        return frozenset(), frozenset()
    path: list[str] = []  # the key under which each open bracket stands
    found: dict[tuple[str, ...], list[str]] = {}
    key = ""
    place = 0
    while place < len(text):
        character = text[place]
        if character == '"':
            match = _KEY.match(text, place)
            if match is None:
                break
            if match[2]:
                key = match[1]
                found.setdefault(tuple(path), []).append(key)
            place = match.end()
            continue
        if character in "{[":
            path.append(f"{character}{key}")
            key = ""
        elif character in "}]":
            if path:
                path.pop()
            if not path:
                break
        place += 1
    outer = frozenset(found.get(("{",), ()))
    if text.startswith("["):
        return frozenset(found.get(("[", "{"), ())), frozenset()
    if outer & {"title", "display_name"}:
        return outer, frozenset()
    for name in WRAPPERS:
        inner = found.get(("{", f"[{name}", "{"))
        if inner:
            return frozenset(inner), outer
    return outer, frozenset()


def is_lines(head: bytes, name: str) -> bool:
    """Tell whether a JSON text is one object a line."""
    if re.search(r"\.(?:jsonl|ndjson)(?:\.gz)?$", name.casefold()):
        return True
    first, _, rest = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    if not first.startswith(b"{") or keys(head)[1]:
        return False
    try:
        json.loads(first)
    except ValueError:
        # A line that is longer than what is seen here, unless it is the first line of an object over several.
        return not rest and len(first) > 1 and len(head) > 4096
    return rest.lstrip().startswith(b"{")


def records(stream: BinaryIO, source: str, name: str = "") -> Iterator[Numbered | Problem]:
    """Yield each record with its place ("line 3", "record 3"), and a problem for each that is no JSON.

    Args:
        stream: where to read.
        source: for messages.
        name: the file's name, to tell JSON Lines; ``source`` if empty.

    Raises:
        SourceError: if nothing can be read.
    """
    head = stream.peek(8192)[:8192]  # type: ignore[attr-defined]
    if is_lines(head, name or source):
        yield from _lines(stream, source)
    elif head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
        yield from _array(stream, source)
    else:
        yield from _document(stream, source)


def papers(
    stream: BinaryIO, source: str, read_record: Callable[[Any, str, str], Iterator[Paper | Problem]]
) -> Iterator[Paper | Problem]:
    """Yield what ``read_record`` makes of each record, and a problem for each that is no JSON.

    Args:
        stream: where to read.
        source: for messages.
        read_record: gets a record, the source and the record's place.

    Raises:
        SourceError: if nothing can be read.
    """
    for item in records(stream, source):
        if isinstance(item, Problem):
            yield item
        else:
            place, record = item
            yield from read_record(record, source, place)


def parse(line: bytes, source: str, place: str) -> Numbered | Problem:
    """Return the value of one JSON text, or what is wrong with it."""
    try:
        return place, json.loads(line.decode("utf-8").rstrip())
    except UnicodeDecodeError as error:
        return Problem(source, place, f"not UTF-8 text (byte {error.start:,} of the line)")
    except json.JSONDecodeError as error:
        return Problem(source, place, f"broken JSON at column {error.colno:,}: {error.msg}")
    except ValueError as error:  # a number too long to be one
        return Problem(source, place, f"broken JSON: {error}")
    except RecursionError:
        return Problem(source, place, "broken JSON: nested too deeply")


def _lines(stream: BinaryIO, source: str) -> Iterator[Numbered | Problem]:
    empty = True
    for number, line in lines(stream, source):
        if line.strip():
            empty = False
            yield parse(line, source, f"line {number}")
    if empty:
        raise SourceError(source, "no papers: the file is empty")


def _array(stream: BinaryIO, source: str) -> Iterator[Numbered | Problem]:
    """Yield the elements of an array, holding one of them at a time."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    text, place, number, ended = "", 0, 0, False

    def more() -> bool:
        nonlocal text, place, ended
        data = stream.read(_CHUNK)
        ended = not data
        try:
            text, place = text[place:] + decoder.decode(data, final=ended), 0
        except UnicodeDecodeError:
            raise SourceError(source, f"record {number + 1}: not UTF-8 text; nothing after it is read") from None
        if len(text) > LONGEST_LINE:
            raise SourceError(source, f"record {number + 1} is longer than {LONGEST_LINE >> 20} MB")
        return not ended

    def skip(characters: str) -> str:
        nonlocal place
        while True:
            while place < len(text) and text[place] in characters:
                place += 1
            if place < len(text) or not more():
                return text[place : place + 1]

    skip(_BLANK)
    place += 1  # the bracket
    while True:
        character = skip(_BLANK + ",")
        if character == "]":
            break
        where = f"record {number + 1}"
        if not character:
            yield Problem(source, where, "broken JSON: the list does not end; what stands before was read", cut=True)
            return
        try:
            value, end = _DECODER.raw_decode(text, place)
            # A number may go on after what is seen of it.
            if end == len(text) and not ended and more():
                continue
        except json.JSONDecodeError as error:
            # Only a value that reaches the end of what is seen may be complete with more; asking is cheap to bound.
            if not ended:
                _grow(more, text)
                continue
            yield Problem(source, where, f"broken JSON: {error.msg}; nothing after it is read", cut=True)
            return
        except ValueError as error:
            yield Problem(source, where, f"broken JSON: {error}; nothing after it is read", cut=True)
            return
        except RecursionError:
            yield Problem(source, where, "broken JSON: nested too deeply; nothing after it is read", cut=True)
            return
        place = end
        number += 1
        yield where, value
    if number == 0:
        raise SourceError(source, "no papers: the list is empty")


def _grow(more: Any, text: str) -> None:
    """Read on by as much again as is there, so that a long value is not parsed again for every chunk."""
    for _ in range(max(1, len(text) // _CHUNK)):
        if not more():
            break


def _document(stream: BinaryIO, source: str) -> Iterator[Numbered | Problem]:
    found = parse_document(read_whole(stream, source), source)
    for number, value in enumerate(found, 1):
        yield f"record {number}", value


def parse_document(data: bytes, source: str) -> list[Any]:
    """Return the records of one JSON text that holds an object: itself, or those of the list that it wraps.

    Raises:
        SourceError: if it is no JSON, or holds no record.
    """
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise SourceError(source, f"not UTF-8 text (byte {error.start:,})") from None
    except json.JSONDecodeError as error:
        raise SourceError(
            source, f"broken JSON at line {error.lineno:,}, column {error.colno:,}: {error.msg}"
        ) from None
    except ValueError as error:
        raise SourceError(source, f"broken JSON: {error}") from None
    except RecursionError:
        raise SourceError(source, "broken JSON: nested too deeply") from None
    if isinstance(value, dict):
        for name in WRAPPERS:
            if isinstance(value.get(name), list) and "title" not in value:
                value = value[name]
                break
        else:
            for name in ("error", "message", "detail"):
                if isinstance(value.get(name), str) and "title" not in value:
                    raise SourceError(source, f"no papers: a saved error message ({value[name][:200]})")
            value = [value]
    if not isinstance(value, list) or not value:
        raise SourceError(source, "no papers: the list is empty")
    return value
