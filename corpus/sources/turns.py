"""When a host may be asked next: one request at a time, and not while it wants to be left alone."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from corpus.sources.addresses import Target
from corpus.sources.errors import FetchError

_LONGEST_WAIT_S = 7 * 86_400.0
_DEFAULT_WAIT_S = 300.0
_SILENCES = 3
_SILENT_S = 600.0


class Turns:
    """Keeps what is known of each host, by its name; `clock` counts seconds, `pause` waits."""

    def __init__(self, *, clock: Callable[[], float], pause: Callable[[float], None]) -> None:
        self._clock = clock
        self._pause = pause
        self._next_at: dict[str, float] = {}
        self._busy_until: dict[str, float] = {}
        self._silences: dict[str, int] = {}

    def wait_for(self, target: Target) -> None:
        """Wait until the host may be asked; raises FetchError while it is left alone."""
        busy_s = self._busy_until.get(target.host, 0.0) - self._clock()
        if busy_s > 0:
            is_silent = target.host in self._silences
            reason = "did not answer lately" if is_silent else "asked to be left alone for a while"
            raise FetchError(target.url, f"was left, its host {reason}", retry_after_s=busy_s)
        wait_s = self._next_at.get(target.host, 0.0) - self._clock()
        if wait_s > 0:
            self._pause(wait_s)

    def end(self, target: Target, *, pause_s: float) -> None:
        """A request to the host is over; the next may come after the pause."""
        self._next_at[target.host] = self._clock() + pause_s

    def leave_alone(self, target: Target, wait_s: float) -> None:
        """The host says that it is busy."""
        self._busy_until[target.host] = self._clock() + wait_s

    def note(self, target: Target, *, is_silent: bool) -> None:
        """Whether the host answered: one that did not several times would cost each page a wait."""
        if not is_silent:
            self._silences.pop(target.host, None)
            return
        self._silences[target.host] = self._silences.get(target.host, 0) + 1
        if self._silences[target.host] >= _SILENCES:
            self._busy_until[target.host] = self._clock() + _SILENT_S


def read_retry_after(headers: Message) -> float:
    """How many seconds a server asks to be left alone, within reason."""
    value = str(headers.get("Retry-After") or "").strip()
    try:
        if value.isdecimal() and len(value) < 10:
            wait_s = float(value)
        else:
            at = parsedate_to_datetime(value)
            wait_s = (at.astimezone(UTC) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError, OverflowError):
        wait_s = _DEFAULT_WAIT_S
    return min(max(wait_s, 1.0), _LONGEST_WAIT_S)
