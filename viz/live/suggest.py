"""Search as one types: every name that has the words typed so far, then those that nearly do.

:class:`kg.search.Names` compares a text with all names of a graph, which finds the best hit however it is misspelt and
takes a tenth of a second for 150,000 names. Here an index of words narrows the names down first: words that begin as
typed, or, where these give too little, words that are spelled alike.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from kg.lexicon.spelling import fold, name_key
from viz.live.snapshot import Snapshot

#: Scores of a name that is the text but for spelling, that begins with it, that has all its words.
SAME, BEGINS, HAS = 100.0, 95.0, 90.0
#: Least score of a name that is only alike, and least likeness of two words, 0 to 100.
LEAST_ALIKE, LEAST_WORD = 60.0, 72.0
#: Names that are compared as a whole.
_COMPARED = 400
#: Longest text that is looked for, in words.
_MOST_WORDS = 12
# Behind every other character in the order of code points.
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Found:
    """A node that a search found: its number, the name that matched, and a score of 0 to 100."""

    number: int
    matched: str
    score: float


class Suggester:
    """The names of a snapshot by their words."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._names: list[str] = []
        owners: list[int] = []
        for number, name in enumerate(snapshot.names):
            known = (name, *snapshot.aliases[number])
            self._names += known
            owners += [number] * len(known)
        self._folded = [" ".join(fold(name).split()) for name in self._names]
        self._owners = np.array(owners, dtype=np.int32)
        # The most important first, a node's own name before its aliases; then as the snapshot sorts.
        weight = np.where(np.array(snapshot.labels) == "Paper", 1 + snapshot.cited, snapshot.papers)
        order = np.argsort(-weight[self._owners], kind="stable")
        self._rank = np.empty(len(order), dtype=np.int64)
        self._rank[order] = np.arange(len(order))
        self._labels = np.array(snapshot.labels)
        self._index()

    def _index(self) -> None:
        numbers: dict[str, int] = {}
        words: list[int] = []
        names: list[int] = []
        for place, name in enumerate(self._folded):
            for word in set(name.split()):
                words.append(numbers.setdefault(word, len(numbers)))
                names.append(place)
        self._words = sorted(numbers)
        sorted_place = np.empty(len(numbers), dtype=np.int64)
        sorted_place[[numbers[word] for word in self._words]] = np.arange(len(numbers))
        of_word = sorted_place[np.array(words, dtype=np.int64)] if words else np.empty(0, dtype=np.int64)
        order = np.argsort(of_word, kind="stable")
        # The names that have a word are in one piece, and so are those of all words that begin alike.
        self._postings = np.array(names, dtype=np.int32)[order]
        self._first = np.searchsorted(of_word[order], np.arange(len(numbers) + 1))

    def search(self, text: str, *, labels: Collection[str] = (), limit: int = 20) -> list[Found]:
        """Return the nodes whose name, alias, title, arXiv id or DOI is closest to a text, or whose id it is.

        Args:
            text: what was typed; its last word may be unfinished.
            labels: only these node labels, or all.
            limit: how many at most.
        """
        wanted = " ".join(fold(text).split()[:_MOST_WORDS])
        allowed = np.isin(self._labels, list(labels))[self._owners] if labels else None
        key = name_key(text) if text.strip() else ""
        best: dict[int, Found] = {}
        own = self._snapshot.number.get(text.strip())
        if own is not None and (not labels or self._snapshot.labels[own] in labels):
            best[own] = Found(own, text.strip(), SAME)
        if wanted:
            places = self._typed(wanted, allowed, limit)
            if any(c.isalpha() for c in wanted) and (
                len(places) < limit or not any(self._same(place, key) for place in places[:limit])
            ):
                places += self._alike(wanted, allowed)
            for place in places:
                self._take(best, place, key, wanted)
        ranked = sorted(best.values(), key=lambda found: (-found.score, self._rank_of(found), found.number))
        return ranked[:limit]

    def _take(self, best: dict[int, Found], place: int, key: str, wanted: str) -> None:
        owner, name = int(self._owners[place]), self._folded[place]
        if self._same(place, key):
            score = SAME
        elif name.startswith(wanted):
            score = BEGINS
        elif all(any(word.startswith(part) for word in name.split()) for part in wanted.split()):
            score = HAS
        else:
            alike = _likeness(wanted, name)
            # Below every name that has the words.
            score = round(alike * (HAS - 2) / 100, 1) if alike >= LEAST_ALIKE else 0.0
        if BEGINS >= score >= HAS and self._names[place] != self._snapshot.names[owner]:
            score -= 1  # a node's own name tells more than its alias
        if score and (owner not in best or score > best[owner].score):
            best[owner] = Found(owner, self._names[place], score)

    def _rank_of(self, found: Found) -> int:
        weight = self._snapshot.papers[found.number]
        if self._snapshot.labels[found.number] == "Paper":
            weight = 1 + self._snapshot.cited[found.number]
        return -int(weight)

    def _same(self, place: int, key: str) -> bool:
        """Tell whether a name is the text of that key but for spelling."""
        # name_key takes 10 microseconds. Two names of one key begin alike and are of nearly one length.
        name = self._folded[place]
        near = abs(len(name) - len(key)) <= 6 + len(key) // 4 and (name[:1] == key[:1] or not name[:1].isascii())
        return bool(key) and near and name_key(self._names[place]) == key

    def _typed(self, wanted: str, allowed: NDArray[np.bool_] | None, limit: int) -> list[int]:
        """Return the names all of whose wanted words are there, the last perhaps in part; the best first."""
        found = np.ones(len(self._names), dtype=bool)
        for word in wanted.split():
            has = np.zeros(len(self._names), dtype=bool)
            has[self._beginning(word)] = True
            found &= has
        if " " in wanted:
            found[self._beginning(wanted.replace(" ", ""))] = True
        if allowed is not None:
            found &= allowed
        places = np.flatnonzero(found)
        begins = np.fromiter((self._folded[p].startswith(wanted) for p in places), dtype=bool, count=len(places))
        whole = np.fromiter((self._folded[p] == wanted for p in places), dtype=bool, count=len(places))
        order = np.lexsort((self._rank[places], ~begins, ~whole))
        return [int(place) for place in places[order][: 4 * limit]]

    def _alike(self, wanted: str, allowed: NDArray[np.bool_] | None) -> list[int]:
        """Return names whose words are spelled like the wanted ones, the most alike first."""
        parts = wanted.split()
        squashed = wanted.replace(" ", "")
        score = np.zeros(len(self._names), dtype=np.float32)
        for part in {*parts, squashed}:
            if len(part) < 3:
                continue
            likeness = process.cdist([part], self._words, scorer=fuzz.ratio, score_cutoff=LEAST_WORD)[0]
            has = np.zeros(len(self._names), dtype=np.float32)
            for word in np.flatnonzero(likeness).tolist():
                names = self._postings[self._first[word] : self._first[word + 1]]
                np.maximum.at(has, names, np.float32(likeness[word] / 100))
            score += has * (len(parts) if part == squashed and len(parts) > 1 else 1)
        if allowed is not None:
            score[~allowed] = 0
        places = np.flatnonzero(score >= 0.5 * len(parts))
        order = np.lexsort((self._rank[places], -np.round(score[places], 3)))
        return [int(place) for place in places[order][:_COMPARED]]

    def _beginning(self, word: str) -> NDArray[np.int32]:
        """Return the names that have a word that begins so."""
        low, high = bisect_left(self._words, word), bisect_left(self._words, word + _LAST)
        return self._postings[self._first[low] : self._first[high]]


def _likeness(a: str, b: str) -> float:
    """Compare two folded names as wholes, in parts and word by word, from 0 to 100."""
    if len(a) < 3 or len(b) < 3:
        return float(fuzz.ratio(a, b))
    part = fuzz.partial_ratio(a, b) * 0.9 if len(b) >= len(a) else 0.0
    return float(max(fuzz.ratio(a, b), part, fuzz.token_sort_ratio(a, b) * 0.97))
