"""The sentences that hardly answer: they tell of another office, another time, or of mere plans."""

import re
from collections.abc import Iterator, Sequence

from bot.answering.asked_kind import AMOUNTS, Kind, wanted_kinds
from bot.answering.moods import is_planned
from bot.answering.offices import Post, asked_offices, body_words, find_posts
from corpus.named_periods import find_periods
from corpus.periods import Period
from corpus.sentences import split_sentences
from corpus.text import Span, to_simplified

_DAYS_OF_MONTH = 30.4
_MONTHS = (3, 6)  # figures are of quarters and halves; in a month or a year things happen
_PAST = re.compile(r"\b(?:did|was|were|has|have|had|got|won)\b|了|咗|过|已", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;，；。](?!\d)|$")


class Excluding:
    """What one question excludes; `names` are other names of what it names."""

    def __init__(self, question: str, names: Sequence[str] = ()) -> None:
        self._offices = asked_offices(question)
        self._bodies = body_words(" ".join((question, *names)))
        self._period = _asked_period(question)
        self._is_of_past = _asks_of_past(question)

    def find(self, text: str) -> list[Span]:
        """The sentences of a text that tell of other offices or times only than are asked for."""
        if not (self._offices or self._period):
            return []
        return [span for span in split_sentences(text) if self._is_excluded(text[slice(*span)])]

    def find_planned(self, text: str) -> list[Span]:
        """The clauses of a text that tell of plans, where it is asked what came of them."""
        return [span for span in _clauses(text) if self._is_of_past and is_planned(text, span)]

    def _is_excluded(self, sentence: str) -> bool:
        posts = find_posts(sentence) if self._offices else []
        if posts and not any(self._is_asked(post) for post in posts):
            return True
        asked = self._period
        periods = [named.period for named in find_periods(sentence)] if asked else []
        return (
            asked is not None
            and any(_months(period) == _months(asked) for period in periods)
            and not any(period.overlaps(asked) for period in periods)
        )

    def _is_asked(self, post: Post) -> bool:
        is_elsewhere = post.body and self._bodies and not post.body & self._bodies
        return bool(post.offices & self._offices) and not is_elsewhere


def _asked_period(question: str) -> Period | None:
    """The only quarter or half of a year of which a question wants an amount."""
    kinds = wanted_kinds(question)
    if Kind.TIME in kinds or not kinds & AMOUNTS:
        return None
    periods = [named.period for named in find_periods(question)]
    return periods[0] if len(periods) == 1 and _months(periods[0]) in _MONTHS else None


def _asks_of_past(question: str) -> bool:
    """Whether a question wants to know who or how many it was, not what was planned."""
    wants = wanted_kinds(question) & (AMOUNTS | {Kind.NAME})
    text = to_simplified(question)
    return bool(wants and _PAST.search(text)) and not is_planned(text, (0, len(text)))


def _clauses(text: str) -> Iterator[Span]:
    start = 0
    for match in _CLAUSE.finditer(text):
        yield start, match.end()
        start = match.end()


def _months(period: Period) -> int:
    """How many months a period has, about."""
    days = (period.until - period.since).days + 1 if period.since and period.until else 0
    return round(days / _DAYS_OF_MONTH)
