"""From what a user types to streams of bytes: files, folders, standard input, gzip."""

from __future__ import annotations

import io
import os
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from kg.errors import SourceError

#: How much of a source is looked at to tell its format.
HEAD_BYTES = 8192
#: Files that lie in many folders and are no papers.
NO_PAPERS = ("readme", "changelog", "license", "licence", "contributing", "requirements", "package.json")
STDIN = "-"
#: What reading a damaged gzip file raises.
DAMAGED = (EOFError, zlib.error)
#: A gzip file may unpack to this many times its size; papers pack about 4 to 1, a bomb 1,000 to 1.
LARGEST_RATIO = 200
#: It is not looked at before so much is unpacked, because a short text of one letter packs well too.
RATIO_FROM = 64 << 20
#: Longest single line, and largest file of a format that is read as a whole, in bytes.
LONGEST_LINE = 64 << 20
LARGEST_DOCUMENT = 256 << 20
# For zlib: expect a gzip header.
_GZIP = zlib.MAX_WBITS | 16


def inside(folder: Path, endings: tuple[str, ...]) -> list[str]:
    """Return the files below a folder that have one of the endings, sorted; hidden ones and READMEs are left out."""
    return sorted(
        str(file)
        for file in folder.rglob("*")
        if file.name.casefold().endswith(endings)
        and not file.name.casefold().startswith(NO_PAPERS)
        and file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    )


def source_name(argument: str) -> str:
    """Return the name under which a paper remembers its source: the file's name without its folder."""
    # A name that is not UTF-8 arrives with half characters in it, which no store can hold.
    return "stdin" if argument == STDIN else os.fsencode(Path(argument).name).decode("utf-8", "replace")


@contextmanager
def open_source(argument: str) -> Iterator[tuple[BinaryIO, bytes]]:
    """Open a file or standard input, unpacking gzip; yields the stream and its first bytes.

    Raises:
        SourceError: if it cannot be opened, or is empty.
    """
    try:
        raw = cast(BinaryIO, sys.stdin.buffer) if argument == STDIN else open(argument, "rb")  # noqa: SIM115
    except OSError as error:
        raise SourceError(argument, error.strerror or str(error)) from None
    try:
        with unpacked(raw, argument) as opened:
            yield opened
    finally:
        if argument != STDIN:
            raw.close()


@contextmanager
def unpacked(raw: BinaryIO, source: str) -> Iterator[tuple[BinaryIO, bytes]]:
    """Unpack a stream if it is gzip; yields the stream of its content and the first bytes.

    Raises:
        SourceError: if it cannot be read, or is empty.
    """
    packed = stream = io.BufferedReader(cast(io.RawIOBase, raw), HEAD_BYTES)
    try:
        try:
            if packed.peek(2)[:2] == b"\x1f\x8b":
                stream = io.BufferedReader(_Unpacked(packed, source), HEAD_BYTES)
            head = stream.peek(HEAD_BYTES)[:HEAD_BYTES]
        except DAMAGED as error:
            raise SourceError(source, f"damaged gzip file: {error}") from None
        except OSError as error:
            raise SourceError(source, error.strerror or str(error)) from None
        if not head.strip():
            raise SourceError(source, "no papers: the file is empty")
        yield cast(BinaryIO, stream), head
    finally:
        packed.detach()  # else it would close standard input when it is forgotten


class _Unpacked(io.RawIOBase):
    """The content of a gzip file; of a damaged one all that stands before the damage, and only then the error."""

    def __init__(self, packed: BinaryIO, source: str) -> None:
        self._packed = packed
        self._source = source
        self._unpacker = zlib.decompressobj(_GZIP)
        self._in = self._out = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as one step gives."""
        unpacked = b""
        while not unpacked:
            if self._unpacker.eof:  # another member may follow, or zeros that some programs pad with
                given = (self._unpacker.unused_data or self._more()).lstrip(b"\x00")
                if not given:
                    return 0
                self._unpacker = zlib.decompressobj(_GZIP)
            else:
                given = self._unpacker.unconsumed_tail or self._more()
            unpacked = self._unpacker.decompress(given, len(buffer))
            if not given and not unpacked and not self._unpacker.eof:
                raise EOFError("it is cut off")
        buffer[: len(unpacked)] = unpacked
        self._out += len(unpacked)
        if self._out > RATIO_FROM and self._out > LARGEST_RATIO * self._in:
            raise SourceError(
                self._source,
                f"the gzip file unpacks to more than {LARGEST_RATIO} times its size; reading stopped after "
                f"{self._out >> 20} MB (unpack it yourself if it is sound)",
            )
        return len(unpacked)

    def _more(self) -> bytes:
        given = self._packed.read(HEAD_BYTES)
        self._in += len(given)
        return given


def lines(stream: BinaryIO, source: str) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a stream with their numbers, the byte order mark left out.

    Raises:
        SourceError: at a line that is longer than :data:`LONGEST_LINE`.
    """
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise SourceError(source, f"line {number} is longer than {LONGEST_LINE >> 20} MB; nothing after it is read")
        yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


def read_whole(stream: BinaryIO, source: str) -> bytes:
    """Return a whole stream, for formats that cannot be read piece by piece.

    Raises:
        SourceError: if it is larger than :data:`LARGEST_DOCUMENT`.
    """
    data = stream.read(LARGEST_DOCUMENT + 1)
    if len(data) > LARGEST_DOCUMENT:
        raise SourceError(
            source,
            f"larger than {LARGEST_DOCUMENT >> 20} MB; split it, or turn it into JSON Lines (kg fetch SOURCE -o FILE)",
        )
    return data


@contextmanager
def seekable(stream: BinaryIO, source: str) -> Iterator[BinaryIO]:
    """Yield a stream in which one can go back and forth: itself, or a copy in a temporary file.

    Raises:
        SourceError: if the copy would be larger than :data:`LARGEST_DOCUMENT`.
    """
    if stream.seekable():
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        copied = 0
        while part := stream.read(1 << 20):
            copied += len(part)
            if copied > LARGEST_DOCUMENT:
                raise SourceError(
                    source, f"larger than {LARGEST_DOCUMENT >> 20} MB; give it as a file that is not packed"
                )
            copy.write(part)
        copy.seek(0)
        yield cast(BinaryIO, copy)


def files(arguments: Iterable[str], endings: tuple[str, ...]) -> Iterator[str | SourceError]:
    """Yield the files that arguments name, folders taken apart in sorted order; or why one names none."""
    for argument in arguments:
        if argument == STDIN or os.path.isfile(argument):
            yield argument
        elif os.path.isdir(argument):
            found = inside(Path(argument), endings)
            if found:
                yield from found
            else:
                yield SourceError(
                    argument, "no papers: the folder holds no file of a known format (kg sources lists them)"
                )
        elif os.path.exists(argument):
            yield SourceError(argument, "neither a file nor a folder")
        else:
            yield SourceError(argument, "no such file or folder")
