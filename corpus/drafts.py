"""Files that are there whole or not at all: written as a draft that then takes the file's place."""

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

from corpus.regular_files import make_way

DRAFT_PREFIX = ".building-"
"""What the name of every draft starts with, that of a folder too."""

_ABANDONED_S = 3600.0


def replace_file(path: Path, content: bytes, *, is_private: bool = False) -> None:
    """Let `path` hold the content; whoever reads it, or a power cut, finds the old or the new.

    A private file is its owner's alone, whatever the process grants to others by default. Several
    processes may do it at once: the last one counts. Raises OSError, and then leaves no draft.
    """
    make_way(path)
    _remove_abandoned(path)
    draft = path.with_name(f"{DRAFT_PREFIX}{path.name}.{secrets.token_hex(4)}")
    mode = 0o600 if is_private else 0o666
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    flush_to_disk(path.parent)


def flush_to_disk(path: Path) -> None:
    """Make sure that a file, or the names in a folder, would survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_abandoned(path: Path) -> None:
    """Drafts of the same file that were left by a kill; younger ones may be being written."""
    start = f"{DRAFT_PREFIX}{path.name}."
    for entry in path.parent.iterdir():
        if entry.name.startswith(start):
            with suppress(OSError):  # its writer may just have put it in place
                if time.time() - entry.stat().st_mtime > _ABANDONED_S:
                    entry.unlink()
