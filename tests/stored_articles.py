"""Articles in a file, for tests of what reads them there."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from corpus.article_store import ArticleStore
from corpus.article_writing import ArticleStoreWriter
from corpus.catalogue import Catalogue
from corpus.glossary import Glossary
from corpus.schema import Article


def store_articles(
    articles: Sequence[Article], groups: Mapping[str, str] | None = None
) -> ArticleStore:
    """A store of them; its file is gone from the folder, not from whoever has it open."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.sqlite"
        with ArticleStoreWriter(path) as writer:
            for article in articles:
                writer.add_article(article)
            writer.set_stories(groups or {})
        return ArticleStore(path)


def catalogue_of(
    articles: Sequence[Article], glossary: Glossary, groups: Mapping[str, str] | None = None
) -> Catalogue:
    """Look-ups over them."""
    return Catalogue(store_articles(articles, groups), glossary)
