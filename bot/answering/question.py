"""What is asked, as a record: pure functions."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.errors import QuestionError
from corpus.text import detect_chinese, fold_line, has_han

MIN_CHARS = 3
MAX_CHARS = 1000
_DAY = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
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
class Question:
    """A question that can be searched for: one line, and the language to answer in."""

    text: str
    language: str


def parse_question(raw: str) -> Question:
    """The question a person typed; raises QuestionError when there is nothing to search for."""
    text = fold_line(raw)
    if not text:
        raise QuestionError("question_empty")
    if len(text) > MAX_CHARS:
        raise QuestionError("question_long", length=len(text), most=MAX_CHARS)
    if not any(character.isalnum() for character in text):
        raise QuestionError("question_wordless")
    if len(text) < MIN_CHARS and not has_han(text):
        raise QuestionError("question_short", least=MIN_CHARS)
    return Question(text=text, language=detect_chinese(text) if has_han(text) else "en")


def parse_day(text: str, *, is_end: bool = False) -> date:
    """A day from "2019", "2019-03" or "2019-03-28"; the last one meant if `is_end`.

    Raises QuestionError for anything else.
    """
    match = _DAY.fullmatch(text.strip())
    if not match:
        raise QuestionError("no_date", text=text[:40])
    year = int(match["year"])
    month, day = (int(match[part]) if match[part] else None for part in ("month", "day"))
    try:
        if month is None:
            return date(year, 12, 31) if is_end else date(year, 1, 1)
        if day is None:
            return date(year, month, calendar.monthrange(year, month)[1] if is_end else 1)
        return date(year, month, day)
    except ValueError as error:
        raise QuestionError("no_day", text=text[:40]) from error


def join_follow_up(text: str, previous: Sequence[str], *, is_announced: bool = False) -> str:
    """The question with the one before it in front, if it cannot stand alone.

    A question leans on the last one when it opens with "and", "what about" or the like, when it
    is a bare question word, or when a pronoun stands where a name could. One that was announced as
    a follow-up leans on it too if it is short and names nothing.
    """
    leans = is_follow_up(text) or (is_announced and _is_short_and_nameless(text))
    if not previous or not leans:
        return text
    return f"{previous[-1][: MAX_CHARS - len(text) - 1]} {text}"


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
