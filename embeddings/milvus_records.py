"""Rows of a generation in Milvus as records, those read last kept: a question reads each once."""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from corpus.article_json import article_from_json
from corpus.recent import Recent
from corpus.schema import Article, Passage
from embeddings.encoder import Matrix
from embeddings.milvus_connection import Milvus, Row
from embeddings.milvus_filters import quote
from embeddings.milvus_schema import Generation
from embeddings.milvus_words import RowWords

Record = TypeVar("Record")

_PASSAGES_KEPT = 4096  # some 5 kB each
_ARTICLES_KEPT = 512
_WORDS_KEPT = 2048
_PLACES = 20  # bits for the number of a piece
_FILES = 16  # owners that are no article
_OWNERS_AT_ONCE = 20  # of the longest articles no more pieces than Milvus gives at once
_PASSAGE = (
    "article",
    "start",
    "end",
    "headings",
    "length",
    "newness",
    "family",
    "centred",
    "words",
)
_ARTICLE = "row id story members provider".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRecord:
    """What is known of a passage without its text; `centred` has the shape (dim,)."""

    article: int
    start: int
    end: int
    headings: tuple[str, ...]
    length: float
    newness: float
    family: str
    centred: Matrix
    words: RowWords


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRecord:
    """What is known of an article without its text; `members` counts those of its story."""

    row: int
    id: str
    story: str
    members: int
    provider: str


class Records:
    """Reads passages and articles by row; may be shared by threads. Raises BackendError."""

    def __init__(self, milvus: Milvus, generation: Generation) -> None:
        self._milvus = milvus
        self._generation = generation
        self._passages: _Kept[PassageRecord] = _Kept(_PASSAGES_KEPT)
        self._articles: _Kept[ArticleRecord] = _Kept(_ARTICLES_KEPT)
        self._texts: _Kept[Article] = _Kept(_ARTICLES_KEPT)
        self._words: _Kept[RowWords] = _Kept(_WORDS_KEPT)
        self._by_id: Recent[str, ArticleRecord] = Recent(_ARTICLES_KEPT)

    def passages(self, rows: Sequence[int]) -> list[PassageRecord]:
        """The passages in these rows."""
        return self._passages.get(rows, self._read_passages)

    def passage_words(self, rows: Sequence[int]) -> list[RowWords]:
        """Their words."""
        return [record.words for record in self.passages(rows)]

    def articles(self, numbers: Sequence[int]) -> list[ArticleRecord]:
        """What is known of these articles."""
        return self._articles.get(numbers, self._read_articles)

    def article(self, id: str) -> ArticleRecord:
        """What is known of the article with this id; raises KeyError."""
        return self._by_id.get(id, self._find_article)

    def article_words(self, numbers: Sequence[int]) -> list[RowWords]:
        """The words of these articles."""
        return self._words.get(numbers, self._read_words)

    def texts(self, numbers: Sequence[int]) -> list[Article]:
        """These articles, whole."""
        return self._texts.get(numbers, self._read_texts)

    def every_text(self, numbers: Iterable[int], at_once: int) -> Iterator[Article]:
        """These articles, so many read at once; none is kept."""
        wanted = list(numbers)
        for at in range(0, len(wanted), at_once):
            part = wanted[at : at + at_once]
            found = self._read_texts(part)
            yield from (found[number] for number in part)

    def read(self, rows: Sequence[int]) -> list[tuple[Passage, Article]]:
        """The passages in these rows, each with its article."""
        records = self.passages(rows)
        numbers = [record.article for record in records]
        articles = self.texts(numbers)
        for known in self.articles(numbers):  # whoever reads passages asks next for their stories
            self._remember(known)
        return [
            (
                Passage(
                    article_id=article.id,
                    start=record.start,
                    end=record.end,
                    text=article.body[record.start : record.end],
                    headings=record.headings,
                ),
                article,
            )
            for record, article in zip(records, articles, strict=True)
        ]

    def _read_passages(self, rows: Sequence[int]) -> dict[int, PassageRecord]:
        found = self._milvus.get(self._generation.passages, rows, _PASSAGE)
        return {row: _to_passage(values) for row, values in found.items()}

    def _read_articles(self, numbers: Sequence[int]) -> dict[int, ArticleRecord]:
        found = self._milvus.get(self._generation.articles, numbers, _ARTICLE)
        return {number: _to_article(values) for number, values in found.items()}

    def _remember(self, known: ArticleRecord) -> None:
        self._by_id.get(known.id, lambda _: known)

    def _find_article(self, id: str) -> ArticleRecord:
        where = f"id == {quote(id)}"
        found = self._milvus.query(self._generation.articles, where, _ARTICLE)
        if not found:
            raise KeyError(id)
        return _to_article(found[0])

    def _read_words(self, numbers: Sequence[int]) -> dict[int, RowWords]:
        found = self._milvus.get(self._generation.articles, numbers, ("words",))
        return {number: RowWords.of(values["words"]) for number, values in found.items()}

    def _read_texts(self, numbers: Sequence[int]) -> dict[int, Article]:
        texts = read_pieces(self._milvus, self._generation, [owner_of(n) for n in numbers])
        return {
            number: article_from_json(json.loads(texts[owner_of(number)])) for number in numbers
        }


def owner_of(article: int) -> int:
    """Who an article's pieces belong to; smaller ones are files."""
    return article + _FILES


def key_of(owner: int, place: int) -> int:
    """The key of an owner's piece."""
    return (owner << _PLACES) + place


def read_pieces(milvus: Milvus, generation: Generation, owners: Sequence[int]) -> dict[int, str]:
    """The texts of these owners, put together; raises BackendError where one is not there."""
    pieces: dict[int, dict[int, str]] = {owner: {} for owner in owners}
    for at in range(0, len(owners), _OWNERS_AT_ONCE):
        part = list(owners[at : at + _OWNERS_AT_ONCE])
        found = milvus.query(generation.texts, f"owner in {part}", ("row", "owner", "text"))
        for row in found:
            pieces[row["owner"]][row["row"]] = row["text"]
    if not all(pieces.values()):
        raise milvus.error("has lost rows", 'run "sampan index" to publish it again')
    return {
        owner: "".join(text for _, text in sorted(own.items())) for owner, own in pieces.items()
    }


def _to_passage(values: Row) -> PassageRecord:
    return PassageRecord(
        article=values["article"],
        start=values["start"],
        end=values["end"],
        headings=tuple(json.loads(values["headings"])),
        length=values["length"],
        newness=values["newness"],
        family=values["family"],
        centred=np.array(values["centred"], dtype=np.float32),
        words=RowWords.of(values["words"]),
    )


def _to_article(values: Row) -> ArticleRecord:
    return ArticleRecord(
        row=values["row"],
        id=values["id"],
        story=values["story"],
        members=values["members"],
        provider=values["provider"],
    )


class _Kept(Generic[Record]):
    """The records used last, by row; several are read at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._records: OrderedDict[int, Record] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self, rows: Sequence[int], read: Callable[[Sequence[int]], dict[int, Record]]
    ) -> list[Record]:
        """The records of these rows; those that are not there are read."""
        found: dict[int, Record] = {}
        with self._lock:
            for row in rows:
                if row in self._records:
                    self._records.move_to_end(row)
                    found[row] = self._records[row]
        missing = [row for row in dict.fromkeys(rows) if row not in found]
        if missing:
            fresh = read(missing)
            found |= fresh
            with self._lock:
                self._records |= fresh
                while len(self._records) > self._most:
                    self._records.popitem(last=False)
        return [found[row] for row in rows]
