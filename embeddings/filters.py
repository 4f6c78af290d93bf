"""Which articles may answer: by date, provider, topic and language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from corpus.schema import Article
from corpus.text import fold_key

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Conditions that an article must all meet; an empty one is no condition.

    Days are Hong Kong's and both ends count. Providers and topics are compared without regard to
    case and script; the language "zh" stands for both Chinese scripts. An undated article never
    meets a condition on dates.
    """

    since: date | None = None
    until: date | None = None
    providers: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != Filters()

    def allow(self, article: Article) -> bool:
        """Whether the article meets every condition."""
        day = article.published_on
        if (self.since or self.until) and day is None:
            return False
        if self.since and day and day < self.since:
            return False
        if self.until and day and day > self.until:
            return False
        if self.providers and fold_key(article.provider or "") not in _keys(self.providers):
            return False
        if self.topics and not _keys(self.topics) & _keys(article.topics):
            return False
        return not self.languages or any(
            article.language == language or article.language.startswith(f"{language}-")
            for language in self.languages
        )

    def mask(self, articles: Sequence[Article]) -> Mask:
        """For each article whether it is allowed: shape (len(articles),)."""
        if not self:
            return np.ones(len(articles), bool)
        return np.fromiter((self.allow(article) for article in articles), bool, len(articles))


def _keys(names: Sequence[str]) -> set[str]:
    return {fold_key(name) for name in names}
