"""Look-ups: passages, articles, topics."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field

from bot.answering.answerer import MAX_HITS
from bot.answering.as_json import hits_to_json, reference_to_json
from bot.answering.question import MAX_CHARS
from bot.service.wiring import Service
from bot.web.access import Caller, admit, admit_counted
from bot.web.answer_models import Reference
from bot.web.conditions import ConditionsAsked, Empty
from bot.web.errors import ProblemError
from bot.web.listing import Listing, list_articles
from bot.web.problems import problem_responses
from bot.web.state import shared_by
from corpus.article_json import article_to_json
from corpus.errors import ArticleNotFoundError
from corpus.schema import Article
from embeddings.hits import Hit

_RELATED = 10
_MAX_LISTED = 100
_LONGEST_MARK = 2000

lookups = APIRouter(tags=["look-ups"])


class SearchAsked(ConditionsAsked):
    """What to search for."""

    q: str = Field(min_length=1, max_length=MAX_CHARS, examples=["stablecoin licences"])
    k: int = Field(10, ge=1, le=MAX_HITS, description="at most so many passages")


class ListAsked(ConditionsAsked):
    """Which articles to list."""

    title: Annotated[Annotated[str, Field(max_length=MAX_CHARS)] | None, Empty] = None
    limit: int = Field(20, ge=1, le=_MAX_LISTED)
    after: Annotated[Annotated[str, Field(max_length=_LONGEST_MARK)] | None, Empty] = Field(
        None, description="`next` of the page before"
    )


class Evidence(BaseModel):
    """How one index found a passage: its place among all that it found, and its score."""

    rank: int
    score: float


class FoundPassage(BaseModel):
    """A passage found, the best first; scores order the passages of one search."""

    rank: int
    article: str
    title: str
    url: str | None
    provider: str | None
    published: str | None
    start: int
    end: int
    text: str
    score: float
    similarity: float
    reader: float | None = Field(description="the log odds that it answers, where it was read")
    vector: Evidence | None
    words: Evidence | None


class Found(BaseModel):
    """Passages found."""

    hits: list[FoundPassage]


class ArticleShown(BaseModel):
    """An article as it is listed; what is not known of it is absent."""

    id: str
    title: str
    language: str
    extent: Literal["full", "excerpt", "teaser"] = Field(description="how much of it is known")
    url: str | None = None
    provider: str | None = None
    published: str | None = None
    is_month_only: bool = Field(False, description="whether of `published` only the month is known")
    excerpt: str = ""
    author: str | None = None
    aliases: list[str] = []
    topics: list[str] = []
    category: str | None = None
    quality: int | None = None


class WholeArticle(ArticleShown):
    """An article with its text."""

    body: str
    related: list[Reference]


class Listed(BaseModel):
    """A page of articles."""

    articles: list[ArticleShown]
    next: str | None = Field(description="send it as `after` for the next page; null: the last")
    total: int


class Counted(BaseModel):
    """A name, and how many articles have it."""

    name: str
    articles: int


class Topics(BaseModel):
    """What articles can be chosen by, the largest first."""

    topics: list[Counted]
    providers: list[Counted]
    languages: list[Counted]


@lookups.get("/v1/search", response_model=Found, responses=problem_responses(401, 422, 429, 503))
async def search(
    asked: Annotated[SearchAsked, Query()],
    request: Request,
    _caller: Annotated[Caller, Depends(admit_counted)],
) -> dict[str, Any]:
    """The passages that answer best."""

    def find(service: Service) -> list[Hit]:
        return service.search(asked.q, k=asked.k, filters=asked.as_filters(service))

    hits = await shared_by(request).engine.worker.run(find)
    return {
        "hits": [
            {**reference_to_json(hit.article), **told, "text": hit.passage.text}
            for hit, told in zip(hits, hits_to_json(hits), strict=True)
        ]
    }


@lookups.get(
    "/v1/articles",
    response_model=Listed,
    response_model_exclude_unset=True,
    dependencies=[Depends(admit)],
    responses=problem_responses(401, 422, 503),
)
async def show_list(asked: Annotated[ListAsked, Query()], request: Request) -> dict[str, Any]:
    """Articles, the newest first."""

    def read(service: Service) -> Listing:
        return list_articles(
            service,
            filters=asked.as_filters(service),
            title=asked.title,
            limit=asked.limit,
            after=asked.after,
        )

    listing = await shared_by(request).engine.worker.aside(read)
    return {
        "articles": [_shown(article) for article in listing.articles],
        "next": listing.next,
        "total": listing.total,
    }


@lookups.get(
    "/v1/articles/{article_id:path}",
    response_model=WholeArticle,
    response_model_exclude_unset=True,
    dependencies=[Depends(admit)],
    responses=problem_responses(401, 404, 422, 503),
)
async def show_article(article_id: str, request: Request) -> dict[str, Any]:
    """One article with its text, and those on the same subjects."""

    def read(service: Service) -> tuple[Article, list[Article]]:
        article = service.catalogue.get(article_id)
        return article, service.catalogue.related(article_id, limit=_RELATED)

    try:
        article, related = await shared_by(request).engine.worker.aside(read)
    except ArticleNotFoundError as error:
        raise ProblemError(404, "no_article") from error
    return {
        **_shown(article),
        "body": article.body,
        "related": [reference_to_json(other) for other in related],
    }


@lookups.get(
    "/v1/topics",
    response_model=Topics,
    dependencies=[Depends(admit)],
    responses=problem_responses(401, 503),
)
async def show_topics(request: Request) -> dict[str, Any]:
    """The topics, providers and languages of the articles."""

    def read(service: Service) -> dict[str, Any]:
        return {
            "topics": _counted(service.catalogue.topics()),
            "providers": _counted(service.catalogue.providers()),
            "languages": _counted(list(service.catalogue.store.languages().items())),
        }

    return await shared_by(request).engine.worker.aside(read)


def _shown(article: Article) -> dict[str, Any]:
    """What is told of an article; the path of its file is the operator's business."""
    known = article_to_json(article)
    return {name: known[name] for name in ArticleShown.model_fields if name in known}


def _counted(counts: Iterable[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"name": name, "articles": count} for name, count in counts]
