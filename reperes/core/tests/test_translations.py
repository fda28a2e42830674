"""Catalogues compile without gettext; a message nobody translated is found."""

import gettext
import os

import pytest

from reperes.core import translations

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Comprendre"
msgstr "Understand"

msgid "%(n)s outil"
msgid_plural "%(n)s outils"
msgstr[0] "%(n)s tool"
msgstr[1] "{many}"

#, fuzzy
msgid "Agir"
msgstr "Agree"
"""


@pytest.fixture
def po(tmp_path, monkeypatch):
    file = tmp_path / "plans" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text(PO.replace("{many}", "%(n)s tools"), encoding="utf-8")
    monkeypatch.setattr(translations, "catalogues", lambda: [file])
    return file


def test_only_stale_catalogues_are_compiled(po):
    assert translations.compile_stale() == 1
    assert translations.compile_stale() == 0
    os.utime(po, ns=(0, po.stat().st_mtime_ns + 10**9))
    assert translations.compile_stale() == 1


def test_a_compiled_catalogue_speaks(po):
    translations.compile_stale()
    with po.with_suffix(".mo").open("rb") as compiled:
        words = gettext.GNUTranslations(compiled)
    assert words.gettext("Comprendre") == "Understand"
    assert words.ngettext("%(n)s outil", "%(n)s outils", 2) == "%(n)s tools"
    assert words.gettext("Agir") == "Agir"  # fuzzy: not trusted


def test_what_nobody_translated_is_listed(po):
    po.write_text(PO.replace("{many}", ""), encoding="utf-8")
    assert translations.unsaid() == ["plans/en: ('%(n)s outil', '%(n)s outils')", "plans/en: Agir"]
