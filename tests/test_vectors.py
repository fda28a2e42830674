"""The twenty-four test vectors of the methods: each is held by at least one test that bears its number.

To read one: `grep -rn "def test_t13_" reperes/figures`.
"""

import re

import pytest
from django.conf import settings

ROOM = settings.ROOT / "reperes" / "figures" / "tests"
HELD = re.findall(
    r"^def test_t(\d+)_", "\n".join(file.read_text("utf-8") for file in ROOM.glob("test_*.py")), re.MULTILINE
)


@pytest.mark.parametrize("number", range(1, 25))
def test_a_test_bears_the_number_of_each_vector(number):
    assert str(number) in HELD
