"""What a sentence states that its quotes must state too: numbers and days."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.amounts import Amount, find_numbers
from corpus.bounds import Bound
from corpus.days import Day, find_days, repeat_months
from corpus.measures import may_stand_for
from corpus.numerals import HAN, VULGAR, fold_numbers
from corpus.text import Span

_NO_FRACTION = re.compile(f"[^{VULGAR}]+")
# A single Chinese numeral counts something before one of these; elsewhere it is part of a word.
_ONE_HAN = re.compile(rf"(?:^|[^0-9])(?<!{HAN})[一二两三四五六七八九十]$")
_MEASURES = "家间个名位宗项次年岁倍种款份日天周成只支"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """The numbers and days of one text, and the rest of it, folded, with spaces in their place."""

    amounts: frozenset[Amount]
    days: frozenset[Day]
    rest: str

    def has_amount(self, said: Amount) -> bool:
        """Whether an amount is given here, if need be as the day of a date: "14日及15日".

        Its unit may lack the country, and "about" and "over" may be left out; what this text leaves
        open may not be left open otherwise, and a ceiling ("up to") must stay one. What rises here
        does not fall there.
        """
        if any(_is_said_by(said, mine) for mine in self.amounts):
            return True
        return not (said.unit or said.bound) and any(said.value == day.day for day in self.days)

    def has_day(self, said: Day) -> bool:
        """Whether every part of a date is given here, by one date or by two that complete it."""
        if any(said.is_within(other) for other in self.days):
            return True
        if said.month is None:
            return any(a.value == said.year and not a.unit for a in self.amounts)
        # "In 2016 … on 28 September": the parts of one date, each given once without the other.
        year = Day(year=said.year, month=None, day=None)
        rest = Day(year=None, month=said.month, day=said.day)
        has_year = any(year.is_within(other) and other.month is None for other in self.days)
        return has_year and any(rest.is_within(o) and o.year is None for o in self.days)


def find_stated(text: str) -> Stated:
    """What the text states, after folding: full width to half, Traditional to Simplified."""
    composed = _NO_FRACTION.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    folded = repeat_months(fold_numbers(composed))
    days, spans = find_days(folded)
    rest = _blank(folded, spans)
    amounts = tuple(_counting(rest))
    rest = _blank(rest, [(amount.start, amount.end) for amount in amounts])
    return Stated(amounts=frozenset(amounts), days=days, rest=rest)


def _counting(text: str) -> Iterator[Amount]:
    """The numbers of a text but for those that hardly ever count: "one of them", 一直, 三藩市."""
    for amount in find_numbers(text):
        if amount.unit:
            yield amount
            continue
        written = text[amount.start : amount.end].casefold()
        if amount.value == 1 and written in ("one", "一"):
            continue
        follows = text[amount.end : amount.end + 1]
        if _ONE_HAN.search(written) and (not follows or follows not in _MEASURES):
            continue
        yield amount


def _is_said_by(said: Amount, given: Amount) -> bool:
    return (
        said.value == given.value
        and may_stand_for(said.unit, given.unit)
        and _may_say(said.bound, given.bound)
        and (not said.direction or not given.direction or said.direction == given.direction)
    )


def _may_say(said: Bound, given: Bound) -> bool:
    """Whether a bound may be said so; none where the text has "up to" would say more than it."""
    return said == given or (not said and given != "under")


def _blank(text: str, spans: list[Span]) -> str:
    parts, at = [], 0
    for start, end in sorted(spans):
        start = max(start, at)
        if end > start:
            parts += [text[at:start], " " * (end - start)]
            at = end
    return "".join((*parts, text[at:]))
