"""What statements on one thing say together: they agree, they differ, or one overtook another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise, product

from bot.answering.statements import StatedTime, Statement
from corpus.amounts import Amount, Likeness, compare_amounts
from corpus.periods import Period
from corpus.schema import Article


class Relation(StrEnum):
    """How the amounts of several articles relate."""

    AGREE = "agree"
    CONFLICT = "conflict"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One amount, as an article writes it, and every independent article that gives it.

    `sources` are the numbers of those that the answer quotes, and `others` the rest. `time` is what
    a sentence or title names as the time of the amount.
    """

    text: str
    amount: Amount
    articles: tuple[Article, ...]
    sources: tuple[int, ...]
    others: tuple[Article, ...]
    time: Period | None = None

    @property
    def on(self) -> date | None:
        """The day of the newest article."""
        days = [article.published_on for article in self.articles]
        return max((day for day in days if day), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One measured thing: readings with most articles first, or newest first if it changed."""

    relation: Relation
    readings: tuple[Reading, ...]


def relate(
    group: Sequence[Statement],
    time_of: Callable[[Statement], StatedTime],
    *,
    update_days: int,
) -> Finding | None:
    """What statements on one thing say together; None for one alone.

    Amounts of different times do not conflict: they changed, if it is known in which order.
    """
    readings: list[list[Statement]] = []
    for statement in group:
        for reading in readings:
            if compare_amounts(reading[0].amount, statement.amount) is Likeness.SAME:
                reading.append(statement)
                break
        else:
            readings.append([statement])
    told = [_reading(statements, time_of) for statements in readings]
    is_sure = not any(time_of(statement).is_unsure for statement in group)
    if len(told) > 1 and is_sure and _have_changed(told, update_days):
        told.sort(key=lambda reading: _last_day(reading) or date.min, reverse=True)
        return Finding(relation=Relation.CHANGED, readings=tuple(told))
    kept: list[list[Statement]] = []
    for statements in readings:
        if all(_are_of_one_time(statements, other, time_of) for other in kept):
            kept.append(statements)
    told = [_reading(statements, time_of) for statements in kept]
    if sum(len(reading.articles) for reading in told) < 2:
        return None
    if len(told) == 1:
        return Finding(relation=Relation.AGREE, readings=tuple(told))
    told.sort(key=lambda reading: -len(reading.articles))
    return Finding(relation=Relation.CONFLICT, readings=tuple(told))


def _are_of_one_time(
    one: Sequence[Statement],
    other: Sequence[Statement],
    time_of: Callable[[Statement], StatedTime],
) -> bool:
    return all(time_of(a).may_be(time_of(b)) for a, b in product(one, other))


def _have_changed(readings: Sequence[Reading], update_days: int) -> bool:
    """Whether the readings are of one time each, far enough apart for news."""
    ordered = sorted(readings, key=lambda reading: _last_day(reading) or date.min)
    for older, newer in pairwise(ordered):
        last = _last_day(older)
        first = newer.time.since if newer.time else newer.on
        if last is None or first is None:
            return False
        sums = {reading.time.months for reading in (older, newer) if reading.time} - {0}
        if len(sums) > 1:
            return False  # what a quarter adds up to is no news on a year
        is_named = older.time is not None or newer.time is not None
        if (first - last).days < (1 if is_named else update_days):
            return False
    return True


def _last_day(reading: Reading) -> date | None:
    return reading.time.until if reading.time else reading.on


def _reading(
    statements: Sequence[Statement], time_of: Callable[[Statement], StatedTime]
) -> Reading:
    """The reading of statements that agree, in the words of the first."""
    named = [time.named for time in map(time_of, statements) if time.named]
    return Reading(
        text=statements[0].written,
        amount=statements[0].amount,
        time=max(named, key=lambda one: one.until or date.min, default=None),
        articles=tuple(statement.article for statement in statements),
        sources=tuple(sorted(s.source for s in statements if s.source is not None)),
        others=tuple(s.article for s in statements if s.source is None),
    )
