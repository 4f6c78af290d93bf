"""Why nothing was found, in one or two sentences."""

import re
from collections.abc import Sequence
from datetime import date

from bot.phrases import say
from bot.question import Question
from bot.times import Times, describe_period
from embeddings.search import Hit
from embeddings.tokens import split_words
from embeddings.word_search import Term

_WORD = re.compile(r"[A-Za-z][\w.&'’-]*[A-Za-z0-9]")
_SHOWN = 3
_SHORTEST = 3


def explain_refusal(
    question: Question,
    times: Times,
    hits: Sequence[Hit],
    terms: Sequence[Term],
    newest: date | None,
) -> str:
    """What the corpus lacks, as far as that is known, and what Sampan may be asked.

    `newest` is the day of the newest article.
    """
    language = question.language
    if not hits:
        return say("none_allowed", language)
    reasons: list[str] = []
    unknown = find_unknown_words(question.text, terms)
    if unknown:
        words = ", ".join(f"“{word}”" for word in unknown[:_SHOWN])
        reasons.append(say("never_mentioned", language).format(words=words))
    elif times.period and not hits[0].in_period:
        span = describe_period(times.period)
        reasons.append(say("not_in_period", language).format(span=span))
        if newest:
            reasons.append(say("newest_article", language).format(day=newest))
    else:
        reasons.append(say("not_found", language))
    reasons.append(say("hello", language))
    return (" " if language == "en" else "").join(reasons)


def find_unknown_words(text: str, terms: Sequence[Term]) -> list[str]:
    """The question's names in Latin letters that stand in no article, as they were typed."""
    known = {word for term in terms if term.origin == "question" for word in term.words}
    return [
        word
        for word in dict.fromkeys(_WORD.findall(text))
        if len(word) >= _SHORTEST
        and not word.islower()
        and (tokens := split_words(word))
        and known.isdisjoint(tokens)
    ]
