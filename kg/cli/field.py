"""``kg gaps``, ``kg communities`` and ``kg central``: the shape of a field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from kg.cli.common import format_option, graph_option, print_rows, print_table
from kg.cli.options import concept_option, exclude, limit_option, require, span_options

if TYPE_CHECKING:
    from kg.analysis import Communities, Gaps, Holdout

_FORMATS = ("table", "json", "jsonl", "csv")


@click.command()
@click.argument("type_a", metavar="TYPE")
@click.argument("type_b", metavar="TYPE")
@graph_option
@limit_option(15, "How many gaps.")
@click.option(
    "--min-papers",
    type=click.IntRange(1),
    help="How many papers must name a concept; by default one in a thousand, and at least 3.",
)
@click.option(
    "--max-share",
    default=0.15,
    show_default=True,
    type=click.FloatRange(0, 1, min_open=True),
    help="A concept that a larger share of papers names is too generic.",
)
@click.option(
    "--max-chance",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="Only pairs that chance leaves untried with at most this probability.",
)
@concept_option("Only pairs with this concept; may be given again.")
@click.option("--narrower", is_flag=True, help="With --concept: or with a narrower one.")
@span_options
@click.option("--holdout", is_flag=True, help="Instead, hide pairs that were tried, and tell how well they are found.")
@click.option(
    "--repetitions", default=10, show_default=True, type=click.IntRange(1), help="With --holdout: how often to hide."
)
@format_option(*_FORMATS)
def gaps(
    type_a: str,
    type_b: str,
    graph: str,
    limit: int,
    min_papers: int | None,
    max_share: float,
    max_chance: float,
    concepts: tuple[str, ...],
    narrower: bool,
    since: str,
    until: str,
    holdout: bool,
    repetitions: int,
    format_: str,
) -> None:
    """Show what nobody tried: pairs that keep the same company, each well used, and that no paper names together.

    "chance" is how probable it is that two concepts of so many papers would not have met by chance alone: near 1 the
    absence says little. "tried" are the nearest pairs that papers do name, on both sides. A pair of which narrower
    concepts were tried is no gap. "Nobody" are the papers of the graph, by their titles and abstracts.

    \b
    Examples:
      kg gaps technique hardware
      kg gaps method dataset --concept LoRA
      kg gaps technique hardware --holdout
    """
    import kg
    from kg.analysis.gaps import gaps as run
    from kg.analysis.holdout import holdout as test
    from kg.analysis.namings import load
    from kg.analysis.narrower import named

    require("--concept", "--narrower")
    require("--holdout", "--repetitions")
    exclude("--holdout", "--concept", "--narrower", "--limit", "--max-chance", because="all pairs are tested")
    with kg.open(graph, must_exist=True) as store:
        view = store.view()
        namings = load(view, since=since, until=until)
        if holdout:
            result = test(
                view, type_a, type_b, repetitions=repetitions, least=min_papers, share=max_share, namings=namings
            )
        else:
            found = run(
                view,
                type_a,
                type_b,
                limit=limit,
                least=min_papers,
                share=max_share,
                chance=max_chance,
                concepts=named(view, concepts, narrower=narrower),
                namings=namings,
            )
    if holdout:
        _print_holdout(result, format_)
    else:
        _print_gaps(found, format_)


def _print_gaps(found: Gaps, format_: str) -> None:
    if format_ == "json":
        _print_json(found.to_dict())
        return
    if format_ == "jsonl":
        for gap in found.gaps:
            click.echo(json.dumps(gap.to_dict(), ensure_ascii=False))
        return
    first, second = (label.lower() for label in found.types)
    if first == second:
        second += " 2"
    if not found.gaps and format_ == "table":
        if found.surest is None:
            click.echo("no gap: every pair that fits was tried, or nothing like it was")
        else:
            click.echo(f"no gap: chance explains the absence of each; the lowest is {found.surest:.4f} (--max-chance)")
    rows: list[list[Any]] = []
    for gap in found.gaps:
        tried = [f"{near.a['name']} × {near.b['name']} ({near.papers})" for near in (*gap.near_a[:1], *gap.near_b[:1])]
        if format_ == "table":
            names = [f"{side['name']} ({side['papers']})" for side in (gap.a, gap.b)]
            rows.append([gap.rank, *names, f"{1000 * gap.score:.2f}", f"{gap.chance:.2f}", tried, gap.company])
        else:
            names = [gap.a["name"], gap.a["papers"], gap.b["name"], gap.b["papers"]]
            rows.append([gap.rank, *names, gap.score, gap.expected, gap.chance, tried, gap.company])
    if format_ == "table":
        if rows:
            print_table(["#", first, second, "score", "chance", "tried (papers)", "company"], rows, spare=["company"])
        click.echo(
            f"{found.pairs:,} pairs of concepts that {found.least} papers or more name; {found.untried:,} were never "
            f"tried, where chance alone would leave {found.by_chance:,.0f}"
        )
    else:
        heads = ["rank", first, f"{first} papers", second, f"{second} papers", "score", "expected", "chance", "tried"]
        print_rows([*heads, "company"], rows, format_)


def _print_holdout(result: Holdout, format_: str) -> None:
    if format_ == "json":
        _print_json(result.to_dict())
        return
    rows = []
    for score in result.scores:
        test = result.tests[score.test]
        figures = [score.precision, score.auc, score.auc_matched]
        rows.append([score.test, score.name, *(f"{figure:.2f}" for figure in figures), test["base"], test["hidden"]])
    heads = ["test", "score", "precision at 20", "AUC", "AUC, as popular", "base", "hidden"]
    print_rows(heads, rows, format_)
    if format_ == "table":
        untried = next(iter(result.tests.values()))["untried"]
        click.echo(
            f"{result.types[0]} and {result.types[1]}, concepts of {result.least} papers or more; hidden pairs are "
            f"sought among {untried:,.0f} that no paper names;\n"
            f"a tenth is hidden {result.repetitions} times (means); AUC 0.5 and precision = base would be chance"
        )


@click.command()
@click.argument("number", required=False, type=click.IntRange(1))
@graph_option
@click.option(
    "--of", default="papers", show_default=True, type=click.Choice(["papers", "concepts"]), help="What is grouped."
)
@click.option(
    "--resolution",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    help="Above 1: more and smaller communities.",
)
@click.option("--min-size", default=3, show_default=True, type=click.IntRange(1), help="Smaller ones are not listed.")
@limit_option(30, "How many communities, the largest first.")
@format_option(*_FORMATS)
def communities(
    number: int | None, graph: str, of: str, resolution: float, min_size: int, limit: int, format_: str
) -> None:
    """Show who belongs together: communities of papers (or concepts), named by what sets them apart.

    With NUMBER, one community with its concepts and papers. "stable" is how much of it comes back when the method
    begins elsewhere. JSON Lines give a community a line, CSV a member a line.

    \b
    Examples:
      kg communities
      kg communities 3
      kg communities --of concepts --resolution 2
    """
    import kg
    from kg.analysis.communities import communities as run

    with kg.open(graph, must_exist=True) as store:
        found = run(store.view(), of, resolution=resolution, least=min_size)
    if number is not None and number > len(found.communities):
        raise click.BadParameter(f"there are {len(found.communities)} communities", param_hint="NUMBER")
    _print_communities(found, number, limit, format_)


def _print_communities(found: Communities, number: int | None, limit: int, format_: str) -> None:
    chosen = found.communities[:limit] if number is None else [found.communities[number - 1]]
    if format_ == "json":
        _print_json({**found.to_dict(), "communities": [one.to_dict() for one in chosen]})
    elif format_ == "jsonl":
        for one in chosen:
            click.echo(json.dumps(one.to_dict(), ensure_ascii=False))
    elif format_ == "csv":
        lines: list[list[Any]] = [[one.number, one.name, id] for one in chosen for id in one.members]
        print_rows(["community", "name", "member"], lines, format_)
    elif number is not None:
        one = chosen[0]
        dates = f", {_span(one.first, one.last)}" if one.first else ""
        click.echo(f"{one.number}. {one.name}\n{one.size:,} {found.of}{dates}; stable {one.stability:.2f}")
        rows = [[c["name"], c["label"], c["papers"], "" if c["z"] is None else f"{c['z']:.1f}"] for c in one.concepts]
        print_table(["concept", "type", "papers", "z"], rows)
        print_table(["key paper", "date", "id"], [[p["title"], p["date"], p["id"]] for p in one.papers], spare=["id"])
    else:
        rows = [
            [one.number, one.size, one.name, _span(one.first, one.last), f"{one.stability:.2f}", one.papers[0]["title"]]
            if one.papers
            else [one.number, one.size, one.name, _span(one.first, one.last), f"{one.stability:.2f}", ""]
            for one in chosen
        ]
        print_table(["#", found.of, "community", "dates", "stable", "key paper"], rows)
        hidden = len(found.communities) - len(chosen)
        more = f"; {hidden} more with --limit" if hidden else ""
        click.echo(f"modularity {found.modularity:.2f}; {found.left:,} {found.of} are in smaller groups{more}")


def _span(first: str, last: str) -> str:
    return "" if not first else first[:7] if first[:7] == last[:7] else f"{first[:7]} to {last[:7]}"


@click.command()
@graph_option
@click.option("--type", "type_", default="", metavar="TYPE", help="Only concepts of this type.")
@limit_option(10, "How many papers, and how many concepts.")
@format_option(*_FORMATS)
def central(graph: str, type_: str, limit: int, format_: str) -> None:
    """Show who holds the field together: papers by PageRank over citations, concepts by betweenness.

    \b
    Example:
      kg central --type technique
    """
    import kg
    from kg.analysis.centrality import central as run

    with kg.open(graph, must_exist=True) as store:
        found = run(store.view(), limit=limit, type=type_)
    if format_ == "json":
        _print_json(found.to_dict())
    elif format_ == "table":
        print_table(
            ["paper", "date", "PageRank", "cited by", "mostly via", "cites", "id"],
            [[p.title, p.date, f"{p.pagerank:.4f}", p.cited, p.via, p.cites, p.id] for p in found.papers],
            spare=["id"],
        )
        click.echo(
            f"{found.citations:,} citations between {found.citing_papers:,} papers of the graph; "
            f"{found.cited_papers:,} are cited, and only these are listed"
        )
        print_table(
            ["concept", "type", "betweenness", "goes with", "papers", "id"],
            [[c.name, c.label, f"{c.betweenness:.4f}", c.neighbours, c.papers, c.id] for c in found.concepts],
            spare=["id"],
        )
        how = f"from {found.sampled} of them" if found.sampled else "exact"
        click.echo(f"shortest paths between {found.nodes:,} concepts over {found.links:,} links ({how})")
    else:
        rows: list[list[Any]] = [
            ["Paper", p.id, p.title, p.pagerank, None, p.cited, p.cites, None, None] for p in found.papers
        ]
        rows += [
            [c.label, c.id, c.name, None, c.betweenness, None, None, c.neighbours, c.papers] for c in found.concepts
        ]
        heads = ["type", "id", "name", "pagerank", "betweenness", "cited", "cites", "neighbours", "papers"]
        print_rows(heads, rows, format_)


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
