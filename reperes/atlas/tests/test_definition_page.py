"""An analyst who does not program defines an indicator: words, formulas, a trial, then it is kept."""

import numpy as np
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from reperes.atlas import indices, warehouse
from reperes.atlas.actions import building, composites, editions, indicators
from reperes.atlas.forms.indicator import FormulaForm, classes_of
from reperes.atlas.models import Build, Composite, Dataset, Indicator, Source
from reperes.atlas.testing import an_indicator
from reperes.atlas.tests.steps import SMALL
from reperes.core.errors import Conflict, NotAllowed
from reperes.figures.statuses import OK, PLACE, Status
from reperes.journal.models import Deed
from reperes.reading.store import Characteristic, Store, Writer

pytestmark = pytest.mark.django_db
LAYOUT = "census-2021"
NAMES = {1: "Population, 2021", 8: "Total - Groupes d’âge", 1465: "Ménages propriétaires et locataires",
         1467: "30 % ou plus du revenu", 2000: "moins de 10 000 $", 2001: "10 000 $ à 19 999 $"}  # fmt: skip
FIGURES = {1: (500, 600, 20, 0), 8: (500, 600, 20, 0), 1465: (200, 250, 10, 0), 1467: (50, 100, 4, 0),
           2000: (40, 10, 5, 0), 2001: (60, 90, 5, 0)}  # fmt: skip
TYPED = {
    "name": "Effort de 30 % et plus", "definition": "Part des ménages qui consacrent 30 % ou plus au logement.",
    "unit": "share", "decimals": 1, "aggregation": "ratio", "direction": "lower", "form": "25", "theme": "logement",
    "least_denominator": 0, "small_count": 0,
    f"{LAYOUT}-numerator": "c1467", f"{LAYOUT}-denominator": "c1465",
}  # fmt: skip
NEW = "atlas:new_indicator"
OPEN = Store.open


@pytest.fixture
def profile(small):
    """A profile of the four small areas: one hides its figures, one is empty."""
    source = Source.objects.create(title="Profil", publisher="Statistique Canada", file_sha256="f" * 64)
    dataset = Dataset(source=source, version=small, period="2021", layout=LAYOUT, recipe={"people": 1})
    with Writer(dataset.folder, list(SMALL), [Characteristic(n, name) for n, name in NAMES.items()],
                ("total", "women")) as writer:  # fmt: skip
        for number, figures in FIGURES.items():
            values = np.array(figures, float)
            codes = np.full(4, OK, np.int8)
            if number > 8:
                codes[2], values[2] = PLACE[Status.SUPPRESSED], np.nan
            for column in ("total", "women"):
                writer.put(number, column, values, codes)
    dataset.fingerprint = Store.open(dataset.folder).fingerprint
    dataset.save()
    return dataset


@pytest.fixture
def post(analyst):
    def send(said=(), name=NEW, args=()):
        return analyst.post(reverse(name, args=args), TYPED | dict(said), follow=True)

    return send


def _words(answer):
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_defined_it_has_its_card_and_offers_to_compute(post, ada):
    answer = post()
    kept = Indicator.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("atlas:indicator", args=["effort-de-30-et-plus"])
    assert (kept.origin, kept.source.title) == (Indicator.Origin.LOCAL, "Profil du recensement de 2021")
    assert list(kept.formulas.values_list("layout", "numerator", "denominator")) == [(LAYOUT, "c1467", "c1465")]
    assert Deed.objects.get(verb="indicator.defined").actor == ada
    assert f'action="{reverse("atlas:editions")}"' in _words(answer)


