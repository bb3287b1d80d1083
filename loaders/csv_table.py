"""Tables as text: CSV and TSV, as Excel, Zotero, Scopus or a person write them, in whatever encoding."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from kg.errors import SourceError
from kg.model import Paper
from loaders import columns
from loaders.base import Options, Problem
from loaders.text import encoding, marked

NAME = "csv"
DESCRIPTION = "a table with a header: CSV or TSV, separator and encoding detected"
EXAMPLE = "kg build table.csv --map title=Titel"
ENDINGS = (".csv", ".tsv", ".tab")
BINARY = True  # Excel's "Unicode text" is UTF-16
TAKES_OPTIONS = True

_SEPARATORS = ",;\t|"
#: Longest cell, in characters.
_LONGEST_CELL = 10_000_000
_LOOK = 1 << 16


def sniff(head: bytes, name: str) -> bool:
    """Tell whether the first line names a column of titles and another one, or the file is called like a table."""
    first = _header(_text(head))
    separator = _separator(first)
    names = {columns.plain(column) for column in _cells(first, separator)} if separator else set()
    if len(names) > 1 and names & set(columns.NAMES["title"]):
        return True
    if b"\x00" in head and not marked(head):
        return False
    return re.search(r"\.(?:csv|tsv|tab)(?:\.gz)?$", name.casefold()) is not None


def load(stream: BinaryIO, source: str, options: Options | None = None) -> Iterator[Paper | Problem]:
    """Yield the papers of a table, row by row.

    Raises:
        SourceError: if it has no column of titles, or none that ``options.columns`` names.
    """
    options = options or Options()
    reading = _decoded(stream, source)
    csv.field_size_limit(_LONGEST_CELL)
    start = reading.readline()
    declared = re.match(r'"?sep=(.)"?\s*$', start)  # what Excel writes, and reads, above the header
    header_line = 1
    if declared:
        start = reading.readline()
        header_line = 2
    while start and not start.strip():
        start = reading.readline()
        header_line += 1
    separator = declared[1] if declared else _separator(start)
    if not separator:
        separator = ","
    rows = csv.reader(_Lines(start, reading), delimiter=separator)
    try:
        header = [name.strip() for name in next(rows)]
    except (StopIteration, csv.Error) as error:
        raise SourceError(source, f"no table: {str(error) or 'no header'}") from None
    chosen = columns.guess(header, options.columns, source)
    columns.tell(chosen, header, source, options)
    while True:
        place = f"line {header_line + rows.line_num}"
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(source, place, f"broken CSV: {error}")
            continue
        except UnicodeDecodeError as error:
            raise SourceError(source, f"{place}: not text in {error.encoding}; save it as UTF-8") from None
        if not any(cell.strip() for cell in row):
            continue
        if _shifted(row, header):
            yield Problem(
                source, place, f"{len(row)} cells where the header has {len(header)}: shifted columns, skipped"
            )
            continue
        yield from columns.paper(
            {field: row[number] for field, number in chosen.items() if number < len(row)}, source, place, NAME
        )


class _Lines:
    """The header's line, then the rest."""

    def __init__(self, first: str, rest: io.TextIOBase) -> None:
        self._first: str | None = first
        self._rest = rest

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if self._first is not None:
            line, self._first = self._first, None
            return line
        line = self._rest.readline(_LONGEST_CELL)
        if not line:
            raise StopIteration
        return line.replace("\x00", "")


def _shifted(row: list[str], header: list[str]) -> bool:
    """Tell whether a row cannot be the header's: longer, or shorter; empty cells at the end do not count."""
    while len(row) > len(header) and not row[-1].strip():
        row.pop()
    return len(row) != len(header)


def _decoded(stream: BinaryIO, source: str) -> io.TextIOBase:
    """Return the stream as text, in the encoding that its start is in."""
    head = stream.read(_LOOK)
    name = encoding(head)
    whole = cast(io.RawIOBase, _Joined(head, stream))
    return io.TextIOWrapper(
        io.BufferedReader(whole, _LOOK), encoding=name, newline="", errors="replace" if name == "cp1252" else "strict"
    )


class _Joined(io.RawIOBase):
    """What was read already, then the rest of a stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = io.BytesIO(head)
        self._rest = rest

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """Fill the buffer as far as one step gives."""
        data = self._head.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _text(head: bytes) -> str:
    name = encoding(head)
    return codecs.getincrementaldecoder(name)("replace").decode(head).removeprefix("\ufeff")


def _header(text: str) -> str:
    lines = [line for line in text.splitlines()[:5] if line.strip()]
    return lines[1] if len(lines) > 1 and re.match(r'"?sep=', lines[0]) else lines[0] if lines else ""


def _separator(line: str) -> str:
    """Return the separator that cuts a header into most cells, or an empty string if none cuts it."""
    best = max(_SEPARATORS, key=lambda separator: len(_cells(line, separator)))
    return best if len(_cells(line, best)) > 1 else ""


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []
