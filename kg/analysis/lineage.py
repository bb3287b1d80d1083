"""Where a method comes from, and what came of it.

A method is what the paper says that introduces it. It builds on the methods that this paper uses or compares itself
with, on the papers that it cites, and on the method that it is a kind of; what is built on it are the methods that
papers introduce which use it, compare themselves with it or cite its paper. Each of these has a lineage of its own.

Of several papers that seem to introduce a method the surest counts, but none that is later than the second paper to
name the method: nothing is used before it is there. Nothing builds on what is known to be later. What one paper
introduces is one thing: the method that its title names, else the one that most papers name, stands for the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from kg.analysis.dates import paper_date
from kg.analysis.finder import Finder
from kg.model import Edge, Node
from kg.schema import schema
from kg.search import Names, label_name
from kg.stores.base import View

#: Edges below this confidence are not followed.
LEAST_CONFIDENCE = 0.5
#: How an ancestor is joined to what builds on it, by edge type, the strongest tie first.
RELATIONS = {
    "BROADER": "a kind of",
    **{type: schema().edges[type].words for type in ("USES", "CITES", "COMPARES_WITH")},
}
_TIES = tuple(RELATIONS)


@dataclass(slots=True)
class Ancestor:
    """A place in the tree: a method, or a paper that introduces none.

    Attributes:
        id, name, label: of the method or paper.
        date: when the paper that introduces it came out; empty if unknown.
        paper: id of that paper; empty if none of this graph introduces it. ``title``: its title.
        relation: how the later of this and its parent is tied to the earlier (:data:`RELATIONS`); empty for the root.
        confidence: of that edge; None for BROADER.
        quote: the words behind it.
        children: further back, or further on, in time order, unknown dates last.
        more: how many others were left out for the limit.
        also: names of other methods that the same paper introduces.
        elsewhere: whether it stands elsewhere in the tree, where its children are.
    """

    id: str
    name: str
    label: str
    date: str = ""
    paper: str = ""
    title: str = ""
    relation: str = ""
    confidence: float | None = None
    quote: str = ""
    children: list[Ancestor] = field(default_factory=list)
    more: int = 0
    also: list[str] = field(default_factory=list)
    elsewhere: bool = False

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Ancestor]]:
        """Yield this and all below it, each with its depth."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)

    def to_dict(self) -> dict[str, Any]:
        """Return the tree, JSON-ready."""
        return {
            "id": self.id,
            "name": self.name,
            "label": self.label,
            "date": self.date,
            "paper": self.paper,
            "title": self.title,
            "relation": self.relation,
            "confidence": self.confidence,
            "quote": self.quote,
            "also": self.also,
            "elsewhere": self.elsewhere,
            "more": self.more,
            "children": [child.to_dict() for child in self.children],
        }


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a method builds on (``back``) and what is built on it (``on``): two trees with the same root."""

    back: Ancestor
    on: Ancestor

    def to_dict(self) -> dict[str, Any]:
        """Return both, JSON-ready."""
        return {"builds_on": self.back.to_dict(), "built_on": self.on.to_dict()}


def lineage(view: View, name: str, *, depth: int = 2, limit: int = 8, names: Names | None = None) -> Lineage:
    """Return what a method or paper builds on, and what is built on it.

    Args:
        view: the graph.
        name: of a method (or another concept), or a paper.
        depth: how many generations each way.
        limit: how many children a node has at most: those that most papers name.
        names: the view's names, if the caller has them.

    Raises:
        UnknownName: if there is no such node, or several.
    """
    root = Finder(view, names).find(name)
    return _Family(view, limit).lineage(root, depth)


@dataclass(frozen=True, slots=True)
class _Tie:
    """That one thing builds on another: the edge that says so, and its confidence (None for BROADER)."""

    key: tuple[str, str, str]
    confidence: float | None

    def rank(self) -> tuple[int, float, tuple[str, str, str]]:
        return _TIES.index(self.key[0]), -(self.confidence or 0.0), self.key


class _Family:
    """Who introduces, uses and cites what, read in bulk."""

    def __init__(self, view: View, limit: int) -> None:
        self._view, self._limit = view, limit
        table = view.node_table("Paper", ("title", "published", "arxiv_id", "year"))
        self._titles = dict(zip(table["id"], table["title"], strict=True))
        self._dates = {
            id: paper_date(*known)
            for id, *known in zip(table["id"], table["published"], table["arxiv_id"], table["year"], strict=True)
        }
        #: Name, number of papers and label of what can stand in a tree besides papers.
        self._named: dict[str, tuple[str, int, str]] = {}
        methods = view.node_table("Method", ("name", "papers"))
        for id, called, papers in zip(methods["id"], methods["name"], methods["papers"], strict=True):
            self._named[id] = called or id, papers or 0, "Method"
        self._edges: dict[str, list[Edge]] = {}

    def lineage(self, root: Node, depth: int) -> Lineage:
        if root.label not in ("Paper", "Method"):
            self._named[root.id] = label_name(root), root.properties.get("papers") or 0, root.label
        self._read()
        trees = []
        for back in (True, False):
            tree = self._node(root.id)
            self._grow(tree, back, depth)
            trees.append(tree)
        return Lineage(*trees)

    def _read(self) -> None:
        self._introduces: dict[str, list[str]] = defaultdict(list)
        self._uses: dict[str, list[tuple[str, _Tie]]] = defaultdict(list)
        self._used: dict[str, list[tuple[str, _Tie]]] = defaultdict(list)
        introduced: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for paper, concept, tie in self._ties("INTRODUCES"):
            if concept in self._named:
                introduced[concept].append((-(tie.confidence or 0.0), paper))
                self._introduces[paper].append(concept)
        for type in ("USES", "COMPARES_WITH"):
            for paper, concept, tie in self._ties(type):
                if concept in self._named:
                    self._uses[paper].append((concept, tie))
                    self._used[concept].append((paper, tie))
        for paper, cited, tie in self._ties("CITES"):
            self._uses[paper].append((cited, tie))
            self._used[cited].append((paper, tie))
        for narrow, broad, tie in self._ties("BROADER"):
            if narrow in self._named and broad in self._named:
                self._uses[narrow].append((broad, tie))
                self._used[broad].append((narrow, tie))
        self._introducer = {concept: self._first(concept, papers) for concept, papers in introduced.items()}

    def _ties(self, type: str) -> Iterator[tuple[str, str, _Tie]]:
        sure = "confidence" in schema().edges[type].properties
        table = self._view.edge_table(type, ("confidence",) if sure else ())
        values: Iterable[float | None] = table["confidence"] if sure else [None] * len(table["start"])
        for start, end, confidence in zip(table["start"], table["end"], values, strict=True):
            if start != end and (not sure or confidence is None or confidence >= LEAST_CONFIDENCE):
                known = (1.0 if confidence is None else confidence) if sure else None
                yield start, end, _Tie((type, start, end), known)

    def _first(self, concept: str, papers: list[tuple[float, str]]) -> str:
        """Return the paper that introduces a concept, or an empty text."""
        users = {paper for paper, _ in self._used.get(concept, ()) if paper in self._dates}
        known = sorted(day for day in map(self._dates.__getitem__, users) if day)
        for _, paper in sorted(papers):
            if len(known) < 2 or not _later(self._dates[paper], known[1]):
                return paper
        return ""

    def _node(self, id: str) -> Ancestor:
        if id not in self._named:
            title = self._titles.get(id) or id
            return Ancestor(id, title, "Paper", self._dates[id], id, title)
        name, _, label = self._named[id]
        paper = self._introducer.get(id, "")
        also = [self._named[other][0] for other in self._introduced(paper) if other != id]
        return Ancestor(id, name, label, self._dates.get(paper, ""), paper, self._titles.get(paper) or "", also=also)

    def _date(self, id: str) -> str:
        """Return when a paper, or the one that introduces a method, came out."""
        return self._dates.get(self._introducer.get(id, "") if id in self._named else id, "")

    def _introduced(self, paper: str) -> list[str]:
        """Return the methods that a paper introduces before all others."""
        return [concept for concept in self._introduces.get(paper, ()) if self._introducer.get(concept) == paper]

    def _stands_for(self, paper: str) -> str:
        """Return the method that stands for a paper, or the paper itself."""
        title = (self._titles.get(paper) or "").casefold()
        methods = self._introduced(paper)
        return min(
            methods,
            key=lambda id: (self._named[id][0].casefold() not in title, -self._named[id][1], id),
            default=paper,
        )

    def _grow(self, root: Ancestor, back: bool, depth: int) -> None:
        """Add the generations one after the other, so that what is there twice grows at the nearest place."""
        seen = {root.id, *self._own(root)}
        # Each with the nodes on the way to it: one of them again would be a circle.
        generation = [(root, self._own(root))]
        for _ in range(depth):
            following: list[tuple[Ancestor, set[str]]] = []
            for node, way in generation:
                self._add_children(node, way, back)
                for child in node.children:
                    child.elsewhere = child.id in seen
                for child in node.children:
                    if not child.elsewhere:
                        seen.add(child.id)
                        following.append((child, way | self._own(child)))
            generation = following

    def _own(self, node: Ancestor) -> set[str]:
        """Return what is one with a node: a paper and what it introduces, a method and its paper."""
        return {node.id, node.paper, *self._introduced(node.paper)} - {""}

    def _add_children(self, node: Ancestor, way: set[str], back: bool) -> None:
        own = self._own(node)
        table = self._uses if back else self._used
        ties: dict[str, _Tie] = {}
        for id in sorted(own):
            for other, tie in table.get(id, ()):
                found = self._stands_for(self._introducer.get(other, "") or other)
                if found not in way and (found not in ties or tie.rank() < ties[found].rank()):
                    ties[found] = tie
        children = []
        for id, tie in ties.items():
            day = self._date(id)
            earlier, later = (day, node.date) if back else (node.date, day)
            if not _later(earlier, later):
                children.append((id, tie))
        children.sort(key=lambda pair: (-self._named.get(pair[0], ("", 0, ""))[1], *pair[1].rank(), pair[0]))
        node.more = max(0, len(children) - self._limit)
        for id, tie in children[: self._limit]:
            child = self._node(id)
            child.relation, child.confidence = RELATIONS[tie.key[0]], tie.confidence
            child.quote = self._quote(tie)
            node.children.append(child)
        node.children.sort(key=lambda child: (child.date or "9999", child.name.casefold(), child.id))

    def _quote(self, tie: _Tie) -> str:
        if tie.key[0] == "BROADER":
            return ""
        paper = tie.key[1]
        if paper not in self._edges:
            self._edges[paper] = self._view.edges_of(paper)
        quotes = next(edge.properties.get("evidence", []) for edge in self._edges[paper] if edge.key == tie.key)
        return next(iter(quotes), "")


def _later(day: str, than: str) -> bool:
    """Tell whether a date is known to be later than another."""
    length = min(len(day), len(than))
    return bool(length) and day[:length] > than[:length]