def test_tried_first_it_says_what_the_small_areas_would_show_and_keeps_nothing(post, profile):
    answer = post({"essai": "1", "least_denominator": 220})
    assert not Indicator.objects.exists()
    trial = answer.context["trials"][0]["trial"]
    assert (trial.n_areas, trial.n_known, trial.n_few) == (4, 2, 1)
    assert (trial.low, trial.middle, trial.high) == (0.25, 0.325, 0.4)
    assert sum(n for _status, n in trial.missing) == 2
    assert dict(trial.missing)[Status.SUPPRESSED] == 1
    for said in ["2 secteurs sur 4 ont une valeur", "25,0 %", "32,5 %", "40,0 %", "1 est sous les seuils"]:
        assert said in _words(answer)


def test_a_median_is_tried_in_its_classes(post, profile):
    said = {"aggregation": "median", "unit": "dollars", "decimals": 0, f"{LAYOUT}-numerator": "",
            f"{LAYOUT}-denominator": "", f"{LAYOUT}-classes": "0; 10 000; c2000\n10 000; 20 000; c2001"}  # fmt: skip
    trial = post(said | {"essai": "1"}).context["trials"][0]["trial"]
    assert (trial.n_known, trial.high) == (2, 10_000 + (50 - 10) / 90 * 10_000)  # L + (N/2 − F)/f × h
    post(said)
    assert Indicator.objects.get().formulas.get().classes == [[0.0, 10000.0, "c2000"], [10000.0, 20000.0, "c2001"]]


def test_a_file_is_opened_once_however_many_classes_are_checked(profile, monkeypatch):
    opened = []
    monkeypatch.setattr(Store, "open", classmethod(lambda _cls, folder: opened.append(folder) or OPEN(folder)))
    lines = "\n".join(f"{n}; {n + 1}; c2000" for n in range(18))
    assert FormulaForm({f"{LAYOUT}-classes": lines}, layout=LAYOUT, aggregation="median").is_valid()
    assert len(opened) == 1


def test_without_a_file_of_that_layout_the_formula_is_read_and_that_is_said(post):
    answer = post({"essai": "1"})
    assert "Aucun fichier de cette disposition n’est ici" in _words(answer)


def test_computed_afterwards_it_gives_what_was_tried(post, profile, small):
    post({"name": "Population", "aggregation": "sum", "unit": "persons", f"{LAYOUT}-numerator": "c1",
          f"{LAYOUT}-denominator": ""})  # fmt: skip
    editions.publish(building.build([profile], by=None), by=None)
    post()
    post(name="atlas:editions")
    edition = Build.objects.get().edition
    found = {cell.area: cell.value for cell in warehouse.cells(edition, small.pk, "effort-de-30-et-plus", "2021")}
    assert (found["01"], found["02"]) == (0.25, 0.4)


@pytest.mark.parametrize(
    ("said", "field", "told"),
    [
        ({f"{LAYOUT}-numerator": "c1467 +"}, "numerator", "ne se lit pas, près du caractère 7"),
        ({f"{LAYOUT}-numerator": "c1467 * c1465"}, "numerator", "on ne multiplie que par un nombre"),
        ({f"{LAYOUT}-numerator": "loyer"}, "numerator", "n’est pas une caractéristique"),
        ({f"{LAYOUT}-denominator": "c9999"}, "denominator", "nomme c9999, que cette source n’a pas"),
        ({f"{LAYOUT}-denominator": ""}, "denominator", "Il le faut pour"),
        ({f"{LAYOUT}-classes": "0; 10; c1"}, "classes", "Laissez vide"),
        ({"aggregation": "sum", "unit": "persons"}, "denominator", "Laissez vide"),
        ({"aggregation": "median", f"{LAYOUT}-classes": "0; 10; c1\n20; 30; c8"}, "classes", "où finit celle d’avant"),
        ({"aggregation": "median", f"{LAYOUT}-numerator": "", f"{LAYOUT}-denominator": "",
          f"{LAYOUT}-classes": "0; 10; c1\n10; 30; licorne"}, "classes", "Ligne 2 : Dans « licorne »"),
    ],
)  # fmt: skip
def test_a_formula_is_checked_and_the_mistake_said_beside_its_field(post, said, field, told):
    answer = post(said)
    form = next(one for one in answer.context["form"].formulas if one.layout.id == LAYOUT)
    assert told in "".join(form.errors[field]).replace("\u00a0", " ")
    assert not Indicator.objects.exists()


