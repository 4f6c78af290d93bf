"""Terms of Hong Kong finance and technology, by all the names people give them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from corpus.errors import GlossaryError
from corpus.plain_yaml import load_plain_yaml
from corpus.regular_files import read_regular
from corpus.text import Span, fold_key, fold_line, has_han

_WORD = re.compile(r"[0-9a-z]")
_WORD_CHARACTERS = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PARTS = re.compile(r"\d+|[^\d\s]+")
_NAME_FIELDS = ("english", "abbreviations", "traditional", "simplified", "colloquial")
_SHIPPED = Path(str(resources.files("corpus").joinpath("glossary.yaml")))
# Of one name it is asked several times while a glossary is read.
_name_key = lru_cache(maxsize=8192)(fold_key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One thing and its names; `aliases` holds every one of them once, `name` first."""

    name: str
    subject: str
    aliases: tuple[str, ...]


class Glossary:
    """Finds the concepts that a text names."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self.concepts = tuple(concepts)
        self._by_key: dict[str, Concept] = {
            _name_key(alias): concept for concept in concepts for alias in concept.aliases
        }
        self._chinese = frozenset(filter(has_han, self._by_key))
        self._lengths = _lengths(self._by_key)
        self._inner_lengths = _lengths(self._chinese)  # of those that begin within a word too
        dated = [a for c in concepts for a in c.aliases if _YEAR.search(a)]
        patterns = [r"\s*".join(map(re.escape, _PARTS.findall(alias))) for alias in dated]
        self._dated_names = re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)

    def find(self, text: str) -> list[Concept]:
        """The concepts named in the text, in order; of names that overlap, the longest counts."""
        folded = fold_key(text)
        return list(
            dict.fromkeys(self._by_key[folded[slice(*span)]] for span in self._spans(folded))
        )

    def without_names(self, text: str) -> str:
        """The text, folded, with a space for each name that `find` would find."""
        folded, behind = fold_key(text), 0
        pieces: list[str] = []
        for start, end in self._spans(folded):
            pieces.append(folded[behind:start])
            behind = end
        return " ".join((*pieces, folded[behind:]))

    def without_dated_names(self, text: str) -> str:
        """The text with spaces for names that hold a year and are no time, as "Fintech 2030"."""
        return self._dated_names.sub(lambda match: " " * len(match[0]), text)

    def get(self, name: str) -> Concept | None:
        """The concept with this name or alias in any spelling, or None."""
        return self._by_key.get(fold_key(name))

    def _spans(self, folded: str) -> Iterator[Span]:
        at = 0
        while at < len(folded):
            length = len(self._key_at(folded, at))
            if length:
                yield at, at + length
            at += length or 1

    def _key_at(self, folded: str, at: int) -> str:
        """The longest alias that starts here and, if it is no Chinese, is whole words; or ""."""
        is_inner = at > 0 and folded[at - 1] in _WORD_CHARACTERS
        lengths = self._inner_lengths if is_inner else self._lengths
        for length in lengths.get(folded[at], ()):
            key = folded[at : at + length]
            if key not in self._by_key:
                continue
            if key in self._chinese or _is_bounded(folded, at, at + length):
                return key
        return ""


def _lengths(keys: Iterable[str]) -> dict[str, list[int]]:
    """The lengths of the keys that begin with a character, the longest first."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for key in keys:
        found[key[0]].add(len(key))
    return {first: sorted(lengths, reverse=True) for first, lengths in found.items()}


def _is_bounded(text: str, start: int, end: int) -> bool:
    """Whether whole words stand at [start:end], the last one perhaps in the plural."""
    before, behind = text[start - 1 : start], text[end : end + 2]
    return not _WORD.match(before) and (
        not _WORD.match(behind) or (behind[0] == "s" and not _WORD.match(behind[1:]))
    )


def load_glossary(*extra: Path) -> Glossary:
    """The glossary that ships with Sampan, and an operator's own files after it.

    A concept of a later file that shares its `name` with an earlier one adds aliases to it. Raises
    GlossaryError when a file cannot be read or two concepts share an alias.
    """
    merged: dict[str, Concept] = {}
    owners: dict[str, str] = {}
    read = [(_SHIPPED, _shipped_concepts()), *((path, _read_concepts(path)) for path in extra)]
    for path, concepts in read:
        for concept in concepts:
            key = _name_key(concept.name)
            known = merged.get(key)
            aliases = (*known.aliases, *concept.aliases) if known else concept.aliases
            merged[key] = Concept(
                name=known.name if known else concept.name,
                subject=concept.subject or (known.subject if known else "other"),
                aliases=_unique(aliases),
            )
            for alias in concept.aliases:
                owner = owners.setdefault(_name_key(alias), key)
                if owner != key:
                    reason = f'"{alias}" names both {merged[owner].name} and {concept.name}'
                    raise GlossaryError(path, reason)
    return Glossary(list(merged.values()))


@cache
def _shipped_concepts() -> list[Concept]:
    """Read once: a bot loads its glossary again with every new index."""
    return _read_concepts(_SHIPPED)


def _read_concepts(path: Path) -> list[Concept]:
    try:
        raw = load_plain_yaml(read_regular(path).decode())
    except OSError as error:
        raise GlossaryError(path, f"cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, ValueError) as error:  # also bytes that are no UTF-8
        raise GlossaryError(path, "is not valid YAML in UTF-8") from error
    if not isinstance(raw, list):
        raise GlossaryError(path, "should be a list of concepts")
    return [_parse_concept(entry, number, path) for number, entry in enumerate(raw, start=1)]


def _parse_concept(entry: Any, number: int, path: Path) -> Concept:
    if not isinstance(entry, dict) or not _is_name(entry.get("name")):
        raise GlossaryError(path, f"concept {number} has no name")
    unknown = entry.keys() - {"name", "subject", *_NAME_FIELDS}
    if unknown:
        raise GlossaryError(
            path, f"concept {number} has the unknown field {min(map(str, unknown))}"
        )
    subject = entry.get("subject", "")
    if not isinstance(subject, str):
        raise GlossaryError(path, f"concept {number}: subject should be text")
    aliases: defaultdict[str, list[str]] = defaultdict(list)
    for field in _NAME_FIELDS:
        values = entry.get(field, [])
        if not isinstance(values, list) or not all(map(_is_name, values)):
            raise GlossaryError(path, f"concept {number}: {field} should be a list of names")
        aliases[field] = values
    return Concept(
        name=entry["name"],
        subject=fold_line(subject),
        aliases=_unique([entry["name"], *(name for names in aliases.values() for name in names)]),
    )


def _is_name(value: object) -> bool:
    """Whether it is text that leaves something to look for when it is folded."""
    return isinstance(value, str) and bool(_name_key(value))


def _unique(aliases: Iterable[str]) -> tuple[str, ...]:
    """Each name once; spellings that only differ in case, hyphens or script count as one."""
    seen: dict[str, str] = {}
    for alias in aliases:
        seen.setdefault(_name_key(alias), alias)
    return tuple(seen.values())
