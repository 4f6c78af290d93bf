"""Dates as articles write them; nothing is guessed."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from corpus.date_words import (
    LABEL,
    WEEKDAYS,
    fold_date,
    read_clock,
    take_zone,
)
from corpus.date_words import (
    MONTH_NUMBERS as MONTH_NUMBERS,
)

HONG_KONG = ZoneInfo("Asia/Hong_Kong")

_EARLIEST, _LATEST = 1800, 3000
_LONGEST = 200
_LONGEST_DATELINE = 100
_LONGEST_LABEL = 60
_HAS_YEAR = re.compile(r"\d{4}|年")
_YEAR = r"(?:1[89]|2[01])\d\d"
_MONTH = rf"(?:{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})(?![a-z])\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?![\da-z])"

# Each form names its parts; all are of bounded length, so that reading one costs a bounded time.
_DAY_FORMS = tuple(
    re.compile(rf"(?<![\w.:/-]){form}")
    for form in (
        rf"(?P<y>{_YEAR})\s?(?P<s>[-/.])\s?(?P<m>\d{{1,2}})\s?(?P=s)\s?(?P<d>\d{{1,2}})(?!\d)\.?",
        rf"(?P<y>{_YEAR})\s?年\s?(?P<m>\d{{1,2}})\s?月\s?(?P<d>\d{{1,2}})\s?[日號号]",
        rf"(?P<y>{_YEAR})(?P<m>[01]\d)(?P<d>[0-3]\d)(?![\d.])",
        rf"(?P<m>{_MONTH})\s?(?P<d>{_DAY})[\s,]{{1,2}}(?P<y>{_YEAR})(?!\d)",
        rf"(?P<d>{_DAY})[\s-]?(?:of\s)?(?P<m>{_MONTH})[\s,-]{{1,2}}(?P<y>{_YEAR})(?!\d)",
        rf"(?P<y>{_YEAR})[\s,-]{{1,2}}(?P<m>{_MONTH})[\s-]?(?P<d>{_DAY})",
        r"(?P<d>\d{1,2})\s?(?P<s>[-/.])\s?(?P<m>\d{1,2})\s?(?P=s)"
        rf"\s?(?P<y>{_YEAR})(?!\d)(?P<swap>)",
    )
)
_MONTH_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<y>{_YEAR})\s?[-/.]\s?(?P<m>\d{{1,2}})",
        rf"(?P<m>\d{{1,2}})/(?P<y>{_YEAR})",
        rf"(?P<y>{_YEAR})\s?年\s?(?P<m>\d{{1,2}})\s?月[份]?",
        rf"(?P<m>{_MONTH})(?:\sof)?[\s,-]{{1,2}}(?P<y>{_YEAR})",
        rf"(?P<y>{_YEAR})[\s,-]{{1,2}}(?P<m>{_MONTH})",
    )
)
_WEEKDAY = re.compile(
    rf"(?<![a-z])(?:{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})(?![a-z])\.?"
)
_ZONE_NAME = re.compile(r"(?<=[\dZ])\[[A-Za-z/_+-]{1,40}\]$")
_ISO_WEEK_DAY = re.compile(r"\d{4}-?w\d\d-?\d")
_ENDS = re.compile(r"^(?:-\s?)?ends?\s?[/:]\s?|^[（(]?完[）)]?\s?[/:]?\s?")
_FILLERS = re.compile(r"(?<![a-z])(?:at|the|of)(?![a-z])|[\s,;|·•()*_#–—-]")
_FULL_DATE = re.compile(
    rf"(?<!\d)(?:(?:19|20)\d\d(?:[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d)|\s?年\s?\d{{1,2}}\s?月\s?\d{{1,2}}\s?日)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s{{1,3}}(?:of\s)?{_MONTH},?\s{{1,3}}(?:19|20)\d\d\b)"
    rf"|\b{_MONTH}\s{{1,3}}\d{{1,2}}(?:st|nd|rd|th)?,?\s{{1,3}}(?:19|20)\d\d\b"
    r"|[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十廿卅]{1,3}日",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"(?:\b(?:reported|published|posted|updated|dated?)(?:\s+on)?\s*+[:,]?|(?:發佈|發布|发布|更新|刊登)"
    r"(?:於|于|日期|時間|时间)?\s*+[:：]?)\s*+$",
    re.IGNORECASE,
)
_ISSUED = re.compile(r"(?:issued\sat|發稿時間|香港時間|香港时间|本港時間)[\s:]?")
_TIME_LINE = re.compile(r"(?:issued\s+at|發稿時間|香港時間|香港时间|本港時間)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PublishedDate:
    """When something was published: an aware moment, and how much of it is known.

    Where no time is, it is the first moment of the day in Hong Kong; where no day is, that of the
    month, and `is_month_only` says so.
    """

    moment: datetime
    is_month_only: bool = False
    has_time: bool = False


def today_in_hong_kong() -> date:
    """The day it is there now."""
    return datetime.now(HONG_KONG).date()


def read_date(value: object) -> PublishedDate | None:
    """What a value of a date field says, in any of the spellings in use; None when none is certain.

    A time without an offset is Hong Kong's. Numbers are seconds or milliseconds since 1970, or
    the figures of a day (20240305). A year that no article can have (before 1801, after 2999)
    makes it none, and so does a day that could be a month (05/03/2024).
    """
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=HONG_KONG)
        return PublishedDate(aware, has_time=True) if _EARLIEST < aware.year < _LATEST else None
    if isinstance(value, date):
        return _day(value.year, value.month, value.day)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _read_figures(repr(value).removesuffix(".0")) if abs(value) < 1e20 else None
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    text = LABEL.sub("", fold_date(_ZONE_NAME.sub("", value.strip()).strip("[]<>\"'")))
    return _read_figures(text) or _read_iso(text) or _read_words(text) or _read_month(text)


def parse_published(value: object) -> datetime | None:
    """The moment of `read_date`, or None where not even the day is certain."""
    found = read_date(value)
    return found.moment if found and not found.is_month_only else None


def is_uncertain_day(value: object) -> bool:
    """Whether it is a date such as 05/03/2024, in which either number may be the month."""
    if not isinstance(value, str) or len(value) > _LONGEST or read_date(value):
        return False
    found = _DAY_FORMS[-1].search(fold_date(value.strip()))
    return bool(found and _days_of(found))


def find_published(text: str) -> datetime | None:
    """The date of publication that a plain text states, or None when it is not certain.

    Certain is a full date that stands on a line of its own, or that the text calls its date
    ("reported on January 15, 2026"). A day without a year ("April 15th") or counted back from an
    unknown today ("5 years ago") is not; neither are two such dates that differ.
    """
    found: dict[date, set[PublishedDate]] = {}
    lines = text.split("\n")
    for number, line in enumerate(lines):
        for match in _FULL_DATE.finditer(line):
            alone = _read_line(line) if len(line) <= _LONGEST else None
            label = line[max(0, match.start() - _LONGEST_LABEL) : match.start()]
            stated = alone or (read_date(match[0]) if _REPORTED.search(label) else None)
            if stated:
                if alone and not alone.has_time:
                    stated = _with_time_below(alone, lines[number + 1 : number + 4])
                day = stated.moment.astimezone(HONG_KONG).date()
                found.setdefault(day, set()).add(stated)
        if len(found) > 1:
            return None
    if len(found) != 1:
        return None
    said = next(iter(found.values()))
    return min(one.moment for one in said if one.has_time or not any(o.has_time for o in said))


def is_dateline(line: str) -> bool:
    """Whether a line holds a full date, perhaps with a time, and nothing else."""
    return _read_line(line) is not None


def is_time_of_issue(line: str) -> bool:
    """Whether a line says when something was issued and nothing else: "Issued at HKT 16:20"."""
    if len(line) > _LONGEST_LABEL or not _TIME_LINE.search(line):
        return False
    rest, clock, _ = read_clock(fold_date(line))
    return clock is not None and not _FILLERS.sub("", _ISSUED.sub("", take_zone(rest)[0]))


@lru_cache(maxsize=4096)
def _read_line(line: str) -> PublishedDate | None:
    text = line.strip(" \t*_#|·•-–—")
    if len(text) > _LONGEST_DATELINE or not _HAS_YEAR.search(text):
        return None
    found = _read_words(_ENDS.sub("", fold_date(text)))
    return found if found and not _DAY_FORMS[2].fullmatch(text) else None


def _with_time_below(day: PublishedDate, lines: list[str]) -> PublishedDate:
    line = next((line for line in lines if line.strip()), "")
    if not is_time_of_issue(line):
        return day
    _, clock, _ = read_clock(fold_date(line))
    return PublishedDate(day.moment + clock, has_time=True) if clock is not None else day


def _read_figures(text: str) -> PublishedDate | None:
    whole, _, part = text.partition(".")
    if not (text.isascii() and whole.isdigit() and (part.isdigit() or not part)):
        return None
    if len(whole) in (8, 12, 14) and not part:
        try:
            day = datetime.strptime(text[:8], "%Y%m%d")
            clock = timedelta(
                hours=int(text[8:10] or 0),
                minutes=int(text[10:12] or 0),
                seconds=int(text[12:] or 0),
            )
        except ValueError:
            return None
        if clock >= timedelta(days=1):
            return None
        return _at(_day(day.year, day.month, day.day), clock if len(whole) > 8 else None, None)
    if len(whole) not in (10, 13, 16):
        return None
    return read_date(datetime.fromtimestamp(int(whole[:10]), UTC))


def _read_iso(text: str) -> PublishedDate | None:
    if "w" in text and not _ISO_WEEK_DAY.fullmatch(text):
        return None  # a week is no day
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    if len(text) <= 10 or "w" in text:
        return _day(moment.year, moment.month, moment.day)
    return read_date(moment)


def _read_words(text: str) -> PublishedDate | None:
    """A full date with a weekday, time and zone around it in any order, and nothing else."""
    rest, clock, zone = read_clock(text)
    rest, found = take_zone(rest)
    weekdays = {WEEKDAYS[word.rstrip(".")] for word in _WEEKDAY.findall(rest)}
    rest = " ".join(_WEEKDAY.sub(" ", rest).split())
    rest = rest.replace("( )", " ").replace("()", " ")
    for form in _DAY_FORMS:
        match = form.search(rest)
        if match is None or _FILLERS.sub("", rest[: match.start()] + rest[match.end() :]):
            continue
        days = _days_of(match)
        if len(days) > 1:
            days = [day for day in days if day.weekday() in weekdays]
        if len(days) == 1:
            day = _day(days[0].year, days[0].month, days[0].day)
            return _at(day, clock, zone or found)
    return None


def _read_month(text: str) -> PublishedDate | None:
    for form in _MONTH_FORMS:
        if match := form.fullmatch(text):
            month = _month_of(match["m"])
            found = _day(int(match["y"]), month, 1)
            return PublishedDate(found.moment, is_month_only=True) if found else None
    return None


def _days_of(match: re.Match[str]) -> list[date]:
    """The days that it may mean, in order: two where either number can be the month."""
    year, day, month = int(match["y"]), int(match["d"].rstrip("sthndr")), _month_of(match["m"])
    pairs = {(month, day)} | ({(day, month)} if "swap" in match.re.groupindex else set())
    days = []
    for month, day in sorted(pairs):
        if 1 <= month <= 12 and (found := _day(year, month, day)):
            days.append(found.moment.date())
    return days


def _month_of(text: str) -> int:
    return MONTH_NUMBERS.get(text.rstrip(".")) or int(text)


def _day(year: int, month: int, day: int) -> PublishedDate | None:
    try:
        moment = datetime(year, month, day, tzinfo=HONG_KONG)
    except ValueError:
        return None
    return PublishedDate(moment) if _EARLIEST < year < _LATEST else None


def _at(
    day: PublishedDate | None, clock: timedelta | None, zone: tzinfo | None
) -> PublishedDate | None:
    if day is None or clock is None:
        return day
    moment = day.moment.replace(tzinfo=None) + clock
    return read_date(moment.replace(tzinfo=zone or HONG_KONG))
