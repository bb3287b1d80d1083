"""Why two names mean one thing, or how two things are linked: the rule and its words, the quotes, or the chain.

Nothing here is kept in the graph: which rule joined two spellings follows from the spellings, the vocabulary and the
decisions, and the same code that linked them says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from kg import joining, lexicon
from kg.analysis.narrower import with_narrower
from kg.analysis.paths import Connection, paths
from kg.decisions import Decision
from kg.errors import UnknownName
from kg.lexicon.spelling import american, fold, name_key
from kg.linking.canonical import concept_key, reductions
from kg.model import CONCEPT_TYPES, Edge, Node, Paper, slug, title_key
from kg.provenance import provenance
from kg.schema import schema
from kg.search import Names, label_name
from kg.state import decided
from kg.stores.base import Store, View

#: What the rules of :func:`kg.linking.canonical.reductions` do, in words.
_RULES = {
    "vendor": "the vendor's name is no part of it",
    "empty word": "the first word does not say what kind of thing it is",
    "acronym": "the vocabulary knows one meaning of the letters",
    "memory": "how much memory it has is no part of its name",
    "size": "the size of a model is no part of its name",
    "version": "“v2” and “2” are one version",
    "kind": "a noun that only says what kind of thing it is does not count",
    "word order": "“X of Y” and “Y X” are one",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for which a spelling stands for a node.

    Attributes:
        rule: a word for it: identical, spelling, vocabulary, vendor, size, kind, word order, text, decision, arxiv
            id, doi, identifier, title.
        said: the rule with its words.
        quotes: the words of papers behind it.
    """

    rule: str
    said: str
    quotes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the reason, JSON-ready."""
        return {"rule": self.rule, "said": self.said, "quotes": list(self.quotes)}


@dataclass(frozen=True, slots=True)
class Link:
    """An edge between the two, with what stands behind it.

    Attributes:
        edge: the edge.
        reasons: for an edge without quotes of its own, why it is there.
    """

    edge: Edge
    reasons: tuple[Reason, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the link, JSON-ready."""
        return {
            "type": self.edge.type,
            "source": self.edge.source,
            "target": self.edge.target,
            "properties": self.edge.properties,
            "reasons": [reason.to_dict() for reason in self.reasons],
        }


