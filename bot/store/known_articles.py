"""Which articles were in the index, so that those which come by any way are known to be new."""

from collections.abc import Collection

from bot.store.transactions import Transactions


class KnownArticles:
    """The ids of the articles that were seen last."""

    def __init__(self, store: Transactions) -> None:
        self._store = store

    async def new_among(self, ids: Collection[str]) -> list[str]:
        """Those that were not seen before, in order; none where nothing was ever seen."""
        rows = await self._store.read("SELECT id FROM articles")
        known = {str(row[0]) for row in rows}
        return sorted(set(ids) - known) if known else []

    async def know(self, ids: Collection[str]) -> None:
        """These are in the index now, and no others."""
        rows = await self._store.read("SELECT id FROM articles")
        known, now = {str(row[0]) for row in rows}, set(ids)
        if known == now:
            return
        async with self._store.transaction() as connection:
            gone = [(id,) for id in known - now]
            await connection.executemany("DELETE FROM articles WHERE id = ?", gone)
            new = [(id,) for id in now - known]
            await connection.executemany("INSERT INTO articles VALUES (?)", new)
