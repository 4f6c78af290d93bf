"""The settings file: where it is looked for, what it gives, and on which line."""

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_config_path

from bot.errors import SettingsError
from corpus.regular_files import IrregularFileError, read_regular

SETTINGS_FILE = "sampan.toml"
CONFIG = "SAMPAN_CONFIG"
"""The variable that names the file to read instead of those that are looked for."""

_SYSTEM = Path("/etc/sampan")
_LONGEST = 10_000
_OTHER = "or name another file with --config"
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")
# What tomllib says, and what it means to whoever wrote the line.
_FAULTS = (
    ("Cannot ", "this name was set further up; remove one of the two"),
    ("Duplicate ", "this name was set before; remove one of the two"),
    ("Expected '='", 'there is no = after the name; write it as name = "Sampan"'),
    ("Invalid statement", 'this is no setting; write one as name = "Sampan", or put a # before it'),
    (
        "Unclosed",
        "a list or table does not end; put commas between its parts and ] or } at its end",
    ),
    ("Expected ']'", "a list or table does not end; put ] at its end"),
    (
        "Expected",
        "a text or statement does not end; close the quotes, and write each on its own line",
    ),
    ("Unterminated", "a text does not end; close its quotes"),
    ("Illegal character '\\n'", "a text does not end on its line; close its quotes"),
    ("Illegal character", "a character is none that can be seen; remove it"),
    ("Found invalid character", "a character is none that can be seen; remove it"),
    ("Unescaped", "a backslash stands in a text; write \\\\ for it, or use single quotes"),
    ("Invalid value", 'a value is missing or without quotes; write text as "text"'),
)
_OTHER_FAULT = "this cannot be read; compare it with the example in docs/settings.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A setting's value as it was written, and where: "sampan.toml, line 3", or a variable."""

    value: Any
    where: str


def find_settings_file(folder: Path) -> Path | None:
    """The one file that is read, where `folder` is the current one; None where there is none.

    Raises SettingsError when one was named that is not there.
    """
    if named := os.environ.get(CONFIG, "").strip():
        path = folder / Path(named)
        if not path.exists():
            raise SettingsError(
                str(path),
                f"is not there, though --config or {CONFIG} names it; name another file, or run"
                ' "sampan init", which writes it',
            )
        return path
    return next((path for path in _places(folder) if _exists(path)), None)


def read_settings_file(path: Path) -> dict[str, Given]:
    """What the file sets; raises SettingsError, which names the line."""
    text = _read_text(path)
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, text, str(error)) from None
    except (ValueError, RecursionError):  # a number of thousands of digits; a thousand brackets
        raise SettingsError(
            str(path), "holds a number or a list that is too long; shorten it, " + _OTHER
        ) from None
    lines = dict(_lines_of(text, values))
    return {
        name: Given(value=value, where=f"{path}, line {lines.get(name, 1)}")
        for name, value in values.items()
    }


def _places(folder: Path) -> Iterator[Path]:
    yield folder / SETTINGS_FILE
    yield user_config_path("sampan", appauthor=False) / SETTINGS_FILE
    yield _SYSTEM / SETTINGS_FILE


def _exists(path: Path) -> bool:
    """Whether something lies there, as far as we may know."""
    try:
        return path.exists()
    except OSError:  # the folder may not be entered, as where "sudo -u" is typed in another's
        return False


def _read_text(path: Path) -> str:
    try:
        raw = read_regular(path)
        if len(raw) > _LONGEST:
            reason = f"has more than {_LONGEST:,} characters; shorten it, {_OTHER}"
            raise SettingsError(str(path), reason)
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        reason = "holds bytes that are no UTF-8; save the file as UTF-8"
        raise SettingsError(f"{path}, line {line}", reason) from None
    except IrregularFileError as error:
        reason = f"{error.strerror}; remove it, {_OTHER}"
        raise SettingsError(str(path), reason) from error
    except OSError as error:
        reason = f"may not be read; let your user read it, {_OTHER}"
        raise SettingsError(str(path), reason) from error


def _unreadable(path: Path, text: str, said: str) -> SettingsError:
    """What is no TOML, where: that of what does not end is the line that begins it."""
    lines = [f"{line}\n" for line in text.split("\n")]
    found = _PLACE.search(said)
    place = f"line {found[1]}, column {found[2]}" if found else ""
    if not found:
        numbers = range(len(lines) - 1, 0, -1)
        open_from = next((n for n in numbers if _is_whole("".join(lines[:n]))), 0)
        place = f"line {open_from + 1}"
        if "[" in lines[open_from] or "{" in lines[open_from]:
            said = "Unclosed"
    reason = next((ours for theirs, ours in _FAULTS if said.startswith(theirs)), _OTHER_FAULT)
    return SettingsError(f"{path}, {place}", reason)


def _lines_of(text: str, values: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """The line on which each name is set: the first that names it outside of any value."""
    lines = [f"{line}\n" for line in text.split("\n")]
    for name in values:
        named = re.compile(rf"\s*(?:\[+\s*)?[\"']?{re.escape(name)}[\"']?\s*[=.\]]")
        for number, line in enumerate(lines):
            if named.match(line) and _is_whole("".join(lines[:number])):
                yield name, number + 1
                break


def _is_whole(text: str) -> bool:
    """Whether a text ends outside of any value."""
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
