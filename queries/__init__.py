"""Named queries: one ``.cypher`` file a question, and the catalogue that reads them.

A file starts with comment lines:

    // question: Which papers use a concept?
    // param concept: string = LoRA -- name, alias or id of the concept
    // example: kg query papers-using -p concept=LoRA

then the statement. Where Neo4j needs other words, a line ``// neo4j:`` follows, and the statement for it. In that one
a node that is not known by its edges bears the label ``PaperKG`` (see :mod:`kg.stores.neo4j_names`), and its own label
is ``[l IN labels(n) WHERE l <> 'PaperKG'][0]``.

A parameter without ``= value`` must be given. Types are string, integer, double, boolean and what is found by its name,
spelt as one likes:

- ``concept``, or the label of concepts: bound as the list of its id and, where the caller wants narrower concepts too,
  of theirs: ``WHERE c.id IN $concept``;
- ``paper`` (by title, id, or what it alone introduces) and ``node`` (a paper or concept): bound as its id;
- ``type``, of concepts: bound as the label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from rapidfuzz import process

from kg.analysis.types import concept_type
from kg.errors import UnknownChoice, WrongUsage
from kg.schema import schema
from kg.stores.base import DEFAULT_ROW_LIMIT, DEFAULT_TIMEOUT, Result, Store

if TYPE_CHECKING:
    from kg.analysis.finder import Finder

__all__ = ["NamedQuery", "Parameter", "ask", "catalogue", "named"]

#: Types of parameters that stand for a concept, with the labels that it may have.
CONCEPT_TYPES = {"concept": schema().concept_labels, **{label: (label,) for label in schema().concept_labels}}
_TYPES = "|".join(["string", "integer", "double", "boolean", "type", "paper", "node", *CONCEPT_TYPES])
_PARAM = re.compile(rf"^(\w+): ({_TYPES})(?: = (.*?))? -- (.+)$")
_NAME = re.compile(r"^[\w-]+$")


class ParameterError(WrongUsage):
    """A parameter is missing, unknown or of the wrong type."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a named query; ``default`` is None if it must be given."""

    name: str
    type: str
    default: str | None
    meaning: str

    def __str__(self) -> str:
        return self.name if self.default is None else f"{self.name}={self.default}"

    @property
    def is_concept(self) -> bool:
        """Whether the value is a concept of the graph."""
        return self.type in CONCEPT_TYPES

    @property
    def is_name(self) -> bool:
        """Whether the value is a concept or paper of the graph."""
        return self.is_concept or self.type in ("paper", "node")

    def value(self, text: str) -> str | int | float | bool:
        """Return a value from its text; the name of a concept or paper stays one.

        Raises:
            ParameterError: if the text is not of the parameter's type.
            UnknownChoice: if it is no type of concepts.
        """
        if self.type == "type":
            return concept_type(text)
        try:
            if self.type == "integer":
                return int(text)
            if self.type == "double":
                return float(text)
            if self.type == "boolean":
                return {"true": True, "false": False}[text.casefold()]
        except (ValueError, KeyError):
            raise ParameterError(f"parameter {self.name}: {text!r} is no {self.type}") from None
        return text


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question with its statement.

    Attributes:
        name: the file's name without ending.
        question: in words.
        parameters: in order.
        example: a command line.
        cypher: the statement.
        text: the whole file.
        neo4j: the statement for Neo4j, or empty if that is the same.
    """

    name: str
    question: str
    parameters: tuple[Parameter, ...]
    example: str
    cypher: str
    text: str
    neo4j: str = ""

    def statement(self, dialect: str) -> str:
        """Return the statement in a store's dialect."""
        return (dialect == "neo4j" and self.neo4j) or self.cypher


def parse(name: str, text: str) -> NamedQuery:
    """Read a query file.

    Raises:
        ValueError: if it has no question, or a parameter line that cannot be read.
    """
    question = example = ""
    parameters = []
    for line in text.splitlines():
        if not line.startswith("// "):
            break
        kind, _, rest = line[3:].partition(" ")
        if kind == "question:":
            question = rest
        elif kind == "example:":
            example = rest
        elif kind == "param":
            found = _PARAM.match(rest)
            if not found:
                raise ValueError(f"{name}: cannot read the parameter line {line!r}")
            parameters.append(Parameter(found[1], found[2], found[3], found[4]))
    if not question:
        raise ValueError(f"{name}: no question line")
    body, _, neo4j = text.partition("\n// neo4j:\n")
    cypher, variant = (
        "\n".join(line for line in part.splitlines() if not line.startswith("//")).strip() for part in (body, neo4j)
    )
    return NamedQuery(name, question, tuple(parameters), example, cypher, text, variant)


