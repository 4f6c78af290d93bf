"""Times with their year written in: "last year" as "2025", 今年上半年 as 2026年上半年.

What counts from a day is put in figures beside what it belongs to, so that `corpus.named_periods`
reads "May last year" and "first half of this year" as it reads "May 2025".
"""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date

from corpus.days import repeat_months
from corpus.named_periods import NamedPeriod, find_periods
from corpus.numerals import fold_numbers
from corpus.period_words import month_number, number_of

_NAMES = "|".join(calendar.month_name[1:])
_OTHERS = "|".join(name for name in calendar.month_name[1:] if name not in ("March", "May"))
_SHORT_NAMES = "|".join(f"{name[:3]}(?:{name[3:]})?" for name in calendar.month_name[1:])
_MOST_PARTS = 12  # of a text, that are given their year

# "Over the last year" counts back from today; "last year" is the one before this.
_LAST = r"(?<!in the )(?<!over the )(?<!during the )(?<!within the )(?<!for the )last"
_WHICH = rf"(?P<which>this|current|previous|next|{_LAST})"
# "The last month of 2023" does not count from today.
_NO_YEAR = r"(?! (?:of|in) (?:the year )?(?:19|20)\d\d)"
_SHIFTS = {"last": -1, "previous": -1, "past": -1, "next": 1, "去": -1, "旧": -1, "明": 1, "来": 1}
_SHIFTS |= {"大前": -3, "前": -2, "后": 2, "上上": -2, "上": -1, "下": 1, "下下": 2}
# 上 and 前 end other words: 以上, 网上, 之前.
_HAN_WHICH = r"(?<![以网晚早之加])(?P<which>上上|上|下下|下|本|今|这|呢)(?:一?个|一)?"
_RELATIVE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("financial", rf"\b{_WHICH} (?:financial|fiscal) year\b"),
        ("financial", rf"{_HAN_WHICH}财政年度?"),
        ("year", rf"\b{_WHICH} year\b(?! of\b)"),
        ("year", r"\b(?:year[ -]to[ -]date|ytd)\b"),
        (
            "han_year",
            r"(?P<which>大前|(?<![之以此目从提])前|(?<!过)去|旧|(?<![以网晚早])上|今|这|呢"
            r"|(?<![基成资])本|(?<![说证声])明|(?<![未本原近历])来|下|(?<![之以此往今最先])后)"
            r"年(?!代|报|级|资|费|轻)",
        ),
        ("month", rf"\b{_WHICH} month\b{_NO_YEAR}"),
        ("han_month", rf"{_HAN_WHICH}月(?![费刊薪供结球息票])"),
        ("quarter", rf"\b(?P<which>this|current|last|previous|past|next) quarter\b{_NO_YEAR}"),
        ("han_quarter", rf"{_HAN_WHICH}季(?![节])度?"),
        ("named_month", rf"\b(?P<which>last|next) (?P<name>{_NAMES})\b(?! \d)"),
        ("named_month", rf"\b(?P<which>this) (?!may\b)(?P<name>{_NAMES})\b(?! \d)"),
    )
)
# "Which banks may this year …": a verb, no month.
_VERB = re.compile(
    r"(?<!\bin )(?<!since )(?<!from )(?<!until )(?<!before )(?<!after )\bmay"
    r"(?= (?:this|last|next) (?:financial |fiscal )?year)"
)
_PARTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            "half",
            r"\b(?P<part>(?P<n>(?i:first|second|latter)|1st|2nd)[ -](?i:half))\b"
            r"(?P<end> of the year\b)?(?! of\b|-|[ -](?i:marathon|time|price|century|decade))",
        ),
        (
            "quarter",
            r"\b(?P<part>(?P<n>(?i:first|second|third|fourth|final)|1st|2nd|3rd|4th)[ -]"
            r"(?i:quarter))\b(?P<end> of the year\b)?(?! of\b|-final)",
        ),
        ("quarter", r"\b(?:Q(?P<n>[1-4])|(?P<m>[1-4])Q)\b"),
        ("half", r"\b(?:H(?P<n>[12])|(?P<m>[12])H)\b(?!-)"),
        ("day", rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<name>(?i:{_SHORT_NAMES}))\b"),
        (
            "day",
            rf"(?:(?<=\b[Oo]n )(?P<name>(?i:{_NAMES}))|\b(?P<capital>{_NAMES})) "
            r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b(?![,.]?\d|%)",
        ),
        (
            "month",
            r"\b(?i:in|since|before|after|from|until|till|during|between|mid|early|late|end of"
            rf"|start of|beginning of)[ -](?P<name>(?i:{_NAMES}))\b",
        ),
        ("month", rf"\b(?i:by) (?P<name>{_NAMES}|(?i:{_OTHERS}))\b"),
        ("weak_month", rf"\b(?P<name>{_SHORT_NAMES}|(?i:{_OTHERS}))\b"),
        ("half", r"(?<![每晚])(?P<n>[上下])半年(?!度?[期息])"),
        ("quarter", r"第(?P<n>[一二三四1-4])季度?(?!赛)"),
        ("quarter", r"(?<![\d一二三四五六七八九十第])(?P<n>[一二三四首末])季度"),
        ("quarter", r"(?P<n>[首末])季(?!度)"),
        ("start", r"年初(?![一二三])"),
        (
            "month",
            r"(?<![\d每个十一二三四五六七八九])(?P<name>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月"
            r"(?:(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})[日号])?(?![球饼嫂子薪费结报期])",
        ),
    )
)
_GAP = re.compile(
    r"['’]?s?\s?(?:,|、|[-–—~]|to|until|till|through|and|or|of|in|from|between|on"
    r"|with|vs\.?|versus|against|compared (?:with|to)|than|同|跟|比|对比"
    r"|至|到|和|及|与|或|的|嘅|由|从|自)?\s?(?:the\s)?",
    re.IGNORECASE,
)
_RANGE_GAP = re.compile(r"\s?(?:[-–—~至到]|to|until|till|through)\s?", re.IGNORECASE)
_AHEAD_BEFORE = re.compile(r"\b(?:before|by|until|till|next)(?: the)?(?: end of)? $", re.IGNORECASE)
_AHEAD_AFTER = re.compile(r"[初中底末]?[之以]?前")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part of a year at `text[start:end]`, with its first and last month and its year."""

    start: int
    end: int
    kind: str
    first: int
    last: int
    year: int | None = None
    day: int = 1


def write_years(text: str, today: date, *, is_ahead: bool | None = None) -> str:
    """A text, folded as by `fold_numbers`, with the years of its times as counted from a day.

    A part of the year that has not begun is left as it stands, or is last year's, or is this year's
    if `is_ahead`; a month without a year that has not begun is last year's unless it is ahead.
    """
    text = repeat_months(_VERB.sub("may in", fold_numbers(text)))
    has_year = bool(find_periods(text))
    for kind, pattern in _RELATIVE:
        text = pattern.sub(lambda match, k=kind: _write(k, match, today, has_year), text)  # type: ignore[misc]
    return _write_parts(text, today, is_ahead)


def _write(kind: str, match: re.Match[str], today: date, has_year: bool) -> str:
    """A year, month or quarter that is counted from today, in figures."""
    which = (match.groupdict().get("which") or "").casefold()
    if which == "previous" and has_year:
        return match[0]  # it counts from the year that is named
    shift = _SHIFTS.get(which, 0)
    year = today.year + shift
    before = match.string[match.start() - 1 : match.start()]
    space = " " if before.isascii() and before.isalnum() else ""
    if kind == "financial":
        year -= today.month < 4
        return f"{space}financial year {year}-{(year + 1) % 100:02}"
    if kind in ("year", "han_year"):
        return f"{space}{year}年" if kind == "han_year" else str(year)
    if kind == "named_month":
        month = month_number(match["name"].casefold())
        return f"{match['name']} {_year_of_month(month, which, today)}"
    months = 12 * today.year + today.month - 1 + shift * (3 if "quarter" in kind else 1)
    year, month = months // 12, months % 12 + 1
    if "quarter" in kind:
        quarter = (month + 2) // 3
        return f"{space}{year}年第{quarter}季" if kind == "han_quarter" else f"Q{quarter} {year}"
    return (
        f"{space}{year}年{month}月"
        if kind == "han_month"
        else f"{calendar.month_name[month]} {year}"
    )


def _year_of_month(month: int, which: str, today: date) -> int:
    """The year of "last March", the latest that is over, of "this March" and of "next March"."""
    if which == "last":
        return today.year - (month >= today.month)
    return today.year + (which == "next" and month <= today.month)


def _write_parts(text: str, today: date, is_ahead: bool | None) -> str:
    named = find_periods(text)
    parts = _with_years(text, [*map(_known, named), *_find_parts(text, named)])
    if not named or is_ahead is not None:
        parts = [
            replace(part, year=_year_by_day(text, part, today, is_ahead))
            if part.year is None and part.kind not in ("known", "weak_month")
            else part
            for part in parts
        ]
        parts = _with_years(text, parts)
    for part in reversed(parts):
        year = part.year
        if part.kind != "known" and year is not None:
            said = text[part.start : part.end]
            is_han = not said.isascii()
            joiner = " of " if said[-1].islower() and part.kind in ("half", "quarter") else " "
            joiner = " " if said.endswith("year") else joiner
            full = f"{year}年{said}" if is_han else f"{said}{joiner}{year}"
            if is_han and text[: part.start].endswith(str(year)):
                full = f"年{said}"
            text = text[: part.start] + full + text[part.end :]
    return text


def _find_parts(text: str, named: list[NamedPeriod]) -> list[_Part]:
    """The halves, quarters, months and days that have no year beside them, in order."""
    taken = bytearray(len(text))
    for one in named:
        taken[one.start : one.end] = b"\1" * (one.end - one.start)
    found: list[_Part] = []
    for kind, pattern in _PARTS:
        for match in pattern.finditer(text):
            part = _read_part(kind, match)
            if part and not any(taken[part.start : part.end]):
                taken[part.start : part.end] = b"\1" * (part.end - part.start)
                found.append(part)
    return sorted(found, key=lambda part: part.start)[:_MOST_PARTS]


def _read_part(kind: str, match: re.Match[str]) -> _Part | None:
    groups = match.groupdict()
    name = groups.get("name") or groups.get("capital")
    start = match.start()
    if name:
        first = last = month_number(name.casefold())
        if kind != "day" and not groups.get("day"):
            start = match.start("name") if name.isascii() and not name.isdecimal() else start
    elif kind == "start":
        first, last = 1, 4
    else:
        number = number_of((groups.get("n") or groups.get("m") or "").casefold())
        size = 6 if kind == "half" else 3
        first, last = size * (number - 1) + 1, size * number
    day = number_of(groups.get("day") or "1")
    if not (1 <= first <= last <= 12 and 1 <= day <= calendar.monthrange(2024, first)[1]):
        return None
    return _Part(start=start, end=match.end(), kind=kind, first=first, last=last, day=day)


def _known(named: NamedPeriod) -> _Part:
    """A time with its year, which a part beside it may share, unless it has several."""
    since, until = named.period.since, named.period.until
    year = since.year if since and until and since.year == until.year else None
    first, last = (since.month, until.month) if since and until else (1, 12)
    return _Part(start=named.start, end=named.end, kind="known", first=first, last=last, year=year)


def _with_years(text: str, parts: list[_Part]) -> list[_Part]:
    """The parts in order, with the year of a neighbour: "from March to May 2024"."""
    parts = sorted(parts, key=lambda part: part.start)
    for n in range(len(parts) - 2, -1, -1):
        here, following = parts[n], parts[n + 1]
        if here.year is None and _may_share(text, here, following) and following.year:
            is_over = here.first > following.last and _is_range(text, here, following)
            parts[n] = replace(here, year=following.year - is_over)
    for n in range(1, len(parts)):
        here, before = parts[n], parts[n - 1]
        if here.year is None and _may_share(text, before, here) and before.year:
            is_over = here.last < before.first and _is_range(text, before, here)
            parts[n] = replace(here, year=before.year + is_over)
    return parts


def _may_share(text: str, one: _Part, other: _Part) -> bool:
    bare = one if one.year is None else other
    return bare.kind != "known" and bool(_GAP.fullmatch(text, one.end, other.start))


def _is_range(text: str, one: _Part, other: _Part) -> bool:
    return bool(_RANGE_GAP.fullmatch(text, one.end, other.start))


def _year_by_day(text: str, part: _Part, today: date, is_ahead: bool | None) -> int | None:
    """The year of a part that no year stands beside, or None where that is not sure."""
    has_begun = (part.first, part.day) <= (today.month, today.day)
    if is_ahead is not None:
        return today.year if has_begun or is_ahead else today.year - 1
    if _AHEAD_BEFORE.search(text[: part.start]) or _AHEAD_AFTER.match(text, part.end):
        return None  # "before March" may be before the next one
    if has_begun:
        return today.year
    return today.year - 1 if part.first == part.last else None
