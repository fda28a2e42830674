"""Pages of indices: read once published, written by who keeps the atlas, tried before they are kept."""

import pytest
from django.urls import reverse
from django.utils import translation

from reperes.atlas import indices
from reperes.atlas.actions import building, editions
from reperes.atlas.models import Build, Composite
from reperes.atlas.tests.indices import an_index, z_sum
from reperes.places.models import Locality

pytestmark = pytest.mark.django_db

TYPED = {
    "n_lines": 2, "method-method": "z_sum", "method-high_is": "worse", "method-cut": "mid_rank",
    "line0-indicator": "cote", "line0-raises": "yes", "line0-transform": "none", "line0-weight": "",
    "line1-indicator": "pauvrete", "line1-raises": "yes", "line1-transform": "none", "line1-weight": "2",
    "name": "Chez nous", "name_en": "Ours", "code": "chez-nous", "about": "Ce qu’il mesure.",
    "about_en": "What it measures.",
}  # fmt: skip


@pytest.fixture
def small(ten):
    return ten


@pytest.fixture
def build(build_ten):
    return build_ten


@pytest.fixture
def published(small, build):
    an_index("epreuve", z_sum("cote", "autre"), about="Une épreuve.")
    an_index("seconde", z_sum("pauvrete"))
    an_index("croise", {"kind": "crossing", "first": "epreuve", "second": "seconde", "shift": 0.1})
    return build(others=[3, 1, 4, 1, 5, 9, 2, 6, 5, 3])


def page(client, name, *args, **query):
    return client.get(reverse(f"atlas:{name}", args=args), query)


def test_visitors_read_published_indices_only(client, ada, published):
    an_index("brouillon", z_sum("cote"))
    assert [card.composite.code for card in page(client, "composites").context["cards"]] == [
        "croise",
        "epreuve",
        "seconde",
    ]
    assert page(client, "composite", "brouillon").status_code == 404
    client.force_login(ada)
    assert "pas encore calculé" in page(client, "composites").content.decode()
    assert "Pas encore calculé" in page(client, "composite", "brouillon").content.decode()


def test_the_catalogue_names_the_indicators_readers_have(client, published):
    def named():
        themes = page(client, "indicators").context["page"].themes
        return {entry.indicator.code for theme in themes for entry in theme.entries}

    assert {"epreuve", "seconde", "croise"} < named()
    editions.withdraw(published, by=None)
    assert "epreuve" not in named()


def test_an_edition_nobody_published_shows_nothing(client, published):
    editions.withdraw(published, by=None)
    assert "Aucun indice n’est encore publié" in page(client, "composites").content.decode()
    assert page(client, "composite", "epreuve").status_code == 404


def test_the_page_says_recipe_weights_gaps_and_neighbours(client, published, django_assert_max_num_queries):
    with django_assert_max_num_queries(13):
        words = page(client, "composite", "epreuve").content.decode()
    for said in [
        "Une épreuve.", "Somme de cotes z", "Townsend", "Il parle de secteurs, pas de personnes",
        "10 secteurs ont une cote, sur 10", "le milieu de ses gens", "Contrôle : les deux cinquièmes",
        "Indice de Moran",
        "Moins de trente secteurs", "Gini", "Recensement", "indicateur=epreuve-cinquieme", "indicateur=epreuve-q45",
    ]:  # fmt: skip
        assert said in words, said


def test_a_crossing_says_its_nine_classes_in_words(client, published):
    words = page(client, "composite", "croise").content.decode()
    assert "défavorable · favorable" in words
    assert "à discuter" in words
    assert "81 façons" in words


def test_the_page_speaks_english(client, published):
    with translation.override("en"):
        address = reverse("atlas:composite", args=["epreuve"])
    words = client.get(address).content.decode()
    assert "It speaks of areas, not of people" in words
    assert "Moran’s index" in words


