"""How two papers or concepts are connected: the strongest short paths between them.

The cost of a path is ``sum(1 - ln strength) + 0.5 * sum(ln degree)``, the first sum over its edges, the second over
the nodes that it passes through. ``strength`` is the edge's confidence or score, so that the first sum falls with the
chance that every edge is true (BROADER, which brings nothing together, counts 0.4 or 0.3); the 1 for each step makes a
short path beat a long one of equal worth, and RELATED_TO, which stands for two steps through what the papers share,
has a 2. ``degree`` is the number of neighbours: half the logarithm is the damping of degree-weighted path counts
(Himmelstein and Baranzini 2015, "Heterogeneous network edge prediction", who found 0.4 best). A path through "large
language model", which joins a third of all papers to each other, says little about any two of them; one through a
concept that three papers name says much.

The search is A*Prune (Liu and Ramakrishnan 2001, "A*Prune: an algorithm for finding K shortest paths subject to
multiple constraints"), here with one constraint, the number of steps. networkx's ``shortest_simple_paths`` (Yen 1971)
knows no such limit, and building its graph of 20,000 papers takes longer than the whole search. The lower bounds are
exact without it (Bellman-Ford, one round a step), so that hardly any path is tried in vain.

A path that passes through all the nodes of a stronger one, and more, is a detour of it and says nothing new: it is
left out. (A direct edge passes through nothing, so it hides nothing.)
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.analysis.finder import Finder
from kg.analysis.network import Network, read_network
from kg.errors import QuestionError
from kg.model import Edge, Node
from kg.schema import schema
from kg.search import Names, label_name
from kg.stores.base import View

#: The share of a passed node's degree in the cost, as a power of it.
DAMPING = 0.5
#: Costs are counted in millionths, so that equal paths are equal on every machine.
_UNIT = 1_000_000
_FAR = np.iinfo(np.int64).max // 4


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path.

    Attributes:
        edge: the strongest edge between the two nodes, with all its properties.
        forward: whether the path goes along the edge's direction.
        start, end: the nodes, in the path's order.
        shared: the names of the concepts that a RELATED_TO edge lists.
        also: types of the other edges between the two.
    """

    edge: Edge
    forward: bool
    start: Node
    end: Node
    shared: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def quotes(self) -> list[str]:
        """The words behind the edge; empty for RELATED_TO and BROADER."""
        found: list[str] = self.edge.properties.get("evidence", [])
        return found

    @property
    def strength(self) -> float | None:
        """Confidence or score of the edge, or None."""
        value = self.edge.properties.get("confidence", self.edge.properties.get("score"))
        return None if value is None else float(value)

    def to_dict(self) -> dict[str, Any]:
        """Return the step, JSON-ready."""
        return {
            "type": self.edge.type,
            "forward": self.forward,
            "start": self.start.id,
            "end": self.end.id,
            **self.edge.properties,
            **({"shared_names": list(self.shared)} if self.shared else {}),
            **({"also": list(self.also)} if self.also else {}),
        }


