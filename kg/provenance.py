"""What each source says of a paper, and which source won where they differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kg import joining, state
from kg.model import Paper, title_key
from kg.search import find
from kg.stores.base import View

#: The fields that sources can give differently; lists (keywords, references, ids) are joined, so nothing is lost.
FIELDS = (
    "title",
    "abstract",
    "authors",
    "published",
    "venue",
    "arxiv_id",
    "doi",
    "url",
    "github",
    "upvotes",
    "citations",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that not all records give alike.

    Attributes:
        field: its name.
        chosen: the value that the paper has.
        others: the other values, each with the sources that give it.
    """

    field: str
    chosen: Any
    others: list[tuple[Any, list[str]]]


@dataclass(slots=True)
class Provenance:
    """Where the paper of a node comes from.

    Attributes:
        id: of the node.
        paper: the merged paper.
        records: what each source says, the most trusted first.
        differences: where they differ.
    """

    id: str
    paper: Paper
    records: list[Paper]
    differences: list[Difference] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return it JSON-ready."""
        return {
            "id": self.id,
            "paper": self.paper.to_dict(),
            "records": [record.to_dict() for record in self.records],
            "differences": [
                {
                    "field": d.field,
                    "chosen": d.chosen,
                    "others": [{"value": value, "sources": sources} for value, sources in d.others],
                }
                for d in self.differences
            ],
        }


def provenance(view: View, name: str) -> Provenance:
    """Return where the paper that a name stands for comes from.

    Raises:
        UnknownName: if there is no paper of that name.
    """
    node = find(view, name, labels=["Paper"])
    memory = next(
        (n.properties.get(state.PROPERTY) for n in view.nodes("Paper", internal=True) if n.id == node.id), None
    )
    if memory is None:  # a graph that another program wrote
        return Provenance(node.id, Paper(str(node.properties["title"])), [])
    records = joining.trusted(state.PaperState.loads(memory).records)
    paper = joining.merge(records)
    return Provenance(node.id, paper, records, differences(paper, records))


def differences(paper: Paper, records: list[Paper]) -> list[Difference]:
    """Return the fields that records give differently; spelling, and the exactness of dates, aside."""
    found = []
    for name in FIELDS:
        chosen = getattr(paper, name)
        others: dict[Any, list[str]] = {}
        for record in records:
            value = getattr(record, name)
            if value not in ("", (), None) and not _alike(name, value, chosen):
                others.setdefault(value, []).extend(record.sources)
        if others:
            found.append(Difference(name, chosen, [(value, sorted(set(given))) for value, given in others.items()]))
    return found


def _alike(name: str, one: Any, other: Any) -> bool:
    if name in ("title", "abstract", "venue"):
        return title_key(one) == title_key(other)
    if name == "authors":
        return [title_key(author) for author in one] == [title_key(author) for author in other]
    if name == "published":
        return bool(one.startswith(other) or other.startswith(one))
    return bool(one == other)
