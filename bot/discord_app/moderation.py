"""`/sampan`: what the moderators of a server decide."""

from collections.abc import Sequence
from typing import Literal

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discord_app.client import SampanBot
from bot.discord_app.command_names import permission_names
from bot.discord_app.digests import DigestCommands
from bot.discord_app.meant import UNASKED
from bot.discord_app.server_decisions import DecisionCommands
from bot.discord_app.server_log import SETTING as LOG_SETTING
from bot.discord_app.settings_page import SettingsCommands, SwitchButton
from bot.discord_app.unanswered import DismissMenu, UnansweredCommands
from bot.discord_app.votes import VoteCommands
from bot.phrases import say

_NEEDED = ("view_channel", "send_messages", "embed_links", "read_message_history")

OnOff = Literal["on", "off"]
AnyChannel = (
    discord.TextChannel
    | discord.VoiceChannel
    | discord.StageChannel
    | discord.ForumChannel
    | discord.CategoryChannel
)


# Whoever installed the bot for themselves is no moderator, and in private nobody is.
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.default_permissions(manage_guild=True)
class AdminCog(
    UnansweredCommands,
    DigestCommands,
    VoteCommands,
    DecisionCommands,
    SettingsCommands,
    commands.GroupCog,
    name="sampan",
    description=locale_str("Settings of this server"),
):
    """Chooses channels, threads and feedback; shows what could not be answered."""

    channels = app_commands.Group(
        name=locale_str("channels"), description=locale_str("Where I answer in this server")
    )

    def __init__(self, bot: SampanBot) -> None:
        self._bot = bot

    async def cog_load(self) -> None:
        self._bot.add_button(DismissMenu)
        self._bot.add_button(SwitchButton)

    async def interaction_check(self, interaction: discord.Interaction[SampanBot]) -> bool:  # type: ignore[override]
        """Also where Discord still knows these commands as they were."""
        return self._bot.server_of(interaction) is not None

    @channels.command(name=locale_str("add"), description=locale_str("Answer in this channel"))
    @app_commands.describe(channel=locale_str("A channel of this server"))
    async def add(self, interaction: discord.Interaction[SampanBot], channel: AnyChannel) -> None:
        """Once a channel is chosen, the bot is silent in all others."""
        language = self._bot.language_for(interaction)
        guild_id = channel.guild.id
        await interaction.response.defer(thinking=True, ephemeral=True)
        await self._bot.journal.servers.add_channel(guild_id, channel.id)
        text = self._list(guild_id, language) + _missing(channel, language, _NEEDED)
        await interaction.edit_original_response(content=text)

    @channels.command(
        name=locale_str("remove"), description=locale_str("Do not answer in this channel")
    )
    @app_commands.describe(channel=locale_str("A channel of this server"))
    async def remove(
        self, interaction: discord.Interaction[SampanBot], channel: AnyChannel
    ) -> None:
        """Without any chosen channel, the bot answers in all."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await self._bot.journal.servers.remove_channel(channel.guild.id, channel.id)
        text = self._list(channel.guild.id, self._bot.language_for(interaction))
        await interaction.edit_original_response(content=text)

    @channels.command(name=locale_str("list"), description=locale_str("Show where I answer"))
    async def list_channels(self, interaction: discord.Interaction[SampanBot]) -> None:
        """The chosen channels."""
        text = self._list(interaction.guild_id or 0, self._bot.language_for(interaction))
        await interaction.response.send_message(text, ephemeral=True)

    @app_commands.command(
        name=locale_str("threads"), description=locale_str("Whether each mention opens a thread")
    )
    @app_commands.describe(state=locale_str("On or off"))
    async def threads(self, interaction: discord.Interaction[SampanBot], state: OnOff) -> None:
        """In chosen channels only."""
        await self._set(interaction, "threads", state)

    @app_commands.command(
        name=locale_str("feedback"), description=locale_str("Whether answers have buttons to vote")
    )
    @app_commands.describe(state=locale_str("On or off"))
    async def feedback(self, interaction: discord.Interaction[SampanBot], state: OnOff) -> None:
        """Old answers keep their buttons."""
        await self._set(interaction, "feedback", state)

    @app_commands.command(
        name=locale_str("unasked"),
        description=locale_str("Whether I answer in a channel though nobody asks me"),
    )
    @app_commands.describe(
        channel=locale_str("A channel of this server"), state=locale_str("On or off")
    )
    async def unasked(
        self, interaction: discord.Interaction[SampanBot], channel: AnyChannel, state: OnOff
    ) -> None:
        """Only what the articles answer; it needs the content of messages."""
        language, servers = self._bot.language_for(interaction), self._bot.journal.servers
        guild_id, name = channel.guild.id, f"{UNASKED}{channel.id}"
        await interaction.response.defer(thinking=True, ephemeral=True)
        if state == "on":
            await servers.set_setting(guild_id, name, state)
            text = say("unasked_on", language).format(channel=channel.mention)
            text += _missing(channel, language, _NEEDED)
            if not self._bot.reads_content:
                text += "\n" + say("unasked_unread", language)
        else:
            await servers.drop_setting(guild_id, name)
            text = say("unasked_off", language).format(channel=channel.mention)
        await interaction.edit_original_response(content=text)

    @app_commands.command(
        name=locale_str("refresh"), description=locale_str("Read the articles again")
    )
    async def refresh(self, interaction: discord.Interaction[SampanBot]) -> None:
        """Read the sources again and answer from what they hold now."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        with self._bot.asking.in_flight.one():
            report = (await self._bot.worker.refresh()).report
        text = say("refreshed", self._bot.language_for(interaction)).format(
            added=len(report.added),
            changed=len(report.changed),
            removed=len(report.removed),
            articles=report.articles,
        )
        await interaction.edit_original_response(content=text)

    @app_commands.command(
        name=locale_str("log"),
        description=locale_str(
            "Where I tell moderators what needs them; without a channel, nowhere"
        ),
    )
    @app_commands.describe(channel=locale_str("A channel of this server"))
    async def log(
        self,
        interaction: discord.Interaction[SampanBot],
        channel: discord.TextChannel | None = None,
    ) -> None:
        """Such as a digest that could not be posted."""
        language = self._bot.language_for(interaction)
        servers, guild_id = self._bot.journal.servers, interaction.guild_id or 0
        await interaction.response.defer(thinking=True, ephemeral=True)
        if channel is None:
            await servers.drop_setting(guild_id, LOG_SETTING)
            text = say("log_off", language)
        else:
            await servers.set_setting(guild_id, LOG_SETTING, str(channel.id))
            text = say("log_on", language).format(channel=channel.mention)
            text += _missing(channel, language, ("view_channel", "send_messages"))
        await interaction.edit_original_response(content=text)

    async def _set(
        self, interaction: discord.Interaction[SampanBot], name: str, value: OnOff
    ) -> None:
        language = self._bot.language_for(interaction)
        await interaction.response.defer(thinking=True, ephemeral=True)
        await self._bot.journal.servers.set_setting(interaction.guild_id or 0, name, value)
        await interaction.edit_original_response(content=f"{name}: {say(value, language)}")

    def _list(self, guild_id: int, language: str) -> str:
        chosen = self._bot.journal.servers.channels(guild_id)
        if not chosen:
            return say("all_channels", language)
        names = " ".join(f"<#{channel}>" for channel in chosen)
        return say("channels", language).format(channels=names)


def _missing(channel: AnyChannel, language: str, needed: Sequence[str]) -> str:
    """A line that names the permissions which the bot lacks in a channel, or ""."""
    granted = channel.permissions_for(channel.guild.me)
    missing = [name for name in needed if not getattr(granted, name)]
    if not missing:
        return ""
    names = permission_names(missing, language)
    return "\n" + say("missing_permission", language).format(permissions=names)


async def setup(bot: SampanBot) -> None:
    """Load the feature."""
    await bot.add_cog(AdminCog(bot))
