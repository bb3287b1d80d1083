"""The page in Chromium: search, walk, expand, paths, the console, the timeline, the address; light, dark, on a phone.

Screenshots go to tests/artefacts, for people to look at.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

ARTEFACTS = Path(__file__).parents[1] / "artefacts"
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


class Visit:
    """A page that keeps what it must never have: messages on the console, and requests to elsewhere."""

    def __init__(self, context, url):
        self.url = url
        self.page = context.new_page()
        self.messages, self.requests = [], []
        self.page.on("console", lambda message: self.messages.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.messages.append(f"error: {error}"))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def open(self, hash=""):
        self.page.goto("about:blank")
        self.page.goto(self.url + hash)
        self.page.wait_for_selector("html[data-ready]")
        return self.page

    def eventually(self, expression):
        """Wait until an expression is true; the page's policy keeps Playwright's own waiting from evaluating it."""
        for _ in range(120):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never true: {expression}")

    def shoot(self, name):
        ARTEFACTS.mkdir(exist_ok=True)
        self.page.wait_for_timeout(500)
        self.page.screenshot(path=str(ARTEFACTS / f"serve-{name}.png"))

    def spot(self, id):
        at = self.page.evaluate("id => paperkgLive.place(id)", id)
        frame = self.page.locator("#map").bounding_box()
        return frame["x"] + at["x"], frame["y"] + at["y"]

    def silent(self):
        assert self.messages == []
        assert {request for request in self.requests if not request.startswith((self.url, "blob:", "about:"))} == set()


@pytest.fixture
def visit(browser, site):
    contexts, visits = [], []

    def make(width=1400, height=900, scheme="light", url=site.link, **more):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce", **more
        )
        contexts.append(context)
        visits.append(Visit(context, url))
        return visits[-1]

    yield make
    for context in contexts:
        context.close()


NODES = "paperkgLive.picture.graph.nodes.length"


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (1400, "dark"), (360, "light"), (3840, "light")])
def test_it_opens_with_the_map(visit, width, scheme):
    visited = visit(width, 740 if width < 400 else 900, scheme)
    page = visited.open()
    assert page.evaluate(NODES) == 120
    visited.eventually("document.getElementById('map').dataset.labels > 5")
    assert re.fullmatch(r"120 of \d+ nodes · \d+ of [\d,]+ edges", page.locator("#counts").inner_text())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    visited.shoot(f"map-{width}-{scheme}")
    visited.silent()


def test_search_opens_a_card_and_brings_in_what_is_not_on_the_map(visit):
    visited = visit()
    page = visited.open()
    medusa = "arxiv:2401.10774"
    assert not page.evaluate("id => Boolean(paperkgLive.picture.node(id))", medusa)
    page.keyboard.press("/")
    page.keyboard.type("medus")
    # What was found for the first letters may still be there.
    page.locator("#hits li:first-child", has_text="Medusa").wait_for()
    page.keyboard.press("Enter")
    page.locator("#panel h2", has_text="Medusa").wait_for()
    visited.eventually("paperkgLive.picture.expanded.length === 1")
    assert page.evaluate("id => Boolean(paperkgLive.picture.node(id))", medusa)
    assert page.evaluate(NODES) > 121
    assert page.locator("#panel blockquote").first.inner_text()
    assert "#node=arxiv%3A2401.10774" in page.url
    visited.shoot("search")
    visited.silent()


def test_a_click_opens_the_card_and_expands_and_the_back_button_goes_back(visit):
    visited = visit()
    page = visited.open()
    before = page.evaluate(NODES)
    page.mouse.click(*visited.spot("method:transformer"))
    page.locator("#panel h2", has_text="Transformer").wait_for()
    visited.eventually("paperkgLive.picture.expanded.length === 1")
    grown = page.evaluate(NODES)
    assert before < grown <= before + 8
    page.get_by_role("button", name="Expand").click()
    visited.eventually(f"{NODES} > {grown}")
    assert "x=method%3Atransformer&x=method%3Atransformer" in page.url
    kept, count = page.url, page.evaluate(NODES)
    entry = page.locator("#panel .walk").first
    name = entry.locator("span").first.inner_text()
    entry.click()
    page.locator("#panel h2", has_text=name).wait_for()
    page.go_back()
    # The paper's title may hold the word as well.
    page.locator("#panel h2").get_by_text("Transformer", exact=True).wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    visited.shoot("expanded")
    visited.silent()
    again = visit()
    again.open(kept.partition("/")[2].partition("/")[2].partition("/")[2])
    again.eventually(f"{NODES} === {count}")
    assert again.page.locator("#panel h2").inner_text() == "Transformer"
    again.silent()


def test_a_picture_that_is_replaced_while_it_settles_says_nothing(visit):
    visited = visit()
    page = visited.open()
    page.evaluate("""async () => {
      const { picture } = paperkgLive, frame = () => new Promise(requestAnimationFrame);
      const { x, y } = picture.drawing.network.getViewPosition();
      picture.drawing.network.moveTo({ position: { x: x + 20, y } });
      for (let frames = 0; frames < 3; frames++) await frame();
      picture.show({ nodes: [], edges: [] });
      await new Promise((done) => setTimeout(done, 400));  // longer than a drawing takes to settle
    }""")
    visited.silent()


def test_pointing_at_a_node_or_a_line_tells_why(visit):
    visited = visit()
    page = visited.open("#tool=path&path.from=method:qlora&path.to=method:lora")
    page.get_by_role("button", name="Back to the map").wait_for()
    link = page.evaluate("""() => {
      const { links } = paperkgLive.picture.graph;
      const link = links.find((one) => one.kind === 'INTRODUCES' && one.to.id === 'method:qlora')
        || links[0];
      return [link.from.id, link.to.id];
    }""")
    (x1, y1), (x2, y2) = (visited.spot(id) for id in link)
    page.mouse.move((x1 + x2) / 2 + 40, (y1 + y2) / 2)
    page.mouse.move((x1 + x2) / 2, (y1 + y2) / 2)
    visited.eventually("document.querySelector('#tip:not([hidden]) q, #tip:not([hidden]) .meta + .meta')")
    page.mouse.move(x2 + 60, y2)
    page.mouse.move(x2, y2)
    visited.eventually("document.querySelectorAll('#tip:not([hidden]) strong').length === 1")
    visited.eventually("document.querySelector('#tip:not([hidden]) q')")
    visited.silent()


def test_the_rest_of_a_group_is_fetched_when_asked_for(visit):
    visited = visit()
    page = visited.open("#node=technique:fine-tuning")
    group = page.locator("#panel h3", has_text="used by")
    group.wait_for()
    total = int(group.inner_text().partition("·")[2])
    listed = page.locator("#panel h3:has-text('used by') + ul > li")
    assert listed.count() == 8 < total
    page.locator("#panel h3:has-text('used by') + ul + .more").click()
    visited.eventually(
        f"document.querySelectorAll('#panel ul')[0].children.length >= {min(total, 28)} || "
        f"[...document.querySelectorAll('#panel ul')].some(list => list.children.length === {total})"
    )
    visited.silent()


def test_paths_are_told_with_quotes_and_drawn(visit):
    visited = visit()
    page = visited.open()
    page.get_by_role("button", name="Paths").click()
    page.get_by_role("combobox", name="From", exact=True).fill("qlora")
    page.locator("#path-from-hits li:first-child", has_text="QLoRA").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="To", exact=True).fill("kv cache")
    page.locator("#path-to-hits li:first-child", has_text="KV cache").wait_for()
    page.keyboard.press("Enter")
    page.locator(".chain").first.wait_for()
    assert page.locator(".verdict").inner_text().endswith("between QLoRA and KV cache, the strongest first")
    chain = page.locator(".chain").first
    assert chain.locator(".walk").first.inner_text() == "QLoRA"
    assert chain.locator(".walk").last.inner_text() == "KV cache"
    assert chain.locator("blockquote").count()
    assert page.evaluate(NODES) < 30
    visited.shoot("path")
    page.get_by_role("button", name="Swap").click()
    visited.eventually("document.querySelector('.chain .walk')?.innerText === 'KV cache'")
    page.get_by_role("button", name="Back to the map").click()
    assert page.evaluate(NODES) == 120
    kept = page.url
    again = visit(800, 700, "dark")
    again.open(kept[kept.index("#") :])
    again.page.locator(".chain").first.wait_for()
    again.shoot("path-dark")
    visited.silent()
    again.silent()


def test_the_console_colours_runs_draws_and_saves(visit):
    visited = visit(accept_downloads=True)
    page = visited.open()
    page.get_by_role("button", name="Ask", exact=True).click()
    editor = page.get_by_role("textbox", name="Cypher statement")
    editor.fill(
        'MATCH (m:Method)<-[:INTRODUCES]-(p:Paper) WHERE p.year >= $since // new\nRETURN m, p.title AS "t", p.year'
    )
    kinds = page.evaluate("[...document.querySelectorAll('.editor pre span')].map(s => [s.className, s.textContent])")
    assert ["t-keyword", "MATCH"] in kinds
    assert ["t-label", "INTRODUCES"] in kinds
    assert ["t-parameter", "$since"] in kinds
    assert ["t-comment", "// new"] in kinds
    assert page.locator(".editor pre").inner_text().rstrip("\n") == editor.input_value()
    editor.fill(
        "MATCH (m:Method)<-[:INTRODUCES]-(p:Paper) WHERE p.year >= $since\n"
        "RETURN m, p.title AS title, p.year AS year ORDER BY title"
    )
    page.locator(".params input[name=since]").fill("2023")
    page.keyboard.press("Enter")
    page.locator(".scroll tbody tr").first.wait_for()
    rows = page.locator(".scroll tbody tr").count()
    assert page.locator(".drawer .row .note").last.inner_text().startswith(f"{rows} rows in ")
    assert page.locator("td.number").first.inner_text().isdigit()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").click()
    saved = Path(waiting.value.path()).read_bytes().decode("utf-8-sig").split("\r\n")
    assert saved[0] == "m,title,year"
    assert len(saved) == rows + 2
    page.get_by_role("button", name="Draw", exact=True).click()
    page.get_by_role("button", name="Back to the map").wait_for()
    assert page.evaluate(NODES) >= rows
    visited.shoot("console")
    page.locator(".scroll .walk").first.click()
    page.locator("#panel h2").wait_for()
    visited.silent()


def test_named_queries_come_with_their_fields_and_the_address_keeps_them(visit):
    visited = visit(1400, 900, "dark")
    page = visited.open()
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("combobox", name="Named query").select_option("narrower")
    assert page.locator(".answer").inner_text() == "Give a value for $concept."
    page.locator(".params input[name=concept]").fill("quantization")
    page.get_by_role("button", name="Run").click()
    page.locator(".scroll tbody tr").first.wait_for()
    first = page.locator(".scroll tbody tr").first.inner_text()
    visited.shoot("named-dark")
    again = visit()
    again.open(page.url[page.url.index("#") :])
    again.page.locator(".scroll tbody tr").first.wait_for()
    assert again.page.locator(".scroll tbody tr").first.inner_text() == first
    visited.silent()
    again.silent()


def test_a_statement_that_is_refused_is_explained(visit):
    visited = visit()
    page = visited.open("#tool=ask&ask.q=MATCH (p) DELETE p")
    problem = page.locator(".drawer .problem")
    problem.wait_for()
    assert "DELETE at line 1, character 11, is refused: queries may only read" in problem.inner_text()
    # The browser itself notes the status on the console.
    assert [message for message in visited.messages if "403" not in message] == []


def test_the_timeline_counts_and_names_what_rises(visit):
    visited = visit()
    page = visited.open()
    page.get_by_role("button", name="Timeline").click()
    bars = page.locator(".chart g")
    bars.first.wait_for()
    years = bars.count()
    assert years > 3
    page.get_by_role("combobox", name="Concept", exact=True).fill("quantization")
    page.locator("#time-concept-hits li:first-child", has_text="quantization").wait_for()
    page.keyboard.press("Enter")
    visited.eventually("document.querySelectorAll('.chart rect.named').length > 3")
    bars.nth(years - 3).click()
    visited.eventually("document.querySelectorAll('.chart g.recent').length === 3")
    assert "time.since=" in page.url
    visited.shoot("timeline")
    page.get_by_role("button", name="Timeline").click()
    assert page.locator("#tool").is_hidden()
    visited.silent()


def test_the_map_is_walked_by_keyboard(visit):
    visited = visit()
    page = visited.open()
    page.locator("#map").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#say").inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#panel h2").wait_for()
    visited.eventually("paperkgLive.picture.expanded.length === 1")
    page.keyboard.press("Escape")
    assert page.locator("#panel").is_hidden()
    page.get_by_role("button", name="Filter").click()
    page.locator("#filters input[type=number]").first.fill("2022")
    assert page.locator("#filters p[role=status]").inner_text().endswith("nodes are left")
    visited.silent()


def test_on_a_phone_everything_can_be_reached(visit):
    visited = visit(360, 740)
    page = visited.open("#node=method:lora")
    page.locator("#panel h2", has_text="LoRA").wait_for()
    visited.shoot("phone-card")
    page.get_by_role("button", name="Path from here").click()
    visited.eventually("document.querySelector('.picker input').value === 'LoRA'")
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("combobox", name="Named query").select_option("top-concepts")
    page.locator(".scroll tbody tr").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    visited.shoot("phone-console")
    page.get_by_role("button", name="Timeline").click()
    page.locator(".chart").wait_for()
    visited.shoot("phone-timeline")
    visited.silent()


def test_titles_are_never_markup(visit, serving, tmp_path):
    papers = [
        {"title": title, "abstract": f"{title}. We use quantization and pruning."}
        for title in (
            "<img src=x onerror=window.broken=1>",
            "</script><script>window.broken=1</script>",
            '" onclick="window.broken=1" href="javascript:window.broken=1',
            "=HYPERLINK(1) \u202egnp.exe 🧠 עברית " + "x" * 2000,
        )
    ]
    source = tmp_path / "nasty.jsonl"
    source.write_text("".join(json.dumps(paper) + "\n" for paper in papers), encoding="utf-8")
    graph = str(tmp_path / "nasty.lbug")
    subprocess.run(
        [sys.executable, "-m", "kg", "build", str(source), "--graph", graph], check=True, capture_output=True
    )
    server = serving(graph)
    visited = visit(url=server.link)
    page = visited.open("#tool=ask&ask.q=MATCH (p:Paper) RETURN p, p.title AS title")
    page.locator(".scroll tbody tr").nth(3).wait_for()
    for number in range(page.evaluate(NODES)):
        page.evaluate("n => paperkgLive.open(paperkgLive.picture.graph.nodes[n].id, true)", number)
        assert page.locator("#panel img, #panel script, #panel a, .drawer img").count() == 0
    page.keyboard.press("Escape")
    page.locator("#search").fill("img")
    page.locator("#hits li").first.wait_for()
    visited.shoot("nasty")
    assert page.locator("#hits img").count() == 0
    assert page.evaluate("window.broken") is None
    visited.silent()


def test_the_page_says_that_the_graph_was_built_anew(visit, serving, example_graph, examples, tmp_path):
    graph = shutil.copy(example_graph, tmp_path / "graph.lbug")
    server = serving(graph)
    visited = visit(url=server.link)
    page = visited.open("#node=method:lora")
    more = tmp_path / "more.jsonl"
    more.write_text('{"title": "Zebrafish: a benchmark of stripes", "abstract": "We introduce Zebrafish."}\n')
    build = [sys.executable, "-m", "kg", "build", examples, str(more), "--graph", graph]
    subprocess.run(build, check=True, capture_output=True)
    page.locator("#notice", has_text="The graph was built anew").wait_for(timeout=15_000)
    visited.shoot("anew")
    page.get_by_role("button", name="Show it").click()
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#notice").is_hidden()
    page.locator("#panel h2", has_text="LoRA").wait_for()
    visited.silent()
    server.end()
    page.locator("#notice", has_text="the server does not answer; is kg serve still running?").wait_for(timeout=15_000)


@pytest.fixture(scope="session")
def axe(needed):
    needed(AXE.exists(), "no node_modules/axe-core; run scripts/node_modules.sh")
    return AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "hash",
    ["", "#node=method:lora", "#tool=path&path.from=method:lora&path.to=technique:kv-cache",
     "#tool=ask&ask.name=top-concepts", "#tool=time&time.concept=technique:quantization"],
    ids=["map", "card", "path", "ask", "time"],
)  # fmt: skip
def test_axe_finds_no_serious_fault(visit, axe, hash, scheme):
    visited = visit(1280, 860, scheme, bypass_csp=True)
    page = visited.open(hash)
    page.wait_for_timeout(600)
    page.evaluate(axe)
    found = page.evaluate("axe.run(document).then(result => result.violations)")
    serious = [fault for fault in found if fault["impact"] in ("serious", "critical")]
    assert not serious, json.dumps([[f["id"], [n["html"] for n in f["nodes"]][:3]] for f in serious], indent=1)
