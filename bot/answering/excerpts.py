"""Which sentences to quote: exact slices of the articles that were found."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.asked_kind import Kind, gives
from corpus.schema import Article
from corpus.text import Span, has_han, split_sentences
from corpus.words import split_words
from embeddings.search import Hit
from embeddings.word_search import Term, covered_share

CHARS_PER_QUOTE = 200  # on average: three quotes together have at most 600 characters
_HITS_READ = 12
_WORDS_WEIGHT = 0.15
_KIND_WEIGHT = 0.3
_LEAD_MALUS = 0.05
_MARGIN = 0.3  # how far behind the best sentence one may be and still be shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A sentence to quote: `article.body[start:end]`."""

    article: Article
    start: int
    end: int
    score: float


def choose_sentences(
    hits: Sequence[Hit], terms: Sequence[Term], kinds: frozenset[Kind], *, limit: int
) -> list[Choice]:
    """The sentences that fit the question best, at most `limit`, best first.

    A sentence counts as much as the mean of its passage and its article's best one, more for each
    of the question's terms in it (the rarer the more), and more if it holds the kind of thing that
    is asked for. An article's first sentence, which mostly says what the asker knows, counts a
    little less. Together they have at most 200 characters a quote; a sentence too long for what is
    left gives way to the next, and one far behind the best is not shown.
    """
    best_of = {hit.article.id: hit.score for hit in reversed(hits)}
    choices: dict[tuple[str, int], Choice] = {}
    for hit in hits[:_HITS_READ]:
        for start, end in _quotable(hit):
            sentence = hit.article.body[start:end]
            score = (hit.score + best_of[hit.article.id]) / 2
            score += _score_words(sentence, terms) + _KIND_WEIGHT * gives(sentence, kinds)
            if not hit.article.body[:start].strip():
                score -= _LEAD_MALUS
            known = choices.get((hit.article.id, start))
            if known is None or score > known.score:
                choices[hit.article.id, start] = Choice(
                    article=hit.article, start=start, end=end, score=score
                )
    room = limit * CHARS_PER_QUOTE
    chosen: list[Choice] = []
    for choice in sorted(choices.values(), key=lambda c: (-c.score, c.article.id, c.start)):
        if chosen and choice.score < chosen[0].score - _MARGIN:
            break
        length = choice.end - choice.start
        if length <= room:
            chosen.append(choice)
            room -= length
        if len(chosen) == limit:
            break
    return chosen


def _score_words(sentence: str, terms: Sequence[Term]) -> float:
    """What the question's words in a sentence count, and in an English one their translation."""
    words = set(split_words(sentence))
    covered = covered_share([term for term in terms if term.origin != "translation"], words)
    if not has_han(sentence):
        covered += covered_share([term for term in terms if term.origin == "translation"], words)
    return _WORDS_WEIGHT * covered


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
