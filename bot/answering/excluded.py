"""The sentences that are no answer: they tell of another office or another time than is asked."""

from bot.answering.asked_kind import AMOUNTS, Kind, wanted_kinds
from bot.answering.offices import asked_offices, find_offices
from corpus.named_periods import find_periods
from corpus.periods import Period
from corpus.sentences import split_sentences
from corpus.text import Span

_DAYS_OF_MONTH = 30.4
_MONTHS = (1, 3, 6)  # of a year more is told: what it brought, what was planned for another


class Excluding:
    """What one question excludes."""

    def __init__(self, question: str) -> None:
        self._offices = asked_offices(question)
        self._period = _asked_period(question)

    def find(self, text: str) -> list[Span]:
        """The sentences of a text that name other offices or times, and not those asked for."""
        if not (self._offices or self._period):
            return []
        return [span for span in split_sentences(text) if self._is_excluded(text[slice(*span)])]

    def _is_excluded(self, sentence: str) -> bool:
        offices = find_offices(sentence) if self._offices else frozenset()
        if offices and not offices & self._offices:
            return True
        asked = self._period
        periods = [named.period for named in find_periods(sentence)] if asked else []
        return (
            asked is not None
            and any(_months(period) == _months(asked) for period in periods)
            and not any(period.overlaps(asked) for period in periods)
        )


def _asked_period(question: str) -> Period | None:
    """The only month, quarter or half of a year of which a question wants an amount."""
    kinds = wanted_kinds(question)
    if Kind.TIME in kinds or not kinds & AMOUNTS:
        return None
    periods = [named.period for named in find_periods(question)]
    return periods[0] if len(periods) == 1 and _months(periods[0]) in _MONTHS else None


def _months(period: Period) -> int:
    """How many months a period has; a day is of one."""
    days = (period.until - period.since).days + 1 if period.since and period.until else 0
    return max(round(days / _DAYS_OF_MONTH), 1)
