"""What the commands share: options, tables, progress."""

from __future__ import annotations

import csv
import functools
import io
import json
import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

import click

if TYPE_CHECKING:
    from kg.stores.base import View

F = TypeVar("F", bound=Callable[..., Any])

#: Where a graph is kept unless --graph says otherwise.
DEFAULT_GRAPH = "graph.lbug"
#: Width of a table where there is no terminal: wider than any row.
_UNFOLDED = 1_000_000
#: What a table has at its edges, and between two columns.
_EDGES, _GAP = 2, 3
#: Formats in which any list of papers can be printed (:data:`kg.bibliography.FORMATS`, which need not be imported).
BIBLIOGRAPHIES = ("bibtex", "csl-json", "markdown")

graph_option = click.option(
    "--graph",
    "-g",
    default=DEFAULT_GRAPH,
    show_default=True,
    envvar="KG_GRAPH",
    metavar="URL",
    help="The graph: graph.lbug, graph.json, graph.graphml, neo4j://HOST:PORT.",
)


def sources_argument(option: str = "--format") -> Callable[[F], F]:
    """Return the SOURCE... argument and how sources are read: ``sources``, ``format_`` and ``options``.

    Args:
        option: how the option for the sources' format is called; a command whose output has a format of its own needs
            another name.
    """
    from loaders import Options, format_names

    def notify(text: str) -> None:
        click.echo(text, err=True)

    decorators = (
        click.option("--no-cache", "cache", flag_value=False, default=True, help="Keep no answers of the network."),
        click.option("--offline", is_flag=True, help="Never ask the network; use what was kept of it."),
        click.option(
            "--limit", default=1_000, show_default=True, type=click.IntRange(1), help="Papers that a search may give."
        ),
        click.option(
            "--map",
            "columns",
            multiple=True,
            callback=_pairs,
            metavar="FIELD=COLUMN",
            help="Which column of a table holds a field; may be given again.",
        ),
        click.option(
            option,
            "format_",
            type=click.Choice(format_names()),
            metavar="NAME",
            help='The sources\' format ("kg sources" lists them); told from content if left out.',
        ),
        click.argument("sources", nargs=-1, required=True, metavar="SOURCE..."),
    )

    def add(command: F) -> F:
        @functools.wraps(command)
        def run(columns: tuple[tuple[str, str], ...], limit: int, offline: bool, cache: bool, **values: Any) -> Any:
            return command(options=Options(dict(columns), limit, offline, cache, notify), **values)

        for decorate in decorators:
            run = decorate(run)
        return cast(F, run)

    return add


