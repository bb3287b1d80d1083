"""Applies what people decided (:mod:`kg.decisions`) to what the rules of linking found.

The rules give each finding a concept; decisions, in their order, move findings to other concepts or take them out.
A decision whose concept no paper names at present waits: it applies again as soon as one does.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kg import lexicon
from kg.decisions import Decision
from kg.lexicon import concept_id
from kg.lexicon.spelling import name_key
from kg.linking.canonical import display_name
from kg.model import Finding, Mention, Paper, slug

_PAPER_ID = re.compile(r"(?:arxiv|doi|title):")


@dataclass(slots=True)
class Row:
    """One finding of one paper on its way to a concept."""

    paper: str
    finding: Finding
    concept: str
    type: str


@dataclass(slots=True)
class Overridden:
    """What decisions came to.

    Attributes:
        rows: the findings that are left, each with its concept.
        names: the names that were decided, by concept id.
        instead: for ids that are no concept of their own any more, the concept that they are; "" if it is hidden.
        lost: for concepts that were split, the keys of the spellings that mean something else.
    """

    rows: list[Row]
    names: dict[str, str] = field(default_factory=dict)
    instead: dict[str, str] = field(default_factory=dict)
    lost: dict[str, set[str]] = field(default_factory=dict)

    def final(self, id: str) -> str:
        """Return the concept that an id stands for in the end, or "" if it is hidden."""
        while id in self.instead:
            id = self.instead[id]
        return id


def override(rows: list[Row], decisions: Iterable[Decision], papers: Mapping[str, Paper]) -> Overridden:
    """Apply decisions to findings.

    What was merged into another concept is that concept for every later merge; other decisions about it wait until the
    merge is undone.

    Args:
        rows: in a fixed order; not changed.
        decisions: in the order in which they apply.
        papers: by node id.
    """
    result = Overridden([replace(row) for row in rows])
    for decision in decisions:
        types = {row.concept: row.type for row in result.rows}
        concept = _known(decision.concept, types, result)
        if decision.kind == "merge":
            for value in decision.values:
                _merge(result, result.final(concept), result.final(_known(value, types, result)), types)
        elif concept in result.instead or (concept not in types and concept not in lexicon.by_id()):
            continue
        elif decision.kind == "split":
            _split(result, concept, decision.values, papers)
        elif decision.kind == "rename":
            result.names[concept] = decision.values[0]
        else:
            result.rows = [row for row in result.rows if row.concept != concept]
            result.instead[concept] = ""
    return result


def _known(id: str, types: Mapping[str, str], result: Overridden) -> str:
    """Return the id under which a concept stands now.

    Ids follow the commonest spelling and the likeliest type, and new papers change both: the concept is then the one
    that papers call so and took for the same type.
    """
    if id in types or id in result.instead or id in lexicon.by_id():
        return id
    label, _, name = id.partition(":")
    called = Counter(
        row.concept
        for row in result.rows
        if row.finding.type.lower() == label
        and name in (slug(row.finding.name), slug(display_name(row.finding.type, row.finding.name)))
    )
    return min(called, key=lambda other: (types[other].lower() != label, -called[other], other), default=id)


def _merge(result: Overridden, concept: str, other: str, types: Mapping[str, str]) -> None:
    listed = lexicon.by_id().get(concept)
    type = types.get(concept) or (listed.type if listed else None)
    if type is None or not other or concept == other:
        return
    for row in result.rows:
        if row.concept == other:
            row.concept, row.type = concept, type
    result.instead[other] = concept
    # What was split off and comes back is a spelling again.
    result.lost.get(concept, set()).difference_update(
        name_key(row.finding.name) for row in result.rows if row.concept == concept
    )


def _split(result: Overridden, concept: str, values: tuple[str, ...], papers: Mapping[str, Paper]) -> None:
    """Move findings out of a concept: those of papers, those so spelled, or, without values, each odd spelling."""
    now = {value: _paper(value, papers) for value in values}
    apart = {paper for paper in now.values() if paper}
    # Named after the first of the papers, whether it is there at present or not.
    ids = {value for value in values if now[value] or _PAPER_ID.match(value)}
    own_part = f"{concept}({slug(min(ids, default=''))})"
    spelled = {name_key(value): value for value in values if value not in ids}
    if not values:
        spelled = _odd_spellings(result.rows, concept, papers)
    result.lost.setdefault(concept, set()).update(spelled)
    taken = {row.concept for row in result.rows} | set(lexicon.by_id())

    def own_id(type: str, name: str) -> str:
        plain = concept_id(type, name)
        id = plain if plain not in taken else f"{concept}({slug(name)})"
        result.names.setdefault(id, name)
        result.instead.pop(id, None)
        return id

    rows: list[Row] = []
    for row in result.rows:
        if row.concept != concept:
            rows.append(row)
        elif row.paper in apart:
            rows.append(replace(row, concept=own_part))
        else:
            parts: dict[str, list[Mention]] = {}
            for mention in row.finding.mentions:
                key = name_key(papers[row.paper].surface(mention))
                parts.setdefault(key if key in spelled else "", []).append(mention)
            for key, mentions in sorted(parts.items()):
                finding = replace(row.finding, mentions=tuple(mentions))
                if key:
                    name = spelled[key]
                    finding = replace(finding, name=name, expansion="", curated=False)
                    rows.append(replace(row, finding=finding, concept=own_id(row.type, name)))
                else:
                    rows.append(replace(row, finding=finding))
    result.rows = rows


def _paper(value: str, papers: Mapping[str, Paper]) -> str:
    """Return the id that a paper has now, or "" if the value is none: a paper may have got a better id since.

    A paper that is known by its title alone cannot be told from a namesake that comes in its place.
    """
    if value in papers or not _PAPER_ID.match(value):
        return value if value in papers else ""
    return min((id for id, paper in papers.items() if value in _ids(paper)), default="")


def _ids(paper: Paper) -> set[str]:
    """Return every id that a paper could have by what is known of it."""
    bare = replace(paper, arxiv_id="")
    return {bare.id, replace(bare, doi="").id, *paper.ids}


def _odd_spellings(rows: list[Row], concept: str, papers: Mapping[str, Paper]) -> dict[str, str]:
    """Return the spellings of a concept but for its commonest, by their keys, each in its commonest form."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.concept == concept:
            for mention in row.finding.mentions:
                text = papers[row.paper].surface(mention)
                forms[name_key(text)][text] += 1
    order = sorted(forms, key=lambda key: (-forms[key].total(), key))
    return {key: min(forms[key], key=lambda text: (-forms[key][text], text)) for key in order[1:]}
