"""The plain values of the graph, and the identity of each.

This module imports nothing of the project; every other part speaks in these terms.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, fields
from typing import Any

#: The types of concepts, as node labels.
CONCEPT_TYPES = ("Method", "Technique", "Hardware", "Dataset", "Task")
#: Types whose concepts have proper names, and those whose names are phrases with a head noun.
NAMED = ("Method", "Dataset")
PHRASES = ("Technique", "Hardware", "Task")
#: What a paper can do with a concept.
ROLES = ("introduces", "uses", "compares", "evaluated_on", "addresses")

_NOT_WORD = re.compile(r"[^\w+#.]+|_+")
#: A name whose star is part of it (A*, RRT*); that of *emphasis* and of a footnote behind a word is none.
STARRED = re.compile(r"(?<![*\w])((?:[A-Z][\w-]*)?[A-Z])\*(?![\w*])")
_LOOSE_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")


def slug(name: str) -> str:
    """Return the part of an id that a name gives: lower case, words joined by hyphens.

    ``+``, ``#`` and dots between digits stay, because they tell names apart (C++, C#, GPT-3.5), and so does a star.

    >>> slug("FlashDecoding++"), slug("KV cache compression"), slug("GPT-3.5"), slug("RRT*")
    ('flashdecoding++', 'kv-cache-compression', 'gpt-3.5', 'rrt-star')
    """
    text = unicodedata.normalize("NFKC", name)
    text = (STARRED.sub(r"\1-star", text) if "*" in text else text).casefold()
    return _NOT_WORD.sub("-", _LOOSE_DOT.sub(" ", text)).strip("-") or "unnamed"


def title_key(title: str) -> str:
    """Return what two spellings of one title have in common: its letters and digits, case folded.

    >>> title_key("Attention Is All You Need!") == title_key("attention is all you need")
    True
    """
    return "".join(c for c in unicodedata.normalize("NFKC", title).casefold() if c.isalnum())


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as a source gives it, or as several sources together do.

    Attributes:
        title: the title; the only field that must not be empty.
        abstract: the abstract, or empty.
        authors: names in order.
        published: ISO date, possibly only year or year and month; empty if unknown.
        year: year of publication; taken from ``published`` if not given.
        venue: journal or conference.
        url: where it can be read.
        arxiv_id: without version ("2205.14135").
        doi: lower case, without resolver ("10.1145/3600006.3613165").
        references: what it cites: arXiv ids, DOIs, titles, or identifiers as in ``ids``.
        sources: the names of the sources that list it, sorted.
        keywords: subject categories, fields of study and keywords.
        ids: its other identifiers, each as ``service:id`` ("openalex:W2741809807", "s2:204e3073...", "pmid:123").
        github: address of its code.
        submitted: ISO date on which it was put on a list of daily papers.
        upvotes: votes that it got there.
        citations: how often it is cited, as the source counts.
        origin: the format or service that a record was read from; says how far it is trusted, and is no property of
            the merged paper's node.
    """

    title: str
    abstract: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    year: int | None = None
    venue: str = ""
    url: str = ""
    arxiv_id: str = ""
    doi: str = ""
    references: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    github: str = ""
    submitted: str = ""
    upvotes: int | None = None
    citations: int | None = None
    origin: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a paper needs a title")
        if self.year is None and self.published[:4].isdigit():
            object.__setattr__(self, "year", int(self.published[:4]))

    @property
    def id(self) -> str:
        """The node id: by arXiv id, else DOI, else title."""
        if self.arxiv_id:
            return f"arxiv:{self.arxiv_id}"
        if self.doi:
            return f"doi:{self.doi}"
        return f"title:{slug(self.title)}"

    def text(self, name: str) -> str:
        """Return the text of the field that a mention points into (``title`` or ``abstract``)."""
        return self.title if name == "title" else self.abstract

    def surface(self, mention: Mention) -> str:
        """Return the words at the place of a mention."""
        return self.text(mention.field)[mention.start : mention.end]

    def to_dict(self) -> dict[str, Any]:
        """Return the fields that are not empty, JSON-ready."""
        # dataclasses.asdict copies every value, which a build of many papers feels.
        values = ((name, getattr(self, name)) for name in _PAPER_FIELDS)
        return {k: list(v) if isinstance(v, tuple) else v for k, v in values if v not in ("", (), None)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Paper:
        """Build a paper from what :meth:`to_dict` gave."""
        values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
        return cls(**values)


_PAPER_FIELDS = tuple(field.name for field in fields(Paper))


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A place in a paper where a concept is named: ``field`` (title or abstract), start and end offsets."""

    field: str
    start: int
    end: int

    @property
    def span(self) -> str:
        """The place as edges carry it.

        >>> Mention("abstract", 120, 134).span
        'abstract:120-134'
        """
        return f"{self.field}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One concept that one paper names: what an extractor returns.

    Attributes:
        type: one of :data:`CONCEPT_TYPES`.
        name: canonical where the lexicon knows it, else as the text writes it.
        role: one of :data:`ROLES`.
        confidence: how sure the extractor is that this is a concept of the paper, 0 to 1.
        role_confidence: how sure it is of the role.
        mentions: where it stands, in reading order; at least one.
        curated: whether the lexicon holds it.
        expansion: the long form of an acronym that the paper itself defines, else empty.
        also: other types that the concept could as well have.
    """

    type: str
    name: str
    role: str
    confidence: float
    role_confidence: float
    mentions: tuple[Mention, ...]
    curated: bool = False
    expansion: str = ""
    also: tuple[str, ...] = ()

    def to_list(self) -> list[Any]:
        """Return a compact JSON-ready form."""
        places = [[m.field[0], m.start, m.end] for m in self.mentions]
        sure = [self.confidence, self.role_confidence]
        return [self.type, self.name, self.role, *sure, places, self.curated, self.expansion, list(self.also)]

    @classmethod
    def from_list(cls, data: list[Any]) -> Finding:
        """Build a finding from what :meth:`to_list` gave."""
        kind, name, role, confidence, role_confidence, places, curated, expansion, also = data
        mentions = tuple(Mention("title" if f == "t" else "abstract", s, e) for f, s, e in places)
        return cls(kind, name, role, confidence, role_confidence, mentions, curated, expansion, tuple(also))


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the graph: a label, an id that is unique over all labels, and the schema's properties."""

    label: str
    id: str
    properties: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge of the graph; type, source id and target id together are unique."""

    type: str
    source: str
    target: str
    properties: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """What identifies the edge."""
        return self.type, self.source, self.target


@dataclass(slots=True)
class Graph:
    """A whole graph in memory: what linking gives and a writer takes."""

    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
