"""Amounts that a text states: money, shares and counts with their units, in both languages.

Dates and years are no amounts, and neither is a number whose unit is not said. Made for the prose
of financial news: the libraries that read quantities know neither 億 nor HK$.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from corpus.periods import find_periods
from corpus.units import CURRENCY_BEFORE, counted_after, currency, measure_after

Bound = Literal["", "about", "over", "under"]
Direction = Literal["", "up", "down"]

_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: n for n, word in enumerate((*_ONES, *_TEENS), start=1)}
_WORDS |= {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_SHORT_SCALES = {"k": 3, "m": 6, "mn": 6, "mln": 6, "b": 9, "bn": 9, "tn": 12}
_HAN_DIGITS = {digit: n for n, digit in enumerate("零一二三四五六七八九")} | {"兩": 2, "两": 2}
_HAN_SCALES = {"十": 1, "百": 2, "千": 3, "萬": 4, "万": 4, "億": 8, "亿": 8, "兆": 12}
_WIDE = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_HAN_SCALE = f"[{''.join(_HAN_SCALES)}]"
_NUMBER = re.compile(
    rf"(?P<digits>{_DIGITS})(?![\d/:])(?:[\s-]?(?P<scale>(?i:{'|'.join(_SCALES)}))\b"
    rf"|\s?(?P<short>{'|'.join(_SHORT_SCALES)})\b"
    rf"|\s?(?P<han_scale>{_HAN_SCALE}+(?:{_DIGITS}{_HAN_SCALE}+)*))?"
    rf"|(?P<han>[{''.join(_HAN_DIGITS)}{''.join(_HAN_SCALES)}]+)"
    rf"|\b(?i:(?P<words>(?:{'|'.join(_TENS)})-(?:{'|'.join(_ONES)})|{'|'.join(_WORDS)})"
    rf"(?:\s(?P<word_scale>{'|'.join(_SCALES)}))?)\b(?!-)"
)
# Part of a longer number, a name ("GPT-4", "e2") or a date; 第 and the like count nothing.
_NO_START = re.compile(r"(?:[A-Za-z\d.,$/]|[A-Za-z\d][-–]|[第其之同統统唯單单另])$")
_CURRENCY = re.compile(rf"(?<![A-Za-z$])(?:{CURRENCY_BEFORE})\s?$", re.IGNORECASE)
_TENTH = re.compile("成(?P<half>半)?(?![立為为員员功本長长交份果效熟績绩了])")
_APPROACH = (
    r"(?:\s(?:about|around|nearly|over|almost|some|by|of|roughly|another))*"
    r"\s?[約约近逾至達达了]*\s?$"
)
_BOUNDS: dict[Bound, re.Pattern[str]] = {
    "over": re.compile(
        r"(?:\b(?:over|more than|above|beyond|exceed(?:s|ed|ing)?|at least|upwards of)"
        r"|超[過过逾]?|逾|多[於于]|至少|最少|不少[於于]|突破|高[於于])\s?$",
        re.IGNORECASE,
    ),
    "under": re.compile(
        r"(?:\b(?:under|less than|fewer than|below|up to|at most|as (?:much|many|high) as"
        r"|cap(?:ped)? (?:at|of)|maximum of|no more than)"
        r"|不足|不到|少[於于]|低[於于]|最[多高]|高[達达]|多[達达]|上限[為为]?)\s?$",
        re.IGNORECASE,
    ),
    "about": re.compile(
        r"(?:\b(?:about|around|roughly|nearly|almost|some|approximately|close to|just"
        r"|an estimated)|[約约近]|差不多)\s?$",
        re.IGNORECASE,
    ),
}
_OR_MORE = re.compile(r"[多餘余]|\s?(?:以上|or more\b)")
_CHANGES: dict[Direction, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "up": (
        re.compile(
            r"(?:\b(?:up|rose|ris(?:en|es?|ing)|gr[eo]w(?:n|s|th|ing)?|gain(?:ed|s|ing)?"
            r"|climb(?:ed|s|ing)?|increas(?:ed?|es|ing)|jump(?:ed|s|ing)?|surg(?:ed?|es|ing)"
            r"|add(?:ed|s|ing)?|soar(?:ed|ing)?|another|further|additional|extra)"
            r"|[增升漲涨][加長长幅]?)" + _APPROACH,
            re.IGNORECASE,
        ),
        re.compile(r"\s(?:more|higher|larger|bigger|up|growth|increase|rise|jump|gain)\b", re.I),
    ),
    "down": (
        re.compile(
            r"(?:\b(?:down|f[ae]ll(?:en|s|ing)?|drop(?:ped|s|ping)?|declin(?:ed?|es|ing)|shrank"
            r"|lost|slid|decreas(?:ed?|es|ing)|reduc(?:ed?|es|ing|tion)|cuts?|plung(?:ed|ing))"
            r"|[跌降減减][少幅]?)" + _APPROACH,
            re.IGNORECASE,
        ),
        re.compile(r"\s(?:less|lower|fewer|smaller|drop|fall|decline|discount)\b", re.I),
    ),
}
_TO = re.compile(
    r"(?:\bto|[至到])\s(?:about|around|nearly|over|almost|some)?\s?$|[至到][約约近逾]?$"
)
_EACH_BEFORE = re.compile(
    r"(?:\b(?:each|daily|monthly|yearly|annual(?:ly)?|per \w+)(?: of)?"
    r"|每一?[^\W\d_]{1,4}|平均[^\W\d_]{0,4}|各)\s?[約约近逾]?$",
    re.IGNORECASE,
)
_EACH_AFTER = re.compile(
    r"(?:\s[a-z]+)?(?:\san? (?:second|minute|hour|day|week|month|quarter|year)"
    r"|\s(?:per|every) [a-z]+|\s(?:each|daily|apiece))\b|/"
)
_LABEL = re.compile(
    r"(?P<name>[A-Z][\w’'.-]*|\b(?:phase|stage|part|level|version|article|section|number))\s$"
)
_OPENERS = frozenset(
    "about above across almost all among and another around as at but by for from had has have in "
    "is its just least more nearly no of on only or out over some than that the their these they "
    "this those to under up was were when where while are with".split()
)
_NEAR = 32
_ABOUT_RIGHT = Decimal("0.05")


class Likeness(StrEnum):
    """How two amounts of one thing compare."""

    SAME = "same"
    DIFFERENT = "different"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number with its unit, as it stands at `text[start:end]`.

    `unit` is a currency's code, "%", "points" (of percentage), or the stem of what is counted.
    `place` is that of the last digit given, trailing zeros left out. `bound` says that more, less
    or about as much is meant, `direction` that it is a change, and `is_rate` that it is the amount
    for each of many.
    """

    value: Decimal
    unit: str
    place: Decimal
    start: int
    end: int
    bound: Bound = ""
    direction: Direction = ""
    is_rate: bool = False

    @property
    def measure(self) -> tuple[str, Direction, bool]:
        """What must be equal for two amounts to be compared at all."""
        return self.unit, self.direction, self.is_rate

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


