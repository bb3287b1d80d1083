"""Parquet: a table of papers, with the columns of our own fields or of :mod:`loaders.columns`, read batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from kg.errors import SourceError
from kg.model import Paper
from loaders import columns
from loaders.base import Options, Problem
from loaders.jsonl import read_record
from loaders.sources import seekable

NAME = "parquet"
DESCRIPTION = "Parquet with a column of titles, streamed"
EXAMPLE = "kg build papers.parquet"
ENDINGS = (".parquet",)
BINARY = True
TAKES_OPTIONS = True

_ROWS = 1_000


def sniff(head: bytes, name: str) -> bool:
    """Tell whether it starts like Parquet."""
    return head.startswith(b"PAR1")


def load(stream: BinaryIO, source: str, options: Options | None = None) -> Iterator[Paper | Problem]:
    """Yield the papers of a table, row by row.

    Raises:
        SourceError: if it is damaged, or has no column of titles.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    options = options or Options()
    with seekable(stream, source) as file:
        try:
            table = pq.ParquetFile(file)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise SourceError(source, f"damaged Parquet file: {_short(error)}") from None
        names = list(table.schema_arrow.names)
        own = "title" in names and not options.columns
        chosen = {} if own else columns.guess(names, options.columns, source)
        if not own:
            columns.tell(chosen, names, source, options)
        wanted = None if own else [names[number] for number in chosen.values()]
        number = 0
        try:
            for batch in table.iter_batches(batch_size=_ROWS, columns=wanted):
                for row in batch.to_pylist():
                    number += 1
                    place = f"row {number:,}"
                    if own:
                        yield from read_record({k: _plain(v) for k, v in row.items()}, source, place)
                    else:
                        cells = {field: _plain(row[names[column]]) for field, column in chosen.items()}
                        yield from columns.paper(cells, source, place, NAME)
        except (pa.ArrowException, OSError) as error:
            reason = f"damaged Parquet file: {_short(error)}; what stands before was read"
            yield Problem(source, f"row {number + 1:,}", reason, cut=True)
        if number == 0:
            raise SourceError(source, "no papers: the table has no row")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _short(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]
