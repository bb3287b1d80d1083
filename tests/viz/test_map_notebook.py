"""``graph.map()`` in a notebook: executed by a kernel, its output shown by a browser."""

from __future__ import annotations

import html
import re
import warnings

import nbclient
import nbformat
import pytest
from map_graphs import make_graph

import kg
from kg.errors import QueryError
from viz import Map, MapError
from viz.map import LARGEST


@pytest.fixture
def opened():
    view = make_graph()
    with kg.open("memory:") as store:
        with store.writer() as writer:
            writer.add_nodes(view.nodes())
            writer.add_edges(view.edges())
        yield store


def test_it_shows_itself_in_a_frame_whose_page_is_the_file(opened, tmp_path):
    made = opened.map(limit=40, title='Field "of" <papers>')
    frame = made._repr_html_()
    [page] = re.findall(r'srcdoc="([^"]*)"', frame)
    assert html.unescape(page) == made.text
    assert "height: 640px" in frame
    summary = made.save(tmp_path / "map.html")
    assert (tmp_path / "map.html").read_text(encoding="utf-8") == made.text
    assert (summary.nodes, summary.path) == (40, tmp_path / "map.html")
    assert repr(made).startswith("Map of 40 nodes and ")


def test_its_options_are_those_of_the_command(opened):
    assert opened.map(around="own 3").nodes == 2
    assert opened.map(query="MATCH (p:Paper) RETURN p ORDER BY p.id LIMIT 7").nodes == 7
    assert opened.map(communities=True, limit=20).communities > 1
    with pytest.raises(MapError, match="no paper is of the period since 2090"):
        opened.map(since="2090")
    with pytest.raises(QueryError):
        opened.map(query="MATCH (p:Paper) RETURN")
    with pytest.raises(TypeError, match="colour"):
        opened.map(colour="red")


def test_a_map_too_large_for_a_notebook_says_what_to_do():
    text = Map("x" * (LARGEST + 1), 2000, 9000, 2000, 9000)._repr_html_()
    assert "<iframe" not in text
    assert "This map takes 6 MB, too much for a notebook (at most 6)." in text
    assert '.save("map.html")' in text
    assert "graph.map(limit=500)" in text


@pytest.fixture(scope="session")
def executed(example_graph):
    """The output of a notebook's last cell."""
    source = (
        f"import kg\ngraph = kg.open({example_graph!r}, must_exist=True)\ngraph.map(limit=60, title='In a notebook')"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    with warnings.catch_warnings():
        # The kernel's own packages warn of what they will change.
        warnings.simplefilter("ignore")
        nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    [output] = notebook.cells[0].outputs
    return output["data"]


def test_a_notebook_shows_it(executed):
    assert executed["text/plain"].startswith("Map of 60 nodes and")
    assert executed["text/html"].startswith("<iframe ")
    assert len(executed["text/html"]) < 2_000_000


@pytest.mark.browser
def test_the_output_is_a_map_in_the_browser(executed, new_page, tmp_path):
    path = tmp_path / "notebook.html"
    path.write_text(f'<!DOCTYPE html><meta charset="utf-8"><body>{executed["text/html"]}</body>', encoding="utf-8")
    watched = new_page(1100, 720)
    watched.page.goto(path.as_uri())
    frame = watched.page.frame_locator("iframe")
    frame.locator("#map[data-ready]").wait_for()
    assert frame.locator("h1").inner_text() == "In a notebook"
    inner = watched.page.frames[1]
    inner.evaluate("paperkgMap.select(paperkgMap.nodes[0], true)")
    assert frame.locator("#panel h2").inner_text() == inner.evaluate("paperkgMap.nodes[0].name")
    assert watched.page.url == path.as_uri(), "the frame must not write into the address of the page around it"
    assert [request for request in watched.requests if not request.startswith(("file:", "about:"))] == []
    assert watched.messages == []
