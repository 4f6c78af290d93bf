"""The words and signs that name times are made of, in English and Chinese."""

import re

from corpus.dates import MONTH_NUMBERS
from corpus.numerals import han_number

_MONTHS = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_NUMBERS = {name: n for n, name in enumerate("一二三四五六七八九十", start=1)}
_NUMBERS |= {"十一": 11, "十二": 12, "兩": 2, "两": 2, "首": 1, "末": 4, "上": 1, "下": 2}
_NUMBERS |= {"first": 1, "1st": 1, "second": 2, "2nd": 2, "latter": 2, "third": 3, "3rd": 3}
_NUMBERS |= {"fourth": 4, "4th": 4, "final": 4, "last": 4}
_NUMBERS |= {
    name: n
    for n, name in enumerate(
        "two three four five six seven eight nine ten eleven twelve".split(), 2
    )
}
# The months of a part of a year; "end" of a year counts its last four.
PARTS = {
    (1, 4): "early|beginning of|start of|年?初",
    (5, 8): "mid|middle of|年?中",
    (9, 12): "late|end of|end|年?底|年?末",
    (3, 5): "spring|春天?|春季",
    (6, 8): "summer|夏天?|夏季",
    (9, 11): "autumn|fall|秋天?|秋季",
}
# The years of a part of ten.
DECADES = {
    "early": (0, 3),
    "初": (0, 3),
    "mid": (4, 6),
    "中": (4, 6),
    "late": (7, 9),
    "末": (7, 9),
}
_NAMED = {
    "PART": rf"(?P<part>{'|'.join(PARTS.values())})",
    "SHORT": r"(?P<year>(?:(?:19|20)\d\d|\d\d))(?!\d)",
    "YEAR": r"(?P<year>(?:19|20)\d\d)",
    "HANMONTH": r"(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])\s*月",
    "HANDAY": r"(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日號号]",
    "MONTH": rf"(?P<month>{_MONTHS})\.?",
    "DAY": r"(?P<day>\d{1,2})(?:st|nd|rd|th)?",
    "NTH": r"(?P<n>first|second|third|fourth|final|last|1st|2nd|3rd|4th|[1-4])",
    "HALF": r"(?P<n>first|second|latter|1st|2nd|[12])",
    "COUNT": r"(?P<n>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})",
    # What shows that a number before it is no year.
    "QUANTITY": r" ?(?:million|billion|thousand|[mb]n\b|dollars?)"
    r"|[萬万億亿蚊間间名份宗隻只]|[個个](?!人)|家(?![族庭])|人(?!工)|元(?![宇旦月老])",
    "OF ": r"(?:['’]s | (?:of |in )?(?:the (?:financial |fiscal )?year )?)",
}


def compile_form(text: str) -> re.Pattern[str]:
    """A pattern in which "YEAR", "MONTH" and the like stand for all that is written for them."""
    for name, pattern in _NAMED.items():
        text = text.replace(name, pattern)
    return re.compile(text)


def month_number(name: str) -> int:
    """The number of a month by its English name, in figures or in Chinese."""
    return MONTH_NUMBERS.get(name) or number_of(name)


def number_of(name: str) -> int:
    """A number in figures or Chinese, or which of the parts of a year a word means."""
    if name.isdecimal():
        return int(name)
    return _NUMBERS.get(name) or han_number(name) or 0
