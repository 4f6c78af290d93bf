"""The numbers of a text with what stands around them, and whether one may be said for another."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from bot.writing.opposites import direction_near, has_change
from bot.writing.surroundings import Role, is_measure, per_of, role_of, thing_of
from corpus.amounts import Amount
from corpus.bounds import Bound, Direction
from corpus.measures import may_stand_for
from corpus.text import Span

_NEAR = 40
_JOINED = re.compile(
    r"\s?(?:to|or|and|[-–—~至到或和与及、,])\s?$|\s(?:out )?of (?:the |its )?$", re.I
)
_PART_OF = re.compile(r"\s(?:out )?of (?:the |its |all )?$", re.IGNORECASE)
_IN_EVERY = re.compile(r"\s(?:in|out of every|of every)(?: every)?\s$", re.IGNORECASE)
_WORDS = r"(?:\s[a-z-]{1,20}){1,3}?"
_BEHIND: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    ("over", re.compile(rf"{_WORDS} or (?:more|above|higher|over|greater|longer)\b", re.I)),
    ("under", re.compile(rf"{_WORDS} or (?:less|fewer|below|under|lower|shorter)\b", re.I)),
    ("over", re.compile(r"[^\W\d_a-z]{1,6}?以上")),
    ("under", re.compile(r"[^\W\d_a-z]{1,6}?以[下内]")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number as a text states it.

    `counted` is what it counts or measures, as far as it is known, `per` the time for each of which
    it is given, and `role` says that a change begins or ends with it or is of so much, or which of
    "5 of the 8" it is.
    """

    value: Decimal
    unit: str
    bound: Bound = ""
    direction: Direction = ""
    counted: str = ""
    per: str = ""
    role: Role = ""
    is_negative: bool = False


def read_figures(text: str, amounts: Iterable[Amount]) -> list[tuple[Figure, Span]]:
    """The amounts of a folded text with what stands around each, and where they stand."""
    found = [(_read(text, amount), (amount.start, amount.end)) for amount in amounts]
    for n in range(len(found) - 2, -1, -1):
        found[n] = _with_next(text, found[n], found[n + 1])
    for n, ((part, span), (whole, other)) in enumerate(pairwise(found)):
        if not (part.role or whole.role) and _PART_OF.fullmatch(text, span[1], other[0]):
            found[n] = (replace(part, role="part"), span)
            found[n + 1] = (replace(whole, role="whole"), other)
    return _join_shares(text, found)


def is_in_every(text: str, end: int, start: int) -> bool:
    """Whether a number that ends there is so many of each of the one that starts there."""
    return _IN_EVERY.fullmatch(text, end, start) is not None


def may_say(said: Figure, given: Figure, others: Iterable[Figure], pers: frozenset[str]) -> bool:
    """Whether a figure may be said where a text has `given`, besides `others`, and `pers`."""
    return (
        said.value == given.value
        and may_stand_for(said.unit, given.unit)
        and _may_bound(said.bound, given.bound)
        and said.is_negative == given.is_negative
        and (not said.direction or not given.direction or said.direction == given.direction)
        and (not said.role or not given.role or said.role == given.role)
        and (said == given or not _is_anothers(said, given, others))
        and (
            said.per == given.per or not said.per or (not given.per and _may_be_for(said.per, pers))
        )
    )


def _may_be_for(per: str, pers: frozenset[str]) -> bool:
    """Whether an amount may be for each of that: of times only where they are given."""
    return per in pers or per.startswith("each ")


def _is_anothers(said: Figure, given: Figure, others: Iterable[Figure]) -> bool:
    """Whether a text has another number of what is counted, or where the change begins."""
    same = [one for one in others if may_stand_for(said.unit, one.unit)]
    is_level = said.role == "by" and not given.role and not given.direction
    is_end = said.role == "from" and given.role != "from"
    if (is_level or is_end) and any(one.role == said.role for one in same):
        return True
    if not said.counted or said.counted == given.counted:
        return False
    if given.counted and (is_measure(said.counted) or is_measure(given.counted)):
        return True
    # "Two" may be two of the applicants, but "12-strong" is not 12 days.
    is_known = given.counted or is_measure(said.counted)
    has_other = any(one.counted == said.counted and one.value != said.value for one in same)
    return bool(is_known) and has_other


def _may_bound(said: Bound, given: Bound) -> bool:
    """Whether a bound may be said so; none where the text has "up to" would say more than it."""
    return said == given or (not said and given != "under")


def _read(text: str, amount: Amount) -> Figure:
    bound, role = amount.bound, role_of(text, amount)
    if not bound:
        bound = next((name for name, said in _BEHIND if said.match(text, amount.end)), "")
    direction = amount.direction or direction_near(text, amount.start, amount.end)
    is_negative = amount.is_negative
    is_fall = is_negative and role not in ("from", "to")
    if is_fall and (
        direction or "增" in text[amount.start : amount.end]
    ):  # growth of -5% is a fall, and so is a fall of -5%
        direction, is_negative = "down", False
    return Figure(
        value=amount.value,
        unit=amount.unit,
        bound=bound,
        direction=direction,
        counted=thing_of(text, amount),
        per=per_of(text, amount.start, amount.end),
        role=role,
        is_negative=is_negative,
    )


def _with_next(
    text: str, one: tuple[Figure, Span], other: tuple[Figure, Span]
) -> tuple[Figure, Span]:
    """A number with what the next one counts, of which it is a part or with which it is a pair."""
    figure, span = one
    between = text[span[1] : other[1][0]]
    is_same = not figure.role and other[0].role == "to" and figure.unit == other[0].unit
    if is_same and len(between) < _NEAR and has_change(between):
        figure = replace(figure, role="from")
    if figure.counted or figure.unit != other[0].unit or not _JOINED.fullmatch(between):
        return figure, span
    return replace(figure, counted=other[0].counted), span


def _join_shares(text: str, found: list[tuple[Figure, Span]]) -> list[tuple[Figure, Span]]:
    """The numbers with "one in four" as a quarter."""
    joined: list[tuple[Figure, Span]] = []
    for figure, span in found:
        if joined:
            last, before = joined[-1]
            is_part = not last.unit and not figure.unit and 0 < last.value < figure.value <= 1000
            is_part = is_part and not is_measure(figure.counted)
            if is_part and is_in_every(text, before[1], span[0]):
                share = replace(last, value=100 * last.value / figure.value, unit="%")
                joined[-1] = (replace(share, counted=figure.counted), (before[0], span[1]))
                continue
        joined.append((figure, span))
    return joined
