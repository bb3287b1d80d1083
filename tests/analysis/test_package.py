"""The package gives functions, whatever was imported before, and imports no more than it must."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import kg.analysis


@pytest.mark.parametrize("first", ["", "import kg.analysis.paths\n", "from kg.analysis.paths import Path\n"])
def test_a_name_is_the_function_and_not_its_module(first: str) -> None:
    code = (
        first
        + "import kg.analysis\nfrom kg.analysis import paths\nassert callable(paths)\nassert kg.analysis.paths is paths"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_name_is_there() -> None:
    for name in kg.analysis.__all__:
        value = getattr(kg.analysis, name)
        assert inspect.isfunction(value) or inspect.isclass(value)
        assert value.__name__ == name
        assert value.__doc__
    with pytest.raises(AttributeError, match="has no attribute 'pathes'"):
        kg.analysis.pathes  # noqa: B018


def test_paths_load_no_scipy() -> None:
    code = "import sys\nfrom kg.analysis import paths\nassert not {'scipy', 'networkx'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
