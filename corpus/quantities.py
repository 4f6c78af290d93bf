"""Numbers of a text with the measures beside them and in ranges: "HK$30–40 billion", 三至四成."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from corpus.bounds import direction_of, is_starting_point
from corpus.measures import BASIS_POINTS, POINTS, TENTHS, TIMES, measure_after, money_before
from corpus.number_words import WORD_STARTS, read_multiple, read_number_words, read_rank
from corpus.numerals import HAN, MORE, VULGAR, Numeral, read_numeral, skip_numeral
from corpus.units import counted_after

RANK = "th"
_START = re.compile(rf"[0-9{VULGAR}]|{HAN}|[第首翻半倍]|(?<![a-z]){WORD_STARTS}", re.IGNORECASE)
_MORE = re.compile(rf"{MORE}|\+(?![0-9])")
# Part of a longer number, a name ("GPT-4", "e2") or a date; 第 and the like count nothing.
_NO_START = re.compile(r"(?:[A-Za-z\d.,$/]|[A-Za-z\d][-–]|[第其之同統统唯單单另])$")
_GLUED = re.compile(r"[A-Za-z0-9.]$")
_COMPOUND = re.compile("-[a-z]", re.IGNORECASE)  # "three-way"
_HAN_BARE = re.compile("[百千万亿兆]")
_ABOUT_HAN = re.compile(r"[逾近约過过超达達]\s?$")
_ABOVE = re.compile(r"(?<![以加])上$")  # 上千, but not 以上
_JOIN = re.compile(r"\s?(?:(?P<range>[-–—~〜～至到或]|to\b|or\b)|(?P<both>and\b|[与及和]))\s?")
# 数十万 is a vague number and no 100,000, but 人数十万 is one.
_VAGUE = re.compile("(?<![人总指分次户倍份个])数$|(?<!十)几$")
_BETWEEN = re.compile(r"(?:\bbetween|介乎|介于)\s?$", re.IGNORECASE)
_MOST_JOIN = 5
_MOST = Decimal(10) ** 24  # what is larger is no amount that anybody means


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number at `text[start:end]` with the measure beside it, or "" for none.

    `is_within` says that it is part of a name or of a longer number, `is_money` that its measure
    stands before it, `end_of_range` is "low" or "high" where it is one of two, and `is_start` says
    that a change begins there.
    """

    numeral: Numeral
    value: Decimal
    place: Decimal
    unit: str
    start: int
    end: int
    is_more: bool = False
    is_within: bool = False
    is_money: bool = False
    end_of_range: str = ""
    is_start: bool = False


def find_quantities(text: str) -> list[Quantity]:
    """All numbers of a folded text, in order."""
    found: list[Quantity] = []
    for one in _scan(text):
        joined = _join(text, found[-1], one) if found else None
        if joined:
            found[-1:] = joined
        else:
            found.append(one)
    return [_in_whole_units(text, one) for one in found]


def _scan(text: str) -> Iterator[Quantity]:
    at = 0
    while start := _START.search(text, at):
        one = _read(text, start.start())
        if one:
            yield one
        # What is too long to be read is passed over whole.
        at = max(start.end(), one.end if one else skip_numeral(text, start.start()))


def _read(text: str, at: int) -> Quantity | None:
    is_word = text[at].isascii() and text[at].isalpha()
    words = read_number_words(text, at) if is_word else None
    # "Half" and "one third" are no ranks.
    alone = None if words and words.is_share else _read_alone(text, at)
    if alone:
        return alone
    numeral = words or read_numeral(text, at)
    if not numeral or numeral.value >= _MOST:
        return None
    if not numeral.is_share and not _is_said(text, numeral):
        return None
    unit, start = _money_before(text, at)
    if not unit and _GLUED.search(text, max(0, at - 1), at):
        return None  # "GPT4", "1.2.3"
    is_money = unit != ""
    is_above = _is_above(text, at)
    start -= is_above
    end = numeral.end
    more = None if numeral.is_more else _MORE.match(text, end)
    if numeral.is_share:
        unit = "%"
    if not unit:
        unit, end = measure_after(text, more.end() if more else end)
    if not unit and more:
        end = more.end()
    if not unit and text[end : end + 1].isascii() and text[end : end + 1].isalnum():
        return None  # "5G", "2x4"
    return Quantity(
        numeral=numeral,
        value=numeral.value,
        place=numeral.place,
        unit=unit,
        start=start,
        end=end,
        is_more=is_above or numeral.is_more or more is not None,
        is_within=not is_money
        and (
            _NO_START.search(text, max(0, at - 2), at) is not None
            or (words is not None and not unit and _COMPOUND.match(text, end) is not None)
        ),
        is_money=is_money,
    )