def test_a_territory_says_what_weighs_in_it(client, published, django_assert_max_num_queries):
    place = Locality.objects.get(code="b")
    with django_assert_max_num_queries(14):
        answer = page(client, "locality", place.public_code)
    one = next(each for each in answer.context["page"].standing if each.code == "epreuve")
    assert one.sentences[0].startswith("Ici, ")
    assert "contre" in one.sentences[0]
    assert one.sentences[1] == "Ici, ce qui pèse : Cote et Autre; ce qui allège : rien de marqué."
    assert one.sentences[2].endswith("rang 1 parmi 2, 1 ayant la plus haute.")
    shown = {line.indicator.code for line in answer.context["page"].lines}
    assert {code for code in shown if code.startswith("epreuve")} == {"epreuve-q45"}


def test_a_small_area_says_its_class_and_the_one_it_would_have(client, small, published):
    told = page(client, "area", small.pk, "01").context["page"].standing
    crossed = next(each for each in told if each.code == "croise")
    assert crossed.sentences[0].startswith("Classe 1 : favorable · favorable")
    assert "Si la coupe bougeait de 10 points" in crossed.sentences[1]
    assert "Cinquième 1 sur 5" in next(each for each in told if each.code == "epreuve").sentences[0]


def test_the_map_shows_it_as_any_other_figure(client, published):
    asked = {"decoupage": "quartiers", "indicateur": "epreuve-q45"}
    answer = client.get(reverse("atlas:map"), asked)
    assert {row.code for row in answer.context["page"].rows if row.value is not None} == {"a", "b"}


def test_the_edition_page_lists_them_and_those_that_could_not_be_made(analyst, small, build):
    an_index("epreuve", z_sum("cote"))
    an_index("plate", z_sum("autre"))
    edition = build(others=[1] * 10)
    words = page(analyst, "edition", edition.code).content.decode()
    assert "1 indice n’a pas pu être fait" in words
    assert "contrôle des cinquièmes" in words


def test_a_recipe_is_tried_before_it_is_kept(analyst, published):
    answer = analyst.post(reverse("atlas:composite_new"), TYPED | {"trial": "1"})
    run = answer.context["run"]
    assert (run.report["n_used"], len(run.scores[0].weighed)) == (10, 2)
    assert "Rien n’est encore gardé" in answer.content.decode()
    assert not Composite.objects.filter(code="chez-nous").exists()


def test_a_recipe_that_is_kept_enters_the_next_edition(analyst, ada, published):
    answer = analyst.post(reverse("atlas:composite_new"), TYPED, follow=True)
    kept = Composite.objects.get(code="chez-nous")
    assert (kept.authored_by, kept.origin) == (ada, "local")
    assert indices.read(kept.recipe).recipe.ingredients[1].weight == 2
    assert "Recalculez les chiffres" in answer.content.decode()
    analyst.post(reverse("atlas:editions"))
    edition = Build.objects.get().edition
    editions.publish(edition, by=None)
    assert "Chez nous" in page(analyst, "composites").content.decode()
    assert [each["composite"] for each in edition.report["composites"]] == ["epreuve", "seconde", "chez-nous", "croise"]


@pytest.mark.parametrize(("typed", "said"), [
    ({"line0-indicator": "", "line1-indicator": ""}, "il faut au moins un indicateur"),
    ({"line1-indicator": "cote"}, "Indicateur 2 : le même indicateur y est deux fois"),
    ({"method-method": "components"}, "Indicateur 2 : l’analyse en composantes trouve elle-même les poids"),
    ({"line1-weight": "-1"}, "supérieure ou égale"),
    ({"name": ""}, "obligatoire"),
    ({"code": "cote"}, "déjà pris"),
    ({"code": "epreuve"}, "existe déjà"),
    ({"line0-indicator": "licornes"}, "licornes"),
])  # fmt: skip
def test_what_cannot_be_followed_is_said_and_nothing_is_lost(analyst, published, typed, said):
    answer = analyst.post(reverse("atlas:composite_new"), TYPED | typed)
    words = answer.content.decode()
    assert answer.status_code == 200
    assert said in words
    assert "Ce qu’il mesure." in words
    assert Composite.objects.count() == 3


