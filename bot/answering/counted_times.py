"""Times counted back from a day: "last week", "over the past 18 months", 二十年前."""

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.answering.full_dates import write_years
from corpus.named_periods import NamedPeriod, find_periods
from corpus.numerals import HAN, HAN_DIGITS, han_number
from corpus.periods import Period, month_span

_MOST_DAYS, _MOST_MONTHS = 36525, 1200
_WEEKDAYS = {name.casefold(): n for n, name in enumerate(calendar.day_name)}
_HAN_WEEKDAYS = {name: n for n, name in enumerate("一二三四五六日")} | {"天": 6}

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_TEENS = "sixteen seventeen eighteen nineteen twenty"
_NUMBERS = {word: n for n, word in enumerate(f"{_ONES} {_TEENS}".split(), start=1)}
_NUMBERS |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "a": 1, "an": 1, "": 1}
_NUMBERS |= {"couple of": 2, "a couple of": 2, "dozen": 12, "a dozen": 12}
_COUNT = "|".join(sorted((name for name in _NUMBERS if name), key=len, reverse=True))
_COUNT = rf"\d{{1,3}}|{_COUNT}"
# What each unit is counted in, and how many of them it is.
_UNITS = {
    "day": ("days", 1),
    "week": ("days", 7),
    "fortnight": ("days", 14),
    "month": ("months", 1),
    "quarter": ("months", 3),
    "half year": ("months", 6),
    "year": ("months", 12),
    "decade": ("months", 120),
}
_UNIT = "(?P<unit>days?|weeks?|fortnights?|months?|quarters?|half[ -]years?|years?|decades?)"
_HAN_UNITS = {"日": "day", "天": "day", "月": "month", "季": "quarter", "年": "year"}

_AGO = re.compile(
    r"(?:\b(?P<bound>(?:more|less|fewer|longer) than|over|under|at least) )?"
    rf"(?<![\w.,])(?P<count>half an?|an? half|{_COUNT})(?P<and_half> and a half)?[ -]{_UNIT}"
    r"(?P<then_half> and a half)? (?:ago|back)\b",
    re.IGNORECASE,
)
_UNSURE_BEFORE = re.compile(r"(?:\d|\b(?:[a-z]{2,9}))(?: or | to |-|–| and )$", re.IGNORECASE)
_RECENT = re.compile(
    rf"\b(?:last|past|previous) (?:(?P<count>{_COUNT}) )(?P<and_half>and a half )?{_UNIT}\b"
    r"(?! ago\b| (?:of|in) (?:\w+ ){0,2}(?:19|20)\d\d)"
    r"|\b(?:past|(?:in|over|during|within|for) the last) (?P<one>day|week|fortnight|month"
    r"|half[ -]year|year|decade)\b(?P<half> and a half)?(?! of\b)",
    re.IGNORECASE,
)
_LAST_HALF_YEAR = re.compile(r"\blast half[ -]year\b", re.IGNORECASE)
_HOURS = re.compile(r"\b(?:last|past) (?P<hours>24|48|72) hours\b", re.IGNORECASE)
_HAN_COUNT = re.compile(
    rf"(?P<recent>过去|最近|(?<![接附最])近)?(?P<bound>超过|逾|多于|不到|不足|未够|少于|未到)?"
    rf"(?<![\d.,年月第{HAN[1:-1]}几数每])(?P<count>\d{{1,3}}|{HAN}{{1,6}}|半)(?P<more>[多余几])?"
    r"(?P<of>个)?(?P<half>半)?(?P<unit>日|天|星期|礼拜|周|月|季度?|年)(?P<and_half>半)?(?P<years_more>[多几])?"
    r"(?P<ago>[之以]?前(?![海后期景任总总主行副财特首]))?"
)
_DAY = re.compile(
    r"\b(?:(?P<ereyesterday>the day before yesterday)|(?P<yesterday>yesterday|last night)"
    rf"|last (?P<weekday>{'|'.join(_WEEKDAYS)})|(?<=since )(?P<since>{'|'.join(_WEEKDAYS)}))\b",
    re.IGNORECASE,
)
_HAN_DAY = re.compile(
    r"(?P<three>大前[日天])|(?P<two>(?<![之以目此当提])前[日天])|[寻琴㖊噚昨][日天晚]"
)
_WEEK = re.compile(
    r"\b(?P<which>last|past|previous|this|current|next) (?P<what>week|weekend)\b(?! of\b)", re.I
)
_HAN_WEEK = re.compile(
    r"(?<![以网晚早之加])(?P<which>上上|上|下下|下|本|今|这|呢)一?个?(?:星期|礼拜|周)"
    r"(?![年边围刊岁])(?P<day>[一二三四五六日天](?!个)|末)?"
)
_SHIFTS = {
    "上上": -2,
    "上": -1,
    "下": 1,
    "下下": 2,
    "last": -1,
    "past": -1,
    "previous": -1,
    "next": 1,
}


