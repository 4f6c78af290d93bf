"""Word indexes over a few passages."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from embeddings.word_index import WordIndex
from embeddings.word_index_writing import WordIndexWriter


def build_words(
    folder: Path,
    passages: Sequence[Sequence[str]],
    *,
    articles: Sequence[int] | None = None,
    families: Sequence[int] | None = None,
) -> WordIndex:
    """An index over the words of each passage; each is an article, and all are of one family."""
    writer = WordIndexWriter(folder / "words")
    for words in passages:
        writer.add(words)
    rows = np.array(range(len(passages)) if articles is None else articles, dtype=np.int32)
    codes = np.array([0] * len(passages) if families is None else families, dtype=np.uint16)
    writer.finish(rows)
    of_articles = np.zeros(int(rows.max(initial=-1)) + 1, dtype=np.uint16)
    of_articles[rows] = codes
    return WordIndex.load(folder / "words", passage_families=codes, article_families=of_articles)
