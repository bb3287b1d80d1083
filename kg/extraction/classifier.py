"""Decides what a candidate is: a linear softmax over named features, its weights in ``weights.json``.

Two decisions: the type (one of the concept types, or none) and the role. The weights are trained by
``scripts/train_extraction.py``; the file is plain JSON, feature by feature.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache
from importlib import resources
from itertools import count

import numpy as np
from numpy.typing import NDArray

from kg.extraction.features import Bundle
from kg.model import CONCEPT_TYPES, ROLES

#: What a candidate can be; the first means that it is no concept of the paper.
CLASSES = ("none", *CONCEPT_TYPES)
#: Turns the features of a candidate into those on which a decision rests; the second argument is the type.
Rewrite = Callable[[Iterable[str], str], Iterable[str]]

_keys = count()
#: From so many kept bundles on, a classifier forgets them: memory stays bounded however many texts it sees.
_MOST_ROWS = 400_000


class Softmax:
    """A multinomial logistic regression over string features.

    Args:
        classes: the names of the outcomes.
        weights: for each feature one number an outcome.
        rewrite: turns a candidate's features into those of this decision; none are changed if left out.
    """

    def __init__(
        self, classes: tuple[str, ...], weights: dict[str, list[float]], rewrite: Rewrite | None = None
    ) -> None:
        self.classes = classes
        self._rewrite = rewrite
        self._index = {feature: number for number, feature in enumerate(weights)}
        self._weights = np.array(list(weights.values()), dtype=float).reshape(-1, len(classes))
        self._masks: dict[tuple[int, ...] | None, NDArray[np.float64]] = {}
        self._forget()

    def _forget(self) -> None:
        self._key = f"{next(_keys)}:"
        self._table = np.zeros((1024, len(self.classes)))
        self._used = 1  # row 0 stays zero, so that no candidate is without a row

    def _row(self, bundle: Bundle, key: str, type: str) -> int:
        """Return the row that holds the sum of a bundle's weights."""
        names = self._rewrite(bundle.names, type) if self._rewrite else bundle.names
        known = [self._index[name] for name in names if name in self._index]
        row = 0
        if known:
            row = self._used
            self._used += 1
            if row == len(self._table):
                self._table = np.concatenate([self._table, np.zeros_like(self._table)])
            self._table[row] = self._weights[known].sum(axis=0)
        bundle.rows[key] = row
        return row

    def _mask(self, outcomes: tuple[int, ...] | None) -> NDArray[np.float64]:
        """Return what to add to a row so that only some outcomes are left."""
        if outcomes not in self._masks:
            mask = np.full(len(self.classes), -np.inf)
            mask[slice(None) if outcomes is None else list(outcomes)] = 0.0
            self._masks[outcomes] = mask
        return self._masks[outcomes]

    def scores(self, candidates: list[list[Bundle]], types: list[str] | None = None) -> NDArray[np.float64]:
        """Return one row of log odds a candidate; see :meth:`probabilities`."""
        if self._used > _MOST_ROWS:
            self._forget()
        rows: list[int] = []
        starts = []
        for number, bundles in enumerate(candidates):
            type = types[number] if types else ""
            key = self._key + type
            starts.append(len(rows))
            rows.append(0)
            for bundle in bundles:
                row = bundle.rows.get(key)
                rows.append(self._row(bundle, key, type) if row is None else row)
        totals: NDArray[np.float64] = np.add.reduceat(self._table[rows], starts, axis=0)
        return totals

    def probabilities(
        self, candidates: list[list[Bundle]], allowed: list[tuple[int, ...] | None], types: list[str] | None = None
    ) -> NDArray[np.float64]:
        """Return one row of probabilities a candidate.

        Args:
            candidates: the features of each, at least one candidate; unknown features count nothing.
            allowed: for each candidate the outcomes that are possible, or None for all.
            types: for each candidate its type, for a decision whose features are rewritten by it.
        """
        result = self.scores(candidates, types)
        result += [self._mask(outcomes) for outcomes in allowed]
        result -= result.max(axis=1, keepdims=True)
        np.exp(result, out=result)
        result /= result.sum(axis=1, keepdims=True)
        return result


# By the first letters of a feature: what a concept is called says little about its role, where it stands much.
_NOT_FOR_ROLES = frozenset(("id=", "bro", "fir", "mod", "hea", "n=1", "n=2", "n=3", "n=4"))
_WITH_TYPE = frozenset(("bia", "cue", "at=", "tit", "def", "cou"))


def role_features(names: Iterable[str], type: str) -> list[str]:
    """Return the features on which the role rests: most of the candidate's, some of them together with its type."""
    found = []
    for name in names:
        start = name[:3]
        if start not in _NOT_FOR_ROLES:
            found.append(name)
            if start in _WITH_TYPE:
                found.append(f"{name}&type={type}")
    return found


@cache
def trained() -> tuple[Softmax, Softmax, float]:
    """Return the type classifier, the role classifier and the threshold, as trained."""
    data = json.loads(resources.files("kg.extraction").joinpath("weights.json").read_text(encoding="utf-8"))
    return (
        Softmax(CLASSES, data["type"]),
        Softmax(ROLES, data["role"], role_features),
        data["threshold"],
    )
