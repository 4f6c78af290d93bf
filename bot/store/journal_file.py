"""The journal's file: made, brought to this version, and opened; and the key beside it."""

import asyncio
import os
import secrets
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite

from bot.errors import JournalError
from bot.store.journal import Journal
from bot.store.server_choices import Servers
from bot.store.transactions import Store

JOURNAL_FILE = "journal.sqlite"
KEY_FILE = "journal.key"
_BUSY_S = 2.0
_WAL_S = 5.0
_KEY_BYTES = 32

# Each entry brings the journal from the version of its place to the next; none is ever changed.
_MIGRATIONS = (
    """
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE questions (
        id INTEGER PRIMARY KEY, answer TEXT NOT NULL, asker TEXT NOT NULL, guild INTEGER,
        link TEXT, verdict TEXT NOT NULL, topic TEXT, language TEXT NOT NULL,
        asked_at REAL NOT NULL, text TEXT
    );
    CREATE TABLE filters (answer TEXT PRIMARY KEY, filters TEXT NOT NULL);
    CREATE INDEX questions_by_asker ON questions (asker);
    CREATE TABLE votes (
        answer TEXT NOT NULL, voter TEXT NOT NULL, value INTEGER NOT NULL, reason TEXT,
        voted_at REAL NOT NULL, PRIMARY KEY (answer, voter)
    );
    CREATE TABLE turns (
        id INTEGER PRIMARY KEY, place TEXT NOT NULL, asker TEXT NOT NULL, text TEXT NOT NULL,
        asked_at REAL NOT NULL
    );
    CREATE INDEX turns_by_place ON turns (place, id);
    CREATE TABLE settings (
        guild INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (guild, name)
    );
    CREATE TABLE channels (
        guild INTEGER NOT NULL, channel INTEGER NOT NULL, PRIMARY KEY (guild, channel)
    );
    CREATE TABLE subscriptions (
        id INTEGER PRIMARY KEY, user INTEGER NOT NULL, question TEXT NOT NULL,
        language TEXT NOT NULL, answer TEXT NOT NULL, asked_at REAL NOT NULL,
        UNIQUE (user, question)
    );
    """,
    """
    ALTER TABLE questions ADD COLUMN alike TEXT;
    CREATE INDEX questions_by_answer ON questions (answer);
    """,
    "CREATE TABLE languages (person TEXT PRIMARY KEY, language TEXT NOT NULL)",
)
# What is kept under the key.
_KEYED = ("questions", "votes", "turns", "languages")


@asynccontextmanager
async def open_journal(home: Path, *, keeps_text: bool = False) -> AsyncIterator[Journal]:
    """The journal in a data folder, made or brought to this version as needed.

    Raises JournalError when the file is no journal, or one of a later version, or when its key is
    lost.
    """
    path = home / JOURNAL_FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        sqlite3.connect(path).close()  # fails here rather than in a thread of aiosqlite's
        connection = await aiosqlite.connect(path, timeout=_BUSY_S)
    except (OSError, sqlite3.Error) as error:
        raise JournalError(path, f"cannot be opened: {error}") from error
    try:
        try:
            await _use_wal(connection)
            # A vote that was confirmed is on disk, whatever happens next.
            await connection.execute("PRAGMA synchronous=FULL")
            # What was forgotten is overwritten, not only unlinked.
            await connection.execute("PRAGMA secure_delete=ON")
            # Whoever opens it at the same time waits here, and finds it and the key ready.
            await connection.execute("BEGIN IMMEDIATE")
            await _migrate(connection, path)
            key = await _ready_key(connection, home / KEY_FILE)
            await connection.commit()
        except sqlite3.Error as error:
            raise JournalError(path, f"cannot be used: {error}") from error
        store = Store(connection)
        servers = Servers(store)
        await servers.load()
        journal = Journal(store, servers, key, keeps_text=keeps_text)
        await journal.languages.load()
        yield journal
    finally:
        await connection.close()


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


async def _migrate(connection: aiosqlite.Connection, path: Path) -> None:
    async with connection.execute("PRAGMA user_version") as cursor:
        row = await cursor.fetchone()
    version = int(row[0]) if row else 0
    if version > len(_MIGRATIONS):
        raise JournalError(path, "was written by a later version of Sampan; update Sampan")
    for number, migration in enumerate(_MIGRATIONS[version:], start=version + 1):
        # Not executescript, which would end the transaction.
        for statement in migration.split(";"):
            await connection.execute(statement)
        await connection.execute(f"PRAGMA user_version = {number}")


async def _ready_key(connection: aiosqlite.Connection, path: Path) -> bytes:
    """The key, a new one where none is in use; raises JournalError when a used one is lost."""
    try:
        key = path.read_bytes() if path.exists() else b""
        if len(key) == _KEY_BYTES:
            return key
        any_row = " UNION ALL ".join(f"SELECT 1 FROM {table}" for table in _KEYED)
        async with connection.execute(f"{any_row} LIMIT 1") as cursor:
            if await cursor.fetchone():
                state = "is damaged" if key else "is missing or empty"
                reason = (
                    f"{state}, and without it nobody's entries can be found; restore it from a "
                    f"backup, or delete {JOURNAL_FILE} too and lose votes, settings and promises"
                )
                raise JournalError(path, reason)
        return _write_key(path)
    except OSError as error:
        raise JournalError(path, f"cannot be used: {error}") from error


def _write_key(path: Path) -> bytes:
    """A new key, whole on disk or not there at all."""
    key = secrets.token_bytes(_KEY_BYTES)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return key
