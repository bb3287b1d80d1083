"""Running ``kg`` as a user does, and what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from report import ROOT

#: How often the memory of a running process tree is read, in seconds.
_EVERY = 0.1
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Ran:
    """A finished process.

    Attributes:
        output: what it printed on standard output.
        seconds: on the clock; ``cpu``: of processor time, with its children.
        largest: peak memory in bytes of the largest process among it and its children.
        tree: peak in bytes of the sum over all of them at one moment, None where there is no /proc. Pages that
            processes share count in each, so the truth lies a little lower.
    """

    output: str
    seconds: float
    cpu: float
    largest: int
    tree: int | None


def kg(*arguments: str, watch: bool = False) -> Ran:
    """Run the ``kg`` command of this environment on the code of this checkout.

    Args:
        arguments: of the command.
        watch: whether to read the memory of the process tree while it runs.

    Raises:
        RuntimeError: if it fails; the message holds what it printed on standard error.
    """
    command = [str(Path(sys.executable).with_name("kg")), *arguments]
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, "PYTHONPATH": str(ROOT)})
        tree = 0
        # wait4, since getrusage(RUSAGE_CHILDREN) would give the peak over all builds so far.
        pid, status, usage = os.wait4(process.pid, os.WNOHANG if watch else 0)
        while not pid:
            tree = max(tree, sum(map(_resident, _descendants(process.pid))))
            time.sleep(_EVERY)
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}: {err.read().strip()[-500:]}")
        unit = 1 if sys.platform == "darwin" else 1024
        return Ran(out.read(), seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit, tree or None)


def _descendants(pid: int) -> list[int]:
    """Return a process and all that it started."""
    found = [pid]
    for known in found:
        for listed in Path(f"/proc/{known}/task").glob("*/children"):
            try:
                found += map(int, listed.read_text().split())
            except OSError:  # it ended meanwhile
                continue
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0
