"""What each endpoint of the API answers: functions from the graph and the request's values to JSON-ready values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from kg.schema import schema
from kg.stores.base import Result, Store
from viz import style
from viz.live import pictures
from viz.live.cards import card, group
from viz.live.problems import ApiError
from viz.live.records import light, told
from viz.live.snapshot import KINDS, Snapshot
from viz.live.state import Live, Loaded
from viz.live.suggest import SAME
from viz.live.timeline import timeline, with_concept
from viz.network import OPTIONS

#: Seconds and rows that a query may ask for, and that it has unless it asks.
MOST_SECONDS, SECONDS = 30.0, 10.0
MOST_ROWS, ROWS = 10_000, 1_000
#: Largest answer to a query, in characters.
MOST_ANSWER = 16 << 20

#: Longest name that is looked for, in characters.
MOST_NAME = 300

_PREFIXES = frozenset({"arxiv", "doi", "title", *(label.lower() for label in schema().nodes)})

Values = Mapping[str, Any]


class _Parameter(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def default(self) -> str | None: ...
    @property
    def meaning(self) -> str: ...


class _NamedQuery(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def parameters(self) -> tuple[_Parameter, ...]: ...

    def statement(self, dialect: str) -> str:
        """Return the statement in a store's dialect."""


class Catalogue(Protocol):
    """The named queries: what the package ``queries`` offers, and what is handed in, because we do not import it."""

    def catalogue(self) -> tuple[_NamedQuery, ...]:
        """Return all named queries."""

    def ask(
        self, store: Store, question: str, params: Iterable[str] = ..., *, timeout: float = ..., limit: int = ...
    ) -> Result:
        """Run a named query with parameters ``NAME=VALUE``."""


@dataclass(frozen=True, slots=True)
class Context:
    """What an answer is made from.

    Attributes:
        live: the graph, followed; ``loaded``: the state of it that this answer is about.
        catalogue: the named queries.
        title: what the graph is called on the page.
    """

    live: Live
    loaded: Loaded
    catalogue: Catalogue
    title: str

    @property
    def snapshot(self) -> Snapshot:
        """The state's structure."""
        return self.loaded.snapshot

    def number(self, id: str) -> int:
        """Return the number of the node of an id, or of the only one of a name.

        Raises:
            ApiError: if there is none, or several.
        """
        if id in self.snapshot.number:
            return self.snapshot.number[id]
        label, colon, rest = id[:MOST_NAME].partition(":")
        wanted = rest if colon and label in _PREFIXES else id[:MOST_NAME]
        near = self.loaded.suggester.search(wanted, limit=8)
        same = [found for found in near if found.score == SAME and wanted is not rest]
        # Whose own name it is comes before whose alias it is.
        same = [found for found in same if found.matched == self.snapshot.names[found.number]] or same
        if len(same) == 1:
            return same[0].number
        named = ", ".join(f"{self.snapshot.names[found.number][:80]} ({self.snapshot.ids[found.number]})"
                          for found in (same or near)[:5])  # fmt: skip
        if same:
            raise ApiError(404, f"{len(same)} nodes are called {id[:200]!r}", f"give the id: {named}")
        hint = f"nearest: {named}" if near else "look for it with /api/search"
        raise ApiError(404, f"no node has the id or name {id[:200]!r}", hint)


def title_of(url: str) -> str:
    """Return what a graph is called: its file's name without folder and ending, or the server's name."""
    name = urlsplit(url).hostname if "://" in url else Path(url).stem
    return name or "graph"


def state(context: Context, values: Values) -> dict[str, Any]:
    """Say which state of the graph is served."""
    live = context.live
    return {
        "graph": context.title,
        "generation": context.loaded.generation,
        "loading": live.loading,
        "problem": live.problem,
        "nodes": len(context.snapshot.ids),
        "edges": len(context.snapshot.start),
    }


def stats(context: Context, values: Values) -> dict[str, Any]:
    """Count what the graph holds."""
    return context.loaded.statistics()


def overview(context: Context, values: Values) -> dict[str, Any]:
    """Give the picture to begin with."""
    loaded = context.loaded
    empty: dict[str, Any] = {"nodes": [], "edges": [], "common": []}
    picture = loaded.overview(values["limit"]) if loaded.snapshot.ids else empty
    return {**picture, **_whole(context), "legend": legend(loaded.snapshot), "options": dict(OPTIONS)}


def _whole(context: Context) -> dict[str, Any]:
    snapshot = context.snapshot
    return {"graph": context.title, "generation": context.loaded.generation,
            "all_nodes": len(snapshot.ids), "all_edges": len(snapshot.start)}  # fmt: skip


def legend(snapshot: Snapshot) -> dict[str, list[dict[str, Any]]]:
    """Return how the types of nodes and edges that the graph has are drawn, what they mean, and how many there are."""
    counts = {label: snapshot.labels.count(label) for label in schema().nodes}
    kinds = {kind: int((snapshot.kind == place).sum()) for place, kind in enumerate(KINDS)}
    nodes = [
        {"type": label, "shape": style.SHAPES[label], "meaning": schema().nodes[label].meaning, "count": count}
        for label, count in counts.items()
        if count
    ]
    edges = []
    for kind, count in kinds.items():
        stroke = style.STROKES[kind]
        drawn = {"out": stroke.out, "back": stroke.back, "width": stroke.width, "dashes": list(stroke.dashes)}
        if count:
            edges.append({"type": kind, **drawn, "arrow": stroke.arrow, "meaning": schema().edges[kind].meaning,
                          "count": count})  # fmt: skip
    return {"nodes": nodes, "edges": edges}


