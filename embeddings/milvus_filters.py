"""Conditions as Milvus reads them."""

import json
from collections.abc import Sequence

from corpus.naming import asked_name
from corpus.text import fold_key
from embeddings.filters import Filters
from embeddings.milvus_schema import shorten

ANY = "row >= 0"
_NOTHING = "row < 0"


def filter_condition(filters: Filters) -> str:
    """What `Filters.condition` says of articles, here for passages too; "" for no condition."""
    found: list[str] = []
    if filters.since:
        found.append(f"day >= {filters.since.toordinal()}")
    if filters.until:
        found.append(f"day >= 1 and day <= {filters.until.toordinal()}")
    if filters.providers:
        found.append(f"provider in {_keys(filters.providers)}")
    if filters.topics:
        found.append(f"array_contains_any(topics, {_keys(filters.topics)})")
    if filters.languages:
        found.append(f"array_contains_any(languages, {quote_all(shorten(filters.languages))})")
    return " and ".join(found)


def both(*conditions: str) -> str:
    """All of the conditions, of which those that are none are left out."""
    parts = [f"({one})" for one in conditions if one]
    return " and ".join(parts)


def naming_condition(groups: Sequence[Sequence[str]]) -> str:
    """That the texts of an article name one text of each group, as `newest_naming` has it."""
    return both(
        *(
            " or ".join(f"naming like {quote(one)}" for text in group for one in _patterns(text))
            or _NOTHING
            for group in groups
            if group
        )
    )


def quote(text: str) -> str:
    """A text as it is written in a condition."""
    sound = text.encode("utf-8", "replace").decode()  # half a pair cannot be sent
    return json.dumps(sound, ensure_ascii=False)


def quote_all(texts: Sequence[str]) -> str:
    """A list of texts, likewise."""
    return f"[{', '.join(map(quote, texts))}]"


def tags_of(language: str) -> list[str]:
    """All that a filter may name a language by: "zh" and "zh-Hant" for "zh-Hant"."""
    parts = language.split("-")
    return ["-".join(parts[: n + 1]) for n in range(len(parts))]


def _keys(names: Sequence[str]) -> str:
    return quote_all(shorten(sorted({fold_key(name) for name in names})))


def _patterns(text: str) -> list[str]:
    """What the look-ups of the file of articles ask of its index, of one text with spaces."""
    return [_pattern(asked) for asked in asked_name(text)]


def _pattern(asked: str) -> str:
    is_beginning = asked.endswith("*")
    phrase = asked.removesuffix("*").strip()[1:-1].replace('""', '"')
    # Signs that mean something in a pattern stand for any one sign: a little more is found.
    for sign in "%\\":
        phrase = phrase.replace(sign, "_")
    return f"% {phrase}{'%' if is_beginning else ' %'}"
