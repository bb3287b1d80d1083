"""Decides what a candidate is: a linear softmax over named features, its weights in ``weights.json``.

Two decisions: the type (one of the concept types, or none) and the role. The weights are trained by
``scripts/train_extraction.py``; the file is plain JSON, feature by feature.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from kg.model import CONCEPT_TYPES, ROLES

#: What a candidate can be; the first means that it is no concept of the paper.
CLASSES = ("none", *CONCEPT_TYPES)


class Softmax:
    """A multinomial logistic regression over string features.

    Args:
        classes: the names of the outcomes.
        weights: for each feature one number an outcome.
    """

    def __init__(self, classes: tuple[str, ...], weights: dict[str, list[float]]) -> None:
        self.classes = classes
        self._index = {feature: number for number, feature in enumerate(weights, 1)}
        self._masks: dict[tuple[int, ...] | None, NDArray[np.float64]] = {}
        self._weights: NDArray[np.float64] = np.array([[0.0] * len(classes), *weights.values()], dtype=float)

    def _mask(self, outcomes: tuple[int, ...] | None) -> NDArray[np.float64]:
        """Return what to add to a row so that only some outcomes are left."""
        if outcomes not in self._masks:
            mask = np.full(len(self.classes), -np.inf)
            mask[slice(None) if outcomes is None else list(outcomes)] = 0.0
            self._masks[outcomes] = mask
        return self._masks[outcomes]

    def probabilities(self, feature_lists: list[list[str]], allowed: list[tuple[int, ...] | None]) -> NDArray[np.float64]:
        """Return one row of probabilities a feature list.

        Args:
            feature_lists: the features of each candidate, at least one; unknown ones are ignored.
            allowed: for each candidate the outcomes that are possible, or None for all.
        """
        index = self._index
        known: list[int] = []
        starts = []
        for names in feature_lists:
            starts.append(len(known))
            known.append(0)  # a row of zeros, so that no candidate is without features
            known += [index[name] for name in names if name in index]
        rows: NDArray[np.float64] = np.add.reduceat(self._weights[known], starts, axis=0)
        rows += [self._mask(outcomes) for outcomes in allowed]
        rows -= rows.max(axis=1, keepdims=True)
        np.exp(rows, out=rows)
        rows /= rows.sum(axis=1, keepdims=True)
        return rows


@cache
def trained() -> tuple[Softmax, Softmax, float]:
    """Return the type classifier, the role classifier and the threshold, as trained."""
    data = json.loads(resources.files("kg.extraction").joinpath("weights.json").read_text(encoding="utf-8"))
    return (
        Softmax(CLASSES, data["type"]),
        Softmax(ROLES, data["role"]),
        data["threshold"],
    )
