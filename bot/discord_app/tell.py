"""What a user is told when something cannot be done, in their language and for them alone."""

import contextlib
import logging
import secrets
from typing import Any

import discord
from discord import app_commands

from bot.discord_app.escaping import cut, plain
from bot.discord_app.repeating import FAILURES
from bot.errors import NotKeptError, UserError
from bot.phrases import say
from bot.service.said_errors import without_place
from corpus.errors import NameNotFoundError

log = logging.getLogger(__name__)

TOKEN_EXPIRED = 50027  # Discord's code when an interaction is older than fifteen minutes
_MAX_SENTENCE = 950  # escaped it may be twice as long, and 2000 is the most that Discord takes
_MAX_NAME = 100
_OF_LIBRARY = {
    app_commands.TransformerError: "choice_gone",
    app_commands.CommandNotFound: "old_command",
    app_commands.CommandSignatureMismatch: "old_command",
    app_commands.CheckFailure: "old_command",
}


async def tell_error(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Tell whoever pressed or asked, and nobody else; a "thinking…" that stands is taken away."""
    if isinstance(error, discord.NotFound):
        log.info("what was to be answered was gone before its answer")
        return
    if isinstance(error, discord.HTTPException) and error.code == TOKEN_EXPIRED:
        log.info("what was to be answered had waited too long for its answer")
        return
    sentence = sentence_for(error, interaction.client.language_for(interaction))
    response = interaction.response
    try:
        with interaction.client.asking.in_flight.one():
            if not response.is_done():
                await response.send_message(sentence, ephemeral=True)
                return
            if response.type is discord.InteractionResponseType.deferred_channel_message:
                # As long as it stands, the first follow-up takes its place and is as public as it.
                with contextlib.suppress(discord.NotFound):
                    await interaction.delete_original_response()
            await interaction.followup.send(sentence, ephemeral=True)
    except FAILURES:
        log.warning("an interaction could not be told of its error", exc_info=True)


async def refuse_politely(interaction: discord.Interaction[Any]) -> None:
    """What somebody is told who uses a button or a form of an answer that is unknown."""
    language = interaction.client.language_for(interaction)
    await interaction.response.send_message(say("old_button", language), ephemeral=True)


def sentence_for(error: BaseException, language: str) -> str:
    """What a user is told of an error: a phrase of ours, or the reference of what the log has.

    The messages of other errors name files and settings, which are the operator's business.
    """
    error = without_place(error)
    if isinstance(error, NotKeptError):
        log.warning("a user was told that something is not kept", exc_info=error)
    if isinstance(error, UserError):
        return plain(say(error.phrase, language).format(**error.values), _MAX_SENTENCE)
    if isinstance(error, NameNotFoundError):
        sentence = say(f"no_{error.kind}", language).format(name=cut(error.name, _MAX_NAME))
        if error.similar:
            sentence += say("similar", language).format(names=", ".join(error.similar))
        return plain(sentence, _MAX_SENTENCE)
    if phrase := next((name for kind, name in _OF_LIBRARY.items() if isinstance(error, kind)), ""):
        return say(phrase, language)
    reference = secrets.token_hex(4)
    log.error("error %s", reference, exc_info=error)
    return say("defect", language).format(reference=reference)
