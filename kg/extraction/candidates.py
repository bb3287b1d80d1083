"""Everything in a paper that could be a concept, with the evidence for it, before anything is decided.

Each kind of evidence (vocabulary, acronym definitions, names, noun phrases) proposes places; places that mean the
same thing are gathered into one :class:`Candidate`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from kg import lexicon
from kg.extraction.acronyms import Definition, best_long_form, definitions
from kg.extraction.document import Document
from kg.extraction.matching import Match, Matcher
from kg.extraction.names import NOT_NAMES, base, capitalised_runs, distinctive, is_name, single_names, title_name
from kg.extraction.phrases import phrases
from kg.extraction.wordlists import CONTAINERS, FUNCTION, VAGUE
from kg.lexicon import Entry
from kg.lexicon.agreement import agrees
from kg.lexicon.spelling import fold, folded_key, name_key, singular
from kg.model import NAMED

#: Names of up to so many letters are coined again and again.
SHORT_NAME = 4
#: "compression of KV caches": a deed, and how many words its object may have.
_DEED = re.compile(r"(?:[aeis]tion|sion|ment|ism|ance|[a-z]{3}ing|val|sis)$")
LONGEST_OBJECT = 4
#: Words of this literature that stand in papers of any field.
EVERYWHERE = frozenset(
    """algorithm based dataset efficient evaluation framework generation generative inference language large learning
    machine model modeling network networks neural optimization performance reasoning representation systems system
    training""".split()
)


class Place(NamedTuple):
    """One mention of a candidate: where, and which evidence found it."""

    start: int
    end: int
    source: str


@dataclass(slots=True)
class Candidate:
    """What may be one concept of the paper.

    Attributes:
        key: what its mentions have in common.
        places: its mentions in order of place.
        entry: the vocabulary's entry, if it has one.
        rivals: entries of other types that have the same name, where nothing in the text has told them apart so far.
        name: the name as the text writes it best.
        expansion: its long form if the text defines it as an acronym.
        short: its short form if the text defines one.
        context: whether the vocabulary says that every spelling found here is ambiguous.
        inside: keys of candidates in which all its places lie.
        holds: entries found inside its places.
        title_name: whether it is the name before the title's colon.
        title_part: whether it stands inside that name ("GaLore" in "Natural GaLore: ...").
    """

    key: str
    places: list[Place] = field(default_factory=list)
    entry: Entry | None = None
    rivals: tuple[Entry, ...] = ()
    name: str = ""
    expansion: str = ""
    short: str = ""
    context: bool = False
    inside: bool = False
    holds: list[Entry] = field(default_factory=list)
    title_name: bool = False
    title_part: bool = False


_COMMA = re.compile(r",? (?:and|or) |, |/")
_NUMBERED = re.compile(r"\b([A-Z][A-Za-z]+[-\s]?)(\d+)(?:/|\s+and\s+|,\s*)(\d+)(?:(?:/|\s+and\s+|,\s*)(\d+))?\b")


def gather(document: Document, matcher: Matcher) -> list[Candidate]:
    """Return the candidates of a document, in order of their first place."""
    gathered = _Gathering(document, matcher)
    gathered.vocabulary()
    gathered.turned()
    gathered.coordinations()
    gathered.acronyms()
    gathered.names()
    gathered.noun_phrases()
    return gathered.finish()


def _occurrences(text: str, name: str, *, plural: bool = False) -> Iterator[tuple[int, int]]:
    """Yield the places where a name stands as a word of its own, perhaps with a plural s."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if plural and text.startswith("s", end):
            end += 1
        cut = start > 0 and (text[start - 1].isalnum() or text[start - 1] in "-_")
        if not cut and not (end < len(text) and (text[end].isalnum() or text[end] == "_")):
            yield start, end
        start = text.find(name, end)


@lru_cache(maxsize=10_000)
def _fields(entry: Entry) -> frozenset[str]:
    """Return the words of what a thing of the vocabulary is about: its broader concepts, in all their spellings.

    Broader concepts that are named things themselves say nothing of the field.
    """
    known = lexicon.by_id()
    near = [known[id] for id in entry.broader if known[id].type != entry.type]
    wide = [known[id] for e in near for id in e.broader]
    texts = [form.text for e in near for form in e.forms] + [e.name for e in wide]
    return frozenset(word for text in texts for word in fold(text).split() if len(word) > SHORT_NAME or text.isupper())


@lru_cache(maxsize=10_000)
def _long_form_words(entry: Entry, surface: str) -> frozenset[str]:
    """Return the telling words of what a short form stands for if it means an entry."""
    long_forms = [form.text for form in entry.forms if " " in form.text and best_long_form(surface, form.text)]
    words = {word for text in long_forms for word in fold(text).split() if len(word) >= SHORT_NAME}
    return frozenset(words - EVERYWHERE - CONTAINERS - VAGUE)


