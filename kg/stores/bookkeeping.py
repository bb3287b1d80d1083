"""Keeps bookkeeping properties out of answers to queries, whatever a statement does with them.

:mod:`kg.guard` refuses a statement that names one, but a whole node carries it, and Cypher can turn a node into text.
So a store that hands statements to a database puts a mark before and after such a value, and :func:`strip` takes out
of an answer what stands between marks.
"""

from __future__ import annotations

import re
from typing import Any

from kg.schema import is_internal, schema

# Private-use characters at the end of the last plane: no keyboard, font or paper has them.
_OPEN, _CLOSE = "\U0010fffc", "\U0010fffd"
# What stands between marks, also when a statement cut the text and one of the two is missing.
_HIDDEN = re.compile(f"^[^{_OPEN}{_CLOSE}]*{_CLOSE}|{_OPEN}[^{_CLOSE}]*{_CLOSE}?|{_CLOSE}")

#: The names of all bookkeeping properties.
NAMES = frozenset(name for node in schema().nodes.values() for name in node.properties if is_internal(name))


def hide(name: str, value: Any) -> Any:
    """Return the value of a property as a database stores it: marked, if it is bookkeeping and text."""
    return f"{_OPEN}{value}{_CLOSE}" if name in NAMES and isinstance(value, str) else value


def unhide(name: str, value: Any) -> Any:
    """Return what was given to :func:`hide`."""
    return value[1:-1] if name in NAMES and isinstance(value, str) else value


def strip(text: str) -> str:
    """Return a text of an answer without bookkeeping values."""
    return text if text.isascii() else _HIDDEN.sub("", text)
