"""Pictures of a matrix and of trends, as SVG or PNG: the same figures give the same file.

Needs matplotlib: ``pip install 'paperkg[plot]'``.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kg.errors import PaperkgError, WrongUsage
from kg.files import whole

if TYPE_CHECKING:
    from kg.analysis.matrix import Matrix
    from kg.analysis.trends import Trend, Trends

#: Endings of files that can be written.
ENDINGS = (".svg", ".png")
#: Panels of a plot of trends in a row, and at most for rising and for falling concepts each.
PANELS_WIDE, MOST_PANELS = 4, 8
#: Names longer than this are cut.
LONGEST_NAME = 38


class PlotError(PaperkgError):
    """The picture cannot be drawn."""


def check(path: Path) -> None:
    """Make sure that a picture can be written, before anything is computed for it.

    Raises:
        WrongUsage: if the ending is unknown.
        PlotError: if matplotlib is missing, or the folder not there.
    """
    if path.suffix.lower() not in ENDINGS:
        raise WrongUsage(f"--plot {path}: a picture ends in {' or '.join(ENDINGS)}")
    if not path.resolve().parent.is_dir():
        raise PlotError(f"--plot {path}: there is no folder {path.parent}")
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        raise PlotError("a plot needs matplotlib: pip install 'paperkg[plot]'") from None


def plot_matrix(matrix: Matrix, path: Path) -> None:
    """Write a heat map of a matrix: the darker, the more papers; the number stands in the cell.

    Raises:
        PlotError: if the matrix is empty.
        PaperkgError: if the file cannot be written.
    """
    check(path)
    if not matrix.cells:
        raise PlotError(f"no paper names a {matrix.types[0]} and a {matrix.types[1]}: there is nothing to draw")
    counts = matrix.counts
    most = max(map(max, counts))
    high, wide = len(matrix.rows), len(matrix.columns)
    with _figure((0.6 * wide, 0.34 * high)) as figure:
        from matplotlib.colors import PowerNorm

        # The cells fill the figure, whose size is theirs; saving it makes room for the names.
        axes = figure.add_axes((0, 0, 1, 1))
        # The square root of the count: a few large cells would make all others white.
        image = axes.imshow(counts, cmap="Blues", norm=PowerNorm(0.5, 0, most), aspect="auto")
        axes.set_xticks(
            range(wide), [_short(c["name"]) for c in matrix.columns], rotation=40, ha="left", rotation_mode="anchor"
        )
        axes.set_yticks(range(high), [_short(r["name"]) for r in matrix.rows])
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        axes.set_xticks([n - 0.5 for n in range(1, wide)], minor=True)
        axes.set_yticks([n - 0.5 for n in range(1, high)], minor=True)
        axes.grid(which="minor", color="white", linewidth=1.5)
        axes.tick_params(which="minor", length=0)
        for row, line in enumerate(counts):
            for column, count in enumerate(line):
                if count:
                    color = "white" if image.norm(count) > 0.6 else "#222222"
                    axes.text(column, row, str(count), ha="center", va="center", color=color, fontsize=8)
        axes.set_xlabel(
            f"papers that name a {matrix.types[0]} (rows) and a {matrix.types[1]} (columns); {matrix.papers:,} in all",
            fontsize=8,
            color="#555555",
        )
        _save(figure, path)


def plot_trends(trends: Trends, path: Path) -> None:
    """Write the share of papers over time with Wilson's intervals, a small panel for each concept.

    Raises:
        PlotError: if there is no trend.
        PaperkgError: if the file cannot be written.
    """
    check(path)
    rows: list[tuple[str, list[Trend]]] = []
    for direction in ("rising", "falling", ""):
        found = [trend for trend in trends.trends if trend.direction == direction][:MOST_PANELS]
        for start in range(0, len(found), PANELS_WIDE):
            rows.append((direction or "no sure trend", found[start : start + PANELS_WIDE]))
    if not rows:
        raise PlotError("no concept has a trend: there is nothing to draw")
    wide = max(len(panels) for _, panels in rows)
    with _figure((0.6 + 2.9 * wide, 0.5 + 2.0 * len(rows)), layout="constrained") as figure:
        for row, (title, panels) in enumerate(rows):
            for column, trend in enumerate(panels):
                axes = figure.add_subplot(len(rows), wide, row * wide + column + 1)
                _panel(axes, trend, trends.bins, _COLORS[title])
                if not column:
                    axes.set_ylabel(f"{title}\npapers, %", fontsize=8)
        figure.supxlabel(
            f"share of the papers of each {trends.by}, with 95 % intervals; {sum(trends.papers):,} papers in all",
            fontsize=8,
            color="#555555",
        )
        _save(figure, path)


#: Of the lines, by what they show.
_COLORS = {"rising": "#1a7f5a", "falling": "#b5452c", "no sure trend": "#555555"}


def _panel(axes: Any, trend: Trend, bins: list[str], color: str) -> None:
    known = [(place, point) for place, point in enumerate(trend.series) if point.share is not None]
    places = [place for place, _ in known]
    share, low, high = (
        [100 * (value or 0) for value in values]
        for values in zip(*((point.share, point.low, point.high) for _, point in known), strict=True)
    )
    axes.fill_between(places, low, high, color=color, alpha=0.15, linewidth=0)
    axes.plot(places, share, color=color, linewidth=1.4)
    axes.set_title(f"{_short(trend.name)} ({trend.papers:,})", fontsize=8, loc="left")
    step = max(1, -(-len(bins) // 4))
    axes.set_xticks(range(0, len(bins), step), bins[::step])
    axes.set_ylim(bottom=0)
    axes.tick_params(labelsize=7)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


@contextmanager
def _figure(size: tuple[float, float], layout: Literal["constrained"] | None = None) -> Iterator[Any]:
    """Yield a figure whose file depends on its content alone."""
    import matplotlib
    from matplotlib.figure import Figure

    # A fixed salt for the ids of SVG, and names as they stand: a dollar sign begins no formula.
    with matplotlib.rc_context({"svg.hashsalt": "paperkg", "text.parse_math": False, "font.family": "DejaVu Sans"}):
        yield Figure(figsize=size, dpi=150, layout=layout)


def _save(figure: Any, path: Path) -> None:
    # Neither the date nor the version of matplotlib.
    metadata = {"Date": None, "Creator": "paperkg"} if path.suffix.lower() == ".svg" else {"Software": "paperkg"}
    with warnings.catch_warnings(), whole(path) as file:
        # A name in a script that the font lacks is drawn as boxes; the rest of the picture is fine.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure.savefig(file, format=path.suffix[1:].lower(), metadata=metadata, bbox_inches="tight", pad_inches=0.15)
