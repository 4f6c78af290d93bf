"""A generation on this machine as rows of Milvus, batch after batch."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.article_json import article_to_json
from corpus.naming import spaced
from corpus.schema import Article, Passage, search_text
from corpus.text import fold_key
from corpus.words import split_words
from embeddings.centring import family_of
from embeddings.encoder import Matrix
from embeddings.local_index import LocalIndex
from embeddings.milvus_connection import Row
from embeddings.milvus_filters import tags_of
from embeddings.milvus_records import key_of, owner_of
from embeddings.milvus_schema import PIECE, TEXT_BYTES, cut, shorten
from embeddings.passage_index import Rows
from embeddings.postings import WeightedTerm

_BATCH = 500  # passages, or a few more: articles stay together
_NO_WORD = (1 << 32) - 2  # stands in a vector that would be empty, which Milvus does not take

Words = dict[int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Rows of articles that follow each other: theirs, and those of their passages and texts."""

    passages: list[Row]
    articles: list[Row]
    texts: list[Row]


@dataclass(frozen=True, slots=True)
class Span:
    """Articles that follow each other, by number, and the rows of their passages."""

    articles: range
    passages: range


class GenerationRows:
    """Makes rows of a generation; what is in Milvus by its words is what `LocalIndex` has of it."""

    def __init__(self, index: LocalIndex) -> None:
        self._index = index
        groups = "SELECT story, count(*) FROM articles GROUP BY story HAVING count(*) > 1"
        self._members: dict[str, int] = dict(index.store.query(groups))

    @property
    def dim(self) -> int:
        """How many numbers a vector has."""
        return len(self._index.means.overall)

    def spans(self) -> Iterator[Span]:
        """All articles in order, in parts of some hundreds of passages."""
        first = row = at = 0
        for number in range(len(self._index.articles)):
            at += len(self._index.store.passage_rows_of([number]))
            if at - row >= _BATCH or number + 1 - first >= _BATCH:
                yield Span(range(first, number + 1), range(row, at))
                first, row = number + 1, at
        if first < len(self._index.articles):
            yield Span(range(first, len(self._index.articles)), range(row, at))

    def make(self, span: Span) -> Batch:
        """The rows of a part."""
        rows = np.arange(span.passages.start, span.passages.stop, dtype=np.int64)
        read = self._index.read(rows)
        facts = self._index.facts(rows)
        words = self._words(rows, [search_text(article, passage) for passage, article in read])
        centred, lengths = self._centre(rows, facts.families)
        of_articles = facts.articles.tolist()
        articles = [self._index.articles[number] for number in span.articles]
        filtered = [_filtered(article) for article in articles]
        passages = [
            {
                "row": row,
                "article": number,
                "start": passage.start,
                "end": passage.end,
                "headings": _write_headings(passage),
                "length": length,
                "newness": newness,
                "centred": vector,
                "words": own,
                **filtered[number - span.articles.start],
            }
            for row, number, (passage, _), length, newness, vector, own in zip(
                rows.tolist(),
                of_articles,
                read,
                lengths.tolist(),
                facts.newness.tolist(),
                centred,
                words,
                strict=True,
            )
        ]
        best = _best_of(of_articles, words)
        counts = Counter(of_articles)
        return Batch(
            passages=passages,
            articles=list(self._article_rows(span, articles, filtered, best, counts)),
            texts=[
                piece
                for number, article in zip(span.articles, articles, strict=True)
                for piece in _pieces(number, article)
            ],
        )

    def _article_rows(
        self,
        span: Span,
        articles: Sequence[Article],
        filtered: Sequence[Row],
        best: dict[int, Words],
        counts: Counter[int],
    ) -> Iterator[Row]:
        limits = (span.articles.start, span.articles.stop - 1)
        told = self._index.store.query(
            "SELECT place, title, about, story FROM subjects WHERE article BETWEEN ? AND ?"
            " ORDER BY article",
            limits,
        )
        at = span.passages.start
        for number, article, kept, (place, title, about, story) in zip(
            span.articles, articles, filtered, told, strict=True
        ):
            yield {
                "row": number,
                "id": article.id,
                "story": story,
                "members": self._members.get(story, 1),
                "first": at,
                "behind": at + counts[number],
                "place": place,
                "extent": article.extent,
                "naming": cut(f" {spaced(title)} \n {spaced(about)} "),
                "words": best.get(number) or {_NO_WORD: 1.0},
                **kept,
            }
            at += counts[number]

    def _words(self, rows: Rows, texts: Sequence[str]) -> list[Words]:
        """For each passage the score that each of its words gives it."""
        having: defaultdict[str, list[int]] = defaultdict(list)
        for n, text in enumerate(texts):
            for word in set(split_words(text)):
                having[word].append(n)
        found: list[Words] = [{} for _ in texts]
        for word, places in having.items():
            number = self._index.words.number(word)
            if number is None:
                continue
            term = WeightedTerm(words=(number,))
            scores = self._index.words.passages.score([term], rows[places])
            for n, score in zip(places, scores.tolist(), strict=True):
                if score > 0:
                    found[n][number] = score
        return [words or {_NO_WORD: 1.0} for words in found]

    def _centre(self, rows: Rows, families: Sequence[str]) -> tuple[list[list[float]], Matrix]:
        """The vectors without their family's mean, of unit length, and what length they had."""
        if not len(rows):
            return [], np.empty(0, dtype=np.float32)
        means = self._index.means
        shifted = self._index.vectors(rows) - np.stack([means.by_family[f] for f in families])
        lengths = np.maximum(np.linalg.norm(shifted, axis=1), 1e-12)
        return (shifted / lengths[:, None]).tolist(), lengths


def _write_headings(passage: Passage) -> str:
    """The headings as JSON; the first ones go where they are too long for one text."""
    headings = list(passage.headings)
    while len((text := json.dumps(headings, ensure_ascii=False)).encode()) > TEXT_BYTES:
        del headings[0]
    return text


def _best_of(articles: Sequence[int], words: Sequence[Words]) -> dict[int, Words]:
    """For each article the best score of each word in its passages."""
    best: defaultdict[int, Words] = defaultdict(dict)
    for number, own in zip(articles, words, strict=True):
        for word, score in own.items():
            if score > best[number].get(word, 0.0):
                best[number][word] = score
    return best


def _filtered(article: Article) -> Row:
    day = article.published_on
    return {
        "family": family_of(article.language),
        "day": day.toordinal() if day else 0,
        "provider": shorten([fold_key(article.provider or "")])[0],
        "topics": shorten([fold_key(topic) for topic in article.topics]),
        "languages": shorten(tags_of(article.language)),
    }


def _pieces(number: int, article: Article) -> Iterator[Row]:
    owner = owner_of(number)
    text = json.dumps(article_to_json(article), ensure_ascii=False)
    for n, at in enumerate(range(0, len(text), PIECE)):
        yield {
            "row": key_of(owner, n),
            "owner": owner,
            "text": text[at : at + PIECE],
            "unused": [0.0, 0.0],
        }
