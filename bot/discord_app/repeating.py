"""Requests to Discord that may be sent again, and those of which nothing better would come."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import discord
from aiohttp import ClientError

log = logging.getLogger(__name__)

FAILURES = (discord.HTTPException, ClientError, OSError)
"""how a request to Discord may end, refused or lost on the way"""
_WAITS_S = (0.5, 1.0, 2.0)
_REFUSALS, _TOO_MANY = range(400, 500), 429

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


async def send_once(
    send: Callable[..., Awaitable[discord.Message]], *content: str, **parts: Any
) -> discord.Message:
    """The message that was sent, once, however often the connection failed on the way.

    Discord knows by its nonce a message that it has.
    """
    nonce = secrets.token_hex(8)
    return await repeated(lambda: send(*content, nonce=nonce, **parts))


def is_refusal(error: discord.HTTPException) -> bool:
    """Whether Discord would refuse the same request again, since no limit or outage is to blame."""
    return error.status in _REFUSALS and error.status != _TOO_MANY
