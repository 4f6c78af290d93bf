"""Faults of Discord's own, made on purpose."""

import contextlib
import re
from dataclasses import dataclass

from discordsim.errors import DriverError
from discordsim.sessions import Sessions
from discordsim.settings import Settings


@dataclass(slots=True, kw_only=True)
class Fault:
    """A fault waiting for requests whose 'METHOD /path' the pattern is found in.

    `kind` is '429', 'status', 'delay' or 'reset'. `times` counts down and `hits` up. `after`
    performs the request before it answers the error.
    """

    pattern: str | None
    kind: str
    times: float = 1
    status: int = 500
    retry_after: float = 1.0
    is_global: bool = False
    seconds: float = 0.0
    after: bool = False
    until: float | None = None
    hits: int = 0

    def strikes(self, method: str, path: str, *, now: float) -> bool:
        """Whether this request gets the fault; counts it if so."""
        if self.times <= 0 or (self.until is not None and now > self.until):
            return False
        if self.pattern is not None and not re.search(self.pattern, f"{method} {path}"):
            return False
        self.times -= 1
        self.hits += 1
        return True


class Faults(Sessions):
    """Faults of the REST API and of the gateway."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.faults: list[Fault] = []

    def _add(self, fault: Fault) -> Fault:
        self.faults.append(fault)
        return fault

    def inject_429(
        self,
        pattern: str | None = None,
        times: int = 1,
        retry_after: float = 1.0,
        *,
        is_global: bool = False,
    ) -> Fault:
        """Answer the next matching requests 429."""
        return self._add(
            Fault(
                pattern=pattern,
                kind="429",
                times=times,
                status=429,
                retry_after=retry_after,
                is_global=is_global,
            )
        )

    def inject_status(
        self, pattern: str | None = None, status: int = 500, times: int = 1, *, after: bool = False
    ) -> Fault:
        """Answer a status; `after` performs the request first, so that a retry repeats it."""
        fault = Fault(pattern=pattern, kind="status", times=times, status=status, after=after)
        return self._add(fault)

    def inject_delay(self, seconds: float, pattern: str | None = None, times: int = 1) -> Fault:
        """Perform the next matching requests later."""
        return self._add(Fault(pattern=pattern, kind="delay", times=times, seconds=seconds))

    def inject_reset(self, pattern: str | None = None, times: int = 1) -> Fault:
        """Cut the connection of the next matching requests without an answer."""
        return self._add(Fault(pattern=pattern, kind="reset", times=times))

    def outage(self, seconds: float, status: int = 502, pattern: str | None = None) -> Fault:
        """Answer every matching request with a status for a while."""
        until = self.now() + seconds
        forever = float("inf")
        fault = Fault(pattern=pattern, kind="status", times=forever, status=status, until=until)
        return self._add(fault)

    def clear_injections(self) -> None:
        """Discord is well again."""
        self.faults.clear()

    async def drop_gateway(
        self, code: int | None = None, *, resumable: bool = True, down_for: float = 0.0
    ) -> None:
        """Cut the gateway connection; `code` None lets the TCP connection die.

        New connections are refused for `down_for` seconds.
        """
        self.gateway_down_until = self.now() + down_for
        for connection in list(self.connections):
            if connection.session:
                connection.session.connection = None
                connection.session.alive = resumable and connection.session.alive
            if code is not None:
                with contextlib.suppress(ConnectionError, RuntimeError, TimeoutError):
                    await connection.socket.close(code=code)
            elif connection.transport is not None:
                connection.transport.abort()
        self.notify()

    def gateway_reconnect(self) -> None:
        """Ask the bot to reconnect and resume (opcode 7)."""
        for connection in self.connections:
            connection.send({"op": 7, "d": None})

    def gateway_invalid_session(self, *, resumable: bool = False) -> None:
        """Tell the bot that its session is over (opcode 9)."""
        for connection in self.connections:
            if connection.session and not resumable:
                connection.session.alive = False
            connection.send({"op": 9, "d": resumable})

    async def wait_resumed(self, timeout: float = 30.0, *, count: int | None = None) -> None:
        """Return when the bot has resumed once more, or `count` times in all."""
        wanted = self.resumes + 1 if count is None else count
        if not await self.wait_until(lambda: self.resumes >= wanted, timeout):
            raise DriverError("no RESUME seen")
