"""What an extractor is."""

from __future__ import annotations

from typing import Protocol

from kg.model import Finding


class Extractor(Protocol):
    """Finds the concepts that a paper names.

    Attributes:
        name: under which it is chosen.
        fingerprint: changes whenever the same text could give another result; a build extracts again then.
    """

    name: str
    fingerprint: str

    def extract(self, title: str, abstract: str) -> list[Finding]:
        """Return what a paper names, one finding a concept, in order of first mention.

        Every mention's place must be inside its field, and the same text must always give the same findings.
        """
        ...
