"""What the columns of an answer are called: what stands in the statement, as Neo4j does it."""

from __future__ import annotations

from collections.abc import Sequence

from kg import guard

_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
#: What ends the list of what is returned.
_ENDS = frozenset({"ORDER", "SKIP", "OFFSET", "LIMIT", "UNION"})


def as_written(cypher: str, columns: Sequence[str]) -> list[str]:
    """Return the columns' names with the text of the statement for each expression that has no name of its own.

    LadybugDB calls such a column by its own reading of the expression: ``LABEL(m._ID,[Paper,...])``.

    Args:
        cypher: the statement, which the guard let pass.
        columns: as LadybugDB calls them; they are kept where it cannot be told which part of the statement they are.
    """
    items = _returned(cypher)
    if len(items) != len(columns):
        return list(columns)
    return [_name(cypher, item) or column for item, column in zip(items, columns, strict=True)]


def _returned(cypher: str) -> list[list[guard.Token]]:
    """Return the expressions behind the first RETURN that is in no brackets, each as its tokens."""
    items: list[list[guard.Token]] = []
    depth, before = 0, ""
    for token in guard.tokens(cypher):
        symbol = token.kind == "symbol"
        depth += (symbol and token.text in _OPEN) - (symbol and token.text in _CLOSE)
        keyword = token.upper if depth == 0 and before not in (".", ":") else ""
        before = token.text
        if not items:
            if keyword == "RETURN":
                items.append([])
        elif keyword in _ENDS or (symbol and token.text == ";"):
            break
        elif depth == 0 and symbol and token.text == ",":
            items.append([])
        elif keyword != "DISTINCT" or items != [[]]:
            items[-1].append(token)
    return items


def _name(cypher: str, item: list[guard.Token]) -> str:
    """Return the text of an expression, or nothing for what has a name: a variable, its property, an alias."""
    if not item or all(token.is_name or token.text == "." for token in item) or item[-1].text == "*":
        return ""
    if len(item) > 2 and item[-2].upper == "AS":
        return ""
    return " ".join(cypher[item[0].start : item[-1].end].split())
