"""docs/settings.md says of every setting what the code does."""

import re
import tomllib
from pathlib import Path

from bot.settings import Settings
from bot.settings_wording import write_toml

_PAGE = (Path(__file__).parents[1] / "docs" / "settings.md").read_text(encoding="utf-8")
_ROWS = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*) \|$", _PAGE, re.MULTILINE)


def plain(text: str) -> str:
    """A text without links, and without what marks words of a command or a file."""
    return re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text).replace("`", "").replace('"', "")


def test_every_setting_is_listed_once():
    assert sorted(name for name, _, _ in _ROWS) == sorted(Settings.model_fields)


def test_what_is_said_of_a_setting_is_what_the_code_says():
    for name, default, text in _ROWS:
        field = Settings.model_fields[name]
        assert plain(text) == plain(field.description), name
        if name == "home":  # another on each system
            continue
        assert default == ("–" if field.default is None else f"`{write_toml(field.default)}`"), name


def test_the_example_can_be_used():
    example = re.search(r"```toml\n(.*?)```", _PAGE, re.DOTALL)
    settings = Settings(**tomllib.loads(example[1]))
    assert settings.name == "Crumb"
    assert settings.subject.keys() == {"en", "zh-Hant", "zh-Hans"}


def test_the_files_that_are_linked_exist():
    for name in re.findall(r"\]\((?!https?:)([^)#]+)\)", _PAGE):
        assert (Path(__file__).parents[1] / "docs" / name).is_file(), name