@lru_cache(maxsize=4096)
def find_amounts(text: str) -> tuple[Amount, ...]:
    """The amounts of a text, in order."""
    plain = text.translate(_WIDE)
    found: list[Amount] = []
    at = 0
    while match := _NUMBER.search(plain, at):
        amount = _read(plain, match)
        if amount:
            found.append(amount)
        at = max(match.end(), amount.end if amount else 0)
    return tuple(found)


def _read(text: str, match: re.Match[str]) -> Amount | None:
    number = _value(match)
    if number is None:
        return None
    value, place = number
    start, end = match.span()
    prefix = _CURRENCY.search(text, max(0, start - _NEAR), start)
    is_share = text.endswith("百分之", 0, start)
    if not prefix and not is_share and _NO_START.search(text, max(0, start - 2), start):
        return None
    unit = ""
    if prefix:
        unit, start = currency(prefix[0].strip()), prefix.start()
    elif is_share:
        unit, start = "%", start - 3
    else:
        unit, end = measure_after(text, end)
    tenth = None if unit or match["scale"] else _TENTH.match(text, end)
    if tenth and 1 <= value < 10:
        unit, end = "%", tenth.end()
        value, place = 10 * value + (5 if tenth["half"] else 0), Decimal(5)
    if not unit and not match["short"] and not _is_label(text, match):
        unit, end = counted_after(text, start, match.end())
        if value < 2 or value != value.to_integral_value():
            return None
    if not unit:
        return None
    if unit == "bps":
        unit, value, place = "points", value / 100, place / 100
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    return Amount(
        value=value,
        unit=unit,
        place=place,
        start=start,
        end=end,
        bound=_bound(before, text[match.end() : match.end() + 8]),
        direction=_direction(before, text[match.end() : end], after),
        is_rate=bool(_EACH_BEFORE.search(before) or _EACH_AFTER.match(after)),
    )


