"""The errors of this package.

EmbeddingError
├─ EncoderError         weights missing or damaged, or an unknown name
├─ IndexMissingError    no index in this folder; the message names the command that builds one
├─ IndexDamagedError    a file of the index is not what was written
├─ IndexMismatchError   built with another encoder, or by another version
├─ IndexBusyError       another process is building
├─ BackendError         the service that holds the index cannot be used
│  └─ BackendAwayError  it does not answer
└─ QuestionFileError    a file of questions with known answers cannot be used
"""

import sys
from pathlib import Path

from corpus.errors import AppError

_REBUILD = 'run "sampan index" to build it again'


def install_command(extra: str) -> str:
    """What an operator runs to add an extra to the Sampan that is running."""
    return f"{sys.executable} -m pip install 'sampan[{extra}]'"


class EmbeddingError(AppError):
    """Encoding, indexing or searching cannot be done."""


class EncoderError(EmbeddingError):
    """An encoder cannot be opened."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f'encoder "{name}": {reason}')


class IndexMissingError(EmbeddingError):
    """There is no index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(f'no index in {folder}; run "sampan index" to build it')


class IndexDamagedError(EmbeddingError):
    """A file of the index is missing or was changed after it was written."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"index file {path} {reason}; {_REBUILD}")


class IndexMismatchError(EmbeddingError):
    """The index was built in a way that this process cannot use."""

    def __init__(self, field: str, built: object, wanted: object) -> None:
        self.field = field
        self.built = built
        self.wanted = wanted
        other_way = ", or set SAMPAN_ENCODER back" if field == "encoder" else ""
        super().__init__(
            f'the index was built with {field} "{built}", not "{wanted}"; {_REBUILD}{other_way}'
        )


class IndexBusyError(EmbeddingError):
    """Another process has been building for longer than we wait."""

    def __init__(self, folder: Path, waited_s: float) -> None:
        self.folder = folder
        self.waited_s = waited_s
        super().__init__(
            f"another process is building the index in {folder}; "
            f"waited {waited_s:.0f} s, try again when it is done"
        )


class BackendError(EmbeddingError):
    """The service that holds the index cannot be used; names its address and the remedy."""

    def __init__(self, address: str, reason: str, remedy: str) -> None:
        self.address = address
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"the index at {address} {reason}; {remedy}")


class BackendAwayError(BackendError):
    """The service does not answer; it may later."""


class QuestionFileError(EmbeddingError):
    """A file of questions cannot be used; names the line."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")