def test_a_file_that_is_here_is_what_a_formula_is_held_against(post, profile):
    answer = post({f"{LAYOUT}-numerator": "c1466"})  # in the layout, not in this file
    assert "nomme c1466, que cette source n’a pas" in _words(answer)
    assert "la colonne « men »" in _words(post({f"{LAYOUT}-numerator": "c1467.men"}))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"), ({"definition": ""}, "definition"), ({"code": "Pas un code"}, "code"),
        ({"name": "漢字"}, "code"), ({"aggregation": "sum", f"{LAYOUT}-denominator": ""}, "unit"),
        ({"decimals": "-1"}, "decimals"), ({f"{LAYOUT}-numerator": "", f"{LAYOUT}-denominator": ""}, "where"),
    ],
)  # fmt: skip
def test_words_that_will_not_do_are_told_beside_their_field(post, said, field):
    assert field in post(said).context["form"].words.errors
    assert not Indicator.objects.exists()


def test_a_code_already_taken_is_told(post):
    an_indicator("effort-de-30-et-plus")
    assert "porte déjà le code" in _words(post())


def test_without_a_formula_it_says_whom_to_ask(post):
    post({f"{LAYOUT}-numerator": "", f"{LAYOUT}-denominator": "", "where": "Ville de Trois-Ruisseaux"})
    kept = Indicator.objects.get()
    assert (kept.source.publisher, kept.formulas.count()) == ("Ville de Trois-Ruisseaux", 0)


def test_an_indicator_of_the_house_becomes_local_and_it_is_said_before(post, analyst):
    indicators.define_shipped(by=None)
    address = reverse("atlas:indicator_definition", args=["effort30"])
    assert "elle devient une définition du milieu" in _words(analyst.get(address))
    post(name="atlas:indicator_definition", args=["effort30"])
    kept = Indicator.objects.get(code="effort30")
    assert (kept.origin, kept.name) == (Indicator.Origin.LOCAL, "Effort de 30 % et plus")
    assert list(kept.formulas.values_list("layout", flat=True)) == [LAYOUT]
    assert "a corrigé la fiche" in _words(analyst.get(address))


def test_what_is_kept_comes_back_in_the_form(analyst):
    indicators.define_shipped(by=None)
    for code in ("effort30", "revenu_median", "age_median"):
        form = analyst.get(reverse("atlas:indicator_definition", args=[code])).context["form"]
        kept = Indicator.objects.get(code=code)
        formula = kept.formulas.get(layout=LAYOUT)
        shown = next(one for one in form.formulas if one.layout.id == LAYOUT)
        assert shown["denominator"].value() == formula.denominator
        assert [text for _l, _h, text in formula.classes] == [
            text for _l, _h, text in (classes_of(shown["classes"].value()) if formula.classes else [])
        ]


def test_duplicated_it_takes_the_words_and_the_formulas_under_another_name(analyst):
    indicators.define_shipped(by=None)
    form = analyst.get(reverse(NEW) + "?copie=effort30").context["form"]
    assert form.words["name"].value().endswith("(copie)")
    assert not form.words["code"].value()
    assert next(one for one in form.formulas if one.layout.id == LAYOUT)["numerator"].value() == "c1467"


def test_removed_it_leaves_its_name_in_the_journal(post, analyst):
    post()
    analyst.post(reverse("atlas:indicator_removal", args=["effort-de-30-et-plus"]))
    assert not Indicator.objects.exists()
    assert Deed.objects.get(verb="indicator.removed").thing_name == "Effort de 30 % et plus"


def test_what_an_edition_uses_stays(post, analyst, profile):
    post()
    editions.publish(building.build([profile], by=None), by=None)
    answer = analyst.post(reverse("atlas:indicator_removal", args=["effort-de-30-et-plus"]))
    assert answer.status_code == 409
    assert "une édition ne change plus" in _words(answer)
    assert Indicator.objects.exists()


