"""How two nodes are connected: :func:`kg.analysis.paths`, asked for the page."""

from __future__ import annotations

from typing import Any, cast

from kg.analysis.paths import Path, Step, paths
from kg.model import Node
from kg.search import Names
from kg.stores.base import View
from viz.live.answers import Context, Values
from viz.live.pictures import together
from viz.live.records import light, shown_name, told
from viz.live.snapshot import Snapshot
from viz.style import STROKES


class _Ids:
    """Finds nodes by their ids, which is all that is asked of names once the ids are known."""

    def __init__(self, view: View) -> None:
        self._view = view

    def find(self, id: str) -> Node:
        """Return the node; a graph on a server may have lost it since."""
        return self._view.node(id) or Node("Paper", id)


def path(context: Context, values: Values) -> dict[str, Any]:
    """Give the strongest short paths between two nodes, and a picture of them."""
    snapshot = context.snapshot
    ends = context.number(values["from"]), context.number(values["to"])
    network = context.loaded.network()
    with snapshot.texts.view() as view:
        found = paths(
            view,
            snapshot.ids[ends[0]],
            snapshot.ids[ends[1]],
            values["limit"],
            values["length"],
            names=cast(Names, _Ids(view)),
            network=network,
        )
    inner = {snapshot.number[node.id] for path in found.paths for node in path.nodes}
    picture = together(snapshot, [*ends, *inner])
    return {
        "from": light(snapshot, ends[0]),
        "to": light(snapshot, ends[1]),
        "verdict": _verdict(snapshot, ends, len(found.paths), found.max_length, found.distance),
        "distance": found.distance,
        "paths": [_path(snapshot, path) for path in found.paths],
        "picture": picture,
    }


def _verdict(snapshot: Snapshot, ends: tuple[int, int], count: int, most: int, distance: int | None) -> str:
    names = " and ".join(shown_name(snapshot, end) for end in ends)
    if count:
        return f"{count} {'path' if count == 1 else 'paths'} between {names}, the strongest first"
    tried = f"no path of at most {most} {'step' if most == 1 else 'steps'} between {names}"
    return f"{tried}; the shortest has {distance}" if distance else f"{tried}, nor a longer one"


def _path(snapshot: Snapshot, found: Path) -> dict[str, Any]:
    return {
        "cost": found.cost,
        "nodes": [light(snapshot, snapshot.number[node.id]) for node in found.nodes],
        "steps": [_step(snapshot, step) for step in found.steps],
    }


def _step(snapshot: Snapshot, step: Step) -> dict[str, Any]:
    stroke = STROKES[step.edge.type]
    return {
        "kind": step.edge.type,
        "says": stroke.out if step.forward else stroke.back,
        "forward": step.forward,
        "from": step.start.id,
        "to": step.end.id,
        "also": list(step.also),
        **told(snapshot, step.edge),
    }