@cache
def catalogue() -> tuple[NamedQuery, ...]:
    """Return all named queries, sorted by name."""
    files = [file for file in resources.files("queries").iterdir() if file.name.endswith(".cypher")]
    return tuple(
        parse(file.name.removesuffix(".cypher"), file.read_text(encoding="utf-8"))
        for file in sorted(files, key=lambda file: file.name)
    )


def named(name: str) -> NamedQuery:
    """Return a named query.

    Raises:
        UnknownChoice: if there is none; the message offers the nearest.
    """
    by_name = {query.name: query for query in catalogue()}
    if name not in by_name:
        near = [hit[0] for hit in process.extract(name, list(by_name), limit=3)]
        raise UnknownChoice("query", name, near)
    return by_name[name]


def ask(
    store: Store,
    question: str,
    params: Iterable[str] = (),
    *,
    timeout: float = DEFAULT_TIMEOUT,
    limit: int = DEFAULT_ROW_LIMIT,
    narrower: bool = False,
) -> Result:
    """Run a named query or a Cypher statement.

    Args:
        store: the graph.
        question: the name of a query if it is a single word, else Cypher.
        params: ``NAME=VALUE`` each. For a statement of one's own, numbers, true, false and JSON are taken as such.
        timeout: seconds.
        limit: rows at most.
        narrower: whether a parameter that is a concept stands for all narrower ones too.

    Raises:
        UnknownChoice: if there is no such named query, or no type of a name that was given.
        UnknownName: if there is no concept or paper of a name that was given.
        ParameterError: if a parameter is missing, unknown or of the wrong type, or ``narrower`` means nothing because
            the query asks for no concept.
        QueryError: if the statement is refused or cannot be run.
    """
    given = dict(_split(param) for param in params)
    if not _NAME.match(question.strip()):
        if narrower:
            raise ParameterError("--narrower is for named queries; in Cypher, follow BROADER: (n)-[:BROADER*0..4]->(c)")
        values = {name: _guess(text) for name, text in given.items()}
        return store.query(question, timeout=timeout, limit=limit, parameters=values)
    query = named(question.strip())
    values = _values(query, given)
    named_ones = [parameter for parameter in query.parameters if parameter.is_name]
    if named_ones:
        from kg.analysis.finder import Finder

        finder = Finder(store.view())
        for parameter in named_ones:
            values[parameter.name] = _found(finder, parameter, values[parameter.name], narrower)
    if narrower and not any(parameter.is_concept for parameter in query.parameters):
        takers = ", ".join(q.name for q in catalogue() if any(p.is_concept for p in q.parameters))
        raise ParameterError(f"{query.name} asks for no concept, so that --narrower means nothing; these do: {takers}")
    return store.query(query.statement(store.dialect), timeout=timeout, limit=limit, parameters=values)


def _found(finder: Finder, parameter: Parameter, name: str, narrower: bool) -> str | list[str]:
    """Return what is bound for a name: an id, or for a concept the list of its id and perhaps those below it."""
    if parameter.type == "paper":
        return finder.paper(name).id
    if not parameter.is_concept:
        return finder.find(name).id
    id = finder.find(name, CONCEPT_TYPES[parameter.type]).id
    if not narrower:
        return [id]
    from kg.analysis.narrower import with_narrower

    return sorted(with_narrower(finder.view, id))


def _split(param: str) -> tuple[str, str]:
    name, equals, value = param.partition("=")
    if not equals or not name:
        raise ParameterError(f"parameter {param!r} is not of the form NAME=VALUE")
    return name, value


def _values(query: NamedQuery, given: dict[str, str]) -> dict[str, Any]:
    known = {parameter.name: parameter for parameter in query.parameters}
    if unknown := given.keys() - known.keys():
        listed = ", ".join(known) or "none"
        raise ParameterError(f"{query.name} has no parameter {', '.join(sorted(unknown))}; it has {listed}")
    if missing := [p.name for p in query.parameters if p.default is None and p.name not in given]:
        raise ParameterError(f"{query.name} needs {', '.join(missing)}: give -p {missing[0]}=VALUE")
    return {p.name: p.value(given.get(p.name, p.default or "")) for p in query.parameters}


def _guess(text: str) -> Any:
    import json

    try:
        return json.loads(text)
    except ValueError:
        return text
