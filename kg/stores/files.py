"""Files that are replaced whole: one writer at a time, and a reader finds the old file or the new one.

A new file is made beside the old one, under a hidden name that holds the process id, flushed to the disk and then
renamed over it. Whenever the process is killed, the old file or the new one is there, complete.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import suppress
from pathlib import Path

from kg.errors import GraphError, GraphLocked
from kg.stores.holders import described
from kg.stores.locking import StoreLock


class FileLock(StoreLock):
    """Keeps other writers of a file out, in this process and in others, until it is released or the process ends.

    The system lets go of the lock when the process dies, however it dies. The thread that holds it can take it again.

    Args:
        path: the file to guard; the lock is beside it, with the ending ``.lock``, and holds the process id.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._guarded = path
        self._path = path.with_name(path.name + ".lock")
        self._descriptor: int | None = None

    def _take(self) -> None:
        self._descriptor = self._open()

    def _give_back(self) -> None:
        if self._descriptor is not None:
            # Removed while it is still held: nobody can be waiting on a name that is gone (see _open).
            with suppress(OSError):
                self._path.unlink()
            os.close(self._descriptor)
            self._descriptor = None

    def _held_here(self) -> str:
        return self._held_by(str(os.getpid()))

    def _open(self) -> int:
        while True:
            try:
                descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            except OSError as error:
                if not self._guarded.parent.is_dir():
                    raise GraphError(
                        f"{self._guarded}: the folder {self._guarded.parent} does not exist; make it first"
                    ) from None
                raise GraphError(f"{self._guarded}: cannot be written: {error.strerror}") from error
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
                os.close(descriptor)
                raise GraphLocked(self._held_by(holder)) from None
            # Another writer may have removed the name between our open and our lock: then this lock guards nothing.
            with suppress(FileNotFoundError):
                if os.fstat(descriptor).st_ino == self._path.stat().st_ino:
                    os.ftruncate(descriptor, 0)
                    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
                    return descriptor
            os.close(descriptor)

    def _held_by(self, process: str) -> str:
        who = described(int(process)) if process.isdigit() else "another process"
        return f"{self._guarded}: {who} is writing this graph; wait until it ends"


def version(path: Path) -> tuple[int, int, int] | None:
    """Return what tells one state of a file from the next; None if there is no file.

    Raises:
        GraphError: if the system does not let us look.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise GraphError(f"{path}: cannot be read: {error.strerror}") from error
    return status.st_dev, status.st_ino, status.st_mtime_ns


def temporary(path: Path) -> Path:
    """Return the hidden name beside ``path`` under which its next version is made."""
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def remove_stale(path: Path) -> None:
    """Remove what killed writers left of ``path``, and helper files beside it; call it with the lock held.

    As temporary files are only made under the lock, those that are there now belong to nobody.
    """
    for left in path.parent.glob(f".{_literal(path.name)}.*.tmp*"):
        with suppress(OSError):
            left.unlink()


def put_in_place(new: Path, path: Path) -> None:
    """Rename the finished file ``new`` over ``path``, so that it survives a loss of power too.

    Raises:
        GraphError: if the system refuses (a full disk, no permission).
    """
    try:
        if path.exists():
            shutil.copymode(path, new)
        _flush(new)
        os.replace(new, path)
        _flush(path.parent)
    except OSError as error:
        raise GraphError(f"{path}: cannot be written: {error.strerror}") from error


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _literal(name: str) -> str:
    """Escape a name for a glob pattern."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)
