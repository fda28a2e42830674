"""Every pair of colours a person must read is AA, in both themes; computed from the tokens themselves."""

import re
from itertools import product

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


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


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
def test_the_strong_end_of_a_ramp_stands_out_most(theme):
    steps = [contrast(f"ramp-{step}", "paper", theme) for step in range(1, 6)]
    assert steps == sorted(steps)
