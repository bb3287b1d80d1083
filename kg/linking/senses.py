"""What each finding means: which concept of the vocabulary, or which of a name's own meanings.

A finding of the vocabulary means the vocabulary's concept; others are gathered by
:func:`kg.linking.canonical.concept_key`. A name has several meanings if several papers coin it or spell it out
differently: a paper that only mentions it is given the meaning that its own words support, else none of them.
Everything here is a function of the set of findings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from kg import lexicon
from kg.extraction.acronyms import best_long_form
from kg.extraction.names import distinctive
from kg.lexicon import Entry, concept_id
from kg.lexicon.agreement import agrees
from kg.lexicon.spelling import fold, name_key
from kg.linking import introductions, listed
from kg.linking.canonical import concept_key
from kg.linking.introductions import coins, leading_name
from kg.model import NAMED, PHRASES, Finding, Paper

#: A paper supports a meaning if it has this part of its words; one that brings the name itself, if it has this part.
LEAST_SHARE, SAME_WORK = 0.5, 0.8
#: Capitals of so many letters mean so much that a type counts more than they do.
VERY_SHORT = 3

Sense = tuple[str, str]  # concept id of the vocabulary or "", and a key
Row = tuple[str, Finding]  # of a paper, by its node id


def senses(rows: list[Row], papers: Mapping[str, Paper]) -> tuple[list[Sense], set[int]]:
    """Return what each finding means, as a pair: the vocabulary's id or "", and a key.

    The second value holds the numbers of the findings whose name has several meanings of which the paper supports none.
    """
    expansions = _expansions(rows)
    introducers = _introducers(rows, papers)
    entries = lexicon.by_id()
    keys: list[Sense] = []
    named: dict[str, _Meanings] = {}
    unsure: set[int] = set()
    for number, (paper_id, finding) in enumerate(rows):
        if finding.curated and (own := concept_id(finding.type, finding.name)) in entries:
            keys.append((own, ""))
            continue
        key = concept_key(finding.type, finding.name)
        # A title that brings the name coins it anew; who only mentions it means what everybody knows.
        anew = paper_id in introducers.get(key, {}) and coins(papers[paper_id], finding.mentions)
        if known := _known(finding, anew):
            keys.append((known, ""))
            continue
        if finding.type in NAMED:
            if key not in named:
                named[key] = _meanings(key, expansions.get(key, {}), introducers.get(key, {}), papers)
            meaning = _sense(key, finding, paper_id, named[key], papers)
            if meaning is None:
                unsure.add(number)
            long = meaning.removeprefix(f"{key}/") if meaning and _is_long_form(meaning, key) else ""
            known = listed.by_name(finding.type, long) if long else ""
            keys.append((known, "") if known else ("", meaning or key))
        else:
            defined = expansions.get(key, {})
            if not finding.expansion and finding.name.rstrip("s").isupper() and len(defined) == 1:
                ((long, words),) = defined.items()  # an acronym that one other paper defines
                key = long if _share(words, papers[paper_id], key) >= LEAST_SHARE else key
            keys.append(("", key))
    return _over_types(rows, _apart_from_names(rows, keys)), unsure


def coined_anew(rows: list[Row], papers: Mapping[str, Paper]) -> list[Row]:
    """Take known names that begin several titles, and are no clear ones, for what each of these titles coins.

    Of three papers called "OSCAR: ..." none is likely to bring the OSCAR that the vocabulary knows among others.
    """
    entries = lexicon.by_id()
    leading: dict[str, dict[str, str]] = defaultdict(dict)  # by concept and paper, the name in the title
    for id, finding in rows:
        if finding.curated and finding.role == "introduces" and finding.type in NAMED:
            name = leading_name(papers[id], finding.mentions)
            concept = concept_id(finding.type, finding.name)
            if name and not distinctive(name) and concept in entries and entries[concept].forms[0].context:
                leading[concept][id] = name
    several = {concept: names for concept, names in leading.items() if len(names) > 1}
    if not several:
        return rows

    def anew(id: str, finding: Finding) -> Finding:
        names = several.get(concept_id(finding.type, finding.name), {}) if finding.curated else {}
        return replace(finding, name=names[id], curated=False) if id in names else finding

    return [(id, anew(id, finding)) for id, finding in rows]


def _known(finding: Finding, anew: bool) -> str:
    """Return the concept of the vocabulary that a finding means by its name, or ""; coined ``anew`` it means none."""
    found = "" if anew else listed.by_name(finding.type, finding.name)
    if finding.expansion:  # the letters may mean much; what they stand for here means one thing
        told = listed.by_name(finding.type, finding.expansion)
        return told or (found if found and _fits(lexicon.by_id()[found], finding) else "")
    if not found and not anew:
        found = listed.by_letters(finding.type, finding.name, coined=finding.role == "introduces")
    return found


def _fits(entry: Entry, finding: Finding) -> bool:
    """Tell whether an entry can be what a paper spells out.

    A few capitals stand for many things: if the vocabulary knows for which the entry's do, half of the words must be
    the same; if not, capitals that the paper brings as another type of thing are its own. Names of a shape of their
    own ("LoRA") are seldom coined twice.
    """
    if not finding.name.isupper():
        return True
    if any(" " in form.text and best_long_form(finding.name, form.text) for form in entry.forms):
        words = finding.expansion.replace("-", " ").split()
        return 2 * sum(agrees(entry, word) for word in words) >= len(words)
    return finding.type == entry.type or (finding.role != "introduces" and len(finding.name) > VERY_SHORT)


def _apart_from_names(rows: list[Row], keys: list[Sense]) -> list[Sense]:
    """Keep a plain word apart from the name that somebody coined of it: a mask is no M-ASK, nor a race a RACE."""
    coined = {
        key
        for (_, finding), key in zip(rows, keys, strict=True)
        if finding.type in NAMED and not finding.name.islower() and not finding.name.istitle()
    }

    def is_word(finding: Finding) -> bool:
        return finding.type in PHRASES and finding.name.isalpha() and finding.name.islower()

    return [
        (key[0], f"{key[1]}=") if not key[0] and key in coined and is_word(finding) else key
        for (_, finding), key in zip(rows, keys, strict=True)
    ]


def _over_types(rows: list[Row], keys: list[Sense]) -> list[Sense]:
    """Lead a phrase to the named thing that it is the long form of: papers differ in which type they take it for."""
    named: dict[str, set[Sense]] = defaultdict(set)
    for (_, finding), key in zip(rows, keys, strict=True):
        if finding.expansion and not key[0] and finding.type in NAMED:
            named[name_key(finding.expansion)].add(key)
    result = []
    for (_, finding), key in zip(rows, keys, strict=True):
        senses = named.get(name_key(finding.name), ()) if not key[0] and finding.type in PHRASES else ()
        result.append(min(senses) if len(senses) == 1 else key)
    return result


def _expansions(rows: list[Row]) -> dict[str, dict[str, str]]:
    """Return for each short form its long forms' keys, with one spelling of each."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for _, finding in rows:
        if finding.expansion and not finding.curated:
            long = concept_key(finding.type, finding.expansion)
            if finding.type in NAMED:
                found[concept_key(finding.type, finding.name)].setdefault(long, finding.expansion)
                continue
            for mention_name in {finding.expansion, finding.name}:
                initials = "".join(word[0] for word in fold(mention_name).split() if word)
                if len(initials) > 1:
                    found[initials].setdefault(long, finding.expansion)
    return found


