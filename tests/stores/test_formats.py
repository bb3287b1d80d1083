"""The files that networkx stores are saved in, as other programs see them."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pytest
from conftest import Opener
from factory import EDGES, NODES, write
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import NotAGraph
from kg.stores.formats.graphml import escape, unescape


def test_networkx_reads_the_json(tmp_path: Path, opened: Opener) -> None:
    path = tmp_path / "graph.json"
    write(opened(str(path)), NODES, EDGES)
    graph = nx.node_link_graph(json.loads(path.read_text(encoding="utf-8")), edges="edges")
    assert (graph.is_directed(), graph.is_multigraph()) == (True, True)
    assert sorted(graph) == sorted(node.id for node in NODES)
    assert graph.nodes["arxiv:2"]["authors"] == ["Ann", "Bob"]
    assert sorted(graph.edges(keys=True)) == sorted((edge.source, edge.target, edge.type) for edge in EDGES)
    assert graph["technique:ptq"]["technique:quantization"]["BROADER"] == {"source_": "lexicon"}


def test_the_json_has_a_line_for_each_node_and_edge(tmp_path: Path, opened: Opener) -> None:
    path = tmp_path / "graph.json"
    write(opened(str(path)), NODES, EDGES)
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n")
    assert len([line for line in text.splitlines() if line.startswith("{") and '"id"' in line]) == len(NODES)
    assert len([line for line in text.splitlines() if '"key"' in line]) == len(EDGES)


def test_networkx_reads_the_graphml(tmp_path: Path, opened: Opener) -> None:
    path = tmp_path / "graph.graphml"
    write(opened(str(path)), NODES, EDGES)
    graph = nx.read_graphml(path, force_multigraph=True)
    assert sorted(graph) == sorted(node.id for node in NODES)
    assert graph.nodes["arxiv:2"]["authors"] == '["Ann", "Bob"]'
    assert graph.nodes["arxiv:2"]["year"] == 2022
    edges = list(graph.edges(keys=True, data=True))
    assert sorted((source, target, data["type"]) for source, target, _, data in edges) == sorted(
        (edge.source, edge.target, edge.type) for edge in EDGES
    )
    assert len({key for _, _, key, _ in edges}) == len(EDGES), "ids of edges differ, as other programs expect"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("g.json", "[]", "no lists of nodes and edges"),
        ("g.json", '{"nodes": [], "edges": {}}', "no lists of nodes and edges"),
        ("g.json", '{"nodes": [{"id": "x"}], "edges": []}', "a node without id and label"),
        ("g.json", '{"nodes": [{"id": "x", "label": "Cat"}], "edges": []}', "no label 'Cat'"),
        ("g.json", '{"nodes": [{"id": 3, "label": "Paper"}], "edges": []}', "an id must be a text"),
        (
            "g.json",
            '{"nodes": [], "edges": [{"source": "x", "target": "y"}]}',
            "an edge without source, target and key",
        ),
        ("g.json", '{"nodes": [], "edges": [{"source": "x", "target": "y", "key": "USES"}]}', "no node 'x'"),
        ("g.json", '{"nodes": [{"id": "\\ud800", "label": "Paper"}], "edges": []}', "an id must be a text"),
        ("g.json", "[" * 100_000, "not a graph"),
        ("g.graphml", "<graphml", "not GraphML"),
        ("g.graphml", '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"/>', "not GraphML"),
        (
            "g.graphml",
            '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed">'
            '<node id="x"/></graph></graphml>',
            "a node without a label that is known",
        ),
    ],
)
def test_a_foreign_file_is_refused_with_the_reason(
    name: str, content: str, message: str, tmp_path: Path, opened: Opener
) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(NotAGraph, match=message):
        opened(str(path)).view()


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text("_x0aAF5\x00\r\n"))
def test_escaped_text_comes_back_and_fits_in_xml(text: str) -> None:
    escaped = escape(text)
    assert unescape(escaped) == text
    assert escaped
    assert not any(ord(c) < 32 and c not in "\t\n" for c in escaped)


def test_plain_text_is_not_escaped() -> None:
    text = "An ordinary text_with underscores, 日本語 🧠 and\nlines\t"
    assert escape(text) == text
