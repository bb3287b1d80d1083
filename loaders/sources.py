"""From what a user types to streams of bytes: files, folders, standard input, gzip."""

from __future__ import annotations

import io
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from kg.errors import SourceError

#: How much of a source is looked at to tell its format.
HEAD_BYTES = 8192
#: Endings of files that are read when a folder is given.
FOLDER_ENDINGS = (".txt", ".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz", ".txt.gz")
STDIN = "-"
#: What reading a damaged gzip file raises.
DAMAGED = (EOFError, zlib.error)
# For zlib: expect a gzip header.
_GZIP = zlib.MAX_WBITS | 16


def expand(arguments: Iterable[str]) -> Iterator[str | SourceError]:
    """Yield the files that arguments name, folders taken apart in sorted order; or why one names none."""
    for argument in arguments:
        path = Path(argument)
        if argument == STDIN or path.is_file():
            yield argument
        elif path.is_dir():
            inside = sorted(
                str(file)
                for file in path.rglob("*")
                if file.name.casefold().endswith(FOLDER_ENDINGS)
                and file.is_file()
                and not any(part.startswith(".") for part in file.relative_to(path).parts)
            )
            if inside:
                yield from inside
            else:
                endings = ", ".join(FOLDER_ENDINGS)
                yield SourceError(argument, f"no papers: the folder holds no file ending in {endings}")
        elif path.exists():
            yield SourceError(argument, "neither a file nor a folder")
        else:
            yield SourceError(argument, "no such file or folder")


def source_name(argument: str) -> str:
    """Return the name under which a paper remembers its source: the file's name without its folder."""
    # A name that is not UTF-8 arrives with half characters in it, which no store can hold.
    return "stdin" if argument == STDIN else os.fsencode(Path(argument).name).decode("utf-8", "replace")


@contextmanager
def open_source(argument: str) -> Iterator[tuple[BinaryIO, bytes]]:
    """Open a file or standard input, unpacking gzip; yields the stream and its first bytes.

    Raises:
        SourceError: if it cannot be opened, is empty, or is no text.
    """
    try:
        raw = cast(BinaryIO, sys.stdin.buffer) if argument == STDIN else open(argument, "rb")  # noqa: SIM115
    except OSError as error:
        raise SourceError(argument, error.strerror or str(error)) from None
    packed = stream = io.BufferedReader(cast(io.RawIOBase, raw), HEAD_BYTES)
    try:
        try:
            if packed.peek(2)[:2] == b"\x1f\x8b":
                stream = io.BufferedReader(_Unpacked(packed), HEAD_BYTES)
            head = stream.peek(HEAD_BYTES)[:HEAD_BYTES]
        except DAMAGED as error:
            raise SourceError(argument, f"damaged gzip file: {error}") from None
        except OSError as error:
            raise SourceError(argument, error.strerror or str(error)) from None
        if not head.strip():
            raise SourceError(argument, "no papers: the file is empty")
        if b"\x00" in head:
            raise SourceError(argument, "a binary file, not text")
        yield cast(BinaryIO, stream), head
    finally:
        packed.detach()  # else it would close standard input when it is forgotten
        if argument != STDIN:
            raw.close()


class _Unpacked(io.RawIOBase):
    """The content of a gzip file; of a damaged one all that stands before the damage, and only then the error."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._unpacker = zlib.decompressobj(_GZIP)

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as one step gives."""
        unpacked = b""
        while not unpacked:
            if self._unpacker.eof:  # another member may follow, or zeros that some programs pad with
                given = (self._unpacker.unused_data or self._packed.read(HEAD_BYTES)).lstrip(b"\x00")
                if not given:
                    return 0
                self._unpacker = zlib.decompressobj(_GZIP)
            else:
                given = self._unpacker.unconsumed_tail or self._packed.read(HEAD_BYTES)
            unpacked = self._unpacker.decompress(given, len(buffer))
            if not given and not unpacked and not self._unpacker.eof:
                raise EOFError("it is cut off")
        buffer[: len(unpacked)] = unpacked
        return len(unpacked)


def size_of(argument: str) -> int | None:
    """Return the size of a source in bytes, or None if it cannot be known."""
    return None if argument == STDIN else os.path.getsize(argument)
