"""A generation of the index on this machine, searched where it lies on disk."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.article_store import ArticleStore
from corpus.conditions import Condition
from corpus.databases import DATABASE_ERRORS
from corpus.recent import Recent
from corpus.schema import Article, Passage
from embeddings.encoder import Matrix
from embeddings.errors import IndexDamagedError
from embeddings.faiss_index import FaissIndex
from embeddings.filters import Filters
from embeddings.generation_files import (
    ARTICLE_ROWS_FILE,
    ARTICLES_FILE,
    FAISS_FILE,
    FAMILIES_FILE,
    LENGTHS_FILE,
    MEANS_FILE,
    NEWNESS_FILE,
    VECTORS_FILE,
    WORDS_FOLDER,
    map_array,
    read_means,
)
from embeddings.manifest import Manifest
from embeddings.passage_index import Facts, Found, FoundByWords, Rows, Scores, WordGroup
from embeddings.postings import Mask, WeightedTerm
from embeddings.rows_file import RowsReader
from embeddings.word_index import WordIndex

_MASKS_KEPT = 16
_SCORED_UP_TO = 5_000  # allowed passages: of fewer each is scored, whatever index there is
_RESCORED = 2  # times as many as are asked for, where an index is not exact


class LocalIndex:
    """One generation, opened: a `PassageIndex` on this machine.

    Its files stay on disk. A passage's article has in `store` the row that `_article_rows` gives;
    `_vectors` are as encoded, `_lengths` those of the same when centred, shapes (passages, dim) and
    (passages,).
    """

    def __init__(
        self, generation: Path, manifest: Manifest, store: ArticleStore, published_at: datetime
    ) -> None:
        self.id = generation.name
        self.manifest = manifest
        self.published_at = published_at
        self.store = store
        self.means = read_means(generation / MEANS_FILE)
        self.faiss = FaissIndex.load(generation / FAISS_FILE)
        self._path = generation / ARTICLES_FILE
        self._vectors = RowsReader(generation / VECTORS_FILE)
        self._lengths: Scores = map_array(generation / LENGTHS_FILE)
        self._article_rows: npt.NDArray[np.int32] = map_array(generation / ARTICLE_ROWS_FILE)
        self._article_families: npt.NDArray[np.uint16] = np.load(generation / FAMILIES_FILE)
        self._newness: Scores = map_array(generation / NEWNESS_FILE)
        self._names = np.array(sorted(self.means.by_family), dtype=object)
        self.families = frozenset(self._names.tolist())
        self.words = WordIndex.load(
            generation / WORDS_FOLDER,
            passage_families=self._article_families[self._article_rows],
            article_families=self._article_families,
        )
        self._masks: Recent[Filters, tuple[Mask, Mask]] = Recent(_MASKS_KEPT)

    @property
    def size(self) -> int:
        """How many passages there are."""
        return len(self._article_rows)

    @property
    def articles(self) -> Sequence[Article]:
        return self.store.articles

    @property
    def stories(self) -> Mapping[str, str]:
        return self.store.stories

    @property
    def newest_day(self) -> date | None:
        with self._told():
            return self.store.newest_day()

    @property
    def highest_rarity(self) -> float:
        return self.words.highest

    def rarity(self, word: str) -> float:
        return self.words.rarity(word)

    def allowed(self, filters: Filters) -> Rows:
        """The passages that filters allow, in order."""
        return np.flatnonzero(self._mask(filters)) if filters else np.arange(self.size)

    def find_near(self, queries: Matrix, k: int, *, filters: Filters) -> list[Found]:
        if not self.size:
            return [Found(np.empty(0, np.int64), np.empty(0, np.float32)) for _ in queries]
        allowed = self._mask(filters) if filters else None
        if allowed is not None and np.count_nonzero(allowed) <= _SCORED_UP_TO:
            rows = self.allowed(filters)
            return [self._best(query, rows, k) for query in queries]
        if self.faiss.is_exact:
            return [Found(*pair) for pair in self.faiss.search(queries, k, allowed=allowed)]
        found = self.faiss.search(queries, _RESCORED * k, allowed=allowed)
        return [
            self._best(query, np.sort(rows), k)
            for query, (rows, _) in zip(queries, found, strict=True)
        ]

    def find_by_words(
        self, queries: Sequence[Sequence[WordGroup]], k: int, *, filters: Filters
    ) -> list[FoundByWords]:
        allowed = self._mask(filters) if filters else None
        articles = self._article_mask(filters) if filters else None
        return [self._find_by_words(self._terms(query), k, allowed, articles) for query in queries]

    def score_words(self, groups: Sequence[WordGroup], rows: Rows) -> tuple[Scores, Scores]:
        terms = self._terms(groups)
        articles, back = np.unique(self._article_rows[rows], return_inverse=True)
        of_articles = self.words.articles.score(terms, articles.astype(np.int64))
        return self.words.passages.score(terms, rows), of_articles[back]

    def vectors(self, rows: Rows) -> Matrix:
        return self._vectors.read(rows)

    def facts(self, rows: Rows) -> Facts:
        articles = self._article_rows[rows].astype(np.int64)
        return Facts(
            articles=articles,
            families=tuple(self._names[self._article_families[articles]]),
            newness=self._newness[articles],
        )

    def read(self, rows: Rows) -> list[tuple[Passage, Article]]:
        with self._told():
            articles = self.store.read_articles(self._article_rows[rows].tolist())
            passages = self.store.read_passages(rows.tolist())
        return list(zip(passages, articles, strict=True))

    def rows_of(self, articles: Sequence[str], *, filters: Filters) -> Rows:
        with self._told():
            numbers = self.store.rows_of(articles).values()
            rows = np.array(self.store.passage_rows_of(list(numbers)), dtype=np.int64)
        return rows[self._mask(filters)[rows]] if filters else rows

    def outlets(self, articles: Rows) -> list[str]:
        with self._told():
            return self.store.provider_keys(articles.tolist())

    def count_undated(self, filters: Filters) -> int:
        with self._told():
            return self.store.count(filters.condition() & Condition("day IS NULL"))

    def newest_naming(
        self, groups: Sequence[Sequence[str]], *, filters: Filters
    ) -> Iterator[Article]:
        full = filters.condition() & Condition("extent <> 'teaser'")
        with self._told():
            for row in self.store.newest_naming(groups, full):
                yield self.store.article(row)

    def members_of(self, story: str) -> list[Article]:
        with self._told():
            return self.store.members_of(story)

    def _best(self, query: Matrix, rows: Rows, k: int) -> Found:
        """The k best of some rows, each scored: equal ones stay in order."""
        families = self._article_families[self._article_rows[rows]]
        means = np.stack([self.means.by_family[name] for name in self._names]) @ query
        scores = (self.vectors(rows) @ query - means[families]) / self._lengths[rows]
        first = np.argsort(-scores, kind="stable")[:k]
        return Found(rows[first], scores[first].astype(np.float32))

    def _find_by_words(
        self, terms: Sequence[WeightedTerm], k: int, allowed: Mask | None, articles: Mask | None
    ) -> FoundByWords:
        found = self.words.passages.find(terms, k, allowed=allowed)
        by_article = self.words.articles.find(terms, 0, allowed=articles)
        return FoundByWords(
            rows=found.rows,
            scores=found.scores,
            best_passage=self._by_name(found.by_family),
            best_article=self._by_name(by_article.by_family),
        )

    def _by_name(self, scores: Scores) -> dict[str, float]:
        return {
            str(name): float(score)
            for name, score in zip(self._names, scores, strict=False)  # of no passages none has one
            if score > 0
        }

    def _terms(self, groups: Sequence[WordGroup]) -> list[WeightedTerm]:
        """What the index knows of them."""
        terms = []
        for group in groups:
            numbers = [self.words.number(word) for word in group.words]
            known = tuple(number for number in numbers if number is not None)
            if known:
                terms.append(WeightedTerm(words=known, weight=group.weight))
        return terms

    def _mask(self, filters: Filters) -> Mask:
        """Which passages are allowed."""
        return self._masks.get(filters, self._make_masks)[0]

    def _article_mask(self, filters: Filters) -> Mask:
        return self._masks.get(filters, self._make_masks)[1]

    def _make_masks(self, filters: Filters) -> tuple[Mask, Mask]:
        """Which passages are allowed, and which articles."""
        articles = np.zeros(len(self._article_families), dtype=bool)
        with self._told():
            articles[self.store.rows(filters.condition())] = True
        return articles[self._article_rows], articles

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DATABASE_ERRORS as error:
            raise IndexDamagedError(self._path, "cannot be read") from error
