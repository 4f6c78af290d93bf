"""What a bot may ask of a service elsewhere, by name, and the records that come of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from inspect import signature
from typing import Any

from bot.answering.answer import Answer, Quote
from bot.answering.answerer import MAX_LIMIT
from bot.answering.question import read_line
from bot.errors import UserError
from bot.identity import Identity
from bot.phrases import LANGUAGES
from bot.service import look_ups, work
from bot.service.status import Status
from bot.service.wiring import Service
from corpus.errors import ArticleNotFoundError

_MOST_QUOTED = 20_000  # characters; an answer quotes some thousands at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a bot has to know of a service before it asks anything else.

    `writes` says that a language model writes from its answers.
    """

    index_id: str
    identity: Identity
    writes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ToOpen:
    """Who answers there, from which index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTellStatus:
    """How it stands with what answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToFindExamples:
    """Questions to begin with, in a language."""

    language: work.Language


@dataclass(frozen=True, slots=True, kw_only=True)
class ToWrite:
    """What a language model writes from an answer: it comes sentence by sentence, one a line."""

    answer: Answer

    def check(self, service: Service) -> None:
        """Raise UserError unless a model would read a question and what our articles say."""
        question, quotes = self.answer.question, self.answer.quotes
        read_line(question.text)
        is_ours = (
            question.answer_in in LANGUAGES
            and len(quotes) <= MAX_LIMIT
            and sum(len(quote.text) for quote in quotes) <= _MOST_QUOTED
            and all(_is_exact(quote, service) for quote in quotes)
        )
        if not is_ours:
            raise UserError("not_our_quotes")


def _is_exact(quote: Quote, service: Service) -> bool:
    """Whether an article here has these very words in this very place."""
    if not 0 <= quote.start < quote.end:
        return False
    try:
        body = service.catalogue.get(quote.article_id).body
    except ArticleNotFoundError:
        return False
    return body[quote.start : quote.end] == quote.text


_LOOK_UPS = (
    look_ups.Find,
    look_ups.Latest,
    look_ups.Related,
    look_ups.Topics,
    look_ups.Providers,
    look_ups.TopicNames,
    look_ups.ProviderNames,
    look_ups.TopicsNamed,
    look_ups.ProvidersNamed,
    look_ups.Conditions,
    look_ups.Facts,
    look_ups.Ids,
    look_ups.NewStories,
    look_ups.WatchMeant,
    look_ups.FreshForDigest,
    look_ups.FreshForWatches,
)

GIVES: Mapping[type, Any] = {
    **{kind: signature(kind.on).return_annotation for kind in _LOOK_UPS},
    work.ToRespond: work.Responded,
    work.ToAnswer: work.Answered,
    ToOpen: Opened,
    ToTellStatus: Status,
    ToFindExamples: tuple[str, ...],
    ToWrite: str,
}
"""What each request gives."""

REQUESTS: Mapping[str, type] = {kind.__name__: kind for kind in GIVES}
"""Requests by the names that they are sent under."""
