"""Words for BM25, in English and in Chinese without spaces."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

import Stemmer

from corpus.text import script_of, to_simplified

# Amounts keep their currency and percent sign; names keep their dots and hyphens.
_WORD = re.compile(
    r"(?:[a-z]{1,3}\$|[$€£¥])?\d+(?:[.,]\d+)*%?(?![a-z\d])"
    r"|[^\W_]+(?:['’.&-][^\W_]+)*"
)
_JOINERS = re.compile(r"['’.&-]")
_POSSESSIVE = re.compile(r"['’]s$")
_LONGEST_COMMON = 24  # so that what is kept stays small, whatever a text holds
_STOP_WORDS = frozenset(
    "a an and are as at be been but by did do does for from had has have how in into is it its of "
    "on or that the their them there these they this those to was were what when where which who "
    "whom whose why will with would s t".split()
)
ASKING_WORDS = frozenset(
    "a about all also an and any are as at be been by can come could describe did do does explain "
    "far for from get give got had has have he her his how how's hows i if in into is it its just "
    "last latest list long many me more most much my name new next now of on one or our out over "
    "per she should show since so some tell than that the their them then there these they this "
    "those to too up us was we were what what's whats when when's whens where where's wheres which "
    "who who's whom whos whose why will with would you your".split()
)
"""English words that any question may have, whatever it is about, in small letters."""


def split_words(text: str) -> list[str]:
    """The tokens that BM25 counts, in order.

    English words are stemmed (Porter 2), function words are left out. A hyphenated or dotted name
    gives itself and its parts. Chinese gives each pair of neighbouring characters, and the single
    character where it stands alone; Traditional and Simplified give the same tokens.
    """
    folded = to_simplified(unicodedata.normalize("NFKC", text)).casefold()
    tokens: list[str] = []
    for word in _WORD.findall(folded):
        is_common = word.isascii() and len(word) <= _LONGEST_COMMON
        tokens.extend(_common_tokens(word) if is_common else _tokens(word))
    return tokens


@lru_cache(maxsize=8192)  # most words of a text are among the few that every text has
def _common_tokens(word: str) -> tuple[str, ...]:
    return tuple(_word_tokens(word))


def _tokens(word: str) -> Iterator[str]:
    for run, is_han in _runs(word):
        yield from _chinese_tokens(run) if is_han else _word_tokens(run)


def _runs(word: str) -> list[tuple[str, bool]]:
    """Chinese and other characters apart: "GenAI沙盒" gives "GenAI" and "沙盒"."""
    if word.isascii():
        return [(word, False)]
    return [
        ("".join(run), is_han)
        for is_han, run in groupby(word, key=lambda character: script_of(character) == "HAN")
    ]


def _chinese_tokens(run: str) -> list[str]:
    if len(run) == 1:
        return [run]
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _word_tokens(word: str) -> list[str]:
    word = _POSSESSIVE.sub("", word.strip("'’.&-"))
    if not word or word in _STOP_WORDS:
        return []
    if any(character.isdigit() for character in word):
        return _number_tokens(word)
    parts = [part for part in _JOINERS.split(word) if part]
    if len(parts) < 2:
        return [_stem(word)]
    whole = "".join(parts)
    # "gen.a.i" is one name; "cross-border" is also its two words.
    return [whole, *(_stem(part) for part in parts if len(part) > 2 and part not in _STOP_WORDS)]


def _number_tokens(word: str) -> list[str]:
    plain = word.replace(",", "")
    bare = plain.lstrip("abcdefghijklmnopqrstuvwxyz$€£¥").rstrip("%")
    tokens = [plain] if not bare or bare == plain else [plain, bare]
    return tokens + [_stem(p) for p in _JOINERS.split(word) if len(p) > 2 and p.isalpha()]


@cache
def _stemmer() -> Any:
    return Stemmer.Stemmer("english")


def _stem(word: str) -> str:
    stemmed: str = _stemmer().stemWord(word)
    return stemmed
