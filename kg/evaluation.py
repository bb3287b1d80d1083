"""Measuring extraction against annotated papers: precision, recall and F1 by type, exact and relaxed.

A prediction matches a gold entity of the same paper if its type is the gold type or one of its ``also`` types, and
one form of each (name or surface) is equal after normalisation (*exact*), or shares at least half of the words and
the last word of one stands in the other (*relaxed*). Matching is one to one, exact pairs first. Recall counts the
gold entities that are ``core``; precision accepts the optional ones as well.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import SourceError
from kg.model import CONCEPT_TYPES, NAMED

Words = tuple[str, ...]
#: A line of the result that joins Method, Technique, Hardware and Dataset, and one that joins all.
FOUR, ALL = "four", "all"
_WORD = re.compile(r"[a-z0-9+#.]+")


def words(text: str) -> Words:
    """Return a text's words, lower case, without plural endings and punctuation."""
    found = []
    for word in _WORD.findall(text.casefold().replace("’", "'").replace("'s", "")):
        word = word.strip(".")
        if len(word) > 3 and word.endswith("ies"):
            word = f"{word[:-3]}y"
        elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
            word = word[:-1]
        if word:
            found.append(word)
    return tuple(found)


def title_letters(title: str) -> str:
    """Return what two spellings of a title have in common."""
    return re.sub(r"[^a-z0-9]", "", title.casefold())


def forms(entity: dict[str, Any]) -> set[Words]:
    """Return the normalised forms of an entity: its name and its surfaces."""
    return {key for key in map(words, [entity["name"], *entity.get("surfaces", ())]) if key}


def is_exact(a: set[Words], b: set[Words]) -> bool:
    """Tell whether two entities have a form in common, word breaks ignored."""
    return not {"".join(key) for key in a}.isdisjoint("".join(key) for key in b)


def is_relaxed(a: set[Words], b: set[Words]) -> bool:
    """Tell whether two entities have forms that share half their words and end alike."""
    return any(overlap(x, y) >= 0.5 and (x[-1] in y or y[-1] in x) for x in a for y in b)


def overlap(a: Words, b: Words) -> float:
    """Return the Jaccard similarity of two forms' words."""
    return len(set(a) & set(b)) / len(set(a) | set(b))


def pair(
    gold: list[dict[str, Any]],
    predicted: list[dict[str, Any]],
    tests: Iterable[Callable[[set[Words], set[Words]], bool]],
) -> tuple[dict[int, int], set[int]]:
    """Match predictions with gold entities, one to one.

    Returns:
        the predicted index of each matched gold index, and the unmatched predictions that only repeat a gold entity.
    """
    gold_forms, predicted_forms = [forms(g) for g in gold], [forms(p) for p in predicted]
    pairs: dict[int, int] = {}
    used: set[int] = set()
    by_weight = sorted(range(len(gold)), key=lambda i: not gold[i]["core"])
    for test in tests:
        for i in by_weight:
            if i in pairs:
                continue
            types = {gold[i]["type"], *gold[i].get("also", ())}
            fitting = [
                j
                for j, p in enumerate(predicted)
                if j not in used and p["type"] in types and test(gold_forms[i], predicted_forms[j])
            ]
            if fitting:
                pairs[i] = min(fitting, key=lambda j: predicted[j]["type"] != gold[i]["type"])
                used.add(pairs[i])
    repeats = {
        j
        for j, p in enumerate(predicted)
        if j not in used
        and any(
            p["type"] in {g["type"], *g.get("also", ())} and is_exact(gold_forms[i], predicted_forms[j])
            for i, g in enumerate(gold)
        )
    }
    return pairs, repeats


