"""Promises to tell somebody once a question can be answered: as they were made, or not at all."""

import logging
from collections.abc import Awaitable, Callable

from bot.errors import ForgottenError, UserError
from bot.store.conditions import digest_promise, parse_subscription, write_conditions
from bot.store.remembered import Subscription
from bot.store.transactions import Transactions
from embeddings.filters import Filters

log = logging.getLogger(__name__)

MAX_SUBSCRIPTIONS = 20


class Promises:
    """A few for each person; `filters` gives the conditions that are kept of an answer."""

    def __init__(
        self, store: Transactions, filters: Callable[[str], Awaitable[Filters | None]]
    ) -> None:
        self._store = store
        self._filters = filters

    async def make(
        self,
        user_id: int,
        question: str,
        language: str,
        answer: str,
        now: float,
        *,
        has_filters: bool = False,
    ) -> None:
        """Remember, with the text, who wants to be told; once a person and question.

        `answer` is the refusal's id, and `has_filters` says that conditions are kept under it.
        Raises ForgottenError when they are not any more, and UserError when as many promises to
        this person are open as one may have.
        """
        filters = await self._filters(answer) if has_filters else Filters()
        if filters is None:
            raise ForgottenError
        conditions = write_conditions(filters) if filters else None
        digest = digest_promise(user_id, question, language, conditions)
        async with self._store.transaction() as connection:
            await connection.execute(
                "INSERT INTO subscriptions"
                " (user, question, language, answer, asked_at, conditions, digest)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (user, question) DO UPDATE SET"
                " language = excluded.language, answer = excluded.answer,"
                " conditions = excluded.conditions, digest = excluded.digest",
                (user_id, question, language, answer, now, conditions, digest),
            )
            count = "SELECT COUNT(*) FROM subscriptions WHERE user = ?"
            async with connection.execute(count, (user_id,)) as cursor:
                (row,) = await cursor.fetchall()
            if row[0] > MAX_SUBSCRIPTIONS:
                raise UserError("too_many_subscriptions", most=MAX_SUBSCRIPTIONS)

    async def all(self) -> list[Subscription]:
        """All that are still waiting, the oldest first; damaged ones are dropped."""
        rows = await self._store.read(
            "SELECT id, user, question, language, conditions, digest FROM subscriptions ORDER BY id"
        )
        kept: list[Subscription] = []
        damaged: list[int] = []
        for row in rows:
            try:
                kept.append(parse_subscription(*row))
            except ValueError:
                damaged.append(row[0])
        if damaged:
            # Nobody can be told of it: whom it was made to is no surer than the rest.
            log.warning("%d promises to tell somebody were damaged and are dropped", len(damaged))
            async with self._store.transaction() as connection:
                for id in damaged:
                    await connection.execute("DELETE FROM subscriptions WHERE id = ?", (id,))
        return kept

    async def end(self, promise_id: int) -> None:
        await self._store.write("DELETE FROM subscriptions WHERE id = ?", promise_id)
        await self._store.empty_log()
