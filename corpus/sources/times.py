"""The times of feeds and sitemaps, which are written in every way."""

from calendar import timegm
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from corpus.dates import parse_published

_LONGEST = 60
# Zones that mail does not know; without its offset a time is taken for Hong Kong's.
_ZONES = {
    "HKT": "+0800",
    "SGT": "+0800",
    "JST": "+0900",
    "KST": "+0900",
    "BST": "+0100",
    "CET": "+0100",
    "CEST": "+0200",
    "AEST": "+1000",
    "AEDT": "+1100",
    "Z": "+0000",
}


def parse_time(text: object, *, fallback: Any = None) -> datetime | None:
    """A time as feeds write it, aware; one without an offset is Hong Kong's.

    `fallback` is a reading in UTC, as time.struct_time, that is taken when ours finds none.
    """
    if isinstance(text, str) and 0 < len(text.strip()) <= _LONGEST:
        written = " ".join(text.split())
        if found := parse_published(written):
            return found
        before, _, zone = written.rpartition(" ")
        if offset := _ZONES.get(zone.upper()):
            written = f"{before} {offset}"
        try:
            return parse_published(parsedate_to_datetime(written))
        except (TypeError, ValueError, IndexError, OverflowError):
            pass
    if fallback is None:
        return None
    try:
        return parse_published(datetime.fromtimestamp(timegm(fallback), tz=UTC))
    except (TypeError, ValueError, OverflowError, OSError):
        return None
