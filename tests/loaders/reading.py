"""How the tests of loaders read: content in, papers and messages out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import loaders
from kg.model import Paper


def write(folder: Path, name: str, content: str | bytes) -> str:
    """Write a source; lone surrogates in a text are written as they are, which is no UTF-8."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return str(path)


def read(path: str, format: str | None = None) -> tuple[list[Paper], list[str]]:
    """Return the papers of a source and its messages, which name the source without its folder."""
    items = list(loaders.read([path], format))
    papers = [item for item in items if isinstance(item, Paper)]
    folder = str(Path(path).parent)
    return papers, [str(item).replace(f"{folder}/", "") for item in items if not isinstance(item, Paper)]


def line(**fields: Any) -> str:
    """Return one line of JSON Lines."""
    return json.dumps(fields) + "\n"
