"""What a question follows: an answer that still stands somewhere, or what was asked before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.answer import Answer
from corpus.text import fold_line, has_han

_OPENING = re.compile(
    r"(and|but|so|then|what about|how about|what else|why not|since when|which ones?)\b"
    r"|咁|仲有|同埋|那么|那麼|还有|還有|另外",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(it|they|them|those|these|that one|this one)\b"
    r"|佢|佢哋|它|他們|他们|嗰個|嗰度|嗰間|那個|那个|那邊|那边|其中",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=\s)[A-Z]|\b[A-Z0-9][A-Z0-9.-]+\b|[a-z][A-Z]")
_WORD_OR_HAN = re.compile(r"[⺀-鿿]|\w+")
_SHORT = 8
_BARE = frozenset("why when where who how what which much many long ago exactly else".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An answer as its buttons know it: its id, and whether conditions are kept under that id."""

    id: str
    has_filters: bool

    @classmethod
    def of(cls, answer: Answer) -> "Shown":
        """What the buttons under an answer have to know."""
        return cls(id=answer.id, has_filters=bool(answer.filters))

    @property
    def code(self) -> str:
        """Its place in a custom id."""
        return f"{self.id}:f" if self.has_filters else self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The question before a next one, and its answer where the next keeps its conditions.

    `is_announced` says that the next was called a follow-up, and did not merely come after it.
    """

    question: str
    answer: Shown | None = None
    is_announced: bool = False


def leaning(text: str, before: Sequence[str], *, is_announced: bool = False) -> str:
    """The question that this one leans on: the last one before it, or "" if it stands alone.

    A question leans on the last one when it opens with "and", "what about" or the like, when it
    is a bare question word, or when a pronoun stands where a name could. One that was announced as
    a follow-up leans on it too if it is short and names nothing.
    """
    leans = is_follow_up(text) or (is_announced and _is_short_and_nameless(text))
    return before[-1] if before and leans else ""


def is_follow_up(text: str) -> bool:
    """Whether a question cannot be understood without the one before it."""
    folded = fold_line(text)
    if _OPENING.match(folded):
        return True
    if _NAME.search(folded):
        return False
    words = re.findall(r"[a-z']+", folded.casefold())
    is_bare = not has_han(folded) and bool(words) and _BARE.issuperset(words)
    return is_bare or _PRONOUN.search(folded) is not None


def _is_short_and_nameless(text: str) -> bool:
    folded = fold_line(text)
    return not _NAME.search(folded) and len(_WORD_OR_HAN.findall(folded)) <= _SHORT
