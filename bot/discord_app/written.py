"""A language model's sentences on Discord: edited in above the quotes, which are shown first."""

import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable

import discord

from bot.answering.answer import Answer
from bot.discord_app.embeds import answer_embed

log = logging.getLogger(__name__)

# Discord slows down a bot that edits one message more often than five times in five seconds.
_EDIT_EVERY_S = 1.2


async def write_above(
    answer: Answer,
    sentences: AsyncGenerator[str],
    show: Callable[[discord.Embed], Awaitable[object]],
) -> None:
    """Show each sentence as soon as it is checked, several in one edit if they come quickly.

    Never raises for what the model or Discord does: the quotes stand.
    """
    written: list[str] = []
    shown, edited_at = 0, float("-inf")
    try:
        async for sentence in sentences:
            written.append(sentence)
            if time.monotonic() - edited_at >= _EDIT_EVERY_S:
                await show(answer_embed(answer, written))
                shown, edited_at = len(written), time.monotonic()
        if shown < len(written):
            await show(answer_embed(answer, written))
    except discord.HTTPException as error:
        log.info("an answer could not be edited: %s", error.status)
    except Exception:
        # The quotes are shown already; telling whoever asked of an error would only confuse.
        log.warning("an answer was not written above", exc_info=True)
