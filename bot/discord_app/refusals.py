"""What somebody is told who speaks to the bot where it cannot answer: something, not often."""

import contextlib

import discord

from bot.discord_app.client import SampanBot
from bot.discord_app.command_names import permission_names
from bot.discord_app.repeating import FAILURES, send_once
from bot.discord_app.server_log import language_in, tell_moderators
from bot.errors import TooOftenError
from bot.phrases import say
from bot.service.limits import RateLimit

_HOUR_S, _DAY_S = 3600.0, 86_400.0
_SEEN = "↪️"
_IN_LOCKED = "manage_threads"  # else nobody may write in a thread that is locked
_MOST_CHANNELS = 5


class Refusals:
    """Says why there is no answer, in the channel where that may be said, or else in private."""

    def __init__(self, bot: SampanBot) -> None:
        self._bot = bot
        self._hourly = RateLimit(1, _HOUR_S)
        self._daily = RateLimit(1, _DAY_S)

    async def tell_unreadable(self, message: discord.Message, language: str) -> None:
        """That Discord shows the bot no message which does not mention it; once in an hour."""
        me = self._bot.user.mention if self._bot.user else ""
        if _is_due(self._hourly, "unreadable", message.author.id):
            await _say_there(message, say("unreadable", language).format(me=me))

    async def point_elsewhere(self, message: discord.Message, language: str) -> None:
        """Where the bot does answer; once in an hour, and else a sign that it has seen this."""
        guild, author = message.guild, message.author
        if guild is None:
            return
        if not _is_due(self._hourly, "elsewhere", guild.id, author.id):
            with contextlib.suppress(*FAILURES):  # nobody has to see it
                await message.add_reaction(_SEEN)
            return
        chosen = map(guild.get_channel_or_thread, self._bot.journal.servers.channels(guild.id))
        seen = [channel for channel in chosen if channel and _may_see(author, channel)]
        names = " ".join(channel.mention for channel in seen[:_MOST_CHANNELS])
        phrase = "elsewhere" if names else "not_here"
        sentence = say(phrase, language).format(channels=names)
        if missing_permissions(message) == []:
            await _say_there(message, sentence)
        else:
            await send_once(author.send, sentence)

    async def tell_missing(
        self, message: discord.Message, missing: list[str], language: str
    ) -> None:
        """Which permissions the bot lacks here, to whoever asked and to the moderators."""
        sentence = _missing_sentence(message, missing, language)
        await self._tell_moderators(message, missing)
        if may_write(message):
            await _say_there(message, sentence)
        else:
            await send_once(message.author.send, sentence)

    async def _tell_moderators(self, message: discord.Message, missing: list[str]) -> None:
        """Once in a day, of each channel."""
        guild = message.guild
        if guild is None or not _is_due(self._daily, guild.id, message.channel.id):
            return
        sentence = _missing_sentence(message, missing, language_in(guild))
        await tell_moderators(self._bot, guild, sentence)


def _missing_sentence(message: discord.Message, missing: list[str], language: str) -> str:
    where, names = getattr(message.channel, "mention", ""), permission_names(missing, language)
    return say("cannot_answer_there", language).format(channel=where, permissions=names)


def missing_permissions(message: discord.Message) -> list[str]:
    """What the bot would need to answer here and does not have, as far as it can know."""
    if message.guild is None or isinstance(message.channel, discord.PartialMessageable):
        return []
    if isinstance(message.channel, discord.Thread) and message.channel.parent is None:
        return []
    granted = message.channel.permissions_for(message.guild.me)
    needed = [_writing(message), "embed_links", "read_message_history"]
    if isinstance(message.channel, (discord.VoiceChannel, discord.StageChannel)):
        needed.append("connect")
    if isinstance(message.channel, discord.Thread) and message.channel.locked:
        needed.append(_IN_LOCKED)
    return [name for name in needed if not getattr(granted, name)]


def may_write(message: discord.Message) -> bool:
    """Whether the bot may say a sentence here, though perhaps not answer."""
    return not {_writing(message), _IN_LOCKED, "connect"} & set(missing_permissions(message))


def _writing(message: discord.Message) -> str:
    is_thread = isinstance(message.channel, discord.Thread)
    return "send_messages_in_threads" if is_thread else "send_messages"


async def _say_there(message: discord.Message, sentence: str) -> None:
    """As a reply where the bot may read what it replies to."""
    if "read_message_history" in missing_permissions(message):
        await send_once(message.channel.send, sentence)
    else:
        await send_once(message.reply, sentence, mention_author=False)


def _may_see(person: discord.abc.User, channel: discord.abc.GuildChannel | discord.Thread) -> bool:
    return isinstance(person, discord.Member) and channel.permissions_for(person).view_channel


def _is_due(limit: RateLimit, *key: object) -> bool:
    try:
        limit.check(hash(key))
    except TooOftenError:
        return False
    return True
