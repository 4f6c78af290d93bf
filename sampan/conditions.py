"""What articles must meet, as a program names it."""

from collections.abc import Sequence
from datetime import date
from typing import TypedDict

from bot.service import look_ups


class Conditions(TypedDict, total=False):
    """Only articles from `since` to `until`, both included, of these providers and so on.

    A day is a date, or words for one: "2024", "2024-06", "last month". Names count in any
    spelling, "HKMA" for 香港金融管理局; languages are "en", "zh", "zh-Hant" and "zh-Hans". One name
    needs no list.
    """

    since: date | str | None
    until: date | str | None
    providers: Sequence[str] | str
    topics: Sequence[str] | str
    languages: Sequence[str] | str


def read_conditions(given: Conditions) -> look_ups.Conditions:
    """The same as Sampan takes them; raises TypeError for a condition that there is none of."""
    unknown = sorted(given.keys() - Conditions.__annotations__.keys())
    if unknown:
        known = ", ".join(Conditions.__annotations__)
        raise TypeError(f"there is no condition {unknown[0]!r}; these are known: {known}")
    return look_ups.Conditions(
        since=_day(given.get("since")),
        until=_day(given.get("until")),
        providers=_names(given.get("providers", ())),
        topics=_names(given.get("topics", ())),
        languages=_names(given.get("languages", ())),
    )


def _day(day: date | str | None) -> str | None:
    return f"{day:%Y-%m-%d}" if isinstance(day, date) else day


def _names(names: Sequence[str] | str) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)
