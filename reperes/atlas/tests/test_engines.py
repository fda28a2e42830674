"""Whatever sums, the sums are the same."""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings as house
from hypothesis import given, settings
from hypothesis import strategies as st

from reperes.atlas import bucket
from reperes.atlas.engines import choosing, keeping, packed
from reperes.atlas.engines.columnar import Columnar
from reperes.atlas.engines.dense import Dense, sums_of_all
from reperes.atlas.engines.duck import Duck
from reperes.atlas.engines.packed import Chunks
from reperes.atlas.engines.quantities import Quantity
from reperes.atlas.tests.sums import COLUMNS, a_census, a_store, assert_same
from reperes.core.errors import OutOfReach
from reperes.figures.aggregation import Overlap
from reperes.figures.statuses import OK, PLACE, STATUSES, Status
from reperes.reading.store import Store

terms = st.tuples(st.sampled_from([10, 20]), st.sampled_from(COLUMNS))
forms = st.dictionaries(terms, st.sampled_from([1.0, -1.0, 0.5, 2.0]), min_size=1, max_size=3)
quantities = st.one_of(
    st.builds(Quantity, st.just("count"), forms),
    st.builds(Quantity, st.just("share"), forms, forms),
    st.builds(Quantity, st.just("median"), forms, classes=st.lists(forms, min_size=1, max_size=3).map(tuple)),
)


@st.composite
def cases(draw):
    n_areas, n_targets = draw(st.integers(1, 6)), draw(st.integers(1, 3))
    shape = (2, len(COLUMNS), n_areas)
    some = draw(st.lists(st.integers(0, 80), min_size=4 * n_areas, max_size=4 * n_areas))
    kinds = st.sampled_from([OK, OK, OK, OK, *range(len(STATUSES))])
    codes = np.array(draw(st.lists(kinds, min_size=4 * n_areas, max_size=4 * n_areas)), np.int8).reshape(shape)
    values = np.array(some, float).reshape(shape) * 5
    values[(codes != OK) & (codes != PLACE[Status.PARTIAL])] = np.nan
    pair = st.tuples(st.integers(0, n_areas - 1), st.integers(0, n_targets - 1), st.sampled_from([1.0, 1 / 3, 0.6]))
    rows = draw(st.lists(pair, max_size=9, unique_by=lambda one: one[:2]))
    source, target, weight = (np.array([row[place] for row in rows]) for place in range(3))
    overlap = Overlap(source.astype(np.int64), target.astype(np.int64), weight.astype(float), n_targets)
    people = np.array(draw(st.lists(st.sampled_from([0.0, 385.0, np.nan]), min_size=n_areas, max_size=n_areas)))
    return values, codes, draw(st.lists(quantities, min_size=1, max_size=4)), overlap, people


@pytest.mark.slow  # thirty stores written, and as many connections opened
@settings(deadline=None, max_examples=30)
@given(cases())
def test_dense_matrices_and_questions_to_duckdb_give_the_same_sums(case):
    values, codes, asked, overlap, people = case
    with tempfile.TemporaryDirectory() as folder:
        store = a_store(Path(folder) / "store", values, codes)
        house.WAREHOUSE = Path(folder)
        assert_same(Columnar(Duck()).sums(store, asked, overlap, people), Dense().sums(store, asked, overlap, people))


def test_so_do_they_over_a_whole_census(tmp_path):
    store, asked, overlap, people = a_census(tmp_path / "store")
    found = Dense().sums(store, asked, overlap, people)
    assert_same(Columnar(Duck()).sums(store, asked, overlap, people), found)
    assert found.n_reached[-1] == found.n_known[:, -1].sum() == 0
    assert (found.reasons.sum((1, 2)) > 0).all()


def test_a_quantity_asked_alone_or_among_hundreds_has_the_same_sums(tmp_path):
    """Past a block of quantities, and with figures shared between them."""
    store, asked, overlap, people = a_census(tmp_path / "store", n_areas=300)
    many = Dense().sums(store, asked * 9, overlap, people)
    alone = Dense().sums(store, asked[-2:], overlap, people)
    assert many.numerator[-2:].tolist() == alone.numerator.tolist()
    assert many.denominator[-2:].tolist() == alone.denominator.tolist()
    assert many.classes[len(asked) * 9 - 1].tolist() == alone.classes[1].tolist()


def test_no_quantity_is_no_sum(tmp_path):
    store, _asked, overlap, people = a_census(tmp_path / "store", n_areas=50)
    nothing = Dense().sums(store, [], overlap, people)
    assert nothing.numerator.shape == (0, overlap.n_targets)
    assert nothing.reasons.shape == (4, 0, overlap.n_targets)


def test_every_count_of_a_store_at_once(tmp_path):
    """The same as asking for each characteristic and column by itself, then saying what each sum is worth."""
    store, _asked, overlap, people = a_census(tmp_path / "store")
    found = sums_of_all(store, overlap, people)
    pairs = [(one.id, column) for one in store.characteristics for column in COLUMNS]
    sums = Dense().sums(store, [Quantity(f"{one}", {pair: 1.0}) for one, pair in enumerate(pairs)], overlap, people)
    status = found.status.reshape(len(pairs), -1)
    shown = (status == OK) | (status == PLACE[Status.PARTIAL])
    assert found.value.reshape(len(pairs), -1)[shown].tolist() == sums.numerator[shown].tolist()
    assert np.isnan(found.value.reshape(len(pairs), -1)[~shown]).all()
    coverage = sums.covered[:, :-1] / sums.everyone[:, :-1]
    assert (status[:, :-1] == PLACE[Status.PARTIAL]).tolist() == ((coverage >= 0.5) & (coverage < 0.8)).tolist()
    assert (status[:, -1] == PLACE[Status.UNAVAILABLE]).all()


