"""Which articles may answer: by date, provider, topic and language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.conditions import Condition
from corpus.schema import Article
from corpus.text import fold_key


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

    def condition(self) -> Condition:
        """The same for rows of an `ArticleStore`."""
        found = Condition()
        if self.since:
            found &= Condition("day >= ?", (self.since.isoformat(),))
        if self.until:
            found &= Condition("day <= ?", (self.until.isoformat(),))
        if self.providers:
            found &= _one_of("provider_key", sorted(_keys(self.providers)))
        if self.topics:
            tagged = _one_of("key", sorted(_keys(self.topics)))
            found &= Condition(
                f"row IN (SELECT article FROM topics WHERE {tagged.sql})", tagged.values
            )
        if self.languages:
            likes = " OR ".join(
                "language = ? OR substr(language, 1, ?) = ?" for _ in self.languages
            )
            found &= Condition(
                likes,
                tuple(
                    value
                    for language in self.languages
                    for value in (language, len(language) + 1, f"{language}-")
                ),
            )
        return found


def _one_of(column: str, values: Sequence[str]) -> Condition:
    return Condition(f"{column} IN ({', '.join('?' * len(values))})", tuple(values))


def _keys(names: Sequence[str]) -> set[str]:
    return {fold_key(name) for name in names}
