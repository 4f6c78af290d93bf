"""What differs between the articles of an index and others."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.article_json import article_to_json
from corpus.databases import DATABASE_ERRORS
from corpus.errors import ArticlesDamagedError
from corpus.schema import Article
from embeddings.errors import EmbeddingError
from embeddings.index import current_generation, open_store

_FEW = 0.1  # a larger share of the articles is not removed without a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The ids of what is new, changed and gone, each in order; `before` counts what was there."""

    before: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def removes_much(self) -> bool:
        """Whether more than a tenth of the articles would be gone."""
        return len(self.removed) > _FEW * self.before


def compare_articles(before: Sequence[Article], after: Sequence[Article]) -> Changes:
    """What turns the first articles into the second."""
    old = {article.id: _digest(article) for article in before}
    new = {article.id: _digest(article) for article in after}
    return Changes(
        before=len(old),
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(id for id in new.keys() & old.keys() if new[id] != old[id])),
        removed=tuple(sorted(old.keys() - new.keys())),
    )


def compare_with_index(folder: Path, after: Sequence[Article]) -> Changes:
    """What turns the articles of the index in `folder` into these.

    All of them are new where there is no index, or none that can be read.
    """
    try:
        return compare_articles(open_store(current_generation(folder)).articles, after)
    except (EmbeddingError, ArticlesDamagedError, *DATABASE_ERRORS, OSError):
        return compare_articles((), after)


def _digest(article: Article) -> bytes:
    plain = json.dumps(article_to_json(article))
    return hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=16).digest()
