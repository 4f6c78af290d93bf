"""A text taken apart into words, numbers and addresses, to be set beside others."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from corpus.text import script_of, to_simplified

_MOST_CHARS = 40_000
_MOST_TITLE_CHARS = 300
_MOST_SENTENCES = 120
_TOKEN = re.compile(
    r"(?P<address>https?://[^\s，。、；（）「」<>\"]{1,500}"
    r"|[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,100}"
    r"|(?:[A-Za-z0-9-]{1,63}\.(?=[A-Za-z0-9])){1,8}+[a-z]{2,20}(?![A-Za-z])(?:/[A-Za-z0-9./_-]{0,200})?)"
    r"|(?P<number>\d[\d,]{0,40}(?:\.\d{1,20})?)"
    r"|(?P<word>[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9'&-]{0,60})"
    r"|(?P<sign>[^\W\d_])"
)
_SENTENCE = re.compile(r"(?<=[。！？!?])|(?<=[.]) +|\n+")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, an address or a sign such as a Chinese character."""

    text: str
    kind: str  # "address", "number", "word" or "sign"

    @property
    def key(self) -> str:
        return self.text.casefold()


@dataclass(frozen=True)
class Profile:
    """A text made ready to be compared with others; `host` is where it stands on the web."""

    title: str
    body: str
    host: str = ""

    @cached_property
    def sentences(self) -> list[tuple[Token, ...]]:
        """The title and the sentences of the body, each as its words and signs."""
        pieces = _SENTENCE.split(self.body)[:_MOST_SENTENCES]
        lines = [tuple(_tokens(piece)) for piece in pieces]
        return [tuple(_tokens(self.title)), *(line for line in lines if line)]

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every word, sign, number and address of the text."""
        return frozenset(token.key for line in self.sentences for token in line)

    @cached_property
    def signs(self) -> str:
        """The text without spaces, to look for Chinese words in."""
        return "".join(token.text for line in self.sentences for token in line)

    @cached_property
    def title_keys(self) -> frozenset[str]:
        """The words of the title alone, and its Chinese characters as one."""
        tokens = list(_tokens(self.title))
        return frozenset(token.key for token in tokens) | {han_of(tokens)}

    @cached_property
    def names(self) -> frozenset[str]:
        """The words that stand with a capital inside a sentence."""
        return frozenset(
            token.key for line in self.sentences for token in line[1:] if token.text[0].isupper()
        )

    @cached_property
    def addresses(self) -> frozenset[str]:
        """The addresses told, but for the outlet's own and those of its last lines."""
        return frozenset(
            token.key
            for line in self.sentences[:-2]
            for token in line
            if token.kind == "address" and not is_own(token.key, self)
        )


def make_profile(title: str, body: str, *, host: str = "") -> Profile:
    """The text in one spelling: Simplified Chinese, no wide or styled characters."""
    return Profile(
        title=_fold(title[:_MOST_TITLE_CHARS]), body=_fold(body[:_MOST_CHARS]), host=host
    )


def is_own(address: str, profile: Profile) -> bool:
    """Whether an outlet points to itself."""
    return bool(profile.host) and profile.host in address


def han_of(tokens: Iterable[Token]) -> str:
    """The Chinese characters, without what stands between them."""
    return "".join(token.text for token in tokens if script_of(token.text[0]) == "HAN")


def _fold(text: str) -> str:
    return to_simplified(unicodedata.normalize("NFKC", text).replace("’", "'"))


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        yield Token(match[0].rstrip("./-"), str(match.lastgroup))
