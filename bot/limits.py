"""How often one person may ask."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable

from bot.errors import TooOftenError

_MAX_REMEMBERED = 10_000


class RateLimit:
    """At most `count` questions in `window_s` seconds for each key; forgets whoever is idle."""

    def __init__(
        self,
        count: int,
        window_s: float,
        *,
        phrase: str = "too_often",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._phrase = phrase
        self._count = count
        self._window_s = window_s
        self._clock = clock
        self._asked: OrderedDict[int, deque[float]] = OrderedDict()

    def check(self, key: int) -> None:
        """Count one question; raises TooOftenError when it is one too many."""
        now = self._clock()
        times = self._asked.setdefault(key, deque())
        self._asked.move_to_end(key)
        while times and times[0] <= now - self._window_s:
            times.popleft()
        if len(times) >= self._count:
            raise TooOftenError(self._phrase, times[0] + self._window_s - now)
        times.append(now)
        if len(self._asked) > _MAX_REMEMBERED:
            self._asked.popitem(last=False)
