"""Every French sentence of a room is in its English catalogue, translated."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from reperes.core import translations
from reperes.core.access import RULES

SPEAKS = re.compile(r"\{% (translate|blocktranslate)\b|\bn?gettext(_lazy|_noop)?\b")
ROOMS = sorted(
    room
    for room in (settings.ROOT / "reperes").iterdir()
    if any(
        SPEAKS.search(file.read_text(encoding="utf-8"))
        for kind in ("*.py", "*.html", "*.txt", "*.svg", "*.xml")
        for file in room.rglob(kind)
        if "tests" not in file.parts
    )
)


@pytest.mark.slow  # xgettext reads every file of the room
@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_the_catalogue_holds_what_the_room_says(room: Path, tmp_path):
    if not shutil.which("xgettext"):
        pytest.skip("gettext is not installed: sudo apt-get install gettext")
    copy = shutil.copytree(room, tmp_path / room.name, ignore=shutil.ignore_patterns("locale", "tests", "__pycache__"))
    fresh = copy / "locale/en/LC_MESSAGES/django.po"
    fresh.parent.mkdir(parents=True)
    # -P: a room may have a file named as one of the standard library (numbers.py)
    command = [sys.executable, "-P", "-m", "django", "makemessages", "-l", "en", "--no-location", "-v", "0"]
    subprocess.run(command, cwd=copy, check=True, env={"PATH": os.environ["PATH"]})
    said = {message.id for message in translations.read(fresh) if message.id}
    kept = room / "locale/en/LC_MESSAGES/django.po"
    translated = {message.id for message in translations.read(kept)} if kept.exists() else set()
    assert said - translated == set()


def test_nothing_is_left_unsaid():
    assert translations.unsaid() == []


def test_the_rights_page_speaks_english():
    docstrings = {" ".join(test.__doc__.split()) for rows in RULES.values() for row in rows for test in row}
    said = docstrings | {permission.value for permission in RULES}
    with override("en"):
        assert [words for words in said if gettext(words) == words] == []


@pytest.mark.parametrize("room", [room for room in ROOMS if (room / "locale").exists()], ids=lambda room: room.name)
def test_french_is_set_as_in_quebec(room: Path):
    """No space before ; ! ? and a no-break one before : and inside « »; typographic apostrophes."""
    said = " ".join(
        sentence
        for message in translations.read(room / "locale/en/LC_MESSAGES/django.po")
        for sentence in ([message.id] if isinstance(message.id, str) else message.id)
        if len(sentence) > len(" : ")
    )
    assert re.findall(r"\w+»?[ \u00a0\u202f][;!?]", said) == []
    assert re.findall(r"\w+ :|« \w+|\w+ »|\w+'\w+", said) == []
