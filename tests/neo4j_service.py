"""The one Neo4j server of a test run: started when a test first needs it, shared by all workers, stopped at the end."""

from __future__ import annotations

import fcntl
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import neo4j

ROOT = Path(__file__).parents[1]
_SCRIPT = str(ROOT / "scripts" / "neo4j_for_tests.sh")
#: Where the process that began the test run tells its workers the folder of the server.
_FOLDER = "KG_TEST_NEO4J_FOLDER"


class NoServer(Exception):
    """There is none, and the message says why."""


def announce_folder() -> None:
    """Choose the server's folder; called once in the process that begins the run, before it starts workers."""
    os.environ[_FOLDER] = tempfile.mkdtemp(prefix="kg-neo4j-")


def stop() -> None:
    """Stop the server, if one was started, and remove its folder."""
    folder = Path(os.environ.pop(_FOLDER))
    if (folder / "home").exists():
        environment = {k: v for k, v in os.environ.items() if k != "NEO4J_URI" or (folder / "given").exists()}
        subprocess.run([_SCRIPT, "stop", str(folder / "home")], check=False, env=environment)
    shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Service:
    """A running server whose database belongs to the tests.

    Attributes:
        uri: its address, without an account.
        username: of an account that may do anything.
        password: of the account.
        http: its HTTP address, or empty.
        folder: of this test run.
        wiped: how often the database was emptied, to see whether what one left there is still there.
    """

    uri: str
    username: str
    password: str
    http: str
    folder: Path
    wiped: int = 0

    def __post_init__(self) -> None:
        self._depth = 0
        self._file = (self.folder / "used").open("w")
        self._driver = neo4j.GraphDatabase.driver(self.uri, auth=(self.username, self.password))

    def close(self) -> None:
        """Let go of the server, which runs on for the other workers."""
        self._driver.close()
        self._file.close()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Keep the other workers off the database; a worker can do it again inside."""
        if not self._depth:
            fcntl.flock(self._file, fcntl.LOCK_EX)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if not self._depth:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def run(self, cypher: str, /, **parameters: object) -> list[list[object]]:
        """Run any statement, past the product's code."""
        with self._driver.session(notifications_min_severity="OFF") as session:
            return session.run(cypher, parameters).values()

    def wipe(self, *, schema: bool = False) -> None:
        """Empty the database; of constraints and indexes too if ``schema``, which takes longer."""
        self.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS")
        self.wiped += 1
        if schema:
            for (name,) in self.run("SHOW CONSTRAINTS YIELD name RETURN name"):
                self.run(f"DROP CONSTRAINT `{name}`")
            for (name,) in self.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"):
                self.run(f"DROP INDEX `{name}`")


def start() -> Service:
    """Return the server of this run; the first worker that comes starts it.

    Raises:
        NoServer: if there is none.
    """
    folder = Path(os.environ[_FOLDER])
    with (folder / "starting").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known, refused = folder / "env", folder / "refused"
        if not known.exists() and not refused.exists():
            _start(folder, known, refused)
        if refused.exists():
            raise NoServer(refused.read_text())
    values = dict(part.split("=", 1) for part in shlex.split(known.read_text()))
    return Service(
        values["NEO4J_URI"],
        values["NEO4J_USERNAME"],
        values["NEO4J_PASSWORD"],
        values.get("NEO4J_HTTP", ""),
        folder,
    )


def _start(folder: Path, known: Path, refused: Path) -> None:
    (folder / "home").mkdir()
    given = bool(os.environ.get("NEO4J_URI"))
    if given:
        (folder / "given").touch()
    done = subprocess.run([_SCRIPT, "start", str(folder / "home")], capture_output=True, text=True)
    if done.returncode:
        refused.write_text(done.stderr.strip().splitlines()[-1])
        return
    known.write_text(done.stdout)
    if given:
        # Tests empty the database: not one in which somebody keeps something.
        values = dict(part.split("=", 1) for part in shlex.split(done.stdout))
        service = Service(values["NEO4J_URI"], values["NEO4J_USERNAME"], values["NEO4J_PASSWORD"], "", folder)
        used = service.run("MATCH (n) RETURN count(n)") != [[0]]
        service.close()
        if used and os.environ.get("KG_TEST_NEO4J_WIPE") != "1":
            refused.write_text(
                "the database of NEO4J_URI is not empty, and the tests would empty it; KG_TEST_NEO4J_WIPE=1 allows that"
            )
