"""A person decides: merging, splitting, naming and hiding concepts, and taking papers out.

Each function changes what the graph remembers and writes the graph that this gives (see :func:`kg.pipeline.change`).
Decisions stay over rebuilds, and apply to papers that are added later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg import decisions as text_form
from kg.decisions import Decision, DecisionError
from kg.errors import UnknownName
from kg.lexicon.spelling import name_key
from kg.model import Node
from kg.pipeline import Progress, Summary, change, silent
from kg.schema import schema
from kg.search import Names, label_name
from kg.state import GraphState, decided
from kg.stores.base import Store


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a change.

    Attributes:
        decisions: those that were added, or the one that was undone.
        summary: the graph afterwards.
    """

    decisions: tuple[Decision, ...]
    summary: Summary


def decisions(store: Store) -> tuple[Decision, ...]:
    """Return what people decided about the concepts of a graph, in the order in which it applies."""
    return decided(store)


def merge(
    store: Store, concept: str, others: Sequence[str], *, reason: str = "", date: str = "", progress: Progress = silent
) -> Outcome:
    """Make several concepts one, for good.

    Args:
        store: the graph.
        concept: name or id of the one that stays.
        others: names or ids of those that are the same.
        reason: why.
        date: ISO date of the decision; today if empty.
        progress: told how far the change is.

    Raises:
        UnknownName: if a name stands for no concept, or for several.
        DecisionError: if it was decided before, or merges a concept with itself.
    """
    names = Names(store.view())
    kept = _concept(names, concept)
    taken = tuple(dict.fromkeys(_concept(names, other).id for other in others))
    if kept.id in taken:
        raise DecisionError(f"{concept!r} and {others[taken.index(kept.id)]!r} are both {kept.id} already")
    return _decide(store, "merge", kept.id, taken, reason, date, progress)


def split(
    store: Store,
    concept: str,
    values: Sequence[str] = (),
    *,
    reason: str = "",
    date: str = "",
    progress: Progress = silent,
) -> Outcome:
    """Take out of a concept what means something else.

    Args:
        store: the graph.
        concept: name or id.
        values: spellings that become a concept of their own, each; or titles or ids of papers, whose mentions together
            become one. Without any, each spelling but the commonest becomes one.
        reason: why.
        date: ISO date of the decision; today if empty.
        progress: told how far the change is.

    Raises:
        UnknownName: if the concept is unknown, or a value is neither one of its spellings nor a paper that names it;
            the message lists the spellings.
        DecisionError: if there is nothing to split, or it was decided before.
    """
    view = store.view()
    names = Names(view)
    node = _concept(names, concept)
    spellings = [label_name(node), *node.properties.get("aliases", ())]
    known = {name_key(spelling): spelling for spelling in spellings}
    naming = {edge.source for edge in view.edges_of(node.id) if edge.source != node.id}
    found = []
    for value in values:
        if name_key(value) in known:
            found.append(known[name_key(value)])
            continue
        try:
            paper = names.find(value, labels=["Paper"])
        except UnknownName:
            raise UnknownName(f"spelling or paper of {node.id}", value, spellings[:12]) from None
        if paper.id not in naming:
            raise UnknownName(f"paper that names {node.id}", value)
        found.append(paper.id)
    if not found and len(known) == 1:
        raise DecisionError(f"{node.id} has one spelling; name the papers in which it means something else")
    return _decide(store, "split", node.id, tuple(found), reason, date, progress)


def rename(
    store: Store, concept: str, name: str, *, reason: str = "", date: str = "", progress: Progress = silent
) -> Outcome:
    """Give a concept the name that it is shown under; its id and its other spellings stay.

    Args:
        store: the graph.
        concept: name or id.
        name: the new name.
        reason: why.
        date: ISO date of the decision; today if empty.
        progress: told how far the change is.

    Raises:
        UnknownName: if the concept is unknown.
        DecisionError: if the name is empty or another concept's, or it was decided before.
    """
    names = Names(store.view())
    node = _concept(names, concept)
    others = [hit.node for hit in names.search(name, labels=schema().concept_labels) if hit.node.id != node.id]
    for other in others:
        if name_key(label_name(other)) == name_key(name):
            raise DecisionError(f"{name!r} is the name of {other.id}; kg merge {other.id} {node.id} makes the two one")
    return _decide(store, "rename", node.id, (" ".join(name.split()),), reason, date, progress)


def hide(store: Store, concept: str, *, reason: str = "", date: str = "", progress: Progress = silent) -> Outcome:
    """Leave a concept out of the graph, with all its edges.

    Args:
        store: the graph.
        concept: name or id.
        reason: why.
        date: ISO date of the decision; today if empty.
        progress: told how far the change is.

    Raises:
        UnknownName: if the concept is unknown.
        DecisionError: if it was decided before.
    """
    node = _concept(Names(store.view()), concept)
    return _decide(store, "hide", node.id, (), reason, date, progress)


def undo(store: Store, number: int, *, progress: Progress = silent) -> Outcome:
    """Take a decision back.

    Args:
        store: the graph.
        number: as :func:`decisions` gives it.
        progress: told how far the change is.

    Raises:
        DecisionError: if there is none of that number.
    """
    gone: list[Decision] = []

    def edit(state: GraphState) -> None:
        left = text_form.without(state.decisions, number)
        gone.extend(decision for decision in state.decisions if decision not in left)
        state.decisions = left

    summary = change(store, edit, progress=progress)
    return Outcome(tuple(gone), summary)


def adopt(store: Store, new: Iterable[Decision], *, progress: Progress = silent) -> Outcome:
    """Add decisions that were made elsewhere, behind those of the graph; what is decided already is left out.

    Args:
        store: the graph.
        new: in the order in which they apply; see :func:`kg.decisions.loads`.
        progress: told how far the change is.

    Raises:
        DecisionError: if the graph has no papers: it could not keep them.
    """
    before: list[Decision] = []
    after: list[Decision] = []

    def edit(state: GraphState) -> None:
        if not state.papers:
            raise DecisionError(f"{store.url} has no papers, so it cannot keep decisions; build it first")
        before.extend(state.decisions)
        state.decisions = text_form.added(state.decisions, new)
        after.extend(state.decisions)

    summary = change(store, edit, progress=progress)
    return Outcome(tuple(after[len(before) :]), summary)


def remove(store: Store, papers: Sequence[str], *, progress: Progress = silent) -> tuple[list[Node], Summary]:
    """Take papers out of a graph, with all that only they brought.

    A source that lists a paper brings it back when it is built again.

    Args:
        store: the graph.
        papers: titles or ids.
        progress: told how far the change is.

    Returns:
        the nodes of the papers, as they were, and a summary of the graph afterwards.

    Raises:
        UnknownName: if a name stands for no paper, or for several; nothing is removed then.
    """
    names = Names(store.view())
    nodes = [names.find(paper, labels=["Paper"]) for paper in papers]

    def edit(state: GraphState) -> None:
        for node in nodes:
            state.papers.pop(node.id, None)

    return nodes, change(store, edit, progress=progress)


def _concept(names: Names, name: str) -> Node:
    return names.find(name, labels=schema().concept_labels)


def _decide(
    store: Store, kind: str, concept: str, values: tuple[str, ...], reason: str, date: str, progress: Progress
) -> Outcome:
    decision = Decision(0, kind, concept, values, date or dt.date.today().isoformat(), reason)
    known = {d.said: d.number for d in decisions(store)}
    if decision.said in known:
        raise DecisionError(f"that is decision {known[decision.said]} already; kg undo takes it back")
    return adopt(store, [decision], progress=progress)
