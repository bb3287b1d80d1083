"""The map of a graph: choose, lay out, render; then write it, or show it in a notebook."""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import files
from kg.search import label_name
from kg.stores.base import View
from viz.answers import from_rows
from viz.content import page
from viz.errors import MapError
from viz.grouping import in_communities
from viz.neighbourhood import around as select_around
from viz.period import Period, PeriodView
from viz.selection import overview

#: As many nodes as can be read at 1400 by 900 pixels.
DEFAULT_LIMIT = 120
#: The height of the map in a notebook in pixels, and the largest page, in bytes, that is put into one.
HEIGHT, LARGEST = 640, 6_000_000


@dataclass(frozen=True, slots=True)
class MapSummary:
    """What a map shows.

    Attributes:
        nodes: how many nodes are on the map; ``edges``: how many edges.
        all_nodes: how many nodes the graph (or its part in the period) has; ``all_edges``: how many edges.
        common: names of concepts left out because too many papers name them.
        path: the file.
        size: its size in bytes.
        communities: how many communities it shows, 0 for a map without.
        undated: how many papers were left out because no date of them is known.
        left_out: how many nodes of an answer found no room.
    """

    nodes: int
    edges: int
    all_nodes: int
    all_edges: int
    common: tuple[str, ...]
    path: Path
    size: int
    communities: int = 0
    undated: int = 0
    left_out: int = 0


@dataclass(frozen=True)
class Map:
    """A map that shows itself in a notebook.

    Attributes:
        text: the page.
        nodes: how many nodes are on the map; the other numbers are those of :class:`MapSummary`.
    """

    text: str
    nodes: int
    edges: int
    all_nodes: int
    all_edges: int
    common: tuple[str, ...] = ()
    communities: int = 0
    undated: int = 0
    left_out: int = 0

    def save(self, path: str | Path) -> MapSummary:
        """Write the map as one HTML file that opens in a browser, offline.

        Raises:
            PaperkgError: if it cannot be written there; what was there before stays.
        """
        path = Path(path)
        content = self.text.encode("utf-8", "replace")
        files.write(path, content)
        return MapSummary(
            self.nodes,
            self.edges,
            self.all_nodes,
            self.all_edges,
            self.common,
            path,
            len(content),
            self.communities,
            self.undated,
            self.left_out,
        )

    def _repr_html_(self) -> str:
        """Return a frame that holds the page, or what to do if it is too large for a notebook."""
        size = len(self.text.encode("utf-8", "replace"))
        if size > LARGEST:
            return (
                f"<p>This map takes {size / 1e6:.0f} MB, too much for a notebook (at most {LARGEST / 1e6:.0f}). "
                'Write it to a file with <code>.save("map.html")</code> and open that, or draw fewer nodes: '
                f"<code>graph.map(limit={max(1, self.nodes // 4)})</code>.</p>"
            )
        return (
            f'<iframe title="Map of papers" srcdoc="{html.escape(self.text)}" loading="lazy" '
            f'style="width: 100%; height: {HEIGHT}px; border: 1px solid #8884; border-radius: 8px"></iframe>'
        )

    def __repr__(self) -> str:
        return f"Map of {self.nodes:,} nodes and {self.edges:,} edges; write it with .save('map.html')"


def draw_map(
    view: View,
    *,
    limit: int = DEFAULT_LIMIT,
    around: str | None = None,
    depth: int = 1,
    rows: Iterable[Sequence[Any]] | None = None,
    communities: bool = False,
    types: Collection[str] = (),
    min_confidence: float = 0.0,
    since: str = "",
    until: str = "",
    title: str = "Map of papers",
) -> Map:
    """Draw a graph.

    Args:
        view: the graph.
        limit: how many nodes at most; in the community view, inside each community.
        around: show what is near this paper or concept (a name, alias, title or id) instead of the whole.
        depth: how many edges away from it.
        rows: show what these rows of an answer name (see :class:`kg.stores.base.Result`) instead of the whole.
        communities: show the communities, and inside each its own map.
        types: only concepts of these labels, or all; not for an answer, which names what it wants.
        min_confidence: leave out edges below it.
        since: only papers from this date on (a year, month or day); ``until``: up to this one.
        title: the heading.

    Raises:
        MapError: if there is nothing to show, or two of ``around``, ``rows`` and ``communities`` are given.
        UnknownName: if no one node is called as ``around`` says.
        ValueError: for a label that the schema lacks, or a limit below 1.
    """
    if limit < 1:
        raise ValueError(f"limit must be 1 or more, not {limit}")
    if sum((around is not None, rows is not None, communities)) > 1:
        raise MapError("a map is of one thing: give --around, --query or --communities alone")
    if rows is not None and types:
        raise MapError("--type does not go with --query: the statement says what to show")
    if not sum(view.node_counts().values()):
        raise MapError("the graph is empty, there is nothing to draw; add papers first with: kg build SOURCE...")
    period, undated = Period(since, until), 0
    if period:
        part = PeriodView(view, period)
        undated, view = part.undated, part
        if not view.node_counts()["Paper"]:
            unknown = f"; of {undated:,} papers no date is known" if undated else ""
            raise MapError(f"no paper is of the period {period}{unknown}")
    grouping = None
    if rows is not None:
        chosen = from_rows(view, rows, limit=limit, min_confidence=min_confidence)
    elif around is not None:
        chosen = select_around(view, around, limit=limit, depth=depth, types=types, min_confidence=min_confidence)
    elif communities:
        grouping = in_communities(view, limit=limit, types=types, min_confidence=min_confidence)
        chosen = grouping.selection
    else:
        chosen = overview(view, limit=limit, types=types, min_confidence=min_confidence)
    if not chosen.nodes:
        raise MapError("nothing is left to draw; ask for more types or a lower --min-confidence")
    return Map(
        page(chosen, f"{title} · {period}" if period else title, grouping),
        len(chosen.nodes),
        len(chosen.edges),
        chosen.all_nodes,
        chosen.all_edges,
        tuple(label_name(node) for node in chosen.common),
        len(grouping.bubbles) if grouping else 0,
        undated,
        chosen.left_out,
    )


def write_map(view: View, path: str | Path, **options: Any) -> MapSummary:
    """Write a graph as one HTML file that opens in a browser, offline.

    Args:
        view: the graph.
        path: the file; it is replaced as a whole at the end, or not at all.
        options: see :func:`draw_map`.

    Raises:
        MapError: if there is nothing to show, or the file cannot be written.
    """
    return draw_map(view, **options).save(path)
