"""``kg path``: how things are connected."""

from __future__ import annotations

import json

import click

from kg.cli.common import format_option, graph_option, print_rows


@click.command()
@click.argument("a")
@click.argument("b")
@graph_option
@click.option("-k", "k", default=3, show_default=True, type=click.IntRange(1), help="How many paths at most.")
@click.option(
    "--max-length", default=4, show_default=True, type=click.IntRange(1, 12), help="How many steps a path may have."
)
@format_option("table", "json", "csv")
def path(a: str, b: str, graph: str, k: int, max_length: int, format_: str) -> None:
    """Show how two papers or concepts are connected, as chains of quotes: the strongest short paths.

    A and B are names, aliases, titles or ids. A path's cost falls with the confidence of its edges and rises with its
    length and with the number of neighbours of what it passes through: a path through "large language model" says
    little. A path that only adds a detour to a stronger one is left out.

    \b
    Example:
      kg path LoRA "KV cache" -k 3
    """
    import kg
    from kg.analysis.paths import paths
    from kg.search import label_name

    with kg.open(graph, must_exist=True) as store:
        found = paths(store.view(), a, b, k, max_length)
    if format_ == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
    elif format_ == "csv":
        columns = ["path", "cost", "step", "start", "type", "direction", "end", "strength", "quote", "shared"]
        rows = [
            [
                number,
                one.cost,
                place,
                label_name(step.start),
                step.edge.type,
                "forward" if step.forward else "backward",
                label_name(step.end),
                step.strength,
                (step.quotes or [""])[0],
                list(step.shared),
            ]
            for number, one in enumerate(found.paths, 1)
            for place, step in enumerate(one.steps, 1)
        ]
        print_rows(columns, rows, "csv")
    else:
        from kg.cli.chains import print_connection

        print_connection(found)
