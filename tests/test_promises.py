"""The promises of the product: the same graph twice, in any order, in any number of runs, after any kill."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg import pipeline
from kg.exporting import jsonl
from kg.model import Node
from kg.pipeline import Summary, build
from kg.schema import schema
from kg.stores import Store, open_store

#: Records that are hard to join: one paper under several identities, names with two meanings, contradictions.
RECORDS: list[dict[str, Any]] = [
    {
        "title": "SparseBolt: Fast Serving of Language Models",
        "arxiv_id": "2401.00001",
        "published": "2024-01-02",
        "abstract": "We propose SparseBolt, a serving system with KV cache compression. It runs on NVIDIA A100 GPUs.",
    },
    {
        "title": "SPARSEBOLT - fast serving of language models",
        "year": 2024,
        "authors": ["A. One", "B. Two"],
        "abstract": "We propose SparseBolt, a serving system with KV cache compression and continuous batching. "
        "It runs on NVIDIA H100 GPUs and outperforms vLLM.",
    },
    {
        "title": "SparseBolt: Fast Serving of Language Models (extended)",
        "doi": "10.1145/1.2",
        "arxiv_id": "2401.00001v3",
        "abstract": "Short.",
        "references": ["2305.00002"],
    },
    {"title": "SparseBolt", "doi": "10.1145/1.2", "published": "2024-06", "venue": "OSDI", "abstract": ""},
    {
        "title": "APE: Automatic Prompt Engineering by Search",
        "arxiv_id": "2305.00002",
        "published": "2023-05-01",
        "abstract": "We introduce Automatic Prompt Engineering (APE), which searches for prompts of language models.",
    },
    {
        "title": "APE: Adaptive Page Eviction for GPU Memory",
        "arxiv_id": "2306.00003",
        "published": "2023-06-01",
        "abstract": "We introduce Adaptive Page Eviction (APE), which evicts pages of GPU memory.",
    },
    {
        "title": "Which Prompts Transfer?",
        "year": 2025,
        "abstract": "We compare with APE, the search for prompts by automatic engineering, and with SparseBolt on "
        "MMLU.",
    },
    {
        "title": "Prefetching Pages",
        "year": 2025,
        "abstract": "For GPU memory, prefetching outperforms APE and adaptive eviction. QFX (quick file exchange) "
        "helps.",
    },
    {"title": "A Survey", "year": 2010, "abstract": "Pruning and quantization are compared. QFX is used."},
    {"title": "A Survey", "year": 2025, "abstract": "Quantization and LoRA are compared. APE and GPTQ are used."},
    {"title": "A survey.", "abstract": "Pruning, quantization and SparseBolt are compared."},
]


def export(url: str) -> str:
    with kg.open(url, must_exist=True) as store:
        return "\n".join(jsonl(store.view()))


def write_files(folder: Path, records: Iterable[Iterable[dict[str, Any]]]) -> list[str]:
    """Write each group of records to a file of its own."""
    folder.mkdir(exist_ok=True)
    paths = []
    for number, group in enumerate(records):
        path = folder / f"source-{number}.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in group))
        paths.append(str(path))
    return paths


def built(url: str | Path, *runs: list[str]) -> str:
    """Build in several runs, and return the export."""
    for sources in runs:
        with kg.open(str(url)) as store:
            build(sources, store)
    return export(str(url))


def in_memory(*runs: list[str]) -> str:
    with kg.open("memory:") as store:
        for sources in runs:
            build(sources, store)
        return "\n".join(jsonl(store.view()))


@pytest.fixture(scope="module")
def example_files(examples: str, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The example papers in five files, with some of them in two."""
    records = [json.loads(line) for line in Path(examples).read_text().splitlines()]
    files = [records[number::5] for number in range(5)]
    files[0] += [{**record, "arxiv_id": "", "abstract": record["abstract"][:200]} for record in files[1][:4]]
    files[2] += [{"title": record["title"].upper(), "doi": f"10.1/{n}"} for n, record in enumerate(files[3][:4])]
    return write_files(tmp_path_factory.mktemp("examples"), files)


@pytest.fixture(scope="module")
def example_export(example_files: list[str]) -> str:
    return in_memory(example_files)


