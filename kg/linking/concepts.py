"""From findings to concepts: one node a concept over all papers, its type and name decided once.

Everything here is a function of the set of findings; neither the order of the papers nor of the findings matters.

1. A finding of the vocabulary leads to the vocabulary's concept. Others are gathered by :func:`concept_key`.
2. An acronym that some paper of the graph defines leads to what it defines, if all papers agree.
3. One name with several meanings (several papers introduce it in their titles, or define it differently) makes
   several nodes; a paper that only mentions it is given to the one that its own words support, else to the bare name
   with less confidence.
4. A concept named in two types gets the likelier one.
5. What people decided (:mod:`kg.linking.overrides`) has the last word.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from kg import lexicon
from kg.decisions import Decision
from kg.extraction.acronyms import best_long_form
from kg.extraction.names import distinctive
from kg.lexicon import Entry, concept_id
from kg.lexicon.agreement import agrees
from kg.lexicon.spelling import fold, name_key
from kg.linking import introductions, listed
from kg.linking.canonical import concept_key, display_name
from kg.linking.elsewhere import coins, leading_name
from kg.linking.overrides import Row, override
from kg.model import CONCEPT_TYPES, NAMED, PHRASES, ROLES, Finding, Paper, slug
from kg.schema import schema

#: Which role counts where a paper has a concept in several: the earlier one.
_ROLE_ORDER = {role: rank for rank, role in enumerate(("introduces", "evaluated_on", "compares", "uses", "addresses"))}
#: What the confidence is multiplied by where a name has several meanings and the paper supports none of them.
UNSURE = 0.7
#: A paper supports a meaning if it has this part of its words; one that brings the name itself, if it has this part.
LEAST_SHARE, SAME_WORK = 0.5, 0.8
#: Capitals of so many letters mean so much that a type counts more than they do.
VERY_SHORT = 3
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


Sense = tuple[str, str]  # concept id of the vocabulary or "", and a key


def resolve(
    papers: Mapping[str, Paper], findings: Mapping[str, Iterable[Finding]], decisions: Iterable[Decision] = ()
) -> Concepts:
    """Return the concepts that papers name.

    Args:
        papers: by node id.
        findings: what extraction found in each, by node id.
        decisions: what people decided about concepts, in order.
    """
    found = _coined_anew([(id, finding) for id in sorted(papers) for finding in findings.get(id, ())], papers)
    keys, unsure = _keys(found, papers)
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


def _keys(rows: list[tuple[str, Finding]], papers: Mapping[str, Paper]) -> tuple[list[Sense], set[int]]:
    """Return what each finding means, as a pair: the vocabulary's id or "", and a key.

    The second value holds the numbers of the findings whose name has several meanings of which the paper supports none.
    """
    expansions = _expansions(rows)
    introducers = _introducers(rows)
    entries = lexicon.by_id()
    keys: list[Sense] = []
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
            meaning = _sense(key, finding, paper_id, expansions.get(key, {}), introducers.get(key, {}), papers)
            if meaning is None:
                unsure.add(number)
            long = meaning.partition("/")[2] if meaning else ""
            known = listed.by_name(finding.type, long) if long else ""
            keys.append((known, "") if known else ("", meaning or key))
        else:
            meanings = expansions.get(key, {})
            if not finding.expansion and finding.name.rstrip("s").isupper() and len(meanings) == 1:
                ((long, words),) = meanings.items()  # an acronym that one other paper defines
                key = long if _share(words, papers[paper_id], key) >= LEAST_SHARE else key
            keys.append(("", key))
    return _over_types(rows, _apart_from_names(rows, keys)), unsure


def _coined_anew(rows: list[tuple[str, Finding]], papers: Mapping[str, Paper]) -> list[tuple[str, Finding]]:
    """Take known names that are plain words or capitals, and begin several titles, for what each of these coins.

    At most one of three papers called "OSCAR: ..." brings the OSCAR that everybody knows.
    """
    leading: dict[str, set[str]] = defaultdict(set)
    names: dict[tuple[str, str], str] = {}
    for id, finding in rows:
        if finding.curated and finding.role == "introduces" and finding.type in NAMED:
            name = leading_name(papers[id], finding.mentions)
            if name and not distinctive(name):
                concept = concept_id(finding.type, finding.name)
                leading[concept].add(id)
                names[concept, id] = name
    result = []
    for id, finding in rows:
        concept = concept_id(finding.type, finding.name) if finding.curated else ""
        if len(leading.get(concept, ())) > 1 and (concept, id) in names:
            finding = replace(finding, name=names[concept, id], curated=False)
        result.append((id, finding))
    return result


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


def _apart_from_names(rows: list[tuple[str, Finding]], keys: list[Sense]) -> list[Sense]:
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


def _over_types(rows: list[tuple[str, Finding]], keys: list[Sense]) -> list[Sense]:
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


def _expansions(rows: list[tuple[str, Finding]]) -> dict[str, dict[str, str]]:
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


def _introducers(rows: list[tuple[str, Finding]]) -> dict[str, dict[str, Finding]]:
    """Return for each uncurated name the papers that introduce it, in their title or surely."""
    found: dict[str, dict[str, Finding]] = defaultdict(dict)
    for paper_id, finding in rows:
        if (
            finding.role == "introduces"
            and not finding.curated
            and finding.type in NAMED
            and (any(m.field == "title" for m in finding.mentions) or finding.role_confidence >= introductions.CLEARLY)
        ):
            found[concept_key(finding.type, finding.name)][paper_id] = finding
    return found


def _sense(
    key: str,
    finding: Finding,
    paper_id: str,
    expansions: dict[str, str],
    introducers: dict[str, Finding],
    papers: Mapping[str, Paper],
) -> str | None:
    """Return the key of a named thing, with its meaning where the name has several; None if it cannot be told.

    The meanings of a name are what papers define or introduce it as, unless no title coins it: "DS@GT at CheckThat!"
    brings no GT. A paper's own definition or coining tells its meaning; otherwise the meaning whose words stand in the
    paper, if it is one alone; otherwise what its title introduces is its own.
    """
    meanings: dict[str, str] = {f"{key}/{long}": text for long, text in expansions.items()}
    own: dict[str, str] = {}
    coining = {id for id, found in introducers.items() if coins(papers[id], found.mentions)}
    for introducer, coined in introducers.items() if coining or expansions else ():
        if not coined.expansion:
            # A title may spell the name out without brackets ("FORA: Fisher-Orthogonal Rank Adaptation").
            title = name_key(papers[introducer].title)
            spelled = min((long for long, text in expansions.items() if name_key(text) in title), default="")
            own[introducer] = f"{key}/{spelled}" if spelled else f"{key}@{introducer}"
            meanings.setdefault(own[introducer], papers[introducer].title)
    if len(meanings) < 2:
        return key
    if finding.expansion:
        return f"{key}/{concept_key(finding.type, finding.expansion)}"
    if paper_id in coining and paper_id in own:
        return own[paper_id]
    # "Scaling Quillnet to Billions" may bring what "Quillnet: ..." coined, or a Quillnet of its own.
    mine = own.get(paper_id)
    others = {own[id] for id in coining & own.keys()} | {text for text in meanings if "/" in text} if mine else meanings
    scores = {text: _share(meanings[text], papers[paper_id], key) for text in others if text != mine}
    best = sorted(scores, key=lambda m: (-scores[m], m))
    # Pyramid Sparse Attention and Progressive Sparse Attention have two words of three in common.
    least = LEAST_SHARE if not mine else 1.0 if best and "/" in best[0] else SAME_WORK
    if best and scores[best[0]] >= least and (len(best) == 1 or scores[best[0]] > scores[best[1]]):
        return best[0]
    return mine


def _share(words: str, paper: Paper, key: str) -> float:
    """Return the part of a meaning's longer words, but for the name itself, that stand in a paper."""
    text = name_key(f"{paper.title} {paper.abstract}")
    telling = {name_key(word) for word in fold(words).split() if len(word) > 3} - {key}
    return sum(word in text for word in telling) / (len(telling) or 1)


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
