"""How types of nodes and edges are drawn, as data. Colours are in ``map.css``, for light and dark."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

#: A shape for each node label, so that no one needs to tell colours apart.
SHAPES: Mapping[str, str] = {
    "Paper": "dot",
    "Method": "diamond",
    "Technique": "hexagon",
    "Hardware": "square",
    "Dataset": "triangle",
    "Task": "star",
}
#: The radius of the least and of the most important node, in pixels.
SMALLEST, LARGEST = 5.0, 20.0
#: Papers are many; they stay smaller than what joins them.
PAPER_LARGEST = 12.0
#: Where all nodes are equally unimportant, none is drawn large.
LEAST_GREATEST = 6


@dataclass(frozen=True, slots=True)
class Stroke:
    """How an edge type is drawn.

    Attributes:
        out: what it says read from its source ("introduces"); ``back``: from its target ("introduced by").
        width: in pixels.
        dashes: lengths of dash and gap, or none.
        arrow: whether the direction is shown: needless where the types of its ends tell it.
    """

    out: str
    back: str
    width: float = 1.0
    dashes: tuple[int, ...] = ()
    arrow: bool = False


STROKES: Mapping[str, Stroke] = {
    "INTRODUCES": Stroke("introduces", "introduced by", 2.2),
    "USES": Stroke("uses", "used by", 1.0),
    "EVALUATED_ON": Stroke("evaluated on", "used to evaluate", 1.2, (6, 4)),
    "COMPARES_WITH": Stroke("compares with", "baseline of", 1.4, (2, 3)),
    "ADDRESSES": Stroke("addresses", "addressed by", 1.2),
    "CITES": Stroke("cites", "cited by", 1.4, (), True),
    "RELATED_TO": Stroke("related to", "related to", 1.0, (1, 4)),
    "BROADER": Stroke("is a kind of", "covers", 1.0, (10, 4), True),
}


def radius(label: str, importance: int, greatest: int) -> float:
    """Return the radius of a node: its area follows its importance.

    Args:
        label: the node's label.
        importance: see :class:`viz.selection.Selection`.
        greatest: the importance of the most important node of its kind (paper or concept).
    """
    largest = PAPER_LARGEST if label == "Paper" else LARGEST
    share = math.sqrt(max(0, importance) / max(LEAST_GREATEST, greatest))
    return round(SMALLEST + (largest - SMALLEST) * min(1.0, share), 1)
