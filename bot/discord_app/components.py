"""Forms that were sent, and presses on buttons that no feature knows."""

import logging
from collections.abc import Iterator

import discord
from discord.ext import commands

from bot.discord_app.client import SampanBot
from bot.discord_app.tell import refuse_politely, tell_error

log = logging.getLogger(__name__)


class ComponentsCog(commands.Cog):
    """Takes every form to its feature, and answers for buttons of long ago.

    A form may stay open while the bot restarts, and the library knows only those of this start; so
    forms carry their state in their ids, and are read here.
    """

    def __init__(self, bot: SampanBot) -> None:
        self._bot = bot

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[SampanBot]) -> None:
        """Whatever goes wrong is told to whoever sent it."""
        try:
            if interaction.type is discord.InteractionType.modal_submit:
                await self._take_form(interaction)
            elif interaction.type is discord.InteractionType.component:
                custom_id = _custom_id(interaction)
                if not any(template.fullmatch(custom_id) for template in self._bot.buttons):
                    await refuse_politely(interaction)
        except Exception as error:
            await tell_error(interaction, error)

    async def _take_form(self, interaction: discord.Interaction[SampanBot]) -> None:
        custom_id = _custom_id(interaction)
        for template, handler in self._bot.forms:
            if match := template.fullmatch(custom_id):
                text = "".join(_typed(interaction.data))
                with self._bot.asking.in_flight.one():
                    await handler(interaction, match, text)
                return
        await refuse_politely(interaction)


def _custom_id(interaction: discord.Interaction[SampanBot]) -> str:
    return str(interaction.data.get("custom_id")) if interaction.data else ""


def _typed(part: object) -> Iterator[str]:
    """The texts of a form's fields, whatever rows and labels they are wrapped in."""
    if isinstance(part, list):
        for inner in part:
            yield from _typed(inner)
    if isinstance(part, dict):
        if isinstance(part.get("value"), str):
            yield part["value"]
        yield from _typed(part.get("components"))
        yield from _typed(part.get("component"))


async def setup(bot: SampanBot) -> None:
    """Load the feature."""
    await bot.add_cog(ComponentsCog(bot))
