"""What speaks for and against the corpus answering a question."""

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.answering.question import Question
from corpus.schema import Article
from corpus.text import fold_key
from corpus.words import split_words
from embeddings.search import Hit

Signals = Mapping[str, float | None]

_TOP = 5
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

# Their scale is that of one encoder; the other signals mean the same for any.
OF_ENCODER = frozenset({"similarity", "score", "score_lead"})


def measure_signals(question: Question, hits: Sequence[Hit]) -> Signals:
    """A number for each signal; None where the question gives no occasion for it.

    `similarity` and `score` are those of the best passage, `score_lead` is how far it is ahead of
    the sixth article, and `word_score` the logarithm of the best BM25 score. `unknown_words` is the
    share of the question's English words that no passage has, and `names_concept` is 1 where it
    names anything of the glossary. `concepts_named` and `numbers_named` are the shares of its
    concepts and numbers that stand in the best article. `agreement` is the share of articles that
    are among the best five by vector and by words; `in_period` is 1 where the best passage is from
    or about the time that is asked about.
    """
    best = hits[0].article
    first_of = {hit.article.id: hit for hit in reversed(hits)}
    ranked = [first_of[id] for id in dict.fromkeys(hit.article.id for hit in hits)]
    asked = set(split_words(question.text))
    latin = {word for word in asked if word.isascii() and word.isalpha()}
    known = {word for term in question.terms if term.origin == "question" for word in term.words}
    text = fold_key(f"{best.title} {best.body}")
    # What compares articles with each other says nothing where there are hardly any.
    is_comparable = len(ranked) > _TOP
    best_words = max((hit.words.score for hit in hits if hit.words), default=0.0)
    return {
        "similarity": max(hit.similarity for hit in hits),
        "score": hits[0].score,
        "score_lead": hits[0].score - ranked[_TOP].score if is_comparable else None,
        "word_score": math.log1p(best_words) if is_comparable else None,
        "unknown_words": len(latin - known) / len(latin) if latin else 0.0,
        "names_concept": float(bool(question.concepts)),
        "concepts_named": _mean(
            [any(fold_key(alias) in text for alias in c.aliases) for c in question.concepts]
        ),
        "numbers_named": _mean([_names(best, number) for number in _NUMBER.findall(question.text)]),
        "in_period": None if hits[0].in_period is None else float(hits[0].in_period),
        "agreement": _agreement(hits) if is_comparable else None,
    }


def _names(article: Article, number: str) -> bool:
    return number in article.title or number in article.body or number in str(article.published)


def _agreement(hits: Sequence[Hit]) -> float:
    """The share of the best five articles by vector that are among the best five by words."""
    by_vector = _best_articles(hits, lambda hit: hit.vector.rank if hit.vector else None)
    by_words = _best_articles(hits, lambda hit: hit.words.rank if hit.words else None)
    return len(by_vector & by_words) / _TOP


def _best_articles(hits: Sequence[Hit], rank: Callable[[Hit], int | None]) -> set[str]:
    ranked = sorted((place, hit.article.id) for hit in hits if (place := rank(hit)) is not None)
    return set(list(dict.fromkeys(id for _, id in ranked))[:_TOP])


def _mean(values: Iterable[float]) -> float | None:
    listed = list(values)
    return sum(listed) / len(listed) if listed else None
