"""What was said before in a conversation."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.answer import Answer
from corpus.text import Span

Places = tuple[tuple[str, Span], ...]
"""Stretches of articles, each by the article's id and its place in the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question as it was understood, and what was shown for it, by the id of its article.

    `is_own` says that it was asked by whoever speaks now; `is_answered` that something was found.
    """

    question: str
    shown: Places = ()
    is_own: bool = True
    is_answered: bool = True

    @property
    def articles(self) -> tuple[str, ...]:
        """What was quoted, in the order of the quotes."""
        return tuple(dict.fromkeys(id for id, _ in self.shown))


def line_of(before: Sequence[Exchange]) -> list[Exchange]:
    """What whoever speaks said before, or what all did where they said nothing yet."""
    return [one for one in before if one.is_own] or list(before)


def last_answered(before: Sequence[Exchange]) -> Exchange | None:
    """The last exchange in their line of thought that found something."""
    answered = line_of([one for one in before if one.is_answered])
    return answered[-1] if answered else None


def shown_in(answer: Answer) -> Places:
    """What an answer shows, as an exchange keeps it."""
    return tuple((quote.article_id, (quote.start, quote.end)) for quote in answer.quotes)


def is_shown(article_id: str, span: Span, shown: Places) -> bool:
    """Whether any part of a stretch of an article was shown before."""
    return any(id == article_id and start < span[1] and span[0] < end for id, (start, end) in shown)


def parse_shown(raw: object) -> Places:
    """What `json.dumps` made of an exchange's `shown`; nothing of what is no such thing."""
    try:
        return tuple((str(id), (int(start), int(end))) for id, (start, end) in json.loads(raw))  # type: ignore[arg-type]
    except (TypeError, ValueError, RecursionError):
        return ()
