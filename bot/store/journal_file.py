"""The journal's file: made, checked, brought to this version, and opened."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite

from bot.errors import JournalError, NotKeptError
from bot.store.journal import Journal
from bot.store.journal_key import KEY_FILE, JournalKey, ready_key
from bot.store.journal_schema import check_pages, check_tables, damaged, migrate
from bot.store.transactions import Transactions
from corpus.databases import (
    DATABASE_ERRORS,
    FORGETTING,
    HARDENING,
    check_database,
    is_damage,
    make_private,
    make_private_folder,
)
from corpus.regular_files import IrregularFileError

log = logging.getLogger(__name__)

JOURNAL_FILE = "journal.sqlite"
_BUSY_S = 2.0
_WAL_S = 5.0


@asynccontextmanager
async def open_journal(home: Path, *, keeps_text: bool = False) -> AsyncIterator[Journal]:
    """The journal in a data folder, made or brought to this version as needed.

    Raises JournalError when the file is no journal, damaged, or of a later version, or when its key
    is lost or another one's.
    """
    path = home / JOURNAL_FILE
    try:
        make_private_folder(home)
        check_database(path)
        if path.with_name(KEY_FILE).exists():  # so there was a journal
            if not path.exists():
                log.warning("%s is gone and begun anew, without votes and promises", path)
            elif not path.stat().st_size:
                raise damaged(path, "it is empty")
        make_private(path)
        sqlite3.connect(path).close()  # fails here rather than in a thread of aiosqlite's
        connection = await aiosqlite.connect(path, timeout=_BUSY_S)
    except IrregularFileError as error:
        raise damaged(Path(error.filename), f"it {error.strerror}") from error
    except (OSError, *DATABASE_ERRORS) as error:
        raise JournalError(path, f"cannot be opened: {error}") from error
    try:
        key = await _make_ready(connection, path)
        journal = Journal(home, Transactions(connection), key, keeps_text=keeps_text)
        try:
            await journal.servers.load()
            await journal.languages.load()
        except NotKeptError as error:
            raise damaged(path, error.reason) from error
        yield journal
    finally:
        await connection.close()


async def _make_ready(connection: aiosqlite.Connection, path: Path) -> JournalKey:
    """Check the file, bring it to this version, and give its key."""
    try:
        for statement in HARDENING:
            await connection.execute(statement)
        await _use_wal(connection)
        # A vote that was confirmed is on disk, whatever happens next.
        await connection.execute("PRAGMA synchronous=FULL")
        await connection.execute(FORGETTING)
        # Whoever opens it at the same time waits here, and finds it and the key ready.
        await connection.execute("BEGIN IMMEDIATE")
        await check_pages(connection, path)
        await migrate(connection, path)
        await check_tables(connection, path)
        key = await ready_key(connection, path.with_name(KEY_FILE))
        await connection.commit()
    except DATABASE_ERRORS as error:
        if is_damage(error, path):
            raise damaged(path, str(error)) from error
        raise JournalError(path, f"cannot be used: {error}") from error
    return key


async def _use_wal(connection: aiosqlite.Connection) -> None:
    """Readers beside one writer. Unlike other statements, the change does not wait for its turn."""
    give_up = time.monotonic() + _WAL_S
    while True:
        try:
            async with connection.execute("PRAGMA journal_mode") as cursor:
                row = await cursor.fetchone()
            if row and row[0] != "wal":
                await connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            await asyncio.sleep(0.02)
        else:
            return
