"""``kg why``: every link explains itself."""

from __future__ import annotations

import json

import click

from kg.cli.common import graph_option, json_option


@click.command()
@click.argument("a")
@click.argument("b")
@graph_option
@json_option("the answer")
def why(a: str, b: str, graph: str, as_json: bool) -> None:
    """Explain a merge, an edge, a distant link: why two names are one node, or how two nodes are linked.

    For two names of one concept or paper: the rule that joins them, and its words. For two nodes: the edges between
    them with their quotes. Without an edge: the strongest short path as a chain of quotes.

    \b
    Examples:
      kg why "KV cache compression" "compression of KV caches"
      kg why LoRA "parameter-efficient fine-tuning"
    """
    import kg
    from kg.cli.chains import print_why
    from kg.why import why as explain

    with kg.open(graph, must_exist=True) as store:
        found = explain(store, a, b)
    if as_json:
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
        return
    print_why(found)