def _introducers(rows: list[Row], papers: Mapping[str, Paper]) -> dict[str, dict[str, Finding]]:
    """Return for each uncurated name the papers that introduce it, in their title or surely."""
    found: dict[str, dict[str, Finding]] = defaultdict(dict)
    for paper_id, finding in rows:
        if (
            finding.role == "introduces"
            and not finding.curated
            and finding.type in NAMED
            and (any(m.field == "title" for m in finding.mentions) or finding.role_confidence >= introductions.CLEARLY)
        ):
            by_paper = found[concept_key(finding.type, finding.name)]
            known = by_paper.get(paper_id, finding)
            by_paper[paper_id] = min(known, finding, key=partial(_order, papers[paper_id]))
    return found


def _order(paper: Paper, finding: Finding) -> tuple[bool, bool, str, str]:
    """Return what puts the findings of a paper that introduce one name in order, the most telling first."""
    return not coins(paper, finding.mentions), not finding.expansion, finding.type, finding.name


@dataclass(frozen=True, slots=True)
class _Meanings:
    """The meanings of one name: what papers define or introduce it as.

    Attributes:
        texts: words that tell each meaning, by its key: what the name is spelled out as, or the title that brings it.
        own: the meaning that each introducing paper brings, if it does not spell the name out.
        coining: the papers whose titles coin the name.
    """

    texts: dict[str, str]
    own: dict[str, str]
    coining: frozenset[str]


