"""What is handed to Sampan to be answered, and what shows the answer."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

from bot.answering.answer import Answer
from bot.answering.answerer import DEFAULT_LIMIT
from bot.service.conversation import Followed
from bot.talking.reply import Reply
from embeddings.filters import Filters

NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a person said, and where.

    Limits count by the ids `asker` and `server`; `channel` tells a repetition from a question asked
    elsewhere. `conversation` names the place whose earlier questions it may lean on; None where
    what is said does not belong together. `follows` is the answer that it was asked under, and
    `answer_in` the language to answer in where whoever asked chose none. Where `any_time` is fine,
    a time that the text names is not heeded. What is private is no part of a conversation, and no
    link leads to it. Where `is_limited` is false, whoever hands the turn in has counted it, and the
    same may be asked again at once.
    """

    text: str
    asker: int | None = None
    server: int | None = None
    channel: int | None = None
    conversation: str | None = None
    follows: Followed | None = None
    filters: Filters = NO_FILTERS
    limit: int = DEFAULT_LIMIT
    answer_in: str | None = None
    any_time: bool = False
    is_private: bool = False
    is_limited: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAt:
    """Where an answer was shown: the link to it, and the conversation that goes on there."""

    link: str | None = None
    conversation: str | None = None


class Face(Protocol):
    """Shows one answer, or says something else, to whoever asked."""

    async def acknowledge(self) -> None:
        """Say that the question was heard; comes before anything that takes time."""

    async def show(self, answer: Answer) -> ShownAt:
        """Show the answer."""
        ...

    async def say(self, reply: Reply) -> None:
        """Say what is no answer, with the questions to choose from."""

    async def show_written(self, answer: Answer, sentences: AsyncGenerator[str]) -> None:
        """Show what a language model writes from the quotes, as it comes."""
