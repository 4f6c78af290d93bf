"""The journal's file: made, brought to this version, and opened."""

import os
import secrets
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite

from bot.errors import JournalError
from bot.journal import Journal
from bot.journal_store import Store
from bot.servers import Servers

JOURNAL_FILE = "journal.sqlite"
_KEY_FILE = "journal.key"
_BUSY_S = 2.0

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
)


@asynccontextmanager
async def open_journal(home: Path, *, keeps_text: bool = False) -> AsyncIterator[Journal]:
    """The journal in a data folder, made or brought to this version as needed.

    Raises JournalError when the file is no journal, or one of a later version.
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
            await connection.execute("PRAGMA journal_mode=WAL")
            # A vote that was confirmed is on disk, whatever happens next.
            await connection.execute("PRAGMA synchronous=FULL")
            # What was forgotten is overwritten, not only unlinked.
            await connection.execute("PRAGMA secure_delete=ON")
            await _migrate(connection, path)
        except sqlite3.DatabaseError as error:
            raise JournalError(path, f"cannot be used: {error}") from error
        store = Store(connection)
        servers = Servers(store)
        await servers.load()
        yield Journal(store, servers, _read_key(home / _KEY_FILE), keeps_text=keeps_text)
    finally:
        await connection.close()


async def _migrate(connection: aiosqlite.Connection, path: Path) -> None:
    async with connection.execute("PRAGMA user_version") as cursor:
        row = await cursor.fetchone()
    version = int(row[0]) if row else 0
    if version > len(_MIGRATIONS):
        raise JournalError(path, "was written by a later version of Sampan; update Sampan")
    for number, migration in enumerate(_MIGRATIONS[version:], start=version + 1):
        await connection.executescript(
            f"BEGIN; {migration} PRAGMA user_version = {number}; COMMIT;"
        )


def _read_key(path: Path) -> bytes:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())
    return path.read_bytes()
