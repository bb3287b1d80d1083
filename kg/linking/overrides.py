"""Applies what people decided (:mod:`kg.decisions`) to what the rules of linking found.

The rules give each finding a concept; decisions, in their order, move findings to other concepts or take them out.
A decision whose concept no paper names at present waits: it applies again as soon as one does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kg import lexicon
from kg.decisions import Decision
from kg.lexicon import concept_id
from kg.lexicon.spelling import name_key
from kg.linking.canonical import concept_key
from kg.model import CONCEPT_TYPES, Finding, Mention, Paper, slug

_LABELS = {label.lower(): label for label in CONCEPT_TYPES}


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
    """

    rows: list[Row]
    names: dict[str, str] = field(default_factory=dict)
    instead: dict[str, str] = field(default_factory=dict)

    def final(self, id: str) -> str:
        """Return the concept that an id stands for in the end, or "" if it is hidden."""
        seen = set()
        while id in self.instead and id not in seen:
            seen.add(id)
            id = self.instead[id]
        return id


def override(rows: list[Row], decisions: Iterable[Decision], papers: Mapping[str, Paper]) -> Overridden:
    """Apply decisions to findings.

    Args:
        rows: in a fixed order; not changed.
        decisions: in the order in which they apply.
        papers: by node id.
    """
    result = Overridden([replace(row) for row in rows])
    for decision in decisions:
        types = {row.concept: row.type for row in result.rows}
        concept = _known(decision.concept, types)
        if decision.kind == "merge":
            for value in decision.values:
                _merge(result, concept, _known(value, types), types)
        elif concept not in types and concept not in lexicon.by_id():
            continue
        elif decision.kind == "split":
            _split(result, concept, decision.values, papers)
        elif decision.kind == "rename":
            result.names[concept] = decision.values[0]
        else:
            result.rows = [row for row in result.rows if row.concept != concept]
            result.instead[concept] = ""
    return result


def _known(id: str, types: Mapping[str, str]) -> str:
    """Return the id under which a concept stands now: ids follow the commonest spelling, which new papers change."""
    if id in types or id in lexicon.by_id():
        return id
    label, _, name = id.partition(":")
    type = _LABELS.get(label)
    if type is None:
        return id
    key = concept_key(type, name)
    same = (other for other in types if types[other] == type and concept_key(type, other.partition(":")[2]) == key)
    return min(same, default=id)


def _merge(result: Overridden, concept: str, other: str, types: Mapping[str, str]) -> None:
    listed = lexicon.by_id().get(concept)
    type = types.get(concept) or (listed.type if listed else None)
    if type is None or concept == other:
        return
    for row in result.rows:
        if row.concept == other:
            row.concept, row.type = concept, type
    result.instead[other] = concept
    result.instead.pop(concept, None)


def _split(result: Overridden, concept: str, values: tuple[str, ...], papers: Mapping[str, Paper]) -> None:
    """Move findings out of a concept: those of papers, those so spelled, or, without values, each odd spelling."""
    apart = [value for value in values if value in papers]
    spelled = {name_key(value): value for value in values if value not in papers}
    if not values:
        spelled = _odd_spellings(result.rows, concept, papers)
    taken = {row.concept for row in result.rows} | set(lexicon.by_id())

    def own_id(type: str, name: str) -> str:
        plain = concept_id(type, name)
        id = plain if plain not in taken else f"{concept}({slug(name)})"
        result.names.setdefault(id, name)
        return id

    rows: list[Row] = []
    for row in result.rows:
        if row.concept != concept:
            rows.append(row)
        elif row.paper in apart:
            rows.append(replace(row, concept=f"{concept}({slug(papers[apart[0]].title)})"))
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
