"""The words of a message as they are looked up, with their places: spelling makes no difference."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from corpus.text import Span, to_simplified

_TOKEN = re.compile(
    r"(?P<mark><a?:\w{1,32}:\d{1,20}>|:[a-z0-9_+-]{2,32}:"  # an emoji of a server, or by its name
    r"|(?<!\w)(?:[:;=]-?[()DPpOo/|]|<3|[xX]D)(?!\w))"
    r"|(?P<han>[⺀-⿟々-〇ぁ-鿿])"
    r"|(?P<word>(?:(?![⺀-鿿])[^\W_])+(?:['’](?:(?![⺀-鿿])[^\W_])+)*)"
)
_LAUGH = re.compile(r"(?:b?w?a?(?:h+[aeiou]+){2,}h*|l+(?:o+l+)+s?|l+m+f?a+o+|x+d+)")
# Forms of one character that both stand in Simplified text too.
_SAME = str.maketrans("著裏裡妳您甚", "着里里你你什")
_LONG_RUN = re.compile(r"(.)\1\1")
_LEAST_FOR_REPEAT = 4
_LEAST_FOR_TYPO = 5
_MOST_FOR_TYPO = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word, or one Chinese character, as it is looked up, and its place in the text."""

    word: str
    span: Span


class WordForms:
    """Reads messages word by word, each in the spelling that is known.

    `spellings` gives what other spellings stand for. A word is also known with repeated letters,
    and if it is long, with one letter missing, added or out of its place.
    """

    def __init__(self, known: Iterable[str], spellings: Mapping[str, str]) -> None:
        self._spellings = {key: tuple(text.split()) for key, text in spellings.items()}
        self._known = frozenset(known)
        words = sorted({*self._known, *self._spellings})
        self._squeezed = {_squeeze(word): word for word in reversed(words) if len(word) > 1}
        self._shortened: dict[str, str] = {}
        for word in words:
            if len(word) >= _LEAST_FOR_TYPO:
                for shorter in _without_one(word):
                    self._shortened.setdefault(shorter, word)

    def read(self, text: str) -> list[Token]:
        """The words of a text; a short form for two becomes two with the same place."""
        return [
            Token(word=word, span=span)
            for written, span in split_words(text)
            for word in self._read_word(written)
        ]

    def _read_word(self, written: str) -> tuple[str, ...]:
        word = self._known_form(written)
        return self._spellings.get(word, (word,))

    def _known_form(self, word: str) -> str:
        if word in self._known or word in self._spellings:
            return word
        if len(word) <= _MOST_FOR_TYPO and _LAUGH.fullmatch(word):
            return "haha"
        if len(word) >= _LEAST_FOR_REPEAT or _LONG_RUN.search(word):
            squeezed = self._squeezed.get(_squeeze(word))
            if squeezed:
                return squeezed
        if not _LEAST_FOR_TYPO <= len(word) <= _MOST_FOR_TYPO or not word.isalpha():
            return word
        if word in self._shortened:  # one letter is missing
            return self._shortened[word]
        for shorter in _without_one(word):
            if shorter in self._known and len(shorter) >= _LEAST_FOR_TYPO:  # one was added
                return shorter
        return self._swapped(word)

    def _swapped(self, word: str) -> str:
        """The known word that has two neighbouring letters the other way round, or this one."""
        for at in range(len(word) - 1):
            other = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            if other in self._known or other in self._spellings:
                return other
        return word


def split_words(text: str) -> list[tuple[str, Span]]:
    """Each word or Chinese character, folded, and its place; emoji and signs are none."""
    found = []
    for match in _TOKEN.finditer(to_simplified(text).translate(_SAME)):
        if match["mark"]:
            continue
        word = match[0]
        if match["word"]:
            word = unicodedata.normalize("NFKC", word).casefold()
            word = word.replace("'", "").replace("’", "")
        found.append((word, match.span()))
    return found


def _squeeze(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))


def _without_one(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(len(word))]
