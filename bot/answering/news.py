"""The newest articles about a subject, for whoever asks for news of it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answering.asked_news import find_news_subject
from bot.answering.blocks import is_lead_in
from bot.answering.excerpts import Excerpt
from bot.answering.question import Question
from corpus.glossary import Concept, Glossary
from corpus.periods import Period
from corpus.schema import Article
from corpus.sentences import split_sections, split_sentences
from corpus.text import fold_key
from corpus.words import split_words
from embeddings.filters import Filters
from embeddings.hits import Hit
from embeddings.passage_index import PassageIndex
from embeddings.unknown_names import whole_name

_LEAST_TELLING = 0.35  # of the rarity of the rarest word; "Hong Kong" tells less
_ROOM = 1000  # characters of all that is shown


class NewsFinder:
    """Finds news in one index; may be shared by threads."""

    def __init__(self, index: PassageIndex, glossary: Glossary) -> None:
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
        rarity = self._index.rarity
        words = {w: rarity(w) for w in split_words(self._glossary.without_names(subject))}
        if not all(words.values()):
            return []
        least = _LEAST_TELLING * self._index.highest_rarity
        wanted = frozenset(word for word, found in words.items() if found >= least)
        # By letters, since "stablecoin" is also named where "stablecoin issuer" is.
        concepts = self._glossary.find(subject)
        names = [_any_name(concept) for concept in concepts]
        found: dict[str, Article] = {}
        for article in self._index.newest_naming(
            [*(c.aliases for c in concepts), *([_beginning(word)] for word in sorted(wanted))],
            filters=filters,
        ):
            leader = self._index.stories[article.id]
            if leader in found or not _is_within(article, question.times.period):
                continue
            about = _about(article)
            if all(name.search(about) for name in names) and wanted <= set(split_words(about)):
                found[leader] = article
            if len(found) == limit:
                break
        return [
            self._hit(article, rank, filters, question.times.period)
            for rank, article in enumerate(found.values(), 1)
        ]

    def _hit(self, article: Article, rank: int, filters: Filters, period: Period | None) -> Hit:
        leader = self._index.stories[article.id]
        rows = self._index.rows_of([article.id], filters=Filters())
        ((passage, _),) = self._index.read(rows[:1])
        return Hit(
            rank=rank,
            passage=passage,
            article=article,
            score=1.0,
            similarity=0.0,
            vector=None,
            words=None,
            also=tuple(
                other
                for other in self._index.members_of(leader)
                if other.id != article.id and filters.allow(other)
            ),
            in_period=True if period else None,
        )


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


def _is_within(article: Article, period: Period | None) -> bool:
    day = article.published_on
    return period is None or (day is not None and period.overlaps(Period(since=day, until=day)))


def _beginning(stem: str) -> str:
    """How all words of a stem begin: that of "policy" is "polici"."""
    return f"{stem.removesuffix('i')}*" if stem.isascii() else stem


def _any_name(concept: Concept) -> re.Pattern[str]:
    keys = map(fold_key, concept.aliases)
    return re.compile(
        "|".join(whole_name(key, ending="s?" if key.isascii() else "") for key in keys)
    )


def _about(article: Article) -> str:
    return fold_key("\n".join((article.title, *article.aliases, article.excerpt, *article.topics)))
