"""The ``kg`` command. Each command is a module that is imported only when it is called, so that ``kg`` starts fast."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import click

from kg.errors import PaperkgError, WrongUsage
from kg.version import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

#: Commands by the sections of the help: name to ``module:attribute`` and the help's first line.
SECTIONS = {
    "Papers": {
        "build": ("kg.cli.build:build", "Add papers to a graph."),
        "fetch": ("kg.cli.fetch:fetch", "Read sources and write their papers, without a graph."),
        "sources": ("kg.cli.sources:sources", "List what papers can be read from."),
        "extract": ("kg.cli.build:extract", "Print what papers name, without a graph."),
        "remove": ("kg.cli.curate:remove", "Take papers out of a graph."),
    },
    "Ask": {
        "query": ("kg.cli.query:query", "Ask a graph in Cypher, or by a named query."),
        "queries": ("kg.cli.query:queries", "List the named queries."),
        "search": ("kg.cli.look:search", "Find papers and concepts by name."),
        "show": ("kg.cli.look:show", "Show the card of a paper or concept, with its quotes."),
        "stats": ("kg.cli.look:stats", "Count what a graph holds."),
    },
    "Follow edges": {
        "path": ("kg.cli.connect:path", "Show how two papers or concepts are connected."),
        "why": ("kg.cli.why:why", "Explain a merge, an edge, a distant link."),
        "related": ("kg.cli.connect:related", "List the papers closest to one, or to several together."),
        "lineage": ("kg.cli.connect:lineage", "Show what a method builds on, and what is built on it."),
        "compare": ("kg.cli.connect:compare", "Put papers or concepts side by side."),
    },
    "See the whole field": {
        "top": ("kg.cli.analyse:top", "Rank the concepts of a type by papers, growth, centrality."),
        "matrix": ("kg.cli.analyse:matrix", "Count the papers that name two concepts together, by type."),
        "gaps": ("kg.cli.field:gaps", "Show what nobody tried: pairs that fit and never met."),
        "trends": ("kg.cli.analyse:trends", "Show what rises and what falls."),
        "communities": ("kg.cli.field:communities", "Show who belongs together: communities of papers or concepts."),
        "central": ("kg.cli.field:central", "Show who holds the field together."),
        "new": ("kg.cli.survey:new", "List what is new in a graph since a date."),
        "diff": ("kg.cli.survey:diff", "Tell what changed from one graph to another."),
        "digest": ("kg.cli.survey:digest", "Write the skeleton of a survey, with citations."),
    },
    "Look": {
        "map": ("kg.cli.map:map_", "Write an interactive map of a graph."),
        "serve": ("kg.cli.serve:serve", "Serve a graph as a page to search, walk in and ask."),
    },
    "Decide about concepts": {
        "merge": ("kg.cli.curate:merge", "Decide that concepts are one."),
        "split": ("kg.cli.curate:split", "Decide that spellings or papers mean something else."),
        "rename": ("kg.cli.curate:rename", "Decide what a concept is called."),
        "hide": ("kg.cli.curate:hide", "Decide that a concept is left out."),
        "decisions": ("kg.cli.curate:decisions", "List, export or import what was decided."),
        "undo": ("kg.cli.curate:undo", "Take a decision back."),
    },
    "Move and measure": {
        "export": ("kg.cli.export:export", "Write a graph in another format."),
        "push": ("kg.cli.neo4j:push", "Bring a graph into a Neo4j database."),
        "pull": ("kg.cli.neo4j:pull", "Put the graph of a Neo4j database into a file."),
        "eval": ("kg.cli.evaluate:evaluate", "Measure extraction against annotated papers."),
    },
}
#: What the system says when it takes no more output.
_WRITING = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

COMMANDS = {name: command for section in SECTIONS.values() for name, command in section.items()}


class LazyGroup(click.Group):
    """A group whose commands are imported when called, and whose errors are one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        width = max(len(name) for name in COMMANDS)
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(f"{name:<{width}}", line) for name, (_, line) in commands.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the commands without importing them."""
        from click.shell_completion import CompletionItem

        offered = [
            CompletionItem(name, help=line) for name, (_, line) in COMMANDS.items() if name.startswith(incomplete)
        ]
        return offered + click.Command.shell_complete(self, ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name the nearest ones."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=3)
            offer = f"Did you mean {' or '.join(near)}?" if near else f"Commands: {', '.join(COMMANDS)}."
            ctx.fail(f"No such command '{args[0]}'. {offer}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error that the user can do something about is printed without a traceback."""
        with _told():
            result = super().invoke(ctx)
            sys.stdout.flush()  # that the disk is full may only show here
            return result

    def make_context(self, *arguments: Any, **settings: Any) -> click.Context:
        """Read the command line, or print the help."""
        with _told():
            return super().make_context(*arguments, **settings)


@contextmanager
def _told() -> Iterator[None]:
    """Turn errors of ours and of the system into those that click prints in a line."""
    try:
        yield
    except PaperkgError as error:
        kind = click.UsageError if isinstance(error, WrongUsage) else click.ClickException
        raise kind(str(error)) from None
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise  # click ends without a word: the reader has gone away
        raise click.ClickException(_refusal(error)) from None


def _refusal(error: OSError) -> str:
    """Return what the system refused, and where."""
    reason = error.strerror or str(error)
    if error.filename is not None:
        return f"{error.filename}: {reason}"
    if error.errno not in _WRITING:
        return reason
    # What is still to be written must not be tried again, and complained of, when Python ends.
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return f"standard output: cannot be written: {reason}"


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kg")
def main() -> None:
    """Turn research papers into a knowledge graph, and ask it.

    Exit codes: 0 done (also when nothing was found), 1 an error, no source that could be read, or (with --strict) a
    skipped record, 2 wrong usage.

    Colours and a pager only on a terminal; NO_COLOR and PAGER are obeyed. KG_GRAPH names the graph in use.
    """
