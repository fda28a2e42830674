"""The house stands."""

import sys

from config import house


def test_the_home_page_answers(client, db):
    assert client.get("/").status_code == 200
    assert client.get("/en/").status_code == 200


def test_what_the_house_starts_keeps_little_memory_in_reserve():
    child = house.start(sys.executable, "-c", "import os, sys; sys.exit(os.environ['MALLOC_ARENA_MAX'] != '2')")
    assert child.wait(10) == 0
