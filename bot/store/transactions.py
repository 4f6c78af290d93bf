"""Transactions of the journal's file: one at a time, on disk when they return."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiosqlite

from bot.errors import NotKeptError
from corpus.databases import DATABASE_ERRORS

log = logging.getLogger(__name__)

_TRIES = 3
_AGAIN_S = 0.2


class Transactions:
    """Reads and writes; raises NotKeptError while the file is locked, full or read-only."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._lock = asyncio.Lock()

    async def read(self, statement: str, *values: object) -> list[aiosqlite.Row]:
        """The rows of one statement."""
        try:
            async with self._connection.execute(statement, values) as cursor:
                return list(await cursor.fetchall())
        except DATABASE_ERRORS as error:
            raise NotKeptError(str(error)) from error

    async def write(self, statement: str, *values: object) -> None:
        """One statement as a transaction of its own."""
        async with self.transaction() as connection:
            await connection.execute(statement, values)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """Several statements that happen together or not at all."""
        async with self._lock:
            try:
                yield self._connection
                await self._connection.commit()
            except BaseException as error:
                with contextlib.suppress(*DATABASE_ERRORS):  # the first error says what is wrong
                    await self._connection.rollback()
                if isinstance(error, DATABASE_ERRORS):
                    raise NotKeptError(str(error)) from error
                raise

    async def empty_log(self) -> None:
        """Bring all that was written into the file itself, and leave nothing beside it.

        What was deleted is overwritten in the file, yet stands in the write-ahead log until then.
        While another program reads an older state, the log says so and it is to be tried again.
        """
        reason = "another program reads it"
        for _ in range(_TRIES):
            try:
                async with (
                    self._lock,  # not while a transaction of our own is open
                    self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor,
                ):
                    row = await cursor.fetchone()
                if row and row[0] == 0:
                    return
            except DATABASE_ERRORS as error:
                reason = str(error)
            await asyncio.sleep(_AGAIN_S)
        log.warning("the journal's log still holds what was deleted, for an hour: %s", reason)
