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


@pytest.mark.parametrize(
    "engine", ["dense", "duckdb", "spark://10.0.0.7:7077", "spark://un.exemple:7077,deux.exemple:7077"]
)
def test_an_engine_is_one_of_ours_or_a_cluster(monkeypatch, engine):
    monkeypatch.setenv("REPERES_ENGINE", engine)
    assert env.engine("REPERES_ENGINE") == engine


@pytest.mark.parametrize("odd", ["polars", "spark://", "spark://ici", "yarn"])
def test_another_engine_is_refused_in_words(monkeypatch, odd):
    monkeypatch.setenv("REPERES_ENGINE", odd)
    with pytest.raises(env.BadSetting, match=f"REPERES_ENGINE is “{odd}”; write dense, duckdb, or spark://host:port"):
        env.engine("REPERES_ENGINE")


def test_a_warehouse_is_a_folder_or_a_bucket(monkeypatch):
    monkeypatch.setenv("REPERES_WAREHOUSE", "/srv/entrepot")
    assert env.bucket("REPERES_WAREHOUSE") == ""
    monkeypatch.setenv("REPERES_WAREHOUSE", "s3://reperes/un/entrepot/")
    assert env.bucket("REPERES_WAREHOUSE") == "reperes/un/entrepot"
    for odd in ("s3://", "s3://Majuscule", "gs://reperes"):
        monkeypatch.setenv("REPERES_WAREHOUSE", odd)
        with pytest.raises(env.BadSetting, match="write a folder, or s3://bucket/prefix"):
            env.bucket("REPERES_WAREHOUSE")


def test_a_service_has_an_address(monkeypatch):
    monkeypatch.setenv("BUCKET_ENDPOINT", "https://s3.exemple.quebec:9000/")
    assert env.address("BUCKET_ENDPOINT") == "https://s3.exemple.quebec:9000"
    for odd in ("s3.exemple.quebec", "https://s3.exemple.quebec/depot"):
        monkeypatch.setenv("BUCKET_ENDPOINT", odd)
        with pytest.raises(env.BadSetting, match="write http://host:port or https://host"):
            env.address("BUCKET_ENDPOINT")
