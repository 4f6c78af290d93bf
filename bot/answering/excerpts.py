"""Which sentences to quote: exact slices of the articles that were found."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.asked_kind import gives
from bot.answering.question import Question
from corpus.schema import Article
from corpus.text import Span, has_han, split_sentences
from corpus.words import split_words
from embeddings.search import Hit
from embeddings.word_search import Term, covered_share

_HITS_READ = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteWeights:
    """What makes a sentence worth quoting, beside the score of its passage and article.

    Chosen on the first three sets of tests/evaluation, by the share of questions after one fact
    whose quotes hold it; a `margin` of .25 would cost nothing and show a little less.
    """

    words: float = 0.15
    """for having all the question's words"""
    kind: float = 0.3
    """for having the kind of thing that is asked for"""
    lead: float = 0.05
    """less for an article's first sentence, which mostly says what the asker knows"""
    margin: float = 0.3
    """how far behind the best sentence one may be and still be shown"""
    chars_per_quote: int = 200
    """on average: three quotes together have at most 600 characters"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A sentence to quote: `article.body[start:end]`."""

    article: Article
    start: int
    end: int
    score: float


def choose_sentences(
    question: Question, hits: Sequence[Hit], *, limit: int, weights: QuoteWeights
) -> list[Choice]:
    """The sentences that fit the question best, at most `limit`, best first.

    A sentence counts as much as the mean of its passage and its article's best one, more for each
    of the question's terms in it (the rarer the more), and more if it holds the kind of thing that
    is asked for. An article's first sentence, which mostly says what the asker knows, counts a
    little less. A sentence too long for the room that is left gives way to the next, and one far
    behind the best is not shown.
    """
    best_of = {hit.article.id: hit.score for hit in reversed(hits)}
    choices: dict[tuple[str, int], Choice] = {}
    for hit in hits[:_HITS_READ]:
        for start, end in _quotable(hit):
            sentence = hit.article.body[start:end]
            score = (hit.score + best_of[hit.article.id]) / 2
            score += weights.words * _cover(sentence, question.terms)
            score += weights.kind * gives(sentence, question.kinds)
            if not hit.article.body[:start].strip():
                score -= weights.lead
            known = choices.get((hit.article.id, start))
            if known is None or score > known.score:
                choices[hit.article.id, start] = Choice(
                    article=hit.article, start=start, end=end, score=score
                )
    room = limit * weights.chars_per_quote
    chosen: list[Choice] = []
    for choice in sorted(choices.values(), key=lambda c: (-c.score, c.article.id, c.start)):
        if chosen and choice.score < chosen[0].score - weights.margin:
            break
        length = choice.end - choice.start
        if length <= room:
            chosen.append(choice)
            room -= length
        if len(chosen) == limit:
            break
    return chosen


def _cover(sentence: str, terms: Sequence[Term]) -> float:
    """The share of the question's words in a sentence; in an English one also as translated."""
    words = set(split_words(sentence))
    covered = covered_share([term for term in terms if term.origin != "translation"], words)
    if not has_han(sentence):
        covered += covered_share([term for term in terms if term.origin == "translation"], words)
    return covered


def _quotable(hit: Hit) -> list[Span]:
    """The sentences of a passage, without lead-ins that end in a colon."""
    body = hit.article.body
    spans = split_sentences(body, (hit.passage.start, hit.passage.end))
    said = [
        span
        for span in spans
        if not body[slice(*span)].endswith((":", "：")) and body[slice(*span)] != hit.article.title
    ]
    return said or spans
