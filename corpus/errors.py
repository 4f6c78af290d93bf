"""The base of every error that Sampan raises, and the errors of this package.

AppError
└─ CorpusError
   ├─ ArticleError      this file cannot be used
   └─ GlossaryError     this glossary file cannot be used

Each message is one plain sentence that can be shown to the operator as it stands.
"""

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


class GlossaryError(CorpusError):
    """A glossary file cannot be read, or two of its concepts claim the same word."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")
