"""What a user is told when something cannot be done, in their language and for them alone."""

import logging
import secrets

import discord

from bot.errors import AnswerTimeoutError, BusyError, ForgottenError, NotKeptError, TooOftenError
from bot.phrases import language_of, say
from corpus.errors import AppError

log = logging.getLogger(__name__)


async def tell_error(interaction: discord.Interaction, error: BaseException) -> None:
    """Tell whoever pressed or asked; in place of "thinking…" where that already stands."""
    sentence = sentence_for(error, language_of(str(interaction.locale)))
    try:
        if interaction.response.is_done():
            await interaction.edit_original_response(content=sentence)
        else:
            await interaction.response.send_message(sentence, ephemeral=True)
    except discord.HTTPException:
        log.warning("an interaction could not be told of its error", exc_info=True)


def sentence_for(error: BaseException, language: str) -> str:
    """What a user is told of an error: never its own text unless we wrote it."""
    if isinstance(error, BusyError):
        return say("busy", language)
    if isinstance(error, TooOftenError):
        return say("too_often", language).format(seconds=max(1, round(error.wait_s)))
    if isinstance(error, AnswerTimeoutError):
        return say("slow", language)
    if isinstance(error, ForgottenError):
        return say("old_button", language)
    if isinstance(error, NotKeptError):
        return say("not_kept", language)
    if isinstance(error, AppError):
        return discord.utils.escape_markdown(discord.utils.escape_mentions(str(error)))[:1900]
    reference = secrets.token_hex(4)
    log.error("defect %s", reference, exc_info=error)
    return say("defect", language).format(reference=reference)
