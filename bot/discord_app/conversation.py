"""Where on Discord questions belong together, and which question an answer stands for."""

import discord

_CONVERSATIONS = frozenset(
    {
        discord.ChannelType.private,
        discord.ChannelType.public_thread,
        discord.ChannelType.private_thread,
        discord.ChannelType.news_thread,
    }
)


def is_conversation(channel: object) -> bool:
    """Whether what is said in a channel belongs together."""
    return getattr(channel, "type", None) in _CONVERSATIONS


def question_of(message: discord.Message | None) -> str:
    """The question that an answer of ours stands for, or "" if the message is none."""
    if message is None or not message.embeds:
        return ""
    return message.embeds[0].footer.text or ""
