"""What answers requests: from the first index on, and from each newer one."""

import asyncio
import logging

from bot.errors import NoIndexError
from bot.service.asking import Asking
from bot.service.collector import settle_memory
from bot.service.examples import Examples
from bot.service.index_place import newest_index
from bot.service.memory import Memory
from bot.service.wiring import Service
from bot.service.worker import Worker
from bot.settings import Settings
from bot.store.journal import Journal
from corpus.errors import AppError, CorpusError
from corpus.sources.errors import RefreshingError
from corpus.sources.locking import lock_file
from embeddings.errors import IndexDamagedError, IndexMismatchError, IndexMissingError

log = logging.getLogger(__name__)

_NO_INDEX = (IndexMissingError, IndexDamagedError, IndexMismatchError)
_LOOK_AGAIN_S = 1.0
_TRY_AGAIN_S = 10.0  # it takes a second or two of all cores
_HOUSE_LOCK = ".serving.lock"
_HOUSE_AGAIN_S = 10.0


class Engine:
    """Worker, asking and examples over the index in use, as soon as there is one.

    Until then `worker`, `asking`, `examples` and `service` raise NoIndexError.
    """

    def __init__(self, settings: Settings, journal: Journal) -> None:
        self._settings = settings
        self.journal = journal
        self.memory = Memory(journal)
        self._worker: Worker | None = None
        self._asking: Asking | None = None
        self._examples: Examples | None = None
        self._told = ""
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Answer from now on, or once there is an index.

        Raises AppError for what no index mends: a setting, a file, the encoder.
        """
        try:
            await self._open()
        except _NO_INDEX as error:
            self._told = str(error)
            log.warning("waiting for an index: %s", error)
        self._tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._keep_house())]

    async def close(self) -> None:
        """Let what has begun end, then stop."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._worker:
            await self._worker.close()

    @property
    def is_ready(self) -> bool:
        """Whether there is an index that answers."""
        return self._worker is not None

    @property
    def worker(self) -> Worker:
        """What runs work over the index."""
        if self._worker is None:
            raise NoIndexError
        return self._worker

    @property
    def asking(self) -> Asking:
        """The way from a question to an answer."""
        if self._asking is None:
            raise NoIndexError
        return self._asking

    @property
    def examples(self) -> Examples:
        """Questions to begin with."""
        if self._examples is None:
            raise NoIndexError
        return self._examples

    @property
    def service(self) -> Service:
        """Answers and look-ups over the index in use."""
        return self.worker.service

    async def _open(self) -> None:
        # Before anything slow is loaded.
        await asyncio.to_thread(newest_index, self._settings)
        worker = await asyncio.to_thread(Worker, self._settings)
        settle_memory()
        examples = Examples(worker)
        self._examples = examples
        self._asking = Asking(worker, self._settings, memory=self.memory, examples=examples)
        self._worker = worker
        log.info("answering from index %s", worker.service.index_id)

    async def _follow(self) -> None:
        """Take over the first index, then each newer one, for as long as this runs."""
        while self._worker is None:
            await asyncio.sleep(await self._try_to_open())
        await self._worker.follow_index()

    async def _try_to_open(self) -> float:
        """Open an index, if there is one; gives when to try again, should there be need."""
        try:
            await self._open()
        except IndexMissingError:
            return _LOOK_AGAIN_S
        except AppError as error:
            if str(error) != self._told:
                log.warning("the index cannot be used; waiting for another one: %s", error)
            self._told = str(error)
        except Exception:
            log.exception("the index could not be opened; trying again later")
        return _TRY_AGAIN_S

    async def _keep_house(self) -> None:
        """Fetch what is due and drop what has expired, in one alone of all processes that serve."""
        while True:
            try:
                with lock_file(self._settings.home / _HOUSE_LOCK, is_waiting=False):
                    await asyncio.gather(self._refresh_sources(), self.memory.forget_expired())
            except RefreshingError:
                await asyncio.sleep(_HOUSE_AGAIN_S)
            except CorpusError as error:
                log.warning("nothing is fetched or dropped; trying again later: %s", error)
                await asyncio.sleep(_HOUSE_AGAIN_S)

    async def _refresh_sources(self) -> None:
        while self._worker is None:
            await asyncio.sleep(_LOOK_AGAIN_S)
        await self._worker.follow_sources()
