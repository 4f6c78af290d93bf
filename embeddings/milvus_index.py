"""A generation of the index in Milvus, searched there."""

import json
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import overload

import numpy as np

from corpus.schema import Article, Passage
from embeddings.encoder import Matrix
from embeddings.errors import IndexMismatchError
from embeddings.filters import Filters
from embeddings.generation_files import read_means
from embeddings.manifest import FORMAT
from embeddings.milvus_connection import ROWS_AT_MOST, Milvus, Row
from embeddings.milvus_filters import both, filter_condition, naming_condition, quote, quote_all
from embeddings.milvus_publishing import ABOUT, FILES, read_file
from embeddings.milvus_records import Records
from embeddings.milvus_schema import Generation, search_options
from embeddings.milvus_words import Vocabulary, WordSearch, score
from embeddings.passage_index import Facts, Found, FoundByWords, Rows, Scores, WordGroup
from embeddings.postings import Best

_READ_AT_ONCE = 200  # articles
_FIRST_NAMED = 1024  # articles, by their place, that are looked through first
_IDS_AT_ONCE = 100
_ALSO = 16  # vectors that are asked for besides, since equal ones come in no order


class MilvusIndex:
    """One generation, opened: a `PassageIndex` in Milvus.

    Of the words there is a copy on this machine, in a temporary folder; of passages and articles
    those that were read last.
    """

    def __init__(self, milvus: Milvus, generation: Generation, *, fingerprint: str | None) -> None:
        for collection in generation.collections:
            milvus.load(collection)
        about = json.loads(read_file(milvus, generation, ABOUT))
        if about["format"] != FORMAT:
            raise IndexMismatchError("format", about["format"], FORMAT)
        if fingerprint not in (None, about["fingerprint"]):
            raise IndexMismatchError("encoder", about["fingerprint"], fingerprint)
        self.id = generation.id
        self.published_at = datetime.fromisoformat(about["published_at"])
        day = about["newest_day"]
        self.newest_day = date.fromisoformat(day) if day else None
        self.size: int = about["passages"]
        self._size_of_articles: int = about["articles"]
        self._milvus = milvus
        self._generation = generation
        self._records = Records(milvus, generation)
        self._folder = Path(tempfile.mkdtemp(prefix="sampan-"))
        self._let_go = weakref.finalize(self, _let_go, milvus, self._folder)
        means, words, highest = (self._bring(name) for name in FILES)
        self.means = read_means(means)
        self._vocabulary = Vocabulary(words, highest)
        self.families = frozenset(self.means.by_family)
        self._words = WordSearch(
            milvus, generation.passages, self.families, self._records.passage_words
        )
        self._article_words = WordSearch(
            milvus, generation.articles, self.families, self._records.article_words
        )

    @property
    def place(self) -> str:
        """The address at which it lies."""
        return self._milvus.place.address

    def close(self) -> None:
        """Let go of the connection, and of the copy of the words."""
        self._let_go()

    @property
    def articles(self) -> Sequence[Article]:
        return _Articles(self._records, self._size_of_articles)

    @property
    def stories(self) -> Mapping[str, str]:
        return _Stories(self._records, self._size_of_articles)

    @property
    def highest_rarity(self) -> float:
        return self._vocabulary.highest_of_all

    def rarity(self, word: str) -> float:
        return self._vocabulary.rarity(word)

    def find_near(self, queries: Matrix, k: int, *, filters: Filters) -> list[Found]:
        where = filter_condition(filters)
        limit = min(k + _ALSO, ROWS_AT_MOST)
        if not len(queries) or not self.size:
            return [Found(np.empty(0, np.int64), np.empty(0, np.float32)) for _ in queries]
        found = self._search_near(queries, limit, where)
        return [
            self._first(query, one, k, limit, where)
            for query, one in zip(queries, found, strict=True)
        ]

    def find_by_words(
        self, queries: Sequence[Sequence[WordGroup]], k: int, *, filters: Filters
    ) -> list[FoundByWords]:
        where = filter_condition(filters)
        return [self._find_by_words(query, k, where) for query in queries]

    def score_words(self, groups: Sequence[WordGroup], rows: Rows) -> tuple[Scores, Scores]:
        terms = self._vocabulary.terms(groups)
        records = self._records.passages(rows.tolist())
        articles, back = np.unique([record.article for record in records], return_inverse=True)
        words = self._records.article_words(articles.astype(np.int64).tolist())
        of_passages = score(terms, [record.words for record in records])
        return of_passages, score(terms, words)[back]

    def vectors(self, rows: Rows) -> Matrix:
        records = self._records.passages(rows.tolist())
        if not records:
            return np.empty((0, len(self.means.overall)), dtype=np.float32)
        centred = np.stack([record.centred for record in records])
        lengths = np.array([record.length for record in records], dtype=np.float32)
        means = np.stack([self.means.by_family[record.family] for record in records])
        # As they were kept when they were encoded, in half precision.
        encoded = (centred * lengths[:, None] + means).astype(np.float16)
        return encoded.astype(np.float32)

    def facts(self, rows: Rows) -> Facts:
        records = self._records.passages(rows.tolist())
        return Facts(
            articles=np.array([record.article for record in records], dtype=np.int64),
            families=tuple(record.family for record in records),
            newness=np.array([record.newness for record in records], dtype=np.float32),
        )

    def read(self, rows: Rows) -> list[tuple[Passage, Article]]:
        return self._records.read(rows.tolist())

    def rows_of(self, articles: Sequence[str], *, filters: Filters) -> Rows:
        wanted = list(dict.fromkeys(articles))
        rows: list[int] = []
        for at in range(0, len(wanted), _IDS_AT_ONCE):
            named = f"id in {quote_all(wanted[at : at + _IDS_AT_ONCE])}"
            found = self._ask_articles(both(named, filter_condition(filters)), "first", "behind")
            for article in found:
                rows.extend(range(article["first"], article["behind"]))
        return np.array(sorted(rows), dtype=np.int64)

    def outlets(self, articles: Rows) -> list[str]:
        return [record.provider for record in self._records.articles(articles.tolist())]

    def count_undated(self, filters: Filters) -> int:
        where = both("day == 0", filter_condition(filters))
        return self._milvus.count(self._generation.articles, where)

    def newest_naming(
        self, groups: Sequence[Sequence[str]], *, filters: Filters
    ) -> Iterator[Article]:
        where = both('extent != "teaser"', filter_condition(filters), naming_condition(groups))
        last, ahead = 0, _FIRST_NAMED
        while last < self._size_of_articles:
            window = f"place > {last} and place <= {last + ahead}"
            found = self._ask_articles(both(window, where), "row", "place")
            if len(found) == ROWS_AT_MOST:
                ahead //= 2
                continue
            ordered = sorted(found, key=lambda row: row["place"])
            numbers = [row["row"] for row in ordered]
            yield from self._records.every_text(numbers, _READ_AT_ONCE)
            last, ahead = last + ahead, 2 * ahead

    def members_of(self, story: str) -> list[Article]:
        try:
            leader = self._records.article(story)
        except KeyError:
            return []
        if leader.members == 1:
            return self._records.texts([leader.row])
        found = self._ask_articles(f"story == {quote(story)}", "row")
        return self._records.texts(sorted(row["row"] for row in found))

    def told_together(self) -> dict[str, str]:
        """For each article that does not tell its story alone, by id, the leader of its group."""
        found: dict[str, str] = {}
        for first in range(0, self._size_of_articles, ROWS_AT_MOST):
            window = f"row >= {first} and row < {first + ROWS_AT_MOST}"
            for row in self._ask_articles(both("members > 1", window), "id", "story"):
                found[row["id"]] = row["story"]
        return found

    def _bring(self, name: str) -> Path:
        path = self._folder / Path(name).name
        path.write_bytes(read_file(self._milvus, self._generation, name))
        return path

    def _ask_articles(self, where: str, *fields: str) -> list[Row]:
        return self._milvus.query(self._generation.articles, where, fields)

    def _search_near(self, queries: Matrix, limit: int, where: str) -> list[Found]:
        options = search_options(self.size, limit)
        found = self._milvus.search(
            self._generation.passages,
            "centred",
            queries.tolist(),
            limit,
            where=where,
            options=options,
        )
        return [
            Found(np.array(one.keys, dtype=np.int64), np.array(one.scores, dtype=np.float32))
            for one in found
        ]

    def _first(self, query: Matrix, found: Found, k: int, limit: int, where: str) -> Found:
        """The first k, equal ones by row: where others may equal the last, more are looked at."""
        while len(found.rows) == limit < ROWS_AT_MOST and found.scores[-1] == found.scores[k - 1]:
            limit = min(4 * limit, ROWS_AT_MOST)
            (found,) = self._search_near(query[None], limit, where)
        first = np.lexsort((found.rows, -found.scores))[:k]
        return Found(found.rows[first], found.scores[first])

    def _find_by_words(self, query: Sequence[WordGroup], k: int, where: str) -> FoundByWords:
        terms = self._vocabulary.terms(query)
        found = self._words.find(terms, k, where=where)
        by_article = self._article_words.find(terms, 0, where=where)
        return FoundByWords(
            rows=found.rows,
            scores=found.scores,
            best_passage=self._by_name(found),
            best_article=self._by_name(by_article),
        )

    def _by_name(self, found: Best) -> dict[str, float]:
        names = sorted(self.families)
        return {
            name: float(best) for name, best in zip(names, found.by_family, strict=True) if best > 0
        }


