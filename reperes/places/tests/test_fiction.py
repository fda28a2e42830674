"""The county that does not exist is always the same, whole, and labelled."""

import pytest
import shapely
from django.core.management import call_command

from reperes.places import fiction, queries
from reperes.places.models import Locality, Parentage, Partition


def test_its_sixty_small_areas_share_their_borders_exactly():
    shapes = [area.shape for area in fiction.small_areas()]
    assert len(shapes) == 60
    assert all(shape.geom_type == "Polygon" and shape.is_valid for shape in shapes)
    assert shapely.coverage_is_valid(shapes)


def test_it_is_drawn_alike_at_every_start():
    first = [area.shape.wkb for area in fiction.small_areas()]
    fiction.small_areas.cache_clear()
    assert [area.shape.wkb for area in fiction.small_areas()] == first


def test_it_lies_where_there_is_only_water():
    west, south, east, north = shapely.total_bounds([area.shape for area in fiction.small_areas()])
    assert -62.6 < west < east < -61.2
    assert 48.0 < south < north < 48.7


def test_its_codes_are_text_with_last_zeros():
    assert "9901.10" in {area.code for area in fiction.small_areas()}


def test_its_table_has_what_a_census_has():
    header, *rows = fiction.counts()
    by_code = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    assert list(by_code) == [area.code for area in fiction.small_areas()]
    assert by_code[fiction.UNINHABITED]["population"] == "0"
    assert set(list(by_code[fiction.SUPPRESSED].values())[1:]) == {"x"}
    assert by_code[fiction.UNRELIABLE]["faible_revenu"] == "F"
    assert by_code[fiction.WITHOUT_COMMUTERS[0]]["navette_total"] == ""


def test_its_parts_never_pass_their_whole():
    header, *rows = fiction.counts()
    for row in (dict(zip(header, row, strict=True)) for row in rows):
        if all(figure.isdigit() for figure in list(row.values())[1:]):
            modes = sum(int(row[mode]) for mode in ("navette_active", "navette_collectif", "navette_auto"))
            assert modes <= int(row["navette_total"]) + 5  # rounded to 5, as published
            assert int(row["menages_locataires"]) <= int(row["menages"]) <= int(row["logements"])
            assert int(row["faible_revenu"]) <= int(row["population_revenu"]) <= int(row["population"]) + 5


@pytest.mark.slow  # draws, tiles and groups a whole county
def test_planting_it_twice_is_planting_it_once(db, settings, tmp_path):
    settings.REAL_DATA = tmp_path  # nothing there
    for _time in range(2):
        call_command("plant_places", verbosity=0)
    assert [partition.is_fictional for partition in Partition.objects.all()] == [True] * 4
    assert Locality.objects.count() == 9 + 5 + 1
    crossing = Parentage.objects.filter(child__name="Rang-Double", parent__version__partition__level="administrative")
    assert sorted(one.parent.name for one in crossing) == ["Saint-Odilon-des-Prés", "Val-Cormier"]
    assert sum(one.share for one in crossing) == pytest.approx(1)
    county = Partition.objects.get(code="mrc-trois-ruisseaux").current
    assert 1500 < queries.areas(county)[0].land_km2 < 3000
