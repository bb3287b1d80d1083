"""What a researcher asks of a graph: one small module a question, each over a :class:`kg.stores.base.View`.

    from kg.analysis import communities, gaps
    gaps(store.view(), "Technique", "Hardware").gaps[0]

A function and its module may bear one name; what is imported from here is the function. A module is imported when
something of it is first asked for: all of them take a third of a second, which a command that needs one should not.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.analysis.centrality import Central, central
    from kg.analysis.communities import Communities, Community, communities
    from kg.analysis.comparison import Comparison, compare
    from kg.analysis.differences import Difference, News, diff, new
    from kg.analysis.digest import Digest, digest
    from kg.analysis.gaps import Gap, Gaps, gaps
    from kg.analysis.holdout import Holdout, holdout
    from kg.analysis.lineage import Ancestor, Lineage, lineage
    from kg.analysis.matrix import Matrix, matrix
    from kg.analysis.narrower import with_narrower
    from kg.analysis.paths import Connection, Path, Step, paths
    from kg.analysis.ranking import Top, top
    from kg.analysis.related import Related, RelatedPaper, related
    from kg.analysis.trends import Trend, Trends, trends

#: The module of each name.
_HOMES = {
    "Ancestor": "lineage",
    "Central": "centrality",
    "Communities": "communities",
    "Community": "communities",
    "Comparison": "comparison",
    "Connection": "paths",
    "Difference": "differences",
    "Digest": "digest",
    "Gap": "gaps",
    "Gaps": "gaps",
    "Holdout": "holdout",
    "Lineage": "lineage",
    "Matrix": "matrix",
    "News": "differences",
    "Path": "paths",
    "Related": "related",
    "RelatedPaper": "related",
    "Step": "paths",
    "Top": "ranking",
    "Trend": "trends",
    "Trends": "trends",
    "central": "centrality",
    "communities": "communities",
    "compare": "comparison",
    "diff": "differences",
    "digest": "digest",
    "gaps": "gaps",
    "holdout": "holdout",
    "lineage": "lineage",
    "matrix": "matrix",
    "new": "differences",
    "paths": "paths",
    "related": "related",
    "top": "ranking",
    "trends": "trends",
    "with_narrower": "narrower",
}

__all__ = [
    "Ancestor",
    "Central",
    "Communities",
    "Community",
    "Comparison",
    "Connection",
    "Difference",
    "Digest",
    "Gap",
    "Gaps",
    "Holdout",
    "Lineage",
    "Matrix",
    "News",
    "Path",
    "Related",
    "RelatedPaper",
    "Step",
    "Top",
    "Trend",
    "Trends",
    "central",
    "communities",
    "compare",
    "diff",
    "digest",
    "gaps",
    "holdout",
    "lineage",
    "matrix",
    "new",
    "paths",
    "related",
    "top",
    "trends",
    "with_narrower",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


class _Package(ModuleType):
    """The package: importing a module of it would set the module where the function of that name belongs."""

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, ModuleType) and name in _HOMES:
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
