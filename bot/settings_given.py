"""What a settings file and the environment give together, and what is wrong with it."""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from bot.errors import SettingsError
from bot.network import is_index_file
from bot.settings_file import CONFIG, Given, find_settings_file, read_settings_file
from bot.settings_wording import PREFIX, Kind, describe_unknown, describe_wrong, kind_of
from corpus.starter import is_starter

UNFIT = "is unfit"
"""What a check of a field raises ValueError with to have its kind told."""

_NAMES_OR_FOLDERS = ("encoder", "reranker")
# What Kubernetes and Docker set for a service that is called like us.
_OF_A_SERVICE = re.compile(r"SAMPAN_(SERVICE_(HOST|PORT)\w*|PORT(_\d+_(TCP|UDP)\w*)?|ENV_\w+)")


def read_given(
    fields: Mapping[str, FieldInfo], folder: Path, file: Path | None = None
) -> dict[str, Given]:
    """What is set, by name, where `folder` is the current one; the environment wins.

    By the settings file that is found, or by `file`, which need not be there.
    """
    path = find_settings_file(folder) if file is None else file
    in_file = _from_file(path, fields) if path and (file is None or path.exists()) else {}
    return in_file | _from_environment(fields)


def describe_error(
    error: ValidationError, fields: Mapping[str, FieldInfo], given: Mapping[str, Given]
) -> SettingsError:
    """What is wrong with the first setting that is, and where it was given."""
    first = error.errors(include_url=False)[0]
    own = str(first["ctx"]["error"]) if first["type"] == "value_error" else UNFIT
    if not first["loc"]:  # of two settings that do not go together, the first one named
        name = own.split()[0]
        return SettingsError(given[name].where if name in given else name, own)
    name = str(first["loc"][0])
    one = given[name]
    is_variable = one.where.startswith(PREFIX)
    if name not in fields:
        own = describe_unknown(name, one.value, fields, is_variable=False)
    elif own == UNFIT:
        own = describe_wrong(name, fields[name], one.value, is_variable=is_variable)
    return SettingsError(one.where, f"{name} {own}" if ", line " in one.where else own)


def _from_file(path: Path, fields: Mapping[str, FieldInfo]) -> dict[str, Given]:
    """What the file sets; its paths are relative to its folder."""
    given = read_settings_file(path)
    for name, one in given.items():
        field = fields.get(name)
        if field is None:
            reason = describe_unknown(name, one.value, fields, is_variable=False)
            raise SettingsError(one.where, f"{name} {reason}")
        is_name = name in _NAMES_OR_FOLDERS
        is_file = name == "index" and is_index_file(str(one.value))
        if is_name or is_file or kind_of(field) in (Kind.PATH, Kind.PATHS):
            value = _beside(one.value, path.parent, is_name=is_name)
            given[name] = Given(value=value, where=one.where)
    return given


def _beside(value: object, folder: Path, *, is_name: bool) -> object:
    """A path as it is meant in a file of this folder; a name may be that of something else."""
    if isinstance(value, list):
        return [_beside(part, folder, is_name=is_name) for part in value]
    if not isinstance(value, str) or not value.strip() or value.startswith("~") or "\0" in value:
        return value
    path = folder / value
    if (is_name or is_starter(Path(value))) and not path.exists():
        return value
    return str(path)


def _from_environment(fields: Mapping[str, FieldInfo]) -> dict[str, Given]:
    given: dict[str, Given] = {}
    for variable, raw in sorted(os.environ.items()):
        if not variable.startswith(PREFIX) or variable == CONFIG:
            continue
        name = variable.removeprefix(PREFIX).lower()
        field = fields.get(name)
        if field:
            value = _read_variable(name, field, raw)
            given[name] = Given(value=value, where=variable)
        elif not _OF_A_SERVICE.fullmatch(variable):
            reason = describe_unknown(name, None, fields, is_variable=True)
            raise SettingsError(variable, reason)
    return given


def _read_variable(name: str, field: FieldInfo, raw: str) -> object:
    """What a variable gives: lists and tables are written as JSON."""
    kind = kind_of(field)
    is_table = kind is Kind.TABLE and raw.lstrip().startswith("{")
    if not raw.strip() or not (is_table or kind in (Kind.TEXTS, Kind.PATHS)):
        return raw
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        reason = describe_wrong(name, field, raw, is_variable=True)
        raise SettingsError(f"{PREFIX}{name.upper()}", reason) from None
