"""The real thing in Chromium: it opens, is painted, answers, asks nothing of the network, and runs no title."""

from __future__ import annotations

import pytest
from map_graphs import NASTY, GraphView, Shuffled, concept, edge, nasty_graph, paper

from viz import write_map

pytestmark = pytest.mark.browser

PAINTED = """() => {
  // A copy, because Chromium warns of a canvas that is read often.
  const canvas = document.querySelector('#map canvas'), copy = document.createElement('canvas');
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const ctx = copy.getContext('2d', { willReadFrequently: true });
  ctx.drawImage(canvas, 0, 0);
  const bytes = ctx.getImageData(0, 0, canvas.width, canvas.height).data;
  let count = 0;
  for (let i = 3; i < bytes.length; i += 4) if (bytes[i]) count += 1;
  return count;
}"""


@pytest.fixture(scope="session")
def small():
    own = {"year": 2020, "abstract": "Words. " * 80}
    nodes = [paper(f"arxiv:{n}", f"Paper {n}", url=f"https://a.example/{n}", **own) for n in range(4)]
    nodes += [concept("Method", "LoRA", 4, aliases=["low-rank adapter"]), concept("Dataset", "GLUE", 2)]
    quote = "Here we tune with a low-rank adapter, run {}."
    edges = [edge("USES", f"arxiv:{n}", "method:lora", quote.format(n)) for n in range(1, 4)]
    edges += [edge("INTRODUCES", "arxiv:0", "method:lora", "We propose LoRA, which is <b>small</b>.", 0.99)]
    edges += [edge("EVALUATED_ON", f"arxiv:{n}", "dataset:glue", "Results on GLUE.") for n in (0, 1)]
    return GraphView(nodes, edges)


@pytest.mark.parametrize(("width", "height", "scheme"), [(1400, 900, "light"), (390, 800, "dark"), (360, 640, "light")])
def test_it_opens_painted_and_without_a_sound(tmp_path, graph, new_page, width, height, scheme):
    write_map(graph, tmp_path / "map.html")
    watched = new_page(width, height, scheme)
    watched.open(tmp_path / "map.html")
    assert watched.page.evaluate(PAINTED) > 2000
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
    watched.page.wait_for_timeout(300)
    assert watched.messages == []
    assert len(watched.requests) == 1


def test_a_click_opens_the_panel_with_quotes_and_each_edge_can_be_walked(tmp_path, small, new_page):
    write_map(small, tmp_path / "map.html")
    watched = new_page()
    watched.open(tmp_path / "map.html")
    page, panel = watched.page, watched.page.locator("#panel")
    assert panel.is_hidden()
    page.mouse.click(*watched.spot("LoRA"))
    panel.wait_for()
    assert panel.locator("h2").inner_text() == "LoRA"
    assert "also low-rank adapter" in panel.inner_text()
    assert "We propose LoRA, which is <b>small</b>." in panel.inner_text()
    assert "Here we tune with a low-rank adapter, run 2." in panel.inner_text()
    assert panel.locator("mark").first.inner_text() == "LoRA"
    panel.get_by_role("button", name="Paper 0").click()
    assert panel.locator("h2").inner_text() == "Paper 0"
    link = panel.get_by_role("link", name="Read the paper")
    assert link.get_attribute("href") == "https://a.example/0"
    assert "noopener" in link.get_attribute("rel")
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert watched.messages == []


def test_pointing_at_a_node_shows_a_quote(tmp_path, small, new_page):
    write_map(small, tmp_path / "map.html")
    watched = new_page()
    watched.open(tmp_path / "map.html")
    x, y = watched.spot("LoRA")
    watched.page.mouse.move(x - 60, y)
    watched.page.mouse.move(x, y)
    watched.page.locator("#tip").wait_for()
    assert "named by 4 papers" in watched.page.locator("#tip").inner_text()
    assert "We propose LoRA" in watched.page.locator("#tip q").inner_text()
    assert watched.page.get_attribute("#map", "data-focus") == "5"


def test_the_legend_hides_and_shows(tmp_path, graph, new_page):
    write_map(graph, tmp_path / "map.html", limit=60)
    watched = new_page()
    watched.open(tmp_path / "map.html")
    page, before = watched.page, watched.page.evaluate(PAINTED)
    hidden = "paperkgMap.network.body.data.nodes.get().filter(n => n.hidden).length"
    papers = page.evaluate("paperkgMap.nodes.filter(n => n.type === 'Paper').length")
    pill = page.locator("#node-legend .pill", has_text="Paper")
    pill.click()
    assert pill.get_attribute("aria-pressed") == "false"
    assert page.evaluate(hidden) == papers
    page.wait_for_function(f"({PAINTED})() < {before}")
    pill.click()
    assert page.evaluate(hidden) == 0
    shown = "paperkgMap.links.filter(link => link.drawn).length"
    count = page.evaluate(shown)
    page.locator("#edge-legend .pill", has_text="uses").click()
    assert page.evaluate(shown) < count
    page.locator("#all-links").click()
    assert page.evaluate(shown) > 0
    assert watched.messages == []


def test_search_is_reached_and_used_by_keyboard(tmp_path, small, new_page):
    write_map(small, tmp_path / "map.html")
    watched = new_page()
    watched.open(tmp_path / "map.html")
    page = watched.page
    page.keyboard.press("/")
    page.keyboard.type("low-rank")
    assert page.locator("#hits li").all_inner_texts() == ["LoRA"]
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == "LoRA"
    page.keyboard.press("/")
    page.keyboard.type("nothing at all")
    assert page.locator("#hits").inner_text() == "Not on this map"


def test_titles_are_never_markup_and_never_run(tmp_path, new_page):
    write_map(nasty_graph(), tmp_path / "map.html", title=NASTY[0] + NASTY[1])
    watched = new_page()
    watched.open(tmp_path / "map.html")
    page = watched.page
    for number in range(page.evaluate("paperkgMap.nodes.length")):
        page.evaluate("n => paperkgMap.select(paperkgMap.nodes[n], true)", number)
        assert page.locator("#panel img, #panel script, #panel a").count() == 0
    page.keyboard.press("/")
    page.keyboard.type("img")
    assert page.locator("#hits img").count() == 0
    assert page.locator("h1").inner_text() == NASTY[0] + NASTY[1]
    assert watched.messages == []
    assert len(watched.requests) == 1


def test_the_policy_stops_what_got_in(tmp_path, small, new_page):
    path = tmp_path / "map.html"
    write_map(small, path)
    text = path.read_text(encoding="utf-8")
    intruder = "<script>window.broken = 1</script><main onclick='window.broken = 1'>"
    path.write_text(text.replace("<main>", intruder), "utf-8")
    watched = new_page()
    watched.open(path)
    watched.page.evaluate("document.querySelector('main').click()")
    assert watched.page.evaluate("window.broken") is None
    assert "Content Security Policy" in " ".join(watched.messages)


def test_the_picture_is_the_same_for_a_graph_in_another_order(tmp_path, graph, new_page):
    write_map(graph, tmp_path / "a.html", limit=60)
    write_map(Shuffled(graph, 3), tmp_path / "b.html", limit=60)
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
