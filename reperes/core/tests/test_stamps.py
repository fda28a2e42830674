"""A second start skips what the first one did, and only that."""

import os

from reperes.core import stamps


def test_a_stamp_is_fresh_until_a_file_changes(settings, tmp_path):
    settings.VAR = tmp_path
    source = tmp_path / "source.css"
    source.write_text("a {}")
    stamps.set_to("static", stamps.fingerprint([source]))
    assert stamps.is_fresh("static", stamps.fingerprint([source]))
    os.utime(source, (0, 0))
    assert not stamps.is_fresh("static", stamps.fingerprint([source]))


def test_a_word_changes_the_fingerprint(tmp_path):
    assert stamps.fingerprint([], "real") != stamps.fingerprint([], "fictional")


def test_a_new_database_forgets_every_stamp(settings, tmp_path):
    settings.VAR = tmp_path
    stamps.set_to("plant", "done")
    stamps.forget_all()
    assert not stamps.is_fresh("plant", "done")
