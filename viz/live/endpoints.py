"""The endpoints of the API: each with its parameters, its meaning and the shape of its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kg.schema import schema
from viz import DEFAULT_LIMIT
from viz.live import answers, connections
from viz.live.parameters import Parameter
from viz.live.pictures import EXPANDED
from viz.live.timeline import PERIODS

#: Longest text that is looked for, longest id, longest statement.
MOST_TEXT, MOST_ID, MOST_CYPHER = 300, 8_000, 20_000

_LABELS, _KINDS = tuple(schema().nodes), tuple(schema().edges)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint.

    Attributes:
        path: below ``/api``.
        summary: what it does, in a line.
        answer: makes the answer.
        shape: name of its schema in :mod:`viz.live.openapi`.
        parameters: what it takes: in the address, or with ``body`` in a JSON object.
        body: whether it is sent with POST.
        either: parameters of which exactly one must be given.
        slow: whether it runs statements, of which only a few may run at once.
    """

    path: str
    summary: str
    answer: Callable[[answers.Context, answers.Values], dict[str, Any]]
    shape: str
    parameters: tuple[Parameter, ...] = ()
    body: bool = False
    either: tuple[str, ...] = ()
    slow: bool = False

    @property
    def method(self) -> str:
        """The HTTP method."""
        return "POST" if self.body else "GET"


def _id(name: str = "id", meaning: str = "id of a paper or concept", *, required: bool = True) -> Parameter:
    return Parameter(name, meaning, required=required, least=1, most=MOST_ID)


def _page(limit: int, most: int) -> tuple[Parameter, Parameter]:
    return (
        Parameter("limit", "how many at most", "integer", limit, least=1, most=most),
        Parameter("offset", "how many to pass over", "integer", 0, least=0, most=1_000_000),
    )


_TYPES = Parameter("type", "only nodes of this type; may be given again", choices=_LABELS, many=True)

ENDPOINTS = (
    Endpoint("/state", "Which state of the graph is served, and whether a newer one is being read", answers.state,
             "State"),
    Endpoint("/stats", "What the graph holds: counts, biggest concepts, range of dates", answers.stats, "Statistics"),
    Endpoint("/overview", "The picture to begin with: the most telling papers and concepts, laid out as kg map does",
             answers.overview, "Overview",
             (Parameter("limit", "how many nodes at most", "integer", DEFAULT_LIMIT, least=1, most=1_500),)),
    Endpoint("/search", "Papers and concepts by name, alias, title or id, as one types", answers.search, "Hits",
             (Parameter("q", "what was typed", required=True, least=1, most=MOST_TEXT), _TYPES,
              Parameter("limit", "how many at most", "integer", 10, least=1, most=100))),
    Endpoint("/node", "The card of a node: what it is, and the best of its edges with the quotes behind them",
             answers.node, "Card", (_id(),)),
    Endpoint("/edges", "A page of a node's edges of one type and direction, the most telling first, with quotes",
             answers.edges, "Group",
             (_id(), Parameter("edge", "the type of the edges", required=True, choices=_KINDS),
              Parameter("direction", "out: from the node, in: to it", default="both", choices=("out", "in", "both")),
              *_page(20, 200))),
    Endpoint("/edge", "Why two nodes are joined: one edge with its quotes", answers.edge, "Why",
             (Parameter("edge", "the type of the edge", required=True, choices=_KINDS),
              _id("from", "id of the node that it starts at"), _id("to", "id of the node that it ends at"))),
    Endpoint("/neighbours", "The most telling neighbours of a node and the edges among them, to be drawn",
             answers.neighbours, "Expansion",
             (_id(), Parameter("edge", "only over edges of this type; may be given again", choices=_KINDS, many=True),
              _TYPES, Parameter("shown", "id of a node that is drawn already: its edges to the new ones come too",
                                least=1, most=MOST_ID, many=True),
              Parameter("fresh", "only neighbours that are not drawn already", "boolean", False),
              *_page(EXPANDED, 200)), body=True),
    Endpoint("/subgraph", "A picture of these nodes and the edges between them", answers.subgraph, "Picture",
             (Parameter("ids", "ids of papers and concepts", least=1, most=MOST_ID, many=True),
              Parameter("names", "names or titles; of several nodes of one name the most important is meant",
                        least=1, most=MOST_ID, many=True)),
             body=True),
    Endpoint("/path", "How two papers or concepts are connected: the strongest short paths, with quotes",
             connections.path, "Paths",
             (_id("from", "id or name of one end"), _id("to", "id or name of the other"),
              Parameter("limit", "how many paths at most", "integer", 3, least=1, most=10),
              Parameter("length", "steps that a path may have", "integer", 4, least=1, most=8))),
    Endpoint("/timeline", "How many papers there are in each month or year, and which concepts rise", answers.time,
             "Timeline",
             (Parameter("by", "width of a period; left out, what fits", choices=tuple(PERIODS)),
              _id("concept", "id of a concept: the papers that name it are counted too", required=False),
              _TYPES, Parameter("since", "first recent period, such as 2026 or 2026-04; left out, the last quarter",
                                most=10),
              Parameter("limit", "how many rising concepts at most", "integer", 20, least=1, most=100))),
    Endpoint("/queries", "The named queries with their parameters", answers.queries, "Queries"),
    Endpoint("/query", "Run a Cypher statement or a named query; nothing can be written", answers.query, "Result",
             (Parameter("cypher", "a statement", least=1, most=MOST_CYPHER),
              Parameter("name", "or the name of a query (see /api/queries)", least=1, most=80),
              Parameter("parameters", "values by name", "object"),
              Parameter("timeout", "seconds", "number", answers.SECONDS, least=0.1, most=answers.MOST_SECONDS),
              Parameter("limit", "rows at most", "integer", answers.ROWS, least=1, most=answers.MOST_ROWS)),
             body=True, either=("cypher", "name"), slow=True),
)  # fmt: skip
