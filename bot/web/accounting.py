"""Accounts for each request: its id, its line in the log, its place in the counts, its defects."""

import logging
import re
import secrets
import time
from http import HTTPStatus

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, clear_contextvars

from bot.service.wire import PREFIX
from bot.web.metrics import Metrics
from bot.web.problems import respond_to
from bot.web.request_log import open_log

# Nothing of ours is shown in a frame or loads anything from elsewhere, unless a route says so.
_SAFE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_SANE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_UNKNOWN_ROUTE = "none"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_GONE = 499  # the caller left before there was an answer
# A bot that asks looks for a newer index all the time, and for each letter that somebody types.
_QUIET = frozenset({"/healthz", "/readyz", "/metrics", f"{PREFIX}{{name}}"})

log = open_log(__name__)


class Accounting:
    """Wraps the app: whatever happens inside, a request is answered, counted and logged once."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        request_id = _id_of(request)
        request.state.request_id = request_id
        clear_contextvars()
        bind_contextvars(request=request_id)
        started = time.perf_counter()
        status = 0

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                if scope["path"].startswith("/v1/"):
                    headers.setdefault("Cache-Control", "no-store")
                for name, value in _SAFE_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except Exception as error:
            response = respond_to(request, error)
            if not status:
                await response(scope, receive, send_noting)
        finally:
            self._account(scope, status or _GONE, time.perf_counter() - started)

    def _account(self, scope: Scope, status: int, took_s: float) -> None:
        route = getattr(scope.get("route"), "path", _UNKNOWN_ROUTE)
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.requests.labels(method, route, str(status)).inc()
        level = logging.DEBUG if route in _QUIET and status == HTTPStatus.OK else logging.INFO
        log.log(
            level,
            "request",
            method=method,
            route=route,
            status=status,
            took_ms=round(1000 * took_s, 1),
            key=scope["state"].get("key"),
        )


def _id_of(request: Request) -> str:
    """The id that the caller gave, if it is one, else one of ours."""
    given = request.headers.get("x-request-id", "")
    return given if _SANE_ID.fullmatch(given) else secrets.token_hex(8)
