"""The commands, sent to Discord when they are not the ones that were sent last.

Discord takes two hundred new commands a day; a bot that sends them at each start runs out.
"""

import hashlib
import json
import logging
from typing import TypeVar

import discord
from discord import app_commands

from bot.journal import Journal

log = logging.getLogger(__name__)

_FACT = "commands"

Client = TypeVar("Client", bound=discord.Client)


async def sync_commands(
    tree: app_commands.CommandTree[Client], translator: app_commands.Translator, journal: Journal
) -> None:
    """Send the commands if they, or their translations, have changed."""
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
    if await journal.fact(_FACT) == digest:
        return
    try:
        await tree.sync()
    except discord.HTTPException:
        log.warning("the commands could not be sent; the next start tries again", exc_info=True)
        return
    await journal.set_fact(_FACT, digest)
    log.info("sent %s commands to Discord", len(payload))