def test_a_trial_that_fails_says_why(analyst, published):
    Composite.objects.all().delete()
    editions.withdraw(published, by=None)
    words = analyst.post(reverse("atlas:composite_new"), TYPED | {"trial": "1"}).content.decode()
    assert "Aucune édition n’est en ligne" in words


def test_lines_are_added_without_a_script(analyst, published):
    answer = analyst.post(reverse("atlas:composite_new"), TYPED | {"more": "1"})
    assert len(answer.context["asked"].lines) == 6
    assert 'value="Chez nous"' in answer.content.decode()


def test_a_copy_starts_from_the_recipe_copied(analyst, published):
    asked = page(analyst, "composite_new", de="epreuve").context["asked"]
    assert [line["indicator"].value() for line in asked.lines[:3]] == ["cote", "autre", None]
    assert asked.words["about"].value() == "Une épreuve."


def test_a_correction_leaves_editions_as_they_were(analyst, published):
    typed = {name: value for name, value in TYPED.items() if name != "code"}
    analyst.post(reverse("atlas:composite_changes", args=["epreuve"]), typed)
    assert Composite.objects.get(code="epreuve").name == "Chez nous"
    words = page(analyst, "composite", "epreuve").content.decode()
    assert "Autre" in words  # the edition before readers followed the former recipe
    assert building.build([], by=None).report["composites"][0]["meant"]["recipe"]["ingredients"][1]["weight"] == 2


def test_two_scores_are_crossed_by_form(analyst, published):
    typed = {
        "crossing-first": "epreuve",
        "crossing-second": "seconde",
        "crossing-shift": 5,
        "name": "Deux",
        "code": "deux",
    }
    analyst.post(reverse("atlas:composite_crossing"), typed)
    assert Composite.objects.get(code="deux").recipe["shift"] == 0.05
    words = analyst.post(reverse("atlas:composite_crossing"), typed | {"crossing-second": "epreuve"}).content.decode()
    assert "deux cotes différentes" in words
    assert page(analyst, "composite_changes", "deux").context["pair"]["shift"].value() == 5


def test_a_crossing_is_tried_before_it_is_kept(analyst, published):
    typed = {"crossing-first": "epreuve", "crossing-second": "seconde", "crossing-shift": 10, "trial": "1"}
    run = analyst.post(reverse("atlas:composite_crossing"), typed).context["run"]
    kept = next(one for one in published.report["composites"] if one["composite"] == "croise")
    assert run.report["classes"] == kept["classes"]
    assert Composite.objects.count() == 3


def test_a_deletion_can_be_undone(analyst, published):
    an_index("rechange", z_sum("cote"), about="Gardez-moi.")
    removed = analyst.post(reverse("atlas:composite_removal", args=["rechange"]))
    assert not Composite.objects.filter(code="rechange").exists()
    analyst.post(reverse("atlas:composite_restoration"), {"kept": removed.context["kept"]})
    assert Composite.objects.get(code="rechange").about == "Gardez-moi."
    assert analyst.post(reverse("atlas:composite_restoration"), {"kept": "autre chose"}).status_code == 409


def test_an_index_an_edition_holds_is_not_deleted(analyst, published):
    answer = analyst.post(reverse("atlas:composite_removal", args=["epreuve"]))
    assert answer.status_code == 409
    assert "contient cet indice" in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("ben", 403), ("cleo", 403)])
@pytest.mark.parametrize(
    ("name", "args"), [("composite_new", []), ("composite_crossing", []), ("composite_changes", ["epreuve"])]
)
def test_who_may_write(client, request, published, who, status, name, args):
    client.force_login(request.getfixturevalue(who))
    assert page(client, name, *args).status_code == status


def test_ben_reads_what_is_published(client, ben, published):
    client.force_login(ben)
    words = page(client, "composite", "epreuve").content.decode()
    assert "Corriger la recette" not in words
    assert client.post(reverse("atlas:composite_removal", args=["epreuve"])).status_code == 403
