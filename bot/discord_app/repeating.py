"""Requests to Discord that may be sent again when the connection is lost on the way."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import discord
from aiohttp import ClientError

log = logging.getLogger(__name__)

_WAITS_S = (0.5, 1.0, 2.0)

Result = TypeVar("Result")


async def repeated(request: Callable[[], Awaitable[Result]]) -> Result:
    """What a request gives, sent up to three times more while the connection fails.

    Only for requests that do the same when they are done twice, such as an edit.
    """
    for wait_s in _WAITS_S:
        try:
            return await request()
        except (ClientError, OSError, discord.DiscordServerError) as error:
            log.info("a request to Discord failed (%s); repeating it", type(error).__name__)
            await asyncio.sleep(wait_s)
    return await request()