def search(context: Context, values: Values) -> dict[str, Any]:
    """Find papers and concepts by what was typed so far."""
    found = context.loaded.suggester.search(values["q"], labels=values["type"], limit=values["limit"])
    return {
        "hits": [
            {**light(context.snapshot, hit.number), "matched": hit.matched[:400], "score": hit.score} for hit in found
        ]
    }


def node(context: Context, values: Values) -> dict[str, Any]:
    """Give the card of a node, with quotes."""
    return card(context.snapshot, context.number(values["id"]))


def edges(context: Context, values: Values) -> dict[str, Any]:
    """Give a page of a node's edges of one type, with quotes."""
    number = context.number(values["id"])
    page = {"limit": values["limit"], "offset": values["offset"]}
    return group(context.snapshot, number, values["edge"], values["direction"], **page)


def edge(context: Context, values: Values) -> dict[str, Any]:
    """Tell why two nodes are joined."""
    snapshot = context.snapshot
    start, end, kind = context.number(values["from"]), context.number(values["to"]), values["edge"]
    place = KINDS.index(kind)
    near = min((start, end), key=snapshot.degree)
    for number in snapshot.edges_at(near).tolist():
        if (snapshot.kind[number], snapshot.start[number], snapshot.end[number]) == (place, start, end):
            (known,) = snapshot.edges([number])
            return {
                "kind": kind,
                "from": light(snapshot, start),
                "to": light(snapshot, end),
                "says": style.STROKES[kind].out,
                **told(snapshot, known),
            }
    raise ApiError(404, f"no edge {kind} leads from {values['from'][:200]} to {values['to'][:200]}", "see /api/node")


def neighbours(context: Context, values: Values) -> dict[str, Any]:
    """Give the best neighbours of a node, to be added to a picture."""
    shown = [context.snapshot.number[id] for id in values["shown"] if id in context.snapshot.number]
    return pictures.expanded(
        context.snapshot,
        context.number(values["id"]),
        kinds=values["edge"],
        labels=values["type"],
        shown=shown,
        fresh=values["fresh"],
        limit=values["limit"],
        offset=values["offset"],
    )


def subgraph(context: Context, values: Values) -> dict[str, Any]:
    """Give a picture of some nodes; those that the graph lacks are listed."""
    known = [context.snapshot.number[id] for id in values["ids"] if id in context.snapshot.number]
    by_name = context.loaded.by_name
    known += [by_name[name] for name in values["names"] if name in by_name]
    missing = sorted({id for id in values["ids"] if id not in context.snapshot.number})
    return {**pictures.together(context.snapshot, known), "missing": missing}


def time(context: Context, values: Values) -> dict[str, Any]:
    """Count papers over time, and name the concepts that rise."""
    by, since, labels, limit = values["by"] or "", values["since"] or "", values["type"], values["limit"]
    answer: dict[str, Any] = context.loaded.once(
        ("timeline", by, since, labels, limit),
        lambda: timeline(context.snapshot, by=by, since=since, labels=labels, limit=limit),
    )
    if not values["concept"]:
        return answer
    return with_concept(context.snapshot, answer, context.number(values["concept"]))


def queries(context: Context, values: Values) -> dict[str, Any]:
    """List the named queries."""
    dialect = context.live.store.dialect
    return {
        "dialect": dialect,
        "queries": [
            {
                "name": query.name,
                "question": query.question,
                "cypher": query.statement(dialect),
                "parameters": [
                    {"name": p.name, "type": p.type, "default": p.default, "meaning": p.meaning}
                    for p in query.parameters
                ],
            }
            for query in context.catalogue.catalogue()
        ],
    }


def query(context: Context, values: Values) -> dict[str, Any]:
    """Run Cypher, or a named query; nothing can be written."""
    named = values["name"]
    limits = {"timeout": values["timeout"], "limit": values["limit"]}
    store, given = context.live.store, values["parameters"] or {}
    if named:
        known = {query.name: query for query in context.catalogue.catalogue()}
        if named not in known:
            raise ApiError(404, f"no query is called {named[:80]!r}", "/api/queries lists them")
        types = {parameter.name: parameter.type for parameter in known[named].parameters}
        texts = [f"{name}={_named(context, types.get(name, ''), _text(value))}" for name, value in given.items()]
        result = context.catalogue.ask(store, named, texts, **limits)
    else:
        result = store.query(values["cypher"], parameters=given, **limits)
    answer = {"columns": result.columns, "rows": result.rows, "truncated": result.truncated}
    if len(json.dumps(answer, ensure_ascii=False)) > MOST_ANSWER:
        raise ApiError(422, f"the answer is larger than {MOST_ANSWER >> 20} MB", "lower the limit, or return less")
    return answer


def _named(context: Context, type: str, text: str) -> str:
    """Return the id of the concept that a parameter names, if it is plain which; else the text as it is."""
    labels = schema().concept_labels if type == "concept" else (type,) if type in schema().concept_labels else ()
    if not labels or text in context.snapshot.number:
        return text
    found = context.loaded.suggester.search(text[:MOST_NAME], labels=labels, limit=8)
    same = [hit for hit in found if hit.score == SAME]
    same = [hit for hit in same if hit.matched == context.snapshot.names[hit.number]] or same
    return context.snapshot.ids[same[0].number] if len(same) == 1 else text


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
