"""Commands that ask: `/ask`, `/help`, and "Find sources" on a message."""

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.answering.question import MAX_CHARS, MIN_CHARS
from bot.discord_app.answers import answer_in_place
from bot.discord_app.choice_buttons import reply_text, reply_view
from bot.discord_app.choices import offer
from bot.discord_app.client import SampanBot
from bot.discord_app.help_text import help_reply
from bot.discord_app.message_text import words_in, words_of
from bot.phrases import say
from bot.service.look_ups import Conditions, ProviderNames, TopicNames
from bot.service.turns import NO_FILTERS


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

    @app_commands.command(name=locale_str("ask"), description=locale_str("Ask about {subject}"))
    @app_commands.describe(
        question=locale_str("In English or Chinese"),
        since=locale_str("Only articles from then on: 2024, 2024-06-30 or last month"),
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
        conditions = Conditions(
            since=since,
            until=until,
            providers=(provider,) if provider else (),
            topics=(topic,) if topic else (),
        )
        filters = NO_FILTERS
        if conditions != Conditions():
            filters = await self._bot.worker.look_up(conditions)
        words = words_of(question)
        await answer_in_place(interaction, words, filters=filters, is_private=private)

    @app_commands.command(
        name=locale_str("help"), description=locale_str("What I can do, with example questions")
    )
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def help(self, interaction: discord.Interaction[SampanBot]) -> None:
        """Shown to the caller alone."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        with self._bot.asking.in_flight.one():
            reply = await help_reply(self._bot, self._bot.language_for(interaction))
            await interaction.edit_original_response(
                content=reply_text(reply), view=reply_view(reply)
            )

    async def find_sources(
        self, interaction: discord.Interaction[SampanBot], message: discord.Message
    ) -> None:
        """What the articles say about a message, shown to the caller alone."""
        language = self._bot.language_for(interaction)
        text = words_in(message)[:MAX_CHARS]
        if not text:
            await interaction.response.send_message(say("no_text", language), ephemeral=True)
            return
        await answer_in_place(interaction, text, is_private=True)

    @ask.autocomplete("provider")
    async def complete_provider(
        self, _: discord.Interaction[SampanBot], current: str
    ) -> list[app_commands.Choice[str]]:
        """Providers that hold what was typed."""
        return await offer(self._bot.worker, ProviderNames(typed=current))

    @ask.autocomplete("topic")
    async def complete_topic(
        self, _: discord.Interaction[SampanBot], current: str
    ) -> list[app_commands.Choice[str]]:
        """Topics that hold what was typed."""
        return await offer(self._bot.worker, TopicNames(typed=current))


async def setup(bot: SampanBot) -> None:
    """Load the feature."""
    await bot.add_cog(AskCog(bot))
