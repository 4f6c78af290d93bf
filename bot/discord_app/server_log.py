"""What moderators are told without having asked: in the channel that they chose for it."""

import logging

import discord

from bot.discord_app.client import SampanBot
from bot.discord_app.repeating import FAILURES
from bot.phrases import language_of

log = logging.getLogger(__name__)

SETTING = "log_channel"


def language_in(guild: discord.Guild) -> str:
    """The language to speak to a whole server."""
    return language_of(str(guild.preferred_locale))


def log_channel(bot: SampanBot, guild: discord.Guild) -> discord.TextChannel | None:
    """The channel that moderators chose, while it is there and the bot may write in it."""
    chosen = bot.journal.servers.setting(guild.id, SETTING)
    channel = guild.get_channel(int(chosen)) if chosen and chosen.isdecimal() else None
    if isinstance(channel, discord.TextChannel) and may_write(channel):
        return channel
    return None


def may_write(channel: discord.abc.GuildChannel) -> bool:
    """Whether the bot may see a channel and write in it."""
    granted = channel.permissions_for(channel.guild.me)
    return granted.view_channel and granted.send_messages


async def tell_moderators(bot: SampanBot, guild: discord.Guild, text: str) -> bool:
    """Write to the moderators; False where they chose no channel or it cannot be written in."""
    channel = log_channel(bot, guild)
    if channel is None:
        return False
    try:
        await channel.send(text)
    except FAILURES as error:
        log.info("the moderators of server %s could not be told: %s", guild.id, error)
        return False
    return True
