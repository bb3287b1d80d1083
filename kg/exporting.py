"""The canonical export: the whole graph as sorted JSON Lines, byte-identical for equal graphs."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kg.stores.base import View


def jsonl(view: View) -> Iterator[str]:
    """Yield the lines of the export: nodes by label and id, then edges by type, source and target.

    Keys are sorted; bookkeeping properties are left out.
    """
    for node in view.nodes():
        yield _line({"kind": "node", "label": node.label, "id": node.id, "properties": node.properties})
    for edge in view.edges():
        yield _line(
            {
                "kind": "edge",
                "type": edge.type,
                "source": edge.source,
                "target": edge.target,
                "properties": edge.properties,
            }
        )


def _line(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
