"""Transactions of the journal's file: one at a time, on disk when they return."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiosqlite

from bot.errors import NotKeptError


class Store:
    """Reads and writes; raises NotKeptError while the file is locked, full or read-only."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._lock = asyncio.Lock()

    async def read(self, statement: str, *values: object) -> list[aiosqlite.Row]:
        """The rows of one statement."""
        try:
            async with self._connection.execute(statement, values) as cursor:
                return list(await cursor.fetchall())
        except sqlite3.Error as error:
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
                with contextlib.suppress(sqlite3.Error):  # the first error says what is wrong
                    await self._connection.rollback()
                if isinstance(error, sqlite3.Error):
                    raise NotKeptError(str(error)) from error
                raise
