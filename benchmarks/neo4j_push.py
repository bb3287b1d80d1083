"""Pushing into a Neo4j server: ``kg push``, a naive loop of single MERGE statements, and neo4j-admin's import.

All three load the same graph on this machine, one after the other. The rates of edges are what is compared: of
``kg push`` from its first batch of edges to its last, of neo4j-admin over the phases in which it reads and links
relationships, without its start, its nodes and the CSV files that somebody had to write for it.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import tempfile
import time
from argparse import Namespace
from itertools import islice
from pathlib import Path

from processes import kg
from report import ROOT, AbsentError, Report, require

#: Single statements that the naive loop sends.
SLICE = 1_500
#: The aims.
TIMES_NAIVE, TIMES_ADMIN, MOST_BYTES = 50, 5, 500e6

_SERVICE = str(ROOT / "scripts" / "neo4j_for_tests.sh")
_SERVER = str(ROOT / "docker" / "neo4j.sh")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0}


def measure(options: Namespace) -> Report:
    """Build the graph, load it three times."""
    papers = require(options.papers, "--papers")
    report = Report("Neo4j: the same graph by three ways")
    with tempfile.TemporaryDirectory(prefix="kg-bench-") as folder:
        graph = f"{folder}/graph.lbug"
        kg("build", str(papers), "--graph", graph)
        home = f"{folder}/server"
        Path(home).mkdir()
        before = dict(os.environ)  # as it was when the script chose the server
        started = subprocess.run([_SERVICE, "start", home], capture_output=True, text=True)
        if started.returncode:
            raise AbsentError(started.stderr.strip() or "no Neo4j server")
        try:
            os.environ.update(part.split("=", 1) for part in shlex.split(started.stdout))
            pushed = _push(report, graph)
            naive = _naive(report, graph)
        finally:
            subprocess.run([_SERVICE, "stop", home], capture_output=True, env=before)
        admin = _admin(report, graph, Path(folder))
    report.add("push to naive", f"{pushed / naive:.0f} times", f"edges a second; aim: at least {TIMES_NAIVE}")
    if admin:
        report.add("admin to push", f"{admin / pushed:.1f} times", f"edges a second; aim: at most {TIMES_ADMIN}")
    return report


def _push(report: Report, graph: str) -> float:
    """Push and return edges a second."""
    uri = os.environ["NEO4J_URI"]
    if _rows("MATCH (n) RETURN count(n)") != [[0]]:
        raise AbsentError(f"the database at {uri} is not empty")
    ran = kg("push", uri, "--graph", graph, "--json", watch=True)
    done = json.loads(ran.output)
    nodes, edges = sum(done["nodes"].values()), sum(done["edges"].values())
    per_second = edges / done["seconds"]["edges"]
    report.add("kg push", f"{ran.seconds:.1f} s", f"{nodes:,} nodes, {edges:,} edges; Neo4j {_version()}")
    report.add("  nodes a second", f"{nodes / done['seconds']['nodes']:,.0f}")
    report.add("  edges a second", f"{per_second:,.0f}")
    report.add("  peak memory", f"{ran.largest / 1e6:,.0f} MB", f"our process; aim: under {MOST_BYTES / 1e6:,.0f} MB")
    again = kg("push", uri, "--graph", graph)
    report.add("kg push again", f"{again.seconds:.1f} s", "nothing is sent")
    return per_second


def _naive(report: Report, graph: str) -> float:
    """Send single statements, with the index that makes them as fast as they can be; return edges a second."""
    import neo4j

    from kg.stores import open_store

    with open_store(graph) as store:
        edges = list(islice(store.view().edges("USES"), SLICE))
    statement = "MERGE (a:PaperKG {id: $a}) MERGE (b:PaperKG {id: $b}) MERGE (a)-[e:NAIVE]->(b) SET e += $properties"
    account = (os.environ["NEO4J_USERNAME"], os.environ["NEO4J_PASSWORD"])
    with neo4j.GraphDatabase.driver(os.environ["NEO4J_URI"], auth=account) as driver, driver.session() as session:
        begin = time.perf_counter()
        for edge in edges:
            session.run(statement, a=edge.source, b=edge.target, properties=edge.properties).consume()
        per_second = len(edges) / (time.perf_counter() - begin)
    report.add("single MERGE", f"{per_second:,.0f}", f"edges a second, over {len(edges):,} edges, ids indexed")
    return per_second


def _admin(report: Report, graph: str, folder: Path) -> float:
    """Import with neo4j-admin into a new home folder; return edges a second, or 0 without Maven's jars."""
    exported = kg("export", "--graph", graph, "--format", "neo4j-admin", "--output", str(folder / "csv"))
    command = next(line for line in exported.output.splitlines() if line.startswith("neo4j-admin"))
    begin = time.perf_counter()
    done = subprocess.run(
        [_SERVER, "admin", str(folder / "imported"), *shlex.split(command)[1:]], capture_output=True, text=True
    )
    seconds = time.perf_counter() - begin
    if done.returncode:
        report.add("neo4j-admin import", "left out", "it needs Java and Maven")
        return 0.0
    found = re.search(r"(\d+) relationships\n", done.stdout)
    edges = int(found[1]) if found else 0
    phases = sum(_seconds(text) for text in re.findall(r"Relationship \w+ COMPLETED in (.+)", done.stdout))
    report.add("neo4j-admin import", f"{seconds:.1f} s", f"and {exported.seconds:.1f} s for kg export before it")
    report.add("  edges a second", f"{edges / phases:,.0f}", f"in {phases:.1f} s for relationships alone")
    report.add("  edges a second", f"{edges / seconds:,.0f}", "over the whole import with its start and nodes")
    return edges / phases


def _seconds(text: str) -> float:
    """Read a duration as neo4j-admin prints it: ``3s 855ms``."""
    return sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)(ms|s|m)\b", text))


def _rows(cypher: str) -> list[list[object]]:
    import neo4j

    account = (os.environ["NEO4J_USERNAME"], os.environ["NEO4J_PASSWORD"])
    with neo4j.GraphDatabase.driver(os.environ["NEO4J_URI"], auth=account) as driver, driver.session() as session:
        return session.run(cypher).values()


def _version() -> str:
    return str(_rows("CALL dbms.components() YIELD versions RETURN versions[0]")[0][0])
