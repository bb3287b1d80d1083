"""From findings to concepts: one node a concept over all papers, its type and name decided once.

Everything here is a function of the set of findings; neither the order of the papers nor of the findings matters.

:mod:`kg.linking.senses` says what each finding means. A concept named in two types gets the likelier one, and the
commonest of its names; :mod:`kg.linking.introductions` says which paper brings it. What people decided
(:mod:`kg.linking.overrides`) has the last word.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from kg import lexicon
from kg.decisions import Decision
from kg.lexicon import Entry, concept_id
from kg.lexicon.spelling import name_key
from kg.linking import introductions
from kg.linking.canonical import display_name
from kg.linking.overrides import Row, override
from kg.linking.senses import Sense, coined_anew, senses
from kg.model import CONCEPT_TYPES, ROLES, Finding, Paper, slug
from kg.schema import schema

#: Which role counts where a paper has a concept in several: the earlier one.
_ROLE_ORDER = {role: rank for rank, role in enumerate(("introduces", "evaluated_on", "compares", "uses", "addresses"))}
#: What the confidence is multiplied by where a name has several meanings and the paper supports none of them.
UNSURE = 0.7
#: How many spellings a concept's node shows, unless the vocabulary has more.
MOST_ALIASES = 20


@dataclass(slots=True)
class Concept:
    """A concept of the graph.

    Attributes:
        id: the node id.
        type: its label.
        name: canonical.
        aliases: other spellings, commonest first.
        curated: whether the vocabulary holds it.
        papers: how many papers name it.
    """

    id: str
    type: str
    name: str
    aliases: list[str] = field(default_factory=list)
    curated: bool = False
    papers: int = 0


@dataclass(frozen=True, slots=True)
class Naming:
    """A paper names a concept: the finding with the concept's own type, name and a role that the type allows."""

    concept: str
    finding: Finding


@dataclass(slots=True)
class Concepts:
    """All concepts by id, and what each paper names, sorted by place of first mention.

    ``instead`` says for ids that people decided away which concept they are now, "" if none; ``names`` holds the names
    that people gave, by concept id.
    """

    by_id: dict[str, Concept]
    namings: dict[str, list[Naming]]
    instead: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def resolve(
    papers: Mapping[str, Paper], findings: Mapping[str, Iterable[Finding]], decisions: Iterable[Decision] = ()
) -> Concepts:
    """Return the concepts that papers name.

    Args:
        papers: by node id.
        findings: what extraction found in each, by node id.
        decisions: what people decided about concepts, in order.
    """
    found = coined_anew([(id, finding) for id in sorted(papers) for finding in findings.get(id, ())], papers)
    keys, unsure = senses(found, papers)
    found = [
        (id, replace(finding, confidence=round(finding.confidence * UNSURE, 3))) if number in unsure else (id, finding)
        for number, (id, finding) in enumerate(found)
    ]
    types = _types(found, keys)
    ids = _ids(found, keys, types)
    rows = [Row(id, finding, ids[key], types[key]) for (id, finding), key in zip(found, keys, strict=True)]
    decided = override(rows, decisions, papers)
    concepts: dict[str, Concept] = {}
    names: dict[str, list[str]] = defaultdict(list)
    spellings: dict[str, list[str]] = defaultdict(list)
    namings: dict[str, dict[str, Finding]] = defaultdict(dict)
    for row in decided.rows:
        id, finding = row.concept, _as_type(row.finding, row.type)
        known = namings[row.paper].get(id)
        namings[row.paper][id] = _join(known, finding) if known else finding
        if id not in concepts:
            concepts[id] = Concept(id, row.type, "", curated=id in lexicon.by_id())
        names[id].append(display_name(row.type, finding.name))
        paper = papers[row.paper]
        spellings[id] += [paper.surface(mention) for mention in finding.mentions]
        spellings[id] += [spelling for spelling in (finding.expansion, finding.name) if spelling]
    instead = {id: decided.final(id) for id in sorted(decided.instead)}
    for id, concept in concepts.items():
        concept.name = decided.names.get(id) or _name(concept, names[id])
        entries = [lexicon.by_id()[one] for one in (id, *_merged(instead, id)) if one in lexicon.by_id()]
        concept.aliases = _aliases(concept, entries, Counter(spellings[id]), decided.lost.get(id, set()))
    result: dict[str, list[Naming]] = {}
    for paper_id, by_id in introductions.settle(namings, papers).items():
        result[paper_id] = [
            Naming(id, finding if finding.name == concepts[id].name else replace(finding, name=concepts[id].name))
            for id, finding in sorted(by_id.items(), key=lambda item: (_first(item[1]), item[0]))
        ]
        for id in by_id:
            concepts[id].papers += 1
    return Concepts(
        dict(sorted(concepts.items())), {id: result.get(id, []) for id in sorted(papers)}, instead, decided.names
    )


