"""A package of somebody else adds a format and a service through the entry point group ``kg.loaders``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

#: The example of docs/sources.md, word for word.
DOCS = Path(__file__).parents[2] / "docs" / "sources.md"
BROKEN = "raise RuntimeError('not for this Python')\n"


def example() -> str:
    """Return the module that the documentation shows."""
    text = DOCS.read_text(encoding="utf-8")
    return text.split("<!-- plugin -->\n```python\n")[1].partition("```")[0]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder with an installed package, as pip leaves it."""
    site = tmp_path / "site"
    info = site / "kg_titles-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "kg_titles.py").write_text(example())
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: kg-titles\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[kg.loaders]\ntitles = kg_titles\n")
    return site


def kg(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(site)}
    command = [sys.executable, "-c", "from kg.cli import main; main()", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_example_of_the_documentation_works(package: Path, tmp_path: Path) -> None:
    (tmp_path / "x.titles").write_text("%titles\nOne paper\n\nAnother paper\n")
    listed = kg(package, "sources")
    assert "  titles         one title a line, after a line %titles\n" in listed.stdout
    fetched = kg(package, "fetch", str(tmp_path / "x.titles"))
    assert fetched.stdout == (
        '{"title": "One paper", "origin": "titles"}\n{"title": "Another paper", "origin": "titles"}\n'
    )
    assert kg(package, "fetch", str(tmp_path / "x.titles"), "--format", "titles").stdout == fetched.stdout
    assert kg(package, "fetch", str(tmp_path)).stdout == fetched.stdout


def test_package_that_cannot_be_imported_is_named(package: Path, tmp_path: Path) -> None:
    (package / "kg_titles.py").write_text(BROKEN)
    done = kg(package, "sources")
    assert done.returncode == 1
    assert done.stderr == (
        "Error: the loader titles of kg_titles cannot be used: not for this Python; update or remove its package\n"
    )
