"""A corpus of any size, for `benchmarks.scale`: its vectors lie as real ones do.

The first ten thousand passages are real: sentences of the starter corpus that stand together, and
one or two from another article of the language, encoded by the default encoder. Every other passage
is made from one of these. Its vector lies between that of its pattern and that of one of the
pattern's near neighbours, with noise that has the spread of the real vectors in every direction,
so much that the nearest real vector is as far away as the real ones are from each other. Its words
are its pattern's, a third of them drawn anew as often as they stand in the real ones, and a few are
words that no other text has, so that the vocabulary grows as real ones do.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.article_store import ArticleStore
from corpus.article_writing import ArticleStoreWriter
from corpus.load import load_corpus
from corpus.schema import Article, Passage
from corpus.sentences import split_sentences
from corpus.starter import starter_folder
from corpus.text import has_han
from embeddings.contents import KnownPassages
from embeddings.encoder import Encoder, Matrix, to_unit_rows
from embeddings.rows_file import RowsFile, RowsReader

REAL = 10_000
PER_ARTICLE = 5
TOPICS = 100
"""Each article has one of so many topics: a filter on one leaves a hundredth."""

_ARTICLES, _VECTORS = "articles.sqlite", "vectors.npy"
_GAP = "\n\n"
_SEED = 7
_CHINESE = 0.3  # of the articles
_DRAWN = 20_000
_DRAWN_ANEW = 0.33
_NEAR = 20
_PARTS = 2  # characters of Chinese that are drawn together
_FIRST_DAY = datetime(2015, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Real:
    """Real passages: texts and unit vectors of shape (n, dim), one row each."""

    texts: list[str]
    vectors: Matrix


def make_real(folder: Path, encoder: Encoder, count: int = REAL) -> Real:
    """The real passages, encoded once and kept in a folder."""
    texts = _recombine(count)
    path = folder / f"real-{encoder.fingerprint}-{count}.npy"
    if not path.exists():
        batches = [
            encoder.encode_passages(texts[at : at + 256]) for at in range(0, len(texts), 256)
        ]
        folder.mkdir(parents=True, exist_ok=True)
        np.save(path, np.concatenate(batches).astype(np.float16))
    return Real(texts, to_unit_rows(np.load(path).astype(np.float32)))


def _recombine(count: int) -> list[str]:
    rng = random.Random(_SEED)
    by_language: dict[bool, list[list[str]]] = {}
    for article in load_corpus([starter_folder()]).articles:
        sentences = [article.body[slice(*span)] for span in split_sentences(article.body)]
        long = [one for one in sentences if len(one) > 15]
        if len(long) > 3:
            by_language.setdefault(has_han(article.body), []).append(long)
    texts = []
    for number in range(count):
        if number % PER_ARTICLE == 0:
            others = by_language[rng.random() < _CHINESE]
        own, other = rng.sample(others, 2)
        at = rng.randrange(len(own) - 2)
        texts.append(" ".join([*own[at : at + 3], *rng.sample(other, rng.choice([1, 2]))]))
    return texts


class ScaledCorpus:
    """Articles of five passages each, and the passages' vectors, in files of a folder.

    `find` gives the passages of an article with their vectors, as a generation that holds them
    would.
    """

    def __init__(self, folder: Path) -> None:
        self._store = ArticleStore(folder / _ARTICLES)
        self._vectors = RowsReader(folder / _VECTORS)
        self.articles = self._store.articles
        self.words = None

    @property
    def dim(self) -> int:
        """Of its vectors."""
        return int(self._vectors.dim)

    def find(self, article: Article) -> KnownPassages:
        """The passages of one of these articles, and their vectors."""
        first = int(article.id.rsplit("-", 1)[1]) * PER_ARTICLE
        passages = []
        at = 0
        for text in article.body.split(_GAP):
            end = at + len(text)
            passages.append(Passage(article_id=article.id, start=at, end=end, text=text))
            at = end + len(_GAP)
        rows = np.arange(first, first + PER_ARTICLE)
        return KnownPassages(passages=passages, vectors=self._vectors.read(rows))


def write_corpus(folder: Path, real: Real, passages: int) -> None:
    """So many passages, the same every time, for `ScaledCorpus` to read."""
    make = _Maker(real)
    folder.mkdir(parents=True, exist_ok=True)
    with (
        ArticleStoreWriter(folder / _ARTICLES) as store,
        RowsFile(folder / _VECTORS, real.vectors.shape[1]) as vectors,
    ):
        for number in range(passages // PER_ARTICLE):
            article, rows = make.article(number)
            store.add_article(article)
            vectors.add(rows)


class _Maker:
    """Makes articles of real passages, or of new ones after their pattern."""

    def __init__(self, real: Real) -> None:
        self._real = real
        self._is_han = np.array([has_han(text) for text in real.texts])
        self._pieces = [_pieces(text) for text in real.texts]
        self._pools = {
            is_han: np.array(
                [p for n in np.flatnonzero(self._is_han == is_han) for p in self._pieces[n]],
                dtype=object,
            )
            for is_han in (False, True)
        }
        self._noise = _Noise(real.vectors, _near_rows(real.vectors))

    def article(self, number: int) -> tuple[Article, Matrix]:
        """An article, and the vectors of its passages."""
        rng = np.random.default_rng((_SEED, number))
        rows = np.arange(number * PER_ARTICLE, (number + 1) * PER_ARTICLE)
        if rows[-1] < len(self._real.texts):
            is_han = bool(self._is_han[rows[0]])
            texts = [self._real.texts[row] for row in rows]
            vectors = self._real.vectors[rows]
        else:
            is_han = bool(rng.random() < _CHINESE)
            patterns = rng.choice(np.flatnonzero(self._is_han == is_han), size=PER_ARTICLE)
            texts = [self._text(int(row), is_han, rng) for row in patterns]
            vectors = self._noise.near(patterns, rng)
        return (
            Article(
                id=f"article-{number:07d}",
                title=texts[0][:60].strip(),
                body=_GAP.join(texts),
                language="zh-Hant" if is_han else "en",
                url=f"https://news.example/{number}",
                provider=f"Outlet {number % 23}",
                published=_FIRST_DAY + timedelta(hours=(number * 37) % 100_000),
                topics=(f"topic {number % TOPICS}",),
            ),
            vectors,
        )

    def _text(self, row: int, is_han: bool, rng: np.random.Generator) -> str:
        pieces = np.array(self._pieces[row], dtype=object)
        anew = rng.random(len(pieces)) < _DRAWN_ANEW
        pool = self._pools[is_han]
        pieces[anew] = pool[rng.integers(len(pool), size=int(anew.sum()))]
        pieces[rng.integers(len(pieces))] = f"q{int(rng.zipf(1.2)) % 10_000_000}x"
        return ("" if is_han else " ").join(pieces)


class _Noise:
    """Vectors near real ones, as far from them as these are from each other."""

    def __init__(self, vectors: Matrix, near: npt.NDArray[np.int64]) -> None:
        self._vectors = vectors
        self._near = near
        centred = vectors - vectors.mean(axis=0)
        values, axes = np.linalg.eigh(centred.T @ centred / len(vectors))
        spread = (axes * np.sqrt(np.maximum(values, 0))).astype(np.float32).T
        drawn = np.random.default_rng(_SEED).normal(size=(_DRAWN, vectors.shape[1]))
        self._drawn = drawn.astype(np.float32) @ spread
        self._wanted = float(np.median(np.sum(vectors * vectors[near[:, 0]], axis=1)))
        self._scale = self._fit()

    def near(self, rows: npt.NDArray[np.int64], rng: np.random.Generator) -> Matrix:
        """A vector for each of the rows."""
        return self._make(rows, rng, self._scale)

    def _make(self, rows: npt.NDArray[np.int64], rng: np.random.Generator, scale: float) -> Matrix:
        others = self._near[rows, rng.integers(_NEAR, size=len(rows))]
        share = rng.random((len(rows), 1)).astype(np.float32) / 2
        # The sum of two that were drawn before has the same spread as one drawn now.
        one, two = self._drawn[rng.integers(_DRAWN, size=(2, len(rows)))]
        mixed = (1 - share) * self._vectors[rows] + share * self._vectors[others]
        return to_unit_rows(mixed + scale * (one + two) / np.float32(np.sqrt(2)))

    def _fit(self) -> float:
        """The noise at which a new vector is to the nearest real one as real ones are."""
        low, high = 0.0, 2.0
        rows = np.random.default_rng(_SEED).integers(len(self._vectors), size=500)
        for _ in range(12):
            scale = (low + high) / 2
            made = self._make(rows, np.random.default_rng(1), scale)
            found = float(np.median((made @ self._vectors.T).max(axis=1)))
            low, high = (scale, high) if found > self._wanted else (low, scale)
        return low


def _near_rows(vectors: Matrix) -> npt.NDArray[np.int64]:
    """The rows nearest to each row, the nearest first: shape (n, 20)."""
    found = []
    for at in range(0, len(vectors), 1000):
        scores = vectors[at : at + 1000] @ vectors.T
        scores[np.arange(len(scores)), np.arange(at, at + len(scores))] = -2
        part = np.argpartition(-scores, _NEAR, axis=1)[:, :_NEAR]
        order = np.argsort(-np.take_along_axis(scores, part, axis=1), axis=1)
        found.append(np.take_along_axis(part, order, axis=1))
    return np.concatenate(found)


def _pieces(text: str) -> list[str]:
    if has_han(text):
        return [text[at : at + _PARTS] for at in range(0, len(text), _PARTS)]
    return text.split()
