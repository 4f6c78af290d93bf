"""Asking: `/ask`, a mention, a direct message, and "Find sources" on a message."""

import logging
import re
import time

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discord_app import SampanBot, sentence_for
from bot.discord_text import answer_embed, cut
from bot.phrases import language_of, say
from bot.question import MAX_CHARS, MIN_CHARS, join_follow_up, parse_question
from bot.views import question_of
from corpus.text import detect_chinese, fold_line, has_han

log = logging.getLogger(__name__)

_MENTION = re.compile(r"<@!?\d+>")
_CHOICES = 25
_MAX_THREAD_NAME = 90


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
        language = language_of(str(interaction.locale))
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
        me = self._bot.user
        if message.author.bot or me is None:
            return
        if message.guild is not None and me not in message.mentions:
            return
        if not await self._bot.is_chosen(_guild_id(message), message.channel):
            return
        text = _MENTION.sub(" ", message.content).strip()
        try:
            missing = _missing_permissions(message)
            if missing:
                sentence = say("missing_permission", language_in(text))
                await message.author.send(sentence.format(permissions=", ".join(missing)))
                return
            with self._bot.in_flight():
                await self._reply(message, text)
        except discord.Forbidden:
            log.info("no permission to reply in channel %s", message.channel.id)

    async def _reply(self, message: discord.Message, text: str) -> None:
        if not text:
            await message.reply(say("hello", "en"), mention_author=False)
            return
        place = str(message.channel.id)
        now = time.time()
        try:
            await _show_typing(message)
            before = await self._said_before(message, now)
            asked = join_follow_up(text, before)
            parse_question(asked)
            self._bot.check_limits(message.author.id, _guild_id(message))
            answer = await self._bot.answer(
                asked,
                user_id=message.author.id,
                guild_id=_guild_id(message),
                link=message.jump_url,
            )
        except Exception as error:
            await message.reply(sentence_for(error, language_in(text)), mention_author=False)
            return
        embed, view = answer_embed(answer), await self._bot.view_for(answer, _guild_id(message))
        thread = await self._open_thread(message, text)
        if thread:
            place = str(thread.id)
            sent = await thread.send(embed=embed, view=view)
        else:
            sent = await message.reply(embed=embed, view=view, mention_author=False)
        if _is_conversation(message.channel) or place != str(message.channel.id):
            # A follow-up leaves what it is about in place, so that the next one finds it too.
            subject = before[-1] if asked != text else text
            await self._bot.journal.remember_turn(place, message.author.id, subject, now)
        await self._bot.write_above(answer, lambda embed: sent.edit(embed=embed))

    async def _said_before(self, message: discord.Message, now: float) -> list[str]:
        """The questions before this one: of the thread, or of the answer that it replies to."""
        if _is_conversation(message.channel):
            return await self._bot.journal.turns(str(message.channel.id), now)
        reference = message.reference
        if reference is None or reference.message_id is None:
            return []
        replied_to = reference.resolved
        if replied_to is None:
            try:
                replied_to = await message.channel.fetch_message(reference.message_id)
            except discord.HTTPException:
                return []
        if not isinstance(replied_to, discord.Message) or replied_to.author != self._bot.user:
            return []
        question = question_of(replied_to)
        return [question] if question else []

    async def _open_thread(self, message: discord.Message, text: str) -> discord.Thread | None:
        """A thread for the answer, where moderators want one and Discord allows it."""
        if message.guild is None or not isinstance(message.channel, discord.TextChannel):
            return None
        journal, guild_id = self._bot.journal, message.guild.id
        if await journal.setting(guild_id, "threads") != "on":
            return None
        if message.channel.id not in await journal.channels(guild_id):
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
    """What the bot would need to reply here and does not have, in Discord's words."""
    if message.guild is None or isinstance(message.channel, discord.PartialMessageable):
        return []
    granted = message.channel.permissions_for(message.guild.me)
    is_thread = isinstance(message.channel, discord.Thread)
    needed = (
        "send_messages_in_threads" if is_thread else "send_messages",
        "embed_links",
        "read_message_history",
    )
    return [name.replace("_", " ") for name in needed if not getattr(granted, name)]


def _guild_id(message: discord.Message) -> int | None:
    return message.guild.id if message.guild else None


def _is_conversation(channel: object) -> bool:
    """Whether what is said in a channel belongs together."""
    return isinstance(channel, (discord.Thread, discord.DMChannel))


def to_choices(names: list[str]) -> list[app_commands.Choice[str]]:
    """Choices for autocomplete: at most 25, and none that is too long for Discord."""
    short = [name for name in names if 0 < len(name) <= 100]
    return [app_commands.Choice(name=name, value=name) for name in short[:_CHOICES]]


def language_in(text: str) -> str:
    """The language to speak to somebody who wrote this, even if it is no question."""
    return detect_chinese(text) if has_han(text) else "en"
