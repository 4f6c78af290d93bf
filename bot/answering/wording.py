"""What every face says of an answer, in the language that it is given in."""

from collections.abc import Sequence

from bot.answering.answer import Answer
from bot.answering.asked_time import describe_period
from bot.answering.confidence import Verdict
from bot.answering.refusal import Reason
from bot.phrases import say
from corpus.periods import Period
from corpus.text import fold_line
from embeddings.centring import family_of

_SPOKEN = frozenset({"en", "zh"})


def say_text(answer: Answer) -> str:
    """The quotes with their numbers, or why there are none."""
    if answer.verdict is Verdict.NOT_FOUND:
        return say_reasons(answer.reasons, answer.question.answer_in)
    return " ".join(f"{quote.text} [{quote.source}]" for quote in answer.quotes)


def say_reason(answer: Answer) -> str | None:
    """Why there is no answer, or what it may lack; None where neither is known."""
    return say_reasons(answer.reasons, answer.question.answer_in) if answer.reasons else None


def say_reasons(reasons: Sequence[Reason], language: str) -> str:
    """The reasons as sentences of one language."""
    sentences = [
        reason.texts.get(language) or say(reason.phrase, language).format(**reason.values)
        for reason in reasons
    ]
    return (" " if language == "en" else "").join(sentences)


def say_other_language(answer: Answer) -> str:
    """That the quotes, or some of them, are in another language than the answer; or ""."""
    language = answer.question.answer_in
    articles = {source.number: source.article for source in answer.sources}
    spoken = [family_of(articles[quote.source].language) for quote in answer.quotes]
    others = [family != family_of(language) for family in spoken]
    if not any(others) or not _SPOKEN.issuperset(spoken):
        return ""
    return say("quotes_in_other" if all(others) else "some_quotes_in_other", language)


def say_conditions(answer: Answer) -> str:
    """What the answer was limited to and what time was asked about, on one line, or ""."""
    language, filters, times = answer.question.answer_in, answer.filters, answer.question.times
    parts = []
    if filters:
        span = Period(since=filters.since, until=filters.until)
        names = (
            describe_period(span) if span != Period() else "",
            *filters.providers,
            *filters.topics,
            *filters.languages,
        )
        only = ", ".join(fold_line(name) for name in names if name)
        left_out = answer.undated_left_out
        note = f" ({left_out} {say('left_out', language)})" if left_out else ""
        parts.append(f"{say('filtered', language)}: {only}{note}")
    wishes = [describe_period(times.period)] if times.period else []
    wishes += [say("newest_first", language)] if times.is_newest else []
    if wishes:
        parts.append(f"{say('asked_time', language)}: {', '.join(wishes)}")
    return "; ".join(parts)
