"""What a researcher asks of a graph: one small module a question, each over a :class:`kg.stores.base.View`.

    from kg.analysis import communities, gaps
    gaps(store.view(), "Technique", "Hardware").gaps[0]

A function and its module may bear one name; what is imported from here is the function. A module is imported when
something of it is first asked for: all of them take a third of a second, which a command that needs one should not.
"""

from kg.analysis.centrality import Central, central
from kg.analysis.communities import Communities, Community, communities
from kg.analysis.gaps import Gap, Gaps, gaps
from kg.analysis.holdout import Holdout, holdout
from kg.analysis.matrix import Matrix, matrix
from kg.analysis.narrower import with_narrower
from kg.analysis.paths import Connection, paths
from kg.analysis.ranking import Top, top
from kg.analysis.trends import Trend, Trends, trends

__all__ = [
    "Ancestor",
    "Central",
    "Communities",
    "Community",
    "Comparison",
    "Connection",
    "Difference",
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
    "gaps",
    "hardware",
    "holdout",
    "lineage",
    "matrix",
    "new",
    "paths",
    "related",
    "technique",
    "top",
    "trends",
    "with_narrower",
]
