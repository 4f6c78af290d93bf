"""Choices that Discord offers while somebody types."""

from collections.abc import Sequence

from discord import app_commands
from discord.app_commands import locale_str

from bot.errors import UserError
from bot.service.look_ups import LooksUp, LookUp

AUTOMATIC = "automatic"
"""what stands for the language of whoever asks"""
_MOST = 25
_LONGEST = 100


async def offer(answers: LooksUp, wanted: LookUp[Sequence[str]]) -> list[app_commands.Choice[str]]:
    """The names that are looked up; none while they cannot be, for Discord shows no reason."""
    try:
        return to_choices(await answers.look_up(wanted))
    except UserError:
        return []


def to_choices(names: Sequence[str]) -> list[app_commands.Choice[str]]:
    """At most 25 names, and none that is too long for Discord."""
    short = [name for name in names if 0 < len(name) <= _LONGEST]
    return [app_commands.Choice(name=name, value=name) for name in short[:_MOST]]


def language_choices() -> list[app_commands.Choice[str]]:
    """What Sampan speaks, each by its own name, and the language of whoever asks."""
    return [
        app_commands.Choice(name=locale_str("English"), value="en"),
        app_commands.Choice(name=locale_str("繁體中文"), value="zh-Hant"),
        app_commands.Choice(name=locale_str("简体中文"), value="zh-Hans"),
        app_commands.Choice(name=locale_str("automatic"), value=AUTOMATIC),
    ]
