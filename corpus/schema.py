"""The records that everything else passes around."""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from corpus.dates import HONG_KONG

Extent = Literal["full", "excerpt", "teaser"]
"""How much of a story we hold: its text, only its excerpt, or a mention in another article."""

# What stands before the text must leave room for it in the encoder's window.
_MAX_TITLE_IN_SEARCH = 300
_MAX_NAME_IN_SEARCH = 100
_MAX_HEADINGS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A related article, as another article's front matter names it."""

    title: str
    url: str
    provider: str | None = None
    published: datetime | None = None
    excerpt: str = ""
    quality: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One text with what is known about it; `id` is the same whenever the corpus is rebuilt.

    `body` is never empty: where the text itself is missing it is the excerpt or the title, and
    `extent` says so. `published` is aware, or None when no certain date is known; where the month
    is known and no day, it is the first moment of that month and `is_month_only` says so. `aliases`
    are other names to look it up by; `page_starts` tells where the pages of a paginated file begin
    in the body, empty for all others.
    """

    id: str
    title: str
    body: str
    language: str
    url: str | None = None
    original_url: str | None = None
    provider: str | None = None
    published: datetime | None = None
    is_month_only: bool = False
    excerpt: str = ""
    author: str | None = None
    aliases: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    category: str | None = None
    quality: int | None = None
    related: tuple[Link, ...] = ()
    extent: Extent = "full"
    page_starts: tuple[int, ...] = ()
    path: str = ""
    """Below the folder that was indexed: the same wherever that folder lies."""

    @property
    def published_on(self) -> date | None:
        """The day of publication in Hong Kong."""
        return self.published.astimezone(HONG_KONG).date() if self.published else None

    @property
    def published_as(self) -> str:
        """The day as "2024-03-05", "2024-03" where only the month is known, "" if neither is."""
        day = self.published_on.isoformat() if self.published_on else ""
        return day[:7] if self.is_month_only else day

    def page_at(self, place: int) -> int | None:
        """The number of the page, from 1, on which a place of the body lies; None without pages."""
        return bisect_right(self.page_starts, place) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A span of one article: `article.body[start:end] == text` always holds."""

    article_id: str
    start: int
    end: int
    text: str
    headings: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The same words in the same place keep their id when the corpus is rebuilt."""
        digest = hashlib.blake2b(self.text.encode(), digest_size=4).hexdigest()
        return f"{self.article_id}:{self.start}:{digest}"


def search_text(article: Article, passage: Passage) -> str:
    """What encoders and word indexes read: title, provider, date and headings before the text."""
    provider = (article.provider or "")[:_MAX_NAME_IN_SEARCH]
    origin = ", ".join(part for part in (provider, article.published_as) if part)
    headings = (heading[:_MAX_NAME_IN_SEARCH] for heading in passage.headings[-_MAX_HEADINGS:])
    lines = (article.title[:_MAX_TITLE_IN_SEARCH], origin, *headings, passage.text)
    return "\n".join(line for line in lines if line)
