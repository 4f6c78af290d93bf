"""What is asked, as a record: pure functions."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from bot.errors import QuestionError
from corpus.text import detect_chinese, fold_line, has_han

MIN_CHARS = 3
MAX_CHARS = 1000
_DAY = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that can be searched for: one line, and the language to answer in."""

    text: str
    language: str


def parse_question(raw: str) -> Question:
    """The question a person typed; raises QuestionError when there is nothing to search for."""
    text = fold_line(raw)
    if not text:
        raise QuestionError("The question is empty; ask something like “What is FPS?”")
    if len(text) > MAX_CHARS:
        raise QuestionError(
            f"The question has {len(text):,} characters; at most {MAX_CHARS:,} are read."
        )
    if not any(character.isalnum() for character in text):
        raise QuestionError("The question has no words; ask it in English or Chinese.")
    if len(text) < MIN_CHARS and not has_han(text):
        raise QuestionError(f"The question is too short; write at least {MIN_CHARS} characters.")
    return Question(text=text, language=detect_chinese(text) if has_han(text) else "en")


def parse_day(text: str, *, is_end: bool = False) -> date:
    """A day from "2019", "2019-03" or "2019-03-28"; the last one meant if `is_end`.

    Raises QuestionError for anything else.
    """
    match = _DAY.fullmatch(text.strip())
    if not match:
        raise QuestionError(f'"{text[:40]}" is no date; write 2019, 2019-03 or 2019-03-28.')
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if month is None:
            return date(year, 12, 31) if is_end else date(year, 1, 1)
        if day is None:
            return date(year, month, calendar.monthrange(year, month)[1] if is_end else 1)
        return date(year, month, day)
    except ValueError as error:
        raise QuestionError(f'"{text[:40]}" is not a day of any calendar.') from error
