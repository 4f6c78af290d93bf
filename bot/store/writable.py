"""Whether the bot can remember and forget in its data folder at all."""

import os
from pathlib import Path

from bot.errors import HomeError
from bot.store.journal_file import JOURNAL_FILE
from bot.store.traces import TRACES_FILE
from corpus.databases import database_files


def check_writable(home: Path) -> None:
    """Raise HomeError unless the folder and what tells of people in it may be written to."""
    files = [*database_files(home / JOURNAL_FILE), *database_files(home / TRACES_FILE)]
    for path in (home, *files):
        if path.exists() and not os.access(path, os.W_OK):
            raise HomeError(path)
