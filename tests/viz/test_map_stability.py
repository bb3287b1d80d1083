"""The same graph gives the same picture, and ten papers more move the others little."""

from __future__ import annotations

import json
import math
from itertools import islice
from statistics import median

import numpy as np
import pytest

import kg
from kg.pipeline import build as build_graph
from viz.embedding import embed, own_numbers
from viz.forces import _by_grid, _exact
from viz.layout import _weights, layout
from viz.network import build
from viz.overlaps import remove_overlaps
from viz.selection import overview

#: How far half of the nodes may move at most, as a share of the map's width; chance would be about 0.4.
BOUNDS = {120: 0.10, 400: 0.09}


def places(view, limit):
    return {node["key"]: (node["x"], node["y"]) for node in build(overview(view, limit=limit)).nodes}


def moved(before, after):
    """Return how far half of the nodes that both have moved at most, as a share of the width."""
    wide = max(x for x, _ in after.values()) - min(x for x, _ in after.values())
    both = before.keys() & after.keys()
    assert len(both) > 0.7 * len(after)
    return median(math.dist(before[id], after[id]) for id in both) / wide


@pytest.fixture(scope="module")
def papers(seeds, tmp_path_factory):
    """Title and abstract of the papers of the real pages."""
    with kg.open("memory:") as store:
        build_graph(seeds, store)
        return [
            {"title": node.properties["title"], "abstract": node.properties.get("abstract", "")}
            for node in store.view().nodes("Paper")
        ]


def view_of(papers, folder):
    source = folder / "papers.jsonl"
    source.write_text("".join(json.dumps(paper) + "\n" for paper in papers), encoding="utf-8")
    store = kg.open("memory:")
    build_graph([str(source)], store)
    return store.view()


@pytest.mark.slow
def test_ten_papers_more_move_the_others_little(papers, tmp_path):
    whole = view_of(papers, tmp_path)
    after = {limit: places(whole, limit) for limit in BOUNDS}
    for first in (2, 5, 8, 11, 14):
        new = set(islice(range(first, len(papers), 34), 10))
        fewer = view_of([paper for number, paper in enumerate(papers) if number not in new], tmp_path)
        assert whole.node_counts()["Paper"] == fewer.node_counts()["Paper"] + 10
        for limit, bound in BOUNDS.items():
            assert moved(places(fewer, limit), after[limit]) < bound


def ring(count):
    return [f"n{n:04}" for n in range(count)], [(f"n{n:04}", f"n{(n + 1) % count:04}", 1.0) for n in range(count)]


def test_a_nodes_numbers_are_its_own():
    numbers = own_numbers(["a", "b", "c"])
    assert (own_numbers(["c", "a"]) == numbers[[2, 0]]).all()
    assert (np.abs(numbers) <= 1).all()


def test_linked_nodes_start_nearer_than_others():
    ids, edges = ring(200)
    places = embed(ids, _weights(ids, edges))
    near = np.hypot(*(places - np.roll(places, 1, axis=0)).T).mean()
    far = np.hypot(*(places - np.roll(places, 97, axis=0)).T).mean()
    assert near < 0.3 * far


def test_two_communities_come_apart():
    ids = [f"{side}{n}" for side in "ab" for n in range(30)]
    inside = [(f"{side}{n}", f"{side}{(n + step) % 30}", 1.0) for side in "ab" for n in range(30) for step in (1, 2, 5)]
    positions = layout(dict.fromkeys(ids, (60.0, 30.0)), [*inside, ("a0", "b0", 1.0)])
    middles = {side: np.mean([positions[f"{side}{n}"] for n in range(30)], axis=0) for side in "ab"}
    spread = {s: np.mean([math.dist(positions[f"{s}{n}"], middles[s]) for n in range(30)]) for s in "ab"}
    assert math.dist(middles["a"], middles["b"]) > 1.2 * max(spread.values())


def test_the_field_on_the_grid_is_about_the_sum_over_all_pairs():
    chance = np.random.default_rng(1)
    positions, mass = chance.normal(0, 12, (700, 2)), chance.uniform(1, 3, 700)
    exact, fast = _exact(positions, mass), _by_grid(positions, mass)
    assert np.corrcoef(exact.ravel(), fast.ravel())[0, 1] > 0.97


def test_nodes_without_any_edge_have_places():
    ids = [f"n{n}" for n in range(5)]
    assert len(set(layout(dict.fromkeys(ids, (50.0, 20.0)), []).values())) == 5


def test_many_boxes_do_not_overlap():
    chance = np.random.default_rng(2)
    sizes = chance.uniform((30, 20), (150, 60), (3000, 2))
    positions = remove_overlaps(chance.normal(0, 1, (3000, 2)) * (9000, 5000) / 4, sizes)
    order = np.argsort(positions[:, 0])
    for n, a in enumerate(order):
        for b in order[n + 1 :]:
            if positions[b, 0] - positions[a, 0] > 155:
                break
            apart = np.abs(positions[a] - positions[b]) - (sizes[a] + sizes[b]) / 2
            assert apart.max() > -0.01
