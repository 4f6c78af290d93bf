"""The key beside the journal, under which people, words and answers are kept."""

import hashlib
import hmac
import secrets
from pathlib import Path

import aiosqlite

from bot.errors import JournalError
from corpus.drafts import replace_file
from corpus.regular_files import read_regular
from corpus.text import fold_key
from corpus.words import split_words

KEY_FILE = "journal.key"

_KEY_BYTES = 32
_CHECK = "key_check"  # the fact by which a key is known to be the journal's
# What is kept under the key, and where ids of answers are.
_KEYED = ("questions", "votes", "turns", "languages")
_WITH_ANSWERS = ("questions", "filters", "votes", "subscriptions")


class JournalKey:
    """Makes, of what may not be kept as it is, what cannot be turned back without the key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def hash_person(self, user_id: int) -> str:
        """What stands for a person."""
        return self._hash(str(user_id))[:32]

    def hash_words(self, text: str) -> str:
        """What stands for the words of a question, whatever their order and form."""
        words = " ".join(sorted(set(split_words(text)))) or fold_key(text)
        return self._hash(f"words {words}")[:32]

    def hash_answer(self, plain_id: str) -> str:
        """What stands for an answer; longer than its plain id, and so never taken for one."""
        return self._hash(f"answer {plain_id}")[:16]

    @property
    def check(self) -> str:
        """By which the key is known again."""
        return self._hash("the key of this journal")

    def _hash(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


async def ready_key(connection: aiosqlite.Connection, path: Path) -> JournalKey:
    """The journal's key, a new one where none is in use; inside the caller's transaction.

    Raises JournalError when a key that is in use is lost, damaged or another journal's.
    """
    try:
        raw = read_regular(path) if path.is_file() else b""
        key, check = JournalKey(raw), await _kept_check(connection)
        if len(raw) != _KEY_BYTES or check not in (None, key.check):
            if await _is_in_use(connection):
                raise JournalError(path, _describe(raw, path))
            raw = secrets.token_bytes(_KEY_BYTES)
            replace_file(path, raw, is_private=True)
            key = JournalKey(raw)
        elif check is None:  # of a version that kept no check, and answers under plain ids
            await _key_answers(connection, key)
    except OSError as error:
        raise JournalError(path, f"cannot be used: {error}") from error
    if check != key.check:
        await connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (_CHECK, key.check))
    return key


def _describe(key: bytes, path: Path) -> str:
    state = "is missing or empty"
    if path.exists() and not path.is_file():
        state = "is not a file"
    if key:
        state = "is another journal's" if len(key) == _KEY_BYTES else "is damaged"
    journal = path.with_suffix(".sqlite").name
    return (
        f"{state}, and without its own key nobody's entries can be found; restore it from a "
        f"backup, or delete {journal} too and lose votes, settings and promises"
    )


async def _kept_check(connection: aiosqlite.Connection) -> str | None:
    query = "SELECT value FROM facts WHERE name = ?"
    async with connection.execute(query, (_CHECK,)) as cursor:
        row = await cursor.fetchone()
    return str(row[0]) if row else None


async def _is_in_use(connection: aiosqlite.Connection) -> bool:
    any_row = " UNION ALL ".join(f"SELECT 1 FROM {table}" for table in _KEYED)
    async with connection.execute(f"{any_row} LIMIT 1") as cursor:
        return await cursor.fetchone() is not None


async def _key_answers(connection: aiosqlite.Connection, key: JournalKey) -> None:
    await connection.create_function("keyed", 1, lambda plain: key.hash_answer(str(plain)))
    for table in _WITH_ANSWERS:
        await connection.execute(f"UPDATE {table} SET answer = keyed(answer)")
