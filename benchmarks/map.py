"""The map in Chromium beside pyvis's own page of the same graph: until the picture stands still, and panning.

Both pages are opened from a file, in the same browser, one after the other. A picture is stable when no node has moved
on the screen between two looks, a quarter of a second apart; the time is that of the first look, from the start of the
navigation by the page's own clock. Frames are those that the browser's tracing saw drawn while the map was dragged.
What a page asks of the network fails at once, which is to the advantage of the page that asks.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from report import AbsentError, Report

#: Nodes and edges.
SIZES = ((1_500, 6_000), (5_000, 20_000))
#: Times our page is opened, seconds a page may take, milliseconds of panning, steps of the pointer a second.
TIMES, PATIENCE, PANNING, STEPS = 5, 60, 3_000, 60
CHROMIUM = os.environ.get("KG_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WINDOW = {"width": 1400, "height": 900}

#: Where some nodes stand on the screen, rounded to half a pixel, once the page has drawn any.
PLACES = """() => {
  const ours = window.paperkgMap, theirs = window.network;
  const ready = ours && document.getElementById('map').dataset.ready;
  if (ours) return ready ? JSON.stringify(ours.nodes.slice(0, 200).map(ours.place)) : null;
  const body = theirs && theirs.body, bar = document.getElementById('loadingBar');
  if (!body || (bar && getComputedStyle(bar).display !== 'none' && getComputedStyle(bar).opacity > 0)) return null;
  return JSON.stringify(body.nodeIndices.slice(0, 200).map((id) => {
    const at = theirs.canvasToDOM(body.nodes[id]);
    return [Math.round(at.x * 2), Math.round(at.y * 2)];
  }));
}"""
#: The same twice: resolves with milliseconds since the start of the navigation.
STABLE = f"""() => new Promise((resolve) => {{
  const look = {PLACES};
  let last = null, since = 0;
  (function again() {{
    const now = performance.now(), seen = look();
    if (seen === null || seen !== last) [last, since] = [seen, now];
    else if (now - since >= 250) return resolve(since);
    setTimeout(again, seen === null ? 10 : 50);
  }})();
}})"""


def measure(options: Namespace) -> Report:
    """Open both pages for each size."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:
        raise AbsentError("playwright is not there; pip install --editable '.[test]'") from None
    if not Path(CHROMIUM).exists():
        raise AbsentError(f"{CHROMIUM} is not there; name a Chromium with KG_CHROMIUM")
    report = Report(f"The map in Chromium, {WINDOW['width']} by {WINDOW['height']} pixels, without a graphics card")
    with tempfile.TemporaryDirectory(prefix="kg-bench-") as folder, sync_playwright() as play:
        for count, links in SIZES:
            nodes, edges = graph(count, links)
            title = f"{count:,} nodes, {links:,} edges"
            begin = time.perf_counter()
            ours, size = _ours(nodes, edges, Path(folder))
            wrote = f"written in {time.perf_counter() - begin:.1f} s, {size / 1e6:.1f} MB"
            for name, path, times in (("kg map", ours, TIMES), ("pyvis", _theirs(nodes, edges, Path(folder)), 1)):
                _rows(report, play, f"{title}: {name}", path, times, wrote if name == "kg map" else "its default page")
    return report


def _rows(report: Report, play: Any, title: str, path: Path, times: int, remark: str) -> None:
    seen = [_open(play, path) for _ in range(times)]
    stable = [one["stable"] for one in seen if one["stable"] is not None]
    figure = f"{median(stable):.2f} s" if len(stable) == times else f"over {PATIENCE} s"
    spread = f"; {min(stable):.2f} to {max(stable):.2f} in {times}" if times > 1 and stable else ""
    report.add(title, figure, f"first stable picture; {remark}{spread}")
    rates = [one["frames"] for one in seen if one["frames"] is not None]
    report.add(
        "  panning", f"{median(rates):.0f} fps" if rates else "no frame", "drawn frames by the browser's tracing"
    )
    requests = max(one["requests"] for one in seen)
    report.add("  requests", f"{requests}", "to other hosts, each refused")


def _open(play: Any, path: Path) -> dict[str, Any]:
    """Open a page in a browser of its own; a page that never ends is ended with its browser."""
    browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    try:
        page = browser.new_page(viewport=WINDOW)
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url) if request.url.startswith("http") else None)
        page.route("http*://**/*", lambda route: route.abort())
        stable = _stable(page, path)
        return {"stable": stable, "frames": _frames(browser, page), "requests": len(requests)}
    finally:
        browser.close()


def _stable(page: Any, path: Path) -> float | None:
    from playwright.sync_api import Error

    page.set_default_timeout(PATIENCE * 1000)
    try:
        page.goto(path.as_uri(), wait_until="commit")
        handle = page.wait_for_function(f"() => window.stableAt ??= ({STABLE})()", timeout=PATIENCE * 1000)
        return float(handle.json_value()) / 1000
    except Error:
        return None


