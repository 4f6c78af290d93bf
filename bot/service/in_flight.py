"""What has begun and is not done: a graceful end waits for it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from bot.errors import EndingError

log = logging.getLogger(__name__)


class InFlight:
    """Counts answers, votes and forms that have begun; for use in one event loop."""

    def __init__(self) -> None:
        self._count = 0
        self._is_ending = False
        self._idle = asyncio.Event()
        self._idle.set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Marks something that an end waits for."""
        self._count += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._idle.set()

    def check(self) -> None:
        """Raise EndingError when nothing new is taken any more."""
        if self._is_ending:
            raise EndingError

    async def end(self, stop: Callable[[], Awaitable[None]], *, grace_s: float) -> bool:
        """Take nothing new, stop what need not be finished, and wait for the rest.

        False if that was asked before.
        """
        if self._is_ending:
            return False
        self._is_ending = True
        log.info("ending; %s answers in flight", self._count)
        try:
            async with asyncio.timeout(grace_s):
                await stop()
                while self._count:  # whoever is told of an error is in flight once more
                    await self._idle.wait()
        except TimeoutError:
            log.warning("gave up waiting for %s answers", self._count)
        return True
