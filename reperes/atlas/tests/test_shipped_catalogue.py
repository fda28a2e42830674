"""The catalogue that comes with the house: whole, in both languages, and true to the sources it names. No database."""

import ast
import importlib.util
import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from reperes.figures.statuses import Status
from reperes.reading.testing import HEADERS

SHIPPED = settings.ROOT / "reperes" / "atlas" / "shipped"
FILES = sorted(SHIPPED.glob("*.toml"))
LAYOUTS = {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in SHIPPED.glob("layouts/*.toml")}
INDICATORS = [one for file in FILES for one in tomllib.loads(file.read_text(encoding="utf-8"))["indicator"]]
FORMULAS = [(one, layout, formula) for one in INDICATORS for layout, formula in one["formulas"].items()]
CENSUS = [(one, layout, formula) for one, layout, formula in FORMULAS if layout != "table"]
THEMES = {
    "population", "familles", "logement", "revenu", "scolarite", "emploi", "langue_immigration", "mobilite",
    "autochtones", "administratif", "sante",
}  # fmt: skip
SAID = ["name", "definition", "numerator_words", "universe", "theme", "caution"]
LENGTHS = {"name": 160, "numerator_words": 200, "denominator_words": 200, "universe": 200, "theme": 60}
UNITS = {
    "sum": {"persons", "dwellings", "households", "families"},
    "ratio": {"share", "density", "count", "per_1000"},
    "median": {"years", "dollars"},
    "none": {"share", "dollars", "years", "score", "per_1000"},
}
COMPONENTS = {"sans_diplome_15plus", "emploi", "revenu_moyen", "seul", "separes", "monoparentales"}
RENAMED = {  # 2016 → 2021, looked at one by one
    "1 person": "Living alone",  # as many persons as households of one
    "2011 to 2016": "2016 to 2021",
    "Female parent": "in which the parent is a woman+",
}
# territory portraits of Québec publish these: none may be missing
EXPECTED = COMPONENTS | {
    "population", "evolution_population", "age_0_14", "age_20_29", "age_65_plus", "age_75_plus", "age_85_plus",
    "age_median", "densite", "femmes", "sans_diplome_25_64", "revenu_median_apres_impot",
    "revenu_median_65_plus", "faible_revenu", "faible_revenu_0_5", "faible_revenu_0_17",
    "faible_revenu_65_plus", "faible_revenu_sfr", "mpc", "effort30", "effort50", "seuls_effort50", "locataires",
    "reparations_majeures", "valeur_moyenne", "loyer_moyen", "construits_avant_1961", "besoins_imperieux",
    "surpeuplement", "logement_subventionne", "copropriete", "demenage_1an", "demenage_5ans",
    "meme_logement_1an", "meme_logement_5ans", "immigrants", "immigrants_recents", "maison_autre_que_francais",
    "ni_francais_ni_anglais", "connait_francais", "identite_autochtone", "minorites_visibles", "sans_emploi",
    "chomage", "autonomes", "part_transferts", "assistance_sociale", "assurance_emploi",
    "supplement_revenu_garanti", "mortalite_ajustee", "esperance_vie", "crimes_biens",
    "defavorisation_materielle", "defavorisation_sociale", "vitalite_economique", "participation_electorale",
    "taille_menage", "diplome_universitaire", "diplome_metiers",
}  # fmt: skip


def written(formula: dict) -> list[str]:
    """Every linear form of a formula."""
    forms = [formula[part] for part in ("numerator", "denominator", "as_is", "weight") if part in formula]
    return forms + [form for _low, _high, form in formula.get("median", [])]


def characteristics(form: str) -> set[int]:
    return {int(number) for number in re.findall(r"\bc(\d+)", form)}


