"""Why nothing was found, or what an uncertain answer lacks, in one or two sentences."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.answering.asked_kind import Kind, gives
from bot.answering.asked_time import describe_period
from bot.answering.excluded import Excluding
from bot.answering.question import Question
from bot.identity import Identity
from corpus.text import has_han
from embeddings.hits import Hit

_SHOWN = 3
_DIGIT = re.compile(r"\d")
_LACKING = {
    Kind.TIME: "no_time",
    Kind.MONEY: "no_money",
    Kind.SHARE: "no_share",
    Kind.COUNT: "no_number",
    Kind.NUMBER: "no_number",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A sentence by its phrase, to be said in any of our languages.

    `texts` are the operator's own words for it, by language, where there are some.
    """

    phrase: str
    values: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


def explain_refusal(
    question: Question,
    hits: Sequence[Hit],
    newest: date | None,
    *,
    identity: Identity,
    words: Sequence[str] = (),
) -> tuple[Reason, ...]:
    """What the corpus lacks, as far as that is known, and what may be asked, by the identity.

    `newest` is the day of the newest article; `words` are such that no passage has, beside the
    unknown names.
    """
    if not hits:
        return (Reason(phrase="none_allowed"),)
    reasons = _lacks(question, hits[:1], words)
    if newest and any(reason.phrase == "not_in_period" for reason in reasons):
        reasons.append(Reason(phrase="newest_article", values={"day": str(newest)}))
    invitation = Reason(phrase="hello", texts=identity.greetings)
    return (*(reasons or [Reason(phrase="not_found")]), invitation)


def explain_doubt(
    question: Question,
    hits: Sequence[Hit],
    shown: Mapping[str, str],
    *,
    words: Sequence[str] = (),
) -> tuple[Reason, ...]:
    """What is missing in what is shown of an answer that may be none, as far as that is sure.

    `shown` has the text that is shown by the id of its article; `words` are as for a refusal.
    """
    shown_hits = [hit for hit in hits if hit.article.id in shown]
    reasons = _lacks(question, shown_hits, words)
    if reasons:
        return tuple(reasons)
    texts = ((hit.article, shown[hit.article.id]) for hit in shown_hits)
    if Excluding(question.text, question.concepts).lacks_office(texts):
        return (Reason(phrase="no_office"),)
    text = " ".join(shown.values())
    for kind, phrase in _LACKING.items():
        if (
            kind in question.kinds
            and not gives(text, frozenset({kind}))
            and not _DIGIT.search(text)
        ):
            return (Reason(phrase=phrase),)
    return ()


def _lacks(question: Question, hits: Sequence[Hit], words: Sequence[str]) -> list[Reason]:
    unknown = (*question.query.unknown_names, *words)[:_SHOWN]
    if unknown:
        return [Reason(phrase="never_mentioned", values={"words": quote_words(unknown)})]
    if question.times.period and not any(hit.in_period for hit in hits):
        span = describe_period(question.times.period)
        return [Reason(phrase="not_in_period", values={"span": span})]
    return []


def quote_words(words: Sequence[str]) -> str:
    """Words as a sentence of ours lists them, each in the quotation marks of its script."""
    return ", ".join(f"「{word}」" if has_han(word) else f"“{word}”" for word in words)
