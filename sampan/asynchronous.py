"""Sampan for programs that run an event loop: nothing here holds it up."""

import asyncio
import os
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypeVar, Unpack

from bot.service.desk import Desk
from bot.service.in_flight import InFlight
from bot.service.index_place import newest_index
from bot.service.rebuilding import Plan, Rebuilt, rebuild
from bot.service.renewing import keep_left_news
from bot.service.wiring import open_catalogue
from bot.service.worker import Worker
from bot.settings import Settings, load_settings
from bot.talking.reply import Reply
from corpus.catalogue import Catalogue
from corpus.errors import CorpusError
from embeddings.hits import Hit
from sampan.articles import AsyncArticles
from sampan.conditions import Conditions, read_conditions
from sampan.errors import ClosedError
from sampan.records import Answer

Language = Literal["en", "zh-Hant", "zh-Hans"]

_GRACE_S = 60.0

Result = TypeVar("Result")


class AsyncSampan:
    """Answers, look-ups and indexing over one home.

    For use in the event loop that it was entered in. Questions are answered one at a time, in the
    order in which they come, in a thread of its own; where more than fifty wait, BusyError is
    raised. A newer index, whoever builds it, is answered from within seconds.
    """

    def __init__(self, home: str | os.PathLike[str] | None, settings: Mapping[str, object]) -> None:
        self._chosen = {**settings, **({} if home is None else {"home": Path(home)})}
        self._settings: Settings | None = None
        self._desk: Desk | None = None
        self._following: asyncio.Task[None] | None = None
        self._changing = asyncio.Lock()
        self._in_flight = InFlight()
        self._is_closed = False
        self._read: tuple[str, Catalogue] | None = None
        self.articles = AsyncArticles(self._look_up)

    async def __aenter__(self) -> Self:
        """Read the settings; raises SettingsError."""
        self._settings = await asyncio.to_thread(load_settings, chosen=self._chosen)
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def ask(
        self,
        question: str,
        *,
        limit: int = 3,
        answer_in: Language | None = None,
        any_time: bool = False,
        conversation: str | None = None,
        **conditions: Unpack[Conditions],
    ) -> Answer | Reply:
        """The answer with at most `limit` quotes, or a reply where nothing was asked.

        It speaks the question's language or the one to `answer_in`. Where `any_time` is fine, a
        time that the question names is not heeded. Questions in a `conversation`, by any name, are
        understood after those before them. Raises QuestionError for what is no question,
        NameNotFoundError for a provider or topic that no article has, BusyError and
        AnswerTimeoutError.
        """
        wanted = read_conditions(conditions)
        with self._call():
            desk = await self._open_desk()
            told = await desk.ask(
                question,
                conditions=wanted,
                limit=limit,
                answer_in=answer_in,
                any_time=any_time,
                conversation=conversation,
            )
        if isinstance(told.said, Reply):
            return told.said
        return Answer.of(told.said, told.written)

    async def search(self, query: str, k: int = 10, **conditions: Unpack[Conditions]) -> list[Hit]:
        """The k passages, at most 40, that answer best; the same errors as `ask`."""
        wanted = read_conditions(conditions)
        with self._call():
            desk = await self._open_desk()
            return await desk.search(query, k=k, conditions=wanted)

    def chat(self) -> "AsyncChat":
        """A conversation of its own."""
        return AsyncChat(self)

    async def index(
        self,
        paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = (),
        *,
        yes: bool = False,
    ) -> Rebuilt:
        """Make the index hold exactly what these files and folders hold, and answer from that.

        Without paths the same as last time, at first the starter corpus, "starter". Only what
        changed is read and encoded. Raises CorpusError before more than a tenth of the articles
        are removed, unless `yes` says that it is meant; the index is then as it was.
        """
        given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)

        def build(settings: Settings) -> Rebuilt:
            def look(plan: Plan) -> None:
                if plan.changes.removes_much and plan.corpus.articles and not yes:
                    raise CorpusError(
                        f"{len(plan.changes.removed):,} of {plan.changes.before:,} articles would"
                        " be removed, and the index was not changed; say yes=True if that is meant"
                    )
                keep_left_news(settings, plan)

            return rebuild(settings, [Path(path) for path in given], on_plan=look)

        with self._call():
            rebuilt = await asyncio.to_thread(build, self._settings_read())
            async with self._changing:
                if self._desk:
                    await self._desk.worker.take_over()
            return rebuilt

    async def close(self) -> None:
        """Finish what has begun, and let go of everything; whatever is asked then is refused."""
        if self._is_closed:
            return
        self._is_closed = True
        await self._in_flight.end(_nothing, grace_s=_GRACE_S)
        if self._following:
            self._following.cancel()
        if self._desk:
            await self._desk.worker.close()
        self._desk = self._following = self._read = None

    async def _open_desk(self) -> Desk:
        """What answers, opened by the first who needs it."""
        async with self._changing:
            if self._desk is None:
                settings = self._settings_read()
                worker = await asyncio.to_thread(Worker, settings)
                self._desk = Desk(worker, settings)
                self._following = asyncio.create_task(worker.follow_index())
            return self._desk

    async def _look_up(self, find: Callable[[Catalogue], Result]) -> Result:
        """What is found in the articles, for which neither encoder nor reader is opened."""
        with self._call():
            return await asyncio.to_thread(lambda: find(self._catalogue(self._settings_read())))

    def _catalogue(self, settings: Settings) -> Catalogue:
        if self._desk:
            return self._desk.worker.service.catalogue
        newest = newest_index(settings).id
        if self._read is None or self._read[0] != newest:
            self._read = newest, open_catalogue(settings)
        return self._read[1]

    def _settings_read(self) -> Settings:
        if self._settings is None:
            raise RuntimeError("enter it first: async with sampan.open_async() as s")
        return self._settings

    @contextmanager
    def _call(self) -> Iterator[None]:
        """Marks a call that the end waits for; raises ClosedError."""
        if self._is_closed:
            raise ClosedError
        with self._in_flight.one():
            yield


class AsyncChat:
    """A conversation: whatever is asked is understood after what was asked before."""

    def __init__(self, sampan: AsyncSampan) -> None:
        self._sampan = sampan
        self._name = f"chat-{secrets.token_hex(8)}"

    async def ask(
        self,
        question: str,
        *,
        limit: int = 3,
        answer_in: Language | None = None,
        any_time: bool = False,
        **conditions: Unpack[Conditions],
    ) -> Answer | Reply:
        """As `AsyncSampan.ask`; what names nothing is asked back, with `choices` to ask instead."""
        return await self._sampan.ask(
            question,
            limit=limit,
            answer_in=answer_in,
            any_time=any_time,
            conversation=self._name,
            **conditions,
        )


async def _nothing() -> None:
    """There is nothing to stop before the calls that have begun are done."""
