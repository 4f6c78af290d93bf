"""When a question is about: "since March", "上個月", "as of mid-2024", "latest"."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from corpus.periods import NamedPeriod, Period, find_periods, month_span

_MONTHS = "|".join(calendar.month_name[1:])
_DAYS = "|".join(calendar.day_name)
_COUNT = r"\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|few|couple of"
_UNITS = "days?|weeks?|months?|years?"
_RELATIVE = re.compile(
    rf"\b(?:(?:last|past|previous|this|current) (?:{_UNITS}|quarter)"
    rf"|(?:last|past|previous) (?:{_COUNT}) (?:{_UNITS})"
    rf"|(?:{_COUNT}) (?:{_UNITS}) ago|yesterday|last (?:{_DAYS})"
    rf"|(?<=in )(?:{_MONTHS})|(?<=since )(?:{_MONTHS}|{_DAYS})|(?<=before )(?:{_MONTHS}))\b"
    r"(?! (?:of )?\d)",
    re.IGNORECASE,
)
_RECENT = re.compile(rf"(?:last|past|previous) (?P<count>{_COUNT}) (?P<unit>day|week|month|year)s?")
_COUNTS = dict(
    zip("one two three four five six seven eight nine ten".split(), range(1, 11), strict=True)
)
_COUNTS |= {"a": 1, "an": 1, "twelve": 12, "few": 3, "couple of": 2}

# Chinese and Cantonese wording, each said in English for the same reading.
_ONE = "(?:一?(?:個|个))?"
_WEEK = "(?:星期|禮拜|礼拜|週|周)"
_THIS = "(?:今|本|這|这)"
_CHINESE = tuple(
    (re.compile(pattern), english)
    for pattern, english in (
        ("(?:尋|琴|噚|昨)[日天]", "yesterday"),
        ("(?:上|舊|去)年", "last year"),
        (f"{_THIS}年", "this year"),
        ("前年", "2 years ago"),
        (f"上{_ONE}{_WEEK}", "last week"),
        (f"{_THIS}{_ONE}{_WEEK}", "this week"),
        (f"上{_ONE}月", "last month"),
        (f"{_THIS}{_ONE}月", "this month"),
        (f"上{_ONE}季度?", "last quarter"),
        (f"{_THIS}{_ONE}季度?", "this quarter"),
    )
)
_CHINESE_COUNT = re.compile(
    rf"(?:(?P<recent>過去|过去|最近|近)(?P<n>\d{{1,3}}|[一二兩两三四五六七八九十])|(?P<m>\d{{1,3}}|[一二兩两三四五六七八九十]))"
    rf"(?:個|个)?(?P<unit>日|天|{_WEEK}|月|年)(?P<ago>之?前)?"
)
_CHINESE_NUMBERS = dict(zip("一二三四五六七八九十", range(1, 11), strict=True)) | {"兩": 2, "两": 2}

_MOST_RELATIVE = 8  # of a text; reading each may take milliseconds

_SINCE = re.compile(r"\b(?:since|after|following)\s+(?:[^\W\d]+\s+){0,4}$|\bfrom\s+$|[自由從从]$")
_RANGE = re.compile(r"\s*(?:to|until|till|through|[-–—至到])\s*")
_BEFORE = re.compile(r"\b(?:before|prior to|earlier than)\s+(?:[^\W\d]+\s+){0,4}$")
_UNTIL = re.compile(
    r"\b(?:by|as of|as at|until|till|up to)\s+(?:the\s+)?$|(?:截至|直至|直到|[到至])$"
)
_SINCE_AFTER = re.compile(r"\s*(?:以來|以来|[之以]後|[之以]后|[後后起]|開始|开始|至今)")
_BEFORE_AFTER = re.compile(r"\s*[之以]?前")
_UNTIL_AFTER = re.compile(r"\s*(?:為止|为止)")
_NEWEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|current(?:ly)?|now(?:adays)?|at the moment|today"
    r"|recent(?:ly)?|lately|so far|to date|as of|these days)\b"
    r"|最新|[而依宜]家|現時|现时|現在|现在|目前|最近|近期|近況|近况|至今|截至|今日|今時今日",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """What a question asks of time: a period, or None, and whether it wants the newest."""

    period: Period | None = None
    is_newest: bool = False


def parse_times(text: str, *, today: date) -> Times:
    """The period that a question names, counted from `today`, and whether it wants the newest.

    Several periods count from the first day of all to the last.
    """
    found = (*find_periods(text), *find_relative(text, today))
    meant = [_bound(text, named) for named in found]
    period = None
    if meant:
        firsts = [one.since for one in meant if one.since]
        lasts = [one.until for one in meant if one.until]
        period = Period(
            since=min(firsts) if len(firsts) == len(meant) else None,
            until=max(lasts) if len(lasts) == len(meant) else None,
        )
    return Times(period=period, is_newest=_NEWEST.search(text) is not None)


def describe_period(period: Period) -> str:
    """A period as it is shown: "2026-11-09 – 2026-11-15", or with "…" for an open end."""
    if period.since == period.until:
        return str(period.since)
    return f"{period.since or '…'} – {period.until or '…'}"


def _bound(text: str, named: NamedPeriod) -> Period:
    """The period meant where "since", "before" or the like stands beside a named one."""
    before, after = text[: named.start].casefold(), text[named.end :]
    since, until = named.period.since, named.period.until
    if (_SINCE.search(before) and not _RANGE.match(after)) or _SINCE_AFTER.match(after):
        return Period(since=since)
    is_end = text[named.start : named.end].endswith(("底", "末"))
    if since and (_BEFORE.search(before) or _BEFORE_AFTER.match(after)) and not is_end:
        return Period(until=since - timedelta(days=1))
    if _UNTIL.search(before) or _UNTIL_AFTER.match(after) or _BEFORE_AFTER.match(after):
        return Period(until=until)
    return named.period


def find_relative(text: str, today: date) -> Iterator[NamedPeriod]:
    """Times counted from today, such as "last week" and 三個月前."""
    phrases = [(match.span(), match[0].casefold()) for match in _RELATIVE.finditer(text)]
    for match in _CHINESE_COUNT.finditer(text):
        count = match["n"] or match["m"]
        unit = {"日": "day", "天": "day", "月": "month", "年": "year"}.get(match["unit"], "week")
        number = _CHINESE_NUMBERS.get(count) or int(count)
        if match["recent"]:
            phrases.append((match.span(), f"last {number} {unit}s"))
        elif match["ago"]:
            phrases.append((match.span(), f"{number} {unit}s ago"))
    for pattern, english in _CHINESE:
        phrases += [(match.span(), english) for match in pattern.finditer(text)]
    for (start, end), phrase in phrases[:_MOST_RELATIVE]:
        period = _resolve(phrase, today)
        if period:
            yield NamedPeriod(period=period, start=start, end=end)


@lru_cache(maxsize=1024)
def _resolve(phrase: str, today: date) -> Period | None:
    """The day, week, month, quarter or year that an English phrase means."""
    import dateparser  # it reads many files when it is imported; few questions need it

    if recent := _RECENT.fullmatch(phrase):
        count = _COUNTS.get(recent["count"]) or int(recent["count"])
        start = dateparser.parse(f"{count} {recent['unit']}s ago", settings=_settings(today))
        return Period(since=start.date(), until=today) if start else None
    if "quarter" in phrase:
        first = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
        day = first - timedelta(days=1) if phrase.startswith(("last", "past", "prev")) else first
        quarter = (day.month - 1) // 3
        return month_span(day.year, 3 * quarter + 1, 3 * quarter + 3)
    spoken = re.sub("^(?:past|previous)", "last", phrase).replace("current", "this")
    parsed = dateparser.parse(spoken, languages=["en"], settings=_settings(today))
    if parsed is None:
        return None
    day = parsed.date()
    if "week" in phrase:
        monday = day - timedelta(days=day.weekday())
        return Period(since=monday, until=monday + timedelta(days=6))
    if "year" in phrase:
        return month_span(day.year, 1, 12)
    if "month" in phrase or phrase in _MONTHS.casefold().split("|"):
        return month_span(day.year, day.month, day.month)
    return Period(since=day, until=day)


def _settings(today: date) -> dict[str, object]:
    return {"RELATIVE_BASE": datetime.combine(today, time(12)), "PREFER_DATES_FROM": "past"}
