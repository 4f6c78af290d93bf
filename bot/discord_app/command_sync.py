"""The commands, sent to Discord when it does not have them as they are.

Discord takes two hundred new commands a day; a bot that sends them at each start runs out.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Iterable
from typing import Protocol, TypeVar

import discord
from aiohttp import ClientError
from discord import app_commands

from bot.errors import DiscordError
from bot.store.journal import Journal

log = logging.getLogger(__name__)

_FACT = "commands"
# When a day's share is used up, Discord asks to wait for hours; the old commands do meanwhile.
_TIMEOUT_S = 60.0
_TOO_MANY, _TOO_MANY_TODAY, _SERVER_ERROR = 429, 30034, 500

_MENUS = (discord.AppCommandType.message, discord.AppCommandType.user)


class Named(Protocol):
    """A command of ours, or one as Discord has it."""

    @property
    def name(self) -> str: ...


Client = TypeVar("Client", bound=discord.Client)


async def sync_commands(
    tree: app_commands.CommandTree[Client], translator: app_commands.Translator, journal: Journal
) -> None:
    """Send the commands if they, or their translations, have changed, or if Discord lost one.

    Raises DiscordError, which names command and field, when Discord refuses them. When it is out
    of order, the commands that it has stay, and the next start tries again.
    """
    payload = [
        await command.get_translated_payload(tree, translator)
        for command in tree.walk_commands()
        if command.parent is None
    ] + [
        await menu.get_translated_payload(tree, translator)
        for menu in tree.get_commands(type=discord.AppCommandType.message)
    ]
    text = json.dumps([tree.client.application_id, payload], sort_keys=True)
    digest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    is_sent = await journal.fact(_FACT) == digest
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            # Another program with this token may have replaced them.
            if is_sent and names_of(await tree.fetch_commands()) == names_of(tree.get_commands()):
                return
            await tree.sync()
    except (discord.HTTPException, OSError, ClientError) as error:
        if isinstance(error, discord.HTTPException) and not _is_temporary(error):
            raise DiscordError(f"Discord refused the commands: {_one_line(error)}") from error
        log.warning("the commands could not be sent, the next start tries again: %s", error)
        return
    await journal.set_fact(_FACT, digest)
    log.info("sent %s commands to Discord", len(payload))


def names_of(commands: Iterable[Named]) -> set[str]:
    """What distinguishes commands: names with the slash of those that are typed."""
    return {
        command.name if getattr(command, "type", None) in _MENUS else f"/{command.name}"
        for command in commands
    }


def _is_temporary(error: discord.HTTPException) -> bool:
    return (
        error.status == _TOO_MANY or error.status >= _SERVER_ERROR or error.code == _TOO_MANY_TODAY
    )


def _one_line(error: discord.HTTPException) -> str:
    """What discord.py says on several lines: the command, its option, the field, the reason."""
    return "; ".join(line.strip() for line in str(error).splitlines() if line.strip())
