"""Several questions in one message: each answered, or named as not."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answering.answer import Answer, Quote, Source, answer_id
from bot.answering.asked_breadth import Breadth
from bot.answering.confidence import Verdict
from bot.answering.refusal import Reason
from bot.talking.history import is_shown
from bot.talking.turn_words import read_turn

_END = re.compile(r"(?<=[?？])\s*|\n+")
_MOST = 3
_EACH = 2  # quotes of each question


def split_questions(text: str) -> list[str]:
    """The questions of a message, two or three; none where it is one, or more than can be shown.

    Each ends with its mark or its line. One that only names something, as "FPS? when did it start?"
    does first, is no question of its own.
    """
    parts = [part.strip() for part in _END.split(text) if part and part.strip()]
    are_questions = all(read_turn(part).asks for part in parts)
    return parts if 2 <= len(parts) <= _MOST and are_questions else []


def merge_answers(text: str, parts: Sequence[str], answers: Sequence[Answer]) -> Answer:
    """One answer to a message from those to its questions, in order."""
    found = [answer for answer in answers if answer.verdict is not Verdict.NOT_FOUND]
    missing = tuple(
        Reason(phrase="nothing_on", values={"question": part})
        for part, answer in zip(parts, answers, strict=True)
        if answer.verdict is Verdict.NOT_FOUND
    )
    first = (found or answers)[0]
    sources: dict[str, Source] = {}
    quotes: list[Quote] = []
    for answer in found:
        articles = {source.article.id: source for source in answer.sources}
        for quote in answer.quotes[:_EACH]:
            shown = tuple((one.article_id, (one.start, one.end)) for one in quotes)
            if not is_shown(quote.article_id, (quote.start, quote.end), shown):
                source = sources.setdefault(
                    quote.article_id, replace(articles[quote.article_id], number=len(sources) + 1)
                )
                quotes.append(replace(quote, source=source.number))
    is_firm = len(found) == len(answers) and all(a.verdict is Verdict.ANSWERED for a in found)
    verdict = Verdict.ANSWERED if is_firm else Verdict.UNSURE if found else Verdict.NOT_FOUND
    return replace(
        first,
        id=answer_id(*(answer.id for answer in answers)),
        question=replace(first.question, text=text, said=text, breadth=Breadth.LIST),
        verdict=verdict,
        quotes=tuple(quotes),
        sources=tuple(sources.values()),
        confidence=min(answer.confidence for answer in answers),
        reasons=missing,
        findings=tuple(finding for answer in found for finding in answer.findings),
        hits=tuple(hit for answer in answers for hit in answer.hits),
        took_ms=round(sum(answer.took_ms for answer in answers), 1),
    )
