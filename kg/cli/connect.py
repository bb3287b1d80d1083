"""``kg path``, ``kg related``, ``kg lineage`` and ``kg compare``: how things are connected."""

from __future__ import annotations

import json

import click

from kg.cli.common import BIBLIOGRAPHIES, format_option, graph_option, print_papers, print_rows
from kg.cli.completing import concept_names
from kg.cli.options import narrower_option


@click.command()
@click.argument("a", shell_complete=concept_names())
@click.argument("b", shell_complete=concept_names())
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


@click.command()
@click.argument(
    "papers", nargs=-1, required=True, metavar="PAPER...", shell_complete=concept_names("Method", "Dataset")
)
@graph_option
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1), help="How many papers at most.")
@format_option("table", "json", "csv", *BIBLIOGRAPHIES)
def related(papers: tuple[str, ...], graph: str, limit: int, format_: str) -> None:
    """List the papers closest to one, or what to read next after several, and why.

    PAPER is a title or id, or the name of what one paper introduces. Closeness counts shared concepts, the rarer the
    more, by role and confidence, and citations; for several papers it is the mean. The papers given are left out.

    \b
    Examples:
      kg related FlashAttention
      kg related 2205.14135 2309.06180 --format bibtex
    """
    import kg
    from kg.analysis.related import related as run
    from kg.search import label_name

    with kg.open(graph, must_exist=True) as store:
        view = store.view()
        found = run(view, *papers, limit=limit)
        if format_ in BIBLIOGRAPHIES:
            print_papers(view, [one.paper.id for one in found.papers], format_)
            return
    if format_ == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
    elif format_ == "csv":
        rows = []
        for one in found.papers:
            quotes = [quote for shared in one.shared for quote in shared.quotes]
            shared = [shared.name for shared in one.shared]
            date = one.paper.properties.get("published")
            rows.append([one.score, label_name(one.paper), date, one.paper.id, shared, quotes[0] if quotes else ""])
        print_rows(["score", "paper", "date", "id", "shared", "quote"], rows, "csv")
    else:
        from kg.cli.chains import print_related

        print_related(found)


@click.command()
@click.argument("name", shell_complete=concept_names())
@graph_option
@click.option("--depth", default=2, show_default=True, type=click.IntRange(1, 6), help="How many generations each way.")
@click.option("--limit", default=8, show_default=True, type=click.IntRange(1), help="How many children of a node.")
@click.option("--quotes", is_flag=True, help="Print the words behind each tie.")
@format_option("table", "json", "csv")
def lineage(name: str, graph: str, depth: int, limit: int, quotes: bool, format_: str) -> None:
    """Show what a method builds on, and what is built on it: two trees in time order.

    NAME is a method (or another concept), or a paper. A method builds on what the paper that introduces it uses,
    compares with or cites; what is built on it are the methods of papers that do so with it.

    \b
    Example:
      kg lineage FlashAttention --quotes
    """
    import kg
    from kg.analysis.lineage import lineage as run

    with kg.open(graph, must_exist=True) as store:
        found = run(store.view(), name, depth=depth, limit=limit)
    if format_ == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
    elif format_ == "csv":
        columns = ["direction", "generation", "date", "name", "relation", "confidence", "paper", "quote", "id"]
        rows = [
            [
                direction,
                depth_,
                node.date,
                node.name,
                node.relation,
                node.confidence,
                node.title,
                node.quote,
                node.id,
            ]
            for direction, tree in (("builds on", found.back), ("is built on by", found.on))
            for depth_, node in tree.walk()
            if depth_
        ]
        print_rows(columns, rows, "csv")
    else:
        from kg.cli.trees import print_lineage

        print_lineage(found, quotes)


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="A B...", shell_complete=concept_names())
@graph_option
@narrower_option
@click.option("--limit", default=6, show_default=True, type=click.IntRange(1), help="Concepts of a type in each part.")
@format_option("table", "json", "csv")
def compare(names: tuple[str, ...], graph: str, narrower: bool, limit: int, format_: str) -> None:
    """Put papers or concepts side by side: what they say of each other, what they share, and what each has alone.

    A paper is compared by the concepts that it names, a concept by those of the papers that introduce or use it: the
    numbers say how many of these name them. A paper that does so with several of the compared counts for the one that
    it introduces, else for none; it is listed at the end.

    \b
    Examples:
      kg compare FlashAttention-2 FlashAttention-3
      kg compare quantization pruning --narrower
    """
    import kg
    from kg.analysis.comparison import compare as run
    from kg.search import label_name

    with kg.open(graph, must_exist=True) as store:
        found = run(store.view(), *names, narrower=narrower)
    if format_ == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
    elif format_ == "csv":
        columns = ["shared by", "type", "concept", "id"]
        columns += [f"{label_name(side.node)}: {what}" for side in found.sides for what in ("papers", "roles")]
        rows = [
            [len(row.sides), row.label, row.name, row.id]
            + [value for pair in zip(row.papers, map(list, row.roles), strict=True) for value in pair]
            for rows in (found.shared, found.some, *found.only)
            for row in rows
        ]
        print_rows(columns, rows, "csv")
    else:
        from kg.cli.sides import print_comparison

        print_comparison(found, limit)
