"""The newest articles about a subject, for whoever asks for news of it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from bot.answering.asked_news import find_news_subject
from bot.answering.blocks import is_lead_in
from bot.answering.excerpts import Excerpt
from bot.answering.question import Question
from corpus.glossary import Concept, Glossary
from corpus.periods import Period
from corpus.schema import Article, Passage
from corpus.sentences import split_sections, split_sentences
from corpus.text import fold_key
from corpus.words import split_words
from embeddings.filters import Filters
from embeddings.index import Index
from embeddings.search import Hit
from embeddings.unknown_names import whole_name

_LEAST_TELLING = 0.35  # of the rarity of the rarest word; "Hong Kong" tells less
_ROOM = 1000  # characters of all that is shown


class NewsFinder:
    """Finds news in one index; may be shared by threads."""

    def __init__(self, index: Index, glossary: Glossary) -> None:
        self._index = index
        self._glossary = glossary

    def find(self, question: Question, filters: Filters, *, limit: int) -> list[Hit]:
        """The newest articles about what news is asked of, newest first, by their first passages.

        They name it in title, excerpt or topics; where nothing is named, all articles count. None
        for a question that asks for something else, or for news of what no article is about.
        """
        subject = find_news_subject(question.text)
        if subject is None or question.kinds or question.query.unknown_names:
            return []
        rarity = self._index.bm25.rarity
        words = {w: rarity(w) for w in split_words(self._glossary.without_names(subject))}
        if not all(words.values()):
            return []
        least = _LEAST_TELLING * self._index.bm25.highest
        wanted = frozenset(word for word, found in words.items() if found >= least)
        # By letters, since "stablecoin" is also named where "stablecoin issuer" is.
        names = [_any_name(concept) for concept in self._glossary.find(subject)]
        found: dict[str, Article] = {}
        for article, about in self._newest_first:
            leader = self._index.groups[article.id]
            if leader in found or not _is_allowed(article, filters, question.times.period):
                continue
            if all(name.search(about) for name in names) and wanted <= set(split_words(about)):
                found[leader] = article
            if len(found) == limit:
                break
        return [
            self._hit(article, rank, filters, question.times.period)
            for rank, article in enumerate(found.values(), 1)
        ]

    @cached_property
    def _newest_first(self) -> list[tuple[Article, str]]:
        """All articles but mere mentions, undated ones last, each with what says its subject."""
        listed = [article for article in self._index.articles if article.extent != "teaser"]
        listed.sort(key=lambda one: (-one.published.timestamp() if one.published else 0.0, one.id))
        return [(article, _about(article)) for article in listed]

    def _hit(self, article: Article, rank: int, filters: Filters, period: Period | None) -> Hit:
        leader = self._index.groups[article.id]
        return Hit(
            rank=rank,
            passage=self._first_passages[article.id],
            article=article,
            score=1.0,
            similarity=0.0,
            vector=None,
            words=None,
            also=tuple(
                other
                for other in self._index.articles
                if self._index.groups[other.id] == leader
                and other.id != article.id
                and filters.allow(other)
            ),
            in_period=True if period else None,
        )

    @cached_property
    def _first_passages(self) -> dict[str, Passage]:
        return {passage.article_id: passage for passage in reversed(self._index.passages)}


def lead_with(
    news: Sequence[Hit], question: Question, hits: Sequence[Hit]
) -> tuple[Question, list[Hit]]:
    """The question as one for the newest, and its hits with the news in front."""
    told = {hit.article.id for hit in news}
    ordered = [*news, *(hit for hit in hits if hit.article.id not in told)]
    return (
        replace(question, times=replace(question.times, is_newest=True)),
        [replace(hit, rank=rank) for rank, hit in enumerate(ordered, start=1)],
    )


def open_articles(hits: Sequence[Hit]) -> list[Excerpt]:
    """How the articles of hits begin: each has a like share of the room."""
    return [_opening(hit.article, _ROOM // len(hits)) for hit in hits]


def _opening(article: Article, room: int) -> Excerpt:
    """An article's first sentence that says more than its title, and those after it."""
    sections = split_sections(article.body)
    spans = split_sentences(article.body, sections[0][1] if sections else None)
    said = [
        place
        for place, span in enumerate(spans)
        if article.body[slice(*span)] != article.title
        and not is_lead_in(article.body, spans, place)
    ]
    first = last = said[0] if said else 0
    while last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= room:
        last += 1
    return Excerpt(
        article=article, start=spans[first][0], end=spans[last][1], span=None, certainty=None
    )


def _is_allowed(article: Article, filters: Filters, period: Period | None) -> bool:
    if not filters.allow(article):
        return False
    day = article.published_on
    return period is None or (day is not None and period.overlaps(Period(since=day, until=day)))


def _any_name(concept: Concept) -> re.Pattern[str]:
    keys = map(fold_key, concept.aliases)
    return re.compile(
        "|".join(whole_name(key, ending="s?" if key.isascii() else "") for key in keys)
    )


def _about(article: Article) -> str:
    return fold_key("\n".join((article.title, *article.aliases, article.excerpt, *article.topics)))
