"""A survey's skeleton: what a graph holds on a concept or a community, as Markdown with citations.

Nothing is invented: every sentence is a template filled from edges and counts, or a quote of a paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.analysis.communities import communities
from kg.analysis.dates import DateError
from kg.analysis.digest_papers import Group, KeyPaper, group_of, key_papers
from kg.analysis.finder import Finder
from kg.analysis.gaps import Gap, gaps
from kg.analysis.namings import load
from kg.analysis.narrower import with_narrower
from kg.analysis.pairs import PairError
from kg.analysis.trends import trends
from kg.bibliography import escape, markdown_entry
from kg.errors import QuestionError, UnknownChoice, WrongUsage
from kg.model import Node
from kg.schema import schema
from kg.search import Names
from kg.stores.base import View

#: How many concepts of a type, gaps and rising concepts are listed.
CONCEPTS, GAPS, RISING = 8, 5, 5
#: How many papers are cited for one concept.
EXAMPLES = 3
#: By the type of a concept: the pairs of types in which its gaps are looked for.
_GAP_TYPES = {
    "Method": (("Method", "Dataset"), ("Method", "Hardware")),
    "Technique": (("Technique", "Hardware"), ("Technique", "Dataset")),
    "Hardware": (("Technique", "Hardware"), ("Method", "Hardware")),
    "Dataset": (("Technique", "Dataset"), ("Method", "Dataset")),
    "Task": (("Technique", "Task"), ("Method", "Task")),
}
_HEADS = {
    "Method": "Methods",
    "Technique": "Techniques",
    "Dataset": "Datasets",
    "Hardware": "Hardware",
    "Task": "Tasks",
}


@dataclass(slots=True)
class Section:
    """A section: a heading and its lines of Markdown."""

    head: str
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Digest:
    """A survey's skeleton.

    Attributes:
        title: the concept's or community's name.
        papers: how many papers it is made of.
        sections: in order.
        bibliography: the papers cited, ``[1]`` first.
    """

    title: str
    papers: int
    sections: list[Section] = field(default_factory=list)
    bibliography: list[Node] = field(default_factory=list)

    def markdown(self) -> str:
        """Return the whole as Markdown."""
        parts = [f"# {escape(self.title)}"]
        parts += [f"## {section.head}\n\n" + "\n".join(section.lines) for section in self.sections]
        entries = [f"{number}. {markdown_entry(paper)}" for number, paper in enumerate(self.bibliography, 1)]
        parts.append("## Bibliography\n\n" + ("\n".join(entries) or "No paper is cited."))
        return "\n\n".join(parts) + "\n"

    def to_dict(self) -> dict[str, Any]:
        """Return it, JSON-ready."""
        return {
            "title": self.title,
            "papers": self.papers,
            "sections": [{"head": section.head, "lines": list(section.lines)} for section in self.sections],
            "bibliography": [paper.id for paper in self.bibliography],
        }


def digest(
    view: View,
    name: str = "",
    *,
    community: int | None = None,
    narrower: bool = False,
    limit: int = 12,
    names: Names | None = None,
) -> Digest:
    """Return a survey's skeleton on a concept, or on a community of papers.

    Args:
        view: the graph.
        name: of a concept.
        community: number of a community (see :func:`kg.analysis.communities.communities`), instead of a name.
        narrower: whether a concept includes the narrower ones.
        limit: how many key papers at most.
        names: the view's names, if the caller has them.

    Raises:
        WrongUsage: if both or neither of the two are given.
        UnknownName: if there is no such concept.
        UnknownChoice: if there is no community of that number.
        QuestionError: if no paper names the concept.
    """
    if not name and community is None:
        raise WrongUsage("give the name of a concept, or --community with its number")
    if name and community is not None:
        raise WrongUsage(f"a digest is of one thing: give {name!r} or --community {community} alone")
    namings = load(view)
    if community is not None:
        found = communities(view, namings=namings).communities
        if not 1 <= community <= len(found):
            raise UnknownChoice("community", str(community), [f"1 to {len(found)} (kg communities lists them)"])
        chosen = found[community - 1]
        places = {id: place for place, id in enumerate(namings.papers)}
        members = [places[id] for id in chosen.members]
        group = group_of(namings, f"Community {community}: {chosen.name}", members, None, frozenset())
    else:
        concept = Finder(view, names).find(name, schema().concept_labels)
        ids = frozenset(with_narrower(view, concept.id)) if narrower else frozenset({concept.id})
        own = {namings.places[id] for id in ids}
        naming = [column in own for column in namings.columns.tolist()]
        members = sorted({int(row) for row in namings.rows[naming]})
        if not members:
            hint = "" if narrower else "; --narrower includes the narrower ones"
            raise QuestionError(f"no paper names {concept.properties.get('name')} ({concept.id}) itself{hint}")
        group = group_of(namings, concept.properties.get("name") or concept.id, members, concept, ids)
    return _Writer(view, group, key_papers(view, group, limit)).write()


class _Writer:
    """Fills the templates, and numbers the papers in the order in which they are first cited."""

    def __init__(self, view: View, group: Group, key: Sequence[KeyPaper]) -> None:
        self._view, self._group, self._key = view, group, key
        self._digest = Digest(group.name, len(group.members))
        self._numbers: dict[str, int] = {}

    def write(self) -> Digest:
        self._add("What it is about", self._about())
        self._add("Key papers, in reading order", self._papers())
        for label, head in _HEADS.items():
            self._add(head, self._concepts(label))
        self._add("Open gaps", self._gaps())
        self._add("Rising", self._rising())
        return self._digest

    def _add(self, head: str, lines: list[str]) -> None:
        if lines:
            self._digest.sections.append(Section(head, lines))

    def _cite(self, *ids: str) -> str:
        """Return the numbers of papers, in brackets."""
        numbers = []
        for id in ids:
            if id not in self._numbers:
                node = self._view.node(id)
                assert node is not None  # the ids are from this view
                self._digest.bibliography.append(node)
                self._numbers[id] = len(self._digest.bibliography)
            numbers.append(self._numbers[id])
        return f"[{', '.join(map(str, sorted(numbers)))}]"

    def _about(self) -> list[str]:
        group = self._group
        of = f"{len(group.members):,} of the {len(group.namings.papers):,} papers of this graph"
        if group.concept is None:
            lines = [f"{of} belong together by what they share and cite."]
        else:
            roles = [f"{words} by {count}" for words, count in group.roles()]
            verb = "names" if len(group.members) == 1 else "name"
            lines = [f"{of} {verb} {escape(group.name)}: {_join(roles)}."]
            others = len(group.ids) - 1
            if others:
                lines.append(f"This includes {_count(others, 'narrower concept')}.")
            lines += self._kinds(group.concept)
        first, last, dated = group.span()
        if dated:
            lines.append(f"The {dated:,} with a date are from {first} to {last}.")
        telling = [f"{escape(name)} ({papers})" for name, papers in group.distinctive(10)]
        if telling:
            lines.append(f"More often than the other papers they name: {_join(telling)}.")
        return [" ".join(lines)]

    def _kinds(self, concept: Node) -> list[str]:
        wider: list[Node] = []
        narrower: list[Node] = []
        for edge in self._view.edges_of(concept.id):
            if edge.type == "BROADER":
                other = self._view.node(edge.target if edge.source == concept.id else edge.source)
                if other is not None:
                    (wider if edge.source == concept.id else narrower).append(other)
        lines = []
        if wider:
            lines.append(f"It is a kind of {_join([_name(node) for node in _by_papers(wider)[:CONCEPTS]])}.")
        if narrower:
            shown = _by_papers(narrower)[:CONCEPTS]
            rest = f" ({len(shown)} of {len(narrower)})" if len(shown) < len(narrower) else ""
            lines.append(f"Kinds of it{rest}: {_join([_name(node) for node in shown])}.")
        return lines

    def _papers(self) -> list[str]:
        first = "Those that introduce it first, then by date" if self._group.concept else "By date"
        lines = [f"*{first}; undated ones last, by how much they say of what sets these papers apart.*", ""]
        for number, paper in enumerate(self._key, 1):
            when = f" ({paper.date})" if paper.date else ""
            lines.append(f"{number}. **{escape(paper.title)}**{when} {self._cite(paper.id)}")
            if paper.does:
                lines.append(
                    "   " + "; ".join(f"{what} {_join(list(map(escape, of)))}" for what, of in paper.does) + "."
                )
            if paper.quote:
                lines.append(f"   > “{escape(paper.quote)}”")
        return lines

    def _concepts(self, label: str) -> list[str]:
        lines = []
        order = [paper.id for paper in self._key]
        for name, papers, introduced in self._group.concepts(label, CONCEPTS):
            # What the reader has met already is cited first.
            cited = sorted(papers, key=lambda id: (order.index(id) if id in order else len(order), id))
            line = f"- {escape(name)}: {_count(len(papers), 'paper')}, such as {self._cite(*cited[:EXAMPLES])}"
            if len(papers) <= EXAMPLES:
                line = f"- {escape(name)}: {_count(len(papers), 'paper')} {self._cite(*cited)}"
            if introduced:
                line += f"; introduced in {self._cite(*introduced[:EXAMPLES])}"
            lines.append(line)
        return lines

    def _gaps(self) -> list[str]:
        group = self._group
        label = group.concept.label if group.concept else "Technique"
        ids = group.ids or frozenset(group.telling_ids("Technique", 5))
        found: list[Gap] = []
        for a, b in _GAP_TYPES[label] if ids else ():
            try:
                found += gaps(self._view, a, b, concepts=ids, limit=GAPS, namings=group.namings).gaps[: (GAPS + 1) // 2]
            except PairError:
                continue  # a type has no concept of enough papers, so there is nothing to combine
        lines = []
        for gap in found[:GAPS]:
            a, b = escape(gap.a["name"]), escape(gap.b["name"])
            near = [
                f"{escape(one.a['name'])} with {escape(one.b['name'])} "
                f"{self._cite(*(paper['id'] for paper in one.examples[:2]))}"
                for one in (*gap.near_a[:1], *gap.near_b[:1])
            ]
            chance = f"by chance alone that has a probability of {gap.chance:.2f}"
            lines.append(f"- No paper names {a} with {b} ({chance}); papers do name {_join(near)}.")
        return lines

    def _rising(self) -> list[str]:
        group = self._group
        try:
            found = trends(self._view, namings=group.own(), directions=("rising",), limit=RISING)
        except DateError as error:
            return [f"Not known: {error}."]
        lines = []
        for trend in found.trends:
            first = self._cite(trend.first["id"])
            lines.append(
                f"- {escape(trend.name)}: {trend.early} papers of the earlier half, {trend.late} of the later "
                f"(first {first}, {trend.first['date']})"
            )
        if not found.tested:
            return [f"Not known: no concept is named by {found.least} of these papers, too few to test."]
        return lines or [f"None of the {found.tested} concepts that {found.least} of these papers name surely rises."]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _join(parts: Sequence[str]) -> str:
    return " and ".join(parts) if len(parts) == 2 else ", ".join(parts)


def _name(node: Node) -> str:
    return escape(node.properties.get("name") or node.id)


def _by_papers(nodes: list[Node]) -> list[Node]:
    return sorted(nodes, key=lambda node: (-(node.properties.get("papers") or 0), node.id))
