"""What could not be answered, alike questions merged, but for what moderators dismissed."""

from collections.abc import Sequence

from bot.store.remembered import Unanswered
from bot.store.transactions import Transactions

_LINKS = 3
_KEY = "COALESCE(alike, CAST(id AS TEXT))"


class UnansweredQuestions:
    """Reads them from what is remembered of questions, and is told what to leave out."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    async def listed(
        self, guild_id: int | None, since: float, *, verdict: str, limit: int = 20
    ) -> list[Unanswered]:
        """What was asked in a server and met this verdict, the most asked first.

        Without a server, what was asked anywhere, in private too.
        """
        rows = await self._store.read(
            f"SELECT {_KEY}, MAX(topic), COUNT(*), MAX(text), GROUP_CONCAT(link, ' '),"
            " MAX(asked_at) FROM (SELECT * FROM questions WHERE (guild = ? OR ?)"
            " AND asked_at >= ? AND verdict = ? AND dismissed IS NULL ORDER BY id)"
            f" GROUP BY {_KEY} ORDER BY COUNT(*) DESC, MAX(id) DESC LIMIT ?",
            guild_id,
            guild_id is None,
            since,
            verdict,
            limit,
        )
        return [
            Unanswered(
                key=key,
                topic=topic,
                count=count,
                text=text,
                links=tuple((links or "").split()[-_LINKS:]),
                last_at=last_at,
            )
            for key, topic, count, text, links, last_at in rows
        ]

    async def dismiss(self, guild_id: int, keys: Sequence[str]) -> None:
        """Leave these out from now on, until they are asked anew."""
        async with self._store.transaction() as connection:
            for key in keys:
                await connection.execute(
                    f"UPDATE questions SET dismissed = 1 WHERE guild = ? AND {_KEY} = ?",
                    (guild_id, key),
                )

    async def forget_texts(self, guild_id: int) -> None:
        """Delete the words of what was asked in a server, and leave the rest of the record."""
        await self._store.write("UPDATE questions SET text = NULL WHERE guild = ?", guild_id)
        await self._store.empty_log()
