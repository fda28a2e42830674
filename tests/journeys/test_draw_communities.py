"""An analyst draws three communities: one touched on the map, one from the list, one from a file; leaves, comes back,
publishes, and sees their pages."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import faults

SECTORS = [f"9901.{n:02}" for n in range(1, 11)]


def begin(page: Page) -> str:
    page.get_by_label("Petits secteurs avec lesquels dessiner").select_option(
        label="Petits secteurs de la MRC des Trois-Ruisseaux (2021)"
    )
    page.get_by_label("Nom du découpage").fill("Communautés dessinées")
    page.get_by_label("Millésime").fill("2026")
    page.get_by_role("button", name="Commencer").click()
    page.wait_for_url("**/territoires/dessins/*/")
    return page.url


def add(page: Page, name: str) -> None:
    page.locator("#nouveau-nom").fill(name)
    page.get_by_role("button", name="Ajouter", exact=True).click()
    expect(page.locator(".drawing-places")).to_contain_text(name)


def by_list(page: Page, codes: list[str], name: str) -> None:
    page.get_by_label("Code ou nom").fill(codes[0].split(".")[0])
    page.get_by_role("button", name="Chercher", exact=True).last.click()
    for code in codes:
        page.get_by_role("checkbox", name=code).check()
    page.locator("#communaute").select_option(label=name)
    page.get_by_role("button", name="Mettre dans la communauté").last.click()
    expect(page.locator("#gestes + ol > li").first).to_contain_text(f"{len(codes)} secteurs dans")


def touch(page: Page, name: str) -> None:
    """The middle of the map is somebody's home: touched, it belongs to the community in hand."""
    stage = page.locator("#toile")
    expect(stage).to_have_attribute("data-revision", page.locator("#geste-carte [name=base]").input_value())
    page.get_by_label("Communauté en main").select_option(label=name)
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#gestes + ol > li").first).to_contain_text("1 secteur dans")


def surround(page: Page, name: str) -> None:
    page.get_by_label("Lasso").check()
    page.get_by_label("Communauté en main").select_option(label=name)
    page.locator("#toile").scroll_into_view_if_needed()
    box = page.locator("#toile").bounding_box()
    left, top = box["x"] + box["width"] * 0.55, box["y"] + box["height"] * 0.15
    corners = [(0, 0), (box["width"] * 0.4, 0), (box["width"] * 0.4, box["height"] * 0.3), (0, box["height"] * 0.3)]
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in [*corners, corners[0]]:
        page.mouse.move(left + x, top + y, steps=6)
    page.mouse.up()
    expect(page.locator("#gestes + ol > li").first).to_contain_text("secteurs dans")


@pytest.mark.slow  # a browser, maps, tiles
def test_three_communities_from_map_list_and_file(page_of, tmp_path):
    page = page_of("ada", address="/territoires/")
    page.get_by_role("link", name="Dessiner des communautés").click()
    assert faults(page) == ""
    address = begin(page)
    add(page, "La Touche")
    touch(page, "1 La Touche")
    surround(page, "1 La Touche")
    page.get_by_role("button", name="Annuler mon dernier geste").click()
    expect(page.locator("#gestes + ol > li").first).to_contain_text("Annulé")
    add(page, "La Liste")
    by_list(page, SECTORS[4:8], "2 La Liste")
    assert faults(page) == ""

    page.goto("/")  # everything was kept at each gesture
    page.goto(address)
    expect(page.locator(".drawing-places")).to_contain_text("4 secteurs")
    groups = tmp_path / "groupes.csv"
    groups.write_text("code;groupe;part\n9907.01;Le Fichier;\n9907.02;Le Fichier;60 %\n", encoding="utf-8")
    page.get_by_label("Liste de secteurs").set_input_files(groups)
    page.get_by_role("button", name="Grouper d’après la liste").click()
    expect(page.locator(".drawing-places")).to_contain_text("Le Fichier")
    page.get_by_role("link", name="Vérifier et publier").click()
    assert faults(page) == ""
    page.get_by_role("button", name="Publier ces communautés").click()
    expect(page.locator("main")).to_contain_text("C’est publié", timeout=60_000)
    assert faults(page) == ""
    page.goto("/territoires/")
    page.get_by_role("link", name="Le Fichier", exact=True).click()
    expect(page.get_by_role("heading", name="Le Fichier", level=1)).to_be_visible()
    page.get_by_role("link", name="Ces limites").click()
    assert faults(page) == ""


@pytest.mark.slow  # a browser
def test_a_gesture_made_while_the_connection_is_lost_leaves_when_it_is_back(browser, house, signed_in):
    """Its own context: a lost connection is a complaint in the console, here the thing itself."""
    context = browser.new_context(base_url=house.address, storage_state=signed_in("ada"), reduced_motion="reduce")
    page = context.new_page()
    page.goto("/territoires/dessins/")
    begin(page)
    add(page, "Hors ligne")
    stage = page.locator("#toile")
    expect(stage).to_have_attribute("data-revision", "1")
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    context.set_offline(True)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#annonce")).to_contain_text("vos gestes attendent")
    context.set_offline(False)
    expect(page.locator("#gestes + ol > li").first).to_contain_text("1 secteur dans", timeout=15_000)
    context.close()


@pytest.mark.slow  # a browser
def test_the_whole_drawing_without_script(context_of, browser, house, signed_in, tmp_path):
    context = browser.new_context(
        base_url=house.address,
        java_script_enabled=False,
        storage_state=signed_in("ada"),
        viewport={"width": 390, "height": 844},
    )
    page = context.new_page()
    page.goto("/territoires/dessins/")
    begin(page)
    add(page, "Sans script")
    by_list(page, SECTORS[4:6], "1 Sans script")
    page.get_by_role("button", name="Annuler mon dernier geste").click()
    expect(page.locator("#gestes + ol > li").first).to_contain_text("Annulé")
    page.get_by_role("button", name="Refaire").click()
    expect(page.locator("#gestes + ol > li").first).to_contain_text("Refait")
    context.close()


@pytest.mark.slow  # a browser
@pytest.mark.parametrize("width", [390, 768, 1440])
def test_nothing_sticks_out_of_the_page(page_of, width):
    page = page_of("ada", address="/territoires/dessins/", width=width)
    page.get_by_role("link", name="Communautés dessinées").first.click()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
