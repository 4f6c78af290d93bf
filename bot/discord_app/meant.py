"""Whom a message is meant for, and what the bot may read of it."""

import discord

from bot.discord_app.client import SampanBot, above

UNASKED = "unasked:"  # the setting of a channel, whose id follows

# Discord also sends messages for pins, joins and new threads, in somebody's name.
_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)


def is_written(message: discord.Message) -> bool:
    """Whether a person wrote it."""
    return not message.author.bot and message.type in _WRITTEN


def is_meant(bot: SampanBot, message: discord.Message) -> bool:
    """Whether a message speaks to the bot: directly, by its name or its role, or as a reply.

    In a thread that the bot opened, whoever addresses nobody else does too, if it can read that.
    """
    me = bot.user
    if me is None:
        return False
    if message.guild is None or me in message.mentions or _is_role_mentioned(message, me.id):
        return True
    if _replied_to(message) == me:
        return True
    return bot.reads_content and _is_thread_of(me.id, message) and not _is_to_others(message)


def is_readable(bot: SampanBot, message: discord.Message) -> bool:
    """Whether Discord gives the text of a message to the bot."""
    return bot.reads_content or message.guild is None or bot.user in message.mentions


def is_question_unasked(bot: SampanBot, message: discord.Message) -> bool:
    """Whether moderators want a message answered, if it can be, though it is meant for nobody."""
    guild, channel = message.guild, message.channel
    if guild is None or bot.user is None or _is_to_others(message):
        return False
    if is_post(message):
        return bot.is_chosen_by_name(guild.id, channel)
    places = (channel.id, *above(channel))
    wanted = [bot.journal.servers.setting(guild.id, f"{UNASKED}{place}") for place in places]
    return bot.reads_content and "on" in wanted


def is_post(message: discord.Message) -> bool:
    """Whether a message begins a post in a forum."""
    channel = message.channel
    if not isinstance(channel, discord.Thread) or message.id != channel.id:
        return False
    return isinstance(channel.parent, discord.ForumChannel)


def _is_role_mentioned(message: discord.Message, bot_id: int) -> bool:
    """Whether the role is mentioned that Discord made for the bot, easily taken for the bot."""
    return any(role.tags and role.tags.bot_id == bot_id for role in message.role_mentions)


def _is_thread_of(user_id: int, message: discord.Message) -> bool:
    return isinstance(message.channel, discord.Thread) and message.channel.owner_id == user_id


def _is_to_others(message: discord.Message) -> bool:
    return bool(message.mentions or message.role_mentions or message.reference)


def _replied_to(message: discord.Message) -> object:
    """Whose message this one replies to, if Discord says so."""
    found = message.reference.resolved if message.reference else None
    return found.author if isinstance(found, discord.Message) else None
