"""Stretches of days: months, quarters, financial years, the last weeks of a year."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the day `since` to the day `until`, both included; None where it is open."""

    since: date | None = None
    until: date | None = None

    @property
    def months(self) -> int:
        """How many it has if it is quarters of one year, over which amounts are added up; or 0."""
        since, until = self.since, self.until
        if since is None or until is None or since.day != 1 or since.month % 3 != 1:
            return 0
        months = 12 * (until.year - since.year) + until.month - since.month + 1
        is_whole = until.day == calendar.monthrange(until.year, until.month)[1]
        return months if is_whole and months in (3, 6, 9, 12) else 0

    def overlaps(self, other: "Period") -> bool:
        """Whether some day lies in both."""
        first = max(self.since or date.min, other.since or date.min)
        return first <= min(self.until or date.max, other.until or date.max)

    def may_be(self, other: "Period") -> bool:
        """Whether amounts of both may be of one time: that of a quarter is not that of its year."""
        return self == other or (self.overlaps(other) and not (self.months or other.months))


def month_span(year: int, first: int, last: int) -> Period:
    """From the first day of one month to the last day of another, in one year."""
    end = date(year, last, calendar.monthrange(year, last)[1])
    return Period(since=date(year, first, 1), until=end)


def financial_year(year: int) -> Period:
    """Hong Kong's financial year that starts in a year, in April."""
    return Period(since=date(year, 4, 1), until=date(year + 1, 3, 31))


def day_of_figures(first: int, second: int, year: int) -> date | None:
    """The day of "31/12/2024"; None where it may be read as two days: "3/6/2024"."""
    if first <= 12 and second <= 12 and first != second:
        return None
    day, month = (second, first) if second > 12 else (first, second)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_of_year(year: int, count: int, unit: str) -> date | None:
    """The first day of the last so many days, weeks, months or quarters of a year."""
    if not 1 <= count <= 12:
        return None
    if unit in ("month", "月", "quarter", "季"):
        months = count * (3 if unit in ("quarter", "季") else 1)
        return date(year, 13 - months, 1) if months <= 12 else None
    days = count * (1 if unit in ("day", "日", "天") else 7)
    return date(year, 12, 31) - timedelta(days=days - 1)
