"""The README's commands are run, and print what it says."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import main

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
# A command on the example graph, perhaps over several lines, and the lines up to the next command.
COMMAND = re.compile(r"^\$ (kg .*--graph example\.lbug.*(?:\n    .*)*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
BLOCKS = [
    (command, output.strip("\n"))
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for command, output in COMMAND.findall(block)
]


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def test_the_readme_has_commands_with_output() -> None:
    assert len(BLOCKS) == 4
    assert all(output for _, output in BLOCKS)


@pytest.mark.parametrize(("command", "output"), BLOCKS, ids=[command[:30] for command, _ in BLOCKS])
def test_command_prints_what_the_readme_says(
    command: str, output: str, example_graph: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(example_graph, tmp_path / "example.lbug")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    result = CliRunner().invoke(main, shlex.split(command)[1:], catch_exceptions=False)
    assert result.exit_code == 0
    assert lines(result.output) == lines(output)
