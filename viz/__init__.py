"""The map: one offline HTML file that shows the most telling part of a graph."""

from __future__ import annotations

from viz.errors import MapError
from viz.map import DEFAULT_LIMIT, Map, MapSummary, draw_map, write_map

__all__ = ["DEFAULT_LIMIT", "Map", "MapError", "MapSummary", "draw_map", "write_map"]
