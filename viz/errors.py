"""What can go wrong with a map and that its user can mend."""

from __future__ import annotations

from kg.errors import PaperkgError


class MapError(PaperkgError):
    """The map cannot be drawn, or not be written where it was asked for."""
