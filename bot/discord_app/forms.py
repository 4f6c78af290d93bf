"""The forms behind two buttons, and what becomes of a form that is sent.

A form may stay open while the bot restarts, and the library knows only those of this start. So the
forms here do nothing themselves: their ids carry the state, and `submit_form` reads any of them.
"""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord
from discord import ui

from bot.answering.question import MAX_CHARS, MIN_CHARS
from bot.discord_app.client import SampanBot
from bot.discord_app.conversation import Followed, Shown, question_of
from bot.phrases import say

TEMPLATE = re.compile(r"form:(?P<action>[rf]):(?P<answer>[0-9a-f]{12})(?P<filters>:f)?")
_REASON, _FOLLOW_UP = "rf"
_MAX_REASON = 500
_OPEN_S = 900.0  # after that the library need not know it any more


class ReasonForm(ui.Modal):
    """Asks why an answer was not helpful."""

    def __init__(self, shown: Shown, language: str) -> None:
        custom_id = f"form:{_REASON}:{shown.code}"
        super().__init__(title=say("modal_reason", language), custom_id=custom_id, timeout=_OPEN_S)
        self.add_item(
            ui.TextInput(
                label=say("label_reason", language),
                style=discord.TextStyle.paragraph,
                max_length=_MAX_REASON,
                required=False,
            )
        )


class FollowUpForm(ui.Modal):
    """Takes the next question, under the conditions and as private as the one before."""

    def __init__(self, shown: Shown, language: str) -> None:
        custom_id = f"form:{_FOLLOW_UP}:{shown.code}"
        title = say("modal_follow_up", language)
        super().__init__(title=title, custom_id=custom_id, timeout=_OPEN_S)
        self.add_item(
            ui.TextInput(
                label=say("label_follow_up", language),
                style=discord.TextStyle.paragraph,
                min_length=MIN_CHARS,
                max_length=MAX_CHARS,
            )
        )


async def submit_form(interaction: discord.Interaction[SampanBot], match: re.Match[str]) -> None:
    """Do what a form was sent for, whenever it was opened."""
    data: Mapping[str, Any] = interaction.data or {}
    text = "".join(_typed(data.get("components", ())))
    shown = Shown(id=match["answer"], has_filters=match["filters"] is not None)
    if match["action"] == _REASON:
        await interaction.response.defer(thinking=True, ephemeral=True)
        journal = interaction.client.journal
        await journal.add_reason(shown.id, interaction.user.id, text, time.time())
        language = interaction.client.language_for(interaction)
        await interaction.edit_original_response(content=say("thanks", language))
        return
    followed = Followed(question=question_of(interaction.message), answer=shown)
    is_private = bool(interaction.message and interaction.message.flags.ephemeral)
    await interaction.client.answer_interaction(
        interaction, text, follows=followed, is_private=is_private
    )


def _typed(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The texts of a form's fields, whatever rows and labels they are wrapped in."""
    for component in components:
        yield str(component.get("value", ""))
        yield from _typed(component.get("components", ()))
        if "component" in component:
            yield from _typed([component["component"]])
