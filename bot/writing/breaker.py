"""A circuit breaker: what failed several times in a row is left alone for a while."""

import time
from collections.abc import Callable


class Breaker:
    """Open, that is not to be tried, for `pause_s` after `failures` in a row.

    After the pause one more failure opens it again; one success closes it.
    """

    def __init__(
        self,
        *,
        failures: int = 3,
        pause_s: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = failures
        self._pause_s = pause_s
        self._clock = clock
        self._failures = 0
        self._open_until = float("-inf")

    @property
    def is_open(self) -> bool:
        """Whether the thing should not be tried now."""
        return self._clock() < self._open_until

    def succeed(self) -> None:
        """Forget the failures."""
        self._failures = 0

    def fail(self) -> None:
        """Count a failure."""
        self._failures += 1
        if self._failures >= self._limit:
            self._open_until = self._clock() + self._pause_s
