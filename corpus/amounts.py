"""Amounts that a text states: money, shares and counts with their units, in both languages.

Dates and years are no amounts, and neither is a number whose unit is not said; `find_numbers` gives
those too. Made for the prose of financial news: the libraries that read quantities know neither 億
nor HK$.
"""

import re
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache

from corpus.bounds import (
    Bound,
    Direction,
    bound_after,
    bound_before,
    direction_of,
    is_for_each,
    sign_before,
)
from corpus.measures import TIMES
from corpus.named_periods import find_periods
from corpus.numerals import fold_numbers
from corpus.quantities import RANK, Quantity, find_quantities
from corpus.units import counted_after, is_counted

_LABEL = re.compile(
    r"(?P<name>[A-Z][\w’'.-]{0,60}|\b(?:phase|stage|part|level|version|article|section|number))\s$"
)
_OPENERS = frozenset(
    "about above across almost all among and another around as at but by for from had has have in "
    "is its just least more nearly no of on only or out over some than that the their these they "
    "this those to under until up was were when where while are with".split()
)
_OF = re.compile(r"\s(?:of|the)\b|[的之]")
_NEAR = 32
_SHORT = 2000  # characters: sentences and passages, no whole articles
_ABOUT_RIGHT = Decimal("0.05")


class Likeness(StrEnum):
    """How two amounts of one thing compare."""

    SAME = "same"
    DIFFERENT = "different"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number with its unit, as it stands at `text[start:end]` with the words of its bound.

    `unit` is a currency's code, "%", "points" (of percentage), or the stem of what is counted; in
    `find_numbers` also "times", "th" for a rank, and "" for none. `place` is that of the last digit
    given, trailing zeros left out. `bound` says that more, less or about as much is meant,
    `direction` that it is a change, and `is_rate` that it is the amount for each of many.
    `is_range` says that the slice holds both ends of a range, of which this is one, and `is_start`
    that it is what was before a change: "from 1 million to 3 million". `value` has no sign:
    `is_negative` says that it is less than nothing.
    """

    value: Decimal
    unit: str
    place: Decimal
    start: int
    end: int
    bound: Bound = ""
    direction: Direction = ""
    is_rate: bool = False
    is_range: bool = False
    is_start: bool = False
    is_negative: bool = False

    @property
    def measure(self) -> tuple[str, Direction, bool, bool]:
        """What must be equal for two amounts to be compared at all."""
        return self.unit, self.direction, self.is_rate, self.is_negative

    @property
    def finer_place(self) -> Decimal:
        """The place of the last digit if at least two are meant: 2 billion is not 2.4 billion."""
        return min(self.place, Decimal(1).scaleb(max(self.value, Decimal(1)).adjusted() - 1))


def compare_amounts(one: Amount, other: Amount) -> Likeness:
    """Whether two amounts agree after rounding to the coarser of both.

    What may differ only by rounding, or lies within what "about", "over" or "up to" leaves open,
    is unclear.
    """
    if one.measure != other.measure:
        return Likeness.UNCLEAR
    if one.value == other.value:
        return Likeness.SAME if _are_alike(one.bound, other.bound) else Likeness.UNCLEAR
    if _are_rounded_alike(one, other, max(one.finer_place, other.finer_place)):
        return Likeness.SAME
    low, high = sorted((one, other), key=lambda amount: amount.value)
    is_open = low.bound == "over" or high.bound == "under"
    is_near = "about" in (one.bound, other.bound) and low.value >= high.value * (1 - _ABOUT_RIGHT)
    if is_open or is_near or _are_rounded_alike(one, other, max(one.place, other.place)):
        return Likeness.UNCLEAR
    return Likeness.DIFFERENT


def find_amounts(text: str) -> tuple[Amount, ...]:
    """The amounts of a text, in order; of a short one they are remembered."""
    return _find_short(text) if len(text) <= _SHORT else _find(text)


@lru_cache(maxsize=4096)
def _find_short(text: str) -> tuple[Amount, ...]:
    return _find(text)


def _find(text: str) -> tuple[Amount, ...]:
    plain = fold_numbers(text)
    found: list[Quantity] = []
    last: Quantity | None = None
    for one in find_quantities(plain):
        counted = _with_counted(plain, one)
        if counted and one.end_of_range == "high" and last and last.unit != counted.unit:
            # "30 to 40 banks": what the higher end counts is what the lower one counts.
            found.append(replace(last, unit=counted.unit, end=counted.end))
        if counted:
            found.append(counted)
        last = one
    return tuple(_amount(plain, one) for one in found)


def find_numbers(text: str) -> tuple[Amount, ...]:
    """All numbers of a text, in order, also those that count nothing and those in names."""
    plain = fold_numbers(text)
    return tuple(_amount(plain, one) for one in find_quantities(plain))


def _with_counted(text: str, one: Quantity) -> Quantity | None:
    """A number with what it counts, or None for one that is no amount."""
    if one.is_within or one.unit in (RANK, TIMES):
        return None
    numeral = one.numeral
    if "/" in text[numeral.start : numeral.end] and not _OF.match(text, numeral.end):
        return None  # a date or the like
    if one.unit:
        return one
    if text[numeral.end : numeral.end + 1] in ("/", ":") or _is_label(text, numeral.start):
        return None
    if one.value < 2 or one.value != one.value.to_integral_value():
        return None
    unit, end = counted_after(text, numeral.start, one.end if not one.end_of_range else numeral.end)
    return replace(one, unit=unit, end=max(end, one.end)) if unit else None


def _amount(text: str, one: Quantity) -> Amount:
    # What is counted cannot be negative: a dash before it is one.
    is_positive = is_counted(one.unit) or one.end_of_range
    sign = one.start if is_positive else sign_before(text, one.start)
    is_within = one.is_money and not is_positive and text[one.numeral.start - 1] in "-−"
    bound, start = bound_before(text, sign)
    end = one.end
    if not bound:
        bound, end = bound_after(text, end)
    if one.is_more:
        bound = "over"
    if one.end_of_range:
        start, bound = one.start, "over" if one.end_of_range == "low" else "under"
    return Amount(
        value=one.value,
        unit=one.unit,
        place=one.place,
        start=start,
        end=end,
        bound=bound,
        direction=direction_of(text, one.start, one.end),
        is_rate=is_for_each(text, one.start, one.end),
        is_range=bool(one.end_of_range),
        is_start=one.is_start,
        is_negative=sign < one.start or is_within,
    )


def _is_label(text: str, at: int) -> bool:
    """Whether a number belongs to the name before it ("Phase 2") or is a year."""
    if any(named.start == 0 for named in find_periods(text[at : at + 5])):
        return True
    before = _LABEL.search(text, max(0, at - _NEAR), at)
    return before is not None and before["name"].casefold() not in _OPENERS


def _are_alike(one: Bound, other: Bound) -> bool:
    """Whether equal numbers with these bounds say the same: a ceiling is no amount."""
    return one == other or "under" not in (one, other)


def _are_rounded_alike(one: Amount, other: Amount, place: Decimal) -> bool:
    """Whether both round to one number at the coarser place, as the coarser one was rounded."""
    coarser = max((one, other), key=lambda amount: amount.place)
    how = {"over": ROUND_FLOOR, "under": ROUND_CEILING}.get(coarser.bound, ROUND_HALF_UP)
    first, second = ((a.value / place).to_integral_value(rounding=how) for a in (one, other))
    return first == second
