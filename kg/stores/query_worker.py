"""Runs statements in a process of its own, so that no statement can hurt the program that asks.

LadybugDB stops a statement after its time while it runs it, but not while it plans it: ``RETURN size(range(1, 10^11))``
is computed there, for ever, in memory that grows without end, and a statement that is nested deep enough overflows the
stack. So a worker process opens the file, read-only, gives up the right to open or write any other file and to use
more than a fixed memory, and gets killed by the system's clock a moment after the time that a statement was given.
That it cannot reach other files is the second line of defence; the first is :mod:`kg.guard`.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import weakref
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from kg import errors
from kg.errors import GraphError, PaperkgError, QueryError, QueryTimeout
from kg.stores.base import Result

#: Memory for pages while statements run, and what a statement may use besides.
READ_MEMORY = 512 << 20
EXTRA_MEMORY = 1 << 30
#: Seconds between the time that LadybugDB is given and the moment when the worker is killed.
GRACE = 1.0
#: Largest answer in bytes.
MAX_ANSWER = 256 << 20

_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from kg.stores.query_worker import serve; serve()"


class QueryRunner:
    """Runs statements on one LadybugDB file; threads may share it, and each statement then has a worker to itself.

    Args:
        path: the file. A worker reads what stood there when it started; ask a new runner after the file was replaced.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._mutex = threading.Lock()
        self._closed = self._stopped = False

    def run(self, cypher: str, parameters: dict[str, Any], timeout: float, limit: int) -> Result:
        """Run a statement that the guard let pass.

        Raises:
            QueryTimeout: if it ran out of time.
            QueryError: if it cannot be parsed or run, or needs more memory than it may use.
            GraphError: if the file cannot be opened.
        """
        with self._mutex:
            worker = self._idle.pop() if self._idle else None
        worker = worker or _Worker(self._path)
        with self._mutex:
            self._busy.add(worker)
            if self._stopped:
                worker.kill()
        try:
            answer = worker.ask(cypher=cypher, parameters=parameters, timeout=timeout, limit=limit)
        except BaseException as error:
            worker.close()
            if self._stopped and isinstance(error, QueryError):
                raise GraphError(f"{self._path}: this store was closed while the statement ran") from None
            raise
        finally:
            with self._mutex:
                self._busy.discard(worker)
        with self._mutex:
            if self._closed or self._idle:
                worker.close()
            else:
                self._idle.append(worker)
        if "error" in answer:
            kind = getattr(errors, answer["error"], QueryError)
            raise kind(answer["message"])
        return Result(answer["columns"], answer["rows"], answer["truncated"])

    def stop(self) -> None:
        """End the workers, also those that run a statement: whoever waits for it gets a GraphError."""
        with self._mutex:
            self._stopped = True
            for worker in self._busy:
                worker.kill()
        self.close()

    def close(self) -> None:
        """End the workers that are idle; a statement that runs may come to its end."""
        with self._mutex:
            self._closed = True
            for worker in self._idle:
                worker.close()
            self._idle.clear()


class _Worker:
    """One worker process, seen from the program that asks."""

    def __init__(self, path: Path) -> None:
        ours, theirs = Pipe()
        self._connection: Connection[Any, Any] = ours
        command = [sys.executable, "-c", _START, json.dumps(sys.path), str(theirs.fileno()), str(path)]
        self._process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C at the terminal is the asking program's affair
        )
        theirs.close()
        self._finalizer = weakref.finalize(self, _end, ours, self._process)
        ready = self._receive(60.0)
        if ready is None:
            self.close()
            raise GraphError(f"{path}: the process that runs queries did not start")
        if "error" in ready:
            self.close()
            raise getattr(errors, ready["error"], GraphError)(ready["message"])

    def ask(self, *, timeout: float, **request: Any) -> dict[str, Any]:
        start, answer = time.monotonic(), None
        with suppress(BrokenPipeError):
            self._connection.send({"timeout": timeout, **request})
            answer = self._receive(timeout + 3 * GRACE)
        if answer is not None:
            return answer
        self.close()
        if time.monotonic() - start >= timeout:
            raise QueryTimeout(f"stopped after {timeout:g} s; raise the limit with --timeout, or ask for less")
        raise QueryError(
            "the statement needs more memory than a query may use, or is nested too deep; ask for less: fewer matches, "
            "shorter paths, a LIMIT"
        )

    def _receive(self, seconds: float) -> dict[str, Any] | None:
        """Return what the worker says; None if it has died or says nothing for so long."""
        with suppress(EOFError, ConnectionResetError):
            if self._connection.poll(seconds):
                message: dict[str, Any] = json.loads(self._connection.recv_bytes())
                return message
        return None

    def kill(self) -> None:
        """End the process, while another thread may wait for what it says."""
        self._process.kill()

    def close(self) -> None:
        self._finalizer()


def _end(connection: Connection[Any, Any], process: subprocess.Popen[bytes]) -> None:
    connection.close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(0.05)  # one that died tells why by its return code
    if process.returncode is None:
        process.kill()
    process.wait()


def serve() -> None:
    """Be the worker: open the file, say whether that worked, then answer statements until the asking side is gone."""
    connection: Connection[Any, Any] = Connection(int(sys.argv[2]))
    path = Path(sys.argv[3])
    from kg.stores.ladybug_query import Queries  # the driver; the asking side does without it

    try:
        queries = Queries(path, READ_MEMORY)
    except PaperkgError as error:
        _say(connection, {"error": type(error).__name__, "message": str(error)})
        return
    _confine()
    _say(connection, {"ready": True})
    while True:
        try:
            request = connection.recv()
        except (EOFError, OSError):
            # Nobody asks any more. Without the driver's clean-up: nothing was changed, so nothing can be lost.
            os._exit(0)
        _set_clock(request["timeout"] + GRACE)
        try:
            answer = queries.run(**request)
        except PaperkgError as error:
            answer = {"error": type(error).__name__, "message": str(error)}
        except MemoryError:
            answer = {"error": "QueryError", "message": "the answer is too large; lower the limit or ask for less"}
        _say(connection, answer)
        _set_clock(0)


def _say(connection: Connection[Any, Any], answer: dict[str, Any]) -> None:
    data = json.dumps(answer, allow_nan=False).encode()
    if len(data) > MAX_ANSWER:
        message = f"the answer is larger than {MAX_ANSWER >> 20} MiB; lower the limit or ask for less"
        data = json.dumps({"error": "QueryError", "message": message}).encode()
    connection.send_bytes(data)


def _set_clock(seconds: float) -> None:
    # The default action of the signal ends the process, also in the middle of a computation in the driver.
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _confine() -> None:
    """Give up what a statement must not use: other files, written files, memory without end."""
    with open("/dev/null") as spare:
        free = spare.fileno()
    for limit, value in (
        (resource.RLIMIT_NOFILE, free),  # no descriptor number is left for a file to be opened
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_DATA, _data_size() + EXTRA_MEMORY),
    ):
        with suppress(ValueError, OSError):  # a system that does not know the limit, or has a lower one already
            resource.setrlimit(limit, (value, value))


def _data_size() -> int:
    """Return the bytes of memory mapped so far (the driver maps the place for its pages at once), where known."""
    with suppress(OSError), open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmData:"):
                return int(line.split()[1]) << 10
    return 1 << 62
