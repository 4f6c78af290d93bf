"""The app as a process serves it: with its log, and a plain word where it cannot start."""

import asyncio
import multiprocessing
import os
import signal

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.settings import load_settings
from bot.web.app import make_app
from bot.web.request_log import set_up_log
from corpus.errors import AppError


def served_app() -> ASGIApp:
    """The app of the settings file and the environment; each process that serves calls it once."""
    set_up_log()
    return _Served(make_app(load_settings()))


class _Served:
    """Wraps the app while it starts; once the process that began this one is gone, it ends."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        failed: list[Message] = []

        async def send_later(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed":
                failed.append(message)
            else:
                await send(message)

        _end_with_parent()
        try:
            await self._app(scope, receive, send_later)
        except AppError as error:
            await send({"type": "lifespan.startup.failed", "message": str(error)})
        except BaseException:
            for message in failed:
                await send(message)
            raise


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        loop = asyncio.get_running_loop()
        loop.add_reader(parent.sentinel, _end, loop, parent.sentinel)


def _end(loop: asyncio.AbstractEventLoop, sentinel: int) -> None:
    loop.remove_reader(sentinel)
    os.kill(os.getpid(), signal.SIGTERM)
