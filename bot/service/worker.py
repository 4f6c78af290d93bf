"""The answer service inside the bot: a bounded executor, and the newest index without a restart."""

import asyncio
import logging
import statistics
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from bot.errors import AnswerTimeoutError, BusyError, EndingError
from bot.identity import Identity
from bot.service.collector import setting_aside
from bot.service.examples import Examples
from bot.service.index_place import newest_index
from bot.service.look_ups import Facts
from bot.service.rebuilding import Rebuilt
from bot.service.refresh import Refresher
from bot.service.renewing import has_work
from bot.service.status import Status, read_status
from bot.service.wiring import Models, Service, open_service, open_writer
from bot.service.work import Workshop
from bot.settings import Settings
from bot.talking.sayings import load_sayings
from corpus.errors import AppError
from embeddings.errors import BackendAwayError, BackendError

if TYPE_CHECKING:
    from bot.writing.writer import Writer

log = logging.getLogger(__name__)

# One question at a time: the encoder uses every core for it. Two at once made the event loop wait:
# with 20 users asking together the slowest first response took 383 ms, against 64 ms.
_WORKERS = 1
_READERS = 2  # of look-ups, none of which waits for an answer
_WAITING = 50
_READING = 200
_TIMEOUT_S = 20.0
_LOOK_AGAIN_S = 10.0
_FIRST_FETCH_S = 30.0
_MINUTE_S = 60.0
_TIMES_KEPT = 1000
_DAY_S = 86_400.0

Result = TypeVar("Result")


