"""Papers a second of extraction on one core, read against two marks over the same texts.

The marks hold the spellings of the same vocabulary, but decide nothing: spaCy only tokenises, splits sentences and
matches; the bare scan only matches letters. The three take turns over the same slices, each slice read once, so that
noise hits all alike and no cache helps. Time is processor time: what other programs take does not count.
"""

from __future__ import annotations

import os
import time
from argparse import Namespace
from collections.abc import Callable
from itertools import islice
from statistics import median

from report import Report, require

import loaders
from kg.extraction import get_extractor
from kg.lexicon import load
from kg.lexicon.spelling import variants
from kg.model import Paper

#: Rounds, papers a round, and papers that each reads first without being timed.
ROUNDS, SLICE, WARM_UP = 7, 700, 300

Text = tuple[str, str]
Run = Callable[[list[Text]], int]


def measure(options: Namespace) -> Report:
    """Time the three."""
    texts = _texts(str(require(options.papers, "--papers")), WARM_UP + ROUNDS * SLICE)
    phrases = sorted({spelling for entry in load() for form in entry.forms for spelling in variants(form.text)})
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    runs = {"paperkg": _ours(), "spaCy": _spacy(phrases), "scan": _scan(phrases)}
    for run in runs.values():
        run(texts[:WARM_UP])
    rates: dict[str, list[float]] = {name: [] for name in runs}
    found = dict.fromkeys(runs, 0)
    slices = [texts[start : start + SLICE] for start in range(WARM_UP, len(texts), SLICE)]
    for number, part in enumerate(slices):
        names = list(runs)
        for name in names[number % 3 :] + names[: number % 3]:
            begin = time.process_time()
            found[name] += runs[name](part)
            rates[name].append(len(part) / (time.process_time() - begin))
    ratio = median(ours / mark for ours, mark in zip(rates["paperkg"], rates["spaCy"], strict=True))
    total = len(texts) - WARM_UP
    report = Report(
        f"Extraction, one core, {total:,} papers, {len(phrases):,} phrases (papers a second of processor time)"
    )
    what = {
        "paperkg": "paperkg: concepts, types, roles, confidence",
        "spaCy": "spaCy: blank(en), sentencizer, PhraseMatcher",
        "scan": "ahocorasick_rs: bare scan",
    }
    for name, figures in rates.items():
        spread = f"{min(figures):,.0f} to {max(figures):,.0f} in {len(figures)} rounds"
        report.add(what[name], f"{median(figures):,.0f}", f"{spread}; {found[name] / total:.0f} found a paper")
    report.add("paperkg : spaCy", f"{ratio:.2f}", "aim: 1 or more; median of the rounds' ratios")
    report.frozen = {"paperkg_to_spacy": round(ratio * 20) / 20, "phrases": len(phrases)}
    return report


def _texts(path: str, number: int) -> list[Text]:
    papers = (item for item in loaders.read([path]) if isinstance(item, Paper))
    return [(paper.title, paper.abstract) for paper in islice(papers, number)]


def _ours() -> Run:
    extractor = get_extractor()
    return lambda texts: sum(len(extractor.extract(title, abstract)) for title, abstract in texts)


def _spacy(phrases: list[str]) -> Run:
    import spacy
    from spacy.matcher import PhraseMatcher

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    matcher.add("concept", list(nlp.tokenizer.pipe(phrases)))
    return lambda texts: sum(len(matcher(doc)) for doc in nlp.pipe(f"{title}\n{abstract}" for title, abstract in texts))


def _scan(phrases: list[str]) -> Run:
    import ahocorasick_rs

    automaton = ahocorasick_rs.AhoCorasick(phrases, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    find = automaton.find_matches_as_indexes
    return lambda texts: sum(len(find(f"{title}\n{abstract}".lower())) for title, abstract in texts)
