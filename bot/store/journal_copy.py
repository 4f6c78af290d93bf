"""A copy of the journal and its key, which leaves them and whoever writes them alone."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import JournalError
from bot.store.journal_file import JOURNAL_FILE
from bot.store.journal_key import KEY_FILE
from bot.store.journal_schema import damaged
from corpus.databases import DATABASE_ERRORS, check_database, is_damage
from corpus.regular_files import IrregularFileError

_BUSY_S = 10.0
_PROBE_S = 0.5


def copy_journal(home: Path, folder: Path) -> None:
    """Copy the journal as it is at one moment into an empty folder, with its key if there is one.

    Nothing is written beside it, whether a bot writes to it, was killed or is away. Raises
    JournalError.
    """
    path, copy = home / JOURNAL_FILE, folder / JOURNAL_FILE
    try:
        check_database(path)
        if path.with_name(f"{path.name}-shm").exists():  # somebody has it open, or was killed
            _copy_open(path, copy)
        else:
            for suffix in ("", "-wal"):
                if path.with_name(path.name + suffix).exists():
                    shutil.copyfile(path.with_name(path.name + suffix), f"{copy}{suffix}")
        if (home / KEY_FILE).is_file():
            shutil.copyfile(home / KEY_FILE, folder / KEY_FILE)
        for file in folder.iterdir():
            file.chmod(0o600)
    except IrregularFileError as error:
        raise damaged(path, f"{error.filename} {error.strerror}") from error
    except OSError as error:
        raise JournalError(path, f"cannot be copied: {error.strerror}") from error
    except DATABASE_ERRORS as error:
        if is_damage(error, path):
            raise damaged(path, str(error)) from error
        raise JournalError(path, f"cannot be copied: {error}") from error


def _copy_open(path: Path, copy: Path) -> None:
    source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_S)
    with closing(source), closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def is_open_elsewhere(home: Path) -> bool:
    """Whether another process has the journal open; one that is damaged counts as free."""
    path = home / JOURNAL_FILE
    if not path.is_file():
        return False
    with closing(sqlite3.connect(path, timeout=_PROBE_S)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")  # only its one user may
        except DATABASE_ERRORS as error:
            return not is_damage(error, path)
    return False
