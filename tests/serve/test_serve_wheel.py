"""A wheel holds what the page needs, and an installation without the extra says what is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    source = tmp_path_factory.mktemp("source")
    for name in ("kg", "loaders", "queries", "viz"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    script = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    pytest.importorskip("setuptools")
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, str(source)], cwd=source, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return next(source.glob("*.whl"))


def test_every_file_of_the_page_is_in_the_wheel(wheel):
    packed = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("viz/live/static", "viz/web"):
        for file in (ROOT / folder).iterdir():
            assert f"{folder}/{file.name}" in packed
    assert "viz/live/server.py" in packed


def test_the_page_is_served_from_the_wheel(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "installed")
    script = """
import queries, kg, viz
from starlette.testclient import TestClient
from viz.live.state import Live
from viz.live.web import application
assert viz.__file__.startswith({installed!r}), viz.__file__
live = Live(kg.open("memory:"))
live.load()
with TestClient(application(live, queries, title="x", look_every=0), base_url="http://127.0.0.1") as client:
    for path in ("/", "/static/live/main.js", "/static/live/live.css", "/static/web/drawing.js", "/static/web/map.css"):
        assert client.get(path).status_code == 200, path
"""
    installed = str(tmp_path / "installed")
    code = f"import sys; sys.path.insert(0, {installed!r})\n" + script.format(installed=installed)
    ran = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[-2000:]


@pytest.mark.parametrize("absent", ["uvicorn", "starlette"])
def test_without_the_extra_the_command_says_what_to_install(example_graph, absent):
    code = (
        "import sys; sys.modules[sys.argv[1]] = None\n"
        "from kg.cli import main; main(['serve', '--port', '0', '--graph', sys.argv[2]])"
    )
    ran = subprocess.run([sys.executable, "-c", code, absent, example_graph], capture_output=True, text=True)
    assert ran.returncode == 1
    assert ran.stderr == f"Error: {absent} is not installed; get it with: pip install 'paperkg[serve]'\n"
