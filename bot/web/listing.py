"""Lists of articles, the newest first, page by page."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.service.wiring import Service
from bot.web.errors import ProblemError
from corpus.conditions import BEGINNING_S, Condition
from corpus.schema import Article
from embeddings.filters import Filters

_MOST_NAMED = 10_000

Place = tuple[float, str]
"""Where an article stands in the list: the newest first, equal ones by id, undated ones last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of a list: its articles, the mark of the next page, and how long the list is."""

    articles: tuple[Article, ...]
    next: str | None
    total: int


def list_articles(
    service: Service, *, filters: Filters, title: str | None, limit: int, after: str | None
) -> Listing:
    """The articles that meet the conditions, behind the mark `after`; no teasers.

    With a title only those that it names, as `sampan articles find` does. A mark stands for a
    place, so that a newer index neither skips nor repeats what it had.
    """
    place = _read_mark(after) if after is not None else None
    if title is not None:
        return _list_named(service, filters, title=title, limit=limit, after=place)
    full = filters.condition() & Condition("extent <> 'teaser'")
    store = service.catalogue.store
    page = store.newest(limit + 1, full, after=place and (-place[0], place[1]))
    return _listing(page, limit=limit, total=store.count(full))


def _list_named(
    service: Service, filters: Filters, *, title: str, limit: int, after: Place | None
) -> Listing:
    found = [
        article
        for article in service.catalogue.find(title, limit=_MOST_NAMED)
        if article.extent != "teaser" and filters.allow(article)
    ]
    found.sort(key=_place)
    behind = [article for article in found if after is None or _place(article) > after]
    return _listing(behind, limit=limit, total=len(found))


def _listing(behind: Sequence[Article], *, limit: int, total: int) -> Listing:
    """The first articles of those that come, at least one more than `limit` if there are."""
    page = behind[:limit]
    return Listing(
        articles=tuple(page),
        next=_write_mark(_place(page[-1])) if len(behind) > limit else None,
        total=total,
    )


def _place(article: Article) -> Place:
    moment = article.published.timestamp() if article.published else BEGINNING_S
    return -moment, article.id


def _write_mark(place: Place) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _read_mark(text: str) -> Place:
    try:
        moment, article_id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return float(moment), str(article_id)
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise ProblemError(422, "field_wrong", field="after") from None