def _let_go(milvus: Milvus, folder: Path) -> None:
    """Of what an index has, when it is closed or nobody uses it any more."""
    milvus.close()
    shutil.rmtree(folder, ignore_errors=True)


class _Articles(Sequence[Article]):
    """All articles by number, read when they are asked for."""

    def __init__(self, records: Records, size: int) -> None:
        self._records = records
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Article]:
        return self._records.every_text(range(self._size), _READ_AT_ONCE)

    @overload
    def __getitem__(self, row: int) -> Article: ...

    @overload
    def __getitem__(self, row: slice) -> list[Article]: ...

    def __getitem__(self, row: int | slice) -> Article | list[Article]:
        if isinstance(row, slice):
            return self._records.texts(range(*row.indices(self._size)))
        if not -self._size <= row < self._size:
            raise IndexError(row)
        return self._records.texts([row % self._size])[0]


class _Stories(Mapping[str, str]):
    """The leader of each article's group, by the article's id."""

    def __init__(self, records: Records, size: int) -> None:
        self._records = records
        self._size = size

    def __getitem__(self, article_id: str) -> str:
        return self._records.article(article_id).story

    def __iter__(self) -> Iterator[str]:
        articles = self._records.every_text(range(self._size), _READ_AT_ONCE)
        return (article.id for article in articles)

    def __len__(self) -> int:
        return self._size
