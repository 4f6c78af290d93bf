"""What can be looked up beside answers: each a record, so that it may be asked of another process.

Articles are given as they are listed, without their text: a list may hold many, and long ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, Protocol, TypeVar

from pydantic import Field

from bot.service.new_articles import (
    Fresh,
    Texts,
    fits_digest,
    fits_watch,
    fresh_since,
    new_stories,
    parse_watch,
)
from bot.service.news import News
from bot.service.wiring import Service
from bot.store.digests import Digest
from bot.store.watches import Kind, Watch
from bot.talking.facts import CorpusFacts
from corpus.schema import Article
from embeddings.filters import Filters

Count = Annotated[int, Field(ge=0, le=1_000_000)]
"""How many, or behind how many; checked where a request comes from elsewhere."""

_MOST_NAMES = 100  # Discord offers 25 of those that are not too long for it

Found = TypeVar("Found", covariant=True)
AnyFound = TypeVar("AnyFound")


class LookUp(Protocol[Found]):
    """A look-up: what it finds in the service that answers now."""

    def on(self, service: Service) -> Found: ...


class LooksUp(Protocol):
    """Whoever looks something up without holding up the event loop."""

    async def look_up(self, wanted: LookUp[AnyFound]) -> AnyFound: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """Articles whose title, excerpt, provider or topics name what a query names."""

    query: str
    limit: Count = 10
    offset: Count = 0

    def on(self, service: Service) -> list[Article]:
        found = service.catalogue.find(self.query, limit=self.limit, offset=self.offset)
        return _listed(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The newest articles of any of these topics and providers."""

    topics: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    limit: Count = 10
    offset: Count = 0

    def on(self, service: Service) -> list[Article]:
        found = service.catalogue.latest(
            topics=self.topics, providers=self.providers, limit=self.limit, offset=self.offset
        )
        return _listed(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Articles on the subjects of the one with this id; raises ArticleNotFoundError."""

    article_id: str
    limit: Count = 10

    def on(self, service: Service) -> list[Article]:
        return _listed(service.catalogue.related(self.article_id, limit=self.limit))


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """Each topic and how many articles it has, the largest first."""

    def on(self, service: Service) -> list[tuple[str, int]]:
        return service.catalogue.topics()


@dataclass(frozen=True, slots=True, kw_only=True)
class Providers:
    """Each provider and how many articles it has, the largest first."""

    def on(self, service: Service) -> list[tuple[str, int]]:
        return service.catalogue.providers()


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicNames:
    """Topics that hold what was typed, in any spelling; as many as can be offered."""

    typed: str

    def on(self, service: Service) -> list[str]:
        return service.catalogue.topic_names(self.typed)[:_MOST_NAMES]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderNames:
    """Providers that hold what was typed, in any spelling; as many as can be offered."""

    typed: str

    def on(self, service: Service) -> list[str]:
        return service.catalogue.provider_names(self.typed)[:_MOST_NAMES]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicsNamed:
    """The topics that are meant by a name; raises NameNotFoundError."""

    name: str

    def on(self, service: Service) -> tuple[str, ...]:
        return service.catalogue.topics_named(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvidersNamed:
    """The providers that are meant by a name; raises NameNotFoundError."""

    name: str

    def on(self, service: Service) -> tuple[str, ...]:
        return service.catalogue.providers_named(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What articles must meet, as a person names it: a name or a day in any spelling.

    Looked up, they are filters; raises AppError for names and days that are none.
    """

    since: str | None = None
    until: str | None = None
    providers: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def on(self, service: Service) -> Filters:
        return service.make_filters(
            since=self.since,
            until=self.until,
            providers=self.providers,
            topics=self.topics,
            languages=self.languages,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What can be told of the articles."""

    def on(self, service: Service) -> CorpusFacts:
        return CorpusFacts.of(service.catalogue, service.published_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """The ids of all articles, no teasers, in order."""

    def on(self, service: Service) -> list[str]:
        return service.catalogue.ids()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStories:
    """Of articles that came to the index, one for each story that no other told before."""

    new_ids: tuple[str, ...]

    def on(self, service: Service) -> list[Article]:
        return _listed(new_stories(self.new_ids, service.catalogue))


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchMeant:
    """What somebody wants to be told of: a topic or words, and which."""

    text: str

    def on(self, service: Service) -> tuple[Kind, str]:
        return parse_watch(self.text, service.catalogue)


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshForDigest:
    """What is new for a digest."""

    news: tuple[News, ...]
    digest: Digest
    now: float

    def on(self, service: Service) -> Fresh:
        catalogue = service.catalogue
        fresh = fresh_since(self.news, self.digest.told, catalogue, now=self.now)
        fitting = [one for one in fresh.articles if fits_digest(one, self.digest, catalogue)]
        return replace(fresh, articles=tuple(_listed(fitting)))


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshForWatches:
    """What is new for each watch of several people; each article only once for a person."""

    news: tuple[News, ...]
    people: tuple[tuple[Watch, ...], ...]
    now: float

    def on(self, service: Service) -> list[list[Fresh]]:
        texts = Texts(service.glossary)
        return [self._for_one(watches, service, texts) for watches in self.people]

    def _for_one(self, watches: Iterable[Watch], service: Service, texts: Texts) -> list[Fresh]:
        told = set[str]()
        found: list[Fresh] = []
        for watch in watches:
            fresh = fresh_since(self.news, watch.told, service.catalogue, now=self.now)
            fitting = [
                article
                for article in fresh.articles
                if article.id not in told and fits_watch(article, watch, service.catalogue, texts)
            ]
            told |= {article.id for article in fitting}
            found.append(replace(fresh, articles=tuple(_listed(fitting))))
        return found


def as_listed(article: Article) -> Article:
    """An article without its text, for which its title stands."""
    return replace(article, body=article.title, related=(), page_starts=())


def _listed(articles: Iterable[Article]) -> list[Article]:
    return [as_listed(article) for article in articles]