def _meanings(
    key: str, expansions: dict[str, str], introducers: dict[str, Finding], papers: Mapping[str, Paper]
) -> _Meanings:
    """Return the meanings of a name; none of them brought by a paper if no title coins it ("DS@GT at CheckThat!")."""
    texts = {f"{key}/{long}": text for long, text in expansions.items()}
    own: dict[str, str] = {}
    coining = frozenset(id for id, found in introducers.items() if coins(papers[id], found.mentions))
    for introducer, coined in introducers.items() if coining or expansions else ():
        if not coined.expansion:
            # A title may spell the name out without brackets ("FORA: Fisher-Orthogonal Rank Adaptation").
            title = name_key(papers[introducer].title)
            spelled = min((long for long, text in expansions.items() if name_key(text) in title), default="")
            own[introducer] = f"{key}/{spelled}" if spelled else f"{key}@{introducer}"
            texts.setdefault(own[introducer], papers[introducer].title)
    return _Meanings(texts, own, coining & own.keys())


def _sense(key: str, finding: Finding, paper_id: str, meanings: _Meanings, papers: Mapping[str, Paper]) -> str | None:
    """Return the key of a named thing, with its meaning where the name has several; None if it cannot be told.

    A paper's own definition or coining tells its meaning; otherwise the meaning whose words stand in the paper, if it
    is one alone; otherwise what the paper introduces is its own.
    """
    texts, own = meanings.texts, meanings.own
    if len(texts) < 2:
        return key
    if finding.expansion:
        return f"{key}/{concept_key(finding.type, finding.expansion)}"
    if paper_id in meanings.coining:
        return own[paper_id]
    mine = own.get(paper_id)
    later = {meaning for id, meaning in own.items() if introductions.later(papers[id], papers[paper_id])}
    if not mine and len(texts.keys() - later) == 1:
        return next(iter(texts.keys() - later))  # what is not there yet cannot be meant
    long_forms = {meaning for meaning in texts if _is_long_form(meaning, key)}
    # "Scaling Quillnet to Billions" may bring what "Quillnet: ..." coined, or a Quillnet of its own.
    others = {own[id] for id in meanings.coining} | long_forms if mine else texts.keys()
    scores = {meaning: _share(texts[meaning], papers[paper_id], key) for meaning in others if meaning != mine}
    best = sorted(scores, key=lambda m: (-scores[m], m))
    # Pyramid Sparse Attention and Progressive Sparse Attention have two words of three in common.
    least = LEAST_SHARE if not mine else 1.0 if best and best[0] in long_forms else SAME_WORK
    if best and scores[best[0]] >= least and (len(best) == 1 or scores[best[0]] > scores[best[1]]):
        return best[0]
    return mine


def _is_long_form(meaning: str, key: str) -> bool:
    """Tell whether a meaning of a name is what the name is spelled out as; else it is what one paper brings."""
    return meaning.startswith(f"{key}/")


def _share(words: str, paper: Paper, key: str) -> float:
    """Return the part of a meaning's longer words, but for the name itself, that stand in a paper."""
    text = name_key(f"{paper.title} {paper.abstract}")
    telling = {name_key(word) for word in fold(words).split() if len(word) > 3} - {key}
    return sum(word in text for word in telling) / (len(telling) or 1)
