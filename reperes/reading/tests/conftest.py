"""Files written for a test, and what becomes of them."""

import pytest

from reperes.reading.census import reading
from reperes.reading.tests import census_files as files


@pytest.fixture
def imported(tmp_path):
    """Write rows, read them back."""

    def read(rows, name="98-401-X2021006_English_CSV_data_Quebec.csv", **options):
        file = files.write(tmp_path / name, rows, **options)
        return reading.read(file, name, tmp_path / "store")

    return read
