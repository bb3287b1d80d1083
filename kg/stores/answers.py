"""Turns what LadybugDB returns into plain values that JSON can hold, as :class:`kg.stores.base.Result` describes."""

from __future__ import annotations

import datetime as dt
import math
import re
import uuid
from decimal import Decimal
from typing import Any

from kg.schema import schema
from kg.stores.bookkeeping import NAMES, strip

# The keys that LadybugDB adds to nodes, edges and paths.
_LABEL, _SOURCE, _NODES, _EDGES = "_LABEL", "_SRC", "_NODES", "_RELS"
_DRIVER_KEYS = frozenset({_LABEL, _SOURCE, _NODES, _EDGES, "_ID", "_DST"})
_INTERNAL_COLUMN = re.compile(rf"(?:.*\.)?(?:{'|'.join(map(re.escape, sorted(NAMES)))})", re.DOTALL)


def shown(columns: list[str]) -> list[int]:
    """Return the places of the columns that may be shown: ``RETURN p.*`` has one for each bookkeeping property."""
    return [place for place, name in enumerate(columns) if not _INTERNAL_COLUMN.fullmatch(name)]


def plain(value: Any) -> Any:
    """Return a value of an answer as JSON can hold it, without bookkeeping."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return strip(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (list, tuple)):
        # keys(p) lists the names of bookkeeping properties too.
        return [plain(item) for item in value if not (isinstance(item, str) and item in NAMES)]
    if isinstance(value, dict):
        return _mapping(value)
    return _scalar(value)


def _mapping(value: dict[Any, Any]) -> dict[str, Any]:
    if _NODES in value and _EDGES in value:
        return {"nodes": plain(value[_NODES]), "edges": plain(value[_EDGES])}
    label = value.get(_LABEL)
    if _SOURCE in value and label in schema().edges:
        return {"type": label, **_properties(value, schema().edges[label].properties)}
    if label in schema().nodes:
        return {"id": value.get("id"), "label": label, **_properties(value, schema().nodes[label].properties)}
    return {strip(str(key)): plain(item) for key, item in value.items() if key not in NAMES}


def _properties(value: dict[str, Any], known: dict[str, str]) -> dict[str, Any]:
    """Return the properties of its own label or type: a pattern over several gives those of all, most of them None."""
    return {
        name: plain(value[name])
        for name in known
        if name != "id" and name not in NAMES and name not in _DRIVER_KEYS and value.get(name) is not None
    }


def _scalar(value: Any) -> Any:
    if isinstance(value, Decimal):  # sum() of integers is one, too
        return int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else float(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (uuid.UUID, dt.timedelta)):
        return str(value)
    return strip(str(value))
