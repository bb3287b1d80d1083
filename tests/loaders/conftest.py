"""Fixtures of the tests of loaders: a local server in the place of all services, a cache of their own, no keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from server import Server, running

HOSTS = ("export.arxiv.org", "huggingface.co", "api.semanticscholar.org", "api.openalex.org", "example.org")
KEYS = ("S2_API_KEY", "SEMANTIC_SCHOLAR_API_KEY", "OPENALEX_API_KEY")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that gets every request for a service; waits are noted in ``server.waits`` and not waited."""
    with running() as local:
        monkeypatch.setenv("KG_ENDPOINTS", ",".join(f"{host}={local.url}" for host in HOSTS))
        monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
        for name in KEYS:
            monkeypatch.delenv(name, raising=False)
        yield local


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that clients wanted to wait, in order; nothing waits."""
    noted: list[float] = []
    import loaders.http

    original = loaders.http.Client.__init__

    def init(self: loaders.http.Client, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("sleep", noted.append)
        original(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(loaders.http.Client, "__init__", init)
    return noted
