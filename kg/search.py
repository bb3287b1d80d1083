"""Forgiving search over names, aliases and titles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from kg.errors import UnknownName
from kg.lexicon.spelling import fold, name_key
from kg.model import Node
from kg.stores.base import View

#: Hits below this score are left out.
LEAST_SCORE = 60.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A node that a search found.

    Attributes:
        node: the node.
        matched: the name, alias, title or id that matched best.
        score: 0 to 100; 100 is the same but for spelling.
    """

    node: Node
    matched: str
    score: float


def label_name(node: Node) -> str:
    """Return what a node is called: a concept's name, a paper's title."""
    name: str = node.properties.get("name") or node.properties.get("title") or node.id
    return name


def names_of(node: Node) -> list[str]:
    """Return everything a node may be looked up by, its id last."""
    known = [label_name(node), *node.properties.get("aliases", ())]
    known += [node.properties[k] for k in ("arxiv_id", "doi") if node.properties.get(k)]
    return [*known, node.id]


def search(view: View, text: str, *, labels: Iterable[str] = (), limit: int = 20) -> list[Hit]:
    """Return the nodes whose name, alias, title or id is closest to a text.

    Spelling (case, hyphens, plural) does not matter; typing errors and missing words cost score. Of equally close
    nodes the ones that more papers name come first.

    Args:
        view: the graph.
        text: what to look for.
        labels: only these node labels, or all.
        limit: how many hits at most.
    """
    wanted, key = " ".join(fold(text).split()), name_key(text) if text.strip() else ""
    if not key:
        return []
    chosen = set(labels)
    nodes = [node for node in view.nodes() if not chosen or node.label in chosen]
    names: list[str] = []
    owners: list[int] = []
    for number, node in enumerate(nodes):
        for name in names_of(node):
            names.append(name)
            owners.append(number)
    folded = [" ".join(fold(name).split()) for name in names]
    scores = process.cdist([wanted], folded, scorer=_score, workers=1)[0]
    best: dict[int, tuple[float, str]] = {}
    for number, owner in enumerate(owners):
        if name_key(names[number] or "-") == key:
            score = 100.0
        else:  # an id counts only as a whole: all of them hold the name of a type
            score = 0.0 if names[number] == nodes[owner].id else min(float(scores[number]), 99.0)
        if score >= LEAST_SCORE and score > best.get(owner, (0.0, ""))[0]:
            best[owner] = score, names[number]
    hits = [Hit(nodes[owner], matched, round(score, 1)) for owner, (score, matched) in best.items()]
    return sorted(hits, key=lambda hit: (-hit.score, -hit.node.properties.get("papers", 1), hit.node.id))[:limit]


def _score(a: str, b: str, **_: object) -> float:
    """Compare two folded names: as a whole, as a part, and word by word whatever the order."""
    if len(b) < 3 or len(a) < 3:
        return float(fuzz.ratio(a, b))
    part = fuzz.partial_ratio(a, b) * 0.9 if len(b) >= len(a) else 0.0
    return float(max(fuzz.ratio(a, b), part, fuzz.token_sort_ratio(a, b) * 0.97))


def find(view: View, name: str, *, labels: Iterable[str] = ()) -> Node:
    """Return the one node that a name, alias, title or id stands for.

    Raises:
        UnknownName: if there is none, or several that fit equally well; the message lists the candidates.
    """
    node = view.node(name)
    chosen = set(labels)
    if node is not None and (not chosen or node.label in chosen):
        return node
    hits = search(view, name, labels=chosen, limit=8)
    exact = [hit for hit in hits if hit.score == 100.0]
    own = [hit for hit in exact if name_key(label_name(hit.node)) == name_key(name)] or exact
    if len(own) == 1:
        return own[0].node
    if own:
        raise UnknownName(f"one node ({len(own)} are; give the id)", name, [hit.node.id for hit in own])
    raise UnknownName("paper or concept", name, [f"{label_name(hit.node)} ({hit.node.id})" for hit in hits[:5]])