class Worker(Workshop):
    """Runs answers off the event loop, one at a time and so many waiting at most.

    What is accepted counts until its thread is done, even when its caller has given up, so that
    the bound holds.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._executor = ThreadPoolExecutor(_WORKERS, thread_name_prefix="answer")
        self._accepted = 0
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="look-up")
        self._reading = 0
        self._refresher = Refresher(settings)
        self._taking_over = asyncio.Lock()
        self._standing_in = threading.Lock()
        # When each of the last pieces of work began, and how many milliseconds it took.
        self._times: deque[tuple[float, float]] = deque(maxlen=_TIMES_KEPT)
        self.on_new_index: Callable[[], None] = lambda: None
        self.service = _open_ready(settings)
        self.writer = open_writer(settings, self.service)
        self.examples = Examples(self)

    async def start(self) -> None:
        """It answers since it was made."""

    async def run(self, work: Callable[[Service], Result]) -> Result:
        """What `work` makes of the service; raises BusyError or AnswerTimeoutError."""
        if self._accepted >= _WORKERS + _WAITING:
            raise BusyError(self._accepted)
        loop = asyncio.get_running_loop()
        self._accepted += 1
        future = loop.run_in_executor(self._executor, self._timed, work, self.service)
        future.add_done_callback(self._count_down)
        return await _in_time(future)

    async def aside(self, work: Callable[[Service], Result]) -> Result:
        """What a look-up finds; raises BusyError or AnswerTimeoutError."""
        if self._reading >= _READERS + _READING:
            raise BusyError(self._reading)
        self._reading += 1
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(self._readers, self._answered, work, self.service)
        future.add_done_callback(self._count_read)
        return await _in_time(future)

    async def follow_index(self) -> None:
        """Take over each new generation of the index, for as long as the bot runs."""
        while True:
            await asyncio.sleep(_LOOK_AGAIN_S)
            try:
                await self.take_over()
            except AppError as error:
                log.warning("the new index cannot be used, the old one still answers: %s", error)
            except Exception:
                log.exception("the new index was not followed; trying again later")

    async def follow_sources(self) -> None:
        """Fetch what is due and answer from it, as often as the settings say, without an end."""
        every_s = self._settings.refresh_minutes * _MINUTE_S
        wait_s = min(_FIRST_FETCH_S, every_s)
        while every_s:
            await asyncio.sleep(wait_s)
            wait_s = every_s
            try:
                if await asyncio.to_thread(has_work, self._settings.home):
                    fetched = await self._refresher.fetch()
                    log.info("%s articles are new", len(fetched.news))
                    await self.take_over()
            except EndingError:
                return
            except AppError as error:
                log.warning("the sources were not refreshed; trying again later: %s", error)
            except Exception:
                log.exception("the sources were not refreshed; trying again later")

    async def refresh(self) -> Rebuilt:
        """Read the sources again and answer from what they hold now; raises UserError."""
        rebuilt = await self._refresher.refresh()
        await self.take_over()
        return rebuilt

    async def end_refresh(self) -> None:
        """Let no refresh hold up the end: one that runs raises EndingError."""
        await self._refresher.end()

    async def close(self) -> None:
        """Let accepted work end, then stop."""
        await self.end_refresh()
        for executor in (self._executor, self._readers):
            await asyncio.to_thread(executor.shutdown, wait=True)

    async def take_over(self) -> bool:
        """Answer from the newest generation from now on; says whether there was another one.

        Whoever does it first, `on_new_index` is called once for each.
        """

        def open_newer() -> Service | None:
            if newest_index(self._settings) == self.service.index:
                return None
            with setting_aside():
                return _open_ready(self._settings, self.service.models)

        async with self._taking_over:  # else two might open the same generation side by side
            newer = await asyncio.to_thread(open_newer)
            if newer is None:
                return False
            before, self.service = self.service.index, newer
        if newer.index.address and not before.address:
            log.warning("the index at %s answers again", newer.index.address)
        log.info("answering from index %s", newer.index_id)
        if newer.index_id == before.id and newer.index.address != before.address:
            return False  # the same, elsewhere
        self.on_new_index()
        return True

    async def status(self) -> Status:
        """How it stands with the index and the answers from it."""
        return await read_status(
            self.service,
            await self.look_up(Facts()),
            self._settings.home,
            waiting=self.waiting,
            median_ms=self.median_ms,
        )

    @property
    def identity(self) -> Identity:
        """What it is called and may be asked about."""
        return self.service.identity

    @property
    def waiting(self) -> int:
        """How many accepted pieces of work have not begun."""
        return max(0, self._accepted - _WORKERS)

    @property
    def median_ms(self) -> int:
        """How long the last pieces of work of this day took, without the time they waited."""
        since = time.perf_counter() - _DAY_S
        times_ms = [took_ms for began, took_ms in self._times.copy() if began >= since]
        return round(statistics.median(times_ms)) if times_ms else 0

    def _timed(self, work: Callable[[Service], Result], service: Service) -> Result:
        started = time.perf_counter()
        try:
            return self._answered(work, service)
        finally:
            self._times.append((started, 1000 * (time.perf_counter() - started)))

    def _answered(self, work: Callable[[Service], Result], service: Service) -> Result:
        """What `work` makes of the service; of the index on this machine, should Milvus fail."""
        try:
            return work(service)
        except BackendError as error:
            if service.index.address is None:
                raise
            with self._standing_in:
                if self.service is service:
                    away = error if isinstance(error, BackendAwayError) else None
                    self.service = open_service(
                        self._settings, models=service.models, instead_of=away
                    )
            return work(self.service)

    def _count_down(self, future: asyncio.Future[Any]) -> None:
        self._accepted -= 1
        if not future.cancelled():
            future.exception()  # seen here, should the caller have given up

    def _count_read(self, future: asyncio.Future[Any]) -> None:
        self._reading -= 1
        if not future.cancelled():
            future.exception()


class InPlace(Workshop):
    """Runs work where it stands: for one question in a process of its own."""

    def __init__(self, service: Service, writer: "Writer | None") -> None:
        self._service = service
        self.writer = writer

    @property
    def waiting(self) -> int:
        """Nothing waits."""
        return 0

    async def run(self, work: Callable[[Service], Result]) -> Result:
        """What `work` makes of the service."""
        return work(self._service)

    async def aside(self, work: Callable[[Service], Result]) -> Result:
        """What a look-up finds in the service."""
        return work(self._service)


async def _in_time(future: asyncio.Future[Result]) -> Result:
    """What comes of it, unless that takes too long: its thread goes on then."""
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            return await asyncio.shield(future)
    except TimeoutError as error:
        raise AnswerTimeoutError(_TIMEOUT_S) from error


def _open_ready(settings: Settings, models: Models | None = None) -> Service:
    """A service whose first answer is as fast as its second, in either language."""
    service = open_service(settings, models=models)
    load_sayings()
    # Telling Chinese scripts apart reads tables, for 40 ms, which the event loop must not do.
    for question in ("What is the Faster Payment System?", "轉數快是甚麼？"):
        service.answerer.answer(question, is_hurried=True)
    return service