def test_one_column_of_a_store_at_once(tmp_path):
    store, _asked, overlap, people = a_census(tmp_path / "store", n_areas=100)
    women = sums_of_all(store, overlap, people, columns=["women"])
    np.testing.assert_array_equal(women.value[:, 0], sums_of_all(store, overlap, people).value[:, 1])


values = st.one_of(
    st.integers(0, 60).map(lambda n: 5.0 * n),
    st.integers(-(10**9), 10**9).map(lambda n: n / 100),
    st.floats(allow_nan=False, allow_infinity=False),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(values, st.sampled_from([OK, OK, *range(len(STATUSES))])), min_size=1, max_size=40))
def test_compiled_reading_of_a_store_is_bit_for_bit_its_own(figures):
    """Whole, decimal, huge, missing by runs or at every other place: the figures and why they are missing."""
    column = np.array([np.nan if code > 1 and number < 0 else number for number, code in figures])
    codes = np.array([code for _number, code in figures], np.int8)
    with tempfile.TemporaryDirectory() as folder:
        store = a_store(Path(folder) / "store", np.stack([[column, column * 0]]), np.stack([[codes, codes]]))
        pairs = [(10, "women"), (10, "total")]
        expected, found = store.rows(pairs), packed.rows(store, Chunks.of(store), pairs)
    assert found[0].tobytes() == expected[0].tobytes()
    assert found[1].tolist() == expected[1].tolist()


def test_a_store_of_several_levels_is_summed_at_the_one_it_shows(tmp_path):
    """Areas of other levels lie between those asked for."""
    store, asked, overlap, people = a_census(tmp_path / "store", n_areas=300)
    file = store.folder / "store.json"
    written = json.loads(file.read_text())
    levels = ["area" if place % 3 else "tract" for place in range(len(store.areas))]
    file.write_text(json.dumps(written | {"levels": levels}))
    areas = np.flatnonzero(np.array(levels) == "area")
    mine = np.isin(overlap.source, areas)
    cut = Overlap(overlap.source[mine], overlap.target[mine], overlap.weight[mine], overlap.n_targets)
    narrowed = Overlap(np.searchsorted(areas, cut.source), cut.target, cut.weight, cut.n_targets)
    shown = Store.open(store.folder, "area")
    expected = Dense().sums(store, asked, cut, people)
    assert_same(Dense().sums(shown, asked, narrowed, people[areas]), expected)
    assert_same(Columnar(Duck()).sums(shown, asked, narrowed, people[areas]), expected)
    whole = sums_of_all(shown, narrowed, people[areas]).value
    np.testing.assert_array_equal(whole, sums_of_all(store, cut, people).value)


def test_a_cluster_that_is_not_there_is_told_at_once(settings, tmp_path):
    settings.ENGINE = "spark://127.0.0.1:1"
    with choosing.chosen() as engine, pytest.raises(OutOfReach, match=r"spark://127.0.0.1:1\s» ne répond pas"):
        engine.sums(*a_census(tmp_path / "store", n_areas=50))


def test_a_host_without_pyspark_is_told_what_to_install(settings, monkeypatch):
    settings.ENGINE = "spark://127.0.0.1:7077"
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.delitem(sys.modules, "reperes.atlas.engines.spark", raising=False)
    with pytest.raises(OutOfReach, match="installer l’extra"):
        choosing.chosen()


def test_a_bucket_that_does_not_answer_is_told_to_readers_and_to_the_host(settings, tmp_path, caplog):
    settings.WAREHOUSE_BUCKET, settings.BUCKET_ENDPOINT = "depot", "http://127.0.0.1:1"
    settings.BUCKET_KEY = settings.BUCKET_SECRET = "x"
    with pytest.raises(OutOfReach, match="rien n’est perdu"):
        bucket.at_hand(settings.WAREHOUSE / "cells.parquet")
    assert "s3://depot (BUCKET_ENDPOINT, BUCKET_KEY, BUCKET_SECRET)" in caplog.text


def test_a_host_chooses_its_engine(settings):
    settings.ENGINE = "dense"
    assert isinstance(choosing.chosen(), Dense)
    settings.ENGINE = "duckdb"
    with choosing.chosen() as engine:
        assert isinstance(engine.home, Duck)


def test_the_long_form_of_a_store_is_written_once(tmp_path):
    store, asked, overlap, people = a_census(tmp_path / "store", n_areas=50)
    Columnar(Duck()).sums(store, asked, overlap, people)
    (file,) = (house.WAREHOUSE / "long").rglob("*.parquet")
    assert file.parent.name == store.fingerprint
    written = file.stat().st_mtime_ns
    Columnar(Duck()).sums(Store.open(tmp_path / "store"), asked, overlap, people)
    assert file.stat().st_mtime_ns == written
    keeping.forget(store.fingerprint)
    assert list((house.WAREHOUSE / "long").iterdir()) == []
