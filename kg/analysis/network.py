"""A graph as arrays of numbers: what the searches for paths need of it, read in bulk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.schema import schema
from kg.stores.base import View

#: What a BROADER edge counts: it says what two things are, not that anybody brought them together, and one may go up
#: and down from anything to anything. The vocabulary's are surer than those by the last words of a name.
LEXICON, HEAD_NOUN = 0.4, 0.3
#: What an edge counts that does not say how sure it is.
UNKNOWN = 0.5
#: No edge counts less, so that no cost is infinite.
LEAST = 0.01


@dataclass(slots=True)
class Network:
    """The nodes by number, and for each pair of neighbours their strongest edge.

    Attributes:
        ids: of the nodes, by label in the schema's order, then sorted.
        names: what each is called: a concept's name, a paper's title.
        numbers: of each id.
        first, last: the ends of each pair as numbers, the smaller first; pairs are sorted and unique.
        kind: place of the strongest edge's type in the schema.
        upward: whether that edge goes from ``first`` to ``last``.
        strength: confidence or score of that edge, between :data:`LEAST` and 1; of BROADER :data:`LEXICON` or
            :data:`HEAD_NOUN`.
        degree: how many neighbours each node has.
    """

    ids: list[str]
    names: list[str]
    numbers: dict[str, int]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    kind: NDArray[np.int64]
    upward: NDArray[np.bool_]
    strength: NDArray[np.float64]
    degree: NDArray[np.int64]

    def pair(self, a: int, b: int) -> int:
        """Return the place of a pair of neighbours.

        Raises:
            KeyError: if they are none.
        """
        low, high = min(a, b), max(a, b)
        place = int(np.searchsorted(self.first * len(self.ids) + self.last, low * len(self.ids) + high))
        if place == len(self.first) or (self.first[place], self.last[place]) != (low, high):
            raise KeyError((self.ids[a], self.ids[b]))
        return place


def read_network(view: View) -> Network:
    """Read a graph. Of several edges between two nodes the strongest counts, of equal ones the schema's first type."""
    ids: list[str] = []
    names: list[str] = []
    for label, kind in schema().nodes.items():
        name = "name" if kind.concept else "title"
        table = view.node_table(label, (name,))
        ids += table["id"]
        names += [called or id for called, id in zip(table[name], table["id"], strict=True)]
    numbers = {id: number for number, id in enumerate(ids)}
    starts, ends, kinds, strengths = [], [], [], []
    for place, type in enumerate(schema().edges):
        start, end, strength = _edges(view, type, numbers)
        starts.append(start)
        ends.append(end)
        strengths.append(strength)
        kinds.append(np.full(len(start), place, dtype=np.int64))
    start, end = np.concatenate(starts), np.concatenate(ends)
    kind_, strength = np.concatenate(kinds), np.concatenate(strengths)
    first, last = np.minimum(start, end), np.maximum(start, end)
    code = first * max(1, len(ids)) + last
    order = np.lexsort((kind_, -strength, code))
    order = order[(first != last)[order]]
    code = code[order]
    order = order[np.concatenate(([True], code[1:] != code[:-1]))] if len(order) else order
    first, last = first[order], last[order]
    degree = np.bincount(first, minlength=len(ids)) + np.bincount(last, minlength=len(ids))
    return Network(
        ids, names, numbers, first, last, kind_[order], (start < end)[order], strength[order], degree.astype(np.int64)
    )


def _edges(
    view: View, type: str, numbers: dict[str, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return both ends and the strength of the edges of a type."""
    known = schema().edges[type].properties
    weight = next((name for name in ("confidence", "score", "source") if name in known), None)
    table = view.edge_table(type, (weight,) if weight else ())
    count = len(table["start"])
    start = np.fromiter(map(numbers.__getitem__, table["start"]), dtype=np.int64, count=count)
    end = np.fromiter(map(numbers.__getitem__, table["end"]), dtype=np.int64, count=count)
    if weight == "source":
        values = [LEXICON if source == "lexicon" else HEAD_NOUN for source in table[weight]]
    elif weight:
        values = [UNKNOWN if value is None else value for value in table[weight]]
    else:
        values = [UNKNOWN] * count
    return start, end, np.clip(np.array(values, dtype=np.float64), LEAST, 1.0)
