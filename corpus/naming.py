"""Whether a folded text names something: read here, and asked of a full-text index.

Such an index holds texts as `spaced` writes them. What it finds holds all that `Beginning` and
`Names` find, and a little more; whoever must know precisely reads what was found.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from corpus.glossary import Concept
from corpus.text import fold_key, has_han

_TOKEN = re.compile(r"[0-9a-z]+|\S")
_OF_A_WORD = frozenset("0123456789abcdefghijklmnopqrstuvwxyz")
_RUN = re.compile(r"[0-9a-z]+")
_LATIN_WORD = re.compile(r"[^\W_]+")


class Beginning:
    """A word that another may start with; Chinese may stand anywhere."""

    def __init__(self, word: str) -> None:
        self._word = word
        self._is_han = is_han = has_han(word)
        self.asked = _beginning(word, is_han=is_han)
        """The same, asked of the index."""

    def is_in(self, text: str) -> bool:
        """Whether a folded text has it."""
        at = text.find(self._word)
        while at > 0 and not self._is_han and text[at - 1] in _OF_A_WORD:
            at = text.find(self._word, at + 1)
        return at >= 0


class Names:
    """The folded names of one thing, any of which names it, whole or in the plural."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = [(key, has_han(key)) for key in keys]
        self.each_asked = [asked for key in self._telling() for asked in _name(key)]
        """The same, asked of the index one by one."""

    def is_in(self, text: str) -> bool:
        """Whether a folded text has one of them."""
        return any(key in text and (is_han or _has_whole(text, key)) for key, is_han in self._keys)

    def ends(self, text: str) -> bool:
        """Whether a folded text may end with one of them that is no Chinese."""
        return any(text.endswith((key, f"{key}s")) for key, is_han in self._keys if not is_han)

    def _telling(self) -> Iterator[str]:
        """The names without those that hold a shorter one: what is found by them is found by it."""
        padded = {key: f" {spaced(key)} " for key, _ in self._keys}
        for key, phrase in padded.items():
            if not any(
                short != phrase and short in phrase and has_han(other) == has_han(key)
                for other, short in padded.items()
            ):
                yield key


def spaced(folded: str) -> str:
    """A folded text as the index reads it: a space between all that is not one Latin word."""
    return " ".join(_TOKEN.findall(folded))


def plain_words(folded: str) -> list[str]:
    """The words of a text, each once; one letter alone is none."""
    words = list(dict.fromkeys(_LATIN_WORD.findall(folded)))
    return [word for word in words if len(word) > 1 or has_han(word)]


@lru_cache(maxsize=1024)
def names_of(concept: Concept) -> Names:
    """All names of a concept."""
    return Names(map(fold_key, concept.aliases))


def asked_name(text: str) -> list[str]:
    """Queries for a text in any spelling, whole or in the plural; "regulat*" for what starts so.

    There is none for a text of which nothing is left when it is folded.
    """
    is_beginning = text.endswith("*")
    key = fold_key(text[:-1] if is_beginning else text)
    if not _TOKEN.search(key):
        return []
    return [Beginning(key).asked] if is_beginning else _name(key)


def all_of(asked: Sequence[str]) -> str:
    """A query for what has all of these; they are not empty."""
    return asked[0] if len(asked) == 1 else f"({' AND '.join(asked)})"


def any_of(asked: Sequence[str]) -> str:
    """A query for what has one of these; they are not empty."""
    return asked[0] if len(asked) == 1 else f"({' OR '.join(asked)})"


def within(columns: str, asked: str) -> str:
    """The same query in some columns alone, whose names are parted by spaces."""
    return f"({{{columns}}} : {asked})"


def _beginning(folded: str, *, is_han: bool) -> str:
    tokens = _TOKEN.findall(folded)
    if is_han and len(tokens) > 1 and _RUN.fullmatch(tokens[0]):
        del tokens[0]  # it may be the end of a longer word
    return _phrase(tokens) + ("*" if _RUN.fullmatch(tokens[-1]) else "")


def _name(key: str) -> list[str]:
    if has_han(key):
        return [_beginning(key, is_han=True)]
    tokens = _TOKEN.findall(key)
    if not _RUN.fullmatch(tokens[-1]):
        return [_phrase(tokens)]
    return [_phrase(tokens), _phrase([*tokens[:-1], tokens[-1] + "s"])]


def _phrase(tokens: Sequence[str]) -> str:
    quoted = " ".join(tokens).replace('"', '""')
    return f'"{quoted}"'


def _has_whole(text: str, key: str) -> bool:
    """Whether a name stands in the text as whole words, the last one perhaps in the plural."""
    at = text.find(key)
    while at >= 0:
        end = at + len(key)
        if text[end : end + 1] == "s":
            end += 1
        if text[end : end + 1] not in _OF_A_WORD and (at == 0 or text[at - 1] not in _OF_A_WORD):
            return True
        at = text.find(key, at + 1)
    return False
