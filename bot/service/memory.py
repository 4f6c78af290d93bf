"""What answers need of the journal, such that no trouble with it loses an answer."""

import asyncio
import logging
import time
from collections.abc import Awaitable

from bot.answering.answer import Answer
from bot.errors import NotKeptError
from bot.store.journal import Journal
from bot.store.remembered import Asked
from bot.talking.history import Exchange
from embeddings.filters import Filters

_LOOK_AGAIN_S = 3600.0

log = logging.getLogger(__name__)


class Memory:
    """Notes answers after they were shown, and knows what went before a question."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._is_failing = False

    def language_of(self, asker: int) -> str | None:
        """The language that a person chose to be spoken to in, if they chose one."""
        return self._journal.languages.of(asker)

    def answer_id(self, plain: str) -> str:
        """The id of an answer such that nobody can find it by guessing the question."""
        return self._journal.answer_id(plain)

    async def record(
        self,
        answer: Answer,
        *,
        asker: int,
        text: str,
        server: int | None = None,
        link: str | None = None,
        is_private: bool = False,
    ) -> None:
        """Note what was asked, after it was answered; `text` are the person's own words."""
        now = time.time()
        subject = answer.ranked if answer.quotes else answer.nearest
        topics = [topic for article in subject[:1] for topic in article.topics]
        asked = Asked(
            answer=answer.id,
            user_id=asker,
            guild_id=server,
            link=link,
            verdict=answer.verdict.value,
            topic=topics[0] if topics else None,
            language=answer.question.answer_in,
            text=text,
            understood=answer.question.text,
            filters=answer.filters,
            took_ms=answer.took_ms,
            is_private=is_private,
        )
        await self._keep(self._journal.record_question(asked, now))

    async def remember(self, exchange: Exchange, *, asker: int, conversation: str) -> None:
        """Keep an exchange for what may follow it there."""
        now = time.time()
        await self._keep(self._journal.remember_turn(conversation, asker, exchange, now))

    async def earlier(self, conversation: str, asker: int) -> list[Exchange]:
        """The last exchanges of a conversation; none while the journal cannot be read."""
        try:
            return await self._journal.turns(conversation, asker, time.time())
        except NotKeptError:
            log.warning("a conversation could not be read", exc_info=True)
            return []

    async def conditions_of(self, answer_id: str) -> Filters | None:
        """What an answer was limited to, or None when that is no longer kept."""
        return await self._journal.filters(answer_id)

    async def forget_expired(self) -> None:
        """Delete, each hour for as long as the bot runs, what was promised to be kept no longer."""
        while True:
            await self._keep(self._journal.drop_expired(time.time()))
            await asyncio.sleep(_LOOK_AGAIN_S)

    async def _keep(self, writing: Awaitable[None]) -> None:
        """Finish a write that no answer depends on; while it fails, the log says so once."""
        try:
            await writing
        except Exception:
            if not self._is_failing:
                log.warning("the journal fails; answers go on without it", exc_info=True)
            self._is_failing = True
        else:
            self._is_failing = False
