"""The page: nothing from the network, nothing in a title is markup."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from map_graphs import NASTY, GraphView, nasty_graph, paper

from kg.errors import PaperkgError
from kg.schema import schema
from viz import MapError, write_map
from viz.details import node_details, safe_link
from viz.labels import LINES, WIDTH, wrap
from viz.page import safe_json, vis_network
from viz.style import SHAPES, STROKES, radius


class Reader(HTMLParser):
    """Collects the tags of a page, and what its scripts hold."""

    def __init__(self):
        super().__init__()
        self.tags, self.scripts, self.inside = [], [], False

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.inside = tag == "script"
        if self.inside:
            self.scripts.append("")

    def handle_data(self, data):
        if self.inside:
            self.scripts[-1] += data

    def handle_endtag(self, tag):
        self.inside = False


def read(path):
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return reader


@pytest.mark.parametrize("title", NASTY)
def test_no_title_becomes_markup(tmp_path, title):
    plain, nasty = tmp_path / "plain.html", tmp_path / "nasty.html"
    write_map(nasty_graph(), plain, title="plain")
    write_map(nasty_graph(), nasty, title=title)
    assert [tag for tag, _ in read(nasty).tags] == [tag for tag, _ in read(plain).tags]
    assert len(read(nasty).scripts) == 4
    data = json.loads(read(nasty).scripts[0])
    names = {node["name"] for node in data["nodes"]}
    assert "</script><script>alert(1)</script>" in names
    details = json.loads(read(nasty).scripts[1])
    assert not [node for node in details["nodes"] if "url" in node]


def test_json_cannot_leave_its_element():
    text = safe_json({"t": NASTY})
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == {"t": NASTY}


def test_the_policy_names_the_scripts_and_nothing_else(tmp_path, graph):
    path = tmp_path / "map.html"
    write_map(graph, path)
    reader = read(path)
    [policy] = [a["content"] for t, a in reader.tags if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy.partition("style-src")[0]
    assert not [a for _, a in reader.tags if "src" in a or a.get("href", "data:,") != "data:,"]
    assert not [name for _, a in reader.tags for name in a if name.startswith("on")]
    assert "sourceMappingURL" not in path.read_text(encoding="utf-8")
    assert "</script" not in vis_network()


def test_equal_graphs_give_equal_files(tmp_path, graph):
    write_map(graph, tmp_path / "a.html")
    write_map(graph, tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_the_summary_counts(tmp_path, graph):
    summary = write_map(graph, tmp_path / "map.html", limit=50)
    data = json.loads(read(tmp_path / "map.html").scripts[0])
    assert (summary.nodes, summary.edges) == (len(data["nodes"]), len(data["edges"]))
    assert summary.nodes == 50
    assert summary.all_nodes == sum(graph.node_counts().values())
    assert summary.size == (tmp_path / "map.html").stat().st_size


def test_an_empty_graph_says_what_to_do(tmp_path):
    with pytest.raises(MapError, match=r"the graph is empty.*kg build"):
        write_map(GraphView([], []), tmp_path / "map.html")
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_named(tmp_path, graph):
    with pytest.raises(PaperkgError, match=r"nowhere/map\.html: the folder .* does not exist"):
        write_map(graph, tmp_path / "nowhere" / "map.html")
    with pytest.raises(PaperkgError, match="it is a folder"):
        write_map(graph, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_failure_leaves_the_old_map(tmp_path, graph, monkeypatch):
    path = tmp_path / "map.html"
    path.write_text("old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kg.files.os.replace", fail)
    with pytest.raises(PaperkgError, match="No space left"):
        write_map(graph, path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["map.html"]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://arxiv.org/abs/1", True),
        ("HTTP://a.example/", True),
        ("javascript:alert(1)", False),
        (" data:text/html,x", False),
        ("//a.example", False),
        ("https:", False),
        ("https://[", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_web_addresses_are_links(url, safe):
    assert bool(safe_link(url)) is safe


def test_a_paper_without_address_links_to_its_doi_or_arxiv():
    assert node_details(paper("p", "T", doi="10.1/x"), 1)["url"] == "https://doi.org/10.1/x"
    assert node_details(paper("p", "T", arxiv_id="1706.03762"), 1)["url"] == "https://arxiv.org/abs/1706.03762"


@pytest.mark.parametrize("text", [*NASTY, "", "short", "a b " * 40])
def test_labels_are_short(text):
    lines = wrap(text).split("\n")
    assert len(lines) <= LINES
    assert all(len(line) <= WIDTH + 1 for line in lines)


def test_every_type_of_the_schema_has_a_shape_a_stroke_and_colours():
    from importlib import resources

    css = resources.files("viz").joinpath("web", "map.css").read_text(encoding="utf-8")
    assert set(SHAPES) == set(schema().nodes)
    assert len(set(SHAPES.values())) == len(SHAPES)
    assert set(STROKES) == set(schema().edges)
    for name in [*SHAPES, *STROKES]:
        assert css.count(f"--{name}:") == 2, f"{name} needs a colour for light and one for dark"


def test_size_follows_importance():
    assert radius("Method", 1, 50) < radius("Method", 20, 50) < radius("Method", 50, 50)
    assert radius("Paper", 50, 50) < radius("Method", 50, 50)