def _frames(browser: Any, page: Any) -> float | None:
    """Drag the map about and return frames a second, by the events that tell of a drawn frame."""
    from playwright.sync_api import Error

    page.set_default_timeout(20_000)
    try:
        x, y = WINDOW["width"] / 2, WINDOW["height"] / 2
        browser.start_tracing(
            page=page, categories=["devtools.timeline.frame", "disabled-by-default-devtools.timeline.frame"]
        )
        page.mouse.move(x, y)
        page.mouse.down()
        begin = time.perf_counter()
        for step in range(PANNING * STEPS // 1000):
            # There and back: farther than any picture painted beforehand could reach, but the map stays in sight.
            way = 600 - abs((step * 15) % 2400 - 1200)
            page.mouse.move(x + way, y + way / 2)
            ahead = begin + (step + 1) / STEPS - time.perf_counter()
            if ahead > 0:
                time.sleep(ahead)
            if time.perf_counter() - begin > 4 * PANNING / 1000:
                break
        seconds = time.perf_counter() - begin
        page.mouse.up()
        trace = json.loads(browser.stop_tracing())
    except Error:
        return None
    events = [event for event in trace["traceEvents"] if event.get("name") == "DrawFrame"]
    return len(events) / seconds


def graph(count: int, links: int, seed: int = 11) -> tuple[list[Any], list[Any]]:
    """Return papers and concepts, half each, in communities of about sixty, with exactly so many edges."""
    from kg.model import Edge, Node

    chance = random.Random(seed)
    papers, concepts = count // 2, count - count // 2
    labels = ("Method", "Technique", "Hardware", "Dataset", "Task")
    types = {"Method": "USES", "Technique": "USES", "Hardware": "USES", "Dataset": "EVALUATED_ON", "Task": "ADDRESSES"}
    kinds = [labels[n % 5] for n in range(concepts)]
    groups = max(2, count // 60)
    edges: dict[tuple[str, str, str], Any] = {}

    def concept_of(group: int) -> int:
        near = chance.random() < 0.8
        rank = int(chance.paretovariate(0.9)) - 1
        return (rank * groups + group) % concepts if near else min(int(chance.expovariate(30 / concepts)), concepts - 1)

    while len(edges) < links:
        number = chance.randrange(papers)
        source, sure = f"arxiv:{number:05}", round(chance.uniform(0.4, 1), 3)
        if chance.random() < 0.15 and number:
            target, type = f"arxiv:{chance.randrange(number):05}", "CITES"
        else:
            place = concept_of(number % groups)
            target, type = f"{kinds[place].lower()}:thing-{place}", types[kinds[place]]
        quote = f"In study {number} we build on {target}, and find that it carries over to the setting at hand. " * 2
        found = Edge(type, source, target, {"confidence": sure, "evidence": [quote], "spans": []})
        edges[found.key] = found
    named: dict[str, int] = {}
    for _, _, target in edges:
        named[target] = named.get(target, 0) + 1
    nodes = [
        Node(
            "Paper",
            f"arxiv:{n:05}",
            {"title": f"Study {n}: what it finds", "year": 2000 + n % 25, "abstract": "Word. " * 200},
        )
        for n in range(papers)
    ]
    for place, label in enumerate(kinds):
        id = f"{label.lower()}:thing-{place}"
        nodes.append(Node(label, id, {"name": f"thing {place}", "aliases": [], "papers": named.get(id, 0)}))
    return nodes, list(edges.values())


def _ours(nodes: list[Any], edges: list[Any], folder: Path) -> tuple[Path, int]:
    from viz.content import page
    from viz.selection import finish

    path = folder / "kg-map.html"
    text = page(finish(_view(nodes, edges), nodes, edges), "Benchmark")
    path.write_text(text, encoding="utf-8")
    return path, path.stat().st_size


def _theirs(nodes: list[Any], edges: list[Any], folder: Path) -> Path:
    """Write pyvis's page as its README does: add nodes and edges, ask for the page."""
    from pyvis.network import Network

    network = Network()
    for node in nodes:
        network.add_node(node.id, label=node.properties.get("title") or node.properties["name"])
    for edge in edges:
        network.add_edge(edge.source, edge.target)
    here = Path.cwd()
    os.chdir(folder)  # it puts its scripts into the working directory
    try:
        network.write_html("pyvis.html")
    finally:
        os.chdir(here)
    return folder / "pyvis.html"


def _view(nodes: list[Any], edges: list[Any]) -> Any:
    from kg.schema import schema
    from kg.stores.base import View

    class Given(View):
        """A view of nodes and edges in memory."""

        def nodes(self, label: str | None = None, *, internal: bool = False) -> Iterator[Any]:
            return (node for node in nodes if label in (None, node.label))

        def edges(self, type: str | None = None) -> Iterator[Any]:
            return (edge for edge in edges if type in (None, edge.type))

        def node(self, id: str) -> Any:
            return next((node for node in nodes if node.id == id), None)

        def edges_of(self, id: str) -> list[Any]:
            return [edge for edge in edges if id in (edge.source, edge.target)]

        def node_counts(self) -> dict[str, int]:
            return _counts((node.label for node in nodes), schema().nodes)

        def edge_counts(self) -> dict[str, int]:
            return _counts((edge.type for edge in edges), schema().edges)

    return Given()


def _counts(found: Iterable[str], known: Iterable[str]) -> dict[str, int]:
    all_found = list(found)
    return {name: all_found.count(name) for name in known}
