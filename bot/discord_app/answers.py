"""An answer in place of a command or a press, and the form that follows it up."""

import logging
import re
from collections.abc import AsyncGenerator
from typing import Any

import discord
from discord.ext import commands

from bot.answering.answer import Answer
from bot.discord_app.answer_buttons import (
    FOLLOW_UP_FORM,
    REASON_FORM,
    AnswerButton,
    answer_view,
    keep_reason,
    shown_in,
)
from bot.discord_app.choice_buttons import ChoiceButton, reply_text, reply_view
from bot.discord_app.client import SampanBot
from bot.discord_app.conversation import conversation_in, question_of
from bot.discord_app.embeds import answer_embed
from bot.discord_app.message_text import words_of
from bot.discord_app.repeating import repeated, send_once
from bot.discord_app.tell import TOKEN_EXPIRED, tell_error
from bot.discord_app.turns import as_decided
from bot.discord_app.written import write_above
from bot.service.conversation import Followed
from bot.service.turns import NO_FILTERS, ShownAt, Turn
from bot.talking.reply import Reply
from embeddings.filters import Filters

log = logging.getLogger(__name__)


class InteractionFace:
    """Shows an answer in place of a command, a press or a form."""

    def __init__(self, interaction: discord.Interaction[SampanBot], *, is_private: bool) -> None:
        self._interaction = interaction
        self._is_private = is_private

    async def acknowledge(self) -> None:
        """Must come within three seconds; whether it is private cannot be changed later."""
        await self._interaction.response.defer(thinking=True, ephemeral=self._is_private)

    async def show(self, answer: Answer) -> ShownAt:
        interaction = self._interaction
        embed, view = (
            answer_embed(answer),
            view_for(interaction.client, answer, interaction.guild_id),
        )
        message = await self._put(embed=embed, view=view)
        place = conversation_in(interaction.channel)
        return ShownAt(link=message.jump_url, conversation=place)

    async def say(self, reply: Reply) -> None:
        await self._put(content=reply_text(reply), view=reply_view(reply))

    async def _put(self, **parts: Any) -> discord.Message:
        """Complete the response; one that is too late for that becomes a message of its own."""
        interaction = self._interaction
        try:
            return await repeated(lambda: interaction.edit_original_response(**parts))
        except discord.HTTPException as error:
            channel = interaction.channel
            is_too_late = error.code == TOKEN_EXPIRED and not self._is_private
            if not (is_too_late and isinstance(channel, discord.abc.Messageable)):
                raise
            given = {name: part for name, part in parts.items() if part is not None}
            try:
                return await send_once(channel.send, **given)
            except discord.HTTPException:
                log.info("channel %s cannot be written in either", interaction.channel_id)
                raise error from None

    async def show_written(self, answer: Answer, sentences: AsyncGenerator[str]) -> None:
        edit = self._interaction.edit_original_response
        await write_above(answer, sentences, lambda embed: edit(embed=embed))


async def answer_in_place(
    interaction: discord.Interaction[SampanBot],
    text: str,
    *,
    filters: Filters = NO_FILTERS,
    follows: Followed | None = None,
    is_private: bool = False,
) -> None:
    """Answer where it was asked; private in a channel that the server did not choose."""
    bot, channel = interaction.client, interaction.channel
    is_private = is_private or not bot.is_chosen(interaction.guild_id, channel)
    turn = Turn(
        text=text,
        asker=interaction.user.id,
        server=bot.server_of(interaction),
        channel=interaction.channel_id,
        conversation=None if is_private else conversation_in(channel),
        follows=follows,
        filters=filters,
        is_private=is_private,
    )
    turn = await as_decided(bot, turn, channel, interaction.user)
    await bot.asking.ask(turn, InteractionFace(interaction, is_private=is_private))


def view_for(bot: SampanBot, answer: Answer, guild_id: int | None) -> discord.ui.View:
    """The buttons under an answer, votes only where the server wants them."""
    feedback = bot.journal.servers.setting(guild_id, "feedback") if guild_id else None
    return answer_view(answer, has_feedback=feedback != "off")


async def follow_up(
    interaction: discord.Interaction[SampanBot], match: re.Match[str], text: str
) -> None:
    """Answer the next question, under the conditions and as private as the one before."""
    followed = Followed(question=question_of(interaction.message), answer=shown_in(match))
    is_private = bool(interaction.message and interaction.message.flags.ephemeral)
    await answer_in_place(interaction, words_of(text), follows=followed, is_private=is_private)


class AnswersCog(commands.Cog):
    """The buttons and forms under answers, and the questions to choose from."""

    def __init__(self, bot: SampanBot) -> None:
        self._bot = bot

    async def cog_load(self) -> None:
        self._bot.add_button(AnswerButton)
        self._bot.add_button(ChoiceButton)
        self._bot.add_form(REASON_FORM, keep_reason)
        self._bot.add_form(FOLLOW_UP_FORM, follow_up)

    @commands.Cog.listener()
    async def on_choice(self, interaction: discord.Interaction[SampanBot], question: str) -> None:
        """Our own event: somebody chose a question, which is asked for them."""
        is_private = bool(interaction.message and interaction.message.flags.ephemeral)
        try:
            await answer_in_place(interaction, question, is_private=is_private)
        except Exception as error:
            await tell_error(interaction, error)


async def setup(bot: SampanBot) -> None:
    """Load the feature."""
    await bot.add_cog(AnswersCog(bot))
