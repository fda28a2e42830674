"""Bring boundaries and a table through the four steps, see them on the map, open a place: with a keyboard."""

import json

import pytest
from playwright.sync_api import expect

from tests.journeys.axe import faults
from tests.journeys.keyboard import Keyboard

WEST, SOUTH, SIDE = -71.9, 46.3, 0.05  # a square of nine fields, somewhere along a river
ROWS = [("0101.10", "Le Rang", "1 200", "312"), ("0101.20", "Le Village", "x", "x")]
ROWS += [(f"0102.{n:02}", f"Secteur {n}", f"{900 + n}", f"{200 + 3 * n}") for n in range(1, 8)]


def square(n: int) -> list[list[list[float]]]:
    x, y = WEST + SIDE * (n % 3), SOUTH + SIDE * (n // 3)
    return [[[x, y], [x + SIDE, y], [x + SIDE, y + SIDE], [x, y + SIDE], [x, y]]]


@pytest.fixture
def files(tmp_path):
    """Limits in GeoJSON; a table as a French spreadsheet writes it: semicolons, spaces in thousands, Latin-1, x."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "nom": name},
            "geometry": {"type": "Polygon", "coordinates": square(n)},
        }
        for n, (code, name, *_rest) in enumerate(ROWS)
    ]
    limits, table = tmp_path / "rangs.geojson", tmp_path / "menages.csv"
    limits.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    lines = ["code;Population;Ménages à faible revenu", *(f"{code};{people};{poor}" for code, _n, people, poor in ROWS)]
    table.write_bytes("\r\n".join(lines).encode("latin-1"))
    return limits, table


def bring(page, name: str, file) -> None:
    """The file chooser belongs to the system; what is ours is to open it without a mouse."""
    page.wait_for_load_state()  # scripts listen from then on
    Keyboard(page).reach(page.get_by_label(name).first)
    with page.expect_file_chooser(timeout=30_000) as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(file)


def say_what_it_means(hands: Keyboard) -> None:
    hands.write("Nom du découpage", "Rangs du bord de l’eau")
    hands.write("Millésime des limites", "2024")
    hands.write("Source des limites", "Arpenteuse")
    hands.write("Licence des limites", "CC BY 4.0")
    hands.fill("[name=codes-period]", "2024")
    for column in ["Population", "Ménages à faible revenu"]:
        roles = hands.page.get_by_role("group", name=column, exact=True).get_by_label("Rôle")
        hands.choose(roles, "effectif")
    said = {"title": "Recensement maison", "publisher": "Table des Rangs", "licence": "CC BY 4.0"}
    for field, text in said.items():
        hands.fill(f"[name=source-{field}]", text)


@pytest.mark.slow  # a browser, and a worker that makes tiles
def test_from_two_files_to_a_place(page_of, files):
    page = page_of("ada", address="/atlas/livraisons/")
    hands = Keyboard(page)
    hands.enter("button", "Commencer une livraison")
    bring(page, "Fichier de limites", files[0])
    bring(page, "Tableau de chiffres", files[1])
    assert faults(page) == ""
    hands.enter("button", "Continuer")
    expect(page.get_by_role("table")).to_contain_text("0101.10")
    assert faults(page) == ""
    hands.enter("button", "C’est bien lu, continuer")
    say_what_it_means(hands)
    assert faults(page) == ""
    hands.enter("button", "Vérifier", exact=True)
    expect(page.locator("main")).to_contain_text("9 territoires sur 9")
    assert faults(page) == ""
    hands.enter("button", "Déposer dans l’atlas")
    expect(page.get_by_text("pas encore en ligne")).to_be_visible(timeout=60_000)
    assert faults(page) == ""
    hands.enter("link", "Relire et publier")
    expect(page.locator("main")).to_contain_text("Ce qui a bougé")
    assert faults(page) == ""
    hands.enter("button", "Publier cette édition")
    expect(page.locator("main")).to_contain_text("Cette édition est en ligne")
    hands.enter("link", "Voir la carte")
    expect(page.locator("main")).to_contain_text("Le Village")
    hands.enter("link", "Le Rang")
    expect(page.locator("h1")).to_contain_text("Le Rang")
    expect(page.locator("main")).to_contain_text("1 200")
