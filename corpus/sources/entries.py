"""What a feed or sitemap says: the records that its readers give."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One story as its source tells it; texts are as given, HTML where the source writes HTML.

    `guid` is the source's own name for it, "" when it gives none. `content` is meant to be all of
    it and `summary` a part, "" when not given. Times are aware.
    """

    guid: str = ""
    title: str = ""
    url: str | None = None
    published: datetime | None = None
    updated: datetime | None = None
    author: str | None = None
    summary: str = ""
    content: str = ""
    topics: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """All of a source as it is now, newest first where it says so; problems are sentences."""

    title: str = ""
    language: str | None = None
    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()
