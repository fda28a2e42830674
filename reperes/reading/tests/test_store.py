"""A store gives back what was put in it, bit for bit, or nothing at all."""

import json
import os
import subprocess
import sys

import numpy as np
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from reperes.core.errors import BadFile
from reperes.figures.statuses import PLACE, STATUSES, Status
from reperes.reading.store import Characteristic, Store, Writer, packing

X, NONE = PLACE[Status.SUPPRESSED], PLACE[Status.UNAVAILABLE]
PROFILE = [Characteristic(1, "Population", "Population"), Characteristic(37, "Âge moyen", "Average age", 1)]


def written(folder, **columns):
    n = len(next(iter(columns.values()))[0])
    with Writer(folder, [f"2401{place:04}" for place in range(n)], PROFILE, list(columns)) as writer:
        for column, (values, statuses) in columns.items():
            writer.put(1, column, np.array(values, float), np.array(statuses, np.int8))
    return Store.open(folder)


decimals = st.builds(lambda whole, places: float(f"{whole}e-{places}"), st.integers(-(10**9), 10**9), st.integers(0, 4))
figures = st.one_of(
    st.lists(st.one_of(st.integers(0, 400).map(lambda n: 5.0 * n), st.just(np.nan)), min_size=1, max_size=60),
    st.lists(st.one_of(decimals, st.just(np.nan)), min_size=1, max_size=60),
    st.lists(st.floats(), min_size=1, max_size=60),
    st.lists(st.integers(-(2**60), 2**60).map(float), min_size=1, max_size=60),
)


@given(figures, st.data())
def test_what_is_packed_comes_back_bit_for_bit(values, data):
    values = np.array(values)
    codes = data.draw(arrays.arrays(np.int8, len(values), elements=st.integers(0, len(STATUSES) - 1)))
    described, packed = packing.pack(values, codes)
    chunk = np.zeros(1, packing.CHUNK)
    for key, value in described.items():
        chunk[0][key] = value
    back, statuses = np.empty(len(values)), np.empty(len(values), np.int8)
    packing.unpack(chunk[0], np.frombuffer(packed, np.uint8), back, statuses)
    assert np.where(np.isnan(back), np.nan, back).tobytes() == np.where(np.isnan(values), np.nan, values).tobytes()
    assert (statuses == codes).all()


@pytest.mark.parametrize(("values", "width"), [
    ([0, 5, 1275], 1), ([12.5, 37.9], 1), ([0, 1, 70_000], 4), ([0, 1, 300], 2), ([7, 7], 0), ([np.nan, 3], 0),
    ([1 / 3, 2], 8), ([2.0**52, 1], 8), ([36_991_981, 36_991_982], 1), ([-0.0, 1], 8),
])  # fmt: skip
def test_a_column_takes_the_fewest_bytes_that_hold_it(values, width):
    described, _packed = packing.pack(np.array(values, float), np.zeros(len(values), np.int8))
    assert described["width"] == width


def test_each_characteristic_is_read_alone(tmp_path):
    store = written(tmp_path / "store", total=([464, np.nan, 0], [0, X, 0]), women=([230.5, 1, np.nan], [0, 0, NONE]))
    values, statuses = store.column(1)
    assert (values[0], values[2], statuses.tolist()) == (464, 0, [0, X, 0])
    assert np.isnan(values[1])
    assert store.areas == ["24010000", "24010001", "24010002"]
    assert store.characteristics == PROFILE
    both, _statuses = store.rows([(1, "women"), (1, "total")])
    assert both[:, 0].tolist() == [230.5, 464]


def test_what_was_never_given_is_unavailable(tmp_path):
    values, statuses = written(tmp_path / "store", total=([464, 536], [0, 0])).column(37)
    assert np.isnan(values).all()
    assert statuses.tolist() == [NONE, NONE]


def test_a_pair_the_store_has_not_is_an_error(tmp_path):
    store = written(tmp_path / "store", total=([1], [0]))
    for pair in [(2, "total"), (1, "men")]:
        with pytest.raises(KeyError):
            store.column(*pair)


def test_more_areas_than_a_chunk_holds(tmp_path):
    n = 2 * packing.MOST_AREAS + 3
    values = np.arange(n) * 0.1
    store = written(tmp_path / "store", total=(values, np.zeros(n)))
    assert len(store.blocks) == 3
    assert (store.column(1)[0] == values).all()


def test_the_same_figures_have_the_same_fingerprint(tmp_path):
    one, same, other = (
        written(tmp_path / name, total=([value, 2], [0, 0])) for name, value in [("a", 1), ("b", 1), ("c", 3)]
    )
    assert one.fingerprint == same.fingerprint != other.fingerprint


def test_a_store_is_written_long_for_columnar_engines(tmp_path):
    store = written(tmp_path / "store", total=([464, np.nan], [0, X]), men=([1.5, 2], [0, 0]))
    store.as_long(tmp_path / "long.parquet")
    assert pq.read_table(tmp_path / "long.parquet").to_pydict() == {
        "characteristic": [1, 1, 1, 1, 37, 37, 37, 37],
        "column": [0, 0, 1, 1, 0, 0, 1, 1],
        "area": [0, 1] * 4,
        "value": [464, None, 1.5, 2, None, None, None, None],
        "status": [0, X, 0, 0, NONE, NONE, NONE, NONE],
    }


def test_a_write_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), Writer(tmp_path / "store", ["a"], PROFILE):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_a_killed_write_leaves_nothing_readable_and_the_next_one_succeeds(tmp_path):
    code = (
        "import os, numpy as np\nfrom pathlib import Path\nfrom reperes.reading.store import Characteristic, Writer\n"
        f"with Writer(Path({str(tmp_path / 'store')!r}), ['a'], [Characteristic(1, 'x')]) as writer:\n"
        "    writer.put(1, 'total', np.ones(1), np.zeros(1, np.int8))\n    os._exit(9)"
    )
    killed = subprocess.run([sys.executable, "-c", code], cwd=settings.ROOT, check=False, env=dict(os.environ))
    assert killed.returncode == 9
    with pytest.raises(BadFile):
        Store.open(tmp_path / "store")
    written(tmp_path / "store", total=([1], [0]))
    assert [one.name for one in tmp_path.iterdir()] == ["store"]


def test_a_store_is_never_written_over(tmp_path):
    written(tmp_path / "store", total=([1], [0]))
    with pytest.raises(FileExistsError):
        written(tmp_path / "store", total=([2], [0]))


def test_a_store_of_another_version_is_refused(tmp_path):
    store = written(tmp_path / "store", total=([1], [0]))
    file = store.folder / "store.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"format": 0}))
    with pytest.raises(BadFile, match="autre version"):
        Store.open(store.folder)


@pytest.mark.parametrize("mistake", [
    {"areas": ["a", "a"]}, {"columns": ["total", "total"]}, {"columns": []}, {"characteristics": [PROFILE[0]] * 2},
])  # fmt: skip
def test_keys_are_given_once(tmp_path, mistake):
    with pytest.raises(ValueError, match=r"twice|at least"):
        Writer(tmp_path / "store", **{"areas": ["a"], "characteristics": PROFILE, **mistake})
