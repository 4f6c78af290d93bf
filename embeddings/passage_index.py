"""What a search asks of an index, wherever that is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

import numpy as np
import numpy.typing as npt

from corpus.schema import Article, Passage
from embeddings.centring import LanguageMeans
from embeddings.encoder import Matrix
from embeddings.filters import Filters

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordGroup:
    """Words of which a passage needs one: the best of them counts, `weight` times."""

    words: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Found:
    """Rows, best first, and their scores."""

    rows: Rows
    scores: Scores


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundByWords:
    """The best rows, best first, and what passages and articles have at most, by language family.

    A family of which nothing was found is missing.
    """

    rows: Rows
    scores: Scores
    best_passage: dict[str, float]
    best_article: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of rows without their texts; each has one entry a row.

    `articles` are the numbers of their articles; `newness` is 1 for the newest article, near 0 for
    the oldest and 0 for the undated.
    """

    articles: Rows
    families: tuple[str, ...]
    newness: Scores


class PassageIndex(Protocol):
    """Passages of one generation, by row; may be shared by threads.

    `means` are what the vectors were centred by. Methods raise EmbeddingError where what they
    need cannot be read any more.
    """

    @property
    def id(self) -> str: ...

    @property
    def published_at(self) -> datetime: ...

    @property
    def articles(self) -> Sequence[Article]:
        """All articles by number, each read when it is asked for."""
        ...

    @property
    def stories(self) -> Mapping[str, str]:
        """For each article id the leader of its group of duplicates."""
        ...

    @property
    def newest_day(self) -> date | None:
        """The day of the newest dated article."""
        ...

    @property
    def means(self) -> LanguageMeans: ...

    @property
    def families(self) -> frozenset[str]:
        """The language families of the passages, as `family_of` names them."""
        ...

    @property
    def highest_rarity(self) -> float:
        """The rarity of the rarest word."""
        ...

    def rarity(self, word: str) -> float:
        """How much a word tells: its best BM25 score in any passage, 0 if none has it."""
        ...

    def find_near(self, queries: Matrix, k: int, *, filters: Filters) -> list[Found]:
        """For each query the k passages of the highest inner product, all vectors centred.

        `queries` has shape (n, dim).
        """
        ...

    def find_by_words(
        self, queries: Sequence[Sequence[WordGroup]], k: int, *, filters: Filters
    ) -> list[FoundByWords]:
        """For each query the k passages of the highest BM25 score, none of score 0."""
        ...

    def score_words(self, groups: Sequence[WordGroup], rows: Rows) -> tuple[Scores, Scores]:
        """The BM25 score of each of these passages, and that of its article.

        An article has of each group its best passage's score.
        """
        ...

    def vectors(self, rows: Rows) -> Matrix:
        """The passages as encoded, not centred: unit rows of shape (len(rows), dim)."""
        ...

    def facts(self, rows: Rows) -> Facts:
        """What is known of passages without reading them."""
        ...

    def read(self, rows: Rows) -> list[tuple[Passage, Article]]:
        """The passages, each with its article."""
        ...

    def rows_of(self, articles: Sequence[str], *, filters: Filters) -> Rows:
        """The passages of the articles with these ids that are allowed, in order."""
        ...

    def outlets(self, articles: Rows) -> list[str]:
        """The provider of each of these articles, by number, folded as `fold_key` does."""
        ...

    def count_undated(self, filters: Filters) -> int:
        """How many articles that are allowed have no date."""
        ...

    def newest_naming(
        self, groups: Sequence[Sequence[str]], *, filters: Filters
    ) -> Iterator[Article]:
        """The allowed articles that name one text of each group, newest first, undated last.

        A title, an alias, an excerpt or a topic does, by a whole word or several, or in Chinese;
        "regulat*" is any word that starts so. Mere mentions of articles are left out. Some may be
        given that do not quite name it.
        """
        ...

    def members_of(self, story: str) -> list[Article]:
        """The articles of a group."""
        ...
