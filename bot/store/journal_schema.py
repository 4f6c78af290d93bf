"""The journal's tables: brought to this version, and compared with what they should be."""

import sqlite3
from contextlib import closing
from pathlib import Path

import aiosqlite

from bot.errors import JournalError

# Each entry brings the journal from the version of its place to the next; none is ever changed.
MIGRATIONS = (
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
    """
    ALTER TABLE subscriptions ADD COLUMN conditions TEXT;
    ALTER TABLE subscriptions ADD COLUMN digest TEXT;
    UPDATE subscriptions SET conditions =
        (SELECT filters FROM filters WHERE filters.answer = subscriptions.answer)
    """,
    """
    ALTER TABLE questions ADD COLUMN dismissed INTEGER;
    ALTER TABLE votes ADD COLUMN guild INTEGER;
    ALTER TABLE votes ADD COLUMN link TEXT;
    CREATE TABLE channel_settings (
        guild INTEGER NOT NULL, channel INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (guild, channel, name)
    );
    CREATE TABLE digests (
        guild INTEGER NOT NULL, channel INTEGER NOT NULL, every TEXT NOT NULL, topic TEXT,
        provider TEXT, publishes INTEGER NOT NULL, told REAL NOT NULL, tried REAL NOT NULL,
        failures INTEGER NOT NULL, PRIMARY KEY (guild, channel)
    );
    CREATE TABLE watches (
        id INTEGER PRIMARY KEY, user INTEGER NOT NULL, kind TEXT NOT NULL, what TEXT NOT NULL,
        language TEXT NOT NULL, told REAL NOT NULL, failures INTEGER NOT NULL,
        UNIQUE (user, kind, what)
    );
    CREATE TABLE articles (id TEXT PRIMARY KEY)
    """,
    """
    ALTER TABLE turns ADD COLUMN shown TEXT;
    ALTER TABLE turns ADD COLUMN answered INTEGER
    """,
    """
    ALTER TABLE questions ADD COLUMN took_ms REAL;
    CREATE INDEX questions_by_time ON questions (asked_at)
    """,
)
_REMEDY = "restore it from a backup, or move it away and lose votes, settings and promises"
_PARTS = (
    "SELECT m.name, c.name, c.type, c.pk FROM sqlite_schema AS m"
    " JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'"
)
_INDEXES = "SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index'"
_KINDS = {"TEXT": "text", "INTEGER": "integer", "REAL": "real"}


def damaged(path: Path, detail: str) -> JournalError:
    """What to say of a journal that cannot be trusted, with the remedy."""
    return JournalError(path, f"is damaged ({detail}); {_REMEDY}")


async def migrate(connection: aiosqlite.Connection, path: Path) -> None:
    """Bring the tables to this version, inside the caller's transaction.

    Raises JournalError for a journal of a later version.
    """
    ((version,),) = await _rows(connection, "PRAGMA user_version")
    if not 0 <= version <= len(MIGRATIONS):
        raise JournalError(path, "was written by a later version of Sampan; update Sampan")
    for number, migration in enumerate(MIGRATIONS[version:], start=version + 1):
        # Not executescript, which would end the transaction.
        for statement in migration.split(";"):
            await connection.execute(statement)
        await connection.execute(f"PRAGMA user_version = {number}")


async def check_pages(connection: aiosqlite.Connection, path: Path) -> None:
    """Raise JournalError unless SQLite finds every page and index of the file in order."""
    # Unlike quick_check it compares indexes with their tables: a vote that an index does not know
    # could be given twice. 100,000 questions take 0.5 s.
    ((found,),) = await _rows(connection, "PRAGMA integrity_check(1)")
    if found != "ok":
        raise damaged(path, " ".join(str(found).split()))


async def check_tables(connection: aiosqlite.Connection, path: Path) -> None:
    """Raise JournalError unless all tables, columns and indexes are there, with fitting values."""
    columns, indexes = _expected()
    missing = columns - {tuple(row) for row in await _rows(connection, _PARTS)}
    if missing:
        table, column, *_ = min(missing)
        raise damaged(path, f"{table}.{column} is missing")
    lost = indexes - {tuple(row) for row in await _rows(connection, _INDEXES)}
    if lost:
        raise damaged(path, f"the index {min(lost)[0]} is missing")
    for table in sorted({table for table, *_ in columns}):
        wrong = " OR ".join(
            f"typeof({column}) NOT IN ('{_KINDS[kind]}', 'null')"
            for owner, column, kind, _ in sorted(columns)
            if owner == table
        )
        if await _rows(connection, f"SELECT 1 FROM {table} WHERE {wrong} LIMIT 1"):
            raise damaged(path, f"{table} holds a value of another kind")


def _expected() -> tuple[set[tuple[str, str, str, int]], set[tuple[str, str]]]:
    """The columns and indexes that a new journal has."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for migration in MIGRATIONS:
            connection.executescript(migration)
        return set(connection.execute(_PARTS)), set(connection.execute(_INDEXES))


async def _rows(connection: aiosqlite.Connection, statement: str) -> list[aiosqlite.Row]:
    async with connection.execute(statement) as cursor:
        return list(await cursor.fetchall())
