"""Days of a year: "31/12/2024", and the first of the last two weeks of a year."""

from datetime import date, timedelta


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
