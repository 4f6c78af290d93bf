"""Telling what is new: to channels that have a digest, and to whoever watches a topic or words."""

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from discord.ext import commands

from bot.discord_app.client import SampanBot
from bot.discord_app.digests import post_digests
from bot.discord_app.watches import tell_watchers
from bot.errors import UserError
from bot.service.look_ups import Ids, NewStories
from bot.service.new_articles import LOOK_AGAIN_S
from bot.service.news import News, add_news, read_news
from corpus.schema import Article

log = logging.getLogger(__name__)


class NewsroomCog(commands.Cog):
    """Looks once a minute, and when another index is taken over."""

    def __init__(self, bot: SampanBot) -> None:
        self._bot = bot
        self._telling = asyncio.Lock()
        self._refused: dict[int, float] = {}
        self._following: asyncio.Task[None] | None = None

    async def cog_unload(self) -> None:
        if self._following:
            self._following.cancel()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """The index may have grown, and a digest been due, while the bot was away."""
        await self._notice()
        if self._following is None:
            self._following = asyncio.create_task(self._follow())

    @commands.Cog.listener()
    async def on_new_index(self) -> None:
        """Our own event: another generation answers from now on."""
        await self._notice()
        await self._tell()

    async def _follow(self) -> None:
        while True:
            await self._tell()
            await asyncio.sleep(LOOK_AGAIN_S)

    async def _notice(self) -> None:
        """Keep as news what came to the index otherwise than by a refresh, which keeps its own."""
        articles, worker = self._bot.journal.articles, self._bot.worker
        try:
            async with self._telling:
                ids = await worker.look_up(Ids())
                if new := await articles.new_among(ids):
                    stories = await worker.look_up(NewStories(new_ids=tuple(new)))
                    await asyncio.to_thread(_keep_news, self._bot.home, stories)
                await articles.know(ids)
        except (UserError, OSError) as error:
            log.warning("what is new in the index is noticed later: %s", error)
        except Exception:
            log.exception("what is new in the index cannot be noticed")

    async def _tell(self) -> None:
        async with self._telling:
            try:
                news = await asyncio.to_thread(read_news, self._bot.home)
                now = time.time()
                await post_digests(self._bot, news, now)
                await tell_watchers(self._bot, news, now, refused=self._refused)
            except (UserError, OSError) as error:
                log.warning("what is new is told later: %s", error)
            except Exception:
                log.exception("what is new cannot be told")


def _keep_news(home: Path, stories: Sequence[Article]) -> None:
    now = datetime.now(UTC)
    news = [
        News(id=article.id, title=article.title, url=article.url, source="", found=now)
        for article in stories
    ]
    add_news(home, news)


async def setup(bot: SampanBot) -> None:
    """Load the feature."""
    await bot.add_cog(NewsroomCog(bot))
