"""What is turned away before it is read: other hosts, unnamed proxies, large and slow bodies."""

import asyncio
import re

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.service.wire import PREFIX
from bot.web.errors import ProblemError
from bot.web.problems import respond_to
from bot.web.state import is_loopback

MAX_BODY = 16 * 1024
# A bot sends what was said before, and lists of news.
_MAX_BOT_BODY = 8 * 1024 * 1024

_BODY_S = 20.0
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::\d{1,5})?")
_CLOSE = {"Connection": "close"}


class Gate:
    """Wraps the app; where it `is_local`, only this machine's own names for itself pass.

    A page from elsewhere may lead a browser here under a name of its own (DNS rebinding), and a
    proxy would let in whom no key was asked of.
    """

    def __init__(self, app: ASGIApp, *, is_local: bool) -> None:
        self._app = app
        self._is_local = is_local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        try:
            if self._is_local:
                _check_host(request)
            most = _MAX_BOT_BODY if request.url.path.startswith(PREFIX) else MAX_BODY
            _check_length(request, most)
        except ProblemError as error:
            await respond_to(request, error)(scope, receive, send)
            return
        await self._app(scope, _Body(receive, most).receive, send)


class _Body:
    """A request's body as far as it is read: so much, and so long, at most."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._most = most
        self._length = 0
        self._is_whole = False

    async def receive(self) -> Message:
        if self._is_whole:  # what comes now is the caller leaving, whenever that is
            return await self._receive()
        try:
            async with asyncio.timeout(_BODY_S):
                message = await self._receive()
        except TimeoutError:
            raise ProblemError(408, "too_slow", headers=_CLOSE) from None
        self._length += len(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)
        if self._length > self._most:
            raise ProblemError(413, "too_large", headers=_CLOSE)
        return message


def _check_host(request: Request) -> None:
    match = _HOST.fullmatch(request.headers.get("host", ""))
    if not match or not is_loopback(match[1].strip("[]")):
        raise ProblemError(403, "host_unknown")
    if any(header in request.headers for header in _FORWARDED):
        raise ProblemError(403, "proxy_unknown")


def _check_length(request: Request, most: int) -> None:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > most:
        raise ProblemError(413, "too_large", headers=_CLOSE)
