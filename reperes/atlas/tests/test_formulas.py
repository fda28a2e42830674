"""A formula is a linear form over characteristics; anything else is refused in a sentence that says where."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reperes.atlas import formulas
from reperes.atlas.formulas import BadFormula


@pytest.mark.parametrize(("text", "form"), [
    ("c1467", {(1467, "total"): 1}),
    ("c25 + c26 - c27", {(25, "total"): 1, (26, "total"): 1, (27, "total"): -1}),
    ("0.5*c12 + c12", {(12, "total"): 1.5}),
    ("-c3 + 2 * (c4 - c5.women)", {(3, "total"): -1, (4, "total"): 2, (5, "women"): -2}),
    ("c1.men - c1.men + c2", {(2, "total"): 1}),
])  # fmt: skip
def test_what_may_be_written(text, form):
    assert formulas.parse(text) == form


@pytest.mark.parametrize(("text", "said"), [
    ("", "ne se lit pas"),
    ("c25 +", "ne se lit pas"),
    ("c25 / c26", "« c25 / c26 » n’est pas une caractéristique"),
    ("c25 * c26", "on ne multiplie que par un nombre"),
    ("c25 + 3", "« 3 » n’est pas une caractéristique"),
    ("c0 + c1", "« c0 » n’est pas"),
    ("c1.children", "« c1.children » n’est pas"),
    ("__import__('os')", "n’est pas une caractéristique"),
    ("c1 - c1", "ne nomme aucune caractéristique"),
    ("c1 + " * 200 + "c1", "dépasse 400 caractères"),
])  # fmt: skip
def test_what_is_refused_and_where(text, said):
    with pytest.raises(BadFormula) as refusal:
        formulas.parse(text)
    assert said in refusal.value.sentence.replace("\u00a0", " ")


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused_in_words(text):
    with contextlib.suppress(BadFormula):
        assert formulas.parse(text)


def test_the_same_formula_over_women_or_men():
    assert formulas.of_sex("c25 + 0.5*c26 - land_km2", "women") == "c25.women + 0.5*c26.women - land_km2"
    assert formulas.of_sex("c25.men + c26", "women") == "c25.men + c26.women"


def test_classes_follow_one_another():
    formulas.quantity("revenu", "", classes=[[0, 10_000, "c1"], [10_000, 20_000, "c2"], [20_000, None, "c3"]])
    for broken in ([[0, 10, "c1"], [20, 30, "c2"]], [[0, 10, "c1"], [10, 5, "c2"], [5, None, "c3"]]):
        with pytest.raises(BadFormula, match="doivent se suivre"):
            formulas.quantity("revenu", "", classes=broken)


def test_a_source_must_have_what_the_formula_names():
    asked = formulas.quantity("emploi", "c2225.women", "c2223")
    formulas.refuse_unknown(asked, {2225: "Employed", 2223: "Total"}, ("total", "women"))
    with pytest.raises(BadFormula, match="nomme c2223, que cette source n’a pas"):
        formulas.refuse_unknown(asked, {2225: "Employed"}, ("total", "women"))
    with pytest.raises(
        BadFormula, match="demande la colonne « women »".replace(" »", "\u00a0»").replace("« ", "«\u00a0")
    ):
        formulas.refuse_unknown(asked, {2225: "Employed", 2223: "Total"}, ("total",))


def test_land_is_the_layout_s_own_characteristic():
    assert formulas.quantity("densite", "c1", "land_km2", land=7).denominator == {(7, "total"): 1}
