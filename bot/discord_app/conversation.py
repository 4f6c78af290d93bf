"""Where on Discord questions belong together, and which question an answer stands for."""

import discord

from bot.store.journal import place_in

_CONVERSATIONS = frozenset(
    {
        discord.ChannelType.private,
        discord.ChannelType.public_thread,
        discord.ChannelType.private_thread,
        discord.ChannelType.news_thread,
    }
)


def conversation_in(channel: object) -> str | None:
    """The name of what is said in a channel, or None where it does not belong together."""
    if getattr(channel, "type", None) not in _CONVERSATIONS:
        return None
    channel_id, guild = getattr(channel, "id", None), getattr(channel, "guild", None)
    return place_in(guild.id, channel_id) if guild else str(channel_id)


def question_of(message: discord.Message | None) -> str:
    """The question that an answer of ours stands for, or "" if the message is none."""
    if message is None or not message.embeds:
        return ""
    return message.embeds[0].footer.text or ""