@pytest.fixture(scope="module")
def record_files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The hard records, each a source of its own."""
    return write_files(tmp_path_factory.mktemp("records"), ([record] for record in RECORDS))


@pytest.fixture(scope="module")
def record_export(record_files: list[str]) -> str:
    return in_memory(record_files)


def test_hard_records_give_the_papers_that_they_are(record_export: str) -> None:
    nodes = [json.loads(line) for line in record_export.splitlines()]
    papers = {node["id"]: node["properties"] for node in nodes if node.get("label") == "Paper"}
    assert len(papers) == 8
    assert papers["arxiv:2401.00001"]["sources"] == [f"source-{n}.jsonl" for n in range(4)]
    assert papers["arxiv:2401.00001"]["venue"] == "OSDI"
    assert papers["arxiv:2401.00001"]["authors"] == ["A. One", "B. Two"]
    assert len([id for id in papers if "a-survey" in id]) == 3


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(len(RECORDS))), st.sets(st.integers(1, len(RECORDS) - 1), max_size=4))
def test_records_in_any_order_and_any_runs_give_one_graph(
    record_files: list[str], record_export: str, order: list[int], cuts: set[int]
) -> None:
    files = [record_files[number] for number in order]
    bounds = [0, *sorted(cuts), len(files)]
    assert in_memory(*(files[a:b] for a, b in pairwise(bounds))) == record_export


@pytest.mark.parametrize("seed", range(3))
def test_order_of_the_lines_of_a_file_does_not_matter(tmp_path: Path, seed: int) -> None:
    shuffled = random.Random(seed).sample(RECORDS, len(RECORDS))
    assert in_memory(write_files(tmp_path / "a", [shuffled])) == in_memory(write_files(tmp_path / "b", [RECORDS]))


@pytest.mark.parametrize("name", ["graph.lbug", "graph.json", "graph.graphml"])
def test_files_in_any_order_and_in_five_runs_give_one_graph_in_every_store(
    tmp_path: Path, name: str, example_files: list[str], example_export: str
) -> None:
    shuffled = random.Random(name).sample(example_files, 5)
    assert built(tmp_path / f"once-{name}", shuffled) == example_export
    assert built(tmp_path / f"five-{name}", *([file] for file in reversed(shuffled))) == example_export


@pytest.mark.parametrize("name", ["graph.lbug", "graph.json"])
def test_building_again_changes_nothing_and_extracts_nothing(
    tmp_path: Path, name: str, example_files: list[str], example_export: str
) -> None:
    with kg.open(str(tmp_path / name)) as store:
        first = build(example_files, store)
        again = build(example_files, store)
    assert export(str(tmp_path / name)) == example_export
    assert (first.read, first.new, first.merged, first.unchanged, first.extracted) == (68, 60, 8, 0, 60)
    assert (again.read, again.new, again.merged, again.unchanged, again.extracted) == (68, 0, 0, 68, 0)
    assert (first.nodes, first.edges) == (again.nodes, again.edges)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ({"arxiv_id": "2401.00001"}, {"doi": "10.1000/abc"}),
        ({"arxiv_id": "2401.00001", "doi": "10.1000/abc"}, {"arxiv_id": "2401.00001"}),
    ],
)
def test_a_source_that_changed_its_mind_leaves_nothing_behind(
    tmp_path: Path, first: dict[str, str], then: dict[str, str]
) -> None:
    changing, other = tmp_path / "changing.jsonl", tmp_path / "other.jsonl"
    other.write_text(json.dumps({"title": "Beta paper", "doi": "10.1000/abc", "abstract": "y y"}), encoding="utf-8")

    def read(*sources: Path, store: Store) -> list[Node]:
        build(map(str, sources), store)
        return list(store.view().nodes())

    with open_store("memory:") as store, open_store("memory:") as fresh:
        changing.write_text(json.dumps({"title": "Foo thing", "abstract": "x", **first}), encoding="utf-8")
        read(changing, other, store=store)
        changing.write_text(json.dumps({"title": "Foo thing", "abstract": "x", **then}), encoding="utf-8")
        once = read(changing, store=store)
        assert once == read(changing, store=store) == read(changing, other, store=fresh)


def test_second_source_later_equals_both_at_once(example_files: list[str], example_export: str) -> None:
    assert in_memory(example_files[:2], example_files[2:]) == example_export
    assert in_memory(example_files[2:], example_files) == example_export


def test_summary_accounts_for_every_record(record_files: list[str], tmp_path: Path) -> None:
    rng = random.Random(7)
    with kg.open("memory:") as store:
        for _ in range(12):
            summary = build(rng.choices(record_files, k=5), store)
            assert summary.new + summary.merged + summary.unchanged == summary.read == 5
            assert summary.papers == summary.nodes["Paper"] == store.view().node_counts()["Paper"]


def test_changed_source_replaces_what_it_said(tmp_path: Path) -> None:
    path, other = write_files(tmp_path, [RECORDS[:2] + RECORDS[4:6], RECORDS[3:4]])
    with kg.open("memory:") as store:
        build([path, other], store)
        changed = [{**record, "abstract": "We use pruning on ImageNet.", "venue": "New"} for record in RECORDS[:1]]
        Path(path).write_text("".join(json.dumps(record) + "\n" for record in changed + RECORDS[4:6]))
        summary = build([path, other], store)
        assert "\n".join(jsonl(store.view())) == in_memory([path, other])
        paper = store.view().node("arxiv:2401.00001")
    assert (summary.new, summary.merged, summary.unchanged) == (0, 1, 3)
    assert paper is not None
    assert paper.properties["abstract"] == "We use pruning on ImageNet."
    assert "authors" not in paper.properties


def test_all_cores_find_what_one_finds(
    monkeypatch: pytest.MonkeyPatch, example_files: list[str], example_export: str
) -> None:
    monkeypatch.setattr(pipeline, "PARALLEL_FROM", 1)
    assert in_memory(example_files) == example_export


@pytest.fixture(scope="module")
def page_build(seeds: list[str], tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Summary]:
    """The real pages, built at once: the graph's address and the summary."""
    url = str(tmp_path_factory.mktemp("pages") / "pages.lbug")
    with kg.open(url) as store:
        return url, build(seeds, store)


