"""From what a user calls things to nodes: the names of a graph are read once, and only if an id does not do."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from kg.errors import UnknownName
from kg.model import Edge, Node
from kg.schema import schema
from kg.search import Names, label_name
from kg.stores.base import View


class Finder:
    """Finds the nodes that names stand for.

    Args:
        view: the graph.
        names: of that view, if the caller has them.
    """

    def __init__(self, view: View, names: Names | None = None) -> None:
        self.view = view
        self._given = names

    @cached_property
    def names(self) -> Names:
        """The names of the view."""
        return self._given or Names(self.view)

    def find(self, name: str, labels: Iterable[str] = ()) -> Node:
        """Return the one node of that id, name, alias or title; see :meth:`kg.search.Names.find`.

        Raises:
            UnknownName: if there is none, or several.
        """
        node, chosen = self.view.node(name), set(labels)
        if node is not None and (not chosen or node.label in chosen):
            return node
        return self.names.find(name, labels=chosen)

    def paper(self, name: str) -> Node:
        """Return a paper by its id or title, or by the name of what it alone introduces.

        Raises:
            UnknownName: if there is no such paper, or several; the message offers titles.
        """
        try:
            return self.find(name, ("Paper",))
        except UnknownName as unknown:
            try:
                concept = self.find(name)
            except UnknownName:
                raise unknown from None
            papers = introducers(self.view, concept)
            if len(papers) == 1:
                return papers[0]
            what = f"is introduced by {len(papers)} papers; give one of them"
            if not papers:
                papers, what = _naming(self.view, concept), "is introduced by no paper; these name it"
            if not papers:
                raise unknown from None
            several = [f"{paper.properties.get('title', '')} ({paper.id})" for paper in papers[:5]]
            message = "\n  ".join([f"{label_name(concept)} ({concept.id}) {what}:", *several])
            raise UnknownName("paper", name, several, message) from None


def _naming(view: View, concept: Node) -> list[Node]:
    """Return the papers that name a concept, the surest first."""
    edges = [edge for edge in view.edges_of(concept.id) if schema().edges[edge.type].role]
    edges.sort(key=lambda edge: (-confidence(edge), edge.source))
    ids = dict.fromkeys(edge.source for edge in edges)
    return [node for node in map(view.node, list(ids)[:5]) if node is not None]


def introducers(view: View, concept: Node) -> list[Node]:
    """Return the papers that introduce a method or dataset, the surest first.

    None for other types: a paper that says that it introduces distillation means one of its own.
    """
    if concept.label not in ("Method", "Dataset"):
        return []
    edges = [edge for edge in view.edges_of(concept.id) if edge.type == "INTRODUCES" and edge.target == concept.id]
    edges.sort(key=lambda edge: (-confidence(edge), edge.source))
    return [node for node in (view.node(edge.source) for edge in edges) if node is not None]


def confidence(edge: Edge) -> float:
    """Return how sure an edge is: its confidence or score, 1 where it says neither."""
    value = edge.properties.get("confidence", edge.properties.get("score"))
    return 1.0 if value is None else float(value)
