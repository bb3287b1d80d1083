"""Positions: the same for the same graph, and no box upon another."""

from __future__ import annotations

import random

import numpy as np
import pytest
from map_graphs import Shuffled

from viz.layout import layout, remove_overlaps
from viz.network import build
from viz.selection import overview


def example(count=90, seed=3):
    chance = random.Random(seed)
    boxes = {f"n{n}": (chance.uniform(30, 150), chance.uniform(24, 60)) for n in range(count)}
    edges = [(f"n{n}", f"n{chance.randrange(n)}", chance.uniform(0.1, 2)) for n in range(1, count)]
    return boxes, edges


def overlapping(positions, boxes):
    ids = sorted(positions)
    return [
        (a, b)
        for n, a in enumerate(ids)
        for b in ids[n + 1 :]
        if abs(positions[a][0] - positions[b][0]) < (boxes[a][0] + boxes[b][0]) / 2
        and abs(positions[a][1] - positions[b][1]) < (boxes[a][1] + boxes[b][1]) / 2
    ]


def test_order_of_the_input_does_not_matter():
    boxes, edges = example()
    turned = dict(reversed(boxes.items())), [(b, a, w) for a, b, w in reversed(edges)]
    assert layout(boxes, edges) == layout(*turned)


@pytest.mark.parametrize("count", [1, 2, 3, 40, 150, 600])
def test_boxes_do_not_overlap(count):
    boxes, edges = example(count)
    positions = layout(boxes, edges)
    assert len(positions) == count
    assert overlapping(positions, boxes) == []


def test_nothing_to_lay_out():
    assert layout({}, []) == {}


def test_nodes_without_edges_find_a_place():
    boxes, _ = example(30)
    assert overlapping(layout(boxes, []), boxes) == []


def test_boxes_at_one_place_come_apart():
    positions = remove_overlaps(np.zeros((40, 2)), np.full((40, 2), 20.0))
    assert len({(round(x), round(y)) for x, y in positions}) == 40


def test_the_network_is_the_same_for_a_graph_in_another_order(graph):
    first, second = build(overview(graph, limit=80)), build(overview(Shuffled(graph, 9), limit=80))
    assert (first.nodes, first.edges) == (second.nodes, second.edges)


def test_parallel_edges_stay_and_a_node_has_no_title(graph):
    chosen = overview(graph, limit=80)
    network = build(chosen)
    assert len(network.edges) == len(chosen.edges)
    assert not [node for node in network.nodes if "title" in node]
    assert {node["shape"] for node in network.nodes} > {"dot", "diamond"}
