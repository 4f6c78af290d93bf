"""Asking: `/ask`, a mention, a direct message, and "Find sources" on a message."""

import logging
import re

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.answering.answerer import Answer
from bot.answering.question import MAX_CHARS, MIN_CHARS, join_follow_up, parse_question
from bot.discord_app.client import SampanBot
from bot.discord_app.command_names import permission_names
from bot.discord_app.conversation import is_conversation, question_of, subject_of
from bot.discord_app.embeds import answer_embed
from bot.discord_app.escaping import cut
from bot.discord_app.tell import sentence_for
from bot.errors import RepeatedError
from bot.phrases import language_of, say
from corpus.text import detect_chinese, fold_line, has_han

log = logging.getLogger(__name__)

_MENTION = re.compile(r"<@!?\d+>")
_CHOICES = 25
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
        filters = self._bot.desk.service.make_filters(
            since=since,
            until=until,
            providers=[provider] if provider else (),
            topics=[topic] if topic else (),
        )
        await self._bot.answer_interaction(
            interaction, question, filters=filters, is_private=private
        )

    async def find_sources(
        self, interaction: discord.Interaction[SampanBot], message: discord.Message
    ) -> None:
        """What the articles say about a message, shown to the caller alone."""
        language = self._bot.language_for(interaction)
        if not message.content.strip():
            await interaction.response.send_message(say("no_text", language), ephemeral=True)
            return
        text = message.content[:MAX_CHARS]
        await self._bot.answer_interaction(interaction, text, is_private=True)

    @ask.autocomplete("provider")
    async def complete_provider(
        self, _: discord.Interaction[SampanBot], current: str
    ) -> list[app_commands.Choice[str]]:
        """Providers that hold what was typed."""
        return to_choices(self._bot.desk.service.catalogue.provider_names(current))

    @ask.autocomplete("topic")
    async def complete_topic(
        self, _: discord.Interaction[SampanBot], current: str
    ) -> list[app_commands.Choice[str]]:
        """Topics that hold what was typed."""
        return to_choices(self._bot.desk.service.catalogue.topic_names(current))

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Reply to whoever mentions the bot or writes to it directly."""
        if not self._is_asked(message):
            return
        text = _MENTION.sub(" ", message.content).strip()
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
        except discord.HTTPException:
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
        return detect_chinese(text) if has_han(text) else "en"

    async def _reply(self, message: discord.Message, text: str) -> None:
        bot, author_id, guild_id = self._bot, message.author.id, _guild_id(message)
        try:
            with bot.in_flight(), bot.repeats.once(author_id, message.channel.id, fold_line(text)):
                await _show_typing(message)
                before = await self._said_before(message)
                asked = join_follow_up(text, before)
                parse_question(asked)
                bot.check_limits(author_id, guild_id)
                answer = await bot.answer(asked, author_id)
                sent = await self._show(message, text, answer)
                await bot.memory.record(
                    answer,
                    user_id=author_id,
                    guild_id=guild_id,
                    link=sent.jump_url,
                    place=str(sent.channel.id) if is_conversation(sent.channel) else None,
                    subject=subject_of(text, asked, before),
                )
                await bot.write_above(answer, lambda embed: sent.edit(embed=embed))
        except RepeatedError:
            return  # sent twice by a client; the answer is there, or on its way
        except discord.HTTPException:
            raise
        except Exception as error:
            sentence = sentence_for(error, self._language_for(message, text))
            await message.reply(sentence, mention_author=False)

    async def _show(self, message: discord.Message, text: str, answer: Answer) -> discord.Message:
        """The answer as a reply, or as the first message of a thread."""
        embed, view = answer_embed(answer), self._bot.view_for(answer, _guild_id(message))
        thread = await self._open_thread(message, text)
        if thread:
            return await thread.send(embed=embed, view=view)
        return await message.reply(embed=embed, view=view, mention_author=False)

    async def _said_before(self, message: discord.Message) -> list[str]:
        """The questions before this one: of the answer that it replies to, or of the thread."""
        question = question_of(await self._replied_to(message))
        if question:
            return [question]
        if not is_conversation(message.channel):
            return []
        return await self._bot.memory.earlier(str(message.channel.id))

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

    async def _open_thread(self, message: discord.Message, text: str) -> discord.Thread | None:
        """A thread for the answer, where moderators want one and Discord allows it."""
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
            return await message.create_thread(name=cut(fold_line(text), _MAX_THREAD_NAME))
        except discord.HTTPException:
            return None


async def _show_typing(message: discord.Message) -> None:
    try:
        await message.channel.typing()
    except discord.HTTPException:
        log.debug("typing was not shown")


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


def to_choices(names: list[str]) -> list[app_commands.Choice[str]]:
    """Choices for autocomplete: at most 25, and none that is too long for Discord."""
    short = [name for name in names if 0 < len(name) <= 100]
    return [app_commands.Choice(name=name, value=name) for name in short[:_CHOICES]]