def _merged(instead: Mapping[str, str], id: str) -> list[str]:
    """Return the ids that people made one with a concept."""
    return [other for other, now in instead.items() if now == id]


def _first(finding: Finding) -> tuple[bool, int, int]:
    first = min(finding.mentions, key=lambda m: (m.field != "title", m.start))
    return first.field != "title", first.start, first.end


def _types(rows: list[tuple[str, Finding]], keys: list[Sense]) -> dict[Sense, str]:
    """Return the type of each meaning: the vocabulary's, else the one with the most confidence behind it."""
    weights: dict[Sense, Counter[str]] = defaultdict(Counter)
    for (_, finding), key in zip(rows, keys, strict=True):
        weights[key][finding.type] += round(finding.confidence * 1000)
    types = {}
    for key, counts in weights.items():
        if key[0]:
            types[key] = lexicon.by_id()[key[0]].type
        else:
            types[key] = min(counts, key=lambda t: (-counts[t], CONCEPT_TYPES.index(t)))
    return types


def _ids(rows: list[tuple[str, Finding]], keys: list[Sense], types: dict[Sense, str]) -> dict[Sense, str]:
    """Return the node id of each meaning: by the commonest spelling of its name, never one id for two."""
    spellings: dict[Sense, list[str]] = defaultdict(list)
    long_forms: dict[Sense, set[str]] = defaultdict(set)
    for (_, finding), key in zip(rows, keys, strict=True):
        spellings[key].append(display_name(finding.type, finding.name))
        if finding.expansion:
            long_forms[key].add(slug(finding.expansion))
    ids: dict[Sense, str] = {}
    taken: set[str] = {key[0] for key in keys if key[0]} | set(lexicon.by_id())
    for key in sorted(spellings):
        if key[0]:
            ids[key] = key[0]
            continue
        id = concept_id(types[key], _commonest(spellings[key]))
        if "/" in key[1] or "@" in key[1]:
            told = min(long_forms[key], default="") or slug(key[1].replace("@", "/").partition("/")[2])
            id = id if told == slug(_commonest(spellings[key])) else f"{id}({told})"
        number = 2
        own = id
        while own in taken:
            # The vocabulary has this name, but as a word that did not fit here ("context", "case").
            own, number = f"{id}~{number}", number + 1
        taken.add(own)
        ids[key] = own
    return ids


def _commonest(texts: list[str]) -> str:
    if len(texts) == 1:  # as nine of ten concepts have it
        return texts[0]
    counts = Counter(texts)
    return min(counts, key=lambda text: (-counts[text], text))


def _name(concept: Concept, names: list[str]) -> str:
    return lexicon.by_id()[concept.id].name if concept.curated else _commonest(names)


def _aliases(concept: Concept, entries: list[Entry], spellings: Counter[str], lost: set[str]) -> list[str]:
    """Return the spellings other than the name: those of the vocabulary's entries, then those seen, commonest first."""
    listed = [form.text for entry in entries for form in entry.forms]
    seen = sorted(spellings, key=lambda text: (-spellings[text], text))
    result: list[str] = []
    known = {name_key(concept.name), *lost}
    for text in [*listed, *seen]:
        if len(result) >= max(MOST_ALIASES, len(listed)):
            break
        if name_key(text) not in known:
            known.add(name_key(text))
            result.append(text)
    return result


@cache
def _roles(type: str) -> frozenset[str]:
    return frozenset(edge.role for edge in schema().edges.values() if edge.role and type in edge.targets)


def _as_type(finding: Finding, type: str) -> Finding:
    """Return a finding with the concept's type and a role that the type allows."""
    role = finding.role if finding.role in _roles(type) else "addresses" if type == "Task" else "uses"
    return replace(finding, type=type, role=role) if (role, type) != (finding.role, finding.type) else finding


def _join(a: Finding, b: Finding) -> Finding:
    """Return one finding for two of the same concept in one paper."""
    mentions = tuple(sorted({*a.mentions, *b.mentions}, key=lambda m: (m.field != "title", m.start, m.end)))
    role, sure = min(
        (a.role, a.role_confidence),
        (b.role, b.role_confidence),
        key=lambda r: (_ROLE_ORDER.get(r[0], len(ROLES)), -r[1]),
    )
    better = min(a, b, key=lambda f: (-f.confidence, f.name))
    return replace(
        better,
        mentions=mentions,
        role=role,
        role_confidence=sure,
        confidence=max(a.confidence, b.confidence),
        expansion=max(a.expansion, b.expansion),
    )
