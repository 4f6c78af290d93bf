"""Telling those who asked to be told, once a newer index answers them."""

import logging

import discord
from aiohttp import ClientError

from bot.answering.answerer import Answer
from bot.answering.confidence import Verdict
from bot.discord_app.answer_buttons import answer_view
from bot.discord_app.client import SampanBot
from bot.discord_app.embeds import answer_embed
from bot.phrases import say
from bot.store.remembered import Subscription
from corpus.errors import AppError
from embeddings.filters import Filters

log = logging.getLogger(__name__)


async def tell_subscribers(bot: SampanBot) -> None:
    """Write to everybody whose question can be answered now, and to nobody else."""
    for waiting in await bot.journal.subscriptions():
        try:
            answer = await _answer_to(bot, waiting)
            # Whoever was forgotten since is not written to.
            if answer is None or waiting not in await bot.journal.subscriptions():
                continue
            await _send(await bot.fetch_user(waiting.user_id), answer)
        except (discord.Forbidden, discord.NotFound):
            log.info("a subscriber cannot be written to")
        except (discord.HTTPException, ClientError, OSError, AppError):
            log.warning("a subscriber will be told later", exc_info=True)
            continue
        await bot.journal.end_subscription(waiting.id)


async def _answer_to(bot: SampanBot, waiting: Subscription) -> Answer | None:
    filters = await bot.journal.filters(waiting.answer)
    answer = await bot.answer(waiting.question, waiting.user_id, filters or Filters())
    return answer if answer.verdict is Verdict.ANSWERED else None


async def _send(user: discord.User, answer: Answer) -> None:
    await user.send(
        say("news", answer.question.language), embed=answer_embed(answer), view=answer_view(answer)
    )
