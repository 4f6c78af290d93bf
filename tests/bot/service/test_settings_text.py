import stat
import tomllib

import pytest

from bot.errors import SettingsError
from bot.service.settings_text import (
    compare_settings,
    compose_settings,
    overriding,
    write_settings,
    write_variable,
)
from bot.settings import Settings, load_settings

VALUES = {
    "name": 'The "Crumb" \\ 麵包\t…',
    "subject": {"en": "bread", "zh-Hant": "麵包"},
    "articles": ["starter", "articles"],
    "listen": "127.0.0.1:8080",
    "keep_questions": True,
    "llm_timeout_s": 2.5,
}


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_written_reads_as_it_was_meant(tmp_path):
    path = tmp_path / "sampan.toml"
    assert write_settings(path, VALUES) is None
    assert tomllib.loads(path.read_text(encoding="utf-8")) == VALUES
    assert load_settings(tmp_path).articles[1] == tmp_path / "articles"


def test_every_setting_that_is_written_is_explained():
    text = compose_settings(VALUES)
    says = " ".join(text.replace("#", " ").split())
    for name in VALUES:
        assert f"{Settings.model_fields[name].description}." in says
    assert max(len(line) for line in text.splitlines()) <= 100
    assert tomllib.loads(compose_settings({})) == {}


def test_another_file_is_replaced_only_if_forced_and_a_copy_stays(tmp_path):
    path = tmp_path / "sampan.toml"
    path.write_text("# mine\n")
    with pytest.raises(SettingsError, match="run again with --force"):
        write_settings(path, VALUES)
    assert path.read_text() == "# mine\n"
    copies = [write_settings(path, VALUES, is_forced=True) for _ in range(2)]
    assert [copy.name for copy in copies] == ["sampan.toml.old-1", "sampan.toml.old-2"]
    assert copies[0].read_text() == "# mine\n"
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "sampan.toml",
        "sampan.toml.old-1",
        "sampan.toml.old-2",
    ]


def test_a_file_with_a_secret_is_its_owners_alone(tmp_path):
    write_settings(tmp_path / "plain.toml", VALUES)
    write_settings(tmp_path / "secret.toml", {**VALUES, "llm_key": "hunter2"})
    assert mode(tmp_path / "secret.toml") == 0o600
    assert mode(tmp_path / "plain.toml") & 0o400


def test_an_environment_file_keeps_its_other_lines(tmp_path):
    path = tmp_path / "sampan.env"
    path.write_text("# mine\nSAMPAN_DISCORD_TOKEN=old\nTZ=Asia/Hong_Kong\n")
    write_variable(path, "discord_token", "new")
    assert path.read_text() == "# mine\nTZ=Asia/Hong_Kong\nSAMPAN_DISCORD_TOKEN=new\n"
    assert mode(path) == 0o600


def test_differences_are_told_as_lines_without_what_is_secret():
    stands = {"name": "Sampan", "llm_key": "hunter2", "processes": 2}
    would = {"name": "Crumb", "llm_key": "hunter3", "processes": 2, "listen": "127.0.0.1:1"}
    lines = [line for one in compare_settings(stands, would) for line in one.lines()]
    assert lines == [
        '- name = "Sampan"',
        '+ name = "Crumb"',
        "- llm_key = …",
        "+ llm_key = …",
        '+ listen = "127.0.0.1:1"',
    ]


def test_variables_that_win_are_named(monkeypatch):
    monkeypatch.setenv("SAMPAN_NAME", "Other")
    assert overriding(VALUES) == ["SAMPAN_NAME"]