def _value(match: re.Match[str]) -> tuple[Decimal, Decimal] | None:
    """A number and the place of its last digit that is no trailing zero, or None for no number."""
    if match["digits"]:
        plain = Decimal(match["digits"].replace(",", ""))
        scale = match["scale"] or match["short"] or ""
        power = _SCALES.get(scale.lower()) or _SHORT_SCALES.get(scale.lower(), 0)
        value, place = plain.scaleb(power), _place(plain).scaleb(power)
        if match["han_scale"]:
            return _read_han_scales(match["digits"] + match["han_scale"].strip())
        return value, place
    if match["words"]:
        plain = Decimal(sum(_WORDS[word] for word in match["words"].lower().split("-")))
        power = _SCALES.get((match["word_scale"] or "").lower(), 0)
        return plain.scaleb(power), _place(plain).scaleb(power)
    if match["han"][0] in "億亿萬万兆百千零":
        return None
    value = Decimal(_read_han(match["han"]))
    return value, _place(value)


def _place(value: Decimal) -> Decimal:
    """The place of the last digit; of whole numbers from 100, of the last that is not zero."""
    if value != value.to_integral_value() or value < 100:
        exponent = value.as_tuple().exponent
        return Decimal(1).scaleb(min(0, int(exponent)))
    digits = str(int(value))
    return Decimal(10) ** (len(digits) - len(digits.rstrip("0")))


def _read_han_scales(text: str) -> tuple[Decimal, Decimal]:
    """The value and place of digits with Chinese scales: 1.2億, 3,000萬, 1億2,000萬."""
    value, place = Decimal(0), Decimal(1)
    for part in re.finditer(rf"({_DIGITS})\s?({_HAN_SCALE}+)", text):
        plain = Decimal(part[1].replace(",", ""))
        power = sum(_HAN_SCALES[character] for character in part[2])
        value += plain.scaleb(power)
        place = _place(plain).scaleb(power)
    return value, place


def _read_han(text: str) -> int:
    """The value of a number in Chinese characters: 二十三, 三千萬, 一億二千萬."""
    total, section, digit = 0, 0, 0
    for character in text:
        if character in _HAN_DIGITS:
            digit = _HAN_DIGITS[character]
            continue
        power = _HAN_SCALES[character]
        if power < 4:
            section += (digit or 1) * 10**power
        else:
            total = (total + section + digit) * 10**power
            section = 0
        digit = 0
    return total + section + digit


def _is_label(text: str, match: re.Match[str]) -> bool:
    """Whether a number belongs to the name before it ("Phase 2") or is a year."""
    if match["digits"] and find_periods(text[match.start() : match.end() + 1]):
        return True
    before = _LABEL.search(text, max(0, match.start() - _NEAR), match.start())
    return before is not None and before["name"].casefold() not in _OPENERS


def _bound(before: str, following: str) -> Bound:
    if _OR_MORE.match(following):
        return "over"
    return next((bound for bound, said in _BOUNDS.items() if said.search(before)), "")


def _direction(before: str, amount: str, after: str) -> Direction:
    """Whether an amount is by how much something rose or fell; "rose to" gives none."""
    if _TO.search(before):
        return ""
    for direction, (said_before, said_after) in _CHANGES.items():
        if said_before.search(before) or said_after.match(after):
            return direction
    return "up" if " more " in amount else ""


def _are_alike(one: Bound, other: Bound) -> bool:
    """Whether equal numbers with these bounds say the same: a ceiling is no amount."""
    return one == other or "under" not in (one, other)


def _are_rounded_alike(one: Amount, other: Amount, place: Decimal) -> bool:
    """Whether both round to one number at the coarser place, as the coarser one was rounded."""
    coarser = max((one, other), key=lambda amount: amount.place)
    how = {"over": ROUND_FLOOR, "under": ROUND_CEILING}.get(coarser.bound, ROUND_HALF_UP)
    first, second = ((a.value / place).to_integral_value(rounding=how) for a in (one, other))
    return first == second
