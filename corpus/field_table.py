"""The table of names that front matter uses: which of them give which field of an article."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from corpus.errors import CorpusError
from corpus.plain_yaml import load_plain_yaml

_MOST_BYTES = 200_000
_TEXT_FIELDS = ("title", "excerpt", "topics", "author", "provider", "aliases", "category")
# These list values, no names.
_VALUES = ("body", "draft_states", "lists", "nothing", "not_dates")
_FOLDED = re.compile(r"[\s_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldTable:
    """For each field the names that give it, folded, the first to be tried first."""

    names: Mapping[str, tuple[str, ...]]
    known: frozenset[str]
    texts: frozenset[str]

    def is_known(self, name: str) -> bool:
        """Whether a name gives any field, or is a table with fields in it."""
        return fold_name(name) in self.known

    def is_text(self, name: str) -> bool:
        """Whether a name gives a field that holds text, in which "#" is a sign like others."""
        return fold_name(name) in self.texts

    def gives(self, field: str, name: str) -> bool:
        """Whether a name gives this field, or a value is one of this list."""
        return fold_name(name) in self.names[field]


def fold_name(name: str) -> str:
    """A name as the table holds it: small letters, without "-", "_" and spaces."""
    return _FOLDED.sub("", name).casefold()


def load_fields(own: Path | None = None) -> FieldTable:
    """The names that ship with the package, behind those of an operator's own file.

    Raises CorpusError if that file cannot be used.
    """
    shipped = _shipped()
    if own is None:
        return shipped
    added = _read_own(own)
    names = dict(shipped.names)
    for field, value in added.items():
        if field not in names:
            known = ", ".join(names)
            raise CorpusError(f"{own}: {field}: is no field; write one of {known}")
        given = [value] if isinstance(value, str) else value
        if not isinstance(given, list) or not all(isinstance(n, str) and n.strip() for n in given):
            raise CorpusError(f"{own}: {field}: should be a name or a list of names; quote them")
        names[field] = _in_order([*map(fold_name, given), *names[field]])
    return _table(names)


def _read_own(path: Path) -> Mapping[str, Any]:
    try:
        data = path.read_bytes()[: _MOST_BYTES + 1]
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        raise CorpusError(f"{path}: cannot be read: {why}; name a file of fields") from error
    if len(data) > _MOST_BYTES:
        raise CorpusError(f"{path}: is larger than 200 kB; it should hold names of fields only")
    try:
        values = load_plain_yaml(data.decode("utf-8-sig"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" (line {mark.line + 1})" if mark else ""
        raise CorpusError(
            f'{path}: is not valid YAML{place}; write lines such as "title: [headline]"'
        ) from error
    except ValueError as error:
        raise CorpusError(f"{path}: cannot be read as YAML in UTF-8; save it as that") from error
    if values is None:
        return {}
    if not isinstance(values, Mapping) or not all(isinstance(name, str) for name in values):
        raise CorpusError(f'{path}: holds no fields; write lines such as "title: [headline]"')
    return values


@cache
def _shipped() -> FieldTable:
    text = resources.files("corpus").joinpath("fields.yaml").read_text("utf-8")
    raw: dict[str, list[Any]] = yaml.safe_load(text)
    return _table({field: _in_order([fold_name(str(n)) for n in raw[field]]) for field in raw})


def _table(names: Mapping[str, tuple[str, ...]]) -> FieldTable:
    return FieldTable(
        names=names,
        known=frozenset(
            name for field, some in names.items() if field not in _VALUES for name in some
        ),
        texts=frozenset(name for field in _TEXT_FIELDS for name in names[field]),
    )


def _in_order(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
