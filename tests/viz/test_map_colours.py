"""Types and bubbles can be told apart by readers who lack one kind of cones."""

from __future__ import annotations

import re
from importlib import resources
from itertools import combinations

import numpy as np
import pytest

from viz.style import SHAPES

CSS = resources.files("viz").joinpath("web").joinpath("map.css").read_text(encoding="utf-8")
#: From linear RGB to linear RGB as it is seen, at full severity (Machado, Oliveira and Fernandes, 2009).
SEEN = {
    "by most": np.eye(3),
    "without long cones": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "without middle cones": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "without short cones": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
#: The least distance in CIELAB; about 2 is just seen side by side.
LEAST = 11


def linear(colour):
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("names", [list(SHAPES), [f"bubble-{n}" for n in range(6)]], ids=["types", "bubbles"])
def test_colours_are_apart(names, scheme, seen):
    colours = {name: re.findall(rf"--{name}: (#[0-9a-f]{{6}});", CSS)[scheme] for name in names}
    places = {name: lab(SEEN[seen] @ linear(colour)) for name, colour in colours.items()}
    near = {pair: np.linalg.norm(places[pair[0]] - places[pair[1]]) for pair in combinations(names, 2)}
    assert min(near.values()) > LEAST, min(near, key=near.get)
