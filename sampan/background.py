"""An event loop in a thread of its own, for programs that run none."""

import asyncio
import concurrent.futures
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from sampan.errors import ClosedError

Result = TypeVar("Result")


class BackgroundLoop:
    """Runs coroutines for any thread, until it is closed."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._leaving = asyncio.Event()
        self._has_begun = threading.Event()
        self._access = threading.Lock()
        # A program that closes nothing can end all the same.
        self._thread = threading.Thread(target=self._run, name="sampan", daemon=True)
        self._thread.start()
        self._has_begun.wait()

    def run(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """What a coroutine gives; raises ClosedError where there is no loop any more."""
        with self._access:
            if self._loop is None:
                coroutine.close()
                raise ClosedError
            future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        try:
            return future.result()
        except concurrent.futures.CancelledError as error:
            raise ClosedError from error
        except KeyboardInterrupt:
            future.cancel()
            raise

    def close(self) -> None:
        """End the loop; whoever still waits for a coroutine is told ClosedError."""
        with self._access:
            loop, self._loop = self._loop, None
            if loop is None:
                return
            loop.call_soon_threadsafe(self._leaving.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._stay())

    async def _stay(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._has_begun.set()
        await self._leaving.wait()
