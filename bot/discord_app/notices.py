"""Telling those who asked to be told, once a newer index answers them."""

import asyncio
import hashlib
import logging
import time

import discord
from discord.ext import commands

from bot.answering.answer import Answer
from bot.discord_app.answer_buttons import answer_view
from bot.discord_app.client import SampanBot
from bot.discord_app.embeds import answer_embed
from bot.discord_app.repeating import FAILURES
from bot.errors import NotKeptError
from bot.phrases import say
from bot.service.turns import ShownAt
from bot.store.remembered import Subscription
from corpus.errors import AppError

log = logging.getLogger(__name__)


class NoticesCog(commands.Cog):
    """Writes to everybody whose question the index in use can answer now, and to nobody else."""

    def __init__(self, bot: SampanBot) -> None:
        self._bot = bot
        self._telling = asyncio.Lock()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """The index may have grown while the bot was away."""
        await self._tell_all()

    @commands.Cog.listener()
    async def on_new_index(self) -> None:
        """Our own event: another generation answers from now on."""
        await self._tell_all()

    async def _tell_all(self) -> None:
        async with self._telling:
            try:
                for waiting in await self._bot.journal.promises.all():
                    await self._tell(waiting)
            except NotKeptError:
                log.warning("subscribers will be told later", exc_info=True)

    async def _tell(self, waiting: Subscription) -> None:
        """Write to one person; whatever goes wrong with that is no matter of the others."""
        try:
            was_told = await self._bot.asking.tell(
                waiting.question,
                filters=waiting.filters,
                asker=waiting.user_id,
                send=lambda answer: self._send(waiting, answer),
            )
        except (discord.Forbidden, discord.NotFound):
            log.info("a subscriber cannot be written to")
            was_told = True  # nor ever will be
        except (*FAILURES, AppError):
            log.warning("a subscriber will be told later", exc_info=True)
            return
        except Exception:
            log.exception("a subscriber cannot be told")
            return
        if was_told:
            await self._bot.journal.promises.end(waiting.id)

    async def _send(self, waiting: Subscription, answer: Answer) -> ShownAt | None:
        # Whoever was forgotten since is not written to.
        if waiting not in await self._bot.journal.promises.all():
            return None
        await self._bot.journal.try_keeping(time.time())
        # Should the bot die before it notes this, Discord knows the message again.
        promised = f"{waiting.user_id} {waiting.question}".encode("utf-8", "replace")
        nonce = hashlib.blake2b(promised, digest_size=8).hexdigest()
        user = await self._bot.fetch_user(waiting.user_id)
        await user.send(
            say("news", answer.question.answer_in),
            embed=answer_embed(answer),
            view=answer_view(answer),
            nonce=nonce,
        )
        return ShownAt()


async def setup(bot: SampanBot) -> None:
    """Load the feature."""
    await bot.add_cog(NoticesCog(bot))
