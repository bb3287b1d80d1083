"""What a researcher asks of a graph: one small module a question, each over a :class:`kg.stores.base.View`.

    from kg.analysis import communities, gaps
    gaps(store.view(), "technique", "hardware").gaps[0]

A function and its module may bear one name; what is imported here is the function. The modules import what loads
slowly (networkx, scipy.stats, matplotlib) only when they are called.
"""

from kg.analysis.centrality import Central, central
from kg.analysis.communities import Communities, Community, communities
from kg.analysis.comparison import Comparison, compare
from kg.analysis.differences import Difference, News, diff, new
from kg.analysis.gaps import Gap, Gaps, gaps
from kg.analysis.holdout import Holdout, holdout
from kg.analysis.lineage import Ancestor, Lineage, lineage
from kg.analysis.matrix import Matrix, matrix
from kg.analysis.narrower import with_narrower
from kg.analysis.paths import Connection, Path, Step, paths
from kg.analysis.ranking import Top, top
from kg.analysis.related import Related, RelatedPaper, related
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
