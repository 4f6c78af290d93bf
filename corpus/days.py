"""Dates as far as a text gives them: "28 September", "2016-09-28", 二〇一六年九月, "in 2016".

`corpus.named_periods` reads what has a year and both its ends; here a day may lack its year, and a
month may stand alone.
"""

import re
from dataclasses import dataclass

from corpus.dates import MONTH_NUMBERS
from corpus.numerals import han_number
from corpus.text import Span

# "Under 18 may join" names no month.
_NAMES = "|".join(
    "(?-i:M(?:ay|AY))" if name == "may" else name
    for name in sorted(MONTH_NUMBERS, key=len, reverse=True)
)
_LONG_NAMES = "|".join(name for name in MONTH_NUMBERS if len(name) > 3)
_MONTH = rf"(?P<{{0}}>{_NAMES})(?![a-z])\.?"
_YEAR = r"(?:1[89]|20)\d\d"
_HAN_YEAR = "[〇零一二三四五六七八九]{4}"
_HAN_DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"

_DAY = re.compile(
    rf"(?<![\w.])(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format('m1')}"
    rf"(?:,?\s+(?P<y1>{_YEAR})(?!\d))?"
    rf"|(?<![a-z]){_MONTH.format('m2')}\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d,.]\d|\d)"
    rf"(?:,?\s+(?P<y2>{_YEAR})(?!\d))?"
    rf"|(?<![a-z]){_MONTH.format('m3')},?\s+(?P<y3>{_YEAR})(?!\d)"
    rf"|(?<!\d)(?P<y4>{_YEAR})[-/](?P<m4>\d{{1,2}})(?:[-/](?P<d4>\d{{1,2}}))?(?!\d)"
    rf"|(?:(?P<y5>{_YEAR}|{_HAN_YEAR})\s*年\s*)?(?P<m5>{_HAN_DAY})\s*月(?!球)"
    rf"(?:\s*(?P<d5>{_HAN_DAY})\s*[日号])?"
    rf"|(?P<y6>{_YEAR}|{_HAN_YEAR})\s*年"
    rf"|(?<![\w$€£¥.,-])(?P<y7>{_YEAR})(?![\d%]|[.,]\d|\s?(?:[mbt]n|thousand|[mbt]r?illion)\b|[万亿])"
    rf"|(?<![a-z])(?P<m8>(?!may){_LONG_NAMES})(?![a-z])",
    re.IGNORECASE,
)
# "14 and 15 April 2025", "4月14日及15日": both days are meant.
_DAYS = re.compile(
    rf"(?<![\w.,])(\d{{1,2}})\s*(and|or|to|-|–)\s*(\d{{1,2}})(\s+(?:{_LONG_NAMES}|(?-i:May))(?:\s+{_YEAR})?)",
    re.IGNORECASE,
)
_HAN_DAYS = re.compile(r"((?:\d{4}年)?\d{1,2}月)(\d{1,2}日?)([及和至与到、-])(?=\d{1,2}日)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date as far as a text gives it."""

    year: int | None
    month: int | None
    day: int | None

    def is_within(self, other: "Day") -> bool:
        """Whether every part that is given here is the same there."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(mine is None or mine == theirs for mine, theirs in pairs)


def find_days(text: str) -> tuple[frozenset[Day], list[Span]]:
    """The dates of a text that `fold_numbers` gave, and where they stand."""
    spans = list(_DAY.finditer(text))
    return frozenset(_to_day(match) for match in spans), [match.span() for match in spans]


def repeat_months(text: str) -> str:
    """The text with the month of two days at each: "14 April and 15 April", 4月14日及4月15日."""
    return _HAN_DAYS.sub(r"\1\2\3\1", _DAYS.sub(r"\1\4 \2 \3\4", text))


def _to_day(match: re.Match[str]) -> Day:
    parts = {name[0]: value for name, value in match.groupdict().items() if value is not None}
    return Day(
        year=_whole(parts.get("y")), month=_month(parts.get("m")), day=_whole(parts.get("d"))
    )


def _month(text: str | None) -> int | None:
    return MONTH_NUMBERS.get(text.casefold()) or _whole(text) if text else None


def _whole(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if text.isdecimal() else han_number(text)
