"""What the shell offers after TAB: names of commands, of queries, and of the concepts of the graph in use.

docs/completion.md says how to switch it on. Whatever goes wrong, nothing is offered: a message would spoil the line
that the user is typing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from kg.stores.base import View

#: How many names are offered at most, those that most papers name first.
MOST = 40

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def concept_names(*labels: str) -> Completer:
    """Return a completer that offers the names of concepts, of some types or of all."""

    def complete(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        import kg
        from kg.cli.common import DEFAULT_GRAPH
        from kg.errors import PaperkgError

        graph = context.params.get("graph") or os.environ.get("KG_GRAPH") or DEFAULT_GRAPH
        try:
            with kg.open(graph, must_exist=True) as store:
                named = _named(store.view(), labels)
        except (PaperkgError, OSError):
            return []
        return [CompletionItem(_typed(name), help=help) for name, help in fitting(named, incomplete)]

    return complete


def query_names(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Offer the names of the named queries."""
    import queries

    return [
        CompletionItem(query.name, help=query.question)
        for query in queries.catalogue()
        if query.name.startswith(incomplete)
    ]


def _named(view: View, labels: Iterable[str]) -> list[tuple[int, str, str]]:
    from kg.schema import schema

    found = []
    for label in labels or schema().concept_labels:
        table = view.node_table(label, ("name", "papers"))
        found += [
            (-(papers or 0), name, label) for name, papers in zip(table["name"], table["papers"], strict=True) if name
        ]
    return found


def fitting(named: list[tuple[int, str, str]], incomplete: str) -> list[tuple[str, str]]:
    """Return the names that begin like the text, else those of which a word does, with their types."""
    begun = incomplete.casefold()
    fitting = [entry for entry in named if entry[1].casefold().startswith(begun)]
    if not fitting:
        inside = re.compile(r"(?:^|[\s-])" + re.escape(begun))
        fitting = [entry for entry in named if inside.search(entry[1].casefold())]
    return [(name, label) for _, name, label in sorted(fitting)[:MOST]]


def _typed(name: str) -> str:
    """Return a name as it must be typed: bash puts it on the line as it is, zsh and fish quote it themselves."""
    if os.environ.get("_KG_COMPLETE") != "bash_complete":
        return name
    return re.sub(r"([^\w.+#@%/=-])", r"\\\1", name)
