"""Messages that are meant for the bot, and their edits: none of them is met with silence."""

import asyncio
import logging
from datetime import timedelta

import discord
from aiohttp import ClientError
from discord.ext import commands

from bot.answering.question import MAX_CHARS, language_in
from bot.discord_app.client import SampanBot
from bot.discord_app.conversation import conversation_in, question_of
from bot.discord_app.help_text import help_reply
from bot.discord_app.meant import (
    is_meant,
    is_post,
    is_question_unasked,
    is_readable,
    is_written,
)
from bot.discord_app.message_face import MessageFace
from bot.discord_app.message_text import words_in
from bot.discord_app.refusals import Refusals, missing_permissions
from bot.discord_app.repeating import FAILURES
from bot.discord_app.replies import Replied, Replies
from bot.discord_app.server_log import language_in as language_in_server
from bot.discord_app.tell import sentence_for
from bot.discord_app.turns import as_decided
from bot.errors import RepeatedError, UserError
from bot.service.conversation import Followed
from bot.service.limits import RateLimit
from bot.service.turns import NO_FILTERS, Turn
from corpus.text import fold_line

log = logging.getLogger(__name__)

_INVALID_FORM = 50035  # Discord's code for a field that it refuses
_EDITABLE = timedelta(hours=1)
_REPEAT_S = 5.0  # what is asked again within this time is a repetition
_UNASKED_IN_A_MINUTE = 30  # of one server


