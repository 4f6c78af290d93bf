"""Which sentences to quote: exact slices of the articles, chosen by passage and by words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.schema import Article
from corpus.text import Span, split_sentences
from embeddings.search import Hit
from embeddings.tokens import split_words

CHARS_PER_QUOTE = 200  # on average: three quotes together have at most 600 characters
_HITS_READ = 6
_WORDS_WEIGHT = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A sentence to quote: `article.body[start:end]`."""

    article: Article
    start: int
    end: int
    score: float


def choose_sentences(
    hits: Sequence[Hit], word_weights: Mapping[str, float], *, limit: int
) -> list[Choice]:
    """The sentences that fit the question best, at most `limit`, best first.

    A sentence counts as much as its passage, and more for each of the question's words in it
    (`word_weights`, the rarer the more). Together they have at most 200 characters a quote; a
    sentence too long for what is left gives way to the next.
    """
    total = sum(word_weights.values()) or 1.0
    choices: dict[tuple[str, int], Choice] = {}
    for hit in hits[:_HITS_READ]:
        for start, end in _quotable(hit):
            words = set(split_words(hit.article.body[start:end]))
            overlap = sum(weight for word, weight in word_weights.items() if word in words) / total
            score = hit.score + _WORDS_WEIGHT * overlap
            known = choices.get((hit.article.id, start))
            if known is None or score > known.score:
                choices[hit.article.id, start] = Choice(
                    article=hit.article, start=start, end=end, score=score
                )
    room = limit * CHARS_PER_QUOTE
    chosen: list[Choice] = []
    for choice in sorted(choices.values(), key=lambda c: (-c.score, c.article.id, c.start)):
        length = choice.end - choice.start
        if length <= room:
            chosen.append(choice)
            room -= length
        if len(chosen) == limit:
            break
    return chosen


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