class _Gathering:
    def __init__(self, document: Document, matcher: Matcher) -> None:
        self.document = document
        self.matcher = matcher
        self.matches: list[Match] = matcher.find(document)
        self.match_starts = [match.start for match in self.matches]
        self.definitions: list[Definition] = definitions(document.text)
        self.candidates: dict[str, Candidate] = {}
        self.taken: dict[tuple[int, int], str] = {}
        self.alias: dict[str, str] = {}

    def add(self, start: int, end: int, source: str, entry: Entry | None = None) -> Candidate:
        """Add a place to the candidate that it belongs to."""
        document = self.document
        if entry:
            key = f"={entry.id}"
        else:
            key = folded_key(document.folded[start:end], singularise=document.text[end - 1] != "S")
        key = self.alias.get(key, key)
        candidate = self.candidates.get(key)
        if candidate is None:
            name = entry.name if entry else document.text[start:end]
            candidate = self.candidates[key] = Candidate(key, entry=entry, name=name)
        candidate.places.append(Place(start, end, source))
        self.taken[(start, end)] = key
        return candidate

    def vocabulary(self) -> None:
        title = title_name(self.document)
        name = self.document.text[slice(*title)] if title else ""
        if any((m.start, m.end) == title and not self._supported(m, name) for m in self.matches):
            self.matches = [m for m in self.matches if self.document.text[m.start : m.end] != name]
            self.match_starts = [match.start for match in self.matches]
        clear = {match.entry.id for match in self.matches if not match.rivals}
        for number, match in enumerate(self.matches):
            entry, *rivals = self._meant(number, clear) if match.rivals else (match.entry,)
            candidate = self.add(match.start, match.end, "lexicon", entry)
            candidate.rivals = tuple(rival for rival in rivals if rival.type != entry.type)
            candidate.context = match.form.context and (candidate.context or len(candidate.places) == 1)

    def _meant(self, number: int, clear: set[str]) -> list[Entry]:
        """Return the entries that a match's spelling can mean here, the likeliest first.

        One sense per discourse (Gale, Church and Yarowsky 1992): where the text has another spelling of one of them
        ("Alpaca dataset"), it is that one. What stands in one list ("LLaMA, OPT, Vicuna") is of one type. Else it is
        the one of whose long form the text has most words, after Lesk (1986).
        """
        match = self.matches[number]
        entries = [match.entry, *match.rivals]
        if told := [entry for entry in entries if entry.id in clear]:
            return told[:1]
        listed = {other.entry.type for other in self._in_list(number)}
        if len(listed) == 1 and (told := [entry for entry in entries if entry.type in listed]):
            return told[:1]
        if all(entry.type in NAMED for entry in entries) and len({e.type for e in entries}) > 1:
            return entries  # the name of a thing tells nothing of whether a model or its data is meant
        surface = self.document.text[match.start : match.end]
        found = [
            sum(f" {word}" in self.document.folded for word in _long_form_words(entry, surface)) for entry in entries
        ]
        return [entry for entry, count in zip(entries, found, strict=True) if count == max(found)]

    def _in_list(self, number: int) -> list[Match]:
        """Return the clear matches that stand before and behind a match in a list."""
        match, text = self.matches[number], self.document.text
        found = []
        if number and _COMMA.fullmatch(text[self.matches[number - 1].end : match.start]):
            found.append(self.matches[number - 1])
        if number + 1 < len(self.matches) and _COMMA.fullmatch(text[match.end : self.matches[number + 1].start]):
            found.append(self.matches[number + 1])
        return [other for other in found if not other.rivals]

    def _supported(self, match: Match, name: str) -> bool:
        """Tell whether a name before the title's colon is the vocabulary's: a paper may coin the name anew.

        A short name, one that the vocabulary calls ambiguous, and capitals that it does not write so ("RADAR: Risk
        Aware Review") need another spelling of the entry, or a word of what it is, in the text. Another one is taken
        at its word, unless it is a method whose field the paper has not a word of: Rocket, for vision-language-action
        models, is not the time series classifier. For words and capitals that are coined again and again, words that
        stand in papers of any field do not count.
        """
        entry, fields = match.entry, _fields(match.entry)
        usual = not name.isupper() or any(form.text == name for form in entry.forms)
        clear = len(name) > SHORT_NAME and not match.form.context and usual
        if clear and (entry.type != "Method" or not fields):
            return True
        words = {word for form in entry.forms for word in fold(form.text).split() if len(word) > SHORT_NAME}
        telling = (words | fields) - {*fold(name).split(), name_key(name)}
        if not distinctive(name):
            telling -= EVERYWHERE
        return any(f" {word}" in self.document.folded for word in telling)

    def turned(self) -> None:
        """Find "compression of KV caches", which is KV cache compression."""
        document = self.document
        words, lower = document.words, document.lower
        for place in range(1, len(words) - 1):
            if lower[place] != "of" or not _DEED.search(lower[place - 1]):
                continue
            first = place + 1
            if lower[first] in ("the", "a", "an"):
                first += 1
            for last in range(min(first + LONGEST_OBJECT, len(words)) - 1, first - 1, -1):
                start, end = words[place - 1][1], words[last][2]
                thing = document.text[words[first][1] : end]
                if any(sign in thing for sign in ".,;:("):
                    continue
                *rest, head = fold(thing).split() or [""]
                entry = self.matcher.spelled(" ".join([*rest, singular(head), lower[place - 1]]))
                if entry and entry.type in ("Technique", "Task") and (start, end) not in self.taken:
                    self.add(start, end, "lexicon", entry)
                    break

    def coordinations(self) -> None:
        """Find the members of lists that share a head.

        "data, tensor and pipeline parallelism", "distribution/location shift", "CIFAR-10/100".
        """
        document = self.document
        text, words, lower = document.text, document.words, document.lower
        for place in range(1, len(words) - 2):
            if lower[place] not in ("and", "or") or lower[place + 2] not in self.matcher.heads:
                continue
            head, end = lower[place + 2], words[place + 2][2]
            first = place - 1
            while first >= 0 and place - first <= 5:
                _, start, _ = words[first]
                entry = self.matcher.spelled(f"{lower[first]} {head}")
                if entry and (start, end) not in self.taken and not self._within_match(start, words[first][2]):
                    self.add(start, end, "coordination", entry)
                if first == 0 or text[words[first - 1][2] : start].strip() not in (",", "/"):
                    break
                first -= 1
        for place in range(len(words) - 1):
            first_member, slash, _ = lower[place].partition("/")
            head, (_, start, end), (_, after, last) = lower[place + 1], words[place], words[place + 1]
            if slash and head in self.matcher.heads and text[end:after].isspace():
                entry = self.matcher.spelled(f"{first_member} {head}")
                if entry and (start, last) not in self.taken:
                    self.add(start, last, "coordination", entry)
        for found in _NUMBERED.finditer(text):
            for number in filter(None, found.groups()[2:]):
                entry = self.matcher.spelled(f"{found[1]}{number}")
                if entry:
                    self.add(found.start(), found.end(), "coordination", entry)

    def acronyms(self) -> None:
        """Join the short form and the long form of each definition, and every later short form."""
        for d in self.definitions:
            if d.short in NOT_NAMES or self._split_by_acronym(d):
                continue
            owner = self._joined(d)
            bare = d.short[:-1] if d.short.endswith("s") and d.short[:-1].isupper() else d.short
            long_form = d.long[:-1] if d.short.endswith("s") and d.long.endswith("s") else d.long
            owner.short, owner.expansion = bare, long_form
            owner.context = False
            for form in (bare, long_form):
                self.alias.setdefault(name_key(form), owner.key)
            for start, end in _occurrences(self.document.text, bare, plural=True):
                if (start, end) not in self.taken and not any(p.start <= start < p.end for p in owner.places):
                    owner.places.append(Place(start, end, "acronym"))
                    self.taken[(start, end)] = owner.key

    def _joined(self, d: Definition) -> Candidate:
        """Return the one candidate of both forms of a definition."""
        short = self._owner(d.short_start, d.short_end)
        long = self._owner(d.long_start, d.long_end)
        if short and long and short is not long and short.entry and long.entry:
            # The text's own words decide what the letters mean here.
            long.places += short.places
            del self.candidates[short.key]
            self.alias[short.key] = long.key
            return long
        if short and short.entry and long is None and not agrees(short.entry, d.long):
            # The vocabulary knows these letters as something else.
            del self.candidates[short.key]
            owner = self.add(d.long_start, d.long_end, "definition")
            owner.places += short.places
            self.taken.update(((place.start, place.end), owner.key) for place in short.places)
            return owner
        owner = long if long and long.entry else short or long or self.add(d.long_start, d.long_end, "definition")
        if owner is short and not long:
            owner.places.append(Place(d.long_start, d.long_end, "definition"))
            self.taken[(d.long_start, d.long_end)] = owner.key
        if not short:
            owner.places.append(Place(d.short_start, d.short_end, "definition"))
        return owner

    def _split_by_acronym(self, d: Definition) -> bool:
        """Take "key-value (KV) cache" for what it means: a known name with its first part's acronym put in between."""
        document = self.document
        after = document.word_at(max(d.short_end, d.long_end))
        if after >= len(document.words) or d.long_start > d.short_start:
            return False
        word, start, end = document.words[after]
        if document.text[d.short_end : start].strip() not in (")", "]") or not word.islower():
            return False
        entry = self.matcher.spelled(f"{d.short} {word}") or self.matcher.spelled(f"{d.long} {word}")
        if entry is None or self.matcher.spelled(d.long):
            return False
        for place in ((d.long_start, d.long_end), (d.short_start, d.short_end)):
            if (owner := self._owner(*place)) and owner.entry is None:
                del self.candidates[owner.key]
            self.taken[place] = f"={entry.id}"
        self.add(d.long_start, end, "lexicon", entry)
        self.alias.setdefault(name_key(d.long), f"={entry.id}")
        return True

    def _owner(self, start: int, end: int) -> Candidate | None:
        return self.candidates.get(self.taken.get((start, end), ""))

    def names(self) -> None:
        document = self.document
        places = [(place, "name") for place in single_names(document)]
        places += [(place, "capitals") for place in capitalised_runs(document)]
        title = title_name(document)
        if title and title not in self.taken:
            places.append((title, "title"))
        for (start, end), source in places:
            if (start, end) in self.taken or self._within_match(start, end):
                continue
            if source == "capitals" and self._covers_match_only(start, end):
                continue
            if "/" in document.text[start:end] and self._holds_match(start, end):
                continue  # "GPU/TPUs" is two things, and both are known
            self.add(start, end, source)
        if title:
            owner = self._owner(*title)
            for candidate in self.candidates.values():
                candidate.title_part = any(
                    title[0] <= p.start and p.end <= title[1] and p[:2] != title for p in candidate.places
                )
            if owner:
                owner.title_name = True
                self._repeat(owner, document.text[slice(*title)])

    def _repeat(self, candidate: Candidate, name: str) -> None:
        """Find the other places of a name that has no shape of its own ("Compressor")."""
        for place in _occurrences(self.document.text, name):
            if place not in self.taken and not self._within_match(*place):
                self.taken[place] = candidate.key
                candidate.places.append(Place(*place, "name"))

    def _within_match(self, start: int, end: int) -> bool:
        before = bisect_right(self.match_starts, start) - 1
        return before >= 0 and end <= self.matches[before].end

    def _holds_match(self, start: int, end: int) -> bool:
        after = bisect_left(self.match_starts, start)
        return after < len(self.matches) and self.matches[after].end <= end

    def _covers_match_only(self, start: int, end: int) -> bool:
        """Tell whether a run of capitals is an entry and a container noun or filler."""
        rest = self.document.text[start:end]
        for m in self.matches:
            if start <= m.start and m.end <= end:
                rest = rest.replace(self.document.text[m.start : m.end], " ")
        words = re.findall(r"[\w-]+", rest)
        return len(rest) < end - start and all(
            w.lower() in CONTAINERS or w.lower() in VAGUE or w.lower() in FUNCTION for w in words
        )

    def noun_phrases(self) -> None:
        document = self.document
        for phrase in phrases(document):
            place = (phrase.start, phrase.end)
            if place in self.taken:
                continue
            if self._within_match(*place):
                continue
            first = bisect_left(self.match_starts, phrase.start)
            last = bisect_left(self.match_starts, phrase.end)
            inner = [m for m in self.matches[first:last] if m.end <= phrase.end]
            text = document.text[phrase.start : phrase.end]
            hung = base(text) != text and "-and-" not in text  # "AI-driven", but not "Think-and-Execute"
            if len(phrase.words) == 1 and (text in NOT_NAMES or len(text) < 3 or text.endswith("ed") or hung):
                continue
            if len(phrase.words) == 2 and phrase.words[-1] in CONTAINERS and is_name(text.split()[0]):
                continue
            candidate = self.add(*place, "phrase")
            if inner:
                candidate.holds = [m.entry for m in inner]

    def finish(self) -> list[Candidate]:
        result = []
        # The members of a list share their words; none of them lies inside another thing.
        spans = sorted(
            {(p.start, -p.end) for c in self.candidates.values() for p in c.places if p.source != "coordination"}
        )
        covered: set[tuple[int, int]] = set()  # places that lie inside a longer one
        reach = -1
        for start, negative in spans:
            if -negative <= reach:
                covered.add((start, -negative))
            reach = max(reach, -negative)
        for candidate in self.candidates.values():
            unique = {(p.start, p.end): p for p in reversed(candidate.places)}
            candidate.places = sorted(unique.values())
            candidate.inside = all((p.start, p.end) in covered for p in candidate.places)
            result.append(candidate)
        return sorted(result, key=lambda c: c.places[0][:2])