def _read_alone(text: str, at: int) -> Quantity | None:
    """A rank or a multiple, which has no measure beside it."""
    for unit, read in ((RANK, read_rank), (TIMES, read_multiple)):
        if known := read(text, at):
            return Quantity(
                numeral=known,
                value=known.value,
                place=known.place,
                unit=unit,
                start=at,
                end=known.end,
            )
    return None


def _is_above(text: str, at: int) -> bool:
    """Whether 上 before a bare scale says that it is more than that: 上千."""
    return bool(_HAN_BARE.match(text, at) and _ABOVE.search(text[max(0, at - 2) : at]))


def _is_said(text: str, numeral: Numeral) -> bool:
    """Whether a number is given: 逾百, but neither 百貨 nor the vague 數百."""
    if _VAGUE.search(text, max(0, numeral.start - 2), numeral.start):
        return False
    if not _HAN_BARE.match(text, numeral.start):
        return True
    is_about = _ABOUT_HAN.search(text, max(0, numeral.start - 2), numeral.start)
    return bool(is_about) or _is_above(text, numeral.start)


def _money_before(text: str, at: int) -> tuple[str, int]:
    """The currency before a number and its sign, and where it starts; ("", at) for none."""
    has_sign = at > 0 and text[at - 1] in "-−"
    unit, start = money_before(text, at - 1 if has_sign else at)
    return unit, start if unit else at


def _join(text: str, one: Quantity, other: Quantity) -> tuple[Quantity, Quantity] | None:
    """Both ends of a range or pair with the scale and measure that they share, or None."""
    if not 0 < other.start - one.end <= _MOST_JOIN or RANK in (one.unit, other.unit):
        return None
    match = _JOIN.fullmatch(text, one.end, other.start)
    if not match:
        return None
    is_between = bool(_BETWEEN.search(text, max(0, one.start - 10), one.start))
    if (match["both"] and not is_between) or _is_year(text, one):
        return None
    is_changing = bool(one.unit and not one.is_money and direction_of(text, one.start, one.end))
    is_spoken = match[0].strip() not in ("-", "–", "—", "~", "〜")
    if (
        one.is_money
        and not other.unit
        and is_spoken
        and counted_after(text, other.start, other.end)[0]
    ):
        return None  # "from HK$30 to 40 shops"
    first, second = _share(one, other)
    if first is one and second is other and one.unit != other.unit:
        return None
    if other.is_within and text[other.numeral.start - 1] in "-–":
        second = replace(second, is_within=one.is_within)
    is_range = bool(match["range"] or is_between) and not is_changing
    if not is_range or first.unit != second.unit:
        return first, second
    start = first.start
    if is_starting_point(text, start):
        return replace(first, is_start=True), second
    if first.value >= second.value:
        return None  # not the ends of one range
    first = replace(first, end=second.end, end_of_range="low")
    return first, replace(second, start=start, end_of_range="high")


def _share(one: Quantity, other: Quantity) -> tuple[Quantity, Quantity]:
    """Two numbers, with the unit of one and the scale of the second as those of both."""
    first, second = one, other
    if not one.unit and other.unit and not other.is_money:
        first = replace(one, unit=other.unit)
    elif one.is_money and not other.unit:
        second = replace(other, unit=one.unit, is_money=True)
    elif other.numeral.is_share is False and one.numeral.is_share and not other.unit:
        second = replace(other, unit="%")
    is_own = one.numeral.is_large or (one.unit and not one.is_money)
    if not is_own and first.unit == second.unit:
        for scale in other.numeral.scales:
            if one.value < other.value / scale:
                return replace(first, value=one.value * scale, place=one.place * scale), second
    return first, second


def _is_year(text: str, one: Quantity) -> bool:
    written = text[one.numeral.start : one.numeral.end]
    return (
        not one.unit and written.isdecimal() and len(written) == 4 and written[:2] in ("19", "20")
    )


def _in_whole_units(text: str, one: Quantity) -> Quantity:
    """三成半 as 35 per cent, and 25 basis points as a quarter of a point."""
    if one.unit == TENTHS:
        half = 5 if text[one.end - 1] == "半" else 0
        place = Decimal(5) if one.place >= 1 else 10 * one.place
        return replace(one, unit="%", value=10 * one.value + half, place=place)
    if one.unit == BASIS_POINTS:
        return replace(one, unit=POINTS, value=one.value / 100, place=one.place / 100)
    return one
