"""What a reader does on the page: communities, filters, address, exports, keyboard; and that no one is shut out."""

from __future__ import annotations

import json
import os
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from map_graphs import NASTY, GraphView, concept, edge, make_graph, nasty_graph, paper

from viz import write_map

pytestmark = pytest.mark.browser

#: Screenshots for people to look at; git ignores them.
ARTEFACTS = Path(__file__).parents[1] / "artefacts"
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
SHOWN = "paperkgMap.nodes.filter(node => node.shown).map(node => node.name)"


def shoot(watched, name):
    ARTEFACTS.mkdir(exist_ok=True)
    watched.page.wait_for_timeout(450)
    watched.page.screenshot(path=str(ARTEFACTS / f"map-{name}.png"))


def eventually(page, expression):
    """Wait until an expression is true; the page's policy keeps Playwright's own waiting from evaluating it."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")


@pytest.fixture(scope="session")
def pages(tmp_path_factory, graph):
    folder = tmp_path_factory.mktemp("pages")
    write_map(graph, folder / "plain.html", title="Field")
    write_map(graph, folder / "communities.html", communities=True, title="Field")
    return folder


@pytest.fixture(scope="session")
def example_pages(tmp_path_factory, example_graph):
    import kg

    folder = tmp_path_factory.mktemp("examples")
    with kg.open(example_graph, must_exist=True) as store:
        write_map(store.view(), folder / "plain.html", title="Efficient ML")
        write_map(store.view(), folder / "communities.html", communities=True, title="Efficient ML")
    return folder


def test_a_community_opens_and_back_returns(pages, new_page):
    watched = new_page()
    watched.open(pages / "communities.html")
    page = watched.page
    bubbles = page.evaluate("paperkgMap.nodes.filter(node => node.shown).map(node => [node.id, node.type, node.name])")
    assert len(bubbles) > 1
    assert {type for _, type, _ in bubbles} == {"Community"}
    page.mouse.click(*watched.spot(bubbles[0][2]))
    page.locator("#back").wait_for()
    inside = page.evaluate("paperkgMap.nodes.filter(node => node.shown).map(node => node.community)")
    assert set(inside) == {bubbles[0][0]}
    assert page.locator("#inside").inner_text() == bubbles[0][2]
    assert page.evaluate("location.hash").startswith("#community:")
    page.locator("#back").click()
    assert page.evaluate("paperkgMap.nodes.filter(node => node.shown).length") == len(bubbles)
    page.go_back()
    eventually(page, "paperkgMap.filters.inside !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("paperkgMap.filters.inside") is None
    # Search reaches into any of them.
    name = page.evaluate("paperkgMap.nodes.find(node => node.type === 'Technique').name")
    page.keyboard.press("/")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    assert page.locator("#panel h2").inner_text() == name
    assert page.evaluate("paperkgMap.filters.inside").startswith("community:")
    assert watched.messages == []


def test_filters_by_year_and_confidence(pages, new_page):
    watched = new_page()
    watched.open(pages / "plain.html")
    page = watched.page
    everything = page.evaluate(SHOWN)
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("From year").fill("2015")
    years = page.evaluate("paperkgMap.nodes.filter(n => n.shown && n.type === 'Paper').map(n => n.year)")
    assert years
    assert min(years) >= 2015
    assert re.fullmatch(r"\d+ nodes are left", page.locator("#filters [role=status]").inner_text())
    page.locator("#least").fill("0.8")
    sure = page.evaluate("paperkgMap.links.filter(link => link.shown).map(link => link.sure ?? 1)")
    assert sure
    assert min(sure) >= 0.8
    page.get_by_role("button", name="Show all again").click()
    assert page.evaluate(SHOWN) == everything
    assert page.get_by_label("From year").input_value() == "2000"
    assert watched.messages == []


def test_the_address_restores_what_was_open_and_back_and_forward_work(pages, new_page):
    watched = new_page()
    watched.open(pages / "plain.html")
    page = watched.page
    first, second = page.evaluate("paperkgMap.nodes.slice(0, 2).map(node => [node.id, node.name])")
    for id, _ in (first, second):
        page.evaluate("id => paperkgMap.select(paperkgMap.graph.node(id), true)", id)
    heading = page.locator("#panel h2")
    assert heading.inner_text() == second[1]
    page.go_back()
    eventually(page, f"document.querySelector('#panel h2').textContent === {json.dumps(first[1])}")
    page.go_forward()
    eventually(page, f"document.querySelector('#panel h2').textContent === {json.dumps(second[1])}")
    page.keyboard.press("Escape")
    assert page.evaluate("location.hash") in ("", "#")
    page.go_back()
    page.locator("#panel h2").wait_for()
    address = page.url
    again = new_page()
    again.page.goto(address)
    again.page.locator("#panel h2").wait_for()
    assert again.page.locator("#panel h2").inner_text() == second[1]
    again.page.goto(f"{pages.joinpath('plain.html').as_uri()}#nothing:of-that-name%")
    again.page.reload()
    again.page.wait_for_selector("#map[data-ready]")
    assert again.page.locator("#panel").is_hidden()
    assert watched.messages == again.messages == []


def download(page, name):
    page.get_by_role("button", name="Save").click()
    with page.expect_download() as waited:
        page.get_by_role("button", name=name).click()
    return waited.value.suggested_filename, Path(waited.value.path()).read_bytes()


def test_exports(tmp_path, new_page):
    write_map(nasty_graph(), tmp_path / "map.html", title=NASTY[0])
    watched = new_page()
    watched.open(tmp_path / "map.html")
    name, png = download(watched.page, "PNG")
    assert name == "script-script-alert-1-script.png"
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == 2800
    name, svg = download(watched.page, "SVG")
    root = ElementTree.fromstring(svg)
    tags = {element.tag.partition("}")[2] for element in root.iter()}
    assert tags == {"svg", "title", "rect", "g", "path", "text"}
    name, data = download(watched.page, "JSON")
    whole = json.loads(data)
    assert len(whole["nodes"]) == 2 * len(NASTY)
    assert {quote for one in whole["edges"] for quote in one["quotes"]} >= {NASTY[0], NASTY[1]}
    assert watched.messages == []


def test_the_map_is_walked_by_keyboard_alone(pages, new_page):
    watched = new_page()
    watched.open(pages / "plain.html")
    page = watched.page
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "map":
            break
    assert page.evaluate("document.activeElement.id") == "map"
    page.keyboard.press("ArrowRight")
    first = page.locator("#say").inner_text()
    page.keyboard.press("ArrowRight")
    second = page.locator("#say").inner_text()
    assert first != second
    assert re.fullmatch(r".+, (Paper|Method|Technique|Hardware|Dataset|Task), \d+ edges?", second)
    assert page.get_attribute("#map", "data-focus") != "0"
    page.keyboard.press("Enter")
    name = second.rpartition(", ")[0].rpartition(", ")[0]
    assert page.locator("#panel h2").inner_text() == name
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "map"
    scale = page.evaluate("paperkgMap.network.getScale()")
    page.keyboard.press("+")
    eventually(page, f"paperkgMap.network.getScale() > {scale * 1.2}")
    page.keyboard.press("0")
    eventually(page, f"Math.abs(paperkgMap.network.getScale() - {scale}) < 0.01")
    assert watched.messages == []


def assert_apart(page, least):
    """Check that no two names meet, neither in sight nor on what is painted beyond the rim."""
    boxes = page.evaluate("paperkgMap.drawing.placed.map(({ box }) => [box.x, box.y, box.w, box.h])")
    assert len(boxes) > least
    for n, (x, y, w, h) in enumerate(boxes):
        for left, top, wide, high in boxes[n + 1 :]:
            assert x + w <= left or left + wide <= x or y + h <= top or top + high <= y


def test_names_do_not_lie_upon_each_other_and_zooming_in_shows_more(tmp_path, new_page):
    write_map(make_graph(400), tmp_path / "map.html", limit=600)
    watched = new_page()
    watched.open(tmp_path / "map.html")
    page = watched.page
    assert_apart(page, 40)
    share = """() => {
      const { drawing } = paperkgMap, { width, height } = drawing.frame.getBoundingClientRect();
      const seen = paperkgMap.nodes.filter((node) => {
        const at = drawing.place(node);
        return at.x > 0 && at.x < width && at.y > 0 && at.y < height;
      });
      return drawing.frame.dataset.labels / seen.length;
    }"""
    before = page.evaluate(share)
    page.evaluate("paperkgMap.network.moveTo({ scale: paperkgMap.network.getScale() * 2.5 })")
    page.wait_for_timeout(400)
    assert page.evaluate(share) > before * 1.3
    assert_apart(page, 40)


def test_nodes_can_be_added_later(pages, new_page):
    watched = new_page()
    watched.open(pages / "plain.html")
    page = watched.page
    added = page.evaluate("""() => {
      const { drawing, nodes } = paperkgMap, anchor = nodes[0], numbers = [1, 2, 3];
      drawing.add({
        nodes: numbers.map((n) => ({ id: `new:${n}`, type: 'Method', name: `New ${n}`, shape: 'diamond' })),
        edges: numbers.map((n) => ({ id: `new:e${n}`, kind: 'USES', from: anchor.id, to: `new:${n}` })),
      }, anchor);
      return nodes.slice(-3).map((node) => [node.shown, Math.hypot(node.x - anchor.x, node.y - anchor.y)]);
    }""")
    assert all(shown and 20 < way < 1500 for shown, way in added)
    page.evaluate("paperkgMap.drawing.goTo(paperkgMap.nodes.at(-1))")
    page.wait_for_timeout(500)
    page.mouse.click(*watched.spot("New 3"))
    assert page.locator("#panel h2").inner_text() == "New 3"
    assert watched.messages == []


@pytest.fixture(scope="session")
def axe():
    if not AXE.exists():
        must = os.environ.get("KG_REQUIRE_SERVICES") == "1"
        (pytest.fail if must else pytest.skip)("no node_modules/axe-core; run scripts/node_modules.sh")
    return AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["plain", "panel", "filters", "search", "communities", "inside"])
def test_axe_finds_no_serious_fault(example_pages, new_page, axe, scheme, state):
    watched = new_page(1280, 860, scheme, bypass_csp=True)
    watched.open(example_pages / ("communities.html" if state in ("communities", "inside") else "plain.html"))
    page = watched.page
    if state == "panel":
        page.evaluate("paperkgMap.select(paperkgMap.graph.ranked.find(node => node.type === 'Technique'), true)")
    elif state == "filters":
        page.get_by_role("button", name="Filter").click()
    elif state == "search":
        page.keyboard.press("/")
        page.keyboard.type("lora")
    elif state == "inside":
        page.evaluate("paperkgMap.select(paperkgMap.nodes.find(node => node.type === 'Community'))")
    shoot(watched, f"{state}-{scheme}")
    page.evaluate(axe)
    found = page.evaluate("axe.run(document).then(result => result.violations)")
    serious = [fault for fault in found if fault["impact"] in ("serious", "critical")]
    assert not serious, json.dumps([[f["id"], [n["html"] for n in f["nodes"]][:3]] for f in serious], indent=1)


@pytest.mark.parametrize(("width", "height"), [(360, 640), (768, 1024), (1920, 1080), (3840, 2160)])
@pytest.mark.parametrize("name", ["plain", "communities"])
def test_from_phone_to_4k(example_pages, new_page, width, height, name):
    watched = new_page(width, height, "light")
    watched.open(example_pages / f"{name}.html")
    page = watched.page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = page.evaluate("""() => paperkgMap.nodes.filter((node) => {
      const at = paperkgMap.place(node), map = document.getElementById('map');
      return node.shown && (at.x < 0 || at.y < 0 || at.x > map.clientWidth || at.y > map.clientHeight);
    }).length""")
    assert outside == 0
    shoot(watched, f"{name}-{width}")
    if name == "plain":
        page.evaluate("paperkgMap.select(paperkgMap.graph.ranked.find(node => node.type === 'Technique'), true)")
        shoot(watched, f"panel-{width}")
        assert page.locator("#panel").bounding_box()["width"] <= width
    assert watched.messages == []


def test_a_title_of_any_length_and_direction_stays_in_the_page(tmp_path, new_page):
    long = "A very long title without an end " * 61
    nodes = [paper("p:1", long, abstract=long), concept("Method", "نموذج لغوي كبير", 1), concept("Task", "🧠" * 300, 1)]
    edges = [edge("USES", "p:1", nodes[1].id, long), edge("ADDRESSES", "p:1", nodes[2].id, "🧠")]
    write_map(GraphView(nodes, edges), tmp_path / "map.html", title=long)
    watched = new_page(360, 640)
    watched.open(tmp_path / "map.html")
    page = watched.page
    for number in range(3):
        page.evaluate("n => paperkgMap.select(paperkgMap.nodes[n], true)", number)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.locator("#panel").evaluate("panel => panel.scrollWidth <= panel.clientWidth")
    assert watched.messages == []
