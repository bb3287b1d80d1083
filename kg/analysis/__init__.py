"""Questions that Cypher alone cannot answer, each a function over a :class:`~kg.stores.base.View`.

    >>> import kg
    >>> from kg.analysis import paths
    >>> with kg.open("memory:") as store:
    ...     view = store.view()  # then: paths(view, "LoRA", "KV cache", k=3)

The functions bear the names of their modules, so they are imported here at once: the package's attribute is the
function, whatever was imported before.
"""

from __future__ import annotations

from kg.analysis.paths import paths

__all__ = ["paths"]
