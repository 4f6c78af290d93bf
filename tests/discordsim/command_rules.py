"""Documented rules for application commands that no schema states."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

from discordsim.errors import Flaw, Path, required
from discordsim.wire import GROUP, SUBCOMMAND, Json

_SLASH = 1
_MAX_COMMANDS = {1: 100, 2: 15, 3: 15}
_MAX_SIZE = 8000
_MAX_NAME = 32
_AUTOCOMPLETE_TYPES = (3, 4, 10)


def check_commands(commands: Sequence[Json]) -> list[Flaw]:
    """What is wrong with a whole set of commands."""
    flaws: list[Flaw] = []
    seen: set[tuple[int, str | None]] = set()
    for index, command in enumerate(commands):
        key = (command.get("type") or _SLASH, command.get("name"))
        if key in seen:
            message = f"Application command names must be unique ({command.get('name')})"
            code = "APPLICATION_COMMANDS_DUPLICATE_NAME"
            flaws.append(Flaw((index, "name"), code, message, "command-name"))
        seen.add(key)
        flaws += check_command(command, (index,))
    counts = Counter(command.get("type") or _SLASH for command in commands)
    for kind, limit in _MAX_COMMANDS.items():
        if counts[kind] > limit:
            message = f"at most {limit} commands of type {kind} (got {counts[kind]})"
            flaws.append(Flaw((), "APPLICATION_COMMAND_MAX", message, "command-count"))
    return flaws


def check_command(command: Json, path: Path = ()) -> list[Flaw]:
    """What is wrong with one command."""
    is_slash = (command.get("type") or _SLASH) == _SLASH
    flaws = _check_slash(command, path) if is_slash else _check_menu(command, path)
    size = _size(command)
    if size > _MAX_SIZE:
        message = f"Command exceeds maximum size ({_MAX_SIZE}) (got {size})"
        flaws.append(Flaw(path, "APPLICATION_COMMAND_TOO_LARGE", message, "command-size"))
    return flaws + _check_options(command.get("options") or [], (*path, "options"), depth=0)


def _check_slash(command: Json, path: Path) -> list[Flaw]:
    flaws = []
    name = command.get("name") or ""
    if not _is_name(name):
        message = f"Command name is invalid ({name!r}: 1-32 letters, digits, - _ and lower case)"
        code = "APPLICATION_COMMAND_INVALID_NAME"
        flaws.append(Flaw((*path, "name"), code, message, "command-name"))
    if not (command.get("description") or "").strip():
        flaws.append(required((*path, "description"), "command-description"))
    return flaws


def _check_menu(command: Json, path: Path) -> list[Flaw]:
    return [
        Flaw(
            (*path, key),
            "APPLICATION_COMMAND_INVALID",
            f"Context menu commands cannot have {key.rstrip('s')}s",
            rule,
        )
        for key, rule in (
            ("description", "command-description"),
            ("options", "command-options"),
        )
        if command.get(key)
    ]


def _check_options(options: Sequence[Json], path: Path, *, depth: int) -> list[Flaw]:
    flaws: list[Flaw] = []
    nested = [option for option in options if _is_nested(option)]
    if nested and len(nested) != len(options):
        message = (
            "Sub-command and sub-command group option types are mutually exclusive "
            "to all other types"
        )
        code = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"
        flaws.append(Flaw(path, code, message, "command-options"))
    names: set[str | None] = set()
    seen_optional = False
    for index, option in enumerate(options):
        place = (*path, index)
        flaws += _check_option_name(option.get("name"), names, (*place, "name"))
        names.add(option.get("name"))
        if _is_nested(option):
            flaws += _check_nested(option, place, depth=depth)
            continue
        if option.get("required") and seen_optional:
            message = "Required options must be placed before non-required options"
            code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
            flaws.append(Flaw((*place, "required"), code, message, "command-options"))
        seen_optional = seen_optional or not option.get("required")
        flaws += _check_choices(option, place)
    return flaws


def _is_nested(option: Json) -> bool:
    return option.get("type") in (SUBCOMMAND, GROUP)


def _check_option_name(name: str | None, taken: set[str | None], path: Path) -> list[Flaw]:
    flaws = []
    if not _is_name(name or ""):
        message = f"Command name is invalid ({name!r})"
        flaws.append(Flaw(path, "APPLICATION_COMMAND_INVALID_NAME", message, "command-name"))
    if name in taken:
        code = "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"
        flaws.append(Flaw(path, code, f"Option name already exists ({name})", "command-options"))
    return flaws


def _check_nested(option: Json, path: Path, *, depth: int) -> list[Flaw]:
    flaws = []
    if option["type"] == GROUP and depth:
        message = "a group cannot hold a group"
        flaws.append(Flaw((*path, "type"), "BASE_TYPE_CHOICES", message, "command-options"))
    return flaws + _check_options(option.get("options") or [], (*path, "options"), depth=depth + 1)


def _check_choices(option: Json, path: Path) -> list[Flaw]:
    flaws = []
    if option.get("autocomplete") and option.get("choices"):
        message = "autocomplete and choices exclude each other"
        code = "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES"
        flaws.append(Flaw(path, code, message, "command-options"))
    if option.get("autocomplete") and option.get("type") not in _AUTOCOMPLETE_TYPES:
        message = "autocomplete needs a string, integer or number option"
        code = "APPLICATION_COMMAND_AUTOCOMPLETE_TYPE"
        flaws.append(Flaw(path, code, message, "command-options"))
    names = [choice.get("name") for choice in option.get("choices") or ()]
    if len(set(names)) != len(names):
        code = "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS"
        message = "Option choice name already exists"
        flaws.append(Flaw((*path, "choices"), code, message, "command-options"))
    return flaws


def _is_name(name: str) -> bool:
    if not 1 <= len(name) <= _MAX_NAME or name != name.lower():
        return False
    return all(map(_is_name_letter, name))


def _is_name_letter(letter: str) -> bool:
    if letter in "-_'\u02bc" or unicodedata.category(letter)[0] in "LN":
        return True
    # Devanagari and Thai write vowels with marks that are no letters.
    return "\u0900" <= letter <= "\u097f" or "\u0e00" <= letter <= "\u0e7f"


def _size(command: Json) -> int:
    size = len(command.get("name") or "") + len(command.get("description") or "")
    size += sum(map(_size, command.get("options") or ()))
    for choice in command.get("choices") or ():
        size += len(str(choice.get("name"))) + len(str(choice.get("value")))
    return size
