"""What a text states that can be compared: amounts and days, in English and Chinese."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from corpus.text import Span, to_simplified

_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_MONTH = r"(?P<{0}>" + "|".join(f"{m}|{m[:3]}" for m in _MONTHS) + r"|sept)(?![a-z])\.?"
_YEAR = r"(?:1[89]|20)\d\d"
_DIGITS = "零一二三四五六七八九"
_TEN_TO = {"十": 1, "百": 2, "千": 3}
_HAN_NUMBER = r"[〇零一二两三四五六七八九十百千万亿]"
_HAN_DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"

_DAY = re.compile(
    rf"(?<![\w.])(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format('m1')}"
    rf"(?:,?\s+(?P<y1>{_YEAR})(?!\d))?"
    rf"|(?<![a-z]){_MONTH.format('m2')}\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d,.]\d|\d)"
    rf"(?:,?\s+(?P<y2>{_YEAR})(?!\d))?"
    rf"|(?<![a-z]){_MONTH.format('m3')},?\s+(?P<y3>{_YEAR})(?!\d)"
    rf"|(?<!\d)(?P<y4>{_YEAR})[-/](?P<m4>\d{{1,2}})(?:[-/](?P<d4>\d{{1,2}}))?(?!\d)"
    rf"|(?:(?P<y5>{_YEAR}|[〇零一二三四五六七八九]{{4}})\s*年\s*)?(?P<m5>{_HAN_DAY})\s*月(?!球)"
    rf"(?:\s*(?P<d5>{_HAN_DAY})\s*[日号])?"
    rf"|(?P<y6>{_YEAR}|[〇零一二三四五六七八九]{{4}})\s*年"
    rf"|(?<![\w$€£¥.,-])(?P<y7>{_YEAR})(?![\d%]|[.,]\d|\s?(?:[mbt]n|thousand|[mbt]r?illion)\b|[万亿])"
    rf"|(?<![a-z])(?P<m8>(?!may)(?:{'|'.join(_MONTHS)}|sept))(?![a-z])",
    re.IGNORECASE,
)

_CURRENCIES = {
    "HKD": r"hk\$|hkd|港元|港币|hong kong dollars?|hk dollars?",
    "USD": r"us\$|usd|美元|美金|us dollars?",
    "CNY": r"rmb|cny|人民币|yuan|renminbi",
    "EUR": r"€|eur|欧元|euros?",
    "GBP": r"£|gbp|英镑",
    "$": r"\$|dollars?|元",
}
_UNITS = {
    "%": r"%|per ?cent(?:age points?)?|个百分点",
    "bp": r"bps|basis points?|个基点",
    **_CURRENCIES,
}
_UNIT = "|".join(_UNITS.values())
_SCALES = {
    r"thousand|k|千": 3,
    r"万": 4,
    r"million|mn|m|百万": 6,
    r"千万": 7,
    r"亿": 8,
    r"billion|bn|b|十亿": 9,
    r"百亿": 10,
    r"千亿": 11,
    r"trillion|tn|兆|万亿": 12,
}
_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen".split()
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: n for n, word in enumerate(_ONES, start=1)} | {
    word: 10 * n for n, word in enumerate(_TENS, start=2)
}
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_SCALE = "|".join(sorted("|".join(_SCALES).split("|"), key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?P<before>{'|'.join(_CURRENCIES.values())}|百分之)?\s?"
    rf"(?:(?<![a-z\d.])|(?<=hkd)|(?<=usd)|(?<=rmb))"
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|{_HAN_NUMBER}+"
    rf"|(?:{'|'.join((*_TENS, *reversed(_ONES)))})(?:-(?:{'|'.join(_ONES[:9])}))?)"
    rf"(?:[\s-]?(?P<scale>{_SCALE})(?![a-z\d]))?(?![a-z\d])"
    rf"(?:[\s-]?(?P<after>{_UNIT})(?![a-z]))?",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"\b(?P<word>{'|'.join(_ORDINALS)})\b|\b(?P<digits>\d+)(?:st|nd|rd|th)\b"
    rf"|第(?P<han>\d+|{_HAN_NUMBER}+)|(?P<head>首)(?=[批次个家间份款只宗日年季天届])",
    re.IGNORECASE,
)
# "14 and 15 April 2025", "4月14日及15日": both days are meant.
_DAYS = re.compile(
    rf"(?<![\w.,])(\d{{1,2}})\s*(and|or|to|-|–)\s*(\d{{1,2}})(\s+(?:{'|'.join(_MONTHS)})(?:\s+{_YEAR})?)",
    re.IGNORECASE,
)
_HAN_DAYS = re.compile(r"((?:\d{4}年)?\d{1,2}月)(\d{1,2}日?)([及和至与到、-])(?=\d{1,2}日)")
# A single Chinese numeral counts something before one of these; elsewhere it is part of a word.
_MEASURES = "家间个名位宗项次年岁倍种款份日天周成只支"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number without its spelling; `unit` is a currency, "%", "bp", "th" for a rank, or ""."""

    value: Decimal
    unit: str

    def is_given_by(self, other: "Amount") -> bool:
        """Whether a text with the other amount says this one: the same, or dollars of a land."""
        is_vaguer = self.unit == "$" and other.unit in ("HKD", "USD")
        return self.value == other.value and (self.unit == other.unit or is_vaguer)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """The amounts and days of one text, and the rest of it, folded, with spaces in their place."""

    amounts: frozenset[Amount]
    days: frozenset[Day]
    rest: str


