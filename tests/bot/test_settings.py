from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import load_settings


def test_without_file_and_environment_the_defaults_hold(monkeypatch, tmp_path):
    monkeypatch.delenv("SAMPAN_HOME")
    settings = load_settings(tmp_path)
    assert settings.encoder == "multilingual-e5-small"
    assert settings.articles == []
    assert settings.home.name == "sampan"


def test_the_environment_wins_over_the_file(monkeypatch, tmp_path):
    (tmp_path / "sampan.toml").write_text('encoder = "from-file"\narticles = ["one", "two"]\n')
    assert load_settings(tmp_path).encoder == "from-file"
    assert load_settings(tmp_path).articles == [Path("one"), Path("two")]
    monkeypatch.setenv("SAMPAN_ENCODER", "from-environment")
    monkeypatch.setenv("SAMPAN_ARTICLES", '["three"]')
    assert load_settings(tmp_path).encoder == "from-environment"
    assert load_settings(tmp_path).articles == [Path("three")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('encodr = "typo"', "setting encodr: is not one of ours"),
        ("answer_from = 7", "setting answer_from"),
        ("articles = 3", "setting articles"),
        ("not toml", "is not a readable TOML file"),
        (b"\xff", "is not a readable TOML file"),
    ],
)
def test_a_bad_file_is_told_with_the_setting(tmp_path, content, says):
    path = tmp_path / "sampan.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SettingsError, match=says):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SAMPAN_ANSWER_FROM", "hunter2"),
        ("SAMPAN_ARTICLES", "hunter2"),
        ("SAMPAN_HOEM", "hunter2"),
    ],
)
def test_a_bad_variable_is_named_without_its_value(monkeypatch, tmp_path, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        load_settings(tmp_path)
    assert name in str(raised.value)
    assert value not in str(raised.value)
