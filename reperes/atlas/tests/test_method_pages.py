"""The methods are read beside the figures they make."""

import pytest
from django.urls import reverse

from reperes.atlas import telling
from reperes.atlas.models import Indicator
from reperes.atlas.queries import methods


def test_every_method_is_listed_and_opens(client, db):
    page = client.get(reverse("atlas:methods")).content.decode()
    for method in methods.methods():
        address = reverse("atlas:method", args=[method.name])
        assert address in page
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["licornes", "README"])
def test_a_method_nobody_wrote_is_404(client, db, name):
    assert client.get(reverse("atlas:method", args=[name])).status_code == 404


def test_it_is_laid_out_and_leads_to_the_others(client, db):
    page = client.get(reverse("atlas:method", args=["chance"])).content.decode()
    assert "<strong>Ce qu’on fait.</strong>" in page
    assert "<table>" in page
    assert "&gt;&gt;&gt; import numpy" in page
    assert f'href="{reverse("atlas:method", args=["intervals"])}"' in page


@pytest.mark.parametrize(
    "written", ["<script>alert(1)</script>", "[a](javascript:alert(1))", "[a](../../etc/passwd)", "<b onclick=x>"]
)
def test_nothing_written_there_ever_runs(written):
    drawn = methods.drawn(methods.Method("essai", "Essai", "Try", written))
    assert "<script" not in drawn
    assert "<b " not in drawn
    assert 'href="javascript' not in drawn
    assert "passwd" not in drawn


@pytest.mark.parametrize("form", Indicator.Form.values)
@pytest.mark.parametrize("unit", Indicator.Unit.values)
@pytest.mark.parametrize("aggregation", Indicator.Aggregation.values)
def test_each_card_points_to_methods_that_are_written(form, unit, aggregation):
    indicator = Indicator(code="essai", form=form, unit=unit, aggregation=aggregation, small_count=5)
    for told in (telling.aggregation(indicator), telling.thresholds(indicator), telling.interval(indicator)):
        assert bool(told.sentences) == bool(told.page)
        assert not told.page or methods.has_page(told.page)
