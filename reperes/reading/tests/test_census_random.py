"""Profiles made at random are read as Python’s own reader reads them; garbled ones are at worst refused."""

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reperes.core.errors import BadFile
from reperes.figures.statuses import PLACE, Status
from reperes.reading.census import reading
from reperes.reading.tests import census_files as files
from reperes.reading.tests.census_files import area, area_2021, figures_of

OK, X, F, NONE, N_A = (
    PLACE[one] for one in (Status.OK, Status.SUPPRESSED, Status.UNRELIABLE, Status.UNAVAILABLE, Status.NOT_APPLICABLE)
)
VALUES_2021 = {11: 12, 13: 14, 15: 16, 17: 18, 19: 20, 21: 22}
VALUES_2016 = {12: -1, 13: -1, 14: -1}


names = st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), min_size=1, max_size=12)
numbers = st.one_of(
    st.integers(-(10**6), 10**10).map(str),
    st.decimals(-(10**6), 10**6, places=2).map(str),
    st.sampled_from(["", "x", "..", "...", "F", "0", "-0.5", "abc", "1,5", " 12 ", "12.", ".5", "1e5"]),
)
symbols = st.sampled_from(["", "x", "F", "..", "...", "E", "r"])
cell = st.tuples(numbers, symbols, st.booleans())


@st.composite
def profiles(draw):
    """Rows of a few areas in a file of 2021, quoted at random."""
    said = [
        f'{number},"{name.replace(chr(34), 2 * chr(34))}"'
        for number, name in enumerate(draw(st.lists(names, min_size=1, max_size=4)), start=1)
    ]
    rows = []
    for code in draw(st.lists(st.integers(24010000, 24019999), min_size=1, max_size=4, unique=True)):
        for one in said:
            cells = draw(st.lists(cell, min_size=6, max_size=6))
            written = [
                f'"{value}","{symbol}"' if quoted or "," in value else f"{value},{symbol}"
                for value, symbol, quoted in cells
            ]
            rows.append(f"{area_2021(str(code))},{one},,{','.join(written)}")
    return rows, draw(st.sampled_from(["\n", "\r\n"]))


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(profiles())
def test_it_reads_what_python_reads(tmp_path_factory, profile):
    rows, end = profile
    folder = tmp_path_factory.mktemp("profile")
    file = files.write(folder / "profile.csv", rows, end=end)
    text = file.read_bytes().decode("latin-1")
    store = reading.read(file, file.name, folder / "store", with_hash=False).store
    assert figures_of(store) == files.read_slowly(text, key=2, number=8, values=VALUES_2021)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_garbled_files_are_read_or_refused_never_worse(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("garbled")
    file = files.write(folder / "profile.csv", [row for n in range(6) for row in area(f"2401001{n}")])
    content = bytearray(file.read_bytes())
    for _harm in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(len(files.HEADER_2021) + 2, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(
            st.binary(max_size=3) | st.sampled_from([b'"', b",", b"\n", b"\x00"])
        )
    file.write_bytes(content[: data.draw(st.integers(len(files.HEADER_2021), len(content)))])
    try:
        read = reading.read(file, file.name, folder / "store", with_hash=False)
    except BadFile:
        return
    assert len(read.store.areas) == len(set(read.store.areas))
    assert read.n_rows + read.n_refusals > 0
