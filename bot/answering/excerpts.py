"""Which sentences to quote: exact slices of the articles that were found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    """A sentence that may be quoted, how well it fits, and its neighbours in the passage."""

    choice: Choice
    before: Span | None
    after: Span | None


def choose_excerpts(
    question: Question, hits: Sequence[Hit], *, limit: int, weights: QuoteWeights
) -> list[Choice]:
    """The stretches of articles that fit the question best, at most `limit`, best first.

    Each is a sentence with the one before and the one after it in the passage, as far as there is
    room: what "it" means stands before, and what else is asked for often after. A sentence counts
    as much as the mean of its passage and its article's best one, more for each of the question's
    terms in it (the rarer the more), and more if it holds the kind of thing that is asked for. An
    article's first sentence, which mostly says what the asker knows, counts a little less. What
    has no room gives way to the next, and what is far behind the best is not shown.
    """
    room = limit * weights.chars_per_quote
    chosen: list[Choice] = []
    for sentence in _ranked(question, hits, weights):
        best = sentence.choice
        if chosen and best.score < chosen[0].score - weights.margin:
            break
        if any(_overlap(best, other) for other in chosen):
            continue
        for excerpt in _excerpts(sentence):
            length = excerpt.end - excerpt.start
            if length <= room and not any(_overlap(excerpt, other) for other in chosen):
                chosen.append(excerpt)
                room -= length
                break
        if len(chosen) == limit:
            break
    return chosen


def _ranked(question: Question, hits: Sequence[Hit], weights: QuoteWeights) -> list[_Sentence]:
    """The sentences of the hits, best first."""
    best_of = {hit.article.id: hit.score for hit in reversed(hits)}
    found: dict[tuple[str, int], _Sentence] = {}
    for hit in hits[:_HITS_READ]:
        body = hit.article.body
        spans = split_sentences(body, (hit.passage.start, hit.passage.end))
        quotable = _quotable(hit, spans)
        for n, (start, end) in enumerate(spans):
            if (start, end) not in quotable:
                continue
            sentence = body[start:end]
            score = (hit.score + best_of[hit.article.id]) / 2
            score += weights.words * _cover(sentence, question.terms)
            score += weights.kind * gives(sentence, question.kinds)
            if not body[:start].strip():
                score -= weights.lead
            known = found.get((hit.article.id, start))
            if known is None or score > known.choice.score:
                choice = Choice(article=hit.article, start=start, end=end, score=score)
                found[hit.article.id, start] = _Sentence(
                    choice=choice,
                    before=spans[n - 1] if n and not _is_title(hit, spans[n - 1]) else None,
                    after=spans[n + 1] if n + 1 < len(spans) else None,
                )
    return sorted(
        found.values(), key=lambda s: (-s.choice.score, s.choice.article.id, s.choice.start)
    )


def _excerpts(sentence: _Sentence) -> Iterator[Choice]:
    """A sentence with both neighbours, with the one after it, the one before it, and alone."""
    choice = sentence.choice
    start = sentence.before[0] if sentence.before else choice.start
    end = sentence.after[1] if sentence.after else choice.end
    for first, last in ((start, end), (choice.start, end), (start, choice.end)):
        yield replace(choice, start=first, end=last)
    yield choice


def _overlap(one: Choice, other: Choice) -> bool:
    same = one.article.id == other.article.id
    return same and one.start < other.end and other.start < one.end


def _cover(sentence: str, terms: Sequence[Term]) -> float:
    """The share of the question's words in a sentence; in an English one also as translated."""
    words = set(split_words(sentence))
    covered = covered_share([term for term in terms if term.origin != "translation"], words)
    if not has_han(sentence):
        covered += covered_share([term for term in terms if term.origin == "translation"], words)
    return covered


def _quotable(hit: Hit, spans: Sequence[Span]) -> Sequence[Span]:
    """The sentences that say something: no lead-in that ends in a colon, and not the title."""
    said = [
        span
        for span in spans
        if not hit.article.body[slice(*span)].endswith((":", "：")) and not _is_title(hit, span)
    ]
    return said or spans


def _is_title(hit: Hit, span: Span) -> bool:
    return hit.article.body[slice(*span)] == hit.article.title