def find_stated(text: str) -> Stated:
    """What the text states, after folding: full width to half, Traditional to Simplified."""
    folded = to_simplified(unicodedata.normalize("NFKC", text))
    folded = _HAN_DAYS.sub(r"\1\2\3\1", _DAYS.sub(r"\1\4 \2 \3\4", folded))
    spans = list(_DAY.finditer(folded))
    days = frozenset(day for match in spans if (day := _to_day(match)))
    rest = _blank(folded, [match.span() for match in spans])
    ranks = list(_ORDINAL.finditer(rest))
    amounts = {Amount(value=_rank(match), unit="th") for match in ranks}
    counted = list(_amounts(_blank(rest, [match.span() for match in ranks])))
    amounts.update(amount for amount, _ in counted)
    rest = _blank(rest, [span for _, span in counted])
    return Stated(amounts=frozenset(amounts), days=days, rest=rest)


def parse_han_number(text: str) -> Decimal:
    """The value of Simplified Chinese numerals: 十二 is 12, 二百万 2,000,000, 二〇二四 2024."""
    text = text.replace("〇", "零").replace("两", "二")
    if len(text) > 1 and all(character in _DIGITS for character in text):
        return Decimal("".join(str(_DIGITS.index(character)) for character in text))
    for sign, power in (("亿", 8), ("万", 4)):
        head, found, tail = text.rpartition(sign)
        if found:
            below = parse_han_number(tail) if tail else Decimal(0)
            return (parse_han_number(head) if head else Decimal(1)) * Decimal(10) ** power + below
    total, digit = 0, None
    for character in text:
        if character in _TEN_TO:
            total += (1 if digit is None else digit) * int(10 ** _TEN_TO[character])
            digit = None
        else:
            digit = _DIGITS.index(character)
    return Decimal(total + (digit or 0))


def _amounts(text: str) -> Iterator[tuple[Amount, Span]]:
    for match in _AMOUNT.finditer(text):
        number = match["number"]
        is_bare = not (match["before"] or match["scale"] or match["after"])
        if number.casefold() == "one" and is_bare:
            continue  # hardly ever a count
        if is_bare and len(number) == 1 and re.match(_HAN_NUMBER, number):
            follows = text[match.end() : match.end() + 1]
            if number == "一" or not follows or follows not in _MEASURES:
                continue
        value = _value(number) * _scale(match["scale"])
        unit = _unit(match["before"]) or _unit(match["after"])
        if text[match.end() : match.end() + 1] == "成" and not unit:
            value, unit = value * 10, "%"
        yield Amount(value=value.normalize(), unit=unit), match.span()


def _value(number: str) -> Decimal:
    if number[0].isdigit():
        return Decimal(number.replace(",", ""))
    if number[0].isascii():
        return Decimal(sum(_WORDS[part] for part in number.casefold().split("-")))
    return parse_han_number(number)


def _scale(word: str | None) -> Decimal:
    if word is None:
        return Decimal(1)
    folded = word.casefold()
    return next(Decimal(10) ** p for words, p in _SCALES.items() if folded in words.split("|"))


def _unit(word: str | None) -> str:
    if not word:
        return ""
    if word == "百分之":
        return "%"
    return next(
        unit for unit, pattern in _UNITS.items() if re.fullmatch(pattern, word, re.IGNORECASE)
    )


def _rank(match: re.Match[str]) -> Decimal:
    if match["word"]:
        return Decimal(_ORDINALS.index(match["word"].casefold()) + 1)
    if match["head"]:
        return Decimal(1)
    number = match["digits"] or match["han"]
    return Decimal(number) if number.isdecimal() else parse_han_number(number)


def _to_day(match: re.Match[str]) -> Day | None:
    parts = {name[0]: value for name, value in match.groupdict().items() if value is not None}
    return Day(
        year=_whole(parts.get("y")), month=_month(parts.get("m")), day=_whole(parts.get("d"))
    )


def _month(text: str | None) -> int | None:
    if text and text[0].isascii() and text[0].isalpha():
        return next(n for n, name in enumerate(_MONTHS, start=1) if name[:3] == text[:3].casefold())
    return _whole(text)


def _whole(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if text.isdecimal() else int(parse_han_number(text))


def _blank(text: str, spans: list[Span]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
