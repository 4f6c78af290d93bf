"""Answers for programs: handed back whole, where nobody watches them come."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from bot.answering.answer import Answer
from bot.answering.answerer import DEFAULT_LIMIT, MAX_HITS
from bot.errors import QuestionError
from bot.phrases import LANGUAGES
from bot.service.asking import Asking
from bot.service.examples import Examples
from bot.service.look_ups import Conditions
from bot.service.session import Session
from bot.service.turns import ShownAt, Turn
from bot.service.worker import Worker
from bot.settings import Settings
from bot.talking.reply import Reply
from embeddings.filters import Filters
from embeddings.hits import Hit

NO_CONDITIONS = Conditions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was said to a question, and what a language model wrote from an answer's quotes."""

    said: Answer | Reply
    written: tuple[str, ...] = ()


class Desk:
    """Takes what programs ask; each conversation is one person's, and kept in memory alone."""

    def __init__(self, worker: Worker, settings: Settings) -> None:
        self.worker = worker
        self._asking = Asking(worker, settings, memory=Session(), examples=Examples(worker))

    async def ask(
        self,
        text: str,
        *,
        conditions: Conditions = NO_CONDITIONS,
        limit: int = DEFAULT_LIMIT,
        answer_in: str | None = None,
        any_time: bool = False,
        conversation: str | None = None,
    ) -> Told:
        """What there is to say, understood after what was said before in the conversation.

        Raises UserError for what whoever asks can mend.
        """
        if answer_in is not None and answer_in not in LANGUAGES:
            raise QuestionError("no_language", languages=", ".join(LANGUAGES))
        turn = Turn(
            text=text,
            conversation=conversation,
            filters=await self._filters(conditions),
            limit=limit,
            answer_in=answer_in,
            any_time=any_time,
            is_limited=False,  # a program may ask the same again at once
        )
        face = _WholeFace(conversation)
        said = await self._asking.ask(turn, face)
        return Told(said=said, written=tuple(face.written))

    async def search(
        self, text: str, *, k: int = 10, conditions: Conditions = NO_CONDITIONS
    ) -> list[Hit]:
        """The k best passages; raises UserError for what whoever searches can mend."""
        if not 1 <= k <= MAX_HITS:
            raise QuestionError("no_limit", most=MAX_HITS)
        filters = await self._filters(conditions)
        return await self.worker.run(lambda service: service.search(text, k=k, filters=filters))

    async def _filters(self, conditions: Conditions) -> Filters:
        if conditions == NO_CONDITIONS:
            return Filters()
        return await self.worker.look_up(conditions)


class _WholeFace:
    """Waits for all of an answer."""

    def __init__(self, conversation: str | None) -> None:
        self._conversation = conversation
        self.written: list[str] = []

    async def acknowledge(self) -> None:
        """A program waits in silence."""

    async def show(self, answer: Answer) -> ShownAt:
        return ShownAt(conversation=self._conversation)

    async def say(self, reply: Reply) -> None:
        """The reply is handed back."""

    async def show_written(self, answer: Answer, sentences: AsyncGenerator[str]) -> None:
        self.written = [sentence async for sentence in sentences]
