"""Look-ups that read every article each time: what those in a file must find too."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from corpus.glossary import Concept, Glossary
from corpus.schema import Article
from corpus.text import fold_key, has_han
from corpus.web import canonical_url

_BEGINNING = datetime.min.replace(tzinfo=UTC)
_LATIN_WORD = re.compile(r"[^\W_]+")


class CatalogueInMemory:
    """The articles in memory."""

    def __init__(
        self,
        articles: Sequence[Article],
        glossary: Glossary,
        *,
        groups: Mapping[str, str] | None = None,
    ) -> None:
        self._groups = groups or {}
        self._articles = {article.id: article for article in articles}
        self._glossary = glossary
        self._titles = {article.id: fold_key(article.title) for article in articles}
        self._texts = {article.id: fold_key(_subject_text(article)) for article in articles}
        self._concepts: dict[str, frozenset[Concept]] = {}
        self._titled: dict[str, frozenset[Concept]] = {}

    def get(self, article_id: str) -> Article:
        """The article with this id."""
        return self._articles[article_id]

    def story_of(self, article_id: str) -> str:
        """What is the same for all articles that tell one story."""
        return self._groups.get(article_id, article_id)

    def find(self, query: str, *, limit: int = 10, offset: int = 0) -> list[Article]:
        """Articles whose title, excerpt, provider or topics name what the query names.

        Names count in either language and in every alias of the glossary. Best first, those behind
        the first `offset`; equal ones from the newest to the oldest.
        """
        folded = fold_key(query)
        if not folded:
            return []
        named = {c: [fold_key(a) for a in c.aliases] for c in self._glossary.find(query)}
        words = _plain_words(self._glossary.without_names(query))
        scores = {
            article_id: score
            for article_id in self._articles
            if (score := self._match(article_id, folded, words, named)) > 0
        }
        found = [self._articles[article_id] for article_id in scores]
        ranked = sorted(found, key=lambda a: (-scores[a.id], *_newest_first(a)))
        return self._once(ranked, offset + limit)[offset:]

    def latest(
        self,
        *,
        topics: Sequence[str] = (),
        providers: Sequence[str] = (),
        limit: int = 10,
        offset: int = 0,
    ) -> list[Article]:
        """The newest articles behind the first `offset`, no teasers; undated ones come last."""
        chosen = [
            article
            for article in self._articles.values()
            if article.extent != "teaser"
            and (not topics or set(topics) & set(article.topics))
            and (not providers or article.provider in providers)
        ]
        return self._once(sorted(chosen, key=_newest_first), offset + limit)[offset:]

    def _once(self, articles: Sequence[Article], limit: int) -> list[Article]:
        """The first articles, a story that several tell only once."""
        seen: dict[str, Article] = {}
        for article in articles:
            seen.setdefault(self.story_of(article.id), article)
        return list(seen.values())[:limit]

    def related(self, article_id: str, *, limit: int = 10) -> list[Article]:
        """What the article itself names as related, then those that share its subjects.

        A story that several articles tell comes once, and the article's own not at all.
        """
        article = self.get(article_id)
        named = {canonical_url(link.url) for link in article.related}
        mine = self._concepts_of(article)
        scores = {
            other.id: 100 * (bool(other.url) and canonical_url(other.url or "") in named)
            + 2 * len(mine & self._concepts_of(other))
            + len(set(article.topics) & set(other.topics))
            for other in self._articles.values()
            if self.story_of(other.id) != self.story_of(article_id)
        }
        found = [self._articles[other] for other, score in scores.items() if score >= 4]
        return self._once(sorted(found, key=lambda a: (-scores[a.id], *_newest_first(a))), limit)

    def _match(
        self,
        article_id: str,
        folded: str,
        words: Sequence[str],
        named: Mapping[Concept, Sequence[str]],
    ) -> float:
        """How well an article fits: 0 when it lacks half of what the query names.

        A concept is named by any of its names, also within the name of another: "stablecoin" by
        "stablecoin issuer".
        """
        title, text = self._titles[article_id], self._texts[article_id]
        article = self._articles[article_id]
        if folded in (fold_key(article_id), title, *map(fold_key, article.aliases)):
            return 10.0
        wanted = len(words) + len(named)
        concepts = self._concepts_of(article) if named else frozenset()
        in_text = sum(_holds(text, word) for word in words)
        in_text += sum(c in concepts or _names(text, keys) for c, keys in named.items())
        in_title = sum(_holds(title, word) for word in words)
        if named:
            titled = self._titled_of(article_id)
            in_title += sum(c in titled or _names(title, keys) for c, keys in named.items())
        if _holds(title, folded) and (in_text or not wanted):
            return 4.0 + in_text / max(wanted, 1)
        if not wanted or in_text < wanted / 2:
            return 0.0
        score = in_text / wanted + in_title / (2 * wanted)
        return score / 2 if article.extent == "teaser" else score

    def _concepts_of(self, article: Article) -> frozenset[Concept]:
        if article.id not in self._concepts:
            found = self._glossary.find(_subject_text(article))
            self._concepts[article.id] = frozenset(found)
        return self._concepts[article.id]

    def _titled_of(self, article_id: str) -> frozenset[Concept]:
        if article_id not in self._titled:
            self._titled[article_id] = frozenset(self._glossary.find(self._titles[article_id]))
        return self._titled[article_id]


def _subject_text(article: Article) -> str:
    names = (article.title, *article.aliases)
    parts = (*names, article.excerpt, article.provider or "", *article.topics)
    return "\n".join(part for part in parts if part)


def _plain_words(folded: str) -> list[str]:
    words = list(dict.fromkeys(_LATIN_WORD.findall(folded)))
    return [word for word in words if len(word) > 1 or has_han(word)]


def _holds(text: str, word: str) -> bool:
    """Whether a word of the text starts with this one; Chinese may stand anywhere."""
    if has_han(word):
        return word in text
    return re.search(rf"(?<![0-9a-z]){re.escape(word)}", text) is not None


def _names(text: str, keys: Iterable[str]) -> bool:
    """Whether one of these names stands in the text, whole or in the plural."""
    return any(
        key in text
        and (
            has_han(key)
            or re.search(rf"(?<![0-9a-z]){re.escape(key)}s?(?![0-9a-z])", text) is not None
        )
        for key in keys
    )


def _newest_first(article: Article) -> tuple[float, str]:
    return -(article.published or _BEGINNING).timestamp(), article.id