@dataclass(frozen=True, slots=True)
class Path:
    """A path: its steps, and its cost (see the module; less is stronger)."""

    steps: tuple[Step, ...]
    cost: float

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes in order, both ends included."""
        return (self.steps[0].start, *(step.end for step in self.steps))

    def to_dict(self) -> dict[str, Any]:
        """Return the path, JSON-ready."""
        return {
            "cost": self.cost,
            "length": len(self.steps),
            "nodes": [{"id": node.id, "label": node.label, "name": label_name(node)} for node in self.nodes],
            "steps": [step.to_dict() for step in self.steps],
        }


@dataclass(frozen=True, slots=True)
class Connection:
    """How two nodes are connected.

    Attributes:
        start, end: the nodes.
        paths: the strongest first.
        max_length: how many steps a path could have.
        distance: steps of the shortest path there is, however long; None if nothing joins the two.
        neighbours: how many neighbours each end has.
    """

    start: Node
    end: Node
    paths: tuple[Path, ...] = field(default=())
    max_length: int = 4
    distance: int | None = None
    neighbours: tuple[int, int] = (0, 0)

    @property
    def verdict(self) -> str:
        """What was found, in one sentence; what was tried, if nothing was."""
        names = f"{_told(self.start)} and {_told(self.end)}"
        if self.paths:
            count = f"{len(self.paths)} path{'s' if len(self.paths) > 1 else ''}"
            return f"{count} between {names}, the strongest first"
        tried = f"no path of at most {self.max_length} steps between {names}, over edges of any type and direction"
        if self.distance is not None:
            return f"{tried}; the shortest has {self.distance}: --max-length {self.distance} shows it"
        a, b = self.neighbours
        return f"{tried}; nor a longer one: they are in separate parts of the graph ({a} and {b} neighbours)"

    def to_dict(self) -> dict[str, Any]:
        """Return the answer, JSON-ready."""
        return {
            "start": self.start.id,
            "end": self.end.id,
            "verdict": self.verdict,
            "max_length": self.max_length,
            "distance": self.distance,
            "paths": [path.to_dict() for path in self.paths],
        }


def _told(node: Node) -> str:
    return label_name(node) if node.label == "Paper" else f"{label_name(node)} ({node.id})"


def paths(
    view: View,
    a: str,
    b: str,
    k: int = 3,
    max_length: int = 4,
    *,
    names: Names | None = None,
    network: Network | None = None,
) -> Connection:
    """Return the strongest short paths between two papers or concepts, over edges of all types in both directions.

    Between two neighbours only the strongest edge is told (and the others' types); detours are left out.

    Args:
        view: the graph.
        a: name, alias, title or id of one end; ``b``: of the other.
        k: how many paths at most.
        max_length: steps that a path may have.
        names: the view's names, if the caller has them; ``network``: its network: both save their reading.

    Raises:
        UnknownName: if there is no such node, or several.
        QuestionError: if both are the same node, or a number is less than 1.
    """
    if k < 1 or max_length < 1:
        raise QuestionError(f"k={k} and max_length={max_length} must both be at least 1")
    finder = Finder(view, names)
    start, end = finder.find(a), finder.find(b)
    if start.id == end.id:
        raise QuestionError(f"{a!r} and {b!r} are the same node ({start.id}); give two different ones")
    net = network or read_network(view)
    source, target = net.numbers[start.id], net.numbers[end.id]
    arcs = _Arcs(net, source, target)
    distance = arcs.distance()
    found = tuple(
        _path(view, net, cost, nodes) for cost, nodes in islice(arcs.cheapest(max_length), k if distance else 0)
    )
    neighbours = int(net.degree[source]), int(net.degree[target])
    return Connection(start, end, found, max_length, distance, neighbours)


class _Arcs:
    """The network's pairs in both directions, grouped by start, with the costs of paths between two nodes."""

    def __init__(self, net: Network, source: int, target: int) -> None:
        self._source, self._target = source, target
        size = len(net.ids)
        steps = np.where(net.kind == list(schema().edges).index("RELATED_TO"), 2, 1)
        edge = steps - np.log(net.strength)
        passing = DAMPING * np.log(np.maximum(net.degree, 1))
        passing[target] = 0.0
        start = np.concatenate((net.first, net.last))
        order = np.argsort(start, kind="stable")
        self._end = np.concatenate((net.last, net.first))[order]
        cost = np.concatenate((edge, edge))[order] + passing[self._end]
        self._cost = np.rint(cost * _UNIT).astype(np.int64)
        self._bounds = np.concatenate(([0], np.cumsum(np.bincount(start, minlength=size))))
        self._size = size

    def distance(self) -> int | None:
        """Return the number of steps of the shortest path, or None."""
        seen = np.zeros(self._size, dtype=bool)
        front = np.array([self._source])
        steps = 0
        while len(front):
            seen[front] = True
            if seen[self._target]:
                return steps
            reached = np.concatenate([self._end[self._bounds[n] : self._bounds[n + 1]] for n in front.tolist()])
            front = np.unique(reached[~seen[reached]])
            steps += 1
        return None

    def cheapest(self, max_length: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield the simple paths of at most so many steps, each with its cost, by cost and then by their nodes.

        A path that passes through all the nodes that an earlier one passes through is left out.
        """
        taken: list[frozenset[int]] = []
        rest = self._to_target(max_length)
        heap: list[tuple[int, tuple[int, ...], int]] = [(int(rest[max_length][self._source]), (self._source,), 0)]
        while heap and heap[0][0] < _FAR:
            total, nodes, cost = heapq.heappop(heap)
            if any(inner.issubset(nodes) for inner in taken):
                continue
            if nodes[-1] == self._target:
                yield total, nodes
                if len(nodes) > 2:
                    taken.append(frozenset(nodes[1:-1]))
                continue
            low, high = self._bounds[nodes[-1]], self._bounds[nodes[-1] + 1]
            ends, costs = self._end[low:high], self._cost[low:high] + cost
            totals = costs + rest[max_length - len(nodes)][ends]
            for place in np.flatnonzero(totals < _FAR).tolist():
                end = int(ends[place])
                if end not in nodes:
                    heapq.heappush(heap, (int(totals[place]), (*nodes, end), int(costs[place])))

    def _to_target(self, most: int) -> list[NDArray[np.int64]]:
        """Return what it costs at least to go on to the target from each node, in at most 0, 1, 2 ... steps."""
        inner = np.flatnonzero(np.diff(self._bounds))
        costs = np.full(self._size, _FAR, dtype=np.int64)
        costs[self._target] = 0
        rounds = [costs]
        for _ in range(most):
            through = np.minimum.reduceat(self._cost + costs[self._end], self._bounds[inner])
            costs = costs.copy()
            costs[inner] = np.minimum(costs[inner], np.minimum(through, _FAR))
            rounds.append(costs)
        return rounds


def _path(view: View, net: Network, cost: int, numbers: tuple[int, ...]) -> Path:
    nodes = [view.node(net.ids[number]) for number in numbers]
    types = list(schema().edges)
    steps = []
    for (a, start), (b, end) in pairwise(zip(numbers, nodes, strict=True)):
        assert start is not None  # the ids are from this view
        assert end is not None
        # Reading the edges of a hub takes long; its neighbour has the same edge.
        fewer = start if net.degree[a] <= net.degree[b] else end
        between = {e.key: e for e in view.edges_of(fewer.id) if {e.source, e.target} == {start.id, end.id}}
        place = net.pair(a, b)
        forward = bool(net.upward[place]) == (a < b)
        ends = (start.id, end.id) if forward else (end.id, start.id)
        edge = between.pop((types[net.kind[place]], *ends))
        shared = tuple(net.names[net.numbers[id]] for id in edge.properties.get("shared", ()) if id in net.numbers)
        also = tuple(sorted({type for type, _, _ in between}, key=types.index))
        steps.append(Step(edge, forward, start, end, shared, also))
    return Path(tuple(steps), round(cost / _UNIT, 4))
