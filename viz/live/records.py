"""What the page draws and lists: nodes and edges of a snapshot as plain values.

The form is that of the static page (``viz/web/data.js`` and ``cards.js``), so that one drawing and one panel serve
both.
"""

from __future__ import annotations

import math
from typing import Any

from kg.model import Edge, Node
from viz import labels, scoring, style
from viz.details import edge_details
from viz.live.snapshot import Snapshot


def light(snapshot: Snapshot, number: int) -> dict[str, Any]:
    """Return a node as a list shows it; what is unknown is left out."""
    label = snapshot.labels[number]
    known: dict[str, Any] = {"id": snapshot.ids[number], "type": label, "name": shown_name(snapshot, number)}
    if label == "Paper":
        known |= {"year": snapshot.year(number), "cited": int(snapshot.cited[number]) or None}
    else:
        known["papers"] = int(snapshot.papers[number])
    return {key: value for key, value in known.items() if value is not None}


def shown_name(snapshot: Snapshot, number: int) -> str:
    """Return a node's name in one line of bounded length."""
    return labels.cut(labels.clean(snapshot.names[number]) or snapshot.ids[number], labels.LONGEST)


def drawn(snapshot: Snapshot, number: int) -> dict[str, Any]:
    """Return a node as the picture needs it, without a place."""
    label = snapshot.labels[number]
    named = Node(label, snapshot.ids[number], {"title" if label == "Paper" else "name": snapshot.names[number]})
    paper = label == "Paper"
    importance = 1 + int(snapshot.cited[number]) if paper else int(snapshot.papers[number])
    size = style.radius(label, importance, snapshot.greatest[paper])
    lines = labels.wrap(labels.short_name(named)).split("\n")
    return {**light(snapshot, number), "lines": lines, "shape": style.SHAPES[label], "r": size, "strong": size >= 13}


def link(snapshot: Snapshot, edge: int, *, weak: bool = False) -> dict[str, Any]:
    """Return an edge as the picture needs it; ``weak`` ones are drawn only when one asks for all."""
    kind, source, target = snapshot.key(edge)
    sure = float(snapshot.sure[edge])
    known: dict[str, Any] = {"id": f"{kind} {source} {target}", "kind": kind, "from": source, "to": target}
    if not math.isnan(sure):
        known["sure"] = round(sure, 2)
    return known | {"weak": weak}


def told(snapshot: Snapshot, edge: Edge) -> dict[str, Any]:
    """Return what an edge says for itself: how sure, a note, its quotes, and the names that may be marked in these."""
    ends = [snapshot.number.get(end) for end in (edge.target, edge.source)]
    concept = next((n for n in ends if n is not None and snapshot.labels[n] != "Paper"), None)
    shared = [snapshot.number[id] for id in edge.properties.get("shared", ()) if id in snapshot.number]
    known = edge_details(edge, {snapshot.ids[n]: shown_name(snapshot, n) for n in shared})
    names = [] if concept is None else [snapshot.names[concept], *snapshot.aliases[concept]]
    if {"confidence", "score"} & set(edge.properties):
        known["sure"] = round(scoring.confidence(edge), 2)
    said = "\n".join(known.get("quotes", ())).casefold()
    return {"quotes": [], **known, "marks": [name for name in names if len(name) > 1 and name.casefold() in said]}
