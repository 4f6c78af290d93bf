"""SQLite files of ours: opened with care, for their bytes may be anybody's, and kept private."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus.errors import ArticlesDamagedError
from corpus.regular_files import check_regular

HARDENING = (
    "PRAGMA trusted_schema=OFF",  # nothing that a damaged schema names is called
    "PRAGMA cell_size_check=ON",  # a damaged page is told instead of read past its end
)
FORGETTING = "PRAGMA secure_delete=ON"
"""What is deleted is overwritten, not only unlinked."""

DATABASE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What a statement raises; Python cannot even say SQLite's message where that quotes damage."""

_SIDE_FILES = ("-wal", "-shm", "-journal")
# What is wrong with the machine or its user's rights rather than with the file.
_OF_THE_MACHINE = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_AUTH,
    }
)

_OF_WHAT_IS_READ = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR)


def database_files(path: Path) -> list[Path]:
    """A database and what SQLite may keep beside it, whether there or not."""
    # The folder "." has no name that could be replaced.
    return [path.parent / f"{path.name}{suffix}" for suffix in ("", *_SIDE_FILES)]


def check_database(path: Path) -> None:
    """Raise IrregularFileError unless the database, and what SQLite opens beside it, are files."""
    for file in database_files(path):
        check_regular(file)


def open_database(path: Path, *, timeout_s: float) -> sqlite3.Connection:
    """A connection that waits so long for others, and trusts nothing in the file's schema.

    Raises IrregularFileError where something else lies in the place of a file.
    """
    check_database(path)
    connection = sqlite3.connect(path, timeout=timeout_s)
    try:
        for statement in HARDENING:
            connection.execute(statement)
    except BaseException:
        connection.close()
        raise
    return connection


def is_damage(error: Exception, path: Path) -> bool:
    """Whether the file is to blame: not a lock, a full disk or a missing right."""
    # Python raises without a code where a text is no UTF-8.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code == sqlite3.SQLITE_READONLY:
        # A damaged header can say so too.
        return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    return code not in _OF_THE_MACHINE


@contextmanager
def telling_damage() -> Iterator[None]:
    """Raise ArticlesDamagedError where they cannot be read; a wrong statement stays one."""
    try:
        yield
    except DATABASE_ERRORS as error:
        # Python raises without a code where a text is no UTF-8.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
        if code not in _OF_WHAT_IS_READ or isinstance(error, sqlite3.ProgrammingError):
            raise
        raise ArticlesDamagedError("they cannot be read") from error


@contextmanager
def telling_full_disk() -> Iterator[None]:
    """Raise OSError where a database cannot be written; a wrong statement stays one."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _OF_THE_MACHINE:
            raise
        raise OSError(str(error)) from error


def make_private_folder(folder: Path) -> None:
    """Make a folder that nobody else may look into; one that is there stays as it is."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)


def make_private(path: Path) -> None:
    """Let nobody else read a database, one that is still to be made too, nor what lies beside it.

    SQLite gives to the files that it makes later the mode of the database. Raises
    IrregularFileError where something else lies in the place of a file.
    """
    check_database(path)  # a link may lead to a device, which is everybody's
    with suppress(FileExistsError):
        # Only where there is none: closing a file lets go of every lock that this process has on
        # it, SQLite's included.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    for file in database_files(path):
        with suppress(OSError):  # not there, or another user's
            mode = stat.S_IMODE(file.stat().st_mode)
            if mode & 0o077:
                file.chmod(mode & 0o700)


def remove_database(path: Path) -> None:
    """Remove a database with all that SQLite keeps beside it and would replay into a new one."""
    for file in database_files(path):
        file.unlink(missing_ok=True)
