"""How the command behaves in a shell: completion, pager, lines in pipes, exit codes."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

import queries as catalogue
from kg.cli import COMMANDS, main
from kg.cli.completing import fitting

KG = [sys.executable, "-c", "from kg.cli import main; main(prog_name='kg')"]
DOC = (Path(__file__).parents[1] / "docs" / "completion.md").read_text(encoding="utf-8")


def completed(line: str, graph: str = "", shell: str = "bash") -> list[str]:
    """Return what a shell offers at the end of a line."""
    words = shlex.split(line)
    place = len(words) - (not line.endswith(" "))
    environment = {**os.environ, "_KG_COMPLETE": f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": str(place)}
    if graph:
        environment["KG_GRAPH"] = graph
    done = subprocess.run(KG, env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    if shell == "bash":
        return [offer.removeprefix("plain,") for offer in done.stdout.splitlines() if offer]
    return done.stdout.splitlines()


def test_commands() -> None:
    assert completed("kg ") == list(COMMANDS)
    assert completed("kg re") == [name for name in COMMANDS if name.startswith("re")]
    assert "--help" in completed("kg --")
    assert completed("kg related --li") == ["--limit"]


def test_no_command_is_imported_to_complete_commands() -> None:
    program = (
        "import os, sys\nos.environ.update(_KG_COMPLETE='bash_complete', COMP_WORDS='kg s', COMP_CWORD='1')\n"
        "from kg.cli import main\ntry: main(prog_name='kg')\n"
        "except SystemExit: print(*[name for name in sys.modules if name.startswith('kg.cli.')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == ""


@pytest.mark.parametrize("line", ["kg query ", "kg queries "])
def test_names_of_queries(line: str) -> None:
    assert completed(line) == [query.name for query in catalogue.catalogue()]
    assert completed(f"{line}top") == ["top-concepts"]


@pytest.mark.parametrize(
    "command", ["path", "path LoRA", "lineage", "compare LoRA", "digest", "show", "related", "gaps technique method -c"]
)
def test_names_of_concepts(command: str, example_graph: str) -> None:
    offered = completed(f"kg {command} Flash", example_graph)
    # The one that most papers name comes first.
    assert offered[0] == "FlashAttention"
    assert {"FlashAttention-2", "FlashAttention-3"} <= set(offered)


def test_names_that_bash_would_break_are_quoted(example_graph: str) -> None:
    (offer,) = completed("kg show KV\\ cac", example_graph)[:1]
    assert offer == r"KV\ cache"
    assert shlex.split(f"kg show {offer}") == ["kg", "show", "KV cache"]
    assert "KV cache" in completed("kg show KV", example_graph, "zsh")


def test_a_word_inside_a_name_will_do_only_if_no_name_begins_so() -> None:
    named = [(-9, "linear attention", "Technique"), (-2, "attention sink", "Technique"), (-5, "Attention", "Method")]
    assert fitting(named, "atten") == [("Attention", "Method"), ("attention sink", "Technique")]
    assert fitting(named[:1], "atten") == [("linear attention", "Technique")]
    assert fitting(named, "tention") == []
    assert [name for name, _ in fitting(named, "")] == ["linear attention", "Attention", "attention sink"]


def test_graph_of_the_line_counts(example_graph: str) -> None:
    assert "LoRA" in completed(f"kg path --graph {example_graph} LoR", "nowhere.lbug")


def test_without_a_graph_nothing_is_offered_and_nothing_said(tmp_path: Path) -> None:
    bad = tmp_path / "bad.lbug"
    bad.write_text("no graph")
    assert completed("kg path Lo", str(tmp_path / "none.lbug")) == []
    assert completed("kg path Lo", str(bad)) == []


def test_completion_is_quick(example_graph: str) -> None:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        completed("kg path Flash", example_graph)
        times.append(time.perf_counter() - start)
    assert min(times) < 2  # a quarter of a second on a quiet machine


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_of_the_docs(shell: str) -> None:
    assert f"_KG_COMPLETE={shell}_source kg" in DOC
    done = subprocess.run(KG, env={**os.environ, "_KG_COMPLETE": f"{shell}_source"}, capture_output=True, text=True)
    assert (done.returncode, "_KG_COMPLETE" in done.stdout) == (0, True)


# Pager


def in_a_terminal(command: list[str], pager: str, lines: int) -> str:
    """Run a command with a terminal of so many lines on all sides, and return what it shows."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PAGER": pager, "TERM": "xterm", "LINES": str(lines), "COLUMNS": "200"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        parts = []
        while process.poll() is None or select.select([ours], [], [], 0.2)[0]:
            if select.select([ours], [], [], 0.2)[0]:
                try:
                    part = os.read(ours, 65536)
                except OSError:  # how a closed terminal ends on Linux
                    break
                if not part:
                    break
                parts.append(part)
    os.close(ours)
    return b"".join(parts).decode()


