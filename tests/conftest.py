"""What all tests share: where the real input is, and papers that are quick to write."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import kg
from kg.model import Paper
from kg.pipeline import build

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def seeds() -> list[str]:
    """The five real pages, where they are beside the checkout."""
    files = sorted(str(file) for file in (SHARED / "seeds").glob("*.txt"))
    if not files:
        pytest.skip("the real pages are not beside this checkout")
    return files


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The 20,000 arXiv records, where they are beside the checkout."""
    file = SHARED / "corpus" / "arxiv-20k.jsonl.gz"
    if not file.exists():
        pytest.skip("the arXiv records are not beside this checkout")
    return file


@pytest.fixture(scope="session")
def examples() -> str:
    """The bundled example papers."""
    return str(Path(__file__).parents[1] / "examples" / "efficient-ml.jsonl")


@pytest.fixture(scope="session")
def example_graph(examples: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A LadybugDB graph of the bundled example papers, for tests that only read."""
    url = str(tmp_path_factory.mktemp("graph") / "examples.lbug")
    with kg.open(url) as store:
        build([examples], store)
    return url


def require_service(available: bool, reason: str) -> None:
    """Skip a test whose service is missing, or fail it where services are required."""
    if not available:
        if os.environ.get("KG_REQUIRE_SERVICES") == "1":
            pytest.fail(f"{reason} (KG_REQUIRE_SERVICES=1)")
        pytest.skip(reason)


def paper(title: str, abstract: str = "", **fields: object) -> Paper:
    """Return a paper with an abstract long enough to be one."""
    return Paper(title, abstract, **fields)  # type: ignore[arg-type]
