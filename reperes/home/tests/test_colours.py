"""Every pair of colours a person must read is AA, in both themes; computed from the tokens themselves."""

import re
from itertools import pairwise, product

import numpy as np
import pytest
from django.conf import settings

TOKENS = (settings.ROOT / "frontend" / "styles" / "_tokens.css").read_text(encoding="utf-8")
COLOURS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", TOKENS)
}
DOORS = ["comprendre", "agir", "apprecier", "apprendre", "partager"]
TONES = ["success", "info", "warning", "error"]
GROUNDS = ["paper", "surface", "sunken"]
THEMES = ["light", "dark"]
TEXT, CONTROL = 4.5, 3.0  # WCAG 1.4.3 and 1.4.11
RAMPS = {"ramp": 5, "worse": 5, "better": 5, "diverge": 7}
PAPER = ["map.typ", "choropleth.svg"]  # Typst reads no style sheet
TOLD_APART = 12  # CIE76; 2.3 is just noticeable side by side, a map asks for more: areas lie far apart
# Machado, Oliveira and Fernandes (2009), severity 1, for linear sRGB
SIGHTS = {
    "usual": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
TO_XYZ = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
WHITE = [0.95047, 1, 1.08883]  # D65


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return linear(colour) @ [0.2126, 0.7152, 0.0722]


def seen(colour: str, sight: str) -> np.ndarray:
    """In CIELAB, through these eyes."""
    xyz = TO_XYZ @ np.clip(SIGHTS[sight] @ linear(colour), 0, 1) / WHITE
    x, y, z = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one: str, other: str, theme: str) -> float:
    light, dark = sorted((luminance(COLOURS[one][theme]), luminance(COLOURS[other][theme])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_agrees_with_the_published_extremes():
    assert luminance("#ffffff") == pytest.approx(1)
    assert luminance("#000000") == 0


@pytest.mark.parametrize(("words", "ground"), list(product(["ink", "muted", *DOORS, *TONES], GROUNDS)))
def test_words_are_read_on_every_ground(words, ground):
    assert min(contrast(words, ground, theme) for theme in THEMES) >= TEXT


@pytest.mark.parametrize("name", [*DOORS, *TONES])
def test_words_are_read_on_every_tint(name):
    for words, theme in product([name, "ink", "muted"], THEMES):
        assert contrast(words, f"{name}-tint", theme) >= TEXT


@pytest.mark.parametrize("ground", GROUNDS)
def test_the_outline_of_a_control_is_seen(ground):
    assert min(contrast("edge", ground, theme) for theme in THEMES) >= CONTROL


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("ramp", RAMPS)
def test_neighbours_on_a_map_are_told_apart(ramp, sight, theme):
    steps = [seen(COLOURS[f"{ramp}-{step}"][theme], sight) for step in range(1, RAMPS[ramp] + 1)]
    assert min(np.linalg.norm(one - other) for one, other in pairwise(steps)) >= TOLD_APART


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ramp", ["ramp", "worse", "better"])
def test_the_strong_end_of_a_ramp_stands_out_most(ramp, theme):
    steps = [contrast(f"{ramp}-{step}", "paper", theme) for step in range(1, 6)]
    assert steps == sorted(steps)


@pytest.mark.parametrize("file", PAPER)
def test_paper_wears_the_colours_of_the_light_theme(file):
    drawn = (settings.ROOT / "reperes/atlas/templates/atlas" / file).read_text(encoding="utf-8")
    worn = {COLOURS[f"{ramp}-{step}"]["light"] for ramp in ["ramp", "worse", "better"] for step in range(1, 6)}
    assert {colour for colour in worn if colour not in drawn} == set()
