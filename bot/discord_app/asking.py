"""Asking: `/ask`, a mention, a direct message, and "Find sources" on a message."""

import logging
from collections.abc import AsyncGenerator

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.answering.answer import Answer
from bot.answering.question import MAX_CHARS, MIN_CHARS, language_in
from bot.discord_app.answers import answer_in_place, view_for
from bot.discord_app.choices import to_choices
from bot.discord_app.client import SampanBot
from bot.discord_app.command_names import permission_names
from bot.discord_app.conversation import is_conversation, question_of
from bot.discord_app.embeds import answer_embed
from bot.discord_app.escaping import cut, plain
from bot.discord_app.message_text import words_of
from bot.discord_app.tell import sentence_for
from bot.discord_app.written import write_above
from bot.errors import RepeatedError
from bot.phrases import language_of, say
from bot.service.asking import ShownAt, Turn
from bot.service.conversation import Followed
from bot.talking.reply import Reply
from corpus.text import fold_line

log = logging.getLogger(__name__)

_INVALID_FORM = 50035  # Discord's code for a field that it refuses
_MAX_THREAD_NAME = 90
# Discord also sends messages for pins, joins and new threads, in somebody's name.
_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)


class AskCog(commands.Cog):
    """Answers questions where they are asked."""

    def __init__(self, bot: SampanBot) -> None:
        self._bot = bot
        self._find_sources = app_commands.ContextMenu(
            name=locale_str("Find sources"), callback=self.find_sources
        )

    async def cog_load(self) -> None:
        self._bot.tree.add_command(self._find_sources)

    async def cog_unload(self) -> None:
        self._bot.tree.remove_command(self._find_sources.name, type=self._find_sources.type)

    @app_commands.command(
        name=locale_str("ask"), description=locale_str("Ask about Hong Kong fintech and AI")
    )
    @app_commands.describe(
        question=locale_str("In English or Chinese"),
        since=locale_str("Only articles from then on: 2024, 2024-06 or 2024-06-30"),
        until=locale_str("Only articles up to then"),
        provider=locale_str("Only this provider"),
        topic=locale_str("Only this topic"),
        private=locale_str("Show the answer to you alone"),
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def ask(
        self,
        interaction: discord.Interaction[SampanBot],
        question: app_commands.Range[str, MIN_CHARS, MAX_CHARS],
        since: str | None = None,
        until: str | None = None,
        provider: str | None = None,
        topic: str | None = None,
        private: bool = False,
    ) -> None:
        """Answer in place; what is wrong with the request is told in private."""
        filters = self._bot.worker.service.make_filters(
            since=since,
            until=until,
            providers=[provider] if provider else (),
            topics=[topic] if topic else (),
        )
        words = words_of(question)
        await answer_in_place(interaction, words, filters=filters, is_private=private)

    async def find_sources(
        self, interaction: discord.Interaction[SampanBot], message: discord.Message
    ) -> None:
        """What the articles say about a message, shown to the caller alone."""
        language = self._bot.language_for(interaction)
        text = words_of(message.content)[:MAX_CHARS]
        if not text:
            await interaction.response.send_message(say("no_text", language), ephemeral=True)
            return
        await answer_in_place(interaction, text, is_private=True)

    @ask.autocomplete("provider")
    async def complete_provider(
        self, _: discord.Interaction[SampanBot], current: str
    ) -> list[app_commands.Choice[str]]:
        """Providers that hold what was typed."""
        return to_choices(self._bot.worker.service.catalogue.provider_names(current))

    @ask.autocomplete("topic")
    async def complete_topic(
        self, _: discord.Interaction[SampanBot], current: str
    ) -> list[app_commands.Choice[str]]:
        """Topics that hold what was typed."""
        return to_choices(self._bot.worker.service.catalogue.topic_names(current))

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Reply to whoever mentions the bot or writes to it directly."""
        if not self._is_asked(message):
            return
        text = words_of(message.content)
        try:
            missing = _missing_permissions(message)
            if missing:
                language = self._language_for(message, text)
                names = permission_names(missing, language)
                sentence = say("missing_permission", language).format(permissions=names)
                await message.author.send(sentence)
            elif text:
                await self._reply(message, text)
            else:
                language = self._language_for(message, text)
                await message.reply(say("hello", language), mention_author=False)
        except (discord.Forbidden, discord.NotFound):
            log.info("channel %s cannot be replied in", message.channel.id)
        except discord.HTTPException as error:
            if error.code == _INVALID_FORM:  # such as a reply to a message that is gone
                log.info("a message in channel %s was gone before its answer", message.channel.id)
                return
            log.warning("a reply in channel %s failed", message.channel.id, exc_info=True)

    def _is_asked(self, message: discord.Message) -> bool:
        """Whether a person asks the bot something, where it may answer."""
        me = self._bot.user
        if message.author.bot or me is None or message.type not in _WRITTEN:
            return False
        if message.guild is not None and me not in message.mentions:
            return False
        return self._bot.is_chosen(_guild_id(message), message.channel)

    def _language_for(self, message: discord.Message, text: str) -> str:
        """What the author chose, or how they write, or the language of the server."""
        chosen = self._bot.journal.languages.of(message.author.id)
        if chosen:
            return chosen
        if not text and message.guild:
            return language_of(str(message.guild.preferred_locale))
        return language_in(text)

    async def _reply(self, message: discord.Message, text: str) -> None:
        try:
            place = str(message.channel.id) if is_conversation(message.channel) else None
            turn = Turn(
                text=text,
                asker=message.author.id,
                server=_guild_id(message),
                channel=message.channel.id,
                conversation=place,
                follows=await self._followed_by(message),
            )
            await self._bot.asking.ask(turn, MessageFace(self._bot, message, text))
        except RepeatedError:
            return  # sent twice by a client; the answer is there, or on its way
        except discord.HTTPException:
            raise
        except Exception as error:
            sentence = sentence_for(error, self._language_for(message, text))
            with self._bot.asking.in_flight.one():
                await message.reply(sentence, mention_author=False)

    async def _followed_by(self, message: discord.Message) -> Followed | None:
        """The question of the answer that a message replies to."""
        question = question_of(await self._replied_to(message))
        return Followed(question=question) if question else None

    async def _replied_to(self, message: discord.Message) -> discord.Message | None:
        """The message of the bot's that this one replies to."""
        reference = message.reference
        if reference is None or reference.message_id is None:
            return None
        found = reference.resolved
        if found is None:
            try:
                found = await message.channel.fetch_message(reference.message_id)
            except discord.HTTPException:
                return None
        if not isinstance(found, discord.Message) or found.author != self._bot.user:
            return None
        return found


class MessageFace:
    """Shows an answer as a reply, or as the first message of a thread."""

    def __init__(self, bot: SampanBot, message: discord.Message, text: str) -> None:
        self._bot = bot
        self._message = message
        self._text = text
        self._sent: discord.Message | None = None

    async def acknowledge(self) -> None:
        """Typing is a courtesy."""
        try:
            await self._message.channel.typing()
        except discord.HTTPException:
            log.debug("typing was not shown")

    async def show(self, answer: Answer) -> ShownAt:
        message = self._message
        embed, view = answer_embed(answer), view_for(self._bot, answer, _guild_id(message))
        thread = await self._open_thread()
        if thread:
            self._sent = await thread.send(embed=embed, view=view)
        else:
            self._sent = await message.reply(embed=embed, view=view, mention_author=False)
        channel = self._sent.channel
        place = str(channel.id) if is_conversation(channel) else None
        return ShownAt(link=self._sent.jump_url, conversation=place)

    async def say(self, reply: Reply) -> None:
        await self._message.reply(plain(reply.text), mention_author=False)

    async def show_written(self, answer: Answer, sentences: AsyncGenerator[str]) -> None:
        if self._sent:
            sent = self._sent
            await write_above(answer, sentences, lambda embed: sent.edit(embed=embed))

    async def _open_thread(self) -> discord.Thread | None:
        """A thread for the answer, where moderators want one and Discord allows it."""
        message = self._message
        if message.guild is None or not isinstance(message.channel, discord.TextChannel):
            return None
        servers, guild_id = self._bot.journal.servers, message.guild.id
        if servers.setting(guild_id, "threads") != "on":
            return None
        if message.channel.id not in servers.channels(guild_id):
            return None
        granted = message.channel.permissions_for(message.guild.me)
        if not (granted.create_public_threads and granted.send_messages_in_threads):
            return None
        try:
            return await message.create_thread(name=cut(fold_line(self._text), _MAX_THREAD_NAME))
        except discord.HTTPException:
            return None


def _missing_permissions(message: discord.Message) -> list[str]:
    """What the bot would need to reply here and does not have."""
    if message.guild is None or isinstance(message.channel, discord.PartialMessageable):
        return []
    granted = message.channel.permissions_for(message.guild.me)
    is_thread = isinstance(message.channel, discord.Thread)
    needed = [
        "send_messages_in_threads" if is_thread else "send_messages",
        "embed_links",
        "read_message_history",
    ]
    if isinstance(message.channel, (discord.VoiceChannel, discord.StageChannel)):
        needed.append("connect")
    return [name for name in needed if not getattr(granted, name)]


def _guild_id(message: discord.Message) -> int | None:
    return message.guild.id if message.guild else None


async def setup(bot: SampanBot) -> None:
    """Load the feature."""
    await bot.add_cog(AskCog(bot))
