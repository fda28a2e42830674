"""Long tables go through the same four steps, laid in columns; what a table hides is told before anyone decides."""

import pytest
from django.conf import settings
from django.urls import reverse

from reperes.atlas import warehouse
from reperes.atlas.models import Delivery, Source
from reperes.atlas.tests.steps import MEANING, READING, begun, uploaded
from reperes.figures.statuses import Status

SDMX = (
    "DATAFLOW,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,OBS_STATUS,CONF_STATUS\n"
    + "".join(f"X,{code},POP,2021,{value},A,F\n" for code, value in {"01": 1200, "02": 900, "04": 70}.items())
    + "X,03,POP,2021,,M,C\n"
    + "".join(f"X,{code},HELPED,2021,{value},A,F\n" for code, value in {"01": 300, "02": 90, "03": 40}.items())
)


def test_sdmx_is_laid_in_columns_and_its_file_is_kept(analyst, step, small, ada):
    delivery = begun(analyst)
    page = step("files", {"version": small.pk, "table": uploaded("pop.csv", SDMX)}).content.decode()
    assert "SDMX" in page
    assert "HELPED" in page
    step("reading", READING | {"table-separator": ",", "table-decimal": "."})
    said = {name: value for name, value in MEANING.items() if name.startswith(("source", "grouping"))}
    columns = {"codes-code_column": "code", "codes-matching": "exact", "codes-people": "", "codes-period": "2021"}
    roles = {}
    for n, name in enumerate(("POP", "HELPED"), start=1):
        roles |= {f"column{n}-role": "count", f"column{n}-of": "-", f"column{n}-indicator": "+",
                  f"column{n}-name": name, f"column{n}-unit": "persons"}  # fmt: skip
    step("meaning", said | columns | roles)
    step("verification")
    delivery.refresh_from_db()
    found = {cell.area: cell for cell in warehouse.cells(delivery.edition, small.pk, "pop", "2021")}
    assert (found["01"].value, found["03"].value) == (1200, None)
    assert found["03"].status in {Status.SUPPRESSED, Status.NOT_APPLICABLE}
    assert len(Source.objects.get().file_sha256) == 64
    assert delivery.choices["brought"] != delivery.table.name
    with delivery.table.storage.open(delivery.choices["brought"]) as file:
        assert file.read().decode() == SDMX


@pytest.mark.django_db
def test_abandoned_the_file_as_it_came_goes_too(analyst, step, small, django_capture_on_commit_callbacks):
    delivery = begun(analyst)
    step("files", {"version": small.pk, "table": uploaded("pop.csv", SDMX)})
    delivery.refresh_from_db()
    kept = delivery.choices["brought"]
    with django_capture_on_commit_callbacks(execute=True):
        analyst.post(reverse("atlas:delivery_abandonment", args=[delivery.code]))
    assert not delivery.table.storage.exists(kept)


def test_a_number_that_means_missing_is_told_not_taken(analyst, step, small):
    table = "code;revenu\n01;31000\n02;-999\n03;29500\n04;40100\n"
    begun(analyst)
    page = step("files", {"version": small.pk, "table": uploaded("t.csv", table)}).content.decode()
    assert "À savoir de ce fichier" in page
    assert "−999" in page or "-999" in page
    assert Delivery.objects.get().choices["reading"]["missing"] == {}


def test_the_ministry_s_monthly_file_shows_its_regions_only(analyst, step, small):
    file = settings.REAL_DATA / "aide-sociale-quebec-csv" / "as-adultes-202403.csv"
    if not file.exists():
        pytest.skip("les données réelles ne sont pas à côté")
    begun(analyst)
    page = step("files", {"version": small.pk, "table": uploaded(file.name, file.read_bytes())}).content.decode()
    assert "plusieurs ventilations sont empilées" in page
    assert "Capitale-Nationale" not in page  # a region is a code here, not a name among ages and sexes