def test_real_pages_give_345_papers_that_list_their_pages(page_build: tuple[str, Summary], seeds: list[str]) -> None:
    url, summary = page_build
    assert (summary.read, summary.new, summary.merged, summary.skipped, summary.mended) == (411, 345, 66, 0, 0)
    with kg.open(url) as store:
        papers = list(store.view().nodes("Paper"))
    assert len(papers) == 345
    assert {source for paper in papers for source in paper.properties["sources"]} == {Path(s).name for s in seeds}
    listed = [len(paper.properties["sources"]) for paper in papers]
    assert sum(listed) == 411 - _repeated_on_a_page(seeds)
    assert max(listed) > 1


def _repeated_on_a_page(seeds: list[str]) -> int:
    """Return how many entries repeat one of the same page."""
    repeated = 0
    for page in seeds:
        with kg.open("memory:") as store:
            summary = build([page], store)
            repeated += summary.read - summary.papers
    return repeated


def test_real_pages_give_every_type_of_node_and_edge(page_build: tuple[str, Summary]) -> None:
    with kg.open(page_build[0]) as store:
        counts = {**store.view().node_counts(), **store.view().edge_counts()}
    assert counts.keys() == {*schema().nodes, *schema().edges}
    assert [name for name, count in counts.items() if not count] == []


def test_real_pages_in_any_order_and_in_five_runs_give_one_graph(
    page_build: tuple[str, Summary], seeds: list[str], tmp_path: Path
) -> None:
    pages = export(page_build[0])
    rng = random.Random(2)
    assert built(tmp_path / "order.lbug", rng.sample(seeds, 5)) == pages
    assert built(tmp_path / "runs.json", *([page] for page in rng.sample(seeds, 5))) == pages


def start_build(graph: Path, sources: list[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "from kg.cli import main; main()", "build", *sources, "--json"]
    return subprocess.Popen([*command, "--graph", str(graph)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def wait_for_write(graph: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until a build begins to write, or ends."""
    while process.poll() is None and not list(graph.parent.glob(f".{graph.name}.*.tmp*")):
        time.sleep(0.002)


@pytest.mark.parametrize(("name", "early", "late"), [("graph.lbug", 6, 6), ("graph.json", 2, 3)])
def test_killed_build_leaves_the_old_graph_and_is_finished_by_the_next(
    tmp_path: Path, name: str, early: int, late: int, example_files: list[str], example_export: str
) -> None:
    """Kills at random moments: ``early`` ones spread over the whole build, ``late`` ones while it writes."""
    begin = time.perf_counter()
    undisturbed = start_build(tmp_path / f"whole-{name}", example_files)
    summary = json.loads(undisturbed.communicate()[0])
    duration = time.perf_counter() - begin
    folder = tmp_path / "killed"
    folder.mkdir()
    graph = folder / name
    old = built(graph, example_files[:2])
    rng = random.Random(name)
    moments: list[tuple[bool, float]] = [(False, (n + rng.random()) / early * duration) for n in range(early)]
    moments += [(True, (n + rng.random()) / late * summary["seconds"]["write"]) for n in range(late)]
    rng.shuffle(moments)
    killed, while_writing = 0, 0
    for in_write, seconds in moments:
        process = start_build(graph, example_files)
        if in_write:
            wait_for_write(graph, process)
        time.sleep(seconds)
        while_writing += process.poll() is None and bool(list(folder.glob(f".{name}.*")))
        process.kill()
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        now = export(str(graph))
        assert now in (old, example_export)
        if now != old:
            built(graph, example_files)
            graph.unlink()
            assert built(graph, example_files[:2]) == old
    assert killed >= (early + late) * 2 // 3
    assert while_writing >= 2
    assert built(graph, example_files) == example_export
    assert [path.name for path in folder.iterdir()] == [name]


def children(process: int) -> set[int]:
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = stat.read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if int(parent) == process:
            found.add(int(stat.parent.name))
    return found


def alive(processes: set[int]) -> set[int]:
    return {process for process in processes if Path(f"/proc/{process}").exists()}


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_workers_end_with_a_killed_build(tmp_path: Path, examples: str) -> None:
    program = (
        "import os, sys, kg, kg.pipeline as pipeline\n"
        "pipeline.PARALLEL_FROM = pipeline._BATCH = 1\n"
        "pipeline.os.sched_getaffinity = lambda _: {0, 1}\n"
        "with kg.open('memory:') as store: pipeline.build(sys.argv[1:], store)"
    )
    process = subprocess.Popen([sys.executable, "-c", program, examples], stderr=subprocess.DEVNULL)
    workers: set[int] = set()
    while process.poll() is None and len(workers) < 3:  # two workers and the tracker of their resources
        workers = children(process.pid)
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 20
    while alive(workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(workers) == 3
    assert alive(workers) == set()
