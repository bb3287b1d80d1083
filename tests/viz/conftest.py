"""A graph, and a browser that notes what a map must never do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from map_graphs import GraphView, make_graph


@pytest.fixture(scope="session")
def graph() -> GraphView:
    return make_graph()


class Watched:
    """A page that keeps what a map must never have: errors and requests."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.messages: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.messages.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.messages.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.messages.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: self.requests.append(request.url))

    def open(self, path: Path) -> None:
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("#map[data-ready]")
        self.page.wait_for_function("document.getElementById('map').dataset.labels > 0")
        assert self.requests == [path.as_uri()]

    def spot(self, name: str) -> tuple[float, float]:
        """Return where a node stands in the window."""
        at = self.page.evaluate("name => paperkgMap.place(paperkgMap.nodes.find(n => n.name === name))", name)
        frame = self.page.locator("#map").bounding_box()
        return frame["x"] + at["x"], frame["y"] + at["y"]


@pytest.fixture
def new_page(browser: Any) -> Iterator[Callable[..., Watched]]:
    opened = []

    def make(width: int = 1400, height: int = 900, scheme: str = "light", **more: Any) -> Watched:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, **more)
        opened.append(context)
        return Watched(context.new_page())

    yield make
    for context in opened:
        context.close()
