"""When a question is about: "since March", "上個月", "as of mid-2024", "latest"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.answering.counted_times import find_times
from corpus.periods import NamedPeriod, Period

_SINCE = re.compile(r"\b(?:since|after|following)\s+(?:[^\W\d]+\s+){0,6}$|\bfrom\s+$|[自由从]$")
_RANGE = re.compile(
    r"\s?(?:[-–—~至到]|(?:up )?to|until|till|through)\s?(?:the )?(?:end of )?", re.IGNORECASE
)
_BEFORE = re.compile(r"\b(?:before|prior to|earlier than)\s+(?P<event>(?:[^\W\d]+\s+){0,6})$")
_NO_EVENT = frozenset("the year years mid early late in of about around".split())
_END = re.compile(r"\bend[ -](?:of )?(?:the )?$|\bor before $")
_UNTIL = re.compile(
    r"\b(?:by|as of|as at|until|till|up to)\s+(?:the\s+)?(?:end[ -](?:of\s+)?)?(?:the\s+)?$"
    r"|(?:截至|直至|直到|截止|[到至])$"
)
_SINCE_AFTER = re.compile(
    r"\s?(?:以来|以?嚟|或?[之以]后|后(?![台付者])|起(?![诉草步码])|开始|至今|[到至](?:现在|今|目前|如今)"
    r"|(?:and|to|till|until|through|-|–) ?(?:now|today|date|the present|present)\b|onwards?\b"
    r"|(?:and|or) (?:later|after|beyond)\b)",
    re.IGNORECASE,
)
# 前 also opens names: 前海, 前行政總裁.
_BEFORE_AFTER = re.compile(r"\s?(?:[之以]前|前(?![海后期景任总主行副财特首]))")
_UNTIL_AFTER = re.compile(r"\s?(?:为止|或[之以]前)")
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
    written, found = find_times(text, today)
    period = _whole(_meant(written, found))
    return Times(period=period, is_newest=_NEWEST.search(text) is not None)


def _whole(meant: Sequence[Period]) -> Period | None:
    """From the first day of all to the last; "after 2019 and before 2022" is what both leave."""
    firsts = [one.since for one in meant if one.since]
    lasts = [one.until for one in meant if one.until]
    if len(firsts) == len(lasts) == 1 and len(meant) == 2 and firsts[0] <= lasts[0]:
        return Period(since=firsts[0], until=lasts[0])
    since = min(firsts) if firsts and len(firsts) == len(meant) else None
    until = max(lasts) if lasts and len(lasts) == len(meant) else None
    return Period(since=since, until=until) if since or until else None


def describe_period(period: Period) -> str:
    """A period as it is shown: "2026-11-09 – 2026-11-15", or with "…" for an open end."""
    if period.since == period.until:
        return str(period.since)
    return f"{period.since or '…'} – {period.until or '…'}"


def _meant(text: str, found: Sequence[NamedPeriod]) -> list[Period]:
    """The periods that are asked about: a range from one to the next is one of them."""
    meant: list[Period] = []
    n = 0
    while n < len(found):
        one = found[n]
        n += 1
        if n < len(found) and (range_ := _range(text, one, found[n])):
            meant.append(range_)
            n += 1
            continue
        meant.append(_bound(text, one))
    return meant


def _range(text: str, one: NamedPeriod, other: NamedPeriod) -> Period | None:
    """From one time to another, where the text says so: "from 2020 to 2022"."""
    since, until = one.period.since, other.period.until
    is_range = _RANGE.fullmatch(text, one.end, other.start)
    if not is_range or since is None or until is None or since > until:
        return None
    return Period(since=since, until=until)


def _bound(text: str, named: NamedPeriod) -> Period:
    """The period meant where "since", "before" or the like stands beside a named one."""
    before, after = text[: named.start].casefold(), text[named.end :]
    since, until = named.period.since, named.period.until
    if since is None or until is None:
        return named.period
    if _SINCE.search(before) or _SINCE_AFTER.match(after):
        return Period(since=since)
    said = text[named.start : named.end].casefold()
    is_end = said.endswith(("底", "末")) or said.startswith(("end", "late")) or _END.search(before)
    event = _BEFORE.search(before)
    if event or _BEFORE_AFTER.match(after):
        # What happened within a period, happened up to its end.
        is_within = event and not _NO_EVENT.issuperset(event["event"].split())
        return Period(until=until if is_end or is_within else since - timedelta(days=1))
    if _UNTIL.search(before) or _UNTIL_AFTER.match(after):
        return Period(until=until)
    return named.period
