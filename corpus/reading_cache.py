"""What was read once is not read again: readings of files by content and by version of the code."""

import hashlib
import json
import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path

from corpus.code_version import code_version
from corpus.databases import (
    DATABASE_ERRORS,
    is_damage,
    make_private,
    make_private_folder,
    open_database,
    remove_database,
)
from corpus.regular_files import IrregularFileError

_BUSY_S = 30.0
_KEPT_DAYS = 60
_DAY_S = 86_400
log = logging.getLogger(__name__)


class ReadingCache:
    """An SQLite file of readings in JSON; whatever happens to it, files are only read again.

    A reading that its digest does not fit is none. What nobody asked for in sixty days is removed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def find(self, keys: Iterable[bytes]) -> dict[bytes, str]:
        """The readings that are kept under these keys."""
        wanted = list(keys)
        found: dict[bytes, str] = {}

        def look(connection: sqlite3.Connection) -> None:
            today = int(time.time() // _DAY_S)
            used: list[tuple[int, bytes]] = []
            for key in wanted:
                row = connection.execute(
                    "SELECT reading, digest, day FROM readings WHERE key = ?", (key,)
                ).fetchone()
                if row and _digest(key, row[0]) == row[1]:
                    found[key] = row[0].decode("utf-8")
                    if row[2] != today:
                        used.append((today, key))
            connection.executemany("UPDATE readings SET day = ? WHERE key = ?", used)
            connection.execute("DELETE FROM readings WHERE day < ?", (today - _KEPT_DAYS,))

        self._work(look)
        return found

    def keep(self, readings: Mapping[bytes, str]) -> None:
        """Keep each reading under its key."""
        today = int(time.time() // _DAY_S)

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany(
                "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)",
                (
                    (key, raw := reading.encode("utf-8"), _digest(key, raw), today)
                    for key, reading in readings.items()
                ),
            )

        self._work(write)

    def _work(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Do it in a transaction; what goes wrong with the file is logged, and no more."""
        try:
            make_private_folder(self._path.parent)
            make_private(self._path)
            with closing(open_database(self._path, timeout_s=_BUSY_S)) as connection, connection:
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS readings"
                    " (key BLOB PRIMARY KEY, reading BLOB, digest BLOB, day INTEGER) WITHOUT ROWID"
                )
                work(connection)
        except IrregularFileError as error:
            log.warning("%s; articles are read without a cache", error)
        except (*DATABASE_ERRORS, OSError, TypeError) as error:
            log.warning("the cache %s cannot be used; articles are read again", self._path)
            if not isinstance(error, OSError) and is_damage(error, self._path):
                remove_database(self._path)


def reading_key(path: Path, *about: str) -> bytes:
    """What a reading is kept under: the file's content, what else it depends on, and the code.

    Raises OSError if the file cannot be read.
    """
    digest = hashlib.blake2b(code_version(), digest_size=24)
    digest.update(json.dumps(about).encode("utf-8", "surrogatepass"))
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.digest()


def _digest(key: bytes, reading: bytes) -> bytes:
    return hashlib.blake2b(reading, key=key, digest_size=16).digest()
