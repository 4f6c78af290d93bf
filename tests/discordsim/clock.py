"""The simulator's time, its ids, and waiting until something has happened."""

import asyncio
import contextlib
import time
from collections.abc import Callable

from discordsim.settings import Settings

_DISCORD_EPOCH_MS = 1420070400000
_LOOK_AGAIN_S = 0.05  # at what no event tells of, such as a file


class Clock:
    """Seconds since the start, and ids that grow with time as Discord's do."""

    def __init__(self, settings: Settings) -> None:
        self._started = time.monotonic()
        self._last_snowflake = 0
        self._changed = asyncio.Event()

    def now(self) -> float:
        """Seconds since the simulator started."""
        return time.monotonic() - self._started

    def snowflake(self) -> str:
        """A new id, larger than every one before it."""
        value = (int(time.time() * 1000) - _DISCORD_EPOCH_MS) << 22
        self._last_snowflake = max(value, self._last_snowflake + 1)
        return str(self._last_snowflake)

    def notify(self) -> None:
        """Wake everything that waits for a change."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait_change(self, timeout: float) -> None:
        """Return at the next change, or after `timeout` seconds."""
        with contextlib.suppress(TimeoutError):
            # Unlike wait_for, it loses no cancellation that comes together with the change.
            async with asyncio.timeout(timeout):
                await self._changed.wait()

    async def wait_until(self, condition: Callable[[], object], timeout: float) -> bool:
        """Whether the condition came true within `timeout` seconds."""
        end = self.now() + timeout
        while not condition():
            left = end - self.now()
            if left <= 0:
                return False
            await self.wait_change(min(left, _LOOK_AGAIN_S))
        return True
