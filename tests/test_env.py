"""Settings are read from the environment, and an odd value is refused in words."""

import pytest

from config import env


@pytest.mark.parametrize(("written", "read"), [("oui", True), ("Yes", True), ("0", False), ("non", False), ("", True)])
def test_a_flag_speaks_french_and_english(monkeypatch, written, read):
    monkeypatch.setenv("DEBUG", written)
    assert env.flag("DEBUG", default=True) is read


def test_a_value_nobody_can_run_with_is_refused(monkeypatch):
    monkeypatch.setenv("DEBUG", "maybe")
    monkeypatch.setenv("PORT", "http")
    with pytest.raises(env.BadSetting, match="DEBUG is “maybe”; write yes or no"):
        env.flag("DEBUG")
    with pytest.raises(env.BadSetting, match="PORT is “http”; write a whole number"):
        env.number("PORT", 8000)


def test_a_variable_left_empty_is_one_not_set(monkeypatch, tmp_path):
    monkeypatch.setenv("REPERES_DATA", "")
    assert env.folder("REPERES_DATA", tmp_path) == tmp_path
    assert env.names("REPERES_DATA", "a, b,") == ["a", "b"]


def test_a_secret_may_live_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("s3cret\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.text("SECRET_KEY") == "s3cret"
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "absent"))
    with pytest.raises(env.BadSetting, match="cannot be read"):
        env.text("SECRET_KEY")
