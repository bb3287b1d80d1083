"""What a researcher asks of a graph: one small module a question, each over a :class:`kg.stores.base.View`.

    from kg.analysis import communities, gaps
    gaps(store.view(), "Technique", "Hardware").gaps[0]

A function and its module may bear one name; what is imported here is the function. The modules import what loads
slowly (networkx, scipy.stats, matplotlib) only when they are called.
"""

from kg.analysis.communities import Communities, Community, communities
from kg.analysis.comparison import Comparison, compare
from kg.analysis.differences import Difference, News, diff, new
from kg.analysis.lineage import Ancestor, Lineage, lineage
from kg.analysis.paths import Connection, Path, Step, paths
from kg.analysis.related import Related, RelatedPaper, related

__all__ = [
    "Ancestor",
    "Communities",
    "Community",
    "Comparison",
    "Connection",
    "Difference",
    "Lineage",
    "News",
    "Path",
    "Related",
    "RelatedPaper",
    "Step",
    "communities",
    "compare",
    "diff",
    "lineage",
    "new",
    "paths",
    "related",
]
