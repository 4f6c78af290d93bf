"""Choices that Discord offers while somebody types."""

from collections.abc import Sequence

from discord import app_commands

_MOST = 25
_LONGEST = 100


def to_choices(names: Sequence[str]) -> list[app_commands.Choice[str]]:
    """At most 25 names, and none that is too long for Discord."""
    short = [name for name in names if 0 < len(name) <= _LONGEST]
    return [app_commands.Choice(name=name, value=name) for name in short[:_MOST]]