class MessagesCog(commands.Cog):
    """Replies to whoever mentions the bot, replies to it, or writes to it directly."""

    def __init__(self, bot: SampanBot) -> None:
        self._bot = bot
        self._replies = Replies()
        self._refusals = Refusals(bot)
        self._unasked = RateLimit(_UNASKED_IN_A_MINUTE, 60.0)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """A new message."""
        if is_written(message):
            await self._take(message)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A message that was changed; Discord says so too when it is pinned, years later."""
        message = payload.message
        edited_at = message.edited_at
        if edited_at is None or not is_written(message):
            return
        ages = (edited_at - message.created_at, discord.utils.utcnow() - edited_at)
        if max(ages) <= _EDITABLE and is_meant(self._bot, message):
            await self._take(message, is_edited=True)

    async def _take(self, message: discord.Message, *, is_edited: bool = False) -> None:
        try:
            if is_meant(self._bot, message):
                await self._answer_or_say_why_not(message, is_edited=is_edited)
            elif is_question_unasked(self._bot, message):
                await self._volunteer(message)
        except (discord.Forbidden, discord.NotFound):
            log.info("channel %s cannot be replied in", message.channel.id)
        except discord.HTTPException as error:
            if error.code == _INVALID_FORM:  # such as a reply to a message that is gone
                log.info("a message in channel %s was gone before its answer", message.channel.id)
                return
            log.warning("a reply in channel %s failed", message.channel.id, exc_info=True)
        except (ClientError, OSError) as error:
            log.warning("a reply in channel %s failed: %s", message.channel.id, error)

    async def _answer_or_say_why_not(self, message: discord.Message, *, is_edited: bool) -> None:
        text = _question_in(message)
        language = self._language_for(message, text)
        if not self._bot.is_chosen(_guild_id(message), message.channel):
            await self._refusals.point_elsewhere(message, language)
        elif missing := missing_permissions(message):
            await self._refusals.tell_missing(message, missing, language)
        elif not is_readable(self._bot, message):
            await self._refusals.tell_unreadable(message, language)
        else:
            await self._reply(message, text, is_edited=is_edited)

    async def _reply(self, message: discord.Message, text: str, *, is_edited: bool) -> None:
        """Reply once to what a message says, in place of what was replied to it before."""
        words, me = fold_line(text), self._bot.user
        replied = self._replies.to(message)
        if is_edited and me is not None:
            replied = await self._replies.look_up(message, me)
        said_at = message.edited_at or message.created_at
        replied.latest = max(replied.latest or said_at, said_at)
        async with replied.lock:
            if said_at < replied.latest or (is_edited and replied.is_to(words)):
                return
            face = MessageFace(self._bot, message, text, sent=replied.sent)
            try:
                if text:
                    await self._answer(message, text, face, is_edited=is_edited)
                else:
                    await self._greet(message, face)
            finally:
                _note(replied, words, face)

    async def _greet(self, message: discord.Message, face: MessageFace) -> None:
        """Say what the bot can do to whoever says nothing else."""
        with self._bot.asking.in_flight.one():
            await face.acknowledge()
            await face.say(await help_reply(self._bot, self._language_for(message, "")))

    async def _answer(
        self, message: discord.Message, text: str, face: MessageFace, *, is_edited: bool = False
    ) -> None:
        try:
            turn = Turn(
                text=text,
                asker=message.author.id,
                server=_guild_id(message),
                channel=message.channel.id,
                conversation=conversation_in(message.channel),
                follows=await self._followed_by(message),
            )
            turn = await as_decided(self._bot, turn, message.channel, message.author)
            await self._bot.asking.ask(turn, face)
        except RepeatedError:
            if is_edited:  # something else is shown by now
                await asyncio.sleep(_REPEAT_S)
                await self._answer(message, text, face)
            # Else it was sent twice by a client; the answer is there, or on its way.
        except discord.HTTPException:
            raise
        except Exception as error:
            sentence = sentence_for(error, self._language_for(message, text))
            with self._bot.asking.in_flight.one():
                await face.tell(sentence)

    async def _volunteer(self, message: discord.Message) -> None:
        """Answer what nobody asked the bot, if the articles do; else say nothing at all."""
        text = _question_in(message)
        face = MessageFace(self._bot, message, text)

        server = _guild_id(message)
        try:
            self._unasked.check(server)
            if not missing_permissions(message):
                with self._bot.asking.in_flight.one():
                    await self._bot.asking.tell(
                        text,
                        filters=NO_FILTERS,
                        asker=message.author.id,
                        server=server,
                        send=face.show,
                    )
        except UserError as error:
            log.debug("what nobody asked the bot is left alone: %s", error.phrase)

    async def _followed_by(self, message: discord.Message) -> Followed | None:
        """The question of the answer that a message replies to."""
        question = question_of(await self._replied_to(message))
        return Followed(question=question) if question else None

    async def _replied_to(self, message: discord.Message) -> discord.Message | None:
        """The message of the bot's that this one replies to."""
        reference = message.reference
        if reference is None or reference.message_id is None:
            return None
        if reference.type is not discord.MessageReferenceType.reply:
            return None
        found = reference.resolved
        if found is None:
            try:
                found = await message.channel.fetch_message(reference.message_id)
            except FAILURES:
                return None
        if not isinstance(found, discord.Message) or found.author != self._bot.user:
            return None
        return found

    def _language_for(self, message: discord.Message, text: str) -> str:
        """What the author chose, or how they write, or the language of the server."""
        chosen = self._bot.journal.languages.of(message.author.id)
        if chosen:
            return chosen
        if not text and message.guild:
            return language_in_server(message.guild)
        return language_in(text)


def _question_in(message: discord.Message) -> str:
    """The words of a message; those of a post have its title before them, and may be cut."""
    words = words_in(message)
    if is_post(message) and isinstance(message.channel, discord.Thread):
        return f"{message.channel.name}\n{words}".strip()[:MAX_CHARS]
    return words


def _note(replied: Replied, words: str, face: MessageFace) -> None:
    if face.sent is not None:
        replied.words, replied.sent = words, face.sent


def _guild_id(message: discord.Message) -> int | None:
    return message.guild.id if message.guild else None


async def setup(bot: SampanBot) -> None:
    """Load the feature."""
    await bot.add_cog(MessagesCog(bot))
