"""How often one person may ask, and how soon the same again."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

from bot.errors import RepeatedError, TooOftenError

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
        self._asked: OrderedDict[Hashable, deque[float]] = OrderedDict()

    def check(self, key: Hashable, count: int | None = None) -> None:
        """Count one question; raises TooOftenError when it is one too many.

        With a `count` of its own where the key has one.
        """
        count = self._count if count is None else count
        now = self._clock()
        times = self._asked.setdefault(key, deque())
        self._asked.move_to_end(key)
        while times and times[0] <= now - self._window_s:
            times.popleft()
        if len(times) >= count:
            raise TooOftenError(self._phrase, times[-count] + self._window_s - now)
        times.append(now)
        if len(self._asked) > _MAX_REMEMBERED:
            self._asked.popitem(last=False)


class Repeats:
    """Lets nothing be asked twice within `window_s` seconds, unless it failed."""

    def __init__(self, window_s: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._window_s = window_s
        self._clock = clock
        self._asked: OrderedDict[Hashable, float] = OrderedDict()

    @contextmanager
    def once(self, *key: Hashable) -> Iterator[None]:
        """Do this once; raises RepeatedError when it was begun a moment ago."""
        now = self._clock()
        while self._asked and next(iter(self._asked.values())) <= now - self._window_s:
            self._asked.popitem(last=False)
        if key in self._asked:
            raise RepeatedError
        self._asked[key] = now
        try:
            yield
        except BaseException:
            self._asked.pop(key, None)
            raise