def find_times(
    text: str, today: date, *, is_ahead: bool | None = None
) -> tuple[str, list[NamedPeriod]]:
    """A text with its years written in, and the times in it, in order; `is_ahead` as there."""
    written = write_years(text, today, is_ahead=is_ahead)
    named = find_periods(written)
    taken = {at for one in named for at in range(one.start, one.end)}
    counted = [
        one for one in find_counted(written, today) if taken.isdisjoint(range(one.start, one.end))
    ]
    return written, sorted([*named, *counted], key=lambda one: one.start)


def find_counted(text: str, today: date) -> Iterator[NamedPeriod]:
    """The times of a text, folded as by `fold_numbers`, that are counted from a day.

    "A few years ago" and 兩三年前 are none: it is not sure which.
    """
    taken = bytearray(len(text))
    for pattern, read in _FORMS:
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            period = read(match, today)
            if period:
                taken[match.start() : match.end()] = b"\1" * len(match[0])
                yield NamedPeriod(period=period, start=match.start(), end=match.end())


def _read_ago(match: re.Match[str], today: date) -> Period | None:
    if _UNSURE_BEFORE.search(match.string, max(0, match.start() - 16), match.start()):
        return None
    said = match["count"].casefold()
    is_half = "half" in said
    count = 0 if is_half else _english(said)
    unit = _unit(match["unit"])
    halves = 2 * count + bool(is_half or match["and_half"] or match["then_half"])
    bound = (match["bound"] or "").casefold()
    return _ago(halves, unit, today, _side(bound))


def _side(bound: str) -> str:
    """Whether more, less or just so long ago is meant."""
    if not bound:
        return ""
    is_less = bound.startswith(("less", "fewer", "under")) or bound[0] in "不未少"
    return "less" if is_less else "more"


def _ago(halves: int, unit: str, today: date, side: str) -> Period | None:
    """What lies so many halves of a unit back, or all before it or since."""
    base, size = _UNITS[unit]
    if halves < 1 or halves * size % 2:
        return None  # half a day or quarter
    back = halves * size // 2
    day = _back(today, base, back)
    if day is None:
        return None
    if base == "days":
        monday = day - timedelta(days=day.weekday())
        exact = Period(since=day, until=day)
        if unit != "day":
            exact = Period(since=monday, until=monday + timedelta(days=6))
    elif size >= 12 and back % 12 == 0:
        exact = month_span(day.year, 1, 12)
    elif unit == "quarter":
        first = day.month - (day.month - 1) % 3
        exact = month_span(day.year, first, first + 2)
    else:
        exact = month_span(day.year, day.month, day.month)
    if side == "more":
        return Period(until=exact.until)
    return Period(since=exact.since, until=today) if side == "less" else exact


def _read_recent(match: re.Match[str], today: date) -> Period | None:
    count = _english((match["count"] or "").casefold())
    unit = _unit(match["unit"] or match["one"])
    return _recent(2 * count + bool(match["and_half"] or match["half"]), unit, today)


