"""What a researcher asks of a graph: one small module a question, each over a :class:`kg.stores.base.View`.

    from kg.analysis import communities, gaps
    gaps(store.view(), "Technique", "Hardware").gaps[0]

A function and its module may bear one name; what is imported here is the function. The modules import what loads
slowly (networkx, scipy.stats, matplotlib) only when they are called.
"""

from kg.analysis.communities import Communities, Community, communities
from kg.analysis.paths import Connection, paths

__all__ = ["Communities", "Community", "Connection", "communities", "paths"]
