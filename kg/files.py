"""Writing a file whole: it is put in place when it is complete, and until then what was there stays."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from kg.errors import PaperkgError


@contextmanager
def whole(path: str | Path) -> Iterator[BinaryIO]:
    """Yield a binary file that takes the place of ``path`` when the block ends without an exception.

    A device or a pipe is written as it comes, because nothing can take its place.

    Raises:
        PaperkgError: if it cannot be written; what was there before stays.
        BrokenPipeError: if it is a pipe that nobody reads any more.
    """
    try:
        target = Path(os.path.realpath(path))
        if target.is_dir():
            raise PaperkgError(f"{path}: it is a folder; give the name of a file")
        if not target.parent.is_dir():
            raise PaperkgError(f"{path}: the folder {target.parent} does not exist; make it first")
        with _replacing(target) if target.is_file() or not target.exists() else target.open("wb") as file:
            yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        raise PaperkgError(f"{path}: cannot be written: {error.strerror or error}") from error


def write(path: str | Path, content: bytes) -> None:
    """Put content in the place of a file at once; see :func:`whole`."""
    with whole(path) as file:
        file.write(content)


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(13, "Permission denied")
    handle, name = tempfile.mkstemp(prefix=".paperkg-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, name)
        else:
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(name, 0o666 & ~mask)
        os.replace(name, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
