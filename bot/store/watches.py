"""Watches: who wants to be told of new articles of a topic, or with some words.

A watch needs the person's id, as whoever is to be written to cannot be known by a hash alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.errors import UserError
from bot.store.transactions import Transactions

MAX_WATCHES = 10
_MAX_FAILURES = 3
_COLUMNS = "id, user, kind, what, language, told"

Kind = Literal["topic", "words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """One topic or some words, for one person; all news up to `told` was told."""

    id: int
    user_id: int
    kind: str
    what: str
    language: str
    told: float


class Watches:
    """A few for each person."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    async def add(self, user_id: int, kind: Kind, what: str, language: str, now: float) -> None:
        """Watch from now on; once a person and thing.

        Raises UserError when a person has as many as one may.
        """
        async with self._store.transaction() as connection:
            await connection.execute(
                "INSERT INTO watches (user, kind, what, language, told, failures)"
                " VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT (user, kind, what)"
                " DO UPDATE SET language = excluded.language, failures = 0",
                (user_id, kind, what, language, now),
            )
            count = "SELECT COUNT(*) FROM watches WHERE user = ?"
            async with connection.execute(count, (user_id,)) as cursor:
                (row,) = await cursor.fetchall()
            if row[0] > MAX_WATCHES:
                raise UserError("too_many_watches", most=MAX_WATCHES)

    async def all(self) -> list[Watch]:
        """Those of everybody, by person and age."""
        rows = await self._store.read(f"SELECT {_COLUMNS} FROM watches ORDER BY user, id")
        return [
            Watch(id=id, user_id=user, kind=kind, what=what, language=language, told=told)
            for id, user, kind, what, language, told in rows
        ]

    async def of(self, user_id: int) -> list[Watch]:
        """Those of one person, the oldest first."""
        return [watch for watch in await self.all() if watch.user_id == user_id]

    async def end(self, user_id: int, watch_id: int) -> bool:
        """Delete a watch of this person; whether there was one."""
        async with self._store.transaction() as connection:
            ended = await connection.execute(
                "DELETE FROM watches WHERE id = ? AND user = ?", (watch_id, user_id)
            )
        await self._store.empty_log()
        return ended.rowcount > 0

    async def note_told(self, watches: Sequence[Watch], told: float) -> None:
        """All news up to this moment was told, or was none of theirs."""
        async with self._store.transaction() as connection:
            for watch in watches:
                await connection.execute(
                    "UPDATE watches SET told = MAX(told, ?), failures = 0 WHERE id = ?",
                    (told, watch.id),
                )

    async def note_refused(self, user_id: int) -> None:
        """A person could not be written to; after a few times their watches are deleted."""
        async with self._store.transaction() as connection:
            await connection.execute(
                "UPDATE watches SET failures = failures + 1 WHERE user = ?", (user_id,)
            )
            await connection.execute(
                "DELETE FROM watches WHERE user = ? AND failures >= ?", (user_id, _MAX_FAILURES)
            )
        await self._store.empty_log()
