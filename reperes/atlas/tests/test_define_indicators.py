"""The house's catalogue is planted, upgraded, and never undoes what people defined."""

import pytest

from reperes.atlas import formulas
from reperes.atlas.actions import indicators
from reperes.atlas.models import Formula, Indicator, Source
from reperes.core.errors import Conflict, NotAllowed

pytestmark = pytest.mark.django_db


def test_sixty_indicators_at_least_come_with_the_house():
    assert indicators.define_shipped(by=None) >= 60
    assert Indicator.objects.filter(variant_of=None).count() >= 60
    assert Formula.objects.filter(layout="census-2021").count() >= 60
    assert Formula.objects.filter(layout="census-2016").count() >= 50
    assert not Indicator.objects.filter(name_en="").exists()


def test_planted_again_nothing_is_doubled():
    first = indicators.define_shipped(by=None)
    n = Indicator.objects.count(), Formula.objects.count(), Source.objects.count()
    assert indicators.define_shipped(by=None) == first
    assert (Indicator.objects.count(), Formula.objects.count(), Source.objects.count()) == n


def test_women_and_men_apart_are_variants_of_the_whole():
    indicators.define_shipped(by=None)
    women = Indicator.objects.get(code="emploi-femmes")
    assert women.variant_of.code == "emploi"
    assert ".women" in women.formulas.get(layout="census-2021").numerator


def test_what_people_took_over_is_left_alone(ada):
    indicators.define_shipped(by=None)
    mine = Indicator.objects.get(code="emploi")
    written = {"census-2021": {"numerator": "c2225", "denominator": "c2223"}}
    indicators.redefine(mine, by=ada, said={"name": "Emploi chez nous"}, written=written)
    indicators.define_shipped(by=None)
    mine.refresh_from_db()
    assert (mine.name, mine.origin) == ("Emploi chez nous", Indicator.Origin.LOCAL)
    assert list(mine.formulas.values_list("layout", flat=True)) == ["census-2021"]


def test_a_formula_that_does_not_read_defines_nothing(ada):
    source = Source.objects.create(title="Profil", publisher="Statistique Canada")
    said = {"code": "essai", "name": "Essai", "unit": "share", "aggregation": "ratio"}
    with pytest.raises(formulas.BadFormula, match="ne se lit pas"):
        indicators.define(by=ada, said=said, written={"census-2021": {"numerator": "c25 +"}}, source=source)
    assert not Indicator.objects.exists()


def test_who_may_define(ben, ada):
    source = Source.objects.create(title="Profil", publisher="Statistique Canada")
    said = {"code": "essai", "name": "Essai", "unit": "persons", "aggregation": "sum"}
    with pytest.raises(NotAllowed):
        indicators.define(by=ben, said=said, written={}, source=source)
    indicators.define(by=ada, said=said, written={"census-2021": {"numerator": "c1"}}, source=source)
    with pytest.raises(Conflict, match="porte déjà le code"):
        indicators.define(by=ada, said=said, written={}, source=source)
