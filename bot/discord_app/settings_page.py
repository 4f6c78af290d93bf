"""`/sampan settings`: all that the moderators of a server decided, on one page with switches."""

import re
from typing import Any

import discord
from discord import app_commands, ui
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discord_app.client import SampanBot
from bot.discord_app.digests import describe_digest
from bot.discord_app.embeds import join_whole
from bot.discord_app.meant import UNASKED
from bot.discord_app.server_decisions import describe_channel, describe_limit, describe_quota
from bot.discord_app.server_log import SETTING as LOG_SETTING
from bot.discord_app.tell import tell_error
from bot.discord_app.unanswered import QUESTIONS_SETTING, keep_questions
from bot.phrases import say
from bot.service.shares import LIMIT, QUOTA
from bot.store.digests import Digest
from bot.store.server_choices import ServerChoices

SWITCH_TEMPLATE = re.compile(r"settings:(?P<name>threads|feedback|questions)")
_NAMES = ("threads", "feedback", QUESTIONS_SETTING)
_MAX_FIELD = 1024


class SettingsCommands(commands.Cog):
    """A part of the commands for moderators."""

    _bot: SampanBot

    @app_commands.command(
        name=locale_str("settings"), description=locale_str("Show all settings, with switches")
    )
    async def settings(self, interaction: discord.Interaction[SampanBot]) -> None:
        """What each command of ours sets."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        await _show(interaction)


class SwitchButton(ui.DynamicItem[ui.Button[ui.View]], template=SWITCH_TEMPLATE):
    """Turns one setting on or off; works for ever, for whoever was shown it."""

    def __init__(self, name: str, label: str | None = None, *, is_on: bool = False) -> None:
        self._name = name
        self._is_on = is_on
        style = discord.ButtonStyle.success if is_on else discord.ButtonStyle.secondary
        super().__init__(ui.Button(label=label, style=style, custom_id=f"settings:{name}"))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str]
    ) -> "SwitchButton":
        is_on = getattr(item, "style", None) is discord.ButtonStyle.success
        return cls(match["name"], getattr(item, "label", None), is_on=is_on)

    async def callback(self, interaction: discord.Interaction[SampanBot]) -> None:  # type: ignore[override]
        """Switch what the button showed, so that a double press does it once, and show the page."""
        try:
            await interaction.response.defer()
            servers, guild_id = interaction.client.journal.servers, interaction.guild_id or 0
            if self._name == QUESTIONS_SETTING:
                text = await keep_questions(interaction, "forget" if self._is_on else "keep")
                await interaction.followup.send(text, ephemeral=True)
            else:
                await servers.set_setting(guild_id, self._name, "off" if self._is_on else "on")
            await _show(interaction)
        except Exception as error:
            await tell_error(interaction, error)


async def _show(interaction: discord.Interaction[SampanBot]) -> None:
    bot, guild_id = interaction.client, interaction.guild_id or 0
    language = bot.language_for(interaction)
    digests = await bot.journal.digests.of_server(guild_id)
    view = ui.View(timeout=None)
    for name in _NAMES:
        is_on = _is_on(bot, guild_id, name)
        state = say("on" if is_on else "off", language)
        label = f"{say(f'switch_{name}', language)}: {state}"
        view.add_item(SwitchButton(name, label, is_on=is_on))
    embed = settings_embed(bot.journal.servers, digests, guild_id, language)
    await interaction.edit_original_response(embed=embed, view=view)


def _is_on(bot: SampanBot, guild_id: int, name: str) -> bool:
    servers = bot.journal.servers
    if name == QUESTIONS_SETTING:
        return bot.journal.keeps_text_of(guild_id)
    return servers.setting(guild_id, name) == "on" or (
        name == "feedback" and servers.setting(guild_id, name) != "off"
    )


def settings_embed(
    servers: ServerChoices, digests: list[Digest], guild_id: int, language: str
) -> discord.Embed:
    """Where the bot answers and how, what it posts, what may be asked, whom it tells."""
    chosen = servers.channels(guild_id)
    channels = say("channels" if chosen else "all_channels", language)
    names = join_whole([f"<#{id}>" for id in chosen], _MAX_FIELD // 2, separator=" ")
    log_channel = servers.setting(guild_id, LOG_SETTING)
    log_line = say("log_on" if log_channel else "log_off", language)
    limits = servers.settings_named(guild_id, LIMIT)
    unasked = servers.settings_named(guild_id, UNASKED)
    parts = {
        "settings_channels": [channels.format(channels=names)]
        + [
            describe_channel(id, own, language)
            for id, own in servers.set_channels(guild_id).items()
        ],
        "settings_digests": [describe_digest(digest, language) for digest in digests],
        "settings_limits": [describe_limit(int(id), most, language) for id, most in limits.items()]
        + [describe_quota(servers.setting(guild_id, QUOTA), language)],
        "settings_log": [log_line.format(channel=f"<#{log_channel}>")],
    }
    parts["settings_channels"] += [
        say("unasked_on", language).format(channel=f"<#{id}>") for id in unasked
    ]
    embed = discord.Embed(title=say("settings", language))
    for name, lines in parts.items():
        shown = join_whole(lines, _MAX_FIELD, separator="\n") or say("no_digests", language)
        embed.add_field(name=say(name, language), value=shown, inline=False)
    return embed
