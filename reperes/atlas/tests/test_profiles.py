"""A census profile goes from a zipped file to reviewed figures: no column to explain, no line lost in silence."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reperes.atlas import anchors, warehouse
from reperes.atlas.actions import building, indicators, profiles
from reperes.atlas.models import Dataset, Delivery, Edition
from reperes.atlas.queries.editions import current_edition
from reperes.atlas.testing import a_version
from reperes.atlas.tests.steps import begun
from reperes.core.errors import BadFile
from reperes.figures.statuses import Status
from reperes.places.actions import territories
from reperes.places.models import Weights
from reperes.reading.store import Store
from reperes.reading.testing import profile, zipped

pytestmark = pytest.mark.django_db
AREAS = {f"2466000{n}": f"Secteur {n}" for n in range(1, 6)}
SOURCE = {"title": "Profil du recensement de 2021", "publisher": "Statistique Canada", "licence": "Licence ouverte"}
ASKED = profiles.Asked("census-2021", "2021", SOURCE)


@pytest.fixture
def small():
    indicators.define_shipped(by=None)
    version = a_version("aires-2021", AREAS, level="small_area")
    wide = a_version("quartiers", {"a": "Aval", "b": "Amont"})
    rows = [(code, "a" if n < 3 else "b", 1.0) for n, code in enumerate(AREAS)]
    territories.weigh(version, wide, Weights.Method.TABLE, by=None, rows=rows)
    return version


def names(*numbers):
    """The names the full release gives to these characteristics."""
    known = anchors.of_layout("census-2021")
    return {number: known[number].en for number in numbers}


@pytest.fixture
def file(tmp_path):
    """Five areas and the province: people, land, the aged fifteen and over, the employed; some figures missing."""
    numbers = names(1, 7, 2223, 2225)
    figures = {
        code: {1: 500 + 10 * n, 7: 0.5, 2223: (400, 200, 200), 2225: (240 + 10 * n, 120, 120 + 10 * n)}
        for n, code in enumerate(AREAS)
    }
    figures["24660004"][2225] = ("x", "x", "x")
    figures["24660005"] = {1: 540}
    figures["24660099"] = {1: 5}
    figures["24"] = {1: 2605}

    def written(**changed):
        return profile(tmp_path / "profil.csv", 2021, numbers | changed.get("names", {}), figures)

    return written


def kept(file, small):
    return profiles.keep_profile(file, file.name, ASKED, small, by=None)


def cells(edition, version, indicator):
    return {cell.area: cell for cell in warehouse.cells(edition, version.pk, indicator, "2021")}


def test_every_characteristic_is_laid_on_the_areas_of_the_version(file, small):
    dataset = kept(file(), small)
    store = Store.open(dataset.folder)
    assert store.areas == list(AREAS)
    values, statuses = store.column(2225, "women")
    assert list(values[:3]) == [120, 130, 140]
    assert statuses[3] == list(Status).index(Status.SUPPRESSED)
    assert dataset.report["n_matched"] == 5
    assert dataset.recipe["level"]


def test_shares_come_from_counts_and_the_missing_leave_both_sides(file, small):
    edition = building.build([kept(file(), small)], by=None)
    wide = small.weights_out.get().target
    found = cells(edition, small, "emploi")
    assert found["24660001"].value == pytest.approx(240 / 400)
    assert found["24660004"].status == Status.SUPPRESSED
    over = cells(edition, wide, "emploi")
    assert over["a"].value == pytest.approx((240 + 250 + 260) / 1200)
    assert over["b"].status == Status.UNAVAILABLE  # nobody knows, for two reasons
    assert 0 < over["a"].ci_lo < over["a"].value < over["a"].ci_hi < 1  # one household in four was asked
    assert cells(edition, wide, "emploi-femmes")["a"].value == pytest.approx((120 + 130 + 140) / 600)
    assert cells(edition, small, "emploi-femmes") == {}  # too few people to part them


def test_what_the_catalogue_cannot_make_of_this_file_is_told(file, small):
    edition = building.build([kept(file(), small)], by=None)
    assert any("que cette source n’a pas" in sentence for sentence in edition.report["told"])
    assert edition.report["n_series"] > 3


def test_the_total_of_the_file_is_held_against_the_areas(file, small):
    """Only where the version holds every area of the file: here one is elsewhere."""
    assert kept(file(), small).recipe["published"] == {}


def test_a_characteristic_that_changed_meaning_stops_everything(file, small):
    changed = file(names={2225: "Unemployed"})
    with pytest.raises(anchors.ChangedMeaning, match="c2225 devait être"):
        kept(changed, small)
    assert not Dataset.objects.exists()
    assert not [folder for folder in (small.areas_file.parents[2] / "datasets").iterdir() if folder.is_dir()]


def test_a_profile_of_another_place_is_refused_with_its_codes(file, small):
    elsewhere = a_version("ailleurs", {"59150001": "Loin"}, level="small_area")
    with pytest.raises(BadFile, match="24660001"):
        kept(file(), elsewhere)


def test_an_analyst_goes_from_a_zip_to_a_published_edition_in_the_browser(analyst, step, small, file):
    """Two files in, four steps, a review, a click: no command line."""
    wide = small.weights_out.get().target
    archive = zipped(file())
    delivery = begun(analyst)
    page = step("files", {"version": small.pk, "table": SimpleUploadedFile(archive.name, archive.read_bytes())})
    assert "reconnu à son en-tête" in page.content.decode()
    page = step("reading", {}).content.decode()
    assert "Profil du recensement de 2021" in page
    said = {f"source-{name}": value for name, value in SOURCE.items()}
    page = step("meaning", said | {"profile-period": "2021", "grouping-method": "point",
                                   "grouping-groupings": [wide.pk]}).content.decode()  # fmt: skip
    assert "il est lu pendant le dépôt" in page
    page = step("verification").content.decode()
    assert "pas encore en ligne" in page
    assert "Population" in page  # by its name, not by its code
    assert "2\u202f600" in page
    delivery = Delivery.objects.get(pk=delivery.pk)
    assert current_edition() is None
    page = analyst.get(reverse("atlas:edition", args=[delivery.edition.code])).content.decode()
    assert "Publier cette édition" in page
    analyst.post(reverse("atlas:edition_publication", args=[delivery.edition.code]))
    assert current_edition() == Edition.objects.get()
    page = analyst.get(reverse("atlas:map"), {"indicateur": "emploi", "decoupage": "quartiers"}).content.decode()
    assert "62,5" in page


def test_the_period_is_refused_in_its_field(analyst, step, small, file):
    begun(analyst)
    step("files", {"version": small.pk, "table": SimpleUploadedFile("p.csv", file().read_bytes())})
    step("reading", {})
    said = {f"source-{name}": value for name, value in SOURCE.items()}
    page = step("meaning", said | {"profile-period": "2021/22"}, status=422).content.decode()
    assert "ne va pas" in page
    assert "Licence ouverte" in page
