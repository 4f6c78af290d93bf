"""What speaks for and against an answer being in what is shown."""

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.answering.asked_breadth import Breadth
from bot.answering.asked_kind import gives
from bot.answering.excerpts import Excerpt
from bot.answering.question import Question
from corpus.schema import Article
from corpus.text import fold_key
from embeddings.hits import Hit

Signals = Mapping[str, float | None]

_TOP = 5
_FEW = 12  # articles among the hits; of 160 articles there are 13 at least
_COUNTED = 3  # excerpts: who asks for more is not told more surely
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

SIGNALS = frozenset(
    {
        "reader_span",
        "reader_shown",
        "score_lead",
        "unknown_names",
        "names_concept",
        "concepts_named",
        "numbers_named",
        "in_period",
        "shown_kind",
    }
)
"""The names of all signals."""
# Its scale is that of one encoder; the other signals mean the same for any.
OF_ENCODER = frozenset({"score_lead"})


def measure_signals(
    question: Question,
    hits: Sequence[Hit],
    excerpts: Sequence[Excerpt],
    *,
    has_our_subject: bool = True,
) -> Signals:
    """A number for each signal; None where the question gives no occasion for it.

    `reader_span` is the reader's score of the words that answer in the first excerpt, and
    `reader_shown` the best in the first three; no words do in an overview of what the
    glossary knows. `score_lead` is how far the best article is ahead of the sixth in the search,
    nearness apart, where there are enough others for that to tell anything. `unknown_names` is 1
    where the question has a name that no passage has, and `names_concept` where it names anything
    of the glossary, if that has the subject of the articles. `concepts_named` and `numbers_named`
    are the shares of its concepts and numbers that stand in the first excerpt's article;
    `in_period` is 1 where the best passage is from or about the time that is asked about, and
    `shown_kind` where the first excerpt has the kind of thing that is asked for.
    """
    best = excerpts[0].article if excerpts else hits[0].article
    score_of: dict[str, float] = {}
    for hit in hits:
        score = hit.score - hit.nearness
        score_of[hit.article.id] = max(score, score_of.get(hit.article.id, score))
    scores = sorted(score_of.values(), reverse=True)
    text = fold_key(f"{best.title} {best.body}")
    opens = bool(excerpts) and _opens_what_is_known(question, excerpts[0])
    return {
        "reader_span": excerpts[0].certainty if excerpts and not opens else None,
        "reader_shown": None if opens else _best_shown(excerpts[:_COUNTED]),
        "score_lead": scores[0] - scores[_TOP] if len(scores) > _FEW else None,
        "unknown_names": float(bool(question.query.unknown_names)),
        "names_concept": float(bool(question.concepts)) if has_our_subject else None,
        "concepts_named": _mean(
            [any(fold_key(alias) in text for alias in c.aliases) for c in question.concepts]
        ),
        "numbers_named": _mean([_names(best, number) for number in _NUMBER.findall(question.text)]),
        "in_period": None if hits[0].in_period is None else float(hits[0].in_period),
        "shown_kind": _shown_kind(question, excerpts),
    }


def _best_shown(excerpts: Sequence[Excerpt]) -> float | None:
    """The reader's score of the words that answer best in any of these excerpts."""
    scores = (excerpt.certainty for excerpt in excerpts)
    return max((score for score in scores if score is not None), default=None)


def _opens_what_is_known(question: Question, first: Excerpt) -> bool:
    """Whether articles on what the glossary knows were opened, since no words answer."""
    is_opening = question.breadth is Breadth.OVERVIEW and first.span is None
    return is_opening and bool(question.concepts)


def _shown_kind(question: Question, excerpts: Sequence[Excerpt]) -> float | None:
    if not question.kinds or not excerpts:
        return None
    first = excerpts[0]
    return gives(first.article.body[first.start : first.end], question.kinds)


def _names(article: Article, number: str) -> bool:
    return number in article.title or number in article.body or number in str(article.published)


def _mean(values: Iterable[float]) -> float | None:
    listed = list(values)
    return sum(listed) / len(listed) if listed else None