@pytest.mark.parametrize("command", [["show", "LoRA"], ["digest", "LoRA"]])
def test_pager_only_for_what_is_longer_than_the_terminal(command: list[str], example_graph: str) -> None:
    pager = "sh -c 'cat; echo PAGED'"
    arguments = [*KG, *command, "--graph", example_graph]
    long = in_a_terminal(arguments, pager, 5)
    assert long.rstrip().endswith("PAGED")
    short = in_a_terminal(arguments, pager, 5000)
    assert "PAGED" not in short
    assert "LoRA" in short
    piped = subprocess.run(arguments, env={**os.environ, "PAGER": pager}, capture_output=True, text=True, check=True)
    assert "PAGED" not in piped.stdout
    codes = re.compile(r"\x1b\[[\d;]*m|\r")
    assert codes.sub("", short).rstrip() == piped.stdout.rstrip()
    assert codes.sub("", long).rstrip().removesuffix("PAGED").rstrip() == piped.stdout.rstrip()


# Pipes


@pytest.mark.parametrize(
    "command",
    [
        ["search", "attention"],
        ["query", "citations"],
        ["path", "LoRA", "KV cache"],
        ["related", "FlashAttention"],
        ["lineage", "FlashAttention", "--quotes"],
        ["compare", "FlashAttention-2", "FlashAttention-3"],
        ["new", "--since", "2023"],
        ["digest", "LoRA"],
    ],
    ids=lambda command: command[0],
)
def test_output_to_a_pipe_is_plain(command: list[str], example_graph: str) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    arguments = [*KG, *command, "--graph", example_graph]
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout
    assert "\x1b" not in done.stdout
    assert "…" not in done.stdout
    assert done.stderr == ""


def test_rows_are_not_broken_in_a_pipe(example_graph: str) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "COLUMNS"}
    arguments = [*KG, "query", "citations", "-p", "limit=30", "--graph", example_graph]
    table = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True).stdout
    rows = json.loads(subprocess.check_output([*arguments, "--format", "json"], env=environment))
    lines = [line for line in table.splitlines() if line.strip()][2:]
    assert len(lines) == len(rows) == 30
    for line, row in zip(lines, rows, strict=True):
        assert all(str(value) in line for value in row.values() if value)


# Exit codes


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["path", "LoRA", "KV cache"], 0),
        (["new", "--since", "2099"], 0),
        (["search", "zzzzqqq"], 0),
        (["path", "LoRA", "zzzzqqq"], 1),
        (["related", "zzzzqqq"], 1),
        (["lineage", "zzzzqqq"], 1),
        (["compare", "LoRA"], 2),
        (["new", "--since", "soon"], 2),
        (["digest"], 2),
        (["path", "LoRA"], 2),
        (["path", "LoRA", "KV cache", "-k", "0"], 2),
        (["new"], 2),
        (["related"], 2),
        (["lineage", "LoRA", "--depth", "x"], 2),
        (["digest", "LoRA", "--format", "word"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_exit_codes(arguments: list[str], code: int, example_graph: str) -> None:
    done = subprocess.run([*KG, *arguments, "--graph", example_graph], capture_output=True, text=True)
    assert done.returncode == code
    assert bool(done.stderr) == bool(code)
    assert "Traceback" not in done.stderr
    if code == 1:
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "command", [["show", "LoRA"], ["export"], ["query", "citations", "--format", "csv"], ["stats"], ["--help"]], ids=str
)
def test_a_full_disk_is_one_line(command: list[str], example_graph: str) -> None:
    with open("/dev/full", "w") as full:
        environment = {**os.environ, "KG_GRAPH": example_graph}
        done = subprocess.run([*KG, *command], env=environment, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.stderr == "Error: standard output: cannot be written: No space left on device\n"
    assert done.returncode == 1


@pytest.mark.parametrize("command", ["export", "fetch", "query"])
def test_a_reader_that_goes_away_is_told_nothing(command: str, example_graph: str, examples: str) -> None:
    arguments = {"fetch": [examples], "query": ["citations"]}.get(command, [])
    environment = {**os.environ, "KG_GRAPH": example_graph}
    with subprocess.Popen(
        [*KG, command, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_a_name_that_is_no_text_is_not_found(example_graph: str) -> None:
    done = subprocess.run([*KG, "show", b"LoRA\xff", "--graph", example_graph], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: no paper or concept is called 'LoRA\\udcff'; nearest: LoRA (method:lora)")


def test_help_and_docs_state_the_exit_codes() -> None:
    assert main.help is not None
    for code, meaning in (("0", "done"), ("1", "an error"), ("2", "wrong usage")):
        assert f"{code} {meaning}" in " ".join(main.help.split())
        assert f"| {code} | {meaning}" in DOC
