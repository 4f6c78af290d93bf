"""Writes the file that `ArticleStore` reads."""

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.article_json import article_to_json
from corpus.article_tables import INDEXES, LOOK_UPS, TABLES
from corpus.databases import telling_full_disk
from corpus.naming import spaced
from corpus.schema import Article, Passage
from corpus.text import fold_key
from corpus.web import canonical_url

_REMARK = re.compile(r"(?<!\s)\s*[(（].*")


class ArticleStoreWriter:
    """Makes the file anew; as a context manager it is complete at the end of its block.

    Raises OSError, from any method, where it cannot be written.

    `day` is that of publication in Hong Kong, `moment` the same in seconds since 1970, both NULL
    where it is not known; `url` is canonical; keys are folded as `fold_key` does.
    """

    @telling_full_disk()
    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None)
        # It is flushed with the other files of a draft, and thrown away with them.
        for statement in ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "BEGIN"):
            self._connection.execute(statement)
        for name, function in (("spaced", spaced), ("bare_key", _bare_key)):
            self._connection.create_function(name, 1, function, deterministic=True)
        for statement in TABLES:
            self._connection.execute(statement)
        self._articles = 0
        self._passages = 0

    def __enter__(self) -> Self:
        return self

    @telling_full_disk()
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                for statement in (*INDEXES, *LOOK_UPS):
                    self._connection.execute(statement)
                self._connection.execute("COMMIT")
                self._connection.execute("ANALYZE")
        finally:
            self._connection.close()

    @telling_full_disk()
    def add_article(self, article: Article) -> int:
        """Its row. It is its own story until `set_stories` says otherwise."""
        row = self._articles
        self._articles += 1
        published = article.published
        self._connection.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row,
                article.id,
                article.id,
                article.published_on.isoformat() if article.published_on else None,
                published.timestamp() if published else None,
                article.provider,
                fold_key(article.provider or ""),
                article.language,
                article.extent,
                canonical_url(article.url) if article.url else None,
                json.dumps(article_to_json(article), ensure_ascii=False),
            ),
        )
        self._connection.executemany(
            "INSERT INTO topics VALUES (?, ?, ?)",
            [(row, topic, fold_key(topic)) for topic in article.topics],
        )
        self._add_names(row, article)
        return row

    def _add_names(self, row: int, article: Article) -> None:
        """What look-ups find it by."""
        title = fold_key(article.title)
        about = fold_key("\n".join((*article.aliases, article.excerpt, *article.topics)))
        self._connection.execute("INSERT INTO told VALUES (?, ?, ?)", (row, title, about))
        keys = (fold_key(article.id), title, *map(fold_key, article.aliases))
        self._connection.executemany(
            "INSERT INTO called VALUES (?, ?)", [(key, row) for key in dict.fromkeys(keys)]
        )

    @telling_full_disk()
    def add_passages(self, article: int, passages: Iterable[Passage]) -> None:
        """The passages of the article in a row, behind all that were added before."""
        values = [
            (article, one.start, one.end, json.dumps(one.headings, ensure_ascii=False))
            for one in passages
        ]
        self._connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?)",
            [(row, *value) for row, value in enumerate(values, start=self._passages)],
        )
        self._passages += len(values)

    @telling_full_disk()
    def set_stories(self, stories: Mapping[str, str]) -> None:
        """The leader of the group of each article, by ids; a group of one need not be told."""
        self._connection.executemany(
            "UPDATE articles SET story = ? WHERE id = ?",
            [(leader, id) for id, leader in stories.items() if leader != id],
        )


def _bare_key(name: str) -> str:
    """A folded name without the remark in brackets behind it."""
    return fold_key(_REMARK.sub("", name))
