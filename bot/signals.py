"""What speaks for and against the corpus answering a question."""

import math
import re
from collections.abc import Callable, Iterable, Sequence

from bot.times import Times
from corpus.glossary import Glossary
from corpus.schema import Article
from corpus.text import fold_key, has_han
from embeddings.search import Hit
from embeddings.tokens import split_words
from embeddings.word_search import Term

Signals = dict[str, float | None]

_TOP = 5
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

# Their scale is that of one encoder; the others mean the same for any.
OF_ENCODER = frozenset({"similarity", "similarities", "centred", "centred_lead", "score"})


def measure_signals(
    question: str, hits: Sequence[Hit], terms: Sequence[Term], times: Times, glossary: Glossary
) -> Signals:
    """A number for each signal; None where the question gives no occasion for it.

    `similarity` is that of the best passage as encoded and `similarities` the mean of the best
    five; `centred` and `score` are those of the best passage after centring and fusion, and a
    `lead` is how far it is ahead of the sixth article. Shares go from 0 to 1: of the question's
    words by weight, of the concepts and of the numbers that the best article has, of the words
    that the best three have; `agreement` is how much both indexes' best articles are the same.
    """
    best = hits[0].article
    first_of = {hit.article.id: hit for hit in reversed(hits)}
    articles = [first_of[id].article for id in dict.fromkeys(hit.article.id for hit in hits)]
    words = [set(split_words(f"{a.title} {a.provider or ''} {a.body}")) for a in articles[:3]]
    own = [term for term in terms if term.origin == "question"]
    asked = set(split_words(question))
    latin = {word for word in asked if word.isascii() and word.isalpha()}
    known = {word for term in own for word in term.words}
    text = fold_key(f"{best.title} {best.body}")
    concepts = glossary.find(question)
    numbers = _NUMBER.findall(question)
    similarities = sorted((hit.similarity for hit in hits), reverse=True)
    centred = sorted((hit.vector.score for hit in hits if hit.vector), reverse=True) or [0.0]
    return {
        "similarity": similarities[0],
        "similarities": _mean(similarities[:_TOP]),
        "centred": centred[0],
        "centred_lead": centred[0] - centred[min(_TOP, len(centred) - 1)],
        "score": hits[0].score,
        "score_lead": hits[0].score - first_of[articles[min(_TOP, len(articles) - 1)].id].score,
        "next_lead": hits[0].score - first_of[articles[min(1, len(articles) - 1)].id].score,
        "word_score": math.log1p(max((hit.words.score for hit in hits if hit.words), default=0.0)),
        "words": _share(own, words[0]),
        "words_of_three": _share(own, set().union(*words)),
        "unknown_words": len(latin - known) / len(latin) if latin else 0.0,
        "concepts": min(3, len(concepts)),
        "concepts_named": _mean(
            [any(fold_key(alias) in text for alias in c.aliases) for c in concepts]
        ),
        "numbers_named": _mean([_names(best, number) for number in numbers]),
        "in_period": None if hits[0].in_period is None else float(hits[0].in_period),
        "agreement": _agreement(hits),
        "length": math.log1p(len(asked)),
        "chinese": float(has_han(question)),
        "newest": float(times.is_newest),
    }


def _share(terms: Sequence[Term], words: set[str]) -> float | None:
    total = sum(term.weight for term in terms)
    return sum(t.weight for t in terms if t.words & words) / total if total else None


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
