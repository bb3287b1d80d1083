"""Short ways to write small graphs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kg.model import Edge, Node
from kg.stores import Store

#: Puts a graph into a store, and gives it open.
Keeper = Callable[[Sequence[Node], Sequence[Edge]], Store]


def paper(id: str, title: str = "", **properties: Any) -> Node:
    return Node("Paper", id, {"title": title or id.partition(":")[2], **properties})


def concept(id: str, name: str = "", papers: int = 1, **properties: Any) -> Node:
    """A concept, whose label is the part of the id before the colon."""
    label, _, word = id.partition(":")
    return Node(label.capitalize(), id, {"name": name or word, "papers": papers, "aliases": [], **properties})


def edge(type: str, source: str, target: str, sure: float = 1.0, quote: str = "", **properties: Any) -> Edge:
    """An edge of a paper and a concept, or one paper and another that it cites."""
    quote = quote or f"{source} {type.lower()} {target}"
    return Edge(type, source, target, {"confidence": sure, "evidence": [quote], **properties})


def broader(narrow: str, wide: str, source: str = "lexicon") -> Edge:
    return Edge("BROADER", narrow, wide, {"source": source})


def related(a: str, b: str, score: float, *shared: str) -> Edge:
    return Edge("RELATED_TO", *sorted((a, b)), {"score": score, "shared": list(shared)})
