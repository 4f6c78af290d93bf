"""One service elsewhere: requests to it, tried again while it is away for a moment."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager
from importlib import metadata
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector

from bot.errors import EndingError, ServiceAwayError, ServiceUnfitError
from bot.service import wire
from bot.service.requests import GIVES

log = logging.getLogger(__name__)

_CONNECT_S = 2.0
_LEAST_S = 0.05
_PAUSES_S = (0.1, 0.3, 0.6)  # between tries: nothing that is asked here changes anything
_AWAY = (502, 503, 504)
_DONE = 200
_NO_KEY, _NO_ROLE, _NO_SUCH_PATH, _OTHER_PROTOCOL, _ERROR = 401, 403, 404, 409, 422


class _AbsentError(Exception):
    """Nobody answered, which may be over in a moment."""


class Connection:
    """Sends requests and reads what they give; for use in one event loop.

    Each raises ServiceAwayError where the service is away, ServiceUnfitError where a person has to
    mend something, and what the service itself raised. The log says when it goes and comes back.
    """

    def __init__(self, url: str, key: str | None) -> None:
        self._url = url.rstrip("/")
        self._headers = {
            "Content-Type": "application/json",
            wire.PROTOCOL_HEADER: wire.protocol(),
            wire.VERSION_HEADER: metadata.version("sampan"),
        }
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        self._session: ClientSession | None = None
        self._trouble = ""

    async def ask(self, wanted: Any, *, within_s: float) -> Any:
        """What a request gives."""
        began = time.monotonic()
        pauses = iter(_PAUSES_S)
        while True:
            left_s = began + within_s - time.monotonic()
            try:
                content = await self._send(wanted, left_s)
                found = wire.read_record(GIVES[type(wanted)], content)
            except _AbsentError as error:
                pause_s = next(pauses, None)
                if pause_s is None or pause_s >= began + within_s - time.monotonic():
                    raise self._noted(ServiceAwayError(self._url, str(error))) from error
                await asyncio.sleep(pause_s)
            except ValueError as error:
                raise self._noted(self._other_version()) from error
            else:
                self._note("")
                return found

    async def stream(self, wanted: Any, *, within_s: float) -> AsyncGenerator[Any]:
        """What a request gives, one line after the other; it is not tried again."""
        try:
            async with self._post(wanted, within_s) as response:
                await self._check(response)
                async for line in response.content:
                    yield json.loads(line)
        except (ClientError, OSError, TimeoutError, ValueError, _AbsentError) as error:
            raise ServiceAwayError(self._url, _describe(error)) from error

    async def close(self) -> None:
        """Let go of it."""
        if self._session:
            await self._session.close()

    async def _send(self, wanted: Any, within_s: float) -> bytes:
        try:
            async with self._post(wanted, within_s) as response:
                await self._check(response)
                return await response.read()
        except (ClientError, OSError, TimeoutError) as error:
            raise _AbsentError(_describe(error)) from error

    async def _check(self, response: ClientResponse) -> None:
        """Raise what the service raised, or what its status means."""
        status = response.status
        if status == _ERROR:
            error = wire.read_error(await response.read())
            if isinstance(error, EndingError):
                raise _AbsentError("is about to restart")
            self._note("")
            raise error
        if status in (_NO_KEY, _NO_ROLE):
            reason = (
                "does not know the key SAMPAN_SERVICE_KEY, or it is none of a bot; there,"
                ' "sampan keys add NAME --role bot" makes one'
            )
            raise self._noted(ServiceUnfitError(self._url, reason))
        if status == _NO_SUCH_PATH:
            raise self._noted(ServiceUnfitError(self._url, "takes no requests of bots; update it"))
        if status == _OTHER_PROTOCOL:
            raise self._noted(self._other_version(response.headers.get(wire.VERSION_HEADER, "")))
        if status in _AWAY:
            raise _AbsentError(f"answers with status {status}")
        if status != _DONE:
            reason = f"failed with status {status}; its log says why"
            raise self._noted(ServiceAwayError(self._url, reason))

    def _post(self, wanted: Any, within_s: float) -> AbstractAsyncContextManager[ClientResponse]:
        if self._session is None:
            # The service itself says when too many wait there.
            self._session = ClientSession(connector=TCPConnector(limit=0))
        return self._session.post(
            f"{self._url}{wire.PREFIX}{type(wanted).__name__}",
            data=wire.write_record(type(wanted), wanted),
            headers=self._headers,
            # No time at all would count as all the time there is.
            timeout=ClientTimeout(total=max(within_s, _LEAST_S), sock_connect=_CONNECT_S),
            allow_redirects=False,
        )

    def _other_version(self, theirs: str = "") -> ServiceUnfitError:
        theirs = f"Sampan {theirs}" if theirs else "another Sampan"
        ours = self._headers[wire.VERSION_HEADER]
        reason = f"is {theirs}, and this bot Sampan {ours} of another make; update both to one"
        return ServiceUnfitError(self._url, reason)

    def _noted(self, error: ServiceAwayError) -> ServiceAwayError:
        self._note(error.reason)
        return error

    def _note(self, trouble: str) -> None:
        """Say in the log what changed: that it is away, why, and that it is back."""
        if trouble and not self._trouble:
            log.warning("the service at %s %s; it is tried again", self._url, trouble)
        elif self._trouble and not trouble:
            log.info("the service at %s answers again", self._url)
        self._trouble = trouble


def _describe(error: BaseException) -> str:
    if isinstance(error, _AbsentError):
        return str(error)
    if isinstance(error, TimeoutError):
        return "does not answer in time"
    reason = getattr(error, "strerror", None) or getattr(
        getattr(error, "os_error", None), "strerror", None
    )
    return f"cannot be reached ({reason or type(error).__name__})"