def _pairs(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for value in values:
        name, sign, column = value.partition("=")
        if not sign or not name.strip() or not column.strip():
            raise click.BadParameter(f"{value!r} is not FIELD=COLUMN, such as title=Titel")
        pairs.append((name.strip(), column.strip()))
    return tuple(pairs)


def format_option(*choices: str, default: str | None = None) -> Callable[[F], F]:
    """Return the --format option for output."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(choices),
        default=default or choices[0],
        show_default=True,
        help="Output format.",
    )


def json_option(what: str) -> Callable[[F], F]:
    """Return --json and --format json, which are one: ``as_json`` of the command tells whether one of them is given.

    Args:
        what: what is printed as JSON.
    """

    def add(command: F) -> F:
        @functools.wraps(command)
        def run(as_json: bool, format_: str, **values: Any) -> Any:
            return command(as_json=as_json or format_ == "json", **values)

        run = format_option("text", "json")(run)
        return cast(F, click.option("--json", "as_json", is_flag=True, help=f"Print {what} as JSON.")(run))

    return add


def print_papers(view: View, ids: Iterable[str], format: str) -> None:
    """Print papers as a bibliography, in a format of :data:`BIBLIOGRAPHIES`."""
    from kg.bibliography import bibliography

    click.echo(bibliography(view, ids, format), nl=False)


def print_rows(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], format: str, *, spare: Collection[str] = ()
) -> None:
    """Print a table: ``table`` for people, ``json``, ``jsonl`` or ``csv`` for programs.

    Args:
        columns: their names.
        rows: as long as these.
        format: one of the four.
        spare: see :func:`print_table`.
    """
    if format == "json":
        click.echo(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, indent=1))
    elif format == "jsonl":
        for row in rows:
            click.echo(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False))
    elif format == "csv":
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([cell(value) for value in row] for row in rows)
        click.echo(buffer.getvalue(), nl=False)
    else:
        print_table(columns, rows, spare=spare)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, spare: Collection[str] = ()) -> None:
    """Print a table for people: as wide as the terminal, or unfolded where there is none.

    Args:
        columns: their names.
        rows: as long as these.
        spare: columns that are left out, which is said below, where the terminal is too narrow for all.
    """
    from rich import box
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from kg.cli.widths import Needs, kept, widths

    # In a pipe no line is broken and nothing is cut: programs like grep read lines.
    console = Console(soft_wrap=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else _UNFOLDED)
    cells = [[cell(value) for value in row] for row in rows]
    numeric = [_are_numbers([row[place] for row in rows]) for place in range(len(columns))]
    for place, right in enumerate(numeric):
        if right:
            _align([row[place] for row in rows], cells, place)
    needs = []
    for place, name in enumerate(columns):
        texts = [row[place] for row in cells]
        lines = [line for text in (name, *texts) for line in text.splitlines() or [""]]
        fixed = bool(rows) and not any(letter.isalpha() for text in texts for letter in text)
        unbroken = [*name.split(), *(texts if fixed else [word for text in texts for word in text.split()])]
        least = max(map(cell_len, unbroken), default=1)
        needs.append(Needs(name, max(map(cell_len, lines)), least, fixed))
    shown = kept(needs, console.width - _EDGES, spare, _GAP)
    chosen = widths([needs[place] for place in shown], console.width - _EDGES - _GAP * (len(shown) - 1))
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for place, width in zip(shown, chosen, strict=True):
        justify: Literal["right", "left"] = "right" if numeric[place] else "left"
        table.add_column(Text(columns[place]), justify=justify, overflow="fold", width=max(1, width))
    for texts in cells:
        table.add_row(*(Text(texts[place]) for place in shown))
    console.print(table)
    if missing := [name for place, name in enumerate(columns) if place not in shown]:
        click.secho(f"left out, since it does not fit: {', '.join(missing)} (--format csv shows all)", dim=True)


def _are_numbers(values: Sequence[Any]) -> bool:
    """Tell whether all values are numbers, but for empty ones."""
    some = [value for value in values if value is not None and value != ""]
    return bool(some) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in some)


def _align(values: Sequence[Any], cells: list[list[str]], place: int) -> None:
    """Give the broken numbers of a column equally many decimals."""
    texts = [row[place] for value, row in zip(values, cells, strict=True) if isinstance(value, float)]
    if any("e" in text or "n" in text for text in texts):  # 1e-05, nan, inf
        return
    decimals = max((len(text.partition(".")[2]) for text in texts), default=0)
    for value, row in zip(values, cells, strict=True):
        if isinstance(value, float):
            row[place] = f"{value:.{decimals}f}"


def cell(value: Any) -> str:
    """Return a value as one cell of a table."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        return "; ".join(cell(item) for item in value)
    if isinstance(value, dict):
        if value.keys() == {"nodes", "edges"}:
            return _chain(value["nodes"], value["edges"])
        name = value.get("title") or value.get("name")
        return str(name) if name else json.dumps(value, ensure_ascii=False)
    return str(value)


def _chain(nodes: list[dict[str, Any]], edges: list[dict[str, Any]]) -> str:
    """Return a path in one line; an answer does not tell which way an edge points."""
    ties = [f" — {edge['type']} — " for edge in edges]
    return "".join(part for pair in zip(map(cell, nodes), [*ties, ""], strict=True) for part in pair)


def paged(text: str) -> None:
    """Print a text: through a pager ($PAGER, or less) if it is longer than the terminal, and plainly elsewhere."""
    import shutil

    lines = shutil.get_terminal_size().lines
    if sys.stdout.isatty() and sys.stdin.isatty() and text.count("\n") >= lines:
        # Without it less shows colours as signs, and leaves nothing on the screen.
        os.environ.setdefault("LESS", "-FRX")
        click.echo_via_pager(text if text.endswith("\n") else f"{text}\n", color=click.get_current_context().color)
    else:
        click.echo(text, nl=not text.endswith("\n"))


@contextmanager
def collected() -> Iterator[None]:
    """Print what the block prints as :func:`paged` does, colours and all."""
    if not sys.stdout.isatty():
        yield
        return
    buffer, terminal = io.StringIO(), sys.stdout
    # click asks the stream whether it is a terminal before it writes a colour.
    buffer.isatty = lambda: True  # type: ignore[method-assign]
    sys.stdout = buffer
    try:
        yield
    finally:
        sys.stdout = terminal
        paged(buffer.getvalue())


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int | None], None]]:
    """Yield a function that shows how far a build is; silent unless standard error is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda stage, done, total: None
        return
    bar = Progress(
        TextColumn("{task.description:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
    tasks: dict[str, TaskID] = {}

    def show(stage: str, done: int, total: int | None) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage, total=total, rate="")
        task = bar.tasks[bar.task_ids.index(tasks[stage])]
        speed = done / task.elapsed if task.elapsed else 0
        bar.update(tasks[stage], completed=done, total=total, rate=f"{speed:,.0f}/s" if done else "")

    with bar:
        yield show
