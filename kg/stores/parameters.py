"""What is checked before a statement runs, whatever store it runs on: the statement, its limits, its parameters."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kg import guard
from kg.errors import QueryError


def checked_parameters(cypher: str, given: dict[str, Any], timeout: float, limit: int) -> dict[str, Any]:
    """Check a statement with its limits, and return the values of its parameters; others are left out.

    Raises:
        QueryRefused: if the statement could do more than read the graph.
        QueryError: if a parameter has no value, or one that Cypher cannot hold.
        ValueError: for a timeout or limit that is negative.
    """
    if timeout <= 0 or limit < 0:
        raise ValueError(f"a timeout must be above 0 and a limit not below: {timeout}, {limit}")
    guard.check(cypher)
    names = guard.parameters(cypher)
    missing = [name for name in names if name not in given]
    if missing:
        have = f"; given: {', '.join(sorted(given))}" if given else ""
        raise QueryError(f"no value for {', '.join('$' + name for name in missing)}{have}")
    return {name: _value(name, given[name]) for name in names}


def _value(name: str, value: Any) -> Any:
    if value is None or isinstance(value, (bool, float, dt.date)):
        return value
    if isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise QueryError(f"${name}: {value} is too large for a 64-bit integer")
        return value
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise QueryError(f"${name}: the text holds half a character (a lone surrogate)") from None
        return value
    if isinstance(value, (list, tuple)):
        return [_value(name, item) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _value(name, item) for key, item in value.items()}
    raise QueryError(f"${name}: a {type(value).__name__} cannot be a parameter; use text, numbers, lists and maps")