def is_linear(node: ast.expr) -> bool:
    """An independent reading of the grammar: + and - of characteristics, each once by a number at most."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        return is_linear(node.left) and is_linear(node.right)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return isinstance(node.left, ast.Constant) and is_linear(node.right)
    if isinstance(node, ast.Attribute):
        return node.attr in {"women", "men"} and isinstance(node.value, ast.Name) and node.value.id != "land_km2"
    return isinstance(node, ast.Name) and re.fullmatch(r"c[1-9]\d*|land_km2", node.id) is not None


def codes(found) -> list[str]:
    return [one["code"] for one in found]


def test_there_is_a_file_for_each_theme_and_at_least_sixty_indicators():
    assert {file.stem for file in FILES} == THEMES
    assert len(INDICATORS) >= 60


def test_codes_and_names_are_unique():
    assert len(set(codes(INDICATORS))) == len(INDICATORS)
    assert len({one["name"] for one in INDICATORS}) == len({one["name_en"] for one in INDICATORS}) == len(INDICATORS)
    assert all(re.fullmatch(r"[a-z0-9_-]{1,60}", code) for code in codes(INDICATORS))


def test_everything_territory_portraits_publish_is_there():
    assert EXPECTED - set(codes(INDICATORS)) == set()


def test_the_six_components_of_the_deprivation_index_exist_for_both_censuses():
    held = {one["code"]: set(one["formulas"]) for one in INDICATORS}
    assert {code: held[code] for code in COMPONENTS} == {code: {"census-2021", "census-2016"} for code in COMPONENTS}


@pytest.mark.parametrize("one", INDICATORS, ids=codes(INDICATORS))
def test_an_entry_is_whole_in_both_languages(one):
    divides = one["aggregation"] == "ratio"
    asked = [*SAID, "denominator_words"] if divides else SAID
    assert [key for name in asked for key in (name, f"{name}_en") if not one.get(key, "").strip()] == []
    assert [
        name for name, most in LENGTHS.items() if max(len(one.get(name, "")), len(one.get(f"{name}_en", ""))) > most
    ] == []
    assert one["direction"] in {"neutral", "higher", "lower"}
    assert one["form"] in {"100", "25", "administrative"}
    assert one["unit"] in UNITS[one["aggregation"]]
    assert one["formulas"]
    assert (one["decimals"], one["order"], one["least_denominator"]) >= (0, 1, 0)


@pytest.mark.parametrize("one", INDICATORS, ids=codes(INDICATORS))
def test_the_way_to_aggregate_is_that_of_its_formulas(one):
    parts = {"sum": {"numerator"}, "ratio": {"numerator", "denominator"}, "median": {"median"}, "none": {"as_is"}}
    for formula in one["formulas"].values():
        assert set(formula) - {"weight", "status", "where", "where_en"} == parts[one["aggregation"]]
        assert "denominator" not in formula or formula["numerator"] != formula["denominator"]


@pytest.mark.parametrize(("one", "layout", "formula"), CENSUS, ids=[f"{o['code']}-{y}" for o, y, _ in CENSUS])
def test_every_form_is_linear_and_names_guarded_characteristics(one, layout, formula):
    anchors = LAYOUTS[layout]["anchors"]
    for form in written(formula):
        assert is_linear(ast.parse(form, mode="eval").body), form
        assert [number for number in characteristics(form) if str(number) not in anchors] == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_guard_is_kept_for_what_nothing_uses(layout):
    said = LAYOUTS[layout]
    used = {number for _one, name, formula in CENSUS if name == layout for form in written(formula) for number in
            characteristics(form)}  # fmt: skip
    assert {int(number) for number in said["anchors"]} == used | {said["people"], said["land_area"]}
    assert max(int(number) for number in said["anchors"]) <= said["n_characteristics"]
    assert all(anchor["en"].strip() for anchor in said["anchors"].values())


def test_classes_of_a_median_follow_each_other_and_end_open():
    for one, layout, formula in CENSUS:
        bounds = [(low, high) for low, high, _form in formula.get("median", [])]
        assert all(high == low for (_, high), (low, _) in pairwise(bounds)), (one["code"], layout)
        assert not bounds or (bounds[0][0], bounds[-1][1]) == (0, float("inf"))


def test_income_classes_are_guarded_by_names_that_say_their_bounds():
    for one, layout, formula in CENSUS:
        for low, high, form in formula.get("median", []) if one["unit"] == "dollars" else []:
            name = LAYOUTS[layout]["anchors"][form[1:]]["en"]
            told = [int(amount.replace(",", "")) for amount in re.findall(r"\$([\d,]+)", name)]
            assert told == ([high] if not low else [low] if high == float("inf") else [low, high - 1]), (
                one["code"],
                name,
            )


def test_age_classes_are_guarded_by_names_that_say_their_bounds():
    for one, layout, formula in CENSUS:
        for low, high, form in formula.get("median", []) if one["unit"] == "years" else []:
            told = [int(age) for age in re.findall(r"\d+", LAYOUTS[layout]["anchors"][form[1:]]["en"])]
            assert told == ([low] if high == float("inf") else [low, high - 1]), one["code"]


def test_only_rows_that_count_persons_are_given_by_sex():
    for one, layout, formula in CENSUS:
        names = [LAYOUTS[layout]["anchors"][str(number)]["en"] for form in written(formula) for number in
                 characteristics(form)]  # fmt: skip
        of_things = [name for name in names if re.search(r"dwelling|by tenure|families$|household (size|type)", name)]
        assert not (one.get("by_sex") and of_things), (one["code"], of_things)


def test_both_censuses_count_the_same_thing():
    """Characteristic by characteristic, the names of the two vintages share most words, or the renaming is known."""
    for one in INDICATORS:
        if set(LAYOUTS) <= set(one["formulas"]):
            for part in ("numerator", "denominator", "as_is", "weight"):
                for new, old in paired(one["formulas"], part):
                    assert RENAMED.get(old) == new or alike(new, old), (one["code"], new, old)


def paired(formulas: dict, part: str) -> list[tuple[str, str]]:
    """Names of 2021 and of 2016 in the order of the forms, where both have as many."""
    sides = []
    for layout in ("census-2021", "census-2016"):
        numbers = re.findall(r"\bc(\d+)", formulas[layout].get(part, ""))
        sides.append([LAYOUTS[layout]["anchors"][number]["en"] for number in numbers])
    return list(zip(*sides, strict=True)) if len(sides[0]) == len(sides[1]) else []


def alike(new: str, old: str) -> bool:
    words = [set(re.findall(r"[a-z]+", re.sub("aboriginal", "indigenous", re.sub("lone-p", "one-p", name.lower()))))
             for name in (new, old)]  # fmt: skip
    return len(words[0] & words[1]) >= 0.5 * min(map(len, words)) and bool(words[0] & words[1])


def test_what_one_brings_says_where_to_ask_and_hides_small_counts():
    own = [(one, formula) for one, layout, formula in FORMULAS if layout == "table"]
    assert own
    for one, formula in own:
        assert formula["status"] == "bring-your-own"
        assert formula["where"].strip()
        assert formula["where_en"].strip()
        assert all(re.fullmatch(r"(0\.001\*)?[a-z0-9_]+", form) for form in written(formula))
        assert one["form"] != "administrative" or one["small_count"] == 5


def test_what_a_census_lacks_is_said():
    for one in INDICATORS:
        if set(one["formulas"]) == {"census-2021"}:
            assert "pas de valeur pour 2016" in one["caution"], one["code"]
            assert "no value for 2016" in one["caution_en"], one["code"]


def test_words_are_set_as_the_house_sets_them():
    wrong = re.compile(r"'|\"|« |[^\u00a0\u202f]»|\d %|[^\u00a0] (?=[:%$»])|  |\.\.(?!\.)|\s$")
    for one in INDICATORS:
        french = [one[key] for key in (*SAID, "denominator_words") if key in one]
        english = [one[f"{key}_en"] for key in (*SAID, "denominator_words") if f"{key}_en" in one]
        assert [text for text in french if wrong.search(text)] == [], one["code"]
        assert [text for text in english if re.search(r"'|\"|«|»|\d %| [:;]|  |\s$", text)] == [], one["code"]
        assert one["definition"].endswith(".")
        assert one["caution"].endswith(".")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_says_whose_it_is_and_how_it_is_written(layout):
    said = LAYOUTS[layout]
    told = ["name", "name_en", "publisher", "licence", "attribution", "attribution_en", "address", "vintage", "period"]
    assert [key for key in told if not said[key]] == []
    assert said["id"] == layout
    assert {"area", "level", "characteristic", "characteristic_name"} <= set(said["columns"])
    assert {"total", "men", "women"} <= set(said["columns"]["values"])
    assert set(said["symbols"].values()) <= set(Status)
    assert set(said.get("dguid_levels", {}).values()) <= set(said["levels"])
    assert said["header_en"] == HEADERS[int(said["vintage"]), "en"]
    assert {name for names in said["columns"]["values"].values() for name in names[1:]} <= set(
        HEADERS[int(said["vintage"]), "fr"]
    )
    named = [name for key, names in said["columns"].items() if key != "values" for name in names[:1]]
    named += [names[0] for names in said["columns"]["values"].values()]
    patterns = [re.escape(name).replace(r"\*", ".+") for name in named]
    assert [one for one in patterns if not any(re.fullmatch(one, column) for column in said["header_en"])] == []


def test_the_page_of_indicators_says_what_the_catalogue_says():
    script = settings.ROOT / "docs" / "users" / "list_indicators.py"
    spec = importlib.util.spec_from_file_location("list_indicators", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert Path(module.PAGE).read_text(encoding="utf-8") == module.page(), "run python docs/users/list_indicators.py"
