"""The one way from a person's words to an answer.

Whoever is asked hands in who said what, and where, as a `Turn`, and itself as the `Face` that shows
the answer; limits, repeats, understanding, answering, remembering and writing happen here.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import Protocol

from bot.answering.answer import Answer
from bot.answering.confidence import Verdict
from bot.answering.question import language_in, parse_text
from bot.errors import ForgottenError, TraceError
from bot.service.conversation import Followed, Shown
from bot.service.in_flight import InFlight
from bot.service.limits import RateLimit, Repeats
from bot.service.memory import Memory
from bot.service.session import Session
from bot.service.turns import NO_FILTERS, Face, ShownAt, Turn
from bot.service.work import Answered, Responded, ToAnswer, ToRespond
from bot.settings import Settings
from bot.store.traces import Trace, find_trace, keep_trace
from bot.talking.history import Exchange
from bot.talking.intents import read_intents
from bot.talking.reply import Reply
from bot.talking.talk import Spoken, wants_examples
from corpus.text import fold_line
from embeddings.filters import Filters

log = logging.getLogger(__name__)

_WINDOW_S = 60.0
_REPEAT_S = 5.0


class Writing(Protocol):
    """A language model that writes from an answer's quotes."""

    def write(self, answer: Answer) -> AsyncGenerator[str]: ...


class Answering(Protocol):
    """Whoever answers, in this process or another."""

    @property
    def writer(self) -> Writing | None: ...

    async def respond(self, wanted: ToRespond) -> Responded: ...

    async def answer(self, wanted: ToAnswer) -> Answered: ...


class Finding(Protocol):
    """Whoever knows questions to begin with."""

    async def find(self, language: str) -> tuple[str, ...]: ...


