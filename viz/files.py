"""Putting a file in its place at once, or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from viz.errors import MapError


def write(path: Path, content: bytes) -> int:
    """Put the content in the place of the file at once; return its size.

    Raises:
        MapError: if it cannot be written there.
    """
    temporary = ""
    try:
        if path.is_dir():
            raise IsADirectoryError(21, "it is a folder; give the name of a file, like map.html")
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, path)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise MapError(f"{path}: the map cannot be written here: {error.strerror or error}") from None
    return len(content)
