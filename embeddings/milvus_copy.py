"""The articles of a generation in Milvus as a file on a machine that has none of its own.

Look-ups by title, subject and source need it; answers do not.
"""

import os
from pathlib import Path

from corpus.article_store import ArticleStore
from corpus.article_writing import ArticleStoreWriter
from corpus.drafts import DRAFT_PREFIX
from embeddings.errors import EmbeddingError
from embeddings.milvus_index import MilvusIndex


def copy_articles(index: MilvusIndex, folder: Path) -> ArticleStore:
    """The copy in a folder, made where it is not there; those of other generations are removed.

    Raises EmbeddingError where it cannot be written, and BackendError.
    """
    path = folder / f"{index.id}.sqlite"
    try:
        if not path.exists():
            _write(index, path)
        for other in folder.glob("*.sqlite"):
            if other != path:
                other.unlink(missing_ok=True)
        return ArticleStore(path)
    except OSError as error:
        reason = error.strerror or error
        raise EmbeddingError(f"the articles cannot be copied to {folder}: {reason}") from error


def _write(index: MilvusIndex, path: Path) -> None:
    draft = path.with_name(f"{DRAFT_PREFIX}{os.getpid()}")
    try:
        with ArticleStoreWriter(draft) as writer:
            for article in index.articles:
                writer.add_article(article)
            writer.set_stories(index.told_together())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
