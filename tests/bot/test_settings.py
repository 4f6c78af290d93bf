from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import load_settings


@pytest.fixture(autouse=True)
def no_home(monkeypatch):
    """The files under test say where data lives."""
    monkeypatch.delenv("SAMPAN_HOME")


def write(folder: Path, content: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "sampan.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_without_file_and_environment_the_defaults_hold(tmp_path):
    settings = load_settings(tmp_path)
    assert settings.name == "Sampan"
    assert settings.encoder == "multilingual-e5-small"
    assert settings.articles == []
    assert settings.home.name == "sampan"


def test_the_environment_wins_over_the_file(monkeypatch, tmp_path):
    write(tmp_path, 'encoder = "from-file"\narticles = ["one", "two"]\n')
    assert load_settings(tmp_path).encoder == "from-file"
    assert load_settings(tmp_path).articles == [tmp_path / "one", tmp_path / "two"]
    monkeypatch.setenv("SAMPAN_ENCODER", "from-environment")
    monkeypatch.setenv("SAMPAN_ARTICLES", '["three"]')
    assert load_settings(tmp_path).encoder == "from-environment"
    assert load_settings(tmp_path).articles == [Path("three").absolute()]


def test_the_first_file_that_exists_is_the_only_one_read(monkeypatch, tmp_path):
    system, user, here = tmp_path / "etc", tmp_path / "user" / "sampan", tmp_path / "here"
    here.mkdir()
    monkeypatch.setattr("bot.settings_file._SYSTEM", system)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(user.parent))
    write(system, 'name = "System"\ncontact = "desk@lantern.example"')
    assert load_settings(here).name == "System"
    write(user, 'name = "User"')
    assert (load_settings(here).name, load_settings(here).contact) == ("User", None)
    write(here, 'name = "Here"')
    assert load_settings(here).name == "Here"
    monkeypatch.setenv("SAMPAN_CONFIG", "own.toml")
    (here / "own.toml").write_text('name = "Named"')
    assert load_settings(here).name == "Named"
    monkeypatch.setenv("SAMPAN_CONFIG", "")
    assert load_settings(here).name == "Here"


def test_a_file_that_was_named_has_to_be_there(monkeypatch, tmp_path):
    write(tmp_path, 'name = "Here"')
    monkeypatch.setenv("SAMPAN_CONFIG", "gone.toml")
    with pytest.raises(SettingsError, match=r'gone\.toml: is not there.*run "sampan init"'):
        load_settings(tmp_path)


def test_the_paths_of_a_file_are_relative_to_it(monkeypatch, tmp_path):
    folder = tmp_path / "etc"
    (folder / "model").mkdir(parents=True)
    path = write(
        folder,
        'home = "data"\narticles = ["starter", "../notes", "/srv/articles", "~/more"]\n'
        'glossary = ["names.yaml"]\nencoder = "model"\nreranker = "some/name"\n'
        'index = "milvus/index.db"\n',
    )
    monkeypatch.setenv("SAMPAN_CONFIG", str(path))
    settings = load_settings(tmp_path)
    assert settings.home == folder / "data"
    assert settings.articles == [
        Path("starter"),
        folder / "../notes",
        Path("/srv/articles"),
        Path.home() / "more",
    ]
    assert settings.glossary == [folder / "names.yaml"]
    assert settings.encoder == str(folder / "model")
    assert settings.reranker == "some/name"
    assert settings.index == str(folder / "milvus" / "index.db")


@pytest.mark.parametrize(
    ("text", "variable"),
    [
        ('subject = "bread"', "bread"),
        (
            'subject = { en = "bread", zh-Hant = "麵包" }',
            '{"en": "bread", "zh-Hant": "麵包"}',
        ),
        ('[subject]\nen = "bread"\nzh-Hant = "麵包"', ' {"en": "bread", "zh-Hant": "麵包"}'),
    ],
)
def test_what_is_said_by_language_is_one_text_or_a_table(monkeypatch, tmp_path, text, variable):
    write(tmp_path, text)
    in_file = load_settings(tmp_path).subject
    (tmp_path / "sampan.toml").unlink()
    monkeypatch.setenv("SAMPAN_SUBJECT", variable)
    assert load_settings(tmp_path).subject == in_file
    assert in_file in (
        {"en": "bread", "zh-Hant": "bread", "zh-Hans": "bread"},
        {"en": "bread", "zh-Hant": "麵包"},
    )


