"""Lets a few queries run at once; others wait, but neither many nor long."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from viz.live.problems import ApiError


class Gate:
    """A bounded number of queries at a time.

    Args:
        running: how many may run at once.
        waiting: how many may wait.
        patience: seconds that one waits at most.
    """

    def __init__(self, running: int, waiting: int, patience: float) -> None:
        self._running, self._most_waiting, self._patience = running, waiting, patience
        self._semaphore: anyio.Semaphore | None = None
        self._waiting = 0

    @asynccontextmanager
    async def passed(self) -> AsyncIterator[None]:
        """Hold a place while the block runs.

        Raises:
            ApiError: if too many wait, or none became free in time.
        """
        semaphore = self._semaphore = self._semaphore or anyio.Semaphore(self._running)
        busy = ApiError(429, f"{self._running} queries are running and others wait", "try again in a few seconds")
        if self._waiting >= self._most_waiting:
            raise busy
        self._waiting += 1
        try:
            with anyio.move_on_after(self._patience) as scope:
                await semaphore.acquire()
        finally:
            self._waiting -= 1
        if scope.cancelled_caught:
            raise busy
        try:
            yield
        finally:
            semaphore.release()
