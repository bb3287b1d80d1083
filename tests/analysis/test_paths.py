"""Paths: the strongest first, hubs and detours avoided, every step with its words, and exact."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from itertools import pairwise

import networkx as nx
import pytest
from click.testing import CliRunner
from graphs import Keeper, broader, concept, edge, paper, related

import kg
from kg.analysis import paths
from kg.analysis.network import read_network
from kg.analysis.paths import Connection
from kg.cli import main
from kg.errors import QuestionError, UnknownName
from kg.model import Edge, Node
from kg.search import Names
from kg.stores.base import View

# LoRA and the KV cache are joined by one paper on both (arxiv:1), by two papers (2 and 3) that share a rare concept,
# and by the same two through the hub "LLM", which ten papers name.
NODES = [
    paper("arxiv:1", "Both", published="2023-05-01"),
    paper("arxiv:2", "Only LoRA"),
    paper("arxiv:3", "Only the cache"),
    *(paper(f"arxiv:9{n}", f"Filler {n}") for n in range(8)),
    concept("method:lora", "LoRA", 2),
    concept("method:qlora", "QLoRA", 0),
    concept("technique:kv-cache", "KV cache", 2),
    concept("technique:llm", "LLM", 10),
    concept("technique:paging", "paging", 2),
    concept("task:alone", "alone", 0),
]
EDGES = [
    edge("USES", "arxiv:1", "method:lora", 0.9, "We serve LoRA adapters."),
    edge("COMPARES_WITH", "arxiv:1", "method:lora", 0.5),
    edge("USES", "arxiv:1", "technique:kv-cache", 0.8, "They sit beside the KV cache."),
    edge("USES", "arxiv:2", "method:lora", 0.9),
    edge("USES", "arxiv:2", "technique:llm", 0.9),
    edge("USES", "arxiv:2", "technique:paging", 0.9),
    edge("USES", "arxiv:3", "technique:kv-cache", 0.9),
    edge("USES", "arxiv:3", "technique:llm", 0.9),
    edge("USES", "arxiv:3", "technique:paging", 0.6),
    *(edge("USES", f"arxiv:9{n}", "technique:llm", 1.0) for n in range(8)),
    broader("method:qlora", "method:lora"),
]


def told(found: Connection) -> list[list[str]]:
    """What each path passes through."""
    return [[node.id for node in path.nodes[1:-1]] for path in found.paths]


def held(nodes: list[Node], edges: list[Edge]) -> Iterator[View]:
    with kg.open("memory:") as store:
        with store.writer() as writer:
            writer.add_nodes(nodes)
            writer.add_edges(edges)
        yield store.view()


@pytest.fixture(scope="module")
def view() -> Iterator[View]:
    yield from held(NODES, EDGES)


def test_a_telling_concept_beats_a_hub_alike_on_every_store(keep: Keeper) -> None:
    found = paths(keep(NODES, EDGES).view(), "lora", "kv caches", k=5)
    # The edges through the hub are surer (0.9 and 0.9 against 0.9 and 0.6), but it has ten neighbours to two.
    assert told(found) == [
        ["arxiv:1"],
        ["arxiv:2", "technique:paging", "arxiv:3"],
        ["arxiv:2", "technique:llm", "arxiv:3"],
    ]
    # arxiv:1 has two neighbours, arxiv:2 and 3 have three each, paging two, the hub ten.
    assert [path.cost for path in found.paths] == pytest.approx(
        [
            2 - math.log(0.9 * 0.8) + 0.5 * math.log(2),
            4 - math.log(0.9 * 0.9 * 0.6 * 0.9) + 0.5 * math.log(3 * 2 * 3),
            4 - math.log(0.9 * 0.9 * 0.9 * 0.9) + 0.5 * math.log(3 * 10 * 3),
        ],
        abs=1e-4,
    )


def test_a_step_has_its_type_direction_and_words(view: View) -> None:
    (path,) = paths(view, "LoRA", "KV cache", k=1).paths
    to_paper, to_cache = path.steps
    assert (to_paper.edge.type, to_paper.forward, to_paper.start.id) == ("USES", False, "method:lora")
    assert (to_paper.quotes, to_paper.strength, to_paper.also) == (["We serve LoRA adapters."], 0.9, ("COMPARES_WITH",))
    assert (to_cache.edge.type, to_cache.forward, to_cache.quotes) == ("USES", True, ["They sit beside the KV cache."])
    back = paths(view, "KV cache", "LoRA", k=1).paths[0]
    assert [step.forward for step in back.steps] == [False, True]
    assert back.cost == path.cost


def test_related_papers_tell_what_they_share_and_hide_detours(view: View) -> None:
    edges = [*EDGES, related("arxiv:2", "arxiv:3", 0.5, "technique:paging", "technique:llm")]
    (more,) = held(NODES, edges)
    found = paths(more, "LoRA", "KV cache", k=5)
    # Through paging or the hub one passes through both papers, too: that says nothing that the related edge does not.
    assert told(found) == [["arxiv:1"], ["arxiv:2", "arxiv:3"]]
    middle = found.paths[1].steps[1]
    assert (middle.edge.type, middle.shared, middle.strength) == ("RELATED_TO", ("paging", "LLM"), 0.5)


def test_a_direct_edge_hides_nothing(view: View) -> None:
    found = paths(view, "Only LoRA", "paging", k=9)
    assert told(found) == [[], ["technique:llm", "arxiv:3"]]
    assert told(paths(view, "Only LoRA", "paging", k=9, max_length=5))[2:] == [
        ["method:lora", "arxiv:1", "technique:kv-cache", "arxiv:3"]
    ]


def test_a_broader_concept_is_a_step(view: View) -> None:
    (path,) = paths(view, "QLoRA", "Both").paths
    assert [(step.edge.type, step.forward) for step in path.steps] == [("BROADER", True), ("USES", False)]
    assert path.steps[0].edge.properties["source"] == "lexicon"
    assert path.steps[0].quotes == []


def test_no_path_says_what_was_tried(view: View) -> None:
    apart = paths(view, "LoRA", "alone")
    assert (apart.paths, apart.distance) == ((), None)
    assert apart.verdict == (
        "no path of at most 4 steps between LoRA (method:lora) and alone (task:alone), over edges of any type and "
        "direction; nor a longer one: they are in separate parts of the graph (3 and 0 neighbours)"
    )
    far = paths(view, "Both", "Filler 1", max_length=3)
    assert (far.paths, far.distance) == ((), 4)
    assert far.verdict.endswith("; the shortest has 4: --max-length 4 shows it")
    assert len(paths(view, "Both", "Filler 1", max_length=4).paths[0].steps) == 4


@pytest.mark.parametrize("reversed_", [False, True])
def test_equal_paths_come_by_id_whatever_the_order_of_writing(reversed_: bool) -> None:
    nodes = [paper(f"arxiv:{n}") for n in range(6)] + [concept("method:a"), concept("method:b")]
    edges = [edge("USES", f"arxiv:{n}", f"method:{m}", 0.7) for n in range(6) for m in "ab"]
    (view,) = held(nodes[::-1] if reversed_ else nodes, edges[::-1] if reversed_ else edges)
    assert told(paths(view, "method:a", "method:b", k=4)) == [["arxiv:0"], ["arxiv:1"], ["arxiv:2"], ["arxiv:3"]]


@pytest.mark.parametrize("seed", range(25))
def test_as_good_as_trying_all_paths(seed: int) -> None:
    chance = random.Random(seed)
    nodes = [paper(f"arxiv:{n}") for n in range(7)] + [concept(f"technique:{n}") for n in range(6)]
    edges = [
        edge("USES", f"arxiv:{n}", f"technique:{m}", chance.choice([0.3, 0.5, 0.9, 1.0]))
        for n in range(7)
        for m in range(6)
        if chance.random() < 0.4
    ]
    edges += [related(f"arxiv:{n}", f"arxiv:{n + 1}", chance.random()) for n in range(6) if chance.random() < 0.5]
    (view,) = held(nodes, edges)
    graph = nx.Graph()
    graph.add_nodes_from(node.id for node in nodes)
    for e in edges:
        strength = max(0.01, e.properties.get("confidence", e.properties.get("score")))
        graph.add_edge(e.source, e.target, cost=(2 if e.type == "RELATED_TO" else 1) - math.log(strength))
    for length in (1, 3, 4, 6):
        every = sorted(
            (
                sum(graph.edges[step]["cost"] for step in pairwise(path))
                + sum(0.5 * math.log(graph.degree[node]) for node in path[1:-1]),
                path,
            )
            for path in nx.all_simple_paths(graph, "arxiv:0", "technique:0", cutoff=length)
        )
        best: list[tuple[float, list[str]]] = []
        for cost, path in every:
            if not any(len(p) > 2 and set(p[1:-1]) <= set(path[1:-1]) for _, p in best):
                best.append((cost, path))
        found = paths(view, "arxiv:0", "technique:0", k=1000, max_length=length)
        assert [path.cost for path in found.paths] == pytest.approx([cost for cost, _ in best], abs=1e-4)
        assert {tuple(n.id for n in path.nodes) for path in found.paths} == {tuple(path) for _, path in best}
        joined = nx.has_path(graph, "arxiv:0", "technique:0")
        assert found.distance == (nx.shortest_path_length(graph, "arxiv:0", "technique:0") if joined else None)


def test_names_and_network_may_be_shared(view: View) -> None:
    shared = {"names": Names(view), "network": read_network(view)}
    assert paths(view, "LoRA", "LLM", **shared) == paths(view, "LoRA", "LLM")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("LoRA", "lora"), QuestionError, "'LoRA' and 'lora' are the same node (method:lora); give two different ones"),
        (("LoRA", "KV cache", 0), QuestionError, "k=0 and max_length=4 must both be at least 1"),
        (("LoRA", "zzzzqqq"), UnknownName, "no paper or concept is called 'zzzzqqq'"),
        (("LoRA", "KV cash"), UnknownName, "nearest: KV cache (technique:kv-cache)"),
    ],
)
def test_errors(view: View, arguments: tuple[str, str], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        paths(view, *arguments)
    assert message in str(caught.value)


def test_empty_graph() -> None:
    with kg.open("memory:") as store, pytest.raises(UnknownName):
        paths(store.view(), "a", "b")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = str(tmp_path_factory.mktemp("paths") / "g.json")
    with kg.open(url) as store, store.writer() as writer:
        writer.add_nodes(NODES)
        writer.add_edges(EDGES)
    return url


def test_command_prints_chains(file: str) -> None:
    result = CliRunner().invoke(main, ["path", "LoRA", "KV cache", "-k", "1", "--graph", file])
    assert result.output.splitlines() == [
        "1 path between LoRA (method:lora) and KV cache (technique:kv-cache), the strongest first",
        "",
        "1. 2 steps, cost 2.68",
        "   LoRA  [Method]",
        "     ←USES─ 0.90  (also COMPARES_WITH)",
        "       “We serve LoRA adapters.”",
        "   Both  [Paper 2023-05-01]",
        "     ─USES→ 0.80",
        "       “They sit beside the KV cache.”",
        "   KV cache  [Technique]",
    ]


def test_command_prints_json_and_csv(file: str, view: View) -> None:
    arguments = ["path", "LoRA", "KV cache", "--graph", file, "--format"]
    data = json.loads(CliRunner().invoke(main, [*arguments, "json"]).output)
    assert data == paths(view, "LoRA", "KV cache").to_dict()
    assert data["paths"][0]["steps"][0]["evidence"] == ["We serve LoRA adapters."]
    lines = CliRunner().invoke(main, [*arguments, "csv"]).output.splitlines()
    assert lines[0] == "path,cost,step,start,type,direction,end,strength,quote,shared"
    assert lines[1] == "1,2.675,1,LoRA,USES,backward,Both,0.9,We serve LoRA adapters.,"
    assert len(lines) == 1 + 2 + 4 + 4


def test_command_without_a_path_succeeds_and_says_so(file: str) -> None:
    result = CliRunner().invoke(main, ["path", "LoRA", "alone", "--graph", file])
    assert (result.exit_code, result.output.startswith("no path of at most 4 steps")) == (0, True)
