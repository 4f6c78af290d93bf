"""Articles → the files of a generation, all but its manifest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.article_json import article_to_json
from corpus.chunk import ChunkOptions, split_article
from corpus.schema import Article, Passage, search_text
from corpus.words import split_words
from embeddings.centring import family_of, measure_means
from embeddings.encoder import Encoder, Matrix
from embeddings.index import (
    ARTICLES_FILE,
    BM25_FOLDER,
    FAISS_FILE,
    MEANS_FILE,
    PASSAGES_FILE,
    VECTORS_FILE,
    read_generation_passages,
    write_means,
)
from embeddings.records import passage_to_json, write_lines
from embeddings.vector_cache import Progress, VectorCache


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A passage, with its vector of shape (dim,) where a generation has it."""

    passage: Passage
    vector: Matrix | None = None


def read_cuts(
    generation: Path, before: Sequence[Article], articles: Sequence[Article]
) -> dict[str, list[Cut]]:
    """What a generation, which holds the articles `before`, has of those that are the same now.

    By article id. It must have been made in the same way as the one that will take it over.
    """
    now = {article.id: article for article in articles}
    cuts: dict[str, list[Cut]] = {
        article.id: [] for article in before if now.get(article.id) == article
    }
    vectors: Matrix = np.asarray(np.load(generation / VECTORS_FILE, mmap_mode="r"))
    _, passages = read_generation_passages(generation, before)
    for passage, vector in zip(passages, vectors, strict=True):
        if passage.article_id in cuts:
            cuts[passage.article_id].append(Cut(passage=passage, vector=vector))
    return cuts


def write_contents(
    draft: Path,
    articles: Sequence[Article],
    *,
    encoder: Encoder,
    options: ChunkOptions,
    known: Mapping[str, Sequence[Cut]],
    cache: VectorCache,
    progress: Progress | None,
) -> int:
    """Everything but the manifest; says how many passages there are.

    Articles that are `known`, by their ids, are not cut again.
    """
    # Slow to import, and needed only when there is something to build.
    from corpus.duplicates import group_duplicates
    from embeddings.bm25_index import Bm25Index
    from embeddings.faiss_index import FaissIndex

    groups = group_duplicates(articles)
    write_lines(
        draft / ARTICLES_FILE,
        ({**article_to_json(article), "group": groups[article.id]} for article in articles),
    )
    cuts: list[Cut] = []
    texts: list[str] = []
    families: list[str] = []
    for article in articles:
        own = known.get(article.id)
        if own is None:
            parts = split_article(article, count_tokens=encoder.count_tokens, options=options)
            own = [Cut(passage=passage) for passage in parts]
        cuts.extend(own)
        texts.extend(search_text(article, cut.passage) for cut in own)
        families.extend(family_of(article.language) for _ in own)
    write_lines(draft / PASSAGES_FILE, (passage_to_json(cut.passage) for cut in cuts))
    vectors = np.empty((len(cuts), encoder.dim), dtype=np.float32)
    unknown = [row for row, cut in enumerate(cuts) if cut.vector is None]
    vectors[unknown] = cache.encode_passages(
        encoder, [texts[row] for row in unknown], progress=progress
    )
    for row, cut in enumerate(cuts):
        if cut.vector is not None:
            vectors[row] = cut.vector
    np.save(draft / VECTORS_FILE, vectors)
    means = measure_means(vectors, families)
    write_means(draft / MEANS_FILE, means)
    FaissIndex.build(means.centre(vectors, families)).save(draft / FAISS_FILE)
    Bm25Index.build([split_words(text) for text in texts]).save(draft / BM25_FOLDER)
    return len(cuts)