class Asking:
    """Takes questions, and gives each to its answer."""

    def __init__(
        self,
        worker: Answering,
        settings: Settings,
        *,
        memory: Memory | Session | None = None,
        examples: Finding | None = None,
    ) -> None:
        self._worker = worker
        self._examples = examples
        self._home = settings.home
        self._name = settings.name
        self._memory = memory
        self._person = RateLimit(settings.user_questions, _WINDOW_S)
        self._server = RateLimit(settings.server_questions, _WINDOW_S, phrase="server_too_often")
        self._repeats = Repeats(_REPEAT_S)
        self.in_flight = InFlight()

    async def ask(self, turn: Turn, face: Face) -> Answer | Reply:
        """Answer a turn on its face, or say what there is to say to it.

        Raises UserError for what whoever asked can mend. How an answer came about is kept first,
        for whoever sees an answer may ask why at once. All else is remembered and written after it
        was shown, and no trouble with any of that loses it.
        """
        if not read_intents(turn.text).intents:
            parse_text(turn.text)
        with self.in_flight.one(), self._once(turn, face):
            self.in_flight.check()
            if turn.is_limited:
                self._check_limits(turn.asker, turn.server)
            await face.acknowledge()
            spoken, trace = await self._respond(turn)
            if isinstance(spoken.said, Reply):
                await face.say(spoken.said)
                await self._remember(turn, spoken.exchange, turn.conversation)
                return spoken.said
            answer = spoken.said
            if trace:
                await self._keep(trace, with_text=turn.asker is None)
            shown = await face.show(answer)
            await self._remember(turn, spoken.exchange, shown.conversation)
            if self._memory and turn.asker is not None:
                await self._memory.record(
                    answer,
                    asker=turn.asker,
                    server=turn.server,
                    link=shown.link,
                    text=turn.text,
                    is_private=turn.is_private,
                )
            await self._show_written(face, answer)
        return answer

    def _once(self, turn: Turn, face: Face) -> AbstractContextManager[None]:
        if not turn.is_limited:
            return nullcontext()
        same = replace(turn, text=fold_line(turn.text), server=None, conversation=None)
        # What is typed in one way and sent in another was meant twice.
        return self._repeats.once(type(face), same)

    async def _respond(self, turn: Turn) -> tuple[Spoken, Trace | None]:
        """What to say to a turn, and how an answer came about; nothing is kept."""
        language = self._language_of(turn.asker) or turn.answer_in
        before = await self._before(turn)
        filters = turn.filters
        if turn.follows and turn.follows.answer:
            filters = await self._conditions_of(turn.follows.answer)
        examples: tuple[str, ...] = ()
        if self._examples and wants_examples(turn.text, self._name):
            examples = await self._examples.find(language or language_in(turn.text))

        responded = await self._worker.respond(
            ToRespond(
                text=turn.text,
                before=tuple(before),
                followed=turn.follows.question if turn.follows else None,
                filters=filters,
                limit=turn.limit,
                answer_in=language,
                any_time=turn.any_time,
                examples=examples,
            )
        )
        spoken = responded.spoken
        if isinstance(spoken.said, Reply) or responded.trace is None:
            return spoken, None
        answer, trace = self._named(spoken.said, responded.trace)
        return replace(spoken, said=answer), trace

    async def _remember(
        self, turn: Turn, exchange: Exchange | None, conversation: str | None
    ) -> None:
        """Keep what was said for what may follow it there."""
        if self._memory and exchange and conversation and not turn.is_private:
            asker = turn.asker or 0
            await self._memory.remember(exchange, asker=asker, conversation=conversation)

    def _language_of(self, asker: int | None) -> str | None:
        return self._memory.language_of(asker) if self._memory and asker is not None else None

    def _named(self, answer: Answer, trace: Trace) -> tuple[Answer, Trace]:
        """An answer under the id that it is known by, and how it came about."""
        if self._memory:
            answer = replace(answer, id=self._memory.answer_id(answer.id))
        return answer, trace | {"id": answer.id}

    async def tell(
        self,
        text: str,
        *,
        filters: Filters,
        asker: int,
        server: int | None = None,
        send: Callable[[Answer], Awaitable[ShownAt | None]],
    ) -> bool:
        """Send somebody the answer to what they did not ask now, if there is one.

        `send` gives where it was shown, or None if it was not after all. Says whether it was.
        """
        answer, trace = await self._answer(text, filters=filters, asker=asker)
        if answer.verdict is not Verdict.ANSWERED:
            return False
        await self._keep(trace, with_text=False)
        shown = await send(answer)
        if shown is None:
            return False
        if self._memory:
            await self._memory.record(
                answer, asker=asker, server=server, link=shown.link, text=text
            )
        return True

    async def _answer(
        self, text: str, *, filters: Filters, asker: int | None
    ) -> tuple[Answer, Trace]:
        """An answer for a person, who is not counted, and how it came about; nothing is kept."""
        answered = await self._worker.answer(
            ToAnswer(text=text, filters=filters, answer_in=self._language_of(asker))
        )
        return self._named(answered.answer, answered.trace)

    async def ask_again(
        self,
        followed: Followed,
        acknowledge: Callable[[], Awaitable[object]],
        *,
        asker: int,
        server: int | None,
    ) -> Answer:
        """Today's answer to a question that was answered before, under the same conditions.

        It counts as a question, and is not remembered as one. Raises ForgottenError when the
        conditions are no longer kept.
        """
        self.in_flight.check()
        self._check_limits(asker, server)
        await acknowledge()
        filters = NO_FILTERS
        if followed.answer:
            filters = await self._conditions_of(followed.answer)
        answer, _ = await self._answer(followed.question, filters=filters, asker=asker)
        return answer

    async def trace(self, answer_id: str) -> Trace:
        """How an answer came about; raises ForgottenError when that is no longer kept."""
        try:
            return await asyncio.to_thread(find_trace, self._home, answer_id)
        except TraceError as error:
            raise ForgottenError from error

    def _check_limits(self, asker: int | None, server: int | None) -> None:
        """Count a question; raises TooOftenError."""
        if asker is not None:
            self._person.check(asker)
        if server is not None:
            self._server.check(server)

    async def _before(self, turn: Turn) -> list[Exchange]:
        """What was said before a turn where it was said."""
        if not (self._memory and turn.conversation):
            return []
        return await self._memory.earlier(turn.conversation, turn.asker or 0)

    async def _conditions_of(self, shown: Shown) -> Filters:
        if not shown.has_filters:
            return NO_FILTERS
        filters = await self._memory.conditions_of(shown.id) if self._memory else None
        if filters is None:
            raise ForgottenError
        return filters

    async def _keep(self, trace: Trace, *, with_text: bool) -> None:
        """What members ask is not kept with how it was answered; the operator's own is."""
        try:
            await asyncio.to_thread(keep_trace, self._home, trace, with_text=with_text)
        except TraceError as error:
            log.warning("an answer cannot be looked into later: %s", error)
        except Exception:  # no fault of ours there may cost the answer
            log.exception("an answer cannot be looked into later")

    async def _show_written(self, face: Face, answer: Answer) -> None:
        """Let a language model write below or above an answer; it stands whatever that does."""
        if self._worker.writer is None:
            return
        try:
            await face.show_written(answer, self._worker.writer.write(answer))
        except Exception:
            log.warning("what a language model wrote could not be shown", exc_info=True)
