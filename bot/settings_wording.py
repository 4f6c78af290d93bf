"""What a setting should be, in words, for whoever gave it another value or another name."""

import difflib
import json
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

PREFIX = "SAMPAN_"

_LIKE = 0.6  # of one, as difflib measures likeness


class Kind(StrEnum):
    """What may be given for a setting."""

    FLAG = "true or false"
    WHOLE = "a whole number"
    NUMBER = "a number"
    TEXT = "text"
    PATH = "a path"
    TEXTS = "a list of texts"
    PATHS = "a list of paths"
    TABLE = "text, or a table of texts by language"
    CHOICE = "one of"


_OF_TYPES = {
    bool: Kind.FLAG,
    int: Kind.WHOLE,
    float: Kind.NUMBER,
    str: Kind.TEXT,
    SecretStr: Kind.TEXT,
    Path: Kind.PATH,
}
_EXAMPLES = {
    Kind.FLAG: True,
    Kind.WHOLE: 1,
    Kind.NUMBER: 0.5,
    Kind.TEXT: "…",
    Kind.PATH: "path/to/it",
    Kind.TEXTS: ["one", "two"],
    Kind.PATHS: ["one", "two"],
    Kind.TABLE: {"en": "…", "zh-Hant": "…"},
}


def variable_of(name: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{name.upper()}"


def kind_of(field: FieldInfo) -> Kind:
    """What may be given for a setting, by the type of its value."""
    kind = field.annotation
    if get_origin(kind) in (Union, UnionType):
        kind = next(part for part in get_args(kind) if part is not type(None))
    origin = get_origin(kind)
    if origin is Literal:
        return Kind.CHOICE
    if origin is dict:
        return Kind.TABLE
    if origin in (list, tuple):
        return Kind.PATHS if get_args(kind)[0] is Path else Kind.TEXTS
    return _OF_TYPES.get(kind, Kind.TEXT)  # type: ignore[arg-type]


def may_be_empty(field: FieldInfo) -> bool:
    """Whether an empty text says that nothing is wanted."""
    return any(field.default is nothing for nothing in (None, False)) or field.default == []


def describe_wrong(name: str, field: FieldInfo, value: object, *, is_variable: bool) -> str:
    """What a value should be, and how to write it; never the value itself."""
    remedy = f"write {_example(name, field, is_variable=is_variable)}, or leave it out"
    if isinstance(value, str) and not value.strip():
        return f"is empty; {remedy}"
    longest = _bounds(field).get("max_length")
    if isinstance(value, str) and longest and len(value) > longest:
        return f"has more than {longest} characters; shorten it"
    return f"should be {_wanted(field)}; {remedy}"


def describe_unknown(name: str, value: object, known: Collection[str], *, is_variable: bool) -> str:
    """That no setting has this name, and which one is probably meant."""
    meant = next(_meant(name, value, known), None)
    if meant is None:
        return "is not one of ours; remove it, docs/settings.md lists them all"
    written = variable_of(meant) if is_variable else meant
    return f"is not one of ours, {written} may be meant; rename or remove it"


def write_toml(value: Any) -> str:
    """A value as a TOML file has it."""
    if isinstance(value, Mapping):
        parts = (f"{_write_key(key)} = {write_toml(part)}" for key, part in value.items())
        return "{ " + ", ".join(parts) + " }"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(write_toml, value))}]"
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    # Of what JSON escapes, TOML knows all but halves of pairs, which no text of ours has.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _write_key(key: str) -> str:
    is_bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if is_bare else json.dumps(key, ensure_ascii=False)


def _wanted(field: FieldInfo) -> str:
    kind = kind_of(field)
    if kind is Kind.CHOICE:
        choices = [str(part) for part in _choices(field)]
        return f"one of {', '.join(choices)}"
    bounds = _bounds(field)
    low, high = bounds.get("ge"), bounds.get("le")
    above, longest = bounds.get("gt"), bounds.get("max_length")
    if low is not None and high is not None:
        return f"{kind} from {low:,} to {high:,}"
    if above is not None:
        return f"{kind} above {above:,}" + (f" and at most {high:,}" if high is not None else "")
    if low is not None:
        return f"{kind} from {low:,} on"
    return f"{kind} of at most {longest} characters" if longest and kind is Kind.TEXT else kind


def _example(name: str, field: FieldInfo, *, is_variable: bool) -> str:
    """The line that sets it: to what it is by default, where that says something."""
    kind = kind_of(field)
    value: Any = field.default
    if kind is Kind.CHOICE and not value:
        value = next(_choices(field))
    elif not isinstance(value, bool | int | float | str) or value in (False, ""):
        value = _EXAMPLES[kind]
    if not is_variable:
        return f"{name} = {write_toml(value)}"
    if isinstance(value, list | dict):
        return f"{variable_of(name)}='{json.dumps(value, ensure_ascii=False)}'"
    return f"{variable_of(name)}={value if isinstance(value, str) else json.dumps(value)}"


def _bounds(field: FieldInfo) -> dict[str, Any]:
    names = ("ge", "gt", "le", "lt", "min_length", "max_length")
    return {
        name: getattr(part, name)
        for part in field.metadata
        for name in names
        if hasattr(part, name)
    }


def _choices(field: FieldInfo) -> Iterator[object]:
    for part in (field.annotation, *get_args(field.annotation)):
        if get_origin(part) is Literal:
            yield from get_args(part)


def _meant(name: str, value: object, known: Collection[str]) -> Iterator[str]:
    """The settings that may be meant, the likeliest first."""
    plain = name.lower().replace("-", "_").removeprefix(PREFIX.lower())
    if isinstance(value, Mapping):  # [discord] with token = … below it
        yield from (joined for key in value if (joined := f"{plain}_{key}") in known)
    yield from (one for one in known if plain and plain in one.split("_"))
    yield from difflib.get_close_matches(plain, known, n=1, cutoff=_LIKE)
