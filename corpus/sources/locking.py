"""Files by which one process keeps another from the same work; a killed one lets go of them."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.sources.errors import RefreshingError, RegistryError


@contextmanager
def lock_file(path: Path, *, is_waiting: bool = True) -> Iterator[None]:
    """Hold a lock that one process has at a time.

    Raises RefreshingError when another has it and `is_waiting` is false, and RegistryError where
    there can be no such file.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        reason = f"cannot be made: {(error.strerror or 'unknown error').lower()}"
        raise RegistryError(path, reason) from error
    try:
        _lock(descriptor, path, is_waiting=is_waiting)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, path: Path, *, is_waiting: bool) -> None:
    if sys.platform == "win32":  # no bot runs there, so that there is one process
        return
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if is_waiting else fcntl.LOCK_NB))
    except BlockingIOError as error:
        raise RefreshingError(path) from error
