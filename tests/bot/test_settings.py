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
    assert load_settings(tmp_path).articles == [Path("one").absolute(), Path("two").absolute()]
    monkeypatch.setenv("SAMPAN_ENCODER", "from-environment")
    monkeypatch.setenv("SAMPAN_ARTICLES", '["three"]')
    assert load_settings(tmp_path).encoder == "from-environment"
    assert load_settings(tmp_path).articles == [Path("three").absolute()]


def test_what_is_fetched_can_be_set(monkeypatch, tmp_path):
    monkeypatch.setenv("SAMPAN_CONTACT", "desk@lantern.example")
    monkeypatch.setenv("SAMPAN_ALLOWED_HOSTS", '["Intranet", "127.0.0.1:8080"]')
    settings = load_settings(tmp_path)
    assert settings.contact == "desk@lantern.example"
    assert settings.allowed_hosts == ["intranet", "127.0.0.1:8080"]
    assert settings.refresh_minutes == 60
    monkeypatch.setenv("SAMPAN_CONTACT", "")
    assert load_settings(tmp_path).contact is None


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('encodr = "typo"', "setting encodr: is not one of ours"),
        ("answer_from = 7", "setting answer_from"),
        ("articles = 3", "setting articles"),
        ('home = " "', "setting home"),
        ('encoder = ""', "setting encoder"),
        ("unsure_from = 0.9\nanswer_from = 0.8", "unsure_from should not be above"),
        ('contact = "two words"', "setting contact.*without white space"),
        ('allowed_hosts = ["http://intranet/"]', "setting allowed_hosts.*without https"),
        ("refresh_minutes = -1", "setting refresh_minutes"),
        ("not toml", "is not a readable TOML file"),
        (b"\xff", "is not a readable TOML file"),
    ],
)
def test_a_bad_file_is_told_with_the_setting(monkeypatch, tmp_path, content, says):
    monkeypatch.delenv("SAMPAN_HOME")
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
        ("SAMPAN_LLM_URL", "hunter2"),
        ("SAMPAN_LLM_TIMEOUT_S", "hunter2"),
    ],
)
def test_a_bad_variable_is_named_without_its_value(monkeypatch, tmp_path, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        load_settings(tmp_path)
    assert name in str(raised.value)
    assert value not in str(raised.value)


def test_a_path_may_start_with_a_tilde(monkeypatch, tmp_path):
    monkeypatch.delenv("SAMPAN_HOME")
    (tmp_path / "sampan.toml").write_text('home = "~/data"')
    assert load_settings(tmp_path).home == Path.home() / "data"


def test_a_key_is_never_shown(monkeypatch, tmp_path):
    monkeypatch.setenv("SAMPAN_LLM_KEY", "sk-hunter2")
    settings = load_settings(tmp_path)
    assert settings.llm_key.get_secret_value() == "sk-hunter2"
    assert "hunter2" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_an_empty_address_means_no_language_model(monkeypatch, tmp_path):
    monkeypatch.setenv("SAMPAN_LLM_URL", "")
    assert load_settings(tmp_path).llm_url is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('home = "/tmp/a\\u0000b"', "home"),
        ('home = "~nobody-here/x"', "names a user"),
        (f"user_questions = {'9' * 5000}", "TOML"),
        (f"articles = {'[' * 9000}", "TOML"),
        (f"{'a.' * 6000}b = 1", "characters"),
    ],
)
def test_whatever_the_file_holds_is_one_sentence(tmp_path, monkeypatch, text, says):
    monkeypatch.delenv("SAMPAN_HOME")
    (tmp_path / "sampan.toml").write_text(text)
    with pytest.raises(SettingsError, match=says):
        load_settings(tmp_path)


def test_a_current_folder_that_was_deleted_is_named(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(SettingsError, match="current folder: was deleted"):
        load_settings()


@pytest.mark.parametrize("is_open", [True, False])
def test_a_folder_that_may_not_be_entered_holds_no_settings_for_us(tmp_path, monkeypatch, is_open):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("bot.settings.read_regular", refuse)
    monkeypatch.setattr("bot.settings.os.access", lambda path, mode: is_open)
    if not is_open:
        assert load_settings(tmp_path)
        return
    with pytest.raises(SettingsError, match=r"sampan\.toml: may not be read"):
        load_settings(tmp_path)
