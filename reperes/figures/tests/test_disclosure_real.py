"""Protection and attack on real territories: Québec's 13,806 areas with their hierarchy, Montréal's 1,004 tracts."""

import csv

import numpy as np
import pytest
from django.conf import settings

from reperes.figures.aggregation import Overlap
from reperes.figures.disclosure.adding import Published, may_add
from reperes.figures.disclosure.auditing import Case, Secret, audit
from reperes.figures.disclosure.outputs import Table
from reperes.figures.disclosure.protecting import protect
from reperes.figures.disclosure.rules import Origin, Rule, Territories, primary
from reperes.figures.disclosure.system import AREAS, Cells, Grouping, System

QUEBEC = settings.REAL_DATA / "statcan-da-quebec-2021" / "da_quebec_2021_latin1.csv"
MONTREAL = settings.REAL_DATA / "statcan-ct-montreal-2021" / "ct_montreal_2021_indicators.csv"
needs_quebec = pytest.mark.skipif(not QUEBEC.exists(), reason="Québec's dissemination areas are not at hand")
needs_montreal = pytest.mark.skipif(not MONTREAL.exists(), reason="Montréal's tracts are not at hand")
NEAR = 1e-4


def gathered(name, keys, **more) -> Grouping:
    kinds, target = np.unique(keys, return_inverse=True)
    return Grouping(name, Overlap(np.arange(len(keys)), target, np.ones(len(keys)), len(kinds)), **more)


def read(file, encoding="utf-8"):
    with file.open(encoding=encoding, newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def quebec():
    """People of each area; tracts (towns where there are none), towns, divisions, the province; drawn localities."""
    rows = read(QUEBEC, "latin-1")
    people = np.array([float(row["da_pop_21"]) for row in rows])
    outside = "9924.00"  # not a tract: every area outside tracted ones
    tracts = [row["csd_id_21"] if row["ct_id_21"] == outside else row["ct_id_21"] for row in rows]
    drawn = [f"{row['cd_id_21']} {place // 9}" for place, row in enumerate(rows)]  # nine neighbours, across tracts
    groupings = [
        gathered("tracts", tracts),
        gathered("towns", [row["csd_id_21"] for row in rows]),
        gathered("divisions", [row["cd_id_21"] for row in rows]),
        gathered("province", ["24"] * len(rows)),
        gathered("localities", drawn, official=False),
    ]
    return people, System(len(rows), groupings)


def figures(people, counts, origin, *, by_hand=False) -> Cells:
    return Cells(counts, people, people, primary(origin, Territories(counts, people, people), by_hand=by_hand))


def indicator(quebec, rate, origin):
    people, system = quebec
    chance = np.clip(np.random.default_rng(11).gamma(2, rate / 2, len(people)), 0, 1)
    counts = np.random.default_rng(12).binomial(people.astype(int), chance).astype(float)
    wider = [
        figures(each.overlap.total(people), each.overlap.total(counts), origin, by_hand=not each.official)
        for each in system.groupings
    ]
    return figures(people, counts, origin), wider


def case(system, areas, wider, reasons) -> Case:
    """All the counts that are shown, and every hidden cell as a secret; universes known."""
    n, tables, secrets = system.n_areas, [], []
    overlaps = [Overlap(np.arange(n), np.arange(n), np.ones(n), n), *(each.overlap for each in system.groupings)]
    for over, cells, codes in zip(overlaps, [areas, *wider], reasons, strict=True):
        tables.append(Table(over, np.where(codes == Rule.SHOWN, cells.numerator, np.nan)))
        hidden = np.flatnonzero((codes != Rule.SHOWN) & (codes != Rule.WITHHELD))
        order = np.argsort(over.target, kind="stable")
        starts = np.searchsorted(over.target[order], np.arange(over.n_targets + 1))
        inside = [over.source[order[starts[place] : starts[place + 1]]] for place in hidden]
        secrets += [Secret(members, np.ones(len(members))) for members in inside]
    return Case(n, tables, secrets, areas.denominator)


def recovered(attacked: Case):
    found = audit(attacked, programmes=False)
    natural = [float(attacked.universe[secret.areas].sum()) for secret in attacked.secrets]
    exact = [each.is_exact and most > 0 for each, most in zip(found, natural, strict=True)]
    close = [each.high - each.low < min(5, most) - NEAR for each, most in zip(found, natural, strict=True)]
    return sum(exact), sum(close)


@needs_quebec
@pytest.mark.slow  # 13,806 areas, attacked with and without the protection
@pytest.mark.parametrize(("rate", "origin"), [(0.05, Origin.CENSUS_100), (0.05, Origin.ADMINISTRATIVE)])
def test_nothing_of_quebec_is_recovered(quebec, rate, origin):
    _people, system = quebec
    areas, wider = indicator(quebec, rate, origin)
    found = protect(system, areas, wider)
    assert found.exposed == ()
    reasons = [found.areas.reason, *(each.reason for each in found.groupings)]
    assert recovered(case(system, areas, wider, reasons)) == (0, 0)
    bare = case(system, areas, wider, [areas.primary, *(each.primary for each in wider)])
    n_exact, n_close = recovered(bare)
    assert n_exact > len(bare.secrets) / 3
    assert n_close >= n_exact
    assert found.areas.mask.mean() < 0.25  # hiding everything would be no feat
    assert found.groupings[-1].mask.mean() < 0.1


@needs_quebec
@pytest.mark.slow  # one publication of 13,806 areas, protected then added to
def test_a_locality_that_would_give_an_area_of_quebec_back_is_refused(quebec):
    people, system = quebec
    origin = Origin.CENSUS_100
    areas, wider = indicator(quebec, 0.05, origin)
    published = Published(system, areas, wider, protect(system, areas, wider))
    hidden = int(np.flatnonzero(published.protection.areas.mask & (people > 0))[0])
    shown = np.flatnonzero(~published.protection.areas.mask)[:6]
    both = np.append(shown, hidden)
    new = Grouping("new", Overlap(both, np.zeros(7, int), np.ones(7), 1), official=False)
    cells = figures(new.overlap.total(people), new.overlap.total(areas.numerator), origin, by_hand=True)
    answer = may_add(published, new, cells, hide_inside=False)
    assert not answer.is_allowed
    given = next(each for each in answer.reasons if (each.grouping, each.territory) == (AREAS, hidden))
    assert given.is_exact
    assert {(each.grouping, each.territory): each.coefficient for each in given.terms} == {
        (len(system.groupings), 0): 1.0,
        **{(AREAS, int(area)): -1.0 for area in shown},
    }


@needs_montreal
def test_the_two_hidden_tracts_of_montreal_stay_hidden_under_the_published_total():
    """Kahnawake's two tracts are « x » in the source, which also publishes 4,291,732 for the whole area."""
    rows = read(MONTREAL)
    people = np.array([float(row["population_2021"]) if row["population_2021"] != "x" else np.nan for row in rows])
    hid = ~np.isfinite(people)
    assert hid.sum() == 2
    areas = Cells(people, None, people, primary(Origin.CENSUS_100, Territories(people, producer_hid=hid)))
    area = gathered("metropolitan area", ["462"] * len(rows), imported=True)
    total = np.array([4_291_732.0])
    wider = [Cells(total, None, total, np.zeros(1, np.int8))]
    found = protect(System(len(rows), [area]), areas, wider)
    reasons = [found.areas.reason, found.groupings[0].reason]
    attacked = case(System(len(rows), [area]), areas, wider, reasons)
    assert not any(each.is_exact or each.high - each.low < 5 for each in audit(attacked, programmes=False))