def _recent(halves: int, unit: str, today: date) -> Period | None:
    base, size = _UNITS[unit]
    start = None if halves * size % 2 else _back(today, base, halves * size // 2)
    return Period(since=start, until=today) if start else None


def _read_last_half_year(_: re.Match[str], today: date) -> Period | None:
    """The last six months, and the half of a year that ended last: either may be meant."""
    first = date(today.year, 1, 1) if today.month > 6 else date(today.year - 1, 7, 1)
    return Period(since=first, until=today)


def _read_hours(match: re.Match[str], today: date) -> Period | None:
    return _recent(2 * (int(match["hours"]) // 24), "day", today)


def _read_han(match: re.Match[str], today: date) -> Period | None:
    """過去十八個月, 一年半前, 二十多年前."""
    said, unit = match["count"], _HAN_UNITS.get(match["unit"][0], "week")
    if not (match["recent"] or match["ago"]) or (unit == "month" and not match["of"]):
        return None  # 5月前 is before May
    if said == "半":
        halves = 1
    elif said.isdecimal():
        halves = 2 * int(said)
    elif len(said) > 1 and set(said) <= set(HAN_DIGITS):
        return None  # 兩三年 is two or three
    else:
        halves = 2 * (han_number(f"一{said}" if said[0] == "十" else said) or 0)
    halves += bool(match["half"] or match["and_half"])
    is_more = bool(match["more"] or match["years_more"])
    if match["ago"]:
        return _ago(halves, unit, today, "more" if is_more else _side(match["bound"] or ""))
    return None if is_more or match["bound"] else _recent(halves, unit, today)


def _read_day(match: re.Match[str], today: date) -> Period | None:
    groups = match.groupdict()
    days = 2 if groups["ereyesterday"] else 1
    name = groups["weekday"] or groups["since"]
    if name:
        days = (today.weekday() - _WEEKDAYS[name.casefold()] - 1) % 7 + 1
    return _day(today - timedelta(days=days))


def _read_han_day(match: re.Match[str], today: date) -> Period | None:
    return _day(today - timedelta(days=3 if match["three"] else 2 if match["two"] else 1))


def _read_week(match: re.Match[str], today: date) -> Period | None:
    shift = _SHIFTS.get(match["which"].casefold(), 0)
    is_weekend = match["what"].casefold() == "weekend"
    return _week(today, shift, (5, 6) if is_weekend else (0, 6))


def _read_han_week(match: re.Match[str], today: date) -> Period | None:
    day = match["day"]
    days = (5, 6) if day == "末" else (0, 6)
    if day and day != "末":
        days = (_HAN_WEEKDAYS[day], _HAN_WEEKDAYS[day])
    return _week(today, _SHIFTS.get(match["which"], 0), days)


def _week(today: date, shift: int, days: tuple[int, int]) -> Period:
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * shift)
    first, last = days
    return Period(since=monday + timedelta(days=first), until=monday + timedelta(days=last))


def _day(day: date) -> Period:
    return Period(since=day, until=day)


def _back(today: date, base: str, count: int) -> date | None:
    """The day so many days or months before; None beyond a hundred years."""
    if base == "days":
        return today - timedelta(days=count) if count <= _MOST_DAYS else None
    if count > _MOST_MONTHS:
        return None
    months = 12 * today.year + today.month - 1 - count
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))


def _english(said: str) -> int:
    return int(said) if said.isdecimal() else _NUMBERS[said]


def _unit(said: str) -> str:
    return said.casefold().replace("-", " ").removesuffix("s")


_FORMS = (
    (_AGO, _read_ago),
    (_HAN_COUNT, _read_han),
    (_RECENT, _read_recent),
    (_LAST_HALF_YEAR, _read_last_half_year),
    (_HOURS, _read_hours),
    (_DAY, _read_day),
    (_HAN_DAY, _read_han_day),
    (_HAN_WEEK, _read_han_week),
    (_WEEK, _read_week),
)
