"""`/sampan votes`: how the answers in a server were liked, with reasons and links."""

import time
from collections.abc import Sequence
from itertools import groupby

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discord_app.client import SampanBot
from bot.discord_app.embeds import MAX_DESCRIPTION, join_whole
from bot.discord_app.escaping import masked_link, plain
from bot.discord_app.unanswered import csv_file
from bot.phrases import say
from bot.service.csv_text import write_csv
from bot.service.unanswered import moment_to_text
from bot.store.votes import Vote

_DAY_S = 86_400.0
_SHOWN = 25
_REASONS = 3
_COLUMNS = ("vote", "voted at", "reason", "question", "topic", "link")


class VoteCommands(commands.Cog):
    """A part of the commands for moderators."""

    _bot: SampanBot

    @app_commands.command(
        name=locale_str("votes"),
        description=locale_str("How answers were liked, with reasons and links"),
    )
    @app_commands.describe(
        days=locale_str("Of the last days, at most 365"),
        file=locale_str("Also as a CSV file, for a spreadsheet"),
    )
    async def votes(
        self,
        interaction: discord.Interaction[SampanBot],
        days: app_commands.Range[int, 1, 365] = 30,
        file: bool = False,
    ) -> None:
        """Nobody's name is known; votes on private answers are left out."""
        await interaction.response.defer(thinking=True, ephemeral=True)
        bot, since = interaction.client, time.time() - days * _DAY_S
        found = await bot.journal.votes.given_in(interaction.guild_id or 0, since)
        attachments = [csv_file(votes_to_csv(found), "votes.csv")] if file else []
        embed = votes_embed(found, days, bot.language_for(interaction))
        await interaction.edit_original_response(embed=embed, attachments=attachments)


def votes_embed(found: Sequence[Vote], days: int, language: str) -> discord.Embed:
    """A line for each answer, those that most are unhappy with first, and why."""
    by_answer = groupby(sorted(found, key=lambda vote: vote.answer), key=lambda vote: vote.answer)
    answers = [sorted(group, key=lambda vote: -vote.voted_at) for _, group in by_answer]
    answers.sort(key=lambda votes: (sum(v.value for v in votes), -votes[0].voted_at))
    up = sum(vote.value > 0 for vote in found)
    return discord.Embed(
        title=say("votes", language).format(days=days, up=up, down=len(found) - up),
        description=join_whole(
            [_line(votes) for votes in answers[:_SHOWN]], MAX_DESCRIPTION, separator="\n"
        )
        or say("no_votes", language),
    )


def votes_to_csv(found: Sequence[Vote]) -> str:
    """Each vote, the newest first."""
    return write_csv(
        _COLUMNS,
        ((v.value, moment_to_text(v.voted_at), v.reason, v.text, v.topic, v.link) for v in found),
    )


def _line(votes: Sequence[Vote]) -> str:
    up = sum(vote.value > 0 for vote in votes)
    counts = [f"{mark} {count}" for mark, count in (("👍", up), ("👎", len(votes) - up)) if count]
    what = next((known for vote in votes if (known := vote.text or vote.topic)), "–")
    link = next((vote.link for vote in votes if vote.link), None)
    parts = [" ".join(counts), plain(what, 100), masked_link("↗", link, 1) if link else ""]
    reasons = list(dict.fromkeys(vote.reason for vote in votes if vote.reason))
    lines = [" ".join(part for part in parts if part)]
    return "\n".join((*lines, *(f"> {plain(reason, 200)}" for reason in reasons[:_REASONS])))