@dataclass(slots=True)
class Why:
    """Why two names are linked.

    Attributes:
        a, b: the nodes that they stand for; the same one if they are joined.
        reasons: if they are joined: why each of the names stands for it.
        links: if not: the edges between the two.
        connection: if there is no edge either: the strongest short path, or that there is none.
    """

    a: Node
    b: Node
    reasons: list[Reason] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    connection: Connection | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the answer, JSON-ready."""
        return {
            "a": self.a.id,
            "b": self.b.id,
            "same": self.a.id == self.b.id,
            "reasons": [reason.to_dict() for reason in self.reasons],
            "links": [link.to_dict() for link in self.links],
            "connection": self.connection.to_dict() if self.connection else None,
        }


def why(store: Store, a: str, b: str) -> Why:
    """Explain how two names are linked.

    Args:
        store: the graph.
        a: name, alias, title or id.
        b: another.

    Returns:
        for two names of one node the rules that join them; for two nodes the edges between them with their quotes;
        without an edge, the strongest short path as a chain of quotes.

    Raises:
        UnknownName: if a name stands for nothing, or for several things; the message lists the nearest.
    """
    view = store.view()
    names = Names(view)
    first, second = _find(names, a), _find(names, b)
    result = Why(first, second)
    if first.id == second.id:
        if first.label == "Paper":
            result.reasons = _same_paper(view, first)
        else:
            for text in dict.fromkeys((a, b)):
                result.reasons += _same_concept(store, view, first, text)
        return result
    between = [edge for edge in view.edges_of(first.id) if second.id in (edge.source, edge.target)]
    order = list(schema().edges)
    for edge in sorted(between, key=lambda edge: (order.index(edge.type), edge.source)):
        result.links.append(Link(edge, tuple(_behind(view, edge, store))))
    if not result.links:
        result.connection = paths(view, first.id, second.id, 1)
    return result


def _find(names: Names, text: str) -> Node:
    """Return the node of a name; a spelling that nobody wrote yet leads where linking would lead it."""
    try:
        return names.find(text)
    except UnknownName:
        for hit in names.search(text, labels=CONCEPT_TYPES, limit=20):
            if concept_key(hit.node.label, text) == concept_key(hit.node.label, label_name(hit.node)):
                return hit.node
        raise


def _same_concept(store: Store, view: View, node: Node, text: str) -> list[Reason]:
    """Return why a text stands for a concept."""
    name = label_name(node)
    if text in (node.id, name):
        return [Reason("identical", f"“{text}” is {'the id' if text == node.id else 'the name'} of {node.id}")]
    reasons = []
    if name_key(text) == name_key(name):
        reasons.append(Reason("spelling", f"“{text}” and “{name}” differ only in {_spelling(text, name)}"))
    elif concept_key(node.label, text) == concept_key(node.label, name):
        reasons += _reduced(node.label, text, name)
    if not reasons and (listed := _listed(node.id, text)):
        reasons.append(Reason("vocabulary", f"the vocabulary lists “{listed}” as a spelling of {name}"))
    merges = _merges(store)
    for other in merges if not reasons else ():
        spelled = _listed(other, text)
        if chain := _chain(merges, other, node.id) if spelled or _is_called(other, text) else []:
            if spelled and not _is_called(other, text):
                reasons.append(Reason("vocabulary", f"the vocabulary lists “{spelled}” as a spelling of {other}"))
            reasons += chain
            break
    if not reasons:
        quotes = _said_so(view, node, text)
        reasons.append(
            Reason("text", f"papers write “{text}” where they mean {name}, as these words show", tuple(quotes))
        )
    return reasons


def _listed(id: str, text: str) -> str:
    """Return the spelling that the vocabulary lists for a concept and a text is, or ""."""
    entry = lexicon.by_id().get(id)
    forms = (form.text for form in entry.forms) if entry else ()
    return next((form for form in forms if name_key(form) == name_key(text)), "")


def _is_called(id: str, text: str) -> bool:
    return name_key(id.partition(":")[2]) == name_key(slug(text))


def _merges(store: Store) -> dict[str, Decision]:
    """Return for each concept that people merged into another the decision that did.

    What was merged before is what it became by then, as in :mod:`kg.linking.overrides`.
    """
    found: dict[str, Decision] = {}

    def now(id: str) -> str:
        while id in found:
            id = found[id].concept
        return id

    for decision in decided(store):
        for value in decision.values if decision.kind == "merge" else ():
            if now(value) != now(decision.concept):
                found[now(value)] = decision
    return found


def _chain(merges: dict[str, Decision], start: str, end: str) -> list[Reason]:
    """Return the decisions that lead from one concept to another, or none if they do not."""
    reasons: list[Reason] = []
    id = start
    while id != end and id in merges and len(reasons) < len(merges):
        decision = merges[id]
        because = f": {decision.reason}" if decision.reason else ""
        what = id if id in decision.values else " and ".join(decision.values)
        said = f"decision {decision.number} of {decision.date} merges {what} into {decision.concept}{because}"
        reasons.append(Reason("decision", said))
        id = decision.concept
    return reasons if id == end else []


def _spelling(a: str, b: str) -> str:
    """Return in what two spellings of one :func:`name_key` differ."""
    differences = []
    if a.casefold() != b.casefold():
        one, other = ("".join(fold(text).split()) for text in (a, b))
        if one == other:
            return "hyphens and spaces" if a.casefold() == a and b.casefold() == b else "hyphens, spaces and case"
        if american(fold(a)) != fold(a) or american(fold(b)) != fold(b):
            differences.append("British and American spelling")
        if one.endswith("s") != other.endswith("s") or not differences:
            differences.append("singular and plural")
        return " and ".join(differences)
    return "case"


def _reduced(type: str, a: str, b: str) -> list[Reason]:
    """Return the rules that lead two names to one key."""
    reasons = []
    for text in (a, b):
        steps = reductions(type, text)
        for (_, before), (rule, after) in pairwise(steps):
            reasons.append(Reason(rule, f"“{before}” is read as “{after}”: {_RULES[rule]}"))
    ends = [reductions(type, text)[-1][1] for text in (a, b)]
    if ends[0] != ends[1]:
        reasons.append(Reason("spelling", f"“{ends[0]}” and “{ends[1]}” differ only in {_spelling(*ends)}"))
    return reasons


def _said_so(view: View, node: Node, text: str) -> list[str]:
    """Return quotes of papers that name a concept in other words: those that hold both come first."""
    found = []
    for edge in view.edges_of(node.id):
        for quote in edge.properties.get("evidence", ()):
            if text.casefold() in quote.casefold():
                both = label_name(node).casefold() in quote.casefold()
                found.append((not both, edge.source, quote))
    return [quote for _, _, quote in sorted(found)[:3]]


def _same_paper(view: View, node: Node) -> list[Reason]:
    """Return why the records of a paper are one."""
    records = provenance(view, node.id).records
    if len(records) < 2:
        return [Reason("identical", f"both are {node.id}")]
    first, *others = records
    return [_joined(first, other) for other in others]


def _joined(first: Paper, other: Paper) -> Reason:
    told = f"what {' and '.join(other.sources)} says is the paper of {' and '.join(first.sources)}"
    if first.arxiv_id and first.arxiv_id == other.arxiv_id:
        return Reason("arxiv id", f"{told}: both have the arXiv id {first.arxiv_id}")
    if first.doi and first.doi == other.doi:
        return Reason("doi", f"{told}: both have the DOI {first.doi}")
    common = sorted(set(first.ids) & set(other.ids))
    if common:
        return Reason("identifier", f"{told}: both have the identifier {common[0]}")
    if title_key(first.title) == title_key(other.title):
        years = f", and no author, year (at most {joining.YEARS_APART} apart) or id speaks against it"
        return Reason("title", f"{told}: both have the title “{other.title}”{years}")
    return Reason("identifier", f"{told}: a third record has an identifier of each")


def _behind(view: View, edge: Edge, store: Store) -> list[Reason]:
    """Return what stands behind an edge that has no quotes of its own."""
    if edge.type == "RELATED_TO":
        return [_shared(view, edge, id) for id in edge.properties["shared"]]
    if edge.type == "CITES":
        return _cited(view, edge)
    if edge.type == "BROADER":
        narrow, wide = view.node(edge.source), view.node(edge.target)
        assert narrow is not None
        assert wide is not None
        if edge.properties["source"] == "lexicon":
            return _in_vocabulary(store, narrow, wide)
        plain = label_name(narrow).casefold().endswith(label_name(wide).casefold())
        ends = f"ends in {'' if plain else 'another spelling of '}“{label_name(wide)}”"
        return [Reason("head noun", f"“{label_name(narrow)}” {ends}, so it is a kind of it")]
    return []


def _in_vocabulary(store: Store, narrow: Node, wide: Node) -> list[Reason]:
    """Return which concept the vocabulary puts under which, and the decisions by which they are these two nodes."""
    merges = _merges(store)
    entries = lexicon.by_id()
    for low in (narrow.id, *merges):
        for high in entries[low].broader if low in entries else ():
            below = [] if low == narrow.id else _chain(merges, low, narrow.id)
            above = [] if high == wide.id else _chain(merges, high, wide.id)
            if (low == narrow.id or below) and (high == wide.id or above):
                said = f"the vocabulary says that {entries[low].name} is a kind of {entries[high].name}"
                return [Reason("vocabulary", said), *below, *above]
    said = f"{label_name(narrow)} is below {label_name(wide)} by the vocabulary and by what people merged"
    return [Reason("vocabulary", said)]


def _shared(view: View, edge: Edge, concept: str) -> Reason:
    """Return how both papers name a concept that they share, or a narrower one."""
    node = view.node(concept)
    name = label_name(node) if node else concept
    kinds = with_narrower(view, concept)
    told, quotes = [], []
    for paper in (edge.source, edge.target):
        namings = [e for e in view.edges_of(paper) if e.source == paper and e.target in kinds]
        if not namings:
            continue
        own = min(namings, key=lambda e: (e.target != concept, -e.properties["confidence"], e.target))
        narrower = view.node(own.target) if own.target != concept else None
        told.append(f"{own.type} {label_name(narrower)}" if narrower else own.type)
        quotes += own.properties.get("evidence", [])[:1]
    papers = node.properties["papers"] if node else 0
    return Reason("shared", f"both name {name} ({' and '.join(told)}), as {papers} papers do", tuple(quotes))


def _cited(view: View, edge: Edge) -> list[Reason]:
    via = edge.properties["via"]
    if via == "reference":
        return [Reason("reference", "its reference list holds the other")]
    quotes = [
        quote
        for naming in view.edges_of(edge.target)
        if naming.type == "INTRODUCES" and naming.target == via
        for quote in naming.properties.get("evidence", [])[:1]
    ]
    node = view.node(via)
    return [
        Reason("introduced", f"{label_name(node) if node else via} is introduced by the cited paper", tuple(quotes))
    ]
