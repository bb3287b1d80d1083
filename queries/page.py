"""The page of the named queries, made of their files."""

from __future__ import annotations

from queries import NamedQuery, catalogue

_HEAD = """\
# Named queries

<!-- Made by python -m queries from queries/*.cypher; do not edit. -->

`kg queries` lists them, `kg queries NAME` shows one, `kg query NAME -p PARAMETER=VALUE` asks it; in Python
`queries.ask(store, "NAME", ["PARAMETER=VALUE"])`. Each gives the same rows on every store. A parameter of the type
`concept`, or of a type of concepts, takes a name, alias or id, spelt as you like; `--narrower` includes the narrower
concepts. A `paper` is found by its title, its id or the name of what it introduces, a `node` is a paper or a concept, a
`type` is one of concepts.
"""


def page() -> str:
    """Return the page as Markdown."""
    rows = [f"| [{query.name}](#{query.name}) | {_cell(query.question)} |" for query in catalogue()]
    table = "\n".join(["| name | question |", "|---|---|", *rows])
    return "\n".join([_HEAD, table, *(_section(query) for query in catalogue())])


def _section(query: NamedQuery) -> str:
    parts = [f"\n## {query.name}", query.question]
    if query.parameters:
        rows = []
        for known in query.parameters:
            default = "must be given" if known.default is None else f"`{known.default}`"
            rows.append(f"| `{known.name}` | {known.type} | {default} | {_cell(known.meaning)} |")
        parts.append("\n".join(["| parameter | type | default | meaning |", "|---|---|---|---|", *rows]))
    parts.append(f"```sh\n{query.example}\n```")
    parts.append(f"```cypher\n{query.cypher}\n```")
    if query.neo4j:
        parts.append(f"On Neo4j:\n\n```cypher\n{query.neo4j}\n```")
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
