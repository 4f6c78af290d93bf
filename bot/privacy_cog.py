"""`/privacy` says what is stored, `/forget` deletes it."""

import dataclasses

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discord_app import SampanBot
from bot.phrases import language_of, say


class PrivacyCog(commands.Cog):
    """What is known of the caller, in their own hands."""

    def __init__(self, bot: SampanBot) -> None:
        self._bot = bot

    @app_commands.command(
        name=locale_str("privacy"), description=locale_str("What I store about you")
    )
    async def privacy(self, interaction: discord.Interaction[SampanBot]) -> None:
        """What is stored, for how long, and how to end it."""
        language = language_of(str(interaction.locale))
        opted = say("privacy_opted", language) if self._bot.journal.keeps_text else ""
        text = say("privacy", language).format(opted=opted)
        await interaction.response.send_message(text, ephemeral=True)

    @app_commands.command(
        name=locale_str("forget"), description=locale_str("Delete what I store about you")
    )
    async def forget(self, interaction: discord.Interaction[SampanBot]) -> None:
        """Delete all of it, and say what it was."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        forgotten = await self._bot.journal.forget(interaction.user.id)
        text = say("forgotten", language_of(str(interaction.locale)))
        await interaction.edit_original_response(
            content=text.format(**dataclasses.asdict(forgotten))
        )
