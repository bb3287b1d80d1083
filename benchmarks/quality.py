"""F1 and reliability on the annotated papers.

The shipped weights were trained on these very papers, so what ``kg eval`` prints for them tells how well the weights
fit, not how good extraction is on papers they have not seen. The figure to quote is the other one: each paper scored by
weights trained without it. Even that one is kind, as the vocabulary and the rules were written by people who knew
these papers; another collection will score lower: the papers held out, which nothing was trained on, say how much.
"""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from report import ROOT, Report, require

import loaders
from kg import evaluation
from kg.extraction.classifier import CLASSES, Softmax, role_features, trained
from kg.model import ROLES, Paper

FOLDS = 5
#: The lines of the tables, and how they are called.
LINES = [(evaluation.FOUR, "four types"), (evaluation.ALL, "five types"), *[(type, type) for type in CLASSES[1:]]]
Predictions = dict[str, list[dict[str, Any]]]
#: The annotated arXiv papers, by id; their text is in the papers of --papers.
MORE = ROOT / "scripts" / "gold" / "arxiv.jsonl"
#: Those on which nothing was ever trained, and whose errors nobody read.
HELD_OUT = ROOT / "scripts" / "gold" / "arxiv-held-out.jsonl"


def measure(options: Namespace) -> Report:
    """Score the shipped weights, and weights trained without the paper that they are scored on."""
    gold = require(options.gold, "--gold")
    pages = require(options.gold.parents[1] / "seeds", "--gold (the pages are read from ../seeds beside its folder)")
    titles = str(options.papers) if options.papers.exists() else ""
    arguments = [(str(gold), str(pages), titles, fold) for fold in range(FOLDS)]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        unseen: Predictions = {}
        for part in pool.map(_fold, arguments):
            unseen.update(part)
    truth = evaluation.read_gold(gold)
    fitted = evaluation.evaluate(truth, _shipped(str(gold), str(pages), titles))
    honest = evaluation.evaluate(truth, unseen)
    report = Report(
        f"Quality, {honest.papers} annotated papers, F1 relaxed (half of the words agree) and exact, in percent"
    )
    if honest.absent:
        report.add("papers without text", str(honest.absent), "they count as missed")
    for line, name in LINES:
        score = honest.relaxed[line]
        report.add(
            f"{name}, weights trained without the paper",
            f"{score.f1:.1f}",
            f"exact {honest.exact[line].f1:.1f}; precision {score.precision:.1f}, recall {score.recall:.1f}",
        )
    own = honest.introduces
    report.add(
        "introduces, without the paper", f"{own.f1:.1f}", f"precision {own.precision:.1f}, recall {own.recall:.1f}"
    )
    others = [e for e in _examples(str(gold), str(pages), titles) if e.group != "pages"]
    for group, other in _by_group(others, unseen):
        report.add(
            f"four types, {group} ({other.papers} papers), without the paper",
            f"{other.relaxed[evaluation.FOUR].f1:.1f}",
            f"exact {other.exact[evaluation.FOUR].f1:.1f}; introduces {other.introduces.f1:.1f}",
        )
        report.frozen[f"unseen_{group.split()[-1]}_four_relaxed_f1"] = round(other.relaxed[evaluation.FOUR].f1, 1)
    apart = _held_out(titles)
    for group, result in _by_group(apart, _predict(apart, *trained()[:2])):
        for line, name in LINES:
            report.add(
                f"{name}, {group} ({result.papers} held out), shipped weights",
                f"{result.relaxed[line].f1:.1f}",
                f"exact {result.exact[line].f1:.1f}"
                + (f"; introduces {result.introduces.f1:.1f}" if line == evaluation.FOUR else ""),
            )
        report.frozen[f"held_out_{group.split()[-1]}_four_relaxed_f1"] = round(result.relaxed[evaluation.FOUR].f1, 1)
    shares = [
        f"0.{tenth}: {100 * right / total:.0f} % of {total}"
        for tenth, (right, total) in sorted(honest.reliability.items())
    ]
    report.add("right by confidence", "", ", ".join(shares))
    report.add(
        "four types, shipped weights (trained on them)",
        f"{fitted.relaxed[evaluation.FOUR].f1:.1f}",
        f"exact {fitted.exact[evaluation.FOUR].f1:.1f}; what kg eval prints: a fit, no measure of unseen papers",
    )
    for mode in ("relaxed", "exact"):
        for line in (evaluation.FOUR, evaluation.ALL):
            report.frozen[f"unseen_{line}_{mode}_f1"] = round(getattr(honest, mode)[line].f1, 1)
    report.frozen["unseen_introduces_f1"] = round(own.f1, 1)
    report.frozen["fitted_four_relaxed_f1"] = round(fitted.relaxed[evaluation.FOUR].f1, 1)
    return report


def _by_group(examples: list[Any], predicted: Predictions) -> Iterator[tuple[str, evaluation.Evaluation]]:
    """Yield each group of annotated papers with how well what was predicted for its papers fits."""
    for group in dict.fromkeys(e.group for e in examples):
        yield group, evaluation.evaluate({e.key: e.gold for e in examples if e.group == group}, predicted)


def _trainer() -> Any:
    """Return the module that trains the weights; scripts are no package."""
    folder = str(ROOT / "scripts")
    if folder not in sys.path:
        sys.path.insert(0, folder)
    import train_extraction

    return train_extraction


@cache
def _examples(gold: str, pages: str, titles: str) -> list[Any]:
    """Return the annotated papers whose text is in the pages, then those of arXiv, in the trainer's order."""
    truth = evaluation.read_gold(Path(gold))
    papers = {evaluation.title_letters(p.title): p for p in loaders.read([pages]) if isinstance(p, Paper)}
    own = [_trainer().Example(papers[key], truth[key]) for key in sorted(truth) if key in papers]
    more: list[Any] = _trainer().read_more([MORE], [titles]) if titles else []
    return own + more


@cache
def _held_out(titles: str) -> list[Any]:
    """Return the annotated arXiv papers on which nothing was trained."""
    found: list[Any] = _trainer().read_more([HELD_OUT], [titles]) if titles else []
    return found


def _predict(examples: list[Any], types: Softmax, roles: Softmax) -> Predictions:
    threshold = trained()[2]
    return {
        example.key: example.predicted(
            [finding for finding in _trainer().predict(example, types, roles) if finding.confidence >= threshold]
        )
        for example in examples
    }


@cache
def _titled(gold: str, pages: str, titles: str) -> list[Any]:
    """Return the examples that the titles of a collection give, as the shipped weights have them."""
    known = {example.key for example in _examples(gold, pages, titles) + _held_out(titles)}
    found: list[Any] = _trainer().read_titles([titles] if titles else [], known)
    return found


def _fold(arguments: tuple[str, str, str, int]) -> Predictions:
    """Train on the papers outside a fold, and predict those inside."""
    gold, pages, titles, fold = arguments
    examples = _examples(gold, pages, titles)
    rest = [e for n, e in enumerate(examples) if n % FOLDS != fold]
    types, roles = _trainer().train(rest, _titled(gold, pages, titles))
    held = [e for n, e in enumerate(examples) if n % FOLDS == fold]
    return _predict(held, Softmax(CLASSES, types), Softmax(ROLES, roles, role_features))


def _shipped(gold: str, pages: str, titles: str) -> Predictions:
    types, roles, _ = trained()
    return _predict(_examples(gold, pages, titles), types, roles)
