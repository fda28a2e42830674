"""Windows' contrast themes repaint a page; a map that lost its colours would say nothing."""

import io

import pytest
from PIL import Image


@pytest.mark.slow  # a browser draws the map
def test_the_live_map_keeps_its_classes(context_of):
    page = context_of(forced_colors="active").new_page()
    page.goto("/atlas/")
    page.wait_for_selector(".map-stage.is-live")
    picture = Image.open(io.BytesIO(page.locator(".map-canvas").screenshot())).convert("RGB")
    drawn = {colour for n, colour in picture.getcolors(picture.width * picture.height) if n > 200}
    key = page.locator(".map-legend .swatch").evaluate_all(
        "all => all.map(one => getComputedStyle(one).backgroundColor)"
    )
    classes = {tuple(int(part) for part in colour[4:-1].split(",")) for colour in key if colour.startswith("rgb(")}
    assert len(classes & drawn) >= 3
