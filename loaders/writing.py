"""Papers into our own format: JSON Lines, one object a paper (``docs/paper.schema.json``)."""

from __future__ import annotations

import gzip
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TextIO

from kg.files import whole
from kg.model import Paper
from loaders import Options, read

_EVERY = 256


@dataclass(slots=True)
class Written:
    """What was written: papers, and how many records were skipped or kept only in part."""

    papers: int = 0
    skipped: int = 0
    mended: int = 0

    @property
    def problems(self) -> int:
        """Records that were skipped or mended."""
        return self.skipped + self.mended


class _GivenUpError(Exception):
    """Nothing is to be written after all."""


def fetch(
    sources: Iterable[str],
    output: str,
    format: str | None,
    options: Options,
    *,
    strict: bool = False,
    progress: Callable[[str, int, int | None], None] = lambda stage, done, total: None,
    report: Callable[[str], None] = lambda problem: None,
) -> Written:
    """Write the papers of sources, one after the other, in constant memory.

    Args:
        sources: as :func:`loaders.read` takes them.
        output: a file (packed if it ends in .gz), put in place when it is complete, and only if there are papers; or
            ``-``.
        format: as :func:`loaders.read` takes it.
        options: how to read.
        strict: whether to write nothing if a record was skipped or mended.
        progress: told how many papers were written.
        report: told each problem.

    Raises:
        PaperkgError: if the file cannot be written.
    """
    written = Written()
    with suppress(_GivenUpError), _opened(output) as stream:
        for item in read(sources, format, options):
            if isinstance(item, Paper):
                stream.write(line(item))
                written.papers += 1
                if written.papers % _EVERY == 0:
                    progress("read", written.papers, None)
                continue
            report(str(item))
            if item.kept:
                written.mended += 1
            else:
                written.skipped += 1
        if not written.papers or (strict and written.problems):
            raise _GivenUpError
    return written


def line(paper: Paper) -> str:
    """Return a paper as one line; reading it again gives the same paper but for the name of its source."""
    fields = {key: value for key, value in paper.to_dict().items() if key != "sources"}
    if paper.published and paper.year == int(paper.published[:4]):
        fields.pop("year", None)
    return json.dumps(fields, ensure_ascii=False) + "\n"


@contextmanager
def _opened(output: str) -> Iterator[TextIO]:
    if output == "-":
        yield sys.stdout
        sys.stdout.flush()
        return
    with whole(output) as raw:
        if output.casefold().endswith(".gz"):
            # No time and name inside, so that the same papers give the same file.
            with gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed, io.TextIOWrapper(packed, "utf-8") as stream:
                yield stream
        else:
            text = io.TextIOWrapper(raw, "utf-8")
            yield text
            text.detach()
