"""`/privacy` says what is stored, `/forget` deletes it, `/language` is the caller's choice."""

import dataclasses

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discord_app.choices import AUTOMATIC, language_choices
from bot.discord_app.client import SampanBot
from bot.discord_app.unanswered import QUESTIONS_SETTING
from bot.phrases import say


class PrivacyCog(commands.Cog):
    """What is known of the caller, in their own hands."""

    def __init__(self, bot: SampanBot) -> None:
        self._bot = bot

    @app_commands.command(
        name=locale_str("privacy"), description=locale_str("What I store about you")
    )
    async def privacy(self, interaction: discord.Interaction[SampanBot]) -> None:
        """What is stored, for how long, and how to end it."""
        language = self._bot.language_for(interaction)
        opted = self._opted(interaction.guild_id, language)
        read = "privacy_all_read" if self._bot.reads_content else "privacy_few_read"
        text = say("privacy", language).format(reads=say(read, language), opted=opted)
        await interaction.response.send_message(text, ephemeral=True)

    def _opted(self, guild_id: int | None, language: str) -> str:
        """Where the words of questions are kept after all, as seen from a server or outside."""
        journal = self._bot.journal
        chosen = journal.servers.setting(guild_id, QUESTIONS_SETTING) if guild_id else None
        if chosen == "keep":
            return say("privacy_opted_server", language)
        if not journal.keeps_text:
            return ""
        return say("privacy_opted_elsewhere" if chosen else "privacy_opted", language)

    @app_commands.command(
        name=locale_str("forget"), description=locale_str("Delete what I store about you")
    )
    async def forget(self, interaction: discord.Interaction[SampanBot]) -> None:
        """Delete all of it, and say what it was."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        language = self._bot.language_for(interaction)  # which is forgotten too
        forgotten = await self._bot.journal.forget(interaction.user.id)
        text = say("forgotten", language)
        await interaction.edit_original_response(
            content=text.format(**dataclasses.asdict(forgotten))
        )

    @app_commands.command(
        name=locale_str("language"), description=locale_str("The language I speak to you")
    )
    @app_commands.describe(choice=locale_str("Instead of the language of your question"))
    @app_commands.choices(choice=language_choices())
    async def language(self, interaction: discord.Interaction[SampanBot], choice: str) -> None:
        """Speak this language to the caller, whatever they write in."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        chosen = None if choice == AUTOMATIC else choice
        await self._bot.journal.languages.choose(interaction.user.id, chosen)
        phrase = "speaking" if chosen else "speaking_as_you"
        text = say(phrase, self._bot.language_for(interaction))
        await interaction.edit_original_response(content=text)


async def setup(bot: SampanBot) -> None:
    """Load the feature."""
    await bot.add_cog(PrivacyCog(bot))
