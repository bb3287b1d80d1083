"""How much a concept, a paper and an edge tell: the numbers that decide what the map shows.

A concept that one paper names joins nothing; one that half of the papers name says nothing about any of them. What
tells most lies between, so an edge counts by its kind, by its confidence, and by how rare its concept is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from kg.model import Edge, Node

#: What an edge counts by its kind.
EDGE_WEIGHTS: Mapping[str, float] = {
    "INTRODUCES": 1.8,
    "CITES": 0.8,
    "COMPARES_WITH": 1.1,
    "ADDRESSES": 1.1,
    "USES": 1.0,
    "EVALUATED_ON": 0.9,
    "BROADER": 0.6,
    "RELATED_TO": 0.5,
}
#: What an edge without confidence or score counts as (BROADER).
PLAIN_CONFIDENCE = 0.6
#: A concept that more than this share of the papers (and more than a few) name is too common for the map.
COMMON_SHARE, COMMON_PAPERS = 1 / 3, 20


def confidence(edge: Edge) -> float:
    """Return how sure or strong an edge is, 0 to 1."""
    for name in ("confidence", "score"):
        if name in edge.properties:
            return float(edge.properties[name])
    return PLAIN_CONFIDENCE


def named_by(node: Node) -> int:
    """Return how many papers name a concept; 1 for a paper."""
    return int(node.properties.get("papers", 1) or 0)


def is_common(node: Node, papers: int) -> bool:
    """Tell whether so many of all ``papers`` name a concept that it tells nothing."""
    return node.label != "Paper" and named_by(node) > max(COMMON_PAPERS, COMMON_SHARE * papers)


def rarity(node: Node, papers: int) -> float:
    """Return how telling a concept is by how few of all ``papers`` name it, 0 to 1; 1 for a paper."""
    if node.label == "Paper" or papers < 2:
        return 1.0
    share = max(1, named_by(node)) / papers
    return min(1.0, max(0.0, math.log(share) / math.log(1 / papers)))


def edge_weight(edge: Edge, source: Node, target: Node, papers: int) -> float:
    """Return how much an edge tells, above 0."""
    telling = math.sqrt(rarity(source, papers) * rarity(target, papers))
    return EDGE_WEIGHTS.get(edge.type, 0.5) * max(confidence(edge), 0.01) * (0.15 + telling)
