"""Dates as articles write them; nothing is guessed."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

HONG_KONG = ZoneInfo("Asia/Hong_Kong")

_EARLIEST, _LATEST = 1800, 3000
_LONGEST_DATELINE = 200
_LONGEST_LABEL = 60

_MONTHS = "january february march april may june july august september october november december"
MONTH_NUMBERS = {"sept": 9} | {
    form: number
    for number, name in enumerate(_MONTHS.split(), start=1)
    for form in (name, name[:3])
}
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})\.?"
_FULL_DATE = re.compile(
    rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)\b"
    rf"|\b(?P<day_2>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH.replace('<month>', '<month_2>')},?"
    r"\s+(?P<year_2>(?:19|20)\d\d)\b"
    r"|\b(?P<year_3>(?:19|20)\d\d)[-/.](?P<month_3>\d{1,2})[-/.](?P<day_3>\d{1,2})\b"
    r"|(?P<year_4>(?:19|20)\d\d)\s*年\s*(?P<month_4>\d{1,2})\s*月\s*(?P<day_4>\d{1,2})\s*日",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"(?:\b(?:reported|published|posted|updated|dated?)(?:\s+on)?\s*+[:,]?|(?:發佈|發布|发布|更新|刊登)"
    r"(?:於|于|日期|時間|时间)?\s*+[:：]?)\s*+$",
    re.IGNORECASE,
)


def today_in_hong_kong() -> date:
    """The day it is there now."""
    return datetime.now(HONG_KONG).date()


def parse_published(value: object) -> datetime | None:
    """An ISO 8601 or written-out date as an aware time, or None when it is not one.

    A time without an offset is Hong Kong's; a date alone is that day's first moment there. A year
    that no article can have (before 1801, after 2999) makes it none.
    """
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=HONG_KONG)
        return aware if _EARLIEST < aware.year < _LATEST else None
    if isinstance(value, date):
        return parse_published(datetime(value.year, value.month, value.day))
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        return parse_published(datetime.fromisoformat(text))
    except ValueError:
        found = _FULL_DATE.fullmatch(text)
        return _to_time(found) if found else None


def find_published(text: str) -> datetime | None:
    """The date of publication that a plain text states, or None when it is not certain.

    Certain is a full date that stands on a line of its own, or that the text calls its date
    ("reported on January 15, 2026"). A day without a year ("April 15th") or counted back from an
    unknown today ("5 years ago") is not; neither are two such dates that differ.
    """
    found: set[datetime] = set()
    for line in text.split("\n"):
        for match in _FULL_DATE.finditer(line):
            is_alone = len(line) <= _LONGEST_DATELINE and not re.search(
                r"\w", line[: match.start()] + line[match.end() :]
            )
            label = line[max(0, match.start() - _LONGEST_LABEL) : match.start()]
            if is_alone or _REPORTED.search(label):
                published = _to_time(match)
                if published:
                    found.add(published)
    return found.pop() if len(found) == 1 else None


def is_dateline(line: str) -> bool:
    """Whether a line holds a full date and nothing else."""
    return bool(_FULL_DATE.fullmatch(line.strip(" \t*_#|·•-–—")))


def _to_time(match: re.Match[str]) -> datetime | None:
    parts = {
        name.partition("_")[0]: value
        for name, value in match.groupdict().items()
        if value is not None
    }
    month = MONTH_NUMBERS.get(parts["month"].casefold()) or int(parts["month"])
    try:
        return datetime(int(parts["year"]), month, int(parts["day"]), tzinfo=HONG_KONG)
    except ValueError:
        return None
