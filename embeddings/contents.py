"""Articles → the files of a generation, all but its manifest.

Articles are worked on one after another: what stays in memory are the words of the vocabulary and
some bytes for each passage, but no texts and no vectors.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from corpus.article_writing import ArticleStoreWriter
from corpus.chunk import ChunkOptions, split_article
from corpus.schema import Article, Passage, search_text
from corpus.words import split_words
from embeddings.centring import MeanOfRows, family_of
from embeddings.counted_words import CountedWords
from embeddings.encoder import Encoder, Matrix
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
    write_means,
)
from embeddings.index import open_store
from embeddings.newness import rank_days
from embeddings.rows_file import RowsFile, RowsReader
from embeddings.vector_cache import Progress, VectorCache

if TYPE_CHECKING:
    from embeddings.word_index_writing import WordIndexWriter

_BATCH = 2048  # passages that are encoded and written together
_SWEEP = 20_000  # vectors that are gone through at once


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPassages:
    """An article's passages with their vectors of shape (passages, dim).

    And the rows of their words, where these are known too.
    """

    passages: Sequence[Passage]
    vectors: Matrix
    rows: Sequence[int] | None = None


class Known(Protocol):
    """Where the passages of an article may be known; `words` has those of their rows."""

    @property
    def words(self) -> CountedWords | None: ...

    def find(self, article: Article) -> KnownPassages | None:
        """What is known of an article; None if it is new or other."""
        ...


class KnownGeneration:
    """What a generation, made in the same way as a new one, has of articles that are the same."""

    def __init__(self, generation: Path) -> None:
        self._store = open_store(generation)
        self._vectors = RowsReader(generation / VECTORS_FILE)
        self.words = CountedWords(generation / WORDS_FOLDER)

    def find(self, article: Article) -> KnownPassages | None:
        row = self._store.rows_of([article.id]).get(article.id)
        if row is None or self._store.article(row) != article:
            return None
        rows = self._store.passage_rows_of([row])
        return KnownPassages(
            passages=self._store.read_passages(rows),
            vectors=self._vectors.read(np.array(rows, dtype=np.int64)),
            rows=rows,
        )


class _Batch:
    """Passages until they are written, each with its vector and the row of its words, if known."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.vectors: list[Matrix | None] = []
        self.rows: list[int | None] = []

    def add(
        self, article: Article, passages: Sequence[Passage], known: KnownPassages | None
    ) -> None:
        unknown = [None] * len(passages)
        self.texts.extend(search_text(article, passage) for passage in passages)
        self.vectors.extend(unknown if known is None else known.vectors)
        self.rows.extend(unknown if known is None or known.rows is None else known.rows)

    def give_words(self, to: "WordIndexWriter") -> None:
        """The words of the passages, in order."""
        at = 0
        for is_new, run in groupby(self.rows, key=lambda row: row is None):
            rows = list(run)
            to.add_known([row for row in rows if row is not None])
            for text in self.texts[at : at + len(rows)] if is_new else ():
                to.add(split_words(text))
            at += len(rows)


def write_contents(
    draft: Path,
    articles: Sequence[Article],
    *,
    encoder: Encoder,
    options: ChunkOptions,
    known: Known | None,
    cache: VectorCache,
    progress: Progress | None,
) -> int:
    """Everything but the manifest; says how many passages there are.

    Articles that are `known`, and their words, are not cut or encoded again. `progress` is called
    with how many articles are done, and how many there are.
    """
    # Slow to import, and needed only when there is something to build.
    from corpus.duplicates import group_duplicates
    from embeddings.word_index_writing import WordIndexWriter

    words = WordIndexWriter(draft / WORDS_FOLDER, known.words if known else None)
    counts: list[int] = []
    names: list[str] = []
    days: list[date | None] = []
    batch = _Batch()
    with (
        ArticleStoreWriter(draft / ARTICLES_FILE) as store,
        RowsFile(draft / VECTORS_FILE, encoder.dim) as vectors,
    ):

        def write() -> None:
            unknown = [n for n, vector in enumerate(batch.vectors) if vector is None]
            fresh = cache.encode_passages(encoder, [batch.texts[n] for n in unknown])
            for n, vector in zip(unknown, fresh, strict=True):
                batch.vectors[n] = vector
            if batch.vectors:
                vectors.add(np.stack([v for v in batch.vectors if v is not None]))
            batch.give_words(words)
            if progress:
                progress(len(counts), len(articles))

        for article in articles:
            held = known.find(article) if known else None
            passages = (
                held.passages
                if held
                else split_article(article, count_tokens=encoder.count_tokens, options=options)
            )
            store.add_passages(store.add_article(article), passages)
            counts.append(len(passages))
            names.append(family_of(article.language))
            days.append(article.published_on)
            batch.add(article, passages, held)
            if len(batch.texts) >= _BATCH:
                write()
                batch = _Batch()
        write()
        store.set_stories(group_duplicates(articles))
    article_rows = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    np.save(draft / NEWNESS_FILE, rank_days(days))
    np.save(draft / ARTICLE_ROWS_FILE, article_rows)
    codes = {name: code for code, name in enumerate(sorted({names[n] for n in article_rows}))}
    families = np.array([codes.get(name, 0) for name in names], dtype=np.uint16)
    np.save(draft / FAMILIES_FILE, families)
    words.finish(article_rows)
    _write_vectors(draft, families[article_rows], list(codes))
    return len(article_rows)


def _write_vectors(draft: Path, families: npt.NDArray[np.uint16], names: Sequence[str]) -> None:
    """The means of the vectors that were written, and the index of these without them."""
    from embeddings.faiss_index import FaissIndex, sample_size

    vectors = RowsReader(draft / VECTORS_FILE)
    every = np.arange(vectors.size)
    measured = MeanOfRows(names, vectors.dim)
    for part in _parts(vectors.size):
        measured.add(vectors.read(every[part]), families[part])
    means = measured.means()
    write_means(draft / MEANS_FILE, means)
    by_code = np.stack([means.by_family[name] for name in names] or [means.overall])

    def centre(rows: npt.NDArray[np.int64]) -> tuple[Matrix, Matrix]:
        """The rows without their means, of unit length, and what length they had."""
        centred = vectors.read(rows)
        centred -= by_code[families[rows]]
        norms = np.maximum(np.linalg.norm(centred, axis=1), 1e-12)
        centred /= norms[:, None]
        return centred, norms

    lengths = np.empty(vectors.size, dtype=np.float32)

    def batches() -> Iterator[Matrix]:
        for part in _parts(vectors.size):
            rows, lengths[part] = centre(every[part])
            yield rows

    chosen = np.linspace(0, vectors.size - 1, sample_size(vectors.size)).astype(np.int64)
    chosen = chosen[: vectors.size]  # none of none
    sample = np.empty((len(chosen), vectors.dim), dtype=np.float32)
    for part in _parts(len(chosen)):
        sample[part], _ = centre(chosen[part])
    FaissIndex.build(vectors.size, batches(), sample).save(draft / FAISS_FILE)
    np.save(draft / LENGTHS_FILE, lengths)


def _parts(size: int) -> Iterator[slice]:
    return (slice(at, at + _SWEEP) for at in range(0, size, _SWEEP))
