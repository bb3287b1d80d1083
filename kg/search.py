"""Forgiving search over names, aliases and titles."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from kg.errors import AmbiguousName, UnknownName
from kg.lexicon.spelling import fold, name_key
from kg.model import Node
from kg.schema import schema
from kg.stores.base import View

#: Hits below this score are left out.
LEAST_SCORE = 60.0
#: What a paper may be looked up by besides its id.
_PAPER_NAMES = ("title", "arxiv_id", "doi")


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


class Names:
    """The names of all nodes of a graph, to look up many of them; made once from a view.

    Args:
        view: the graph; what is written later is not seen.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self._ids: list[str] = []
        self._labels: list[str] = []
        self._papers: list[int] = []
        self._names: list[str] = []
        self._owners: list[int] = []
        for label, kind in schema().nodes.items():
            self._add(label, concept="papers" in kind.properties)
        # Folded without an id: an id counts only as a whole, since all of them hold the name of a type.
        self._folded = [" ".join(fold(name).split()) for name in self._names]
        self._lengths = np.array([len(name) for name in self._folded], dtype=np.int32)
        self._numbers = {id: number for number, id in enumerate(self._ids)}

    def _add(self, label: str, *, concept: bool) -> None:
        table = self._view.node_table(label, ("name", "aliases", "papers") if concept else _PAPER_NAMES)
        for row, id in enumerate(table["id"]):
            number = len(self._ids)
            self._ids.append(id)
            self._labels.append(label)
            self._papers.append((table["papers"][row] or 0) if concept else 1)
            if concept:
                known = [table["name"][row], *(table["aliases"][row] or ())]
            else:
                known = [table[name][row] for name in _PAPER_NAMES]
            for name in known:
                if name:
                    self._names.append(name)
                    self._owners.append(number)

    def search(self, text: str, *, labels: Iterable[str] = (), limit: int = 20) -> list[Hit]:
        """Return the nodes whose name, alias, title or id is closest to a text; see :func:`search`."""
        wanted = " ".join(fold(text).split())
        if not name_key(text if text.strip() else "-"):
            return []
        chosen = set(labels)
        scores = np.minimum(self._scores(wanted), 99.0)
        scores[self._same(text)] = 100.0
        best: dict[int, tuple[float, str]] = {}
        for number in np.flatnonzero(scores >= LEAST_SCORE).tolist():
            owner, score = self._owners[number], float(scores[number])
            if score > best.get(owner, (0.0, ""))[0]:
                best[owner] = score, self._names[number]
        own = self._numbers.get(text.strip())
        if own is not None:
            best[own] = 100.0, text.strip()
        found = [
            (-round(score, 1), -self._papers[owner], self._ids[owner], matched)
            for owner, (score, matched) in best.items()
            if not chosen or self._labels[owner] in chosen
        ]
        hits = []
        for score, _, id, matched in heapq.nsmallest(limit, found):
            node = self._view.node(id)
            if node is not None:
                hits.append(Hit(node, matched, -score))
        return hits

    def find(self, name: str, *, labels: Iterable[str] = ()) -> Node:
        """Return the one node that a name, alias, title or id stands for; see :func:`find`."""
        node = self._view.node(name)
        chosen = set(labels)
        if node is not None and (not chosen or node.label in chosen):
            return node
        same = {self._owners[number] for number in self._same(name)} if name.strip() else set()
        nodes = [node for n in sorted(same) if (node := self._view.node(self._ids[n])) is not None]
        exact = [node for node in nodes if not chosen or node.label in chosen]
        own = [node for node in exact if name_key(label_name(node)) == name_key(name)] or exact
        # Two names may differ in spelling alone (KV cache, KVCache); who writes one to the letter means that one.
        own = [node for node in own if label_name(node) == name] or own
        if len(own) == 1:
            return own[0]
        if own:
            own.sort(key=lambda node: (-node.properties.get("papers", 1), node.id))
            raise AmbiguousName(name, [node.id for node in own])
        near = [f"{label_name(hit.node)} ({hit.node.id})" for hit in self.search(name, labels=chosen, limit=5)]
        if other := nodes[0] if node is None and nodes else node:
            kind = _kind(chosen)
            message = f"{name!r} is a {other.label.lower()} ({other.id}), not a {kind}"
            message += f"; nearest: {', '.join(near)}" if near else ""
            raise UnknownName(kind, name, near, message)
        raise UnknownName("paper or concept", name, near)

    def _scores(self, wanted: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        """Compare with all names: as a whole, as a part, and word by word whatever the order."""
        if not self._folded:
            return np.zeros(0, dtype=np.float32)
        whole = _compare(wanted, self._folded, fuzz.ratio, LEAST_SCORE)
        if len(wanted) < 3:
            return whole
        part = _compare(wanted, self._folded, fuzz.partial_ratio, LEAST_SCORE / 0.9) * np.float32(0.9)
        part[self._lengths < max(3, len(wanted))] = 0
        words = _compare(wanted, self._folded, fuzz.token_sort_ratio, LEAST_SCORE / 0.97) * np.float32(0.97)
        words[self._lengths < 3] = 0
        scores: np.ndarray[tuple[int], np.dtype[np.float32]] = np.maximum(np.maximum(whole, part), words)
        return scores

    def _same(self, text: str) -> list[int]:
        """Return the places of the names that are the text but for spelling."""
        key = name_key(text)
        if not key:
            return []
        # name_key takes 10 microseconds a name. Two names of one key begin alike and are of nearly one length.
        slack = 4
        fitting = (self._lengths >= len(key) - slack) & (self._lengths <= 2 * len(key) + slack)
        return [
            number
            for number in np.flatnonzero(fitting).tolist()
            if (self._folded[number][:1] == key[0] or not self._names[number][:1].isascii())
            and name_key(self._names[number]) == key
        ]


def _kind(labels: set[str]) -> str:
    """Return what nodes of some labels are called together."""
    if labels == set(schema().concept_labels):
        return "concept"
    return " or ".join(sorted(label.lower() for label in labels))


def _compare(
    wanted: str, names: list[str], scorer: Callable[..., float], least: float
) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    row: np.ndarray[tuple[int], np.dtype[np.float32]] = process.cdist(
        [wanted], names, scorer=scorer, score_cutoff=least, dtype=np.float32
    )[0]
    return row


def search(view: View, text: str, *, labels: Iterable[str] = (), limit: int = 20) -> list[Hit]:
    """Return the nodes whose name, alias, title or id is closest to a text.

    Spelling (case, hyphens, plural) does not matter; typing errors and missing words cost score. Of equally close
    nodes the ones that more papers name come first. Whoever searches often keeps a :class:`Names`.

    Args:
        view: the graph.
        text: what to look for.
        labels: only these node labels, or all.
        limit: how many hits at most.
    """
    return Names(view).search(text, labels=labels, limit=limit)


def find(view: View, name: str, *, labels: Iterable[str] = ()) -> Node:
    """Return the one node that a name, alias, title or id stands for.

    Args:
        view: the graph.
        name: what the node is called; case, hyphens and plural do not matter.
        labels: only these node labels, or all.

    Raises:
        UnknownName: if there is none, or only one of another label; the message offers the nearest.
        AmbiguousName: if there are several that fit equally well; the message lists them.
    """
    node = view.node(name)
    chosen = set(labels)
    if node is not None and (not chosen or node.label in chosen):
        return node
    return Names(view).find(name, labels=chosen)
