"""Writing the settings file: with comments, whole or not at all, and never over another one."""

import os
import stat
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import SettingsError
from bot.settings import Settings
from bot.settings_wording import variable_of, write_toml
from corpus.drafts import replace_file
from corpus.regular_files import read_regular

ENVIRONMENT_FILE = "sampan.env"
SECRETS = frozenset({"discord_token", "index_token", "llm_key", "service_key"})

_WIDTH = 88
_HEAD = """\
# Settings of Sampan. docs/settings.md lists them all; paths are relative to this file, and the
# environment wins over it. "sampan doctor" says whether they can be used.
"""
# What is written even where it is not set, as an example behind a #.
_EXAMPLES = {
    "subject": '{ en = "…", zh-Hant = "…", zh-Hans = "…" }',
    "articles": '["starter", "articles"]',
    "listen": '"127.0.0.1:8000"',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A setting as it stands in the file, and as it would; None where it does not."""

    name: str
    stands: Any = None
    would: Any = None

    def lines(self) -> list[str]:
        """Both as lines of the file, without what is secret."""
        return [
            f"{sign} {self.name} = {'…' if self.name in SECRETS else write_toml(value)}"
            for sign, value in (("-", self.stands), ("+", self.would))
            if value is not None
        ]


def compare_settings(stands: Mapping[str, Any], would: Mapping[str, Any]) -> list[Difference]:
    """What would change in a settings file, in the order of the file."""
    names = dict.fromkeys((*stands, *would))
    return [
        Difference(name=name, stands=stands.get(name), would=would.get(name))
        for name in names
        if stands.get(name) != would.get(name)
    ]


def compose_settings(values: Mapping[str, Any]) -> str:
    """The text of a settings file, with what each setting is for."""
    names = [name for name in Settings.model_fields if name in values or name in _EXAMPLES]
    parts = [_HEAD]
    for name in names:
        says = Settings.model_fields[name].description or ""
        comment = "\n".join(f"# {line}" for line in textwrap.wrap(f"{says}.", _WIDTH))
        is_set = values.get(name) is not None
        line = f"{name} = {write_toml(values[name])}" if is_set else f"# {name} = {_EXAMPLES[name]}"
        parts.append(f"{comment}\n{line}\n")
    return "\n".join(parts)


def write_settings(
    path: Path, values: Mapping[str, Any], *, is_forced: bool = False
) -> Path | None:
    """Write the file; where there is one that says otherwise, only if forced, and keep a copy.

    Gives the path of the copy. Raises SettingsError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    copy: Path | None = None
    if path.exists():
        if not is_forced:
            raise SettingsError(
                str(path),
                "says otherwise and was left as it is; run again with --force to replace it, which"
                " keeps a copy, or edit it",
            )
        copy = free_name(path)
        replace_file(copy, read_regular(path), is_private=True)
    text = compose_settings(values).encode()
    is_secret = not SECRETS.isdisjoint(values) or (copy and _is_private(path))
    replace_file(path, text, is_private=bool(is_secret))
    return copy


def write_variable(path: Path, name: str, value: str) -> None:
    """Let an environment file, its owner's alone, set the variable of a setting; others stay."""
    variable = variable_of(name)
    lines = read_regular(path).decode().splitlines() if path.exists() else []
    kept = [line for line in lines if not line.startswith(f"{variable}=")]
    content = "\n".join((*kept, f"{variable}={value}", ""))
    replace_file(path, content.encode(), is_private=True)


def overriding(values: Mapping[str, Any]) -> list[str]:
    """The variables of the environment that win over what the file says."""
    return [variable_of(name) for name in values if variable_of(name) in os.environ]


def free_name(path: Path) -> Path:
    """A name beside a file, for a copy of it."""
    number = 1
    while (copy := path.with_name(f"{path.name}.old-{number}")).exists():
        number += 1
    return copy


def _is_private(path: Path) -> bool:
    return not stat.S_IMODE(path.stat().st_mode) & 0o077
