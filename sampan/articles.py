"""Looking articles up: by words, the newest, those on the same subjects."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol, TypeVar

from corpus.catalogue import Catalogue
from corpus.schema import Article

Result = TypeVar("Result")


class LookUp(Protocol):
    """Gives the catalogue of the index in use to whatever looks something up in it."""

    def __call__(self, find: Callable[[Catalogue], Result]) -> Awaitable[Result]: ...


class Run(Protocol):
    """Waits for what a coroutine gives."""

    def __call__(self, coroutine: Coroutine[Any, Any, Result]) -> Result: ...


class AsyncArticles:
    """The articles of an index. Each method raises IndexMissingError where there is none."""

    def __init__(self, look_up: LookUp) -> None:
        self._look_up = look_up

    async def find(self, text: str, *, limit: int = 10) -> list[Article]:
        """Articles whose title, excerpt, provider or topics name what the text names, best first.

        Names count in either language, 虛擬銀行 for "virtual bank".
        """
        _check_limit(limit)
        return await self._look_up(lambda catalogue: catalogue.find(text, limit=limit))

    async def latest(
        self, *, topic: str | None = None, provider: str | None = None, limit: int = 10
    ) -> list[Article]:
        """The newest articles, of one topic or provider; raises NameNotFoundError."""
        _check_limit(limit)
        return await self._look_up(
            lambda catalogue: catalogue.latest(
                topics=catalogue.topics_named(topic) if topic else (),
                providers=catalogue.providers_named(provider) if provider else (),
                limit=limit,
            )
        )

    async def related(self, article_id: str, *, limit: int = 10) -> list[Article]:
        """What an article names as related, then others on its subjects; ArticleNotFoundError."""
        _check_limit(limit)
        return await self._look_up(lambda catalogue: catalogue.related(article_id, limit=limit))

    async def show(self, article_id: str) -> Article:
        """The article with this id; raises ArticleNotFoundError."""
        return await self._look_up(lambda catalogue: catalogue.get(article_id))

    async def topics(self) -> list[tuple[str, int]]:
        """Each topic and how many articles it has, the largest first."""
        return await self._look_up(Catalogue.topics)

    async def providers(self) -> list[tuple[str, int]]:
        """Each provider and how many articles it has, the largest first."""
        return await self._look_up(Catalogue.providers)


class Articles:
    """The articles of an index. Each method raises IndexMissingError where there is none."""

    def __init__(self, articles: AsyncArticles, run: Run) -> None:
        self._articles = articles
        self._run = run

    def find(self, text: str, *, limit: int = 10) -> list[Article]:
        """Articles whose title, excerpt, provider or topics name what the text names, best first.

        Names count in either language, 虛擬銀行 for "virtual bank".

        >>> s.articles.find("虛擬銀行牌照", limit=1)[0].id
        '2024-08-01-virtual-bank-review-no-new-licences'
        """
        return self._run(self._articles.find(text, limit=limit))

    def latest(
        self, *, topic: str | None = None, provider: str | None = None, limit: int = 10
    ) -> list[Article]:
        """The newest articles, of one topic or provider; raises NameNotFoundError.

        >>> [article.published_as for article in s.articles.latest(provider="HKMA", limit=2)]
        ['2024-12-05', '2022-10-24']
        """
        return self._run(self._articles.latest(topic=topic, provider=provider, limit=limit))

    def related(self, article_id: str, *, limit: int = 10) -> list[Article]:
        """What an article names as related, then others on its subjects; ArticleNotFoundError.

        >>> s.articles.related("2022-10-24-cdi-goes-live", limit=1)[0].id
        '2026-01-19-project-cargox-20-recommendations'
        """
        return self._run(self._articles.related(article_id, limit=limit))

    def show(self, article_id: str) -> Article:
        """The article with this id; raises ArticleNotFoundError.

        >>> s.articles.show("2022-10-24-cdi-goes-live").published_as
        '2022-10-24'
        """
        return self._run(self._articles.show(article_id))

    def topics(self) -> list[tuple[str, int]]:
        """Each topic and how many articles it has, the largest first.

        >>> s.articles.topics()[:2]
        [('Banking', 58), ('Policy', 52)]
        """
        return self._run(self._articles.topics())

    def providers(self) -> list[tuple[str, int]]:
        """Each provider and how many articles it has, the largest first.

        >>> s.articles.providers()[:2]
        [('香港01', 8), ('South China Morning Post', 6)]
        """
        return self._run(self._articles.providers())


def _check_limit(limit: int) -> None:
    if limit < 1:
        raise ValueError("the limit must be 1 or more")
