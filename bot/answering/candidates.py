"""The sentences that may be shown, and which comes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.answering.blocks import is_lead_in
from corpus.schema import Article
from corpus.text import Span, has_han
from corpus.words import split_words
from embeddings.centring import family_of
from embeddings.hits import Hit
from embeddings.word_search import Term, covered_share

_ANSWER = 0.0  # the reader's score from which it finds an answer
_SAME_DAYS = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence that may be shown: its place among those of its passage, and its worth."""

    hit: Hit
    spans: Sequence[Span]
    place: int
    score: float
    certainty: float | None

    def reaches(self, score: float) -> bool:
        """Whether the reader is so sure, at least, of words in it."""
        return self.certainty is not None and self.certainty >= score

    @property
    def own(self) -> Span:
        """Its place in the body."""
        return self.spans[self.place]


def prefer_language(
    ranked: Sequence[Sentence], language: str, *, as_sure: float, as_good: float
) -> list[Sentence]:
    """The sentences, best first, but one in front that whoever reads the answer can read.

    Where the best one is in another language than the answer, that is the first in its own of which
    the reader is as sure, by so much, that is as good, and that stands in an article as new.
    """
    best = ranked[0] if ranked else None
    if best is None or best.certainty is None or is_in(best.hit.article, language):
        return list(ranked)
    for place, sentence in enumerate(ranked):
        if sentence.score < best.score - as_good:
            break
        if (
            is_in(sentence.hit.article, language)
            and sentence.reaches(max(best.certainty - as_sure, _ANSWER))
            and _is_as_new(sentence.hit.article, best.hit.article)
        ):
            return [sentence, *ranked[:place], *ranked[place + 1 :]]
    return list(ranked)


def is_in(article: Article, language: str) -> bool:
    """Whether an article is in English or in Chinese as this language is, whatever the script."""
    return family_of(article.language) == family_of(language)


def cover(sentence: str, terms: Sequence[Term]) -> float:
    """The share of the question's words in a sentence; in an English one also as translated."""
    words = set(split_words(sentence))
    covered = covered_share([term for term in terms if term.origin != "translation"], words)
    if not has_han(sentence):
        covered += covered_share([term for term in terms if term.origin == "translation"], words)
    return covered


def quotable(hit: Hit, spans: Sequence[Span]) -> list[int]:
    """The sentences that say something: no lead-in, and not the title."""
    body, title = hit.article.body, hit.article.title
    said = [
        n
        for n, span in enumerate(spans)
        if body[slice(*span)] != title and not is_lead_in(body, spans, n)
    ]
    return said or list(range(len(spans)))


def _is_as_new(article: Article, other: Article) -> bool:
    """Whether an article is of the same days as another, or newer."""
    if article.published_on is None or other.published_on is None:
        return other.published_on is None
    return article.published_on >= other.published_on - _SAME_DAYS
