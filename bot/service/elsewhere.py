"""Answers and look-ups of a service elsewhere: nothing is opened here, no index and no encoder."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from typing import Any

from bot.answering.answer import Answer
from bot.answering.question import language_in
from bot.errors import NoIndexError, ServiceAwayError, ServiceUnfitError, UserError
from bot.identity import Identity
from bot.service.connection import Connection
from bot.service.look_ups import LookUp
from bot.service.rebuilding import Rebuilt
from bot.service.requests import Opened, ToFindExamples, ToOpen, ToTellStatus, ToWrite
from bot.service.status import Status
from bot.service.wire import lighten, prepare
from bot.service.work import Answered, AnyFound, Responded, ToAnswer, ToRespond
from bot.settings import Settings
from bot.talking.intents import read_intents
from bot.talking.sayings import load_sayings
from corpus.counts import say_count

log = logging.getLogger(__name__)

_LOOK_AGAIN_S = 10.0
_WAITS_S = (1.0, 2.0, 5.0, 10.0, 30.0)
# Discord waits three seconds for the first word, which a look-up may be.
_LOOK_UP_S = 2.0
_ANSWER_S = 25.0  # the service itself gives an answer up after 20
_PATIENCE_S, _SIGN_OF_LIFE_S = 2.0, 4.0
_EXAMPLES_S = 60.0
_WRITING_S = 600.0


class Elsewhere:
    """An answer source that asks a service, and says plainly when that is away.

    The service fetches and indexes by itself.
    """

    def __init__(self, url: str, key: str | None) -> None:
        self._connection = Connection(url, key)
        self._opened: Opened | None = None
        self.on_new_index: Callable[[], None] = lambda: None
        self.examples = _Examples(self._connection)

    async def start(self) -> None:
        """Return once the service answers; until then it is asked again and again.

        Raises ServiceUnfitError for what waiting does not mend.
        """
        await asyncio.to_thread(_prepare)
        tries = 0
        while self._opened is None:
            try:
                await self._look()
            except ServiceUnfitError:
                raise
            except (ServiceAwayError, NoIndexError) as error:
                wait_s = _WAITS_S[min(tries, len(_WAITS_S) - 1)]
                log.warning("%s; trying again in %.0f s", error, wait_s)
                await asyncio.sleep(wait_s)
                tries += 1

    @property
    def identity(self) -> Identity:
        """What the service said that it is, last."""
        if self._opened is None:
            raise RuntimeError("start it first")
        return self._opened.identity

    @property
    def writer(self) -> "_Writer | None":
        """What a language model writes there, if there is one."""
        if self._opened is None or not self._opened.writes:
            return None
        return _Writer(self._connection)

    async def respond(self, wanted: ToRespond) -> Responded:
        """What there is to say to somebody."""
        found: Responded = await self._ask_patiently(wanted)
        return found

    async def answer(self, wanted: ToAnswer) -> Answered:
        """The answer to a question."""
        found: Answered = await self._ask_patiently(wanted)
        return found

    async def look_up(self, wanted: LookUp[AnyFound]) -> AnyFound:
        """What is looked up there."""
        found: AnyFound = await self._connection.ask(wanted, within_s=_LOOK_UP_S)
        return found

    async def status(self) -> Status:
        """How it stands with the service."""
        found: Status = await self._connection.ask(ToTellStatus(), within_s=_LOOK_UP_S)
        return found

    async def refresh(self) -> Rebuilt:
        """Not ours to do: raises UserError, which says so."""
        raise UserError("service_refreshes")

    async def end_refresh(self) -> None:
        """Nothing is refreshed here."""

    async def follow_index(self) -> None:
        """Notice each newer index of the service, for as long as this runs."""
        while True:
            await asyncio.sleep(_LOOK_AGAIN_S)
            try:
                if await self._look():
                    self.on_new_index()
            except UserError:
                pass  # it was said in the log that the service is away
            except Exception:
                log.exception("the service was not asked for its index; trying again later")

    async def follow_sources(self) -> None:
        """The service fetches what is due."""

    async def close(self) -> None:
        """Ask nothing any more."""
        await self._connection.close()

    async def _ask_patiently(self, wanted: ToRespond | ToAnswer) -> Any:
        """What may take its time, as long as the service shows that it lives."""
        asking = asyncio.create_task(self._connection.ask(wanted, within_s=_ANSWER_S))
        asking.add_done_callback(lambda task: task.cancelled() or task.exception())
        try:
            while not (await asyncio.wait({asking}, timeout=_PATIENCE_S))[0]:
                await self._connection.ask(ToOpen(), within_s=_SIGN_OF_LIFE_S)
            return await asking
        finally:
            asking.cancel()

    async def _look(self) -> bool:
        """Ask who answers there; says whether it is from another index than before."""
        opened: Opened = await self._connection.ask(ToOpen(), within_s=_LOOK_UP_S)
        before, self._opened = self._opened, opened
        return before is not None and before.index_id != opened.index_id


def _prepare() -> None:
    """Read and make what the first question would wait for, and all others with it."""
    prepare()
    load_sayings()
    for text in ("What is the Faster Payment System?", "轉數快是甚麼？"):
        language_in(text)
        read_intents(text)


def open_elsewhere(settings: Settings) -> Elsewhere:
    """The service that the settings name, which is not asked yet."""
    key = settings.service_key
    return Elsewhere(settings.service_url or "", key.get_secret_value() if key else None)


async def examine_service(settings: Settings) -> str:
    """What can be told of the service that the settings name; raises AppError where it is away."""
    elsewhere = open_elsewhere(settings)
    try:
        status = await elsewhere.status()
    finally:
        await elsewhere.close()
    count = say_count(status.facts.articles, "article")
    return f"{settings.service_url} answers from {count}, index {status.index_id}"


class _Examples:
    """Questions to begin with, which the service keeps; those known while it is away."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, tuple[str, ...]] = {}

    async def find(self, language: str) -> tuple[str, ...]:
        """At most three, in a language."""
        wanted = ToFindExamples(language=language)
        with suppress(UserError):
            self._known[language] = await self._connection.ask(wanted, within_s=_EXAMPLES_S)
        return self._known.get(language, ())


class _Writer:
    """Passes on what a language model writes at the service."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def write(self, answer: Answer) -> AsyncGenerator[str]:
        """Each sentence as it comes; whatever goes wrong, the quotes stand."""
        wanted = ToWrite(answer=lighten(answer))
        try:
            async with aclosing(self._connection.stream(wanted, within_s=_WRITING_S)) as lines:
                async for line in lines:
                    yield str(line)
        except UserError as error:
            log.warning("nothing more is written below an answer: %s", error)
