"""Starting is light: what weighs is loaded by the page or the job that needs it."""

import subprocess
import sys

from django.conf import settings

HEAVY = {"duckdb", "ibis", "pandas", "pyarrow", "pyogrio", "shapely", "typst"}
HEAVY |= {"esda", "geopandas", "libpysal", "mapclassify", "numba", "scipy"}
START = "import django, sys; django.setup(); print(*sorted(set(sys.modules) & set(sys.argv[1:])))"


def test_no_room_loads_the_engines_at_start(monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings")
    command = [sys.executable, "-c", START, *HEAVY]
    said = subprocess.run(command, cwd=settings.ROOT, capture_output=True, text=True, check=True).stdout
    assert said.split() == []
