"""Forgiving search over names, aliases and titles."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg.errors import AmbiguousName, UnknownName
from kg.lexicon.spelling import fold, name_key
from kg.model import Node
from kg.schema import schema
from kg.stores.base import View
from kg.words import LEAST_LIKENESS, Words, forms

#: Scores of a name that is the text but for spelling; that begins with it; that has it elsewhere, as whole words; and
#: the least of one that has its words in another order. An alias counts a little less than a node's own name.
SAME, BEGINS, HAS, HAS_WORDS = 100.0, 95.0, 90.0, 85.0
#: Most and least score of a name that is only spelt alike, and the least likeness: the mean over the words of the text.
_MOST_ALIKE, LEAST_SCORE, _LEAST_ALIKE = 84.0, 60.0, 0.6
#: Least likeness of a name as a whole, letter by letter.
_WEAK = 0.66
#: How many words of a text are looked for.
_MOST_WORDS = 12
#: What a paper may be looked up by besides its id.
_PAPER_NAMES = ("title", "arxiv_id", "doi")

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hit:
    """A node that a search found.

    Attributes:
        node: the node.
        matched: the name, alias, title or id that matched best.
        score: 60 to 100; 100 is the same but for spelling, from :data:`HAS_WORDS` on it has all words of the text, and
            below it is spelt alike.
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
        self._own: set[int] = set()  # the places of names that are no aliases
        for label, kind in schema().nodes.items():
            self._add(label, concept="papers" in kind.properties)
        # Folded without an id: an id counts only as a whole, since all of them hold the name of a type.
        self._folded = [" ".join(fold(name).split()) for name in self._names]
        self._lengths = np.array([len(name) for name in self._folded], dtype=np.int32)
        self._numbers = {id: number for number, id in enumerate(self._ids)}

    @cached_property
    def _words(self) -> Words:
        # Only a search needs them; to find a name by its spelling is quicker without.
        return Words(self._folded)

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
            for place, name in enumerate(known):
                if name:
                    if not concept or place == 0:
                        self._own.add(len(self._names))
                    self._names.append(name)
                    self._owners.append(number)

    def search(self, text: str, *, labels: Iterable[str] = (), limit: int = 20) -> list[Hit]:
        """Return the nodes whose name, alias, title or id is closest to a text; see :func:`search`."""
        wanted = " ".join(fold(text).split())
        if not name_key(text if text.strip() else "-"):
            return []
        chosen = set(labels)
        scores = np.minimum(self._scores(wanted), SAME - 1)
        scores[self._same(text)] = SAME
        best: dict[int, tuple[float, bool, str]] = {}
        places = np.flatnonzero(scores >= LEAST_SCORE)
        for number, score in zip(places.tolist(), scores[places].astype(float).round(1).tolist(), strict=True):
            owner, hit = self._owners[number], (score, number in self._own)
            if owner not in best or hit > best[owner][:2]:
                best[owner] = *hit, self._names[number]
        own = self._numbers.get(text.strip())
        if own is not None:
            best[own] = SAME, True, text.strip()
        found = [
            (-score, not named, -self._papers[owner], self._ids[owner], matched)
            for owner, (score, named, matched) in best.items()
            if not chosen or self._labels[owner] in chosen
        ]
        hits = []
        for score, _, _, id, matched in heapq.nsmallest(limit, found):
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

    def _scores(self, wanted: str) -> Scores:
        """Compare with all names: those that have the words come above those that are only spelt alike."""
        if not self._folded:
            return np.zeros(0, dtype=np.float32)
        words = wanted.split()[:_MOST_WORDS]
        joined = self._words.likeness("".join(words))
        each = [self._words.likeness(word) for word in words] if len(words) > 1 else [joined]
        alike = np.maximum(np.mean(each, axis=0, dtype=np.float32), joined)
        share = np.minimum(len(words) / np.maximum(self._words.counts, 1), 1).astype(np.float32)
        # Numbers that are spelt alike are different numbers.
        scores: Scores = np.zeros(len(self._folded), dtype=np.float32)
        if any(letter.isalpha() for letter in wanted):
            whole = process.cdist(
                [wanted], self._folded, scorer=OSA.normalized_similarity, score_cutoff=_WEAK, dtype=np.float32
            )[0]
            # Whoever has nothing better is glad of what is a little alike; it stands below all else.
            whole[(whole > 0) & (whole < LEAST_LIKENESS)] = _LEAST_ALIKE
            near = np.maximum(whole, alike * (0.9 + 0.1 * share))
            scores = np.where(near >= _LEAST_ALIKE, _alike_score(near), 0)
        held = np.min(each, axis=0) == 1
        scores[held] = HAS_WORDS + (HAS - 1 - HAS_WORDS) * share[held]
        known, one = [forms(word) for word in words], [forms("".join(words))]
        for number in np.flatnonzero(held | (joined == 1)).tolist():
            split = self._folded[number].split()
            place = _place(known, split)
            if place < 0 and len(known) > 1:
                place = _place(one, split)
            if place >= 0:
                scores[number] = (HAS if place else BEGINS) - (number not in self._own)
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


def _alike_score(likeness: Scores) -> Scores:
    """Turn a likeness of :data:`_LEAST_ALIKE` to 1 into a score of :data:`LEAST_SCORE` to :data:`_MOST_ALIKE`."""
    return LEAST_SCORE + (_MOST_ALIKE - LEAST_SCORE) * (likeness - _LEAST_ALIKE) / (1 - _LEAST_ALIKE)


def _place(wanted: Sequence[set[str]], words: Sequence[str]) -> int:
    """Return where a name has the wanted words one after the other, each in one of its forms, or -1."""
    for start in range(len(words) - len(wanted) + 1):
        if words[start] in wanted[0] and all(words[start + n] in known for n, known in enumerate(wanted)):
            return start
    return -1


def search(view: View, text: str, *, labels: Iterable[str] = (), limit: int = 20) -> list[Hit]:
    """Return the nodes whose name, alias, title or id is closest to a text.

    Spelling (case, hyphens, plural) does not matter. Names that are the text come first, then those that begin with it,
    have it as whole words, or have its words in another order; then those that are spelt alike. Of equally close nodes
    the ones that more papers name come first. Whoever searches often keeps a :class:`Names`.

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