def test_a_file_of_another_editor_is_read_too(tmp_path):
    (tmp_path / "sampan.toml").write_bytes(b'\xef\xbb\xbfname = "Crumb"\r\nuser_questions = 3\r\n')
    settings = load_settings(tmp_path)
    assert (settings.name, settings.user_questions) == ("Crumb", 3)


@pytest.mark.parametrize(
    "name", ["discord_token", "llm_key", "llm_url", "contact", "fields_file", "subject", "reranker"]
)
@pytest.mark.parametrize("value", ["", "  "])
def test_what_is_optional_and_empty_is_not_set(monkeypatch, tmp_path, name, value):
    write(tmp_path, f'{name} = "{value}"')
    assert getattr(load_settings(tmp_path), name) is None
    monkeypatch.setenv(f"SAMPAN_{name.upper()}", value)
    assert getattr(load_settings(tmp_path), name) is None


def test_an_empty_variable_takes_away_what_the_file_sets(monkeypatch, tmp_path):
    write(tmp_path, 'discord_token = "hunter2"\narticles = ["one"]\nkeep_questions = true')
    for name in ("DISCORD_TOKEN", "ARTICLES", "KEEP_QUESTIONS"):
        monkeypatch.setenv(f"SAMPAN_{name}", "")
    settings = load_settings(tmp_path)
    assert (settings.discord_token, settings.articles) == (None, [])
    assert not settings.keep_questions


def test_what_is_fetched_can_be_set(monkeypatch, tmp_path):
    monkeypatch.setenv("SAMPAN_CONTACT", "desk@lantern.example")
    monkeypatch.setenv("SAMPAN_ALLOWED_HOSTS", '["Intranet", "127.0.0.1:8080"]')
    settings = load_settings(tmp_path)
    assert settings.contact == "desk@lantern.example"
    assert settings.allowed_hosts == ["intranet", "127.0.0.1:8080"]
    assert settings.refresh_minutes == 60


def test_a_path_may_start_with_a_tilde(tmp_path):
    write(tmp_path, 'home = "~/data"')
    assert load_settings(tmp_path).home == Path.home() / "data"


def test_a_key_is_never_shown(monkeypatch, tmp_path):
    monkeypatch.setenv("SAMPAN_LLM_KEY", "sk-hunter2")
    settings = load_settings(tmp_path)
    assert settings.llm_key.get_secret_value() == "sk-hunter2"
    assert "hunter2" not in repr(settings) + str(settings) + settings.model_dump_json()


def test_what_kubernetes_sets_for_a_service_of_our_name_is_none_of_ours(monkeypatch, tmp_path):
    for name in ("SERVICE_HOST", "SERVICE_PORT_HTTP", "PORT", "PORT_8000_TCP_ADDR"):
        monkeypatch.setenv(f"SAMPAN_{name}", "tcp://10.0.0.1:8000")
    assert load_settings(tmp_path)


def test_a_current_folder_that_was_deleted_is_named(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(SettingsError, match="current folder: was deleted"):
        load_settings()


def test_a_folder_that_may_not_be_entered_holds_no_settings_for_us(tmp_path, monkeypatch):
    exists = Path.exists

    def refuse(path):
        if path.parent == tmp_path:
            raise PermissionError(13, "Permission denied", str(path))
        return exists(path)

    monkeypatch.setattr(Path, "exists", refuse)
    assert load_settings(tmp_path)


def test_a_file_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    write(tmp_path, 'name = "Crumb"')
    monkeypatch.setattr("bot.settings_file.read_regular", refuse)
    with pytest.raises(SettingsError, match=r"sampan\.toml: may not be read; let your user"):
        load_settings(tmp_path)
