"""Asking: `/ask`, a mention, a direct message, and "Find sources" on a message."""

import logging
import re

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.answers import Answer
from bot.discord_app import SampanBot, sentence_for
from bot.discord_text import answer_embed
from bot.phrases import language_of, say
from bot.question import MAX_CHARS, MIN_CHARS, parse_question
from bot.wiring import Service
from corpus.text import detect_chinese, has_han
from embeddings.filters import Filters

log = logging.getLogger(__name__)

_MENTION = re.compile(r"<@!?\d+>")
_CHOICES = 25


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

    @app_commands.command(name="ask", description=locale_str("Ask about Hong Kong fintech and AI"))
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
        await self._answer_interaction(interaction, question, filters=filters, is_private=private)

    async def find_sources(
        self, interaction: discord.Interaction[SampanBot], message: discord.Message
    ) -> None:
        """What the articles say about a message, shown to the caller alone."""
        language = language_of(str(interaction.locale))
        if not message.content.strip():
            await interaction.response.send_message(say("no_text", language), ephemeral=True)
            return
        text = message.content[:MAX_CHARS]
        await self._answer_interaction(interaction, text, filters=Filters(), is_private=True)

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
        text = _MENTION.sub(" ", message.content).strip()
        try:
            with self._bot.in_flight():
                await self._reply(message, text)
        except discord.Forbidden:
            log.info("no permission to reply in channel %s", message.channel.id)

    async def _reply(self, message: discord.Message, text: str) -> None:
        if not text:
            await message.reply(say("hello", "en"), mention_author=False)
            return
        try:
            async with message.channel.typing():
                answer = await self._answer(text, message.author.id, Filters())
        except Exception as error:
            sentence = sentence_for(error, parse_language(text))
            await message.reply(sentence, mention_author=False)
            return
        await message.reply(embed=answer_embed(answer), mention_author=False)

    async def _answer_interaction(
        self,
        interaction: discord.Interaction[SampanBot],
        text: str,
        *,
        filters: Filters,
        is_private: bool,
    ) -> None:
        parse_question(text)
        with self._bot.in_flight():
            await interaction.response.defer(thinking=True, ephemeral=is_private)
            answer = await self._answer(text, interaction.user.id, filters)
            await interaction.edit_original_response(embed=answer_embed(answer))

    async def _answer(self, text: str, user_id: int, filters: Filters) -> Answer:
        parse_question(text)
        self._bot.rate_limit.check(user_id)

        def work(service: Service) -> Answer:
            return service.answerer.answer(text, filters=filters)

        return await self._bot.desk.run(work)


def to_choices(names: list[str]) -> list[app_commands.Choice[str]]:
    """Choices for autocomplete: at most 25, and none that is too long for Discord."""
    short = [name for name in names if 0 < len(name) <= 100]
    return [app_commands.Choice(name=name, value=name) for name in short[:_CHOICES]]


def parse_language(text: str) -> str:
    """The language to speak to somebody who wrote this, even if it is no question."""
    return detect_chinese(text) if has_han(text) else "en"
