"""`/sampan unanswered | questions`: what could not be answered, and whether its words are kept."""

import io
import re
import time
from typing import Any

import discord
from discord import app_commands, ui
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discord_app.client import SampanBot
from bot.discord_app.embeds import MAX_DESCRIPTION, join_whole
from bot.discord_app.escaping import cut, masked_link, plain
from bot.discord_app.tell import tell_error
from bot.phrases import say
from bot.service.unanswered import VERDICTS, unanswered_to_csv
from bot.store.journal import Journal
from bot.store.remembered import Unanswered
from corpus.text import fold_line

DISMISS_TEMPLATE = re.compile(r"unanswered:(?P<days>\d{1,2})")
QUESTIONS_SETTING = "questions"
_DAY_S = 86_400.0
_DAYS = 30  # so long they are kept
_SHOWN = 12  # of each verdict, so that all of them fit a menu
_MOST_IN_FILE = 1000
_MAX_LABEL = 100

Found = list[tuple[str, Unanswered]]


class UnansweredCommands(commands.Cog):
    """A part of the commands for moderators."""

    _bot: SampanBot

    @app_commands.command(
        name=locale_str("unanswered"), description=locale_str("What I could not answer lately")
    )
    @app_commands.describe(
        days=locale_str("Of the last days, at most 30"),
        file=locale_str("Also as a CSV file, for a spreadsheet"),
    )
    async def unanswered(
        self,
        interaction: discord.Interaction[SampanBot],
        days: app_commands.Range[int, 1, _DAYS] = _DAYS,
        file: bool = False,
    ) -> None:
        """Merged when alike, with links to the questions, and a menu to dismiss some."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        bot, guild_id = interaction.client, interaction.guild_id or 0
        language = bot.language_for(interaction)
        embed, view = _render(await _find(bot.journal, guild_id, days, _SHOWN), days, language)
        attachments = []
        if file:
            found = await _find(bot.journal, guild_id, days, _MOST_IN_FILE)
            attachments = [csv_file(unanswered_to_csv(found), "unanswered.csv")]
        await interaction.edit_original_response(embed=embed, view=view, attachments=attachments)

    @app_commands.command(
        name=locale_str("questions"),
        description=locale_str("Whether I keep the words of what is asked here, for moderators"),
    )
    @app_commands.describe(state=locale_str("For 30 days, or not at all"))
    @app_commands.choices(
        state=[
            app_commands.Choice(name=locale_str("keep"), value="keep"),
            app_commands.Choice(name=locale_str("do not keep"), value="forget"),
        ]
    )
    async def questions(self, interaction: discord.Interaction[SampanBot], state: str) -> None:
        """Members are told by /privacy; what was kept is deleted when that is taken back."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        text = await keep_questions(interaction, state)
        await interaction.edit_original_response(content=text)


async def keep_questions(interaction: discord.Interaction[SampanBot], state: str) -> str:
    """Do as the moderators decided, and say what that means."""
    journal, guild_id = interaction.client.journal, interaction.guild_id or 0
    await journal.servers.set_setting(guild_id, QUESTIONS_SETTING, state)
    if state == "forget":
        await journal.unanswered.forget_texts(guild_id)
    return say(f"questions_{state}", interaction.client.language_for(interaction))


def csv_file(text: str, name: str) -> discord.File:
    """A table as a file to send."""
    return discord.File(io.BytesIO(text.encode("utf-8", "replace")), name)


class DismissMenu(ui.DynamicItem[ui.Select[ui.View]], template=DISMISS_TEMPLATE):
    """Takes off the list what is dealt with; works on lists of earlier starts too."""

    def __init__(self, days: int, found: Found, language: str) -> None:
        self._days = days
        options = {
            asked.key: discord.SelectOption(
                label=cut(fold_line(asked.text or asked.topic or "–"), _MAX_LABEL),
                value=asked.key,
                description=f"{asked.count}×",
            )
            for _, asked in found
        }
        menu: ui.Select[ui.View] = ui.Select(
            custom_id=f"unanswered:{days}",
            placeholder=say("dismiss", language),
            options=list(options.values()) or [discord.SelectOption(label="–")],
            max_values=max(1, len(options)),
        )
        super().__init__(menu)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str]
    ) -> "DismissMenu":
        return cls(int(match["days"]), [], "en")

    async def callback(self, interaction: discord.Interaction[SampanBot]) -> None:  # type: ignore[override]
        """Show the list without them."""
        try:
            await interaction.response.defer()
            bot, guild_id = interaction.client, interaction.guild_id or 0
            await bot.journal.unanswered.dismiss(guild_id, self.item.values)
            found = await _find(bot.journal, guild_id, self._days, _SHOWN)
            embed, view = _render(found, self._days, bot.language_for(interaction))
            await interaction.edit_original_response(embed=embed, view=view)
        except Exception as error:
            await tell_error(interaction, error)


async def _find(journal: Journal, guild_id: int, days: int, limit: int) -> Found:
    since = time.time() - days * _DAY_S
    return [
        (verdict, asked)
        for verdict in VERDICTS
        for asked in await journal.unanswered.listed(guild_id, since, verdict=verdict, limit=limit)
    ]


def _render(found: Found, days: int, language: str) -> tuple[discord.Embed, ui.View]:
    """What was not found, then what was answered unsurely; a menu where there is any."""
    lines: list[str] = []
    for verdict in VERDICTS:
        entries = [_line(asked) for each, asked in found if each == verdict]
        if entries and verdict != VERDICTS[0]:
            lines.append(f"**{say('unanswered_unsure', language)}**")
        lines += entries
    embed = discord.Embed(
        title=say("unanswered", language).format(days=days),
        description=join_whole(lines, MAX_DESCRIPTION, separator="\n")
        or say("nothing_unanswered", language).format(days=days),
    )
    view = ui.View(timeout=None)
    if found:
        view.add_item(DismissMenu(days, found, language))
    return embed, view


def _line(asked: Unanswered) -> str:
    links = " ".join(masked_link("↗", link, 1) for link in asked.links)
    return f"**{asked.count}×** {plain(asked.text or asked.topic or '–', 200)} {links}".rstrip()
