"""Finding the vocabulary in a text: one Aho-Corasick pass over the folded text, longest match first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import ahocorasick_rs

from kg.extraction.document import Document
from kg.lexicon import Entry, Form, load
from kg.lexicon.spelling import fold, variants
from kg.model import NAMED

# "LLaMA-2-7B", "OPT 175B", "Mixtral 8x7B", "T5-XXL", "BERT-large": sizes are not part of a model's name.
_SIZE = re.compile(
    r"[-‐\s]?\(?(?:\d+(?:\.\d+)?\s?x\s?)?\d+(?:\.\d+)?\s?(?:[BMTK]|billion|million)\b"
    r"|(?<!net)[-‐](?-i:[SBLMT]\d{0,2}|X{1,2}[SL])(?:/\d{1,2})?\b"
    r"|[-‐](?:tiny|nano|mini|small|base|medium|large|huge|giant|xl|xxl|xsmall|instruct|chat)\b",
    re.IGNORECASE,
)
# "conserve" is not ConServe, nor "one bit" OneBit.
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]")
# "Alpaca dataset": where it is called by its bare name, it is called like the model.
_CALLED_DATASET = re.compile(r" (?:dataset|data|benchmark|corpus|collection)$", re.IGNORECASE)
_JOINER = "-‐–/+_."


class Match(NamedTuple):
    """An entry of the vocabulary at a place of the text.

    ``rivals`` are other entries that are spelled in the same way, the likelier ones first.
    """

    entry: Entry
    form: Form
    start: int
    end: int
    rivals: tuple[Entry, ...] = ()


class Matcher:
    """Finds entries in documents.

    Args:
        entries: the vocabulary; where two entries share a spelling, the one that needs no context wins, then the first.
            The others are the rivals of the match.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        spellings: dict[str, list[tuple[Entry, Form, bool]]] = defaultdict(list)
        for entry in entries:
            taken = set()
            for form in entry.forms:
                listed = " ".join(fold(form.text).split())
                for spelling in variants(form.text):
                    if spelling not in taken:
                        taken.add(spelling)
                        spellings[spelling].append((entry, form, spelling != listed))
        for spelling, entry, form in _bare_names(entries, spellings):
            spellings[spelling].append((entry, form, False))
        self._owners = [
            # What needs no context first, then what is listed before what is derived, then what needs its capitals.
            [(entry, form) for entry, form, _ in sorted(owners, key=lambda o: (o[1].context, o[2], not o[1].case))]
            for owners in spellings.values()
        ]
        self._spellings = dict(zip(spellings, self._owners, strict=True))
        #: The last words of spellings that have several.
        self.heads = frozenset(spelling.rsplit(" ", 1)[1] for spelling in spellings if " " in spelling)
        # A leading space in each pattern saves most of the matches inside words; the trailing end is checked after.
        self._automaton = ahocorasick_rs.AhoCorasick([f" {spelling}" for spelling in spellings])

    def spelled(self, name: str) -> Entry | None:
        """Return the entry that has this spelling and needs neither capitals nor context, or None."""
        owners = self._spellings.get(" ".join(fold(name).split()))
        return next((entry for entry, form in owners if not form.case and not form.context), None) if owners else None

    def find(self, document: Document) -> list[Match]:
        """Return the matches in order, the longest where they overlap."""
        folded = document.folded
        length = len(folded)
        best: dict[int, Match] = {}
        for pattern, before, end in self._automaton.find_matches_as_indexes(f" {folded}", overlapping=True):
            end -= 1
            if end < length and folded[end] != " ":
                continue
            known = best.get(before)
            if known is not None and known.end >= end:
                continue
            surface = document.text[before:end]
            fitting = [(entry, form) for entry, form in self._owners[pattern] if _fits(surface, entry, form)]
            if fitting:
                (entry, form), *others = fitting
                best[before] = Match(entry, form, before, end, tuple(other for other, _ in others))
        matches, reached = [], 0
        for start in sorted(best):
            if start >= reached:
                match = _with_size(best[start], document)
                if not _cut_from_name(match, document):
                    matches.append(match)
                    reached = match.end
        return matches


def _bare_names(
    entries: Iterable[Entry], spellings: Mapping[str, list[tuple[Entry, Form, bool]]]
) -> list[tuple[str, Entry, Form]]:
    """Return the names of datasets without "dataset" where a method is called so: spelling, entry and form."""
    found: dict[tuple[str, str], tuple[str, Entry, Form]] = {}
    for entry in entries:
        for form in entry.forms if entry.type == "Dataset" else ():
            bare = _CALLED_DATASET.sub("", form.text)
            spelling = " ".join(fold(bare).split())
            owners = [owner for owner, _, _ in spellings.get(spelling, ())] if bare != form.text else []
            if entry not in owners and any(owner.type == "Method" for owner in owners):
                found[spelling, entry.id] = spelling, entry, Form(bare, case=True, context=True)
    return list(found.values())


def _fits(surface: str, entry: Entry, form: Form) -> bool:
    """Tell whether a surface has the capitals that a spelling asks for."""
    if form.case and not _same_case(surface, form.text):
        return False
    return not (surface.islower() and entry.type in NAMED and _INNER_CAPITAL.search(form.text))


@cache
def default_matcher() -> Matcher:
    """Return the matcher for the whole vocabulary, built once."""
    return Matcher(load())


def _same_case(surface: str, form: str) -> bool:
    """Tell whether a surface has the capitals of a form, plural and hyphens aside."""
    bare = "".join(c for c in surface if c.isalnum())
    wanted = "".join(c for c in form if c.isalnum())
    return bare == wanted or bare == wanted + "s"


def _with_size(match: Match, document: Document) -> Match:
    """Take a size suffix into the surface of a method."""
    size = _SIZE.match(document.text, match.end) if match.entry.type == "Method" else None
    return match._replace(end=size.end()) if size and document.is_word(match.start, size.end()) else match


def _cut_from_name(match: Match, document: Document) -> bool:
    """Tell whether a match is a piece of a longer hyphenated name ("GPT" in "PIM-GPT"), which is another thing.

    A lower-case neighbour makes no name: "GPT-based" speaks of GPT.
    """
    text = document.text
    start, end = match.start, match.end
    if start >= 2 and text[start - 1] in _JOINER and not text[start - 2].isspace():
        left = start - 1
        while left > 0 and (text[left - 1].isalnum() or text[left - 1] in _JOINER):
            left -= 1
        part = text[left : start - 1]
        if part and not part.islower() and text[start - 1] != "/":
            return True
    if end + 1 < len(text) and text[end] in _JOINER and text[end + 1].isalnum():
        right = end + 1
        while right < len(text) and (text[right].isalnum() or text[right] in _JOINER):
            right += 1
        part = text[end + 1 : right].rstrip(_JOINER)
        if part and not part.islower() and text[end] != "/" and not document.text[start:end].islower():
            return not _is_known_word(part)
    return False


def _is_known_word(part: str) -> bool:
    """Tell whether what follows a hyphen is an ordinary capitalised word ("GPU-Accelerated" in a title)."""
    return (
        part[:1].isupper()
        and part[1:].islower()
        and len(part) > 3
        and fold(part).endswith(
            (
                "ed",
                "ing",
                "based",
                "aware",
                "free",
                "centric",
                "efficient",
                "level",
                "style",
                "like",
                "agnostic",
                "driven",
                "friendly",
                "native",
                "oriented",
                "specific",
                "only",
                "scale",
                "time",
                "side",
            )
        )
    )
