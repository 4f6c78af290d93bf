"""Look-ups: articles by title, alias and subject, the newest, the related ones."""

import difflib
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any

from corpus.article_store import ArticleStore
from corpus.errors import ArticleNotFoundError, NameNotFoundError
from corpus.finding import Query
from corpus.glossary import Glossary
from corpus.relating import find_related
from corpus.schema import Article
from corpus.subjects import Subjects
from corpus.text import fold_key

_SPELLED = 2000  # names, the most used ones, of which one may be what a misspelt name meant


class Catalogue:
    """Look-ups in the file of articles, each a query or a few: nothing is read before.

    Raises what `ArticleStore` raises, from any method, for a file that is damaged.
    """

    def __init__(self, store: ArticleStore, glossary: Glossary) -> None:
        self.store = store
        self._subjects = Subjects(store)
        self._glossary = glossary

    def get(self, article_id: str) -> Article:
        """The article with this id; raises ArticleNotFoundError."""
        rows = self.store.rows_of([article_id])
        if not rows:
            raise ArticleNotFoundError(article_id)
        return self.store.article(rows[article_id])

    def __contains__(self, article_id: str) -> bool:
        return bool(self.store.rows_of([article_id]))

    def ids(self) -> list[str]:
        """The ids of all articles, no teasers, in order."""
        sql = "SELECT id FROM subjects WHERE extent <> 'teaser' ORDER BY id"
        return [id for (id,) in self.store.query(sql)]

    def story_of(self, article_id: str) -> str:
        """What is the same for all articles that tell one story."""
        return self.store.story_of(article_id) or article_id

    def find(self, query: str, *, limit: int = 10, offset: int = 0) -> list[Article]:
        """Articles whose title, excerpt, provider or topics name what the query names.

        Names count in either language and in every alias of the glossary. Best first, those behind
        the first `offset`; equal ones from the newest to the oldest. Where very many articles name
        only a part of the query, the newest of them are looked at.
        """
        if not fold_key(query):
            return []
        found = Query(query, self._glossary).find(self._subjects, limit=offset + limit)
        return [self.store.article(subject.article) for subject in found[offset:]]

    def latest(
        self,
        *,
        topics: Sequence[str] = (),
        providers: Sequence[str] = (),
        limit: int = 10,
        offset: int = 0,
    ) -> list[Article]:
        """The newest articles behind the first `offset`, no teasers; undated ones come last."""
        told = self._subjects.latest(topics=topics, providers=providers)
        return [self.store.article(row) for row in islice(told, offset, offset + limit)]

    def related(self, article_id: str, *, limit: int = 10) -> list[Article]:
        """What the article itself names as related, then those that share its subjects.

        A story that several articles tell comes once, and the article's own not at all. Where very
        many share them, the newest of them are looked at.
        """
        article = self.get(article_id)
        found = find_related(article, self._subjects, self._glossary, limit=limit)
        return [self.store.article(subject.article) for subject in found]

    def topics(self) -> list[tuple[str, int]]:
        """Each topic and how many articles it has, the largest first."""
        return self._counted("topic")

    def providers(self) -> list[tuple[str, int]]:
        """Each provider and how many articles it has, the largest first."""
        return self._counted("provider")

    def provider_names(self, typed: str) -> list[str]:
        """Providers that hold what was typed, in any spelling, the largest first."""
        return self._names_of("provider", "instr(key, ?)", [fold_key(typed)])

    def topic_names(self, typed: str) -> list[str]:
        """Topics that hold what was typed, in any spelling, the largest first."""
        return self._names_of("topic", "instr(key, ?)", [fold_key(typed)])

    def span(self) -> tuple[date, date] | None:
        """The days of the oldest and the newest dated article."""
        return self.store.days()

    def __len__(self) -> int:
        return self._count

    @cached_property
    def _count(self) -> int:
        ((count,),) = self.store.query("SELECT count(*) FROM subjects WHERE extent <> 'teaser'")
        return int(count)

    def providers_named(self, name: str) -> tuple[str, ...]:
        """The providers, as articles spell them, that are meant by a name in any spelling.

        "HKMA" also means 香港金融管理局, and "South China Morning Post" its republished articles.
        Raises NameNotFoundError when there is none.
        """
        return self._named("provider", name)

    def topics_named(self, name: str) -> tuple[str, ...]:
        """The topics that are meant by a name in any spelling; raises NameNotFoundError."""
        return self._named("topic", name)

    def _counted(self, kind: str) -> list[tuple[str, int]]:
        sql = "SELECT name, articles FROM counts WHERE kind = ? ORDER BY rank"
        return self.store.query(sql, (kind,))

    def _names_of(self, kind: str, condition: str, values: Sequence[Any]) -> list[str]:
        sql = f"SELECT name FROM counts WHERE kind = ? AND {condition} ORDER BY rank"
        return [name for (name,) in self.store.query(sql, (kind, *values))]

    def _named(self, kind: str, name: str) -> tuple[str, ...]:
        key = fold_key(name)
        concept = self._glossary.get(name)
        aliases = map(fold_key, concept.aliases if concept else ())
        meant = [alias for alias in aliases if self._glossary.get(alias) == concept]
        condition = f"(key = ? OR bare_key IN ({', '.join('?' * (1 + len(meant)))}))"
        found = tuple(self._names_of(kind, condition, (key, key, *meant)))
        if not found:
            raise NameNotFoundError(kind, name, self._similar(kind, key))
        return found

    def _similar(self, kind: str, key: str) -> list[str]:
        sql = "SELECT key, name FROM counts WHERE kind = ? ORDER BY rank LIMIT ?"
        keys = dict(self.store.query(sql, (kind, _SPELLED)))
        return [keys[close] for close in difflib.get_close_matches(key, keys, n=3)]
