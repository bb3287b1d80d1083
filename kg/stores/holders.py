"""Who holds a graph: a process in words that let a person find it and wait for it, or end it."""

from __future__ import annotations

import fcntl
import re
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path, PurePath
from typing import IO

#: Longest command shown, in characters.
LONGEST = 80
#: Linux's ``struct flock``: type, whence, start, length, process.
_FLOCK = "hhqqi"
_ACCOUNT = re.compile(r"://[^/\s@]*@")
_INTERPRETER = re.compile(r"python[\d.]*")


def described(process: int) -> str:
    """Return a process in words: its number and, where the system tells it, its command.

    A user name and password in an address of the command are left out.
    """
    command = _command(process)
    return f"process {process} ({command})" if command else f"process {process}"


def locked_by(file: IO[bytes]) -> int | None:
    """Return the process that holds a record lock on an open file against reading, if the system tells it."""
    if not sys.platform.startswith("linux"):
        return None
    question = struct.pack(_FLOCK, fcntl.F_RDLCK, 0, 0, 0, 0)
    with suppress(OSError):
        kind, _, _, _, process = struct.unpack(_FLOCK, fcntl.fcntl(file, fcntl.F_GETLK, question))
        if kind != fcntl.F_UNLCK and process > 0:
            return int(process)
    return None


def _command(process: int) -> str:
    words = _words(process)
    if words and _INTERPRETER.fullmatch(PurePath(words[0]).name):
        if words[1:2] == ["-c"]:
            return "python -c"  # a program that nobody wants to read here
        words = words[2:] if words[1:2] == ["-m"] else words[1:]
    if not words:
        return ""
    text = " ".join([PurePath(words[0]).name, *words[1:]])
    text = "".join(c if c.isprintable() else " " for c in _ACCOUNT.sub("://", text))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _words(process: int) -> list[str]:
    with suppress(OSError):
        line = Path(f"/proc/{process}/cmdline").read_bytes().rstrip(b"\0")
        return line.decode("utf-8", "replace").split("\0") if line else []
    with suppress(OSError, subprocess.SubprocessError):  # systems without /proc
        ps = ["ps", "-o", "args=", "-p", str(process)]
        return subprocess.run(ps, capture_output=True, text=True, timeout=2).stdout.split()
    return []
