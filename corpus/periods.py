"""Times that a text names: "July 2025", "first half of 2024", "2026年初"."""

import calendar
import re
import string
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from corpus.dates import MONTH_NUMBERS

_MONTHS = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "一": 1, "二": 2, "三": 3, "四": 4}
# The months of a part of a year; "end" of a year counts its last four.
_PARTS = {
    (1, 4): "early|beginning of|start of|年?初",
    (5, 8): "mid|middle of|年?中",
    (9, 12): "late|end of|end|年?底|年?末",
    (3, 5): "spring|春天?|春季",
    (6, 8): "summer|夏天?|夏季",
    (9, 11): "autumn|fall|秋天?|秋季",
}
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_CHINESE_YEAR = re.compile(r"[〇零一二三四五六七八九]{4}(?=年)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the day `since` to the day `until`, both included; None where it is open."""

    since: date | None = None
    until: date | None = None

    def overlaps(self, other: "Period") -> bool:
        """Whether some day lies in both."""
        first = max(self.since or date.min, other.since or date.min)
        return first <= min(self.until or date.max, other.until or date.max)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPeriod:
    """A period with both ends, and where the text names it: `text[start:end]`."""

    period: Period
    start: int
    end: int


def find_periods(text: str) -> list[NamedPeriod]:
    """The days, months, quarters, halves, parts and whole years named in a text, in order.

    A year alone counts from 1990 to 2049, and only where it is no part of a longer number.
    """
    # Letters outside ASCII stay as they are: folding may change how many there are.
    lowered = text.translate(_LOWER)
    plain = _CHINESE_YEAR.sub(lambda match: match[0].translate(_DIGITS), lowered)
    found: list[NamedPeriod] = []
    taken = bytearray(len(plain))
    for pattern, read in _FORMS:
        for match in pattern.finditer(plain):
            if any(taken[match.start() : match.end()]):
                continue
            period = read(match)
            if period:
                taken[match.start() : match.end()] = b"\1" * len(match[0])
                found.append(NamedPeriod(period=period, start=match.start(), end=match.end()))
    return sorted(found, key=lambda named: named.start)


def month_span(year: int, first: int, last: int) -> Period:
    """From the first day of one month to the last day of another, in one year."""
    end = date(year, last, calendar.monthrange(year, last)[1])
    return Period(since=date(year, first, 1), until=end)


def _read_day(match: re.Match[str]) -> Period | None:
    try:
        day = date(int(match["year"]), _month(match["month"]), int(match["day"]))
    except ValueError:
        return None
    return Period(since=day, until=day)


def _read_month(match: re.Match[str]) -> Period | None:
    month = _month(match["month"])
    return month_span(int(match["year"]), month, month) if 1 <= month <= 12 else None


def _read_quarter(match: re.Match[str]) -> Period | None:
    quarter = _ordinal(match["n"])
    return month_span(int(match["year"]), 3 * quarter - 2, 3 * quarter)


def _read_half(match: re.Match[str]) -> Period | None:
    half = {"上": 1, "下": 2}.get(match["n"]) or _ordinal(match["n"])
    return month_span(int(match["year"]), 6 * half - 5, 6 * half)


def _read_part(match: re.Match[str]) -> Period | None:
    year = int(match["year"])
    return next(
        month_span(year, *span)
        for span, names in _PARTS.items()
        if re.fullmatch(names, match["part"])
    )


def _read_fiscal_year(match: re.Match[str]) -> Period | None:
    year = int(match["year"])
    if int(match["next"]) != (year + 1) % 100:
        return None
    # Hong Kong's financial year starts in April.
    return Period(since=date(year, 4, 1), until=date(year + 1, 3, 31))


def _read_year(match: re.Match[str]) -> Period | None:
    year = int(match["year"])
    return month_span(year, 1, 12) if 1990 <= year < 2050 else None


def _month(name: str) -> int:
    return MONTH_NUMBERS.get(name) or int(name)


def _ordinal(name: str) -> int:
    return _ORDINALS.get(name) or int(name)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.replace("YEAR", _YEAR).replace("MONTH", rf"(?P<month>{_MONTHS})\.?"))


_N = r"(?P<n>first|second|third|fourth|[1-4]|[一二三四])"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Period | None]], ...] = (
    (_pattern(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)? (?:of )?MONTH,? YEAR\b"), _read_day),
    (_pattern(r"\bMONTH (?P<day>\d{1,2})(?:st|nd|rd|th)?,? YEAR\b"), _read_day),
    (_pattern(r"\bYEAR-(?P<month>\d{2})-(?P<day>\d{2})\b"), _read_day),
    (_pattern(r"YEAR\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日號号]"), _read_day),
    (_pattern(r"\bMONTH (?:of )?YEAR\b"), _read_month),
    (_pattern(r"\bYEAR-(?P<month>\d{2})\b(?!-)"), _read_month),
    (_pattern(r"YEAR\s*年\s*(?P<month>\d{1,2})\s*月"), _read_month),
    (_pattern(rf"\b{_N} quarter (?:of |in )?(?:the year )?YEAR\b"), _read_quarter),
    (_pattern(r"\bq(?P<n>[1-4]) (?:of )?YEAR\b"), _read_quarter),
    (_pattern(r"\bYEAR ?q(?P<n>[1-4])\b"), _read_quarter),
    (_pattern(rf"YEAR\s*年\s*+第?\s*+{_N}\s*季"), _read_quarter),
    (_pattern(rf"\b{_N} half (?:of |in )?(?:the year )?YEAR\b"), _read_half),
    (_pattern(r"\bh(?P<n>[12]) (?:of )?YEAR\b"), _read_half),
    (_pattern(r"\bYEAR ?h(?P<n>[12])\b"), _read_half),
    (_pattern(r"YEAR\s*年\s*(?P<n>[上下])半年"), _read_half),
    (_pattern(rf"\b(?P<part>{'|'.join(_PARTS.values())})[ -]?(?:of )?YEAR\b"), _read_part),
    (_pattern(rf"YEAR\s*(?P<part>{'|'.join(_PARTS.values())})"), _read_part),
    (_pattern(rf"YEAR\s*年\s*(?P<part>{'|'.join(_PARTS.values())})"), _read_part),
    (_pattern(r"(?<![\d.,$-])YEAR[-–/](?P<next>\d\d)(?![\d-])"), _read_fiscal_year),
    (_pattern(r"(?<![a-z\d.,$€£¥-])(?<!\$ )YEAR\s*年?(?![\d%])(?![.,-]\d)"), _read_year),
)