def test_what_comes_with_the_house_or_makes_an_index_stays(ada):
    indicators.define_shipped(by=None)
    with pytest.raises(Conflict, match="reviendrait"):
        indicators.remove(Indicator.objects.get(code="emploi"), by=ada)
    composites.define_shipped(by=None)
    recipes = [indices.read(each.recipe) for each in Composite.objects.all()]
    ingredient = Indicator.objects.filter(code__in=[code for each in recipes for code in each.wants]).first()
    Indicator.objects.filter(pk=ingredient.pk).update(origin=Indicator.Origin.LOCAL)
    ingredient.refresh_from_db()
    with pytest.raises(Conflict, match="en est fait"):
        indicators.remove(ingredient, by=ada)


def test_what_an_index_gives_is_corrected_by_its_recipe(post, analyst, ada):
    indicators.define_shipped(by=None)
    composites.define_shipped(by=None)
    made = composites.define_outputs(Composite.objects.all())
    given_by_it = next(iter(made.values()))
    said = {"name": "Autre nom"}
    with pytest.raises(Conflict, match="corrigez sa recette"):
        indicators.redefine(given_by_it, by=ada, said=said, written={})
    with pytest.raises(Conflict, match="corrigez sa recette"):
        indicators.remove(given_by_it, by=ada)
    words = _words(analyst.get(reverse("atlas:indicator", args=[given_by_it.code])))
    assert "Calculé ici de plusieurs indicateurs" in words
    assert reverse("atlas:indicator_definition", args=[given_by_it.code]) not in words


def test_a_table_brought_for_it_holds_its_way_of_adding_up(post, small):
    mine = an_indicator("mien", aggregation="sum", unit="persons")
    Dataset.objects.create(source=mine.source, version=small, period="2021", fingerprint="0" * 64,
                           recipe={"recipe": {"measures": [{"code": "mien"}]}})  # fmt: skip
    answer = post(name="atlas:indicator_definition", args=["mien"])
    assert "se calcule d’une autre façon" in _words(answer)
    mine.refresh_from_db()
    assert mine.aggregation == "sum"


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("ben", 403), ("cleo", 403)])
@pytest.mark.parametrize("name", [NEW, "atlas:indicator_definition", "atlas:characteristics"])
def test_who_may_define(client, request, who, status, name):
    an_indicator("mien")
    client.force_login(request.getfixturevalue(who))
    args = ["mien"] if name == "atlas:indicator_definition" else []
    assert client.get(reverse(name, args=args)).status_code == status


def test_who_may_remove(client, ben):
    mine = an_indicator("mien")
    client.force_login(ben)
    assert client.post(reverse("atlas:indicator_removal", args=["mien"])).status_code == 403
    with pytest.raises(NotAllowed):
        indicators.remove(mine, by=ben)


def test_strangers_are_offered_none_of_it(client):
    an_indicator("mien")
    for name, args in [("atlas:indicators", []), ("atlas:indicator", ["mien"])]:
        assert reverse(NEW) not in client.get(reverse(name, args=args)).content.decode()


@given(st.text(max_size=120))
def test_whatever_is_typed_as_classes_reads_or_is_refused_in_words(text):
    form = FormulaForm({f"{LAYOUT}-classes": text}, layout=LAYOUT, aggregation="median")
    if form.is_valid() and form.written:
        assert all(high is None or low < high for low, high, _text in form.written["median"])
    else:
        assert form.errors or not text.strip()


@given(st.text("c0123456789.+-*() womenland_k2e,;", max_size=60))
def test_whatever_is_typed_as_a_formula_reads_or_is_refused_in_words(text):
    form = FormulaForm({f"{LAYOUT}-numerator": text}, layout=LAYOUT, aggregation="sum")
    assert form.is_valid() or form.errors["numerator"]