@dataclass(slots=True)
class Score:
    """Counts of one line of the result.

    Attributes:
        right: predictions that match; ``predicted``: predictions that count.
        found: core gold entities that were found; ``core``: all of them.
    """

    right: int = 0
    predicted: int = 0
    found: int = 0
    core: int = 0

    @property
    def precision(self) -> float:
        """Share of predictions that are right, in percent."""
        return 100 * self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of core gold entities that were found, in percent."""
        return 100 * self.found / self.core if self.core else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, in percent."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def add(self, other: Score) -> None:
        """Add the counts of another line."""
        self.right += other.right
        self.predicted += other.predicted
        self.found += other.found
        self.core += other.core


@dataclass(slots=True)
class Evaluation:
    """The result of :func:`evaluate`.

    Attributes:
        papers: gold papers; ``absent``: those without predictions.
        exact: a score a type, and the joined lines; ``relaxed``: the same.
        introduces: methods and datasets that papers introduce, found with that role (relaxed).
        missed: the commonest core entities that were not found; ``spurious``: the commonest wrong predictions.
        reliability: for each tenth of confidence the predictions that are right and all of them.
    """

    papers: int = 0
    absent: int = 0
    exact: dict[str, Score] = field(default_factory=dict)
    relaxed: dict[str, Score] = field(default_factory=dict)
    introduces: Score = field(default_factory=Score)
    missed: Counter[tuple[str, str]] = field(default_factory=Counter)
    spurious: Counter[tuple[str, str]] = field(default_factory=Counter)
    reliability: dict[int, tuple[int, int]] = field(default_factory=dict)


def evaluate(gold: dict[str, list[dict[str, Any]]], predicted: dict[str, list[dict[str, Any]]]) -> Evaluation:
    """Score predictions against gold.

    Args:
        gold: entities by :func:`title_letters`, each with type, name, surfaces, role, core and perhaps also.
        predicted: entities by :func:`title_letters`, each with type, name, surfaces, role and perhaps confidence.
    """
    result = Evaluation(papers=len(gold), absent=len(gold.keys() - predicted.keys()))
    for mode, tests in (("exact", [is_exact]), ("relaxed", [is_exact, is_relaxed])):
        table = {type: Score() for type in CONCEPT_TYPES}
        for title, truth in gold.items():
            guesses = predicted.get(title, [])
            pairs, repeats = pair(truth, guesses, tests)
            gold_of = {j: i for i, j in pairs.items()}
            for i, entity in enumerate(truth):
                if entity["core"]:
                    table[entity["type"]].core += 1
                    table[entity["type"]].found += i in pairs
            for j, guess in enumerate(guesses):
                if j not in repeats:
                    line = table[truth[gold_of[j]]["type"] if j in gold_of else guess["type"]]
                    line.predicted += 1
                    line.right += j in gold_of
            if mode == "relaxed":
                _details(result, truth, guesses, pairs, gold_of, repeats)
        four, everything = Score(), Score()
        for type, line in table.items():
            everything.add(line)
            if type != "Task":
                four.add(line)
        setattr(result, mode, {**table, FOUR: four, ALL: everything})
    return result


def _details(
    result: Evaluation,
    truth: list[dict[str, Any]],
    guesses: list[dict[str, Any]],
    pairs: dict[int, int],
    gold_of: dict[int, int],
    repeats: set[int],
) -> None:
    """Count what :func:`evaluate` tells besides the table, for one paper."""
    for i, entity in enumerate(truth):
        if entity["core"] and i not in pairs:
            result.missed[entity["type"], entity["name"]] += 1
        if entity["core"] and entity["role"] == "introduces" and entity["type"] in NAMED:
            result.introduces.core += 1
            result.introduces.found += i in pairs and guesses[pairs[i]].get("role") == "introduces"
    for j, guess in enumerate(guesses):
        if j in repeats:
            continue
        if j not in gold_of:
            result.spurious[guess["type"], guess["name"]] += 1
        if "confidence" in guess:
            right, total = result.reliability.get(int(min(guess["confidence"], 0.999) * 10), (0, 0))
            result.reliability[int(min(guess["confidence"], 0.999) * 10)] = right + (j in gold_of), total + 1
        if guess.get("role") == "introduces" and guess["type"] in NAMED:
            result.introduces.predicted += 1
            result.introduces.right += j in gold_of and truth[gold_of[j]]["role"] == "introduces"


def read_gold(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Read annotated papers: JSON Lines with ``title`` and ``entities``.

    Raises:
        SourceError: if the file cannot be read or a line is no annotated paper.
    """
    papers = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(str(path), str(error)) from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                paper = json.loads(line)
                for entity in paper["entities"]:
                    entity["type"], entity["name"], entity["core"], entity["role"]
                papers[title_letters(paper["title"])] = paper["entities"]
            except (ValueError, KeyError, TypeError) as error:
                raise SourceError(str(path), f"line {number}: not an annotated paper: {error!r}") from None
    return papers
